/**
 * The present value of a set of flows as a function of the force of interest z, ln(1 + rate) for one tick of time:
 *
 *     value(z) = Σ amountᵢ · e^(−tickᵢ · z)
 *
 * Every internal rate of return is a root of such a sum, and every real z is a rate above −100 %. Working with z and
 * with whole ticks keeps −99.99999 % and 10²⁸⁴ equally far from trouble.
 */
export interface DiscountedSum {
  /** Whole ticks since the first flow: ascending, no two alike, the first 0. */
  readonly ticks: readonly number[]
  /** What flows at each tick: exact, none of them 0. */
  readonly amounts: readonly bigint[]
  /** The amounts as doubles, at least 1 in size, over some common unit; where they have lifts, over e^lift. */
  readonly sizes: readonly number[]
  readonly lifts: readonly number[] | undefined
}

/** Beyond this a product of an amount and a discount factor could leave the range of a double. */
const largestPlainSize = 2 ** 500

/** Orders the flows by time, adds up those of one tick exactly, and drops what comes to nothing. */
export function discountedSum(ticks: readonly number[], amounts: readonly bigint[]): DiscountedSum {
  const start = ticks[0] ?? 0
  const since: number[] = []
  const sizes: number[] = []
  let previous = -Infinity
  let largest = 0
  for (let index = 0; index < amounts.length; index += 1) {
    const tick = ticks[index] ?? 0
    const size = Number(amounts[index])
    // Out of order, a second flow on the same tick, or one of nothing: the plain copy will not do.
    if (tick <= previous || size === 0) return discountedSum(...netted(ticks, amounts))
    previous = tick
    largest = Math.max(largest, Math.abs(size))
    since.push(tick - start)
    sizes.push(size)
  }
  return largest > largestPlainSize ? lifted(since, amounts) : { ticks: since, amounts, sizes, lifts: undefined }
}

/** How often the sign changes from flow to flow: a sum has at most that many roots, and an even number fewer (Descartes, Laguerre). */
export function signChanges(values: readonly number[]): number {
  let changes = 0
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > 0 !== (values[index - 1] ?? 0) > 0) changes += 1
  }
  return changes
}

/** ln|amount|, to about one part in 10¹⁵. */
export const logSizes = ({ sizes, lifts }: DiscountedSum): readonly number[] =>
  sizes.map((size, index) => Math.log(Math.abs(size)) + (lifts?.[index] ?? 0))

/** The ticks from the first flow to the last. */
export const spanOf = ({ ticks }: DiscountedSum): number => ticks[ticks.length - 1] ?? 0

function netted(ticks: readonly number[], amounts: readonly bigint[]): [number[], bigint[]] {
  const totals = new Map<number, bigint>()
  amounts.forEach((amount, index) => totals.set(ticks[index] ?? 0, (totals.get(ticks[index] ?? 0) ?? 0n) + amount))
  const left = [...totals].filter(([, total]) => total !== 0n).toSorted(([a], [b]) => a - b)
  return [left.map(([tick]) => tick), left.map(([, total]) => total)]
}

/** Huge amounts in a unit of their own; those that would be too small in it for their digits keep a lift, as a logarithm. */
function lifted(ticks: readonly number[], amounts: readonly bigint[]): DiscountedSum {
  const lengths = amounts.map((amount) => 4 * amount.toString(16).length)
  const unit = lengths.reduce((a, b) => Math.max(a, b), 0) - 400
  const shifts = lengths.map((length) => Math.min(unit, Math.max(0, length - 128)))
  const sizes = amounts.map((amount, index) => Number(amount >> BigInt(shifts[index] ?? 0)))
  const lifts = shifts.map((shift) => (shift - unit) * Math.LN2)
  return { ticks, amounts, sizes, lifts: lifts.some((lift) => lift !== 0) ? lifts : undefined }
}
