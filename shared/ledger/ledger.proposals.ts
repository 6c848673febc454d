import { z } from 'zod'
import { closePeriodInput, reopenPeriodInput } from './ledger.input.ts'

/** What of the ledger takes two people. */
export const ledgerProposals = [
  z.object({ kind: z.literal('ledger.close_period'), what: closePeriodInput }),
  z.object({ kind: z.literal('ledger.reopen_period'), what: reopenPeriodInput }),
] as const
