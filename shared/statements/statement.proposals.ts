import { z } from 'zod'
import { reconciliationInput } from './statement.input.ts'

/** What of the statements takes two people: one prepares a month's reconciliation, another reviews it. */
export const statementProposals = [z.object({ kind: z.literal('statements.reconciliation'), what: reconciliationInput })] as const
