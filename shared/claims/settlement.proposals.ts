import { z } from 'zod'
import { byClaimId } from './claim.input.ts'
import { settleYearInput } from './settlement.input.ts'

/** A year's compensation goes its route: audited, verified, approved; and again where its figures were corrected. */
export const settlementProposals = [
  z.object({ kind: z.literal('settlement.decide'), what: settleYearInput }),
  z.object({ kind: z.literal('settlement.close'), what: byClaimId }),
] as const
