import { type Fraction, fraction, minus, over, plus, times, zero } from '../kernel/fraction.ts'
import { roundFraction } from '../kernel/rounding.ts'
import { type RateAnswer, rateOf } from './internal-rate.ts'
import { wholeAmounts } from './whole-amounts.ts'

/**
 * Public market equivalents: what the same money would have done in an index. All read one list of points in time with,
 * at each, what was paid in, what came back (both from 0, never netted) and the level of the index; the last point is the
 * valuation date.
 */
export interface Benchmarked {
  readonly points: readonly BenchmarkPoint[]
  /** Ticks in the unit that rates are quoted for: 1 when points are periods, 365 when they are days. */
  readonly ticksPerUnit: number
}

export interface BenchmarkPoint {
  /** Whole ticks, ascending, no two alike. */
  readonly tick: number
  readonly contribution: Fraction
  readonly distribution: Fraction
  /** Above 0. */
  readonly index: Fraction
}

/** Kaplan–Schoar: what came back and is left, over what was paid in, both grown with the index; null when nothing was paid in. */
export function ksPme(benchmarked: Benchmarked, nav: Fraction): Fraction | null {
  const { paid, received } = grownTotals(benchmarked)
  return paid.numerator === 0n ? null : over(plus(received, nav), paid)
}

export interface LnPme {
  /** What the fund's flows would have left in the index. Negative when the index could not have paid the distributions. */
  readonly nav: Fraction
  readonly rate: RateAnswer
}

/** Long–Nickels (index comparison): the rate of the fund's flows with the last point's replaced by that theoretical value. */
export function lnPme(benchmarked: Benchmarked): LnPme {
  const { paid, received } = grownTotals(benchmarked)
  const nav = minus(paid, received)
  return { nav, rate: rateOfFlows(benchmarked, replaceLast(benchmarked.points.map(netFlow), nav)) }
}

export interface PmePlus {
  /** What the distributions are scaled by for the index to end at the fund's value; null when there are none to scale. */
  readonly lambda: Fraction | null
  readonly rate: RateAnswer
}

/** PME+: the rate of contributions, scaled distributions, and the fund's value in place of the last point's flow. */
export function pmePlus(benchmarked: Benchmarked, nav: Fraction): PmePlus {
  const { paid, received } = grownTotals(benchmarked)
  const lambda = received.numerator === 0n ? null : over(minus(paid, nav), received)
  const flows = benchmarked.points.map((point) => minus(times(lambda ?? zero, point.distribution), point.contribution))
  return { lambda, rate: rateOfFlows(benchmarked, replaceLast(flows, nav)) }
}

export interface ModifiedPme {
  /** What is left in the index at the end. */
  readonly nav: Fraction
  readonly rate: RateAnswer
}

/**
 * Modified PME (Cambridge): the index portfolio takes in the contributions and pays out, at each point, the same part of itself
 * as the fund does of its distribution and value together. `navs` has the fund's value after each point.
 */
export function modifiedPme({ points, ticksPerUnit }: Benchmarked, navs: readonly Fraction[]): ModifiedPme {
  let [held, level] = [0n, points[0]?.index ?? zero]
  const flows = points.map(({ contribution, distribution, index }, at) => {
    const before = inParts(times(over(index, level), fraction(held))) + inParts(times(contribution, perOne))
    const whole = plus(distribution, navs[at] ?? zero)
    const paid = whole.numerator === 0n ? 0n : inParts(times(over(distribution, whole), fraction(before)))
    held = before - paid
    level = index
    return paid - inParts(times(contribution, perOne))
  })
  const ended = flows.map((flow, at) => (at === flows.length - 1 ? flow + held : flow))
  return { nav: over(fraction(held), perOne), rate: rateOf(points.map(({ tick }) => tick), ended, ticksPerUnit) }
}

/** What is compounded from point to point is kept to 1024 binary places: as exact fractions it would grow with each. */
const perOne = fraction(1n << 1024n)
const inParts = (value: Fraction): bigint => roundFraction(value, 'half_even')

/**
 * Direct Alpha (Gredil, Griffiths, Stucke): the rate of the flows grown with the index, and so the excess over it. `rate` is
 * the discrete form; their own, ln(1 + rate), is its `continuous`.
 */
export function directAlpha(benchmarked: Benchmarked, nav: Fraction): RateAnswer {
  const growth = growthToEnd(benchmarked)
  const flows = benchmarked.points.map((point, at) => times(netFlow(point), growth[at] ?? zero))
  return rateOfFlows(benchmarked, replaceLast(flows, plus(flows.at(-1) ?? zero, nav)))
}

const netFlow = ({ contribution, distribution }: BenchmarkPoint): Fraction => minus(distribution, contribution)

const replaceLast = (flows: readonly Fraction[], last: Fraction): readonly Fraction[] => [...flows.slice(0, -1), last]

/** What 1 in the index at each point becomes by the last. */
function growthToEnd({ points }: Benchmarked): readonly Fraction[] {
  const end = points.at(-1)?.index ?? zero
  return points.map(({ index }) => over(end, index))
}

function grownTotals(benchmarked: Benchmarked): { readonly paid: Fraction; readonly received: Fraction } {
  const growth = growthToEnd(benchmarked)
  const grown = (flowOf: (point: BenchmarkPoint) => Fraction): Fraction => {
    const { amounts, perOne } = wholeAmounts(benchmarked.points.map((point, at) => times(flowOf(point), growth[at] ?? zero)))
    return fraction(amounts.reduce((a, b) => a + b, 0n), perOne)
  }
  return { paid: grown((point) => point.contribution), received: grown((point) => point.distribution) }
}

const rateOfFlows = ({ points, ticksPerUnit }: Benchmarked, flows: readonly Fraction[]): RateAnswer =>
  rateOf(points.map(({ tick }) => tick), wholeAmounts(flows).amounts, ticksPerUnit)
