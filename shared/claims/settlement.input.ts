import { z } from 'zod'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { poolIdInput } from '../pools/pool.input.ts'
import { byClaimId } from './claim.input.ts'

const minorInput = z
  .bigint()
  .min(-(10n ** 16n))
  .max(10n ** 16n)
const flagInput = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)

const amounts = {
  loan_balance: minorInput,
  npl_balance: minorInput,
  disposed: minorInput,
  recovered: minorInput,
  net_loss: minorInput,
}

/** A year as a bank states it: whether it adds up, `checkYear` says. */
export const yearStatedInput = z.strictObject({
  ...amounts,
  previous_balance: minorInput.nullable().default(null),
  districts: z.array(z.strictObject({ district: z.string().regex(/^\d{6}$/), ...amounts })).max(400),
})

export const freezeYearInput = z.strictObject({
  poolId: poolIdInput,
  productCode: z.string().trim().min(1).max(64),
  year: z.int().min(2000).max(2999),
  stated: yearStatedInput,
  /** Yes or no to what the scheme asks: 尽职追偿 … */
  flags: z.record(flagInput, z.boolean()).default({}),
})
export type FreezeYear = z.output<typeof freezeYearInput>

export const refreezeYearInput = byClaimId.extend({ stated: yearStatedInput, reason: z.string().trim().max(500) })
export type RefreezeYear = z.output<typeof refreezeYearInput>

/** What a proposal says; the frozen year says everything else. */
export const settleYearInput = z.strictObject({ claimId: byClaimId.shape.claimId, on: plainDateInput })
export type SettleYear = z.output<typeof settleYearInput>

export const settlementListInput = z.object({ poolId: poolIdInput.optional(), year: z.int().min(2000).max(2999).optional() })
export type SettlementList = z.output<typeof settlementListInput>
