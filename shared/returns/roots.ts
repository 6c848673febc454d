import { type DiscountedSum, signChanges, spanOf } from './discounted-sum.ts'
import { lineOf } from './root-isolation.ts'

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
  return changes === 0 ? [] : changes === 1 ? [soleRoot(sum, () => true)] : severalRoots(sum)
}

function severalRoots(sum: DiscountedSum): readonly number[] {
  const { above, below, middle } = runningTotals(sum)
  // A total of 0 is a root; running totals that come back to it without a change of sign leave no other.
  if (middle === 0 && above === 0) return [0]
  // The roots on one side of 0 are as many as the changes there, or an even number fewer: 1 is exact.
  if (middle !== 0 && above + below === 1) return [soleRoot(sum, (z) => z > 0 === (above === 1))]
  const line = lineOf(sum)
  if (middle === 0) return withZero(line.rootsIn(line.low, line.high, line.signLow, line.signHigh))
  const sign = middle > 0 ? 1 : -1
  return [...line.rootsIn(line.low, 0, line.signLow, sign), ...line.rootsIn(0, line.high, sign, line.signHigh)]
}

/**
 * The root of a sum that is proven to have one, where `mayBe` holds. The logarithm of gains over losses hardly bends, so that
 * Halley's steps from 0 arrive in about three; the first goes by the mean dates.
 */
function soleRoot(sum: DiscountedSum, mayBe: (z: number) => boolean): number {
  const span = spanOf(sum)
  let z = 0
  for (let round = 0; round < 20 && !sum.lifts; round += 1) {
    const { gap, slope, bend } = gainsOverLosses(sum, z, span / 2)
    const step = (2 * gap * slope) / (gap * bend - 2 * slope * slope)
    z += step
    // Where gains and losses lie about the same dates, a root is known to few digits: that needs more care.
    if (!Number.isFinite(z) || Math.abs(slope) < span / 1000) break
    // Halley cubes the error that is left, and nothing bends faster than the whole span.
    if (Math.abs(step) * span < 1e-6) return mayBe(z) ? z : lineOf(sum).onlyRoot()
  }
  return lineOf(sum).onlyRoot()
}

/** ln(gains / losses) at z, and its first two derivatives; what everything is worth at tick `now` says it as well as at the first. */
function gainsOverLosses({ ticks, sizes }: DiscountedSum, z: number, now: number) {
  let gains = 0
  let gainMoment = 0
  let gainSquare = 0
  let losses = 0
  let lossMoment = 0
  let lossSquare = 0
  for (let index = 0; index < sizes.length; index += 1) {
    const ahead = now - (ticks[index] ?? 0)
    const worth = (sizes[index] ?? 0) * Math.exp(ahead * z)
    const moment = worth * ahead
    if (worth > 0) {
      gains += worth
      gainMoment += moment
      gainSquare += moment * ahead
    } else {
      losses += worth
      lossMoment += moment
      lossSquare += moment * ahead
    }
  }
  const [gainMean, lossMean] = [gainMoment / gains, lossMoment / losses]
  const bend = gainSquare / gains - gainMean * gainMean - (lossSquare / losses - lossMean * lossMean)
  return { gap: Math.log(-gains / losses), slope: gainMean - lossMean, bend }
}

/**
 * How often the running totals change sign, the zeros among them left out: counted from the first flow, which bounds the
 * roots above 0, and from the last, which bounds those below; and the sign of the sum in the `middle`, at 0.
 */
function runningTotals(sum: DiscountedSum): { readonly above: number; readonly below: number; readonly middle: number } {
  const totals = exactTotals(sum)
  const total = totals[totals.length - 1] ?? 0
  let above = 0
  let below = 0
  let [sign, signLeft] = [0, signOf(total)]
  for (const running of totals) {
    const next = signOf(running) || sign
    if (next * sign < 0) above += 1
    sign = next
    // What is left from here to the end changes sign where the same is true from the end.
    const nextLeft = (running < total ? 1 : running > total ? -1 : 0) || signLeft
    if (nextLeft * signLeft < 0) below += 1
    signLeft = nextLeft
  }
  return { above, below, middle: signOf(total) }
}

const signOf = (value: number | bigint): number => (value > 0 ? 1 : value < 0 ? -1 : 0)

/** Running totals without a rounding among them: in doubles while these count every unit, else in bigints. */
function exactTotals({ amounts, sizes, lifts }: DiscountedSum): readonly (number | bigint)[] {
  let turnover = 0
  for (const size of sizes) turnover += Math.abs(size)
  if (lifts || turnover > Number.MAX_SAFE_INTEGER) {
    let total = 0n
    return amounts.map((amount) => (total += amount))
  }
  let total = 0
  return sizes.map((size) => (total += size))
}

/** What came back is what was paid in, to the unit: the rate is 0, not some 10⁻¹⁷. */
function withZero(roots: readonly number[]): readonly number[] {
  const nearest = roots.reduce((best, root) => (Math.abs(root) < Math.abs(best) ? root : best), Infinity)
  return roots.map((root) => (root === nearest ? 0 : root))
}
