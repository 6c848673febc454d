import { z } from 'zod'
import { versionIdInput } from './policy.input.ts'

/** What of policies takes two people. */
export const policyProposals = [z.object({ kind: z.literal('policy.activate'), what: versionIdInput })] as const
