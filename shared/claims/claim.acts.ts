import type { ProposalId } from '../approvals/proposal.ts'
import type { DocumentHash } from '../documents/document.ts'
import type { Money } from '../kernel/money.ts'
import type { BookId } from '../ledger/book.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { NoteId } from '../loans/drawdown-note.ts'
import type { PoolId } from '../pools/pool.ts'
import type { ChecklistItem, ClaimId, ClaimPaymentId, ClaimStatus, DecisionReason } from './claim.ts'
import type { DeficiencyCode } from './deficiency.ts'

/** In the acting organisation's stream; what moves money, in the pool's book's. */
export type ClaimAct =
  | { readonly act: 'claim.drafted'; readonly claimId: ClaimId; readonly noteId: NoteId; readonly poolId: PoolId }
  | { readonly act: 'claim.revised' | 'claim.dropped'; readonly claimId: ClaimId }
  | { readonly act: 'claim.document_added' | 'claim.document_withdrawn'; readonly claimId: ClaimId; readonly item: ChecklistItem; readonly documentHash: DocumentHash }
  | { readonly act: 'claim.moved'; readonly claimId: ClaimId; readonly proposalId: ProposalId; readonly status: ClaimStatus; readonly codes: readonly DeficiencyCode[] }
  | {
      readonly act: 'claim.decided'
      readonly bookId: BookId
      readonly claimId: ClaimId
      readonly place: number
      readonly reason: DecisionReason
      readonly loss: Money
      readonly payable: Money
      readonly recovered: Money
      readonly policyVersionId: string
      readonly derivationHash: string
      readonly entryId: EntryId | null
    }
  | { readonly act: 'claim.payment_ordered'; readonly bookId: BookId; readonly claimId: ClaimId; readonly paymentId: ClaimPaymentId; readonly voucherNumber: string; readonly amount: Money; readonly entryId: EntryId }
  | { readonly act: 'claim.paid'; readonly claimId: ClaimId; readonly paymentId: ClaimPaymentId; readonly receipt: string }
  | { readonly act: 'claim.receipts_confirmed'; readonly poolId: PoolId; readonly paid: number; readonly waiting: number }
  | { readonly act: 'claims.exported'; readonly filter: string; readonly rows: number }
  | { readonly act: 'claim.notices_seen'; readonly through: string }
  | { readonly act: 'claims.imported'; readonly batchId: string; readonly documentHash: DocumentHash; readonly rows: number; readonly taken: number; readonly rejected: number; readonly duplicate: number; readonly root: string }
