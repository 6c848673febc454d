import type { Id } from '../kernel/id.ts'
import type { Currency, Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { EntryId, EntryKind } from '../ledger/entry.ts'
import type { BookId } from '../ledger/book.ts'
import type { OrganisationId } from '../people/organisation.ts'

export type BankAccountId = Id<'bac'>
export type StatementLineId = Id<'stl'>
export type MatchId = Id<'mtc'>
export type StatementRejectionId = Id<'srj'>
export type ReconciliationId = Id<'rec'>

/** Where a book's money really lies: one account at a bank, custodian or treasury for each book and currency. */
export interface BankAccount {
  readonly id: BankAccountId
  readonly organisationId: OrganisationId
  readonly bookId: BookId
  readonly name: string
  /** The end of the number; the whole of it is kept as a hash alone. */
  readonly masked: string
  readonly currency: Currency
  /** The first day that is matched. What the book held before is agreed with the bank's opening balance. */
  readonly matchedFrom: PlainDate
}

/** What people are shown of an account's number. */
export const maskedNumber = (number: string): string => `**** ${number.replaceAll(/\s/g, '').slice(-4)}`

/** One line of the bank's statement: what came in is positive, what went out negative. */
export interface BankLine {
  readonly id: StatementLineId
  readonly bookedOn: PlainDate
  readonly valueOn: PlainDate | null
  readonly amount: Money
  readonly counterparty: string | null
  readonly summary: string | null
  readonly reference: string | null
  /** What the account held after it, where the bank says so. */
  readonly balanceAfter: Money | null
  readonly matchId: MatchId | null
}

/** One posting to the book's cash: a receipt is positive, a payment negative. */
export interface BookLine {
  readonly entryId: EntryId
  readonly sequence: bigint
  readonly line: number
  readonly kind: EntryKind
  readonly effectiveOn: PlainDate
  readonly amount: Money
  readonly voucher: string
  readonly note: string | null
  readonly evidence: string | null
  readonly reverses: EntryId | null
  readonly matchId: MatchId | null
}

/** A posting's name within its book. */
export const placeOf = ({ sequence, line }: Pick<BookLine, 'sequence' | 'line'>): string => `${sequence}/${line}`
