import type { Db } from '@cofund/db/connect'
import type { Instant } from '@cofund/shared/kernel/instant'
import { type PageSize, pageOf } from '@cofund/shared/kernel/listing'
import { add, type Currency, money, nothing, subtract } from '@cofund/shared/kernel/money'
import { addDays, type PlainDate } from '@cofund/shared/kernel/plain-date'
import type { Account } from '@cofund/shared/ledger/account'
import type { EntryId, EntryKind } from '@cofund/shared/ledger/entry'
import type { AsOf, Statement } from '@cofund/shared/ledger/statement'
import { sql } from 'kysely'
import { balanceOf } from './balance.sql.ts'
import { toHeading } from './entry.sql.ts'

export interface StatementAsked extends AsOf {
  readonly account: Account
  readonly currency: Currency
  /** The first day of the period; its last is `effectiveOn`. Without it the statement begins with the book. */
  readonly from?: PlainDate | undefined
  readonly page?: number | undefined
  readonly size?: PageSize | undefined
}

/**
 * One page of an account's statement, by effective day and place, each line with the balance after it. What came before
 * the period is one kept sum, so its length is not felt; the running balance is added up within the period alone.
 */
export async function getStatement(
  db: Db,
  { account, currency, from, effectiveOn, knownAt, page, size }: StatementAsked,
): Promise<Statement> {
  const opening = from ? await balanceOf(db, account, currency, { effectiveOn: addDays(from, -1), knownAt }) : nothing(currency)
  const { limit, offset } = pageOf({ page, size })
  const inPeriod = sql`
    account_id = (
      select id from account where book_id = ${account.bookId} and head = ${account.head} and detail = ${account.detail})
    and currency = ${currency}
    ${from ? sql`and effective_on >= ${from}::date` : sql``}
    ${effectiveOn ? sql`and effective_on <= ${effectiveOn}::date` : sql``}
    ${knownAt === undefined ? sql`` : sql`and sequence <= ${knownAt}`}`

  const { rows: sums } = await sql<{ count: number; debits: bigint; credits: bigint }>`
    select count(*)::int as count, coalesce(sum(minor) filter (where minor > 0), 0)::int8 as debits,
      coalesce(-sum(minor) filter (where minor < 0), 0)::int8 as credits
    from posting where ${inPeriod}`.execute(db)
  const { count, debits, credits } = sums[0] ?? { count: 0, debits: 0n, credits: 0n }

  const { rows } = await sql<StatementRow>`
    select entry.id, entry.sequence, kind, facts, note, entry.effective_on, recorded_at, posted_in, reverses, line, minor, running,
      (select id from journal_entry as reversal where reversal.reverses = entry.id) as reversed_by
    from (
      select sequence, line, minor, (sum(minor) over (order by effective_on, sequence, line))::int8 as running
      from posting where ${inPeriod} order by effective_on, sequence, line limit ${limit} offset ${offset}
    ) as moved
    join journal_entry as entry on entry.book_id = ${account.bookId} and entry.sequence = moved.sequence
    order by entry.effective_on, entry.sequence, line`.execute(db)

  return {
    opening,
    lines: rows.map((row) => ({
      entry: toHeading(row),
      line: row.line,
      amount: money(row.minor, currency),
      balance: add(opening, money(row.running, currency)),
    })),
    count,
    debits: money(debits, currency),
    credits: money(credits, currency),
    closing: subtract(add(opening, money(debits, currency)), money(credits, currency)),
  }
}

interface StatementRow {
  readonly id: EntryId
  readonly sequence: bigint
  readonly kind: EntryKind
  readonly facts: unknown
  readonly note: string | null
  readonly effective_on: PlainDate
  readonly recorded_at: Instant
  readonly posted_in: PlainDate
  readonly reverses: EntryId | null
  readonly reversed_by: EntryId | null
  readonly line: number
  readonly minor: bigint
  readonly running: bigint
}
