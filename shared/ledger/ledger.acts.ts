import type { BookId } from './book.ts'
import type { EntryId, TransferId } from './entry.ts'

export type LedgerAct =
  | { readonly act: 'book.opened'; readonly bookId: BookId }
  | { readonly act: 'entry.posted'; readonly bookId: BookId; readonly entryId: EntryId }
  | { readonly act: 'entry.opening_posted'; readonly bookId: BookId; readonly entryId: EntryId }
  | { readonly act: 'entry.reversed'; readonly entryId: EntryId; readonly reversalIds: readonly EntryId[] }
  | { readonly act: 'transfer.posted'; readonly transferId: TransferId; readonly entryIds: readonly EntryId[] }
