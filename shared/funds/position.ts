import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'

export type FundId = Id<'fnd'>
export type PositionId = Id<'pos'>

/**
 * What an investor's report says, on one day, of one commitment to one fund. Amounts are since inception; the fund's
 * own net IRR and multiple are kept as reported (ppm), beside what we compute, and are null where none was given.
 */
export interface Position {
  readonly id: PositionId
  readonly fundId: FundId
  readonly fundName: string
  readonly manager: string
  readonly assetClass: string
  readonly vintageYear: number
  readonly investor: string
  readonly asOf: PlainDate
  readonly committed: Money
  readonly called: Money
  readonly distributed: Money
  readonly value: Money
  readonly reportedNetIrrPpm: number | null
  readonly reportedMultiplePpm: number | null
}

/** The four sums that every figure of a portfolio is made of. */
export interface PositionSums {
  readonly committed: Money
  readonly called: Money
  readonly distributed: Money
  readonly value: Money
}
