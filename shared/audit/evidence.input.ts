import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'

/** What to export: one book by its code, one organisation, a claim, a fund, or all within sight; of a period, the days in Shanghai, both included. */
const evidenceFields = z.object({
  book: z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,23}$/).optional(),
  organisation: idInput('org').optional(),
  claim: idInput('clm').optional(),
  fund: idInput('fnd').optional(),
  from: plainDateInput.optional(),
  to: plainDateInput.optional(),
  /** Content of documents is left out where it says so; their hashes stay. */
  documents: z.enum(['with', 'without']).optional(),
})
export type EvidenceRequest = z.output<typeof evidenceFields>

export const evidenceInput = evidenceFields.refine(({ book, organisation, claim, fund }) => [book, organisation, claim, fund].filter((one) => one !== undefined).length <= 1)

export const checkpointNumberInput = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const checkpointListInput = listingInput(['number'])

/** What the page's address says: the evidence that is asked for, and the page of checkpoints. */
export const evidencePageInput = checkpointListInput.extend(evidenceFields.shape)
