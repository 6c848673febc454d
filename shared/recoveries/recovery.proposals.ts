import { z } from 'zod'
import { clawBackInput, closeClaimInput, moneyBackInput, returnRecoveryInput, reverseRecoveryInput, trueUpInput } from './recovery.input.ts'

/** What of recoveries takes two people, or more. */
export const recoveryProposals = [
  z.object({ kind: z.literal('recovery.share'), what: moneyBackInput }),
  z.object({ kind: z.literal('recovery.reverse'), what: reverseRecoveryInput }),
  z.object({ kind: z.literal('recovery.return'), what: returnRecoveryInput }),
  z.object({ kind: z.literal('claim.claw_back'), what: clawBackInput }),
  z.object({ kind: z.literal('claim.true_up'), what: trueUpInput }),
  z.object({ kind: z.literal('claim.close'), what: closeClaimInput }),
] as const
