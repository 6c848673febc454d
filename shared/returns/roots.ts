import { type DiscountedSum, signChanges, spanOf } from './discounted-sum.ts'
import { type Sign, lineOf } from './root-isolation.ts'

/**
 * Every real root of a discounted sum, ascending, each once: none is missed, and none is made up.
 *
 * - One change of sign proves one root, and running totals from either end that change sign once prove one on that side
 *   of 0 (Descartes and Laguerre; Norstrøm's rule is one case of it).
 * - Otherwise the line is cut into cells until, on each, the sum or one of its first derivatives provably keeps its sign.
 * - Where rounding hides the sign (roots that touch, or nearly), the cell is settled in long arithmetic.
 */
export function rootsOf(sum: DiscountedSum): readonly number[] {
  const changes = signChanges(sum.sizes)
  return changes === 0 ? [] : changes === 1 ? [soleRoot(sum)] : severalRoots(sum)
}

/**
 * The root of a sum whose sign changes once. The logarithm of late over early flows falls with z and hardly bends, so that
 * Newton's steps from 0 arrive at once; the first of them goes by the mean dates.
 */
function soleRoot(sum: DiscountedSum): number {
  const { ticks, sizes } = sum
  const split = sizes.findIndex((size) => size > 0 !== (sizes[0] ?? 0) > 0)
  const pivot = ticks[split] ?? 0
  const span = spanOf(sum)
  let z = 0
  for (let round = 0; round < 30 && !sum.lifts; round += 1) {
    let [early, earlyMoment, late, lateMoment] = [0, 0, 0, 0]
    for (let index = 0; index < split; index += 1) {
      const ahead = pivot - (ticks[index] ?? 0)
      const worth = (sizes[index] ?? 0) * Math.exp(ahead * z)
      early += worth
      earlyMoment += worth * ahead
    }
    for (let index = split; index < sizes.length; index += 1) {
      const ahead = pivot - (ticks[index] ?? 0)
      const worth = (sizes[index] ?? 0) * Math.exp(ahead * z)
      late += worth
      lateMoment += worth * ahead
    }
    const step = Math.log(-late / early) / (earlyMoment / early - lateMoment / late)
    z += step
    if (!Number.isFinite(z)) break
    // Newton squares the error that is left, and nothing bends faster than the whole span.
    if (Math.abs(step) * span < 1e-9) return z
  }
  return lineOf(sum).onlyRoot()
}

function severalRoots(sum: DiscountedSum): readonly number[] {
  const line = lineOf(sum)
  const total = sum.amounts.reduce((a, b) => a + b, 0n)
  const above = runningChanges(sum.amounts)
  if (total === 0n) {
    // Running totals that come back to 0 without a change of sign leave no root but 0.
    return above === 0 ? [0] : withZero(line.rootsIn(line.low, line.high, line.signLow, line.signHigh))
  }
  const middle: Sign = total > 0n ? 1 : -1
  const below = runningChanges(sum.amounts.toReversed())
  // The roots on one side of 0 are as many as the changes there, or an even number fewer: 1 is exact.
  return [
    ...(below === 0 ? [] : below === 1 ? [line.rootBetween(line.low, 0, line.signLow)] : line.rootsIn(line.low, 0, line.signLow, middle)),
    ...(above === 0 ? [] : above === 1 ? [line.rootBetween(0, line.high, middle)] : line.rootsIn(0, line.high, middle, line.signHigh)),
  ]
}

/** Sign changes of the running totals, the zeros among them left out. */
function runningChanges(amounts: readonly bigint[]): number {
  let [total, sign, changes] = [0n, 0, 0]
  for (const amount of amounts) {
    total += amount
    const next = total > 0n ? 1 : total < 0n ? -1 : sign
    if (sign !== 0 && next !== sign) changes += 1
    sign = next
  }
  return changes
}

/** What came back is what was paid in, to the unit: the rate is 0, not some 10⁻¹⁷. */
function withZero(roots: readonly number[]): readonly number[] {
  const nearest = roots.reduce((best, root) => (Math.abs(root) < Math.abs(best) ? root : best), Infinity)
  return roots.map((root) => (root === nearest ? 0 : root))
}
