import type { Trx } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { toWire } from '@cofund/shared/kernel/wire'
import type { Actor } from '@cofund/shared/people/person'

/** Records what was done, in the transaction that did it. */
export async function insertActs(trx: Trx, actor: Actor, acts: readonly Act[]): Promise<void> {
  const rows = acts.map(({ act, ...facts }) => ({
    organisation_id: actor.membership.organisation.id,
    membership_id: actor.membership.id,
    kind: act,
    facts: JSON.stringify(toWire(facts)),
  }))
  await trx.insertInto('act').values(rows).execute()
}
