import type {
  BudgetChangeKind,
  BudgetIndicatorId,
  BudgetSource,
  PaymentPlanId,
  TreasuryReturnId,
  VoucherId,
  VoucherPurpose,
  VoucherStatus,
} from '@cofund/shared/fiscal/budget'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { ColumnType, Generated } from 'kysely'

/** What a trigger or default fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface BudgetIndicatorTable {
  id: BudgetIndicatorId
  organisation_id: OrganisationId
  book_id: BookId
  /** 指标文号: that of the document by which it was granted. */
  document_number: string
  name: string
  source: BudgetSource
  /** 支出功能分类科目编码. */
  function_code: string
  budget_year: number
  currency: Generated<Currency>
  granted_minor: Generated<bigint>
  planned_minor: Generated<bigint>
  drawn_minor: Generated<bigint>
  carried_from: BudgetIndicatorId | null
}

/** Only ever added to: what was granted, adjusted, carried over or returned. */
export interface BudgetChangeTable {
  id: Given<bigint>
  indicator_id: BudgetIndicatorId
  kind: BudgetChangeKind
  document_number: string
  effective_on: PlainDate
  minor: bigint
  reason: string | null
  entry_id: EntryId | null
  recorded_at: Given<Instant>
}

export interface PaymentPlanTable {
  id: PaymentPlanId
  indicator_id: BudgetIndicatorId
  number: string
  planned_on: PlainDate
  /** The month that it is for, by its first day. */
  month: PlainDate
  purpose: string
  minor: bigint
  drawn_minor: Generated<bigint>
  /** What was planned and let go again, undrawn. */
  released_minor: Generated<bigint>
}

export interface PaymentVoucherTable {
  id: VoucherId
  organisation_id: OrganisationId
  indicator_id: BudgetIndicatorId
  plan_id: PaymentPlanId
  number: string
  drawn_on: PlainDate
  minor: bigint
  purpose: VoucherPurpose
  /** What it pays for, by id: a pool, a claim. */
  subject: string
  payee: string
  /** The book into which it is paid, where the payee keeps one here. */
  payee_book_id: BookId | null
  /** The pool's book through which one tier settles with another. */
  through_book_id: BookId | null
  status: Generated<VoucherStatus>
  paid_on: PlainDate | null
  entry_id: EntryId | null
  paid_entry_id: EntryId | null
}

/** 非税缴款书: only ever added to. */
export interface TreasuryReturnTable {
  id: TreasuryReturnId
  organisation_id: OrganisationId
  book_id: BookId
  number: string
  returned_on: PlainDate
  minor: bigint
  reason: string
  subject: string | null
  entry_id: EntryId | null
}
