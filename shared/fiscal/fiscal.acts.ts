import type { BookId } from '../ledger/book.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { BudgetIndicatorId, PaymentPlanId, TreasuryReturnId, VoucherId } from './budget.ts'

/** Each joins the record of the treasury book that the indicator stands in. */
export type FiscalAct =
  | { readonly act: 'budget.granted'; readonly bookId: BookId; readonly indicatorId: BudgetIndicatorId; readonly entryId: EntryId }
  | { readonly act: 'budget.adjusted'; readonly bookId: BookId; readonly indicatorId: BudgetIndicatorId; readonly entryId: EntryId }
  | {
      readonly act: 'budget.carried_over'
      readonly bookId: BookId
      readonly indicatorId: BudgetIndicatorId
      readonly intoId: BudgetIndicatorId
      readonly entryId: EntryId
    }
  | { readonly act: 'budget.surplus_returned'; readonly bookId: BookId; readonly indicatorId: BudgetIndicatorId; readonly entryId: EntryId }
  | { readonly act: 'payment.planned'; readonly bookId: BookId; readonly planId: PaymentPlanId }
  | { readonly act: 'payment.plan_released'; readonly bookId: BookId; readonly planId: PaymentPlanId; readonly minor: bigint; readonly reason: string }
  | { readonly act: 'voucher.drawn'; readonly bookId: BookId; readonly voucherId: VoucherId; readonly entryId: EntryId }
  | { readonly act: 'voucher.paid'; readonly bookId: BookId; readonly voucherId: VoucherId; readonly entryId: EntryId }
  | { readonly act: 'voucher.cancelled'; readonly bookId: BookId; readonly voucherId: VoucherId; readonly entryId: EntryId; readonly reason: string }
  | { readonly act: 'treasury.returned'; readonly bookId: BookId; readonly returnId: TreasuryReturnId }
