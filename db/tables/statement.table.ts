import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { BankAccountId, MatchId, ReconciliationId, StatementLineId, StatementRejectionId } from '@cofund/shared/statements/bank-account'
import type { MatchedHow } from '@cofund/shared/statements/matching'
import type { ColumnType, Generated } from 'kysely'

/** What a trigger or default fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface BankAccountTable {
  id: BankAccountId
  organisation_id: OrganisationId
  book_id: BookId
  name: string
  /** The end of the number, as people are shown it. */
  masked: string
  /** `keyed_number` of db/definer.sql: the application cannot find the number by trying. */
  number_hash: string
  currency: Currency
  matched_from: PlainDate
  opened_at: Given<Instant>
}

/** One row, which the application cannot see: `keyed_number` uses it. */
export interface AccountNumberKeyTable {
  id: Generated<boolean>
  inner_pad: Buffer
  outer_pad: Buffer
}

/** Only ever added to. */
export interface StatementLineTable {
  id: StatementLineId
  organisation_id: OrganisationId
  bank_account_id: BankAccountId
  batch_id: ImportBatchId
  line: number
  /** The bank's reference, or a hash of the content and its place among its equals. */
  identity: string
  booked_on: PlainDate
  value_on: PlainDate | null
  currency: Currency
  /** What came in is positive. */
  minor: bigint
  counterparty: string | null
  summary: string | null
  reference: string | null
  balance_after_minor: bigint | null
}

/** Only ever added to: a match ends with a row that undoes it. */
export interface StatementMatchTable {
  id: MatchId
  organisation_id: OrganisationId
  bank_account_id: BankAccountId
  membership_id: MembershipId
  how: MatchedHow
  line_ids: StatementLineId[]
  /** The postings, each by its entry's place in the book and its line in the entry. */
  sequences: bigint[]
  posting_lines: number[]
  undoes: MatchId | null
  matched_at: Given<Instant>
}

/** Only ever added to: what a person said does not belong together, or that this is no longer said. */
export interface StatementRejectionTable {
  id: StatementRejectionId
  organisation_id: OrganisationId
  bank_account_id: BankAccountId
  membership_id: MembershipId
  line_ids: StatementLineId[]
  sequences: bigint[]
  posting_lines: number[]
  withdraws: StatementRejectionId | null
  rejected_at: Given<Instant>
}

/** Only ever added to, by two people; a month reconciled anew stands beside what was agreed before. */
export interface ReconciliationTable {
  id: ReconciliationId
  organisation_id: OrganisationId
  book_id: BookId
  bank_account_id: BankAccountId
  month: PlainDate
  currency: Currency
  statement_minor: bigint
  book_minor: bigint
  difference_minor: bigint
  /** In the wire's JSON. */
  outstanding: unknown
  reviewed_at: Given<Instant>
  recorded_in: Given<string>
}
