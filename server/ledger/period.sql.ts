import type { Db, Trx } from '@cofund/db/connect'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import type { Month, PeriodEvent } from '@cofund/shared/ledger/period'
import { sql } from 'kysely'

/** The last closed month of a book; null when none is. */
export async function findClosedThrough(db: Db, bookId: BookId): Promise<Month | null> {
  const row = await db
    .selectFrom('book_period_event')
    .select('closed_through')
    .where('book_id', '=', bookId)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.closed_through ?? null
}

/** A turn of a book's periods with the two who made it: names where the reader may see the persons. */
export interface ShownPeriodEvent extends PeriodEvent {
  readonly proposalId: `prp_${string}` | null
  readonly maker: string | null
  readonly checker: string | null
}

/** The newest first. */
export async function listPeriodEvents(db: Db, bookId: BookId): Promise<ShownPeriodEvent[]> {
  const rows = await db
    .selectFrom('book_period_event as turn')
    .leftJoin('proposal', (join) =>
      join.onRef('proposal.applied_in', '=', 'turn.recorded_in').onRef('proposal.subject', '=', 'turn.book_id'),
    )
    .leftJoin('person as maker', 'maker.id', 'proposal.maker_person_id')
    .leftJoin('person as checker', (join) => join.on('checker.id', '=', sql`proposal.checked_by[1]`))
    .where('turn.book_id', '=', bookId)
    .select(['place', 'event', 'month', 'closed_through', 'at_sequence', 'reason', 'recorded_at'])
    .select(['proposal.id as proposal_id', 'maker.name as maker', 'checker.name as checker'])
    .orderBy('place', 'desc')
    .execute()
  return rows.map((row) => ({
    bookId,
    place: row.place,
    event: row.event,
    month: row.month,
    closedThrough: row.closed_through,
    atSequence: row.at_sequence,
    reason: row.reason,
    recordedAt: row.recorded_at,
    proposalId: row.proposal_id,
    maker: row.maker,
    checker: row.checker,
  }))
}

/** Its place, its time and what is closed from then on are the database's to say; so is that two people agreed. */
export async function insertPeriodEvent(
  trx: Trx,
  { bookId, event, month, reason }: Pick<PeriodEvent, 'bookId' | 'event' | 'month' | 'reason'>,
): Promise<void> {
  await trx.insertInto('book_period_event').values({ book_id: bookId, event, month, reason }).execute()
}

/** What the months that are to close show: how many entries count in them, and their debits, memorandum accounts apart. */
export interface MonthsShown {
  readonly entries: number
  readonly sums: readonly { readonly debits: Money; readonly difference: Money; readonly memorandum: boolean }[]
}

/** The months after `closedThrough`, up to `month`: one, unless nothing was closed before. */
export async function getMonthsShown(
  db: Db,
  bookId: BookId,
  closedThrough: Month | null,
  month: Month,
): Promise<MonthsShown> {
  const counted = sql`
    select sequence from journal_entry where book_id = ${bookId} and posted_in <= ${month}::date
    ${closedThrough ? sql`and posted_in > ${closedThrough}::date` : sql``}`
  const { rows: counts } = await sql<{ entries: number }>`select count(*)::int as entries from (${counted}) as counted`.execute(db)
  const { rows } = await sql<{ currency: Currency; memorandum: boolean; debits: bigint; difference: bigint }>`
    select currency, class = 'memorandum' as memorandum, coalesce(sum(minor) filter (where minor > 0), 0)::int8 as debits,
      sum(minor)::int8 as difference
    from posting join account on account.id = posting.account_id
    where posting.book_id = ${bookId} and sequence in (${counted})
    group by 1, 2 order by 2, 1`.execute(db)
  return {
    entries: counts[0]?.entries ?? 0,
    sums: rows.map(({ currency, memorandum, debits, difference }) => ({
      debits: money(debits, currency),
      difference: money(difference, currency),
      memorandum,
    })),
  }
}
