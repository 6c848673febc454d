import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { isDocumentHash } from '../documents/document.ts'
import { findingSeverities } from './import-batch.ts'
import { importKinds } from './import-shape.ts'

export const importBatchIdInput = idInput('imp')

export const startImportInput = z.object({
  kind: z.enum(importKinds),
  documentHash: z.string().refine(isDocumentHash),
  /** The mapping's code; found by the header when absent. */
  mapping: z.string().max(64).optional(),
})

export const byBatchId = z.object({ batchId: importBatchIdInput })

export const confirmImportInput = z.object({
  batchId: importBatchIdInput,
  /** Of the check that was shown: what is confirmed is exactly that. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Take the good rows although others are left out. */
  acceptRejections: z.boolean().default(false),
})

export const importListInput = listingInput(['startedAt']).extend({ kind: z.enum(importKinds).optional() })

export const importFindingsInput = listingInput(['line']).extend({
  severity: z.enum(findingSeverities).optional(),
  code: z.string().max(64).optional(),
  field: z.string().max(64).optional(),
})
export const batchFindingsInput = importFindingsInput.extend({ batchId: importBatchIdInput })
