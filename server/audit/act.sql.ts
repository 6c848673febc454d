import { type Trx, asJson } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { sql } from 'kysely'

/**
 * Records what was done, in the transaction that did it: in the stream of the book that an act names, else in the acting
 * organisation's. Who did it, when, and after what is the database's to say (append_acts in db/definer.sql).
 */
export async function insertActs(trx: Trx, acts: readonly Act[]): Promise<void> {
  const given = acts.map(({ act, ...facts }) => ({ kind: act, facts, stream: 'bookId' in facts ? facts.bookId : null }))
  await sql`select append_acts(${asJson(given)})`.execute(trx)
}
