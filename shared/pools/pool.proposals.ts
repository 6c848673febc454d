import { z } from 'zod'
import {
  callContributionInput,
  openPoolInput,
  overrideBreakerInput,
  payContributionInput,
  setMemberInput,
  setQuotaInput,
} from './pool.input.ts'

/** What of pools takes two people. */
export const poolProposals = [
  z.object({ kind: z.literal('pool.open'), what: openPoolInput }),
  z.object({ kind: z.literal('pool.call_contribution'), what: callContributionInput }),
  z.object({ kind: z.literal('pool.pay_contribution'), what: payContributionInput }),
  z.object({ kind: z.literal('pool.set_member'), what: setMemberInput }),
  z.object({ kind: z.literal('pool.set_quota'), what: setQuotaInput }),
  z.object({ kind: z.literal('pool.override_breaker'), what: overrideBreakerInput }),
] as const
