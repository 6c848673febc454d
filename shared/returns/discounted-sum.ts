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
  readonly ticks: Float64Array
  /** What flows at each tick: exact, none of them 0. */
  readonly amounts: readonly bigint[]
  /** The amounts as doubles, at least 1 in size; where they are beyond 2⁵⁰⁰, the amounts over e^lift. */
  readonly sizes: Float64Array
  readonly lifts: Float64Array | undefined
}

/** Beyond this a product of an amount and a discount factor could leave the range of a double. */
const largestPlainSize = 2 ** 500

/** Orders the flows by time, adds up those of one tick exactly, and drops what comes to nothing. */
export function discountedSum(ticks: Float64Array, amounts: readonly bigint[]): DiscountedSum {
  if (!ascends(ticks)) return discountedSum(...inOrder(ticks, amounts))
  const start = ticks[0] ?? 0
  const sizes = new Float64Array(amounts.length)
  let largest = 0
  for (let index = 0; index < sizes.length; index += 1) {
    const size = Number(amounts[index])
    // A flow of nothing, or a second one on the same tick: the plain copy will not do.
    if (size === 0 || (index > 0 && ticks[index] === ticks[index - 1])) return discountedSum(...netted(ticks, amounts))
    largest = Math.max(largest, Math.abs(size))
    sizes[index] = size
  }
  const since = start === 0 ? ticks : ticks.map((tick) => tick - start)
  return largest > largestPlainSize ? lifted(since, amounts) : { ticks: since, amounts, sizes, lifts: undefined }
}

/** How often the sign changes from flow to flow: a sum has at most that many roots, and an even number fewer (Descartes, Laguerre). */
export function signChanges(values: Float64Array): number {
  let changes = 0
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > 0 !== (values[index - 1] ?? 0) > 0) changes += 1
  }
  return changes
}

/** ln|amount|, to about one part in 10¹⁵. */
export const logSizes = ({ sizes, lifts }: DiscountedSum): Float64Array =>
  sizes.map((size, index) => Math.log(Math.abs(size)) + (lifts?.[index] ?? 0))

/** The ticks from the first flow to the last. */
export const spanOf = ({ ticks }: DiscountedSum): number => ticks[ticks.length - 1] ?? 0

function ascends(ticks: Float64Array): boolean {
  for (let index = 1; index < ticks.length; index += 1) if ((ticks[index] ?? 0) < (ticks[index - 1] ?? 0)) return false
  return true
}

function inOrder(ticks: Float64Array, amounts: readonly bigint[]): [Float64Array, bigint[]] {
  const order = Array.from(ticks.keys()).sort((a, b) => (ticks[a] ?? 0) - (ticks[b] ?? 0))
  return [Float64Array.from(order, (index) => ticks[index] ?? 0), order.map((index) => amounts[index] ?? 0n)]
}

function netted(ticks: Float64Array, amounts: readonly bigint[]): [Float64Array, bigint[]] {
  const totals = new Map<number, bigint>()
  amounts.forEach((amount, index) => totals.set(ticks[index] ?? 0, (totals.get(ticks[index] ?? 0) ?? 0n) + amount))
  const left = [...totals].filter(([, total]) => total !== 0n)
  return [Float64Array.from(left, ([tick]) => tick), left.map(([, total]) => total)]
}

function lifted(ticks: Float64Array, amounts: readonly bigint[]): DiscountedSum {
  const bits = amounts.map((amount) => Math.max(0, 4 * amount.toString(16).length - 128))
  return {
    ticks,
    amounts,
    sizes: Float64Array.from(amounts, (amount, index) => Number(amount >> BigInt(bits[index] ?? 0))),
    lifts: Float64Array.from(bits, (count) => count * Math.LN2),
  }
}
