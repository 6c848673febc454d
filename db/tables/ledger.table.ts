import type { Instant } from '@cofund/shared/kernel/instant'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { AccountClass, HeadName } from '@cofund/shared/ledger/account'
import type { BookId, BookKind } from '@cofund/shared/ledger/book'
import type { EntryId, EntryKind, TransferId } from '@cofund/shared/ledger/entry'
import type { ReportId } from '@cofund/shared/ledger/report'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** What a trigger fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface BookTable {
  id: BookId
  organisation_id: OrganisationId
  kind: BookKind
  code: string
  name_zh: string
  name_en: string
  opened_at: Generated<Instant>
}

export interface AccountTable {
  /** Stays within the database; outside, an account is its book, head and detail. */
  id: GeneratedAlways<bigint>
  book_id: BookId
  head: HeadName
  detail: Generated<string>
  /** What the detail is called, where it is no organisation or book. */
  name: string | null
  class: AccountClass
  counterparty_book_id: GeneratedAlways<BookId | null>
}

/** Only ever added to. */
export interface JournalEntryTable {
  id: EntryId
  book_id: BookId
  /** 1, 2, 3 … in each book, without a gap. */
  sequence: Given<bigint>
  /** How many postings it has, said beforehand: an entry that has them all takes no more. */
  lines: number
  kind: EntryKind
  /** In the wire's JSON. */
  facts: Generated<unknown>
  note: string | null
  effective_on: PlainDate
  recorded_at: Given<Instant>
  /** The first day of the month in which it counts. */
  posted_in: Given<PlainDate>
  /** The transaction that recorded it, as text: the acts of the same one account for it. */
  recorded_in: Given<string>
  evidence_reference: string | null
  evidence_hash: string | null
  reverses: EntryId | null
  transfer_id: TransferId | null
}

/** Only ever added to. */
export interface PostingTable {
  book_id: BookId
  sequence: bigint
  line: number
  account_id: bigint
  currency: Currency
  /** Debits positive, credits negative. */
  minor: bigint
  effective_on: PlainDate
}

/** Sums of the postings, kept by a trigger in the transaction that adds them: the application role reads them only. */
export interface AccountBalanceTable {
  book_id: BookId
  account_id: bigint
  currency: Currency
  /** The first day of the month in which the postings take effect. */
  month: PlainDate
  debit_minor: bigint
  credit_minor: bigint
}

/** Only ever added to, by two people: what is closed follows from the last of them. */
export interface BookPeriodEventTable {
  book_id: BookId
  place: Given<number>
  event: 'closed' | 'reopened'
  month: PlainDate
  closed_through: Given<PlainDate | null>
  at_sequence: Given<bigint>
  reason: string | null
  recorded_at: Given<Instant>
  /** The transaction in which the second person agreed. */
  recorded_in: Given<string>
}

/** Only ever added to. What a report showed follows from its parameters and the places that it saw. */
export interface ReportRunTable {
  id: ReportId
  organisation_id: OrganisationId
  membership_id: MembershipId
  kind: 'trial_balance'
  parameters: unknown
  sequences: unknown
  hash: string
  ran_at: Given<Instant>
}
