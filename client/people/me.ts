import type { Permission } from '@cofund/shared/people/role'
import type { Me, Membership } from '@cofund/shared/people/person'
import { createContext, useContext } from 'react'
import { preferences } from '../preferences.ts'

export const MeContext = createContext<Me | undefined>(undefined)

/** Who is signed in. Every page is drawn under the gate, which asks first. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('this is drawn outside the gate')
  return me
}

export function membershipOf(me: Me): Membership {
  const membership = me.memberships.find(({ id }) => id === me.membershipId)
  if (!membership) throw new Error(`${me.membershipId} is not among the reader's memberships`)
  return membership
}

/** For `disabledBecause` and for actions that only some may see: `useMay('loan.import')`. The server asks again. */
export const useMay = (permission: Permission): boolean => useMe().permissions.includes(permission)

/** The organisation's name in the reader's language. */
export const nameOf = ({ nameZh, nameEn }: { readonly nameZh: string; readonly nameEn: string }): string =>
  preferences().language === 'zh' ? nameZh : nameEn
