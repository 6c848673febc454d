import { z } from 'zod'
import { listingInput } from '../kernel/listing.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'

/** What to export: one book by its code, one organisation, or all within sight; of a period, the days in Shanghai, both included. */
export const evidenceInput = z
  .object({
    book: z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,23}$/).optional(),
    organisation: z.templateLiteral(['org_', z.string().regex(/^[a-z0-9_]{1,64}$/)]).optional(),
    from: plainDateInput.optional(),
    to: plainDateInput.optional(),
    /** Content of documents is left out where it says so; their hashes stay. */
    documents: z.enum(['with', 'without']).optional(),
  })
  .refine(({ book, organisation }) => book === undefined || organisation === undefined)
export type EvidenceRequest = z.output<typeof evidenceInput>

export const checkpointNumberInput = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** The page of evidence: of its list of checkpoints. */
export const checkpointListInput = listingInput(['number'])
