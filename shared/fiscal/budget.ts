import type { Id } from '../kernel/id.ts'
import { type Money, money, subtract } from '../kernel/money.ts'
import { movesOf, stepsOf } from '../kernel/moves.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { BookId } from '../ledger/book.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { OrganisationId } from '../people/organisation.ts'
import { refuse } from '../refuse.ts'

export type BudgetIndicatorId = Id<'ind'>
export type PaymentPlanId = Id<'pln'>
export type VoucherId = Id<'vch'>
export type TreasuryReturnId = Id<'ntr'>

/** 一般公共预算, 政府性基金预算, 国有资本经营预算. */
export const budgetSources = ['general', 'government_fund', 'state_capital'] as const
export type BudgetSource = (typeof budgetSources)[number]

export const budgetChangeKinds = ['granted', 'adjusted', 'carried_over', 'surplus_returned'] as const
export type BudgetChangeKind = (typeof budgetChangeKinds)[number]

/** What a voucher pays: a pool's funder its part, a bank its compensation, one tier what it owes another. */
export const voucherPurposes = ['contribution', 'compensation', 'settlement'] as const
export type VoucherPurpose = (typeof voucherPurposes)[number]

export const voucherStatuses = ['drawn', 'paid', 'cancelled'] as const
export type VoucherStatus = (typeof voucherStatuses)[number]

/** Where each move may start. The commands check it; the buttons read it. */
export const voucherCan = movesOf<VoucherStatus>()({ pay: ['drawn'], cancel: ['drawn'] })
/** From which status to which a voucher moves. */
export const voucherSteps = stepsOf(voucherStatuses, voucherCan, { pay: ['paid'], cancel: ['cancelled'] })

/** 预算指标: what an organisation may spend in a year, for one function, under one document. */
export interface Indicator {
  readonly id: BudgetIndicatorId
  readonly organisationId: OrganisationId
  readonly bookId: BookId
  readonly documentNumber: string
  readonly name: string
  readonly source: BudgetSource
  readonly functionCode: string
  readonly budgetYear: number
  readonly granted: Money
  readonly planned: Money
  readonly drawn: Money
  /** The indicator of the year before, whose rest this one is. */
  readonly carriedFrom: BudgetIndicatorId | null
}

export interface BudgetChange {
  readonly indicatorId: BudgetIndicatorId
  readonly kind: BudgetChangeKind
  readonly documentNumber: string
  readonly effectiveOn: PlainDate
  readonly amount: Money
  readonly reason: string | null
  readonly entryId: EntryId | null
}

export interface PaymentPlan {
  readonly id: PaymentPlanId
  readonly indicatorId: BudgetIndicatorId
  readonly number: string
  readonly plannedOn: PlainDate
  /** The month that it is for, by its first day. */
  readonly month: PlainDate
  readonly purpose: string
  readonly amount: Money
  readonly drawn: Money
  /** What was let go again, undrawn. */
  readonly released: Money
}

/** 支付凭证: drawn by two people on a plan, then paid by two people. */
export interface Voucher {
  readonly id: VoucherId
  readonly organisationId: OrganisationId
  readonly indicatorId: BudgetIndicatorId
  readonly planId: PaymentPlanId
  readonly number: string
  readonly drawnOn: PlainDate
  readonly amount: Money
  readonly purpose: VoucherPurpose
  /** What it pays for, by id: a pool, a claim. */
  readonly subject: string
  readonly payee: string
  readonly payeeBookId: BookId | null
  readonly throughBookId: BookId | null
  readonly status: VoucherStatus
  readonly paidOn: PlainDate | null
  /** The memorandum entry of its drawing, and the entry in which the money left. */
  readonly entryId: EntryId | null
  readonly paidEntryId: EntryId | null
}

/** 非税缴款书: money that goes back to the treasury. */
export interface TreasuryReturn {
  readonly id: TreasuryReturnId
  readonly bookId: BookId
  readonly number: string
  readonly returnedOn: PlainDate
  readonly amount: Money
  readonly reason: string
  readonly subject: string | null
  readonly entryId: EntryId | null
}

type Counted = Pick<Indicator, 'granted' | 'planned' | 'drawn'>

/** What may still be planned: granted and in no plan. */
export const unplanned = ({ granted, planned }: Counted): Money => subtract(granted, planned)

/** What is left of an indicator: granted and not drawn. Its memorandum account stands at the same. */
export const leftOf = ({ granted, drawn }: Counted): Money => subtract(granted, drawn)

/** What may still be drawn on a plan. */
export const undrawn = ({ amount, drawn, released }: Pick<PaymentPlan, 'amount' | 'drawn' | 'released'>): Money =>
  subtract(subtract(amount, drawn), released)

/** After a grant, an adjustment, a carry-over or a return by `change`; refuses what would leave less than is planned. */
export function grantedBy<Of extends Counted>(indicator: Of, change: Money): Of {
  if (-change.minor > unplanned(indicator).minor) refuse('fiscal.indicator_overdrawn', { left: unplanned(indicator) })
  return { ...indicator, granted: plus(indicator.granted, change) }
}

/** After a plan of `amount`; refuses a plan above what is left to plan. */
export function plannedBy<Of extends Counted>(indicator: Of, amount: Money): Of {
  if (amount.minor > unplanned(indicator).minor) refuse('fiscal.plan_above_left', { left: unplanned(indicator) })
  return { ...indicator, planned: plus(indicator.planned, amount) }
}

/** After the undrawn rest of a plan is let go: what is planned shrinks with it. */
export function releasedBy(indicator: Indicator, plan: PaymentPlan): { indicator: Indicator; plan: PaymentPlan; amount: Money } {
  const amount = undrawn(plan)
  if (amount.minor === 0n) refuse('fiscal.plan_used_up', { number: plan.number })
  return {
    amount,
    indicator: { ...indicator, planned: subtract(indicator.planned, amount) },
    plan: { ...plan, released: plus(plan.released, amount) },
  }
}

/** After a voucher of `amount`: what is drawn grows on the plan and on its indicator; refuses a voucher above its plan. */
export function drawnBy(
  { indicator, plan }: { indicator: Indicator; plan: PaymentPlan },
  amount: Money,
): { indicator: Indicator; plan: PaymentPlan } {
  if (amount.minor > undrawn(plan).minor) refuse('fiscal.voucher_above_plan', { number: plan.number, left: undrawn(plan) })
  return {
    indicator: { ...indicator, drawn: plus(indicator.drawn, amount) },
    plan: { ...plan, drawn: plus(plan.drawn, amount) },
  }
}

/** After a voucher is cancelled before it was paid: what it drew may be drawn again. */
export function undrawnBy({ indicator, plan }: { indicator: Indicator; plan: PaymentPlan }, voucher: Voucher) {
  return {
    indicator: { ...indicator, drawn: subtract(indicator.drawn, voucher.amount) },
    plan: { ...plan, drawn: subtract(plan.drawn, voucher.amount) },
  }
}

const plus = (amount: Money, more: Money): Money => money(amount.minor + more.minor, amount.currency)
