import { type Money, add, money, negate, subtract, sum } from '../kernel/money.ts'
import { type PlainDate, daysBetween } from '../kernel/plain-date.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { BankLine, BookLine, MatchId, StatementLineId } from './bank-account.ts'
import { closeDays } from './continuity.ts'

/** 未达账项: what one side knows and the other does not yet, seen from the side that knows. */
export const outstandingKinds = ['bank_received', 'bank_paid', 'book_received', 'book_paid'] as const
export type OutstandingKind = (typeof outstandingKinds)[number]

export interface Outstanding {
  readonly kind: OutstandingKind
  readonly on: PlainDate
  readonly ageDays: number
  /** Never negative: which way it moves, the kind says. */
  readonly amount: Money
  readonly text: string
  /** Of the bank's side its line, of the book's side its entry. */
  readonly lineId: StatementLineId | null
  readonly entryId: EntryId | null
}

export interface ReconciliationSides {
  readonly lines: readonly BankLine[]
  readonly postings: readonly BookLine[]
}

/**
 * What was outstanding at the end of a day: what stands in no match, and of a match that was not whole by then, the part that
 * was there. A payment of 30 June that the bank booked on 2 July was outstanding on 30 June, although it is matched today.
 */
export function outstandingAt({ lines, postings }: ReconciliationSides, day: PlainDate): Outstanding[] {
  const later = new Set<MatchId | null>([
    null,
    ...lines.filter(({ bookedOn }) => bookedOn > day).map(({ matchId }) => matchId),
    ...postings.filter(({ effectiveOn }) => effectiveOn > day).map(({ matchId }) => matchId),
  ])
  const ofBank = lines
    .filter(({ bookedOn, matchId }) => bookedOn <= day && later.has(matchId))
    .map(({ id, bookedOn, amount, counterparty, summary, reference }): Outstanding => {
      const text = [summary, counterparty, reference].filter(Boolean).join(' · ')
      return { kind: amount.minor > 0n ? 'bank_received' : 'bank_paid', on: bookedOn, ageDays: daysBetween(bookedOn, day), amount: size(amount), text, lineId: id, entryId: null }
    })
  const ofBook = postings
    .filter(({ effectiveOn, matchId }) => effectiveOn <= day && later.has(matchId))
    .map(({ entryId, effectiveOn, amount, voucher, note }): Outstanding => {
      const text = [voucher, note].filter(Boolean).join(' · ')
      return { kind: amount.minor > 0n ? 'book_received' : 'book_paid', on: effectiveOn, ageDays: daysBetween(effectiveOn, day), amount: size(amount), text, lineId: null, entryId }
    })
  return [...ofBank, ...ofBook].toSorted((a, b) => b.ageDays - a.ageDays || (a.text < b.text ? -1 : 1))
}

/** 余额调节表. The difference is what neither side explains: it is shown, never spread. */
export interface ReconciliationTable {
  readonly statement: Money
  readonly book: Money
  readonly totals: Readonly<Record<OutstandingKind, Money>>
  readonly adjustedStatement: Money
  readonly adjustedBook: Money
  readonly difference: Money
}

/** statement + booked receipts − booked payments that are not at the bank = book + receipts − payments that are not booked. */
export function reconcile(statement: Money, book: Money, outstanding: readonly Outstanding[]): ReconciliationTable {
  const total = (kind: OutstandingKind) =>
    sum(
      outstanding.filter((item) => item.kind === kind).map(({ amount }) => amount),
      book.currency,
    )
  const totals = {
    bank_received: total('bank_received'),
    bank_paid: total('bank_paid'),
    book_received: total('book_received'),
    book_paid: total('book_paid'),
  }
  const adjustedStatement = subtract(add(statement, totals.book_received), totals.book_paid)
  const adjustedBook = subtract(add(book, totals.bank_received), totals.bank_paid)
  return { statement, book, totals, adjustedStatement, adjustedBook, difference: subtract(adjustedStatement, adjustedBook) }
}

/** What the bank says the account held at the end of `day`; null when its lines do not tell. */
export const statementBalanceAt = (lines: readonly BankLine[], day: PlainDate): Money | null =>
  closeDays(lines.filter(({ bookedOn }) => bookedOn <= day)).at(-1)?.closing ?? null

const size = (amount: Money): Money => (amount.minor < 0n ? negate(amount) : money(amount.minor, amount.currency))
