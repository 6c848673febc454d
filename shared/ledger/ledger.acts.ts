import type { BookId } from './book.ts'
import type { EntryId, TransferId } from './entry.ts'
import type { Month } from './period.ts'
import type { ReportId } from './report.ts'

/**
 * Each names its book, whose record it joins: a movement between books is one act in each. A report may be of several books and
 * joins the record of whoever ran it.
 */
export type LedgerAct =
  | { readonly act: 'book.opened'; readonly bookId: BookId }
  | { readonly act: 'entry.posted'; readonly bookId: BookId; readonly entryId: EntryId }
  | { readonly act: 'entry.opening_posted'; readonly bookId: BookId; readonly entryId: EntryId }
  | { readonly act: 'entry.reversed'; readonly bookId: BookId; readonly entryId: EntryId; readonly reversalId: EntryId }
  | { readonly act: 'transfer.posted'; readonly bookId: BookId; readonly entryId: EntryId; readonly transferId: TransferId }
  | { readonly act: 'period.closed'; readonly bookId: BookId; readonly month: Month }
  | { readonly act: 'period.reopened'; readonly bookId: BookId; readonly month: Month; readonly reason: string }
  | { readonly act: 'report.run'; readonly reportId: ReportId; readonly hash: string }
