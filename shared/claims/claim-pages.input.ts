import { z } from 'zod'
import { deficiencySeverities } from './deficiency.ts'

/** Which codes the book shows, as its address says it. */
export const codeBookInput = z.object({
  search: z.string().trim().min(1).max(60).optional(),
  severity: z.enum(deficiencySeverities).optional(),
})
