import { type DiscountedSum, logSizes, spanOf } from './discounted-sum.ts'
import { refinedRoot, settledRoots } from './touching-roots.ts'

export type Sign = 1 | -1

/** Half a unit in the last place of a double. */
const unit = 2 ** -53

/** How many derivatives a cell looks at; a root of that multiplicity or more is beyond it. */
const orders = 12
const factorials = Array.from({ length: orders + 2 }, (_, n) => Array.from({ length: n }, (_, k) => k + 1).reduce((a, b) => a * b, 1))

/**
 * A discounted sum along the line of all z, with everything needed to say for sure where its roots are. Every sign that
 * is relied on exceeds a bound of the rounding behind it.
 */
export function lineOf(sum: DiscountedSum) {
  const { ticks, sizes, lifts } = sum
  const count = ticks.length
  const span = spanOf(sum)
  const logs = logSizes(sum)
  const largestLift = lifts?.reduce((a, b) => Math.max(a, b), 0) ?? 0
  const terms = new Float64Array(count)

  /** Puts the terms at z, over the largest of them, into `terms`; returns a bound of their sums' error, relative to the sum of sizes. */
  function weigh(z: number): number {
    let [anchor, top] = [0, -Infinity]
    for (let index = 0; index < count; index += 1) {
      const log = (logs[index] ?? 0) - (ticks[index] ?? 0) * z
      if (log > top) [anchor, top] = [index, log]
    }
    const [tick, size, lift] = [ticks[anchor] ?? 0, Math.abs(sizes[anchor] ?? 1), lifts?.[anchor] ?? 0]
    for (let index = 0; index < count; index += 1) {
      const exponent = (tick - (ticks[index] ?? 0)) * z + (lifts ? (lifts[index] ?? 0) - lift : 0)
      terms[index] = ((sizes[index] ?? 0) / size) * Math.exp(exponent)
    }
    return unit * (2 * count + 16 + 4 * (span * Math.abs(z) + largestLift))
  }

  /** The sign of the sum at z, or 0 where rounding hides it. */
  function signAt(z: number): Sign | 0 {
    const error = weigh(z)
    let [total, magnitude] = [0, 0]
    for (const term of terms) {
      total += term
      magnitude += Math.abs(term)
    }
    return Math.abs(total) <= error * magnitude ? 0 : total > 0 ? 1 : -1
  }

  /** Whether the running totals of the terms at z, from one end, provably never change sign: beyond z on that side is no root. */
  function isQuiet(z: number, from: 'first' | 'last'): boolean {
    const error = weigh(z)
    if (from === 'last') terms.reverse()
    const sign = Math.sign(terms[0] ?? 0)
    let [total, magnitude] = [0, 0]
    for (const term of terms) {
      total += sign * term
      magnitude += Math.abs(term)
      if (total <= error * magnitude) return false
    }
    return true
  }

  /** A z on one side of 0 beyond which there is no root. */
  function quiet(direction: Sign): number {
    let z = direction / span
    while (!isQuiet(z, direction > 0 ? 'first' : 'last')) z *= 2
    return z
  }

  const [low, high] = [quiet(-1), quiet(1)]
  const [signLow, signHigh]: [Sign, Sign] = [(sizes[count - 1] ?? 0) > 0 ? 1 : -1, (sizes[0] ?? 0) > 0 ? 1 : -1]

  /** The root between two points that is known to be the only one; `sign` is the sum's at `from`. */
  function rootBetween(from: number, to: number, sign: Sign): number {
    let [left, right, z, lastStep] = [from, to, (from + to) / 2, to - from]
    for (let round = 0; round < 300; round += 1) {
      const error = weigh(z)
      let [gain, gainMoment, loss, lossMoment] = [0, 0, 0, 0]
      for (let index = 0; index < count; index += 1) {
        const term = terms[index] ?? 0
        if (term > 0) {
          gain += term
          gainMoment += term * (ticks[index] ?? 0)
        } else {
          loss -= term
          lossMoment -= term * (ticks[index] ?? 0)
        }
      }
      // The logarithm of gains over losses has the sum's sign, and neither overflows nor bends much.
      const ratio = Math.log(gain / loss)
      if (ratio > 0 === sign > 0) left = z
      else right = z
      const newton = z - ratio / (lossMoment / loss - gainMoment / gain)
      const next = newton > left && newton < right && Math.abs(newton - z) < lastStep / 2 ? newton : (left + right) / 2
      lastStep = Math.abs(next - z)
      if (ratio === 0 || lastStep <= 4 * unit * Math.abs(z) || lastStep * span < unit / 16) {
        const blur = (error * (gain + loss)) / Math.abs(lossMoment - gainMoment)
        return blur * span < 1e-12 ? z : clamp(refinedRoot(sum, z), from, to)
      }
      z = next
    }
    return z
  }

  /** Every root between two points where the sum's sign is known. */
  function rootsIn(left: number, right: number, signLeft: Sign, signRight: Sign): readonly number[] {
    const cell = judge((left + right) / 2, (right - left) / 2)
    if (cell.order === 0) return []
    if (cell.order === 1 || (cell.order === 2 && signLeft !== signRight)) {
      return signLeft === signRight ? [] : [rootBetween(left, right, signLeft)]
    }
    if (cell.order === 2) {
      // Bent one way only, and on one side of 0 at both ends: none, or two around the turning point, or just touching there.
      if (cell.sign !== signLeft) return []
      const turn = turningPoint(left, right, cell)
      if (turn.clear) return []
      const sign = signAt(turn.z)
      if (sign === 0) return settledRoots(sum, left, right, cell)
      if (sign !== signLeft) return [rootBetween(left, turn.z, signLeft), rootBetween(turn.z, right, sign)]
    }
    for (const place of [0.5, 0.45, 0.56, 0.38, 0.63, 0.3]) {
      const middle = left + place * (right - left)
      const sign = middle > left && middle < right ? signAt(middle) : 0
      if (sign !== 0) return [...rootsIn(left, middle, signLeft, sign), ...rootsIn(middle, right, sign, signRight)]
    }
    return settledRoots(sum, left, right, cell)
  }

  /**
   * The lowest derivative of the sum, times e^(tilt·z), that provably keeps its sign on a cell; multiplying with what is
   * never 0 moves no root, and a tilt to the terms' centre of gravity makes the derivatives small.
   */
  function judge(centre: number, halfWidth: number): Cell {
    const error = weigh(centre)
    let [magnitude, moment] = [0, 0]
    for (let index = 0; index < count; index += 1) {
      const size = Math.abs(terms[index] ?? 0)
      magnitude += size
      moment += size * (ticks[index] ?? 0)
    }
    const tilt = Math.round(moment / magnitude)
    const taylor = new Float64Array(orders + 1)
    const sizesOf = new Float64Array(orders + 1)
    let rest = 0
    for (let index = 0; index < count; index += 1) {
      const reach = (tilt - (ticks[index] ?? 0)) * halfWidth
      let term = terms[index] ?? 0
      for (let order = 0; order <= orders; order += 1) {
        taylor[order] = (taylor[order] ?? 0) + term
        sizesOf[order] = (sizesOf[order] ?? 0) + Math.abs(term)
        term *= reach
      }
      rest += Math.abs(term) * Math.exp(Math.abs(reach))
    }
    for (let order = 0; order < orders; order += 1) {
      let others = rest / (factorials[orders + 1 - order] ?? 1) + error * (sizesOf[order] ?? 0)
      for (let next = order + 1; next <= orders; next += 1) others += Math.abs(taylor[next] ?? 0) / (factorials[next - order] ?? 1)
      const value = taylor[order] ?? 0
      if (Math.abs(value) > others * (1 + 1e-9)) return { order, tilt, sign: value > 0 ? 1 : -1 }
    }
    return { order: undefined, tilt, sign: 1 }
  }

  /** Where the tilted sum turns inside a cell on which it bends one way; `clear` when it provably stays off 0 there. */
  function turningPoint(left: number, right: number, { tilt, sign }: Cell): { readonly z: number; readonly clear: boolean } {
    let [from, to, z] = [left, right, (left + right) / 2]
    for (let round = 0; ; round += 1) {
      const error = weigh(z)
      let [value, slope, bend, magnitude, slopes] = [0, 0, 0, 0, 0]
      for (let index = 0; index < count; index += 1) {
        const ahead = tilt - (ticks[index] ?? 0)
        const term = sign * (terms[index] ?? 0)
        value += term
        slope += ahead * term
        bend += ahead * ahead * term
        magnitude += Math.abs(term)
        slopes += Math.abs(ahead * term)
      }
      // The tangent lies below the curve everywhere: if it stays above 0 on the cell, so does the curve.
      const dip = Math.max(slope * (z - left), slope * (z - right)) + error * (magnitude + slopes * (right - left))
      if (value > dip) return { z, clear: true }
      // Below 0: the two roots lie on either side.
      if (value < -error * magnitude || round === 60) return { z, clear: false }
      if (slope > 0) to = z
      else from = z
      const newton = z - slope / bend
      const next = newton > from && newton < to ? newton : (from + to) / 2
      if (next === z || Math.abs(next - z) * span < unit) return { z, clear: false }
      z = next
    }
  }

  return { low, high, signLow, signHigh, rootBetween, rootsIn, onlyRoot: () => rootBetween(low, high, signLow) }
}

const clamp = (value: number, from: number, to: number): number => Math.min(Math.max(value, from), to)

/** What `judge` found of a cell: `order` is undefined when no derivative is known to keep its sign there. */
export interface Cell {
  readonly order: number | undefined
  readonly tilt: number
  readonly sign: Sign
}
