import type { Instant } from '@cofund/shared/kernel/instant'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { Generated, GeneratedAlways } from 'kysely'

export interface ActTable {
  id: GeneratedAlways<bigint>
  organisation_id: OrganisationId
  membership_id: MembershipId
  kind: string
  /** The act without its kind, in the wire's JSON. */
  facts: unknown
  recorded_at: Generated<Instant>
  /** The transaction that recorded it, as text. */
  recorded_in: Generated<string>
}

/** What was answered to a request that carried an idempotency key. */
export interface RequestTable {
  organisation_id: OrganisationId
  key: string
  procedure: string
  body_hash: string
  /** null while the first sender's transaction runs: nobody else ever sees it so. */
  answer: unknown
  recorded_at: Generated<Instant>
}
