import { HomeOutlined } from '@ant-design/icons'
import type { OrganisationKind } from '@cofund/shared/people/organisation'
import type { Permission } from '@cofund/shared/people/role'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { WordKey } from '../say.ts'

export interface Destination {
  readonly to: LinkProps['to'] & string
  readonly word: WordKey
  readonly icon: ReactNode
  /** Kinds of organisation that come for this; absent: all. What they may see there is the server's to say. */
  readonly kinds?: readonly OrganisationKind[]
  /** Needed for there being anything to do. */
  readonly permission?: Permission
}

/** The left navigation, from top to bottom; whoever looks sees at most seven. */
export const destinations: readonly Destination[] = [{ to: '/', word: 'nav.home', icon: <HomeOutlined /> }]

export const destinationsFor = (kind: OrganisationKind, permissions: readonly Permission[]): readonly Destination[] =>
  destinations.filter((place) => (!place.kinds || place.kinds.includes(kind)) && (!place.permission || permissions.includes(place.permission)))
