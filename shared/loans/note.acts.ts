import type { DocumentHash } from '../documents/document.ts'
import type { ImportBatchId, ImportTotal } from '../imports/import-batch.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { PoolId } from '../pools/pool.ts'
import type { DisposalId, LitigationId, MonthlyReportId, NoteId, NoteStatus } from './drawdown-note.ts'

interface TakenFile {
  readonly batchId: ImportBatchId
  readonly documentHash: DocumentHash
  readonly rows: number
  readonly taken: number
  readonly rejected: number
  readonly duplicate: number
  readonly totals: readonly ImportTotal[]
  readonly root: string
}

/** What is done with a bank's notes joins the bank's record; the entry that it causes stands in the pool's. */
export type NoteAct =
  | { readonly act: 'note.enrolled'; readonly noteId: NoteId; readonly poolId: PoolId; readonly entryId: EntryId }
  | { readonly act: 'note.registered'; readonly noteId: NoteId; readonly poolId: PoolId }
  /** The very same loan was filed again: nothing is kept twice. */
  | { readonly act: 'note.filed_again'; readonly noteId: NoteId }
  | { readonly act: 'note.moved'; readonly noteId: NoteId; readonly status: NoteStatus; readonly on: PlainDate }
  | { readonly act: 'note.released'; readonly noteId: NoteId; readonly poolId: PoolId; readonly entryId: EntryId }
  | ({ readonly act: 'notes.imported'; readonly enrolled: number; readonly entryIds: readonly EntryId[] } & TakenFile)
  | {
      readonly act: 'notes.reported'
      readonly reportId: MonthlyReportId
      readonly poolId: PoolId
      readonly bankId: OrganisationId
      readonly month: PlainDate
      readonly place: number
      readonly notes: number
      readonly moved: number
      /** SHA-256 of the lines as they were kept, for each year of the loans' dates. */
      readonly digests: readonly string[]
      readonly entryId?: EntryId
    }
  | ({ readonly act: 'note_reports.imported' } & TakenFile)
  | { readonly act: 'note.disposed'; readonly noteId: NoteId; readonly disposalId: DisposalId }
  | { readonly act: 'note.litigated'; readonly noteId: NoteId; readonly litigationId: LitigationId }
