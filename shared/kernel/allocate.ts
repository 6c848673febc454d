import { type Fraction, compare, fraction, fractionText, minus, over, parseFraction, sumOf, times } from './fraction.ts'
import { type Money, money } from './money.ts'
import { allocateRefusals } from './allocate.refusals.ts'
import { refusalsOf } from './refusal.ts'
import { roundFraction } from './rounding.ts'

/**
 * The ways to split whole units so that the parts sum to the whole. They give different cents for one input, so whoever
 * splits names the rule; the first is ours, and a contract that names another gets that one.
 * - largest_remainder (Hamilton, Hare): each part rounds toward zero; what is left goes, one unit each, to the largest
 *   fractions cut off, ties to the earlier part. Symmetric in sign.
 * - largest_ratio: as above, but what is left goes to the largest weights, ties to the earlier part. Symmetric in sign.
 * - largest_fraction_floor: as the first, but each part rounds toward −∞, so that ties do not mirror.
 * - cascade_right: from the last part to the first, each takes its share of what then remains, toward zero.
 *   Symmetric in sign.
 * - highest_average (d'Hondt, Jefferson): unit by unit to the part with the most weight for each unit it would then have,
 *   ties to the earlier part. Symmetric in sign.
 */
export const allocationRules = [
  'largest_remainder',
  'largest_ratio',
  'largest_fraction_floor',
  'cascade_right',
  'highest_average',
] as const
export type AllocationRule = (typeof allocationRules)[number]

/** A share relative to the others: percent, basis points, commitments … A text is exact, a number must be whole. */
export type Weight = Fraction | bigint | number | string

/**
 * Splits an amount in proportion to `weights`: one part for each, in their order, summing to it to the minor unit, a part
 * of weight 0 getting nothing. Refuses weights that are unreadable, negative, none at all, or all zero.
 */
export const allocate = (amount: Money, weights: readonly Weight[], rule: AllocationRule = 'largest_remainder'): Money[] =>
  allocateUnits(amount.minor, weights, rule).map((minor) => money(minor, amount.currency))

/** `allocate` for what is counted in whole units without a currency. */
export function allocateUnits(units: bigint, weights: readonly Weight[], rule: AllocationRule = 'largest_remainder'): bigint[] {
  const fractions = readWeights(weights)
  if (rule === 'largest_fraction_floor') return byLargestFraction(units, fractions)
  const parts = magnitudeRules[rule](units < 0n ? -units : units, fractions)
  return units < 0n ? parts.map((part) => -part) : parts
}

type Split = (units: bigint, weights: readonly Fraction[]) => bigint[]

const magnitudeRules: Readonly<Record<Exclude<AllocationRule, 'largest_fraction_floor'>, Split>> = {
  largest_remainder: byLargestFraction,
  largest_ratio: (units, weights) => spread(units, quotasOf(units, weights).map(floor), weights),
  cascade_right: byCascade,
  highest_average: byHighestAverage,
}

function byLargestFraction(units: bigint, weights: readonly Fraction[]): bigint[] {
  const quotas = quotasOf(units, weights)
  const parts = quotas.map(floor)
  return spread(
    units,
    parts,
    quotas.map((quota, index) => minus(quota, fraction(parts[index] ?? 0n))),
  )
}

function byCascade(units: bigint, weights: readonly Fraction[]): bigint[] {
  let [unitsLeft, weightLeft] = [units, sumOf(weights)]
  const fromLast = weights.toReversed().map((weight) => {
    // All the weight is gone: the parts still to come have none.
    if (weightLeft.numerator === 0n) return 0n
    const part = floor(times(fraction(unitsLeft), over(weight, weightLeft)))
    unitsLeft -= part
    weightLeft = minus(weightLeft, weight)
    return part
  })
  return fromLast.toReversed()
}

function byHighestAverage(units: bigint, weights: readonly Fraction[]): bigint[] {
  // The rule never leaves a part below its exact share rounded down, so counting may start there: fewer steps than parts.
  const parts = quotasOf(units, weights).map(floor)
  for (let left = units - parts.reduce((a, b) => a + b, 0n); left > 0n; left -= 1n) {
    const averages = weights.map((weight, index) => over(weight, fraction((parts[index] ?? 0n) + 1n)))
    const winner = largestFirst(averages)[0] ?? 0
    parts[winner] = (parts[winner] ?? 0n) + 1n
  }
  return parts
}

const floor = (value: Fraction): bigint => roundFraction(value, 'floor')

function quotasOf(units: bigint, weights: readonly Fraction[]): Fraction[] {
  const total = sumOf(weights)
  return weights.map((weight) => over(times(fraction(units), weight), total))
}

/** Adds what `parts` lack of `units`, one unit each, to those that `claims` puts first. */
function spread(units: bigint, parts: readonly bigint[], claims: readonly Fraction[]): bigint[] {
  const left = Number(units - parts.reduce((a, b) => a + b, 0n))
  const lucky = new Set(largestFirst(claims).slice(0, left))
  return parts.map((part, index) => (lucky.has(index) ? part + 1n : part))
}

/** Indices by falling value; the sort is stable, so equals keep their order. */
const largestFirst = (values: readonly Fraction[]): number[] =>
  values
    .map((value, index) => ({ value, index }))
    .toSorted((a, b) => compare(b.value, a.value))
    .map(({ index }) => index)

const { refuse } = refusalsOf(allocateRefusals)

function readWeights(weights: readonly Weight[]): Fraction[] {
  const fractions = weights.map((given, index) => {
    const weight = typeof given === 'object' ? fractionText(given) : String(given)
    // A number that is not whole has been rounded before it came here: 0.1 + 0.2 is not what its writer meant.
    const value = typeof given === 'number' && !Number.isSafeInteger(given) ? undefined : parseFraction(weight)
    if (!value) return refuse('allocate.weight_unreadable', { position: index + 1, weight })
    if (value.numerator < 0n) return refuse('allocate.weight_negative', { position: index + 1, weight })
    return value
  })
  if (sumOf(fractions).numerator === 0n) return refuse('allocate.no_weight', { parts: weights.length })
  return fractions
}
