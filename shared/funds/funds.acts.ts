import type { DocumentHash } from '../documents/document.ts'
import type { ImportBatchId, ImportTotal } from '../imports/import-batch.ts'

/** A report of commitments came in by file: one act for the whole file, with the root by which every row can be proved. */
export type FundsAct = {
  readonly act: 'positions.imported'
  readonly batchId: ImportBatchId
  readonly documentHash: DocumentHash
  readonly rows: number
  readonly taken: number
  readonly rejected: number
  readonly duplicate: number
  readonly totals: readonly ImportTotal[]
  readonly root: string
}
