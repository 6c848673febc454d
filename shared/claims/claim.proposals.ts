import { z } from 'zod'
import { decideClaimInput, payClaimInput } from './claim.input.ts'

/** What of claims takes two people, or more: a claim's way along its pool's route; and every payment. */
export const claimProposals = [
  z.object({ kind: z.literal('claim.decide'), what: decideClaimInput }),
  z.object({ kind: z.literal('claim.pay'), what: payClaimInput }),
] as const
