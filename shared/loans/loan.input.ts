import { z } from 'zod'
import { importBatchIdInput } from '../imports/import.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { loanOutcomes, loanWarnings } from './loan.ts'

const year = z.coerce.number().int().min(1000).max(9999)

/** Which loans: the procedure, the table's address and every drill-down share it. */
export const loanFilterInput = z.object({
  /** Begins the number, or stands anywhere in the borrower's name. */
  search: z.string().trim().min(1).max(100).optional(),
  outcome: z.enum(loanOutcomes).optional(),
  lenderId: z.templateLiteral(['ldr_', z.string().regex(/^\d{1,18}$/)]).optional(),
  /** `none`: the loans whose record names no lender. */
  lender: z.literal('none').optional(),
  approvedFrom: year.optional(),
  approvedTo: year.optional(),
  warning: z.enum(['any', ...loanWarnings]).optional(),
  batchId: importBatchIdInput.optional(),
})
export type LoanFilter = z.output<typeof loanFilterInput>

export const loanSorts = ['number', 'borrowerName', 'approvedOn', 'approved', 'guaranteed', 'disbursed', 'chargedOff'] as const
export type LoanSort = (typeof loanSorts)[number]

export const loanListInput = listingInput(loanSorts).extend(loanFilterInput.shape)
export type LoanList = z.output<typeof loanListInput>

export const byLoanId = z.object({ loanId: z.templateLiteral(['lon_', z.string().regex(/^\d{1,18}$/)]) })
