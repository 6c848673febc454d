import type { DocumentHash } from '../documents/document.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { BookId } from '../ledger/book.ts'
import type { ImportBatchId, ImportTotal } from '../imports/import-batch.ts'

/** A historic book came in by file: one act for the whole file, with the root by which every row of it can be proved. */
export type LoanAct = {
  readonly act: 'loans.imported'
  readonly batchId: ImportBatchId
  readonly documentHash: DocumentHash
  readonly rows: number
  readonly taken: number
  readonly rejected: number
  readonly duplicate: number
  readonly totals: readonly ImportTotal[]
  readonly root: string
  /** The loan book whose memorandum accounts took the totals, and the entry; absent where every total is nothing. */
  readonly bookId?: BookId
  readonly entryId?: EntryId
}
