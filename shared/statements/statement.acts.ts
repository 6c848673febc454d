import type { DocumentHash } from '../documents/document.ts'
import type { ImportBatchId, ImportTotal } from '../imports/import-batch.ts'
import type { BookId } from '../ledger/book.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { Month } from '../ledger/period.ts'
import type { BankAccountId, MatchId, ReconciliationId, StatementLineId, StatementRejectionId } from './bank-account.ts'
import type { MatchedHow } from './matching.ts'

/** What is done with an account joins the record of its book; a file, which may speak of several, that of its keeper. */
export type StatementsAct =
  | { readonly act: 'bank_account.opened'; readonly bookId: BookId; readonly bankAccountId: BankAccountId }
  | {
      readonly act: 'statement.imported'
      readonly batchId: ImportBatchId
      readonly documentHash: DocumentHash
      readonly rows: number
      readonly taken: number
      readonly rejected: number
      readonly duplicate: number
      readonly totals: readonly ImportTotal[]
      readonly root: string
    }
  | {
      readonly act: 'statement.matched'
      readonly bookId: BookId
      readonly bankAccountId: BankAccountId
      readonly matchId: MatchId
      readonly how: MatchedHow
      readonly lineIds: readonly StatementLineId[]
      /** Each posting by its entry's place in the book and its line: `12/2`. */
      readonly postings: readonly string[]
    }
  | {
      readonly act: 'statement.suggestion_rejected'
      readonly bookId: BookId
      readonly bankAccountId: BankAccountId
      readonly lineIds: readonly StatementLineId[]
      readonly postings: readonly string[]
    }
  | {
      readonly act: 'statement.rejection_withdrawn'
      readonly bookId: BookId
      readonly bankAccountId: BankAccountId
      readonly rejectionId: StatementRejectionId
    }
  | {
      readonly act: 'statement.unmatched'
      readonly bookId: BookId
      readonly bankAccountId: BankAccountId
      readonly matchId: MatchId
    }
  | {
      readonly act: 'statement.line_booked'
      readonly bookId: BookId
      readonly bankAccountId: BankAccountId
      readonly lineId: StatementLineId
      readonly entryId: EntryId
    }
  | {
      readonly act: 'reconciliation.agreed'
      readonly bookId: BookId
      readonly bankAccountId: BankAccountId
      readonly reconciliationId: ReconciliationId
      readonly month: Month
    }
