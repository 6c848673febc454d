import type { DocumentHash } from '../documents/document.ts'
import type { ImportBatchId, ImportCounts } from './import-batch.ts'
import type { ImportKindName } from './import-shape.ts'

export type ImportAct =
  | {
      readonly act: 'import.started'
      readonly batchId: ImportBatchId
      readonly kind: ImportKindName
      readonly documentHash: DocumentHash
      readonly mapping: string | null
      /** An address, or "command line". */
      readonly from: string
    }
  | ({ readonly act: 'import.checked'; readonly batchId: ImportBatchId; readonly digest: string } & ImportCounts)
  | { readonly act: 'import.refused'; readonly batchId: ImportBatchId; readonly reason: string }
  | { readonly act: 'import.confirmed'; readonly batchId: ImportBatchId; readonly digest: string; readonly acceptRejections: boolean }
  | { readonly act: 'import.restarted'; readonly batchId: ImportBatchId }
