import { type Trx, asJson } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import { sql } from 'kysely'

/** Records what was done, in the transaction that did it. Who did it is read from the session, not from the caller. */
export async function insertActs(trx: Trx, acts: readonly Act[]): Promise<void> {
  const rows = acts.map(({ act, ...facts }) => ({
    organisation_id: sql<OrganisationId>`acting_organisation()`,
    membership_id: sql<MembershipId>`acting_membership()`,
    kind: act,
    facts: asJson(facts),
  }))
  await trx.insertInto('act').values(rows).execute()
}
