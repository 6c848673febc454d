import { z } from 'zod'
import { closeVersionInput, retireVersionInput, versionIdInput } from './policy.input.ts'

/** What of policies takes two people. */
export const policyProposals = [
  z.object({ kind: z.literal('policy.activate'), what: versionIdInput }),
  z.object({ kind: z.literal('policy.close'), what: closeVersionInput }),
  z.object({ kind: z.literal('policy.retire'), what: retireVersionInput }),
] as const
