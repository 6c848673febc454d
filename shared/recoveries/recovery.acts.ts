import type { ClaimId } from '../claims/claim.ts'
import type { Money } from '../kernel/money.ts'
import type { BookId } from '../ledger/book.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { PoolId } from '../pools/pool.ts'
import type { RecoveryId, RecoveryKind, RemittanceId } from './recovery.ts'

/** Each joins the record of the pool's book, what a bank reports the bank's own. */
export type RecoveryAct =
  | {
      readonly act: 'recovery.shared'
      readonly bookId: BookId
      readonly claimId: ClaimId
      readonly recoveryId: RecoveryId
      readonly kind: RecoveryKind
      readonly gross: Money
      readonly due: Money
      readonly derivationHash: string
      readonly entryId: EntryId | null
    }
  | { readonly act: 'recovery.remittance_reported'; readonly poolId: PoolId; readonly remittanceId: RemittanceId; readonly amount: Money }
  | {
      readonly act: 'recovery.remitted'
      readonly bookId: BookId
      readonly remittanceId: RemittanceId
      readonly amount: Money
      readonly entryId: EntryId
    }
  | {
      readonly act: 'recovery.returned'
      readonly bookId: BookId
      readonly poolId: PoolId
      readonly treasuryBookId: BookId
      readonly number: string
      readonly amount: Money
      readonly entryId: EntryId | null
    }
  | { readonly act: 'claim.closed'; readonly bookId: BookId; readonly claimId: ClaimId }
  | { readonly act: 'recovery.receipt_confirmed'; readonly bookId: BookId; readonly remittanceId: RemittanceId; readonly receipt: string }
