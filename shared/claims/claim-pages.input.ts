import { z } from 'zod'
import { byClaimId } from './claim.input.ts'
import { deficiencySeverities } from './deficiency.ts'

/** Which codes the book shows, as its address says it. */
export const codeBookInput = z.object({
  search: z.string().trim().min(1).max(60).optional(),
  severity: z.enum(deficiencySeverities).optional(),
})

/** The forms of a claim, as their addresses name them. */
export const claimFormNames = ['approval', 'year', 'notice'] as const
export type ClaimFormName = (typeof claimFormNames)[number]

/** A claim's form on the page: filled as the file of that name is. */
export const claimPaperInput = byClaimId.extend({ form: z.enum(claimFormNames), language: z.enum(['zh', 'en']).optional() })

/** Which note a new claim is looked for. */
export const newClaimSearchInput = z.object({ search: z.string().trim().min(1).max(100).optional(), page: z.int().min(1).max(1_000_000).optional() })
