import { z } from 'zod'
import { deficiencySeverities } from './deficiency.ts'

/** Which codes the book shows, as its address says it. */
export const codeBookInput = z.object({
  search: z.string().trim().min(1).max(60).optional(),
  severity: z.enum(deficiencySeverities).optional(),
})

/** The forms of a claim, as their addresses name them. */
export const claimFormNames = ['approval', 'year', 'notice'] as const
export type ClaimFormName = (typeof claimFormNames)[number]
