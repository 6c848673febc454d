import type { Id } from '../kernel/id.ts'
import { type Money, subtract } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { PoolId } from './pool.ts'

/** What a funder was called upon to pay in, and what of it has come. */
export interface Contribution {
  readonly id: ContributionId
  readonly poolId: PoolId
  readonly tier: string
  readonly jurisdictionCode: string
  /** The paper that calls it (文号). */
  readonly documentNumber: string
  readonly calledOn: PlainDate
  readonly dueOn: PlainDate | null
  readonly amount: Money
  readonly paid: Money
  readonly entryId: EntryId
  readonly payments: readonly ContributionPayment[]
}
export type ContributionId = Id<'ctb'>

export interface ContributionPayment {
  readonly paidOn: PlainDate
  readonly amount: Money
  readonly paidBy: PaidBy
  /** The voucher's number, or what the advance stands on. */
  readonly reference: string
  readonly entryId: EntryId
}

/** Money that comes now, or money that the funder's purse had put into the pool before it was called. */
export const contributionPaidBy = ['cash', 'advance'] as const
export type PaidBy = (typeof contributionPaidBy)[number]

export const owedOf = ({ amount, paid }: Pick<Contribution, 'amount' | 'paid'>): Money => subtract(amount, paid)
