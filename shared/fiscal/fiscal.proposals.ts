import { z } from 'zod'
import { drawVoucherInput, payVoucherInput, returnToTreasuryInput } from './fiscal.input.ts'

/** Whatever makes public money leave a treasury, or come back to it, takes two people. */
export const fiscalProposals = [
  z.object({ kind: z.literal('fiscal.draw_voucher'), what: drawVoucherInput }),
  z.object({ kind: z.literal('fiscal.pay_voucher'), what: payVoucherInput }),
  z.object({ kind: z.literal('fiscal.settle_tiers'), what: payVoucherInput }),
  z.object({ kind: z.literal('fiscal.return_to_treasury'), what: returnToTreasuryInput }),
] as const
