import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { bookIdInput } from '../ledger/ledger.input.ts'
import { budgetSources, voucherPurposes } from './budget.ts'

export const indicatorIdInput = idInput('ind')
export const planIdInput = idInput('pln')
export const voucherIdInput = idInput('vch')

/** A document's number as it stands on it: 杨财预〔2026〕17 号. */
const numberInput = z.string().trim().min(1).max(60)
const reasonInput = z.string().trim().min(1).max(500)

const signedInput = z.object({
  minor: z
    .bigint()
    .min(-(10n ** 16n))
    .max(10n ** 16n),
  currency: z.literal('CNY'),
})
const amountInput = signedInput.refine(({ minor }) => minor > 0n)

const yearInput = z.int().min(2000).max(2100)

/** 下达指标. */
export const grantIndicatorInput = z.object({
  bookId: bookIdInput,
  documentNumber: numberInput,
  name: z.string().trim().min(1).max(100),
  source: z.enum(budgetSources),
  functionCode: z.string().regex(/^\d{3,7}$/),
  budgetYear: yearInput,
  grantedOn: plainDateInput,
  amount: amountInput,
})
export type GrantIndicator = z.output<typeof grantIndicatorInput>

/** 追加 where the amount is positive, 调减 where it is negative. */
export const adjustIndicatorInput = z.object({
  indicatorId: indicatorIdInput,
  documentNumber: numberInput,
  effectiveOn: plainDateInput,
  amount: signedInput.refine(({ minor }) => minor !== 0n),
  reason: reasonInput,
})
export type AdjustIndicator = z.output<typeof adjustIndicatorInput>

/** 结转: what is left of a year becomes an indicator of a later one. */
export const carryOverInput = z.object({
  indicatorId: indicatorIdInput,
  documentNumber: numberInput,
  budgetYear: yearInput,
  effectiveOn: plainDateInput,
  amount: amountInput,
  reason: reasonInput,
})
export type CarryOver = z.output<typeof carryOverInput>

/** 结余收回: what nobody needs any more is taken back. */
export const returnSurplusInput = z.object({
  indicatorId: indicatorIdInput,
  documentNumber: numberInput,
  effectiveOn: plainDateInput,
  amount: amountInput,
  reason: reasonInput,
})
export type ReturnSurplus = z.output<typeof returnSurplusInput>

export const planPaymentInput = z.object({
  indicatorId: indicatorIdInput,
  number: numberInput,
  plannedOn: plainDateInput,
  month: plainDateInput.refine((day) => day.endsWith('-01')),
  purpose: z.string().trim().min(1).max(200),
  amount: amountInput,
})
export type PlanPayment = z.output<typeof planPaymentInput>

export const releasePlanInput = z.object({ planId: planIdInput, reason: reasonInput })
export type ReleasePlan = z.output<typeof releasePlanInput>

export const drawVoucherInput = z.object({
  planId: planIdInput,
  number: numberInput,
  drawnOn: plainDateInput,
  amount: amountInput,
  purpose: z.enum(voucherPurposes),
  /** What it pays for: the id of a pool or a claim. */
  subject: z.string().regex(/^[a-z]{3}_[a-z0-9_]{1,64}$/),
  payee: z.string().trim().min(1).max(100),
  payeeBookId: bookIdInput.nullable().default(null),
  throughBookId: bookIdInput.nullable().default(null),
})
export type DrawVoucher = z.output<typeof drawVoucherInput>

export const payVoucherInput = z.object({
  voucherId: voucherIdInput,
  paidOn: plainDateInput,
  /** The bank's receipt, or the order under which it was paid. */
  reference: z.string().trim().min(1).max(200),
})
export type PayVoucher = z.output<typeof payVoucherInput>

export const cancelVoucherInput = z.object({ voucherId: voucherIdInput, cancelledOn: plainDateInput, reason: reasonInput })
export type CancelVoucher = z.output<typeof cancelVoucherInput>

/** What a pool does not need any more goes back to a funder's treasury, by 非税缴款书. */
export const returnToTreasuryInput = z.object({
  poolBookId: bookIdInput,
  treasuryBookId: bookIdInput,
  /** Whose contribution shrinks: the tier as the pool's book names it. */
  tier: z.string().regex(/^[a-z0-9_.-]{1,64}$/),
  number: numberInput,
  returnedOn: plainDateInput,
  amount: amountInput,
  reason: reasonInput,
})
export type ReturnToTreasury = z.output<typeof returnToTreasuryInput>

export const indicatorListInput = listingInput(['document_number', 'granted', 'left', 'drawn']).extend({
  year: yearInput.optional(),
  source: z.enum(budgetSources).optional(),
  bookId: bookIdInput.optional(),
  search: z.string().trim().max(100).optional(),
})
export type IndicatorsAsked = z.output<typeof indicatorListInput>

export const byIndicatorId = z.object({ indicatorId: indicatorIdInput })

/** Money that may be called idle: how long cash lies without moving before somebody should ask why. */
export const idleAfterDays = 90

