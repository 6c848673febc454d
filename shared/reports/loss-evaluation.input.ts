import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import type { LenderId, LoanId } from '../loans/loan.ts'
import type { ShareBearer } from '../policies/compensation-scheme.ts'
import { comparisons, shareBearers } from './loss-evaluation.ts'

const evaluationId = idInput('lev')
const policyVersionId = idInput('plv')

export const evaluateLossesInput = z.object({ policyVersionId })

/** Which losses of an evaluation: the page's address, its procedure and every list behind a figure share it. */
const lossFilter = z.object({
  currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]).optional(),
  /** Of the charge-off. */
  year: z.union([z.int().min(1900).max(2200), z.literal('unknown')]).optional(),
  lender: z.union([z.templateLiteral(['ldr_', z.string().regex(/^\d{1,18}$/)]), z.literal('unknown')]).optional(),
})
export interface LossFilter {
  readonly currency?: Currency | undefined
  readonly year?: number | 'unknown' | undefined
  readonly lender?: LenderId | 'unknown' | undefined
}

/** An evaluation, or the latest of a scheme's version; without either, the latest of all. */
export const lossSharingInput = lossFilter.extend({ evaluation: evaluationId.optional(), version: policyVersionId.optional() })
export type LossSharingQuestion = z.output<typeof lossSharingInput>

export const lossSorts = ['year', 'loss', 'recorded', 'computed', 'difference'] as const
export type LossSort = (typeof lossSorts)[number]

export const lossListInput = listingInput(lossSorts).extend(
  lossFilter.extend({
    evaluationId,
    /** Only what somebody bears a part of. */
    bearer: z.enum(shareBearers as readonly ShareBearer[]).optional(),
    comparison: z.enum(comparisons).optional(),
    /** Only those of which both sides of the comparison are known. */
    compared: z.boolean().optional(),
    shared: z.boolean().optional(),
    /** Refused with this code. */
    refusal: z.string().max(60).optional(),
  }).shape,
)
export type LossList = z.output<typeof lossListInput>

export const lossIdInput = z.object({
  evaluationId,
  loanId: z.templateLiteral(['lon_', z.string().regex(/^\d{1,18}$/)]).transform((id): LoanId => id),
})

export const evaluationListInput = listingInput(['evaluatedAt'])
