import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { LoanOutcome, LoanWarning } from '@cofund/shared/loans/loan'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { Generated, GeneratedAlways } from 'kysely'

export interface LenderTable {
  id: GeneratedAlways<bigint>
  /** Whose book names this lender. */
  organisation_id: OrganisationId
  name: string
  region: string | null
  /** The organisation that this lender is known to be, where somebody has said so. */
  linked_organisation_id: OrganisationId | null
}

export interface LoanTable {
  id: GeneratedAlways<bigint>
  /** The book's keeper. */
  organisation_id: OrganisationId
  lender_id: bigint | null
  number: string
  borrower_name: string
  industry_code: string | null
  region: string | null
  outcome: LoanOutcome
  currency: Currency
  approved_on: PlainDate
  disbursed_on: PlainDate | null
  charged_off_on: PlainDate | null
  term_months: number | null
  approved_minor: bigint
  guaranteed_minor: bigint
  disbursed_minor: bigint | null
  charged_off_minor: bigint | null
  warnings: Generated<LoanWarning[]>
  batch_id: ImportBatchId
  line: number
}

/** Counts and sums of loans by everything that dashboards ask for; `…_known` counts the rows that the sum is of. */
export interface LoanRollupTable {
  organisation_id: OrganisationId
  batch_id: ImportBatchId
  lender_id: bigint | null
  outcome: LoanOutcome
  currency: Currency
  approval_year: number
  charge_off_year: number | null
  loans: number
  warned: number
  approved_minor: bigint
  guaranteed_minor: bigint
  disbursed_minor: bigint
  disbursed_known: number
  charged_off_minor: bigint
  charged_off_known: number
}
