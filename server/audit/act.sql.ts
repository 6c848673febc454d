import { type Trx, asJson, plannedOnce, withCommit } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { sql } from 'kysely'

/**
 * Records what was done, in the transaction that did it: in the stream of the book that an act names, else in the acting
 * organisation's. Who did it, when, and after what is the database's to say (append_acts in db/definer.sql).
 */
export async function insertActs(trx: Trx, acts: readonly Act[]): Promise<void> {
  await sql`${plannedOnce} select append_acts(${given(acts)})`.execute(trx)
}

/** The same, and beside it the answer to the request that asked for it: the last statement of a command, which goes out with its commit. */
export async function insertActsAndAnswer(
  trx: Trx,
  acts: readonly Act[],
  { organisationId, key, answer }: { readonly organisationId: string; readonly key: string; readonly answer: unknown },
): Promise<void> {
  await sql`${plannedOnce} ${withCommit}
    with answered as (update request set answer = ${asJson(answer)} where organisation_id = ${organisationId} and key = ${key})
    select append_acts(${given(acts)})`.execute(trx)
}

const given = (acts: readonly Act[]) =>
  asJson(acts.map(({ act, ...facts }) => ({ kind: act, facts, stream: 'bookId' in facts ? facts.bookId : null })))
