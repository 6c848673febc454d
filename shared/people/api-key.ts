import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { OrganisationId } from './organisation.ts'
import type { Permission } from './role.ts'

export type ApiKeyId = Id<'key'>

/** What opens the interface to an organisation's own systems. The secret is shown once and kept nowhere; here is all else. */
export interface ApiKey {
  readonly id: ApiKeyId
  readonly organisationId: OrganisationId
  readonly name: string
  readonly scopes: readonly Permission[]
  readonly issuedOn: PlainDate
  /** The first day on which it opens nothing any more. */
  readonly expiresOn: PlainDate
  readonly revokedOn: PlainDate | null
  readonly lastUsedAt: Instant | null
}

/** What a system may be let do: what people do alone. Whatever takes two persons stays with persons. */
export const apiKeyScopes = ['loan.import', 'commitment.import', 'loss.evaluate'] as const satisfies readonly Permission[]

export const isLiveOn = ({ expiresOn, revokedOn }: Pick<ApiKey, 'expiresOn' | 'revokedOn'>, day: PlainDate): boolean =>
  revokedOn === null && day < expiresOn
