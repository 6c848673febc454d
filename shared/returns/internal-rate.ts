import type { PlainDate } from '../kernel/plain-date.ts'
import { type DayBasis, actual365 } from './day-basis.ts'
import { discountedSum } from './discounted-sum.ts'
import { rootsOf } from './roots.ts'

/** A flow of money on a day: negative is paid in, positive is received, in minor units of one currency. */
export interface DatedFlow {
  readonly on: PlainDate
  readonly amount: bigint
}

/** A rate that brings the flows' present value to 0. */
export interface Root {
  /** Per year, or per period; above −1. Infinity when it is beyond the doubles: see `continuous`. */
  readonly rate: number
  /** ln(1 + rate), which no rate is too large for. */
  readonly continuous: number
}

/**
 * Why there is no rate.
 * - too_few_flows: fewer than two
 * - zero_span: all on one tick of time
 * - no_sign_change: nothing was paid in or nothing came back, or every day comes to nothing, so that any rate would do
 * - total_loss: paid in, and a last flow of 0 says that nothing came back; −100 % is the limit, but no rate
 * - no_real_root: the present value is proven to be on one side of 0 at every rate
 */
export const rateAbsences = ['too_few_flows', 'zero_span', 'no_sign_change', 'total_loss', 'no_real_root'] as const
export type RateAbsence = (typeof rateAbsences)[number]

/** One rate, several, or none and why. Of several, `rate` is the one nearest 10 %; all stand in `roots`, ascending. */
export type RateAnswer =
  | { readonly status: 'ok' | 'multiple'; readonly rate: number; readonly continuous: number; readonly roots: readonly Root[] }
  | { readonly status: RateAbsence; readonly rate: null }

/** XIRR: the yearly rates at which dated flows come to 0, in whichever order they stand. */
export function internalRate(flows: readonly DatedFlow[], basis: DayBasis = actual365): RateAnswer {
  return rateOf(basis.ticksOf(flows.map(dateOf)), flows.map(amountOf), basis.ticksPerYear)
}

/** IRR: the rates per period at which amounts one period apart come to 0. */
export const periodicRate = (amounts: readonly bigint[]): RateAnswer => rateOf(periods(amounts), amounts, 1)

/** Amounts one period apart, from period 0. */
export const periods = (amounts: readonly unknown[]): readonly number[] => amounts.map((_, period) => period)

const dateOf = ({ on }: DatedFlow): PlainDate => on
const amountOf = ({ amount }: DatedFlow): bigint => amount

/** The rates for a unit of `ticksPerUnit` ticks at which amounts at whole ticks come to 0. */
export function rateOf(ticks: readonly number[], amounts: readonly bigint[], ticksPerUnit: number): RateAnswer {
  const roots = distinct(rootsOf(discountedSum(ticks, amounts)).map((z) => rootAt(z * ticksPerUnit)))
  const [first] = roots
  if (first === undefined) return { status: rateAbsence(ticks, amounts) ?? 'no_real_root', rate: null }
  const { rate, continuous } = roots.reduce((best, root) => (awayFromTenPercent(root) < awayFromTenPercent(best) ? root : best), first)
  return { status: roots.length === 1 ? 'ok' : 'multiple', rate, continuous, roots }
}

/** Why amounts at these ticks can have no rate, before any looking for one; undefined when they may. */
export function rateAbsence(ticks: readonly number[], amounts: readonly bigint[]): Exclude<RateAbsence, 'no_real_root'> | undefined {
  if (amounts.length < 2) return 'too_few_flows'
  if (ticks.every((tick) => tick === ticks[0])) return 'zero_span'
  const [received, paid] = [amounts.some((amount) => amount > 0n), amounts.some((amount) => amount < 0n)]
  if (received && paid) return discountedSum(ticks, amounts).amounts.length === 0 ? 'no_sign_change' : undefined
  const last = ticks.reduce((latest, tick) => Math.max(latest, tick), -Infinity)
  return paid && amounts.every((amount, index) => amount === 0n || ticks[index] !== last) ? 'total_loss' : 'no_sign_change'
}

/** The rate that a continuous one is. */
export const rootAt = (continuous: number): Root => ({ continuous, rate: Math.max(Math.expm1(continuous), leastRate) })

/** The first double above −100 %: what is nearer to it is no total loss all the same. */
const leastRate = -1 + 2 ** -53

const awayFromTenPercent = ({ rate }: Root): number => Math.abs(rate - 0.1)

/** Roots that no double tells apart are one. */
const distinct = (roots: readonly Root[]): readonly Root[] =>
  roots.filter((root, index) => root.continuous !== roots[index - 1]?.continuous)
