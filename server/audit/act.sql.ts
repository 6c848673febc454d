import { type Trx, asJson, plannedOnce, withNext } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { sql } from 'kysely'

/**
 * Records what was done, in the transaction that did it: in the stream of the book that an act names, else in the acting
 * organisation's. Who did it, when, and after what is the database's to say (append_acts in db/definer.sql).
 */
export async function insertActs(trx: Trx, acts: readonly Act[]): Promise<void> {
  await sql`${plannedOnce} select append_acts(${given(acts)})`.execute(trx)
}

/** The same, and beside it the answer to the request that asked for it: it goes out with the command's commit. */
export async function insertActsAndAnswer(
  trx: Trx,
  acts: readonly Act[],
  { key, answer }: { readonly key: string; readonly answer: unknown },
): Promise<void> {
  await sql`${plannedOnce} ${withNext}
    select append_acts(${given(acts)}, ${key}, ${asJson(answer)})`.execute(trx)
}

const given = (acts: readonly Act[]) =>
  asJson(acts.map(({ act, ...facts }) => ({ kind: act, facts, stream: 'bookId' in facts ? facts.bookId : null })))
