import { type Db, type Trx, asJson } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { Instant } from '@cofund/shared/kernel/instant'
import { canonicalJson, fromWire } from '@cofund/shared/kernel/wire'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { type Money, money, subtract, sum } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import { type Month, lastDayOf } from '@cofund/shared/ledger/period'
import type { BankAccount, BankAccountId, BankLine, BookLine, ReconciliationId } from '@cofund/shared/statements/bank-account'
import {
  type Outstanding,
  type ReconciliationTable,
  outstandingAt,
  reconcile,
  statementBalanceAt,
} from '@cofund/shared/statements/reconciliation'
import { sql } from 'kysely'
import { balanceOf } from '../ledger/balance.sql.ts'
import { getBook } from '../ledger/book.sql.ts'
import { listSides } from './statement.sql.ts'

/** A month as both sides stand now. Without the bank's balance there is no table: unknown is not zero. */
export interface MonthReconciled {
  readonly month: Month
  readonly book: Money
  readonly outstanding: readonly Outstanding[]
  readonly table: ReconciliationTable | null
  /** The last day up to the month's end of which the bank has told a line: whether more came after it, no table of lines says. */
  readonly toldUntil: PlainDate | null
  /** When two people last agreed on the month; null where nobody has. */
  readonly reviewed: ReviewedMonth | null
}

export interface ReviewedMonth extends Pick<AgreedReconciliation, 'id' | 'proposalId' | 'preparedBy' | 'reviewedBy' | 'reviewedAt'> {
  /** Every figure and every outstanding item is still what they agreed on. */
  readonly stands: boolean
}

export async function reconcileMonth(db: Db, bank: BankAccount, month: Month): Promise<MonthReconciled> {
  const day = lastDayOf(month)
  const { kind } = await getBook(db, bank.bookId)
  const sides = await listSides(db, bank)
  const book = await balanceOf(db, account[kind](bank.bookId).cash, bank.currency, { effectiveOn: day })
  const statement = statementBalanceAt(sides.lines, day)
  const outstanding = outstandingAt(sides, day)
  const table = statement && reconcile(statement, book, outstanding)
  const toldUntil = sides.lines.findLast(({ bookedOn }) => bookedOn <= day)?.bookedOn ?? null
  const agreed = (await listReconciliations(db, bank.id)).find((each) => each.month === month)
  return { month, book, outstanding, table, toldUntil, reviewed: agreed ? { ...agreed, stands: table !== null && isStill(agreed, table, outstanding) } : null }
}

const isStill = (agreed: AgreedReconciliation, { statement, book }: ReconciliationTable, outstanding: readonly Outstanding[]): boolean =>
  agreed.statement.minor === statement.minor &&
  agreed.book.minor === book.minor &&
  canonicalJson(agreed.outstanding.map(nameOfItem).toSorted()) === canonicalJson(outstanding.map(nameOfItem).toSorted())

const nameOfItem = ({ kind, lineId, entryId, amount }: Outstanding): string => [kind, lineId, entryId, amount.minor].join(' ')

/** What a month's two balances are made of: each is what was there before and the lines of the month. */
export interface MonthLines {
  readonly lines: readonly BankLine[]
  readonly postings: readonly BookLine[]
  /** Of the bank null where it does not say the balance; of the book with what it opened with. */
  readonly before: { readonly statement: Money | null; readonly book: Money }
}

export async function monthLines(db: Db, bank: BankAccount, month: Month): Promise<MonthLines> {
  const day = lastDayOf(month)
  const { kind } = await getBook(db, bank.bookId)
  const sides = await listSides(db, bank)
  const lines = sides.lines.filter(({ bookedOn }) => month <= bookedOn && bookedOn <= day)
  const postings = sides.postings.filter(({ effectiveOn }) => month <= effectiveOn && effectiveOn <= day)
  const moved = (side: readonly { readonly amount: Money }[]) => sum(side.map(({ amount }) => amount), bank.currency)
  const statement = statementBalanceAt(sides.lines, day)
  const book = await balanceOf(db, account[kind](bank.bookId).cash, bank.currency, { effectiveOn: day })
  return { lines, postings, before: { statement: statement && subtract(statement, moved(lines)), book: subtract(book, moved(postings)) } }
}

export async function insertReconciliation(
  trx: Trx,
  { id, organisationId, bookId, currency }: BankAccount,
  { month, outstanding, table }: MonthReconciled & { readonly table: ReconciliationTable },
): Promise<ReconciliationId> {
  const reconciliationId = newId('rec')
  await trx
    .insertInto('reconciliation')
    .values({
      id: reconciliationId,
      organisation_id: organisationId,
      book_id: bookId,
      bank_account_id: id,
      month,
      currency,
      statement_minor: table.statement.minor,
      book_minor: table.book.minor,
      difference_minor: table.difference.minor,
      outstanding: asJson(outstanding),
    })
    .execute()
  return reconciliationId
}

/** A month that two people agreed on, as it stood then: names where the reader may see the persons. */
export interface AgreedReconciliation {
  readonly id: ReconciliationId
  readonly month: Month
  readonly statement: Money
  readonly book: Money
  readonly difference: Money
  readonly outstanding: readonly Outstanding[]
  readonly proposalId: `prp_${string}` | null
  readonly preparedBy: string | null
  readonly reviewedBy: string | null
  readonly reviewedAt: Instant
}

export async function listReconciliations(db: Db, bankAccountId: BankAccountId): Promise<AgreedReconciliation[]> {
  const rows = await db
    .selectFrom('reconciliation as agreed')
    .leftJoin('proposal', (join) =>
      join.onRef('proposal.applied_in', '=', 'agreed.recorded_in').onRef('proposal.subject', '=', 'agreed.bank_account_id'),
    )
    .leftJoin('person as maker', 'maker.id', 'proposal.maker_person_id')
    .leftJoin('person as checker', (join) => join.on('checker.id', '=', sql`proposal.checked_by[1]`))
    .where('agreed.bank_account_id', '=', bankAccountId)
    .selectAll('agreed')
    .select(['proposal.id as proposal_id', 'maker.name as maker', 'checker.name as checker'])
    .orderBy('month', 'desc')
    .orderBy('reviewed_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    month: row.month,
    statement: money(row.statement_minor, row.currency),
    book: money(row.book_minor, row.currency),
    difference: money(row.difference_minor, row.currency),
    // They were written from this very type, and nothing changes them.
    outstanding: fromWire(row.outstanding) as readonly Outstanding[],
    proposalId: row.proposal_id,
    preparedBy: row.maker,
    reviewedBy: row.checker,
    reviewedAt: row.reviewed_at,
  }))
}
