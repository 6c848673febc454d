import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { ImportBatchId } from '../imports/import-batch.ts'
import type { OrganisationId } from '../people/organisation.ts'

export type LoanId = Id<'lon'>
export type LenderId = Id<'ldr'>

/**
 * How a loan of a historic book ended: paid back in full (已结清), or its loss charged off (已核销). A book that has ended
 * knows no other; a running loan's states stand with the loans that banks report.
 */
export const loanOutcomes = ['repaid', 'charged_off'] as const
export type LoanOutcome = (typeof loanOutcomes)[number]

/** Facts of one record that contradict each other or leave a hole. It is kept as recorded, with this said of it. */
export const loanWarnings = [
  'charge_off_above_approved',
  'guaranteed_above_approved',
  'repaid_with_charge_off',
  'charge_off_without_date',
  'charge_off_without_amount',
  'disbursed_before_approved',
  'charge_off_before_disbursed',
  'term_of_zero',
] as const
export type LoanWarning = (typeof loanWarnings)[number]

/** Who lent, as the file names it. The same name in two regions is two lenders: nothing in a file says that they are one. */
export interface Lender {
  readonly id: LenderId
  readonly name: string
  readonly region: string | null
}

/**
 * One guaranteed loan of a historic book. What the record does not say is null, never zero.
 *
 * A loan is known by its keeper, its lender and its number. Where the record names no lender, the number is the keeper's
 * among all such rows: two rows without a bank and with one number are the same loan (`loan_number_once`, nulls not distinct).
 */
export interface Loan {
  readonly id: LoanId
  readonly keeperId: OrganisationId
  readonly lender: Lender | null
  readonly number: string
  readonly borrowerName: string
  readonly industryCode: string | null
  readonly region: string | null
  readonly outcome: LoanOutcome
  readonly approvedOn: PlainDate
  readonly disbursedOn: PlainDate | null
  readonly chargedOffOn: PlainDate | null
  readonly termMonths: number | null
  readonly approved: Money
  readonly guaranteed: Money
  readonly disbursed: Money | null
  readonly chargedOff: Money | null
  readonly warnings: readonly LoanWarning[]
  readonly batchId: ImportBatchId
  /** Where it stands in the file of its batch. */
  readonly line: number
}

export const loanIdOf = (row: bigint): LoanId => `lon_${row}`
export const lenderIdOf = (row: bigint): LenderId => `ldr_${row}`
/** The row that an id names; ids that are none name no row. */
export const rowOf = (id: LoanId | LenderId): bigint => (/^[a-z]{3}_\d{1,18}$/.test(id) ? BigInt(id.slice(4)) : -1n)

/** What many loans add up to. A sum is null where one of its amounts is unknown. */
export interface LoanSums {
  readonly loans: number
  readonly warned: number
  readonly approved: Money
  readonly guaranteed: Money
  readonly disbursed: Money | null
  readonly chargedOff: Money | null
}

/** The loans approved in one year: what they came to, and what of them was charged off since. */
export interface LoanYear extends LoanSums {
  readonly year: number
}
