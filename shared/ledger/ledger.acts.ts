import type { BookId } from './book.ts'
import type { EntryId, TransferId } from './entry.ts'

/** Each names its book, whose record it joins: a movement between books is one act in each. */
export type LedgerAct =
  | { readonly act: 'book.opened'; readonly bookId: BookId }
  | { readonly act: 'entry.posted'; readonly bookId: BookId; readonly entryId: EntryId }
  | { readonly act: 'entry.opening_posted'; readonly bookId: BookId; readonly entryId: EntryId }
  | { readonly act: 'entry.reversed'; readonly bookId: BookId; readonly entryId: EntryId; readonly reversalId: EntryId }
  | { readonly act: 'transfer.posted'; readonly bookId: BookId; readonly entryId: EntryId; readonly transferId: TransferId }
