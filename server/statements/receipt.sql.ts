import type { Db } from '@cofund/db/connect'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { MatchId, StatementLineId } from '@cofund/shared/statements/bank-account'
import type { Receipt } from '@cofund/shared/statements/receipt'
import { sql } from 'kysely'
import { liveMatches } from './statement.sql.ts'

/**
 * The bank's receipt for an entry: each of its postings to cash stands in a match that is in effect and has a line of the bank.
 * Null is "no receipt that the reader may see": an entry without cash, one matched in part, one that cancels out with its
 * reversal, one whose match was undone. A feature above asks whenever it wants to know, for a match may be undone later.
 */
export async function receiptOf(db: Db, entryId: EntryId): Promise<Receipt | null> {
  const { rows } = await sql<{ match_id: MatchId | null; line_id: StatementLineId | null; booked_on: PlainDate; reference: string | null }>`
    select live.id as match_id, line.id as line_id, line.booked_on, line.reference
    from journal_entry as entry
    join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
    join account on account.id = posting.account_id and account.head = 'cash'
    left join bank_account on bank_account.book_id = posting.book_id and bank_account.currency = posting.currency
    left join lateral (
      select id, line_ids from (${liveMatches}) as made
      where bank_account_id = bank_account.id
        and sequences @> array[posting.sequence] and (posting.sequence, posting.line) in (select * from unnest(sequences, posting_lines))
    ) as live on true
    left join statement_line as line on line.id = any (live.line_ids)
    where entry.id = ${entryId}
    order by line.booked_on, line.line`.execute(db)
  const receipts = rows.flatMap(({ match_id: matchId, line_id: statementLineId, booked_on: on, reference }): Receipt[] =>
    matchId && statementLineId ? [{ on, reference, statementLineId, matchId }] : [],
  )
  return receipts.length === rows.length ? (receipts.at(-1) ?? null) : null
}
