import { refuse } from '../refuse.ts'
import type { DiscountedSum } from './discounted-sum.ts'
import type { Cell } from './root-isolation.ts'

/**
 * Every root of a discounted sum between two points, for the rare cell where doubles cannot tell its sign: roots that touch
 * (−100, +220, −121 earns 10 % and no other rate), or lie closer than 10⁻⁸. Each derivative's roots part the cell into
 * stretches on which the next lower one only rises or only falls, down to the sum itself (Rolle). Signs are those of 512
 * bits: what is below 2⁻³⁰⁰ of its terms is 0, a root that touches.
 */
export function settledRoots(sum: DiscountedSum, left: number, right: number, { order, tilt }: Cell): readonly number[] {
  const { ticks, amounts } = sum
  // A derivative known to have no root here ends the chain; else each step drops a term, until one is left.
  const tilts = order === undefined ? ticks.slice(0, -1) : Array.from({ length: order }, () => tilt)
  if (tilts.length > longestChain) return refuse('returns.too_flat', {})
  const chain = [amounts]
  for (const [step, centre] of tilts.entries()) {
    chain.push((chain[step] ?? []).map((coefficient, index) => coefficient * BigInt((ticks[index] ?? 0) - centre)))
  }
  const derivatives = chain.map((coefficients) => coefficients.map((coefficient) => long(coefficient)))

  // In y = e^(−z), the discount factor of one tick, the terms are whole powers, and left and right change places.
  const ends = [exponential(-right), exponential(-left)] as const
  let roots: readonly Long[] = []
  for (let step = tilts.length - 1; step >= 0; step -= 1) {
    const [value = [], slope = []] = derivatives.slice(step, step + 2)
    roots = rootsBetween([ends[0], ...roots, ends[1]], (y) => weighed(ticks, [value, slope], y))
  }
  return roots.map((y) => -logarithm(y)).toReversed()
}

/** A root that doubles know to a few digits only, because the sum hardly slopes there, to all of theirs. */
export function refinedRoot({ ticks, amounts }: DiscountedSum, z: number): number {
  const value = amounts.map((amount) => long(amount))
  const slope = amounts.map((amount, index) => long(amount * BigInt(ticks[index] ?? 0)))
  let y = exponential(-z)
  for (let round = 0; round < 12; round += 1) {
    const at = weighed(ticks, [value, slope], y)
    if (at.slope === 0n) return z
    const step = (-at.value << BigInt(bits)) / at.slope
    y = times(y, { mantissa: wholeStep + step, exponent: -bits })
    // Newton doubles the digits that are right: half of the bits now are all of them next.
    if (magnitudeOf(step) < 1n << BigInt(bits / 2)) return -logarithm(y)
  }
  return z
}

/** With more flows than this, and a root of multiplicity twelve or so, the search would last minutes. */
const longestChain = 100

/** A sum and its slope at a point, each over a common power of two, with the size of the sum's terms. */
type Evaluate = (y: Long) => { readonly value: bigint; readonly slope: bigint; readonly size: bigint }

const signOf = ({ value, size }: ReturnType<Evaluate>): number =>
  (value < 0n ? -value : value) << 300n <= size ? 0 : value > 0n ? 1 : -1

/** The roots of a function that turns nowhere but at `points`, which touch 0 or not. */
function rootsBetween(points: readonly Long[], evaluate: Evaluate): readonly Long[] {
  const signs = points.map((point) => signOf(evaluate(point)))
  return points.flatMap((point, index) => {
    const previous = points[index - 1]
    const crosses = previous !== undefined && (signs[index - 1] ?? 0) * (signs[index] ?? 0) < 0
    return [...(crosses ? [crossing(previous, point, signs[index] ?? 0, evaluate)] : []), ...(signs[index] === 0 ? [point] : [])]
  })
}

/** Newton's steps in ln y, halving wherever one would leave what is left. */
function crossing(from: Long, to: Long, signTo: number, evaluate: Evaluate): Long {
  let [low, high, y] = [from, to, between(from, to)]
  for (let round = 0; round < 2 * bits; round += 1) {
    const at = evaluate(y)
    const sign = signOf(at)
    if (sign === 0) return y
    if (sign === signTo) high = y
    else low = y
    const step = at.slope === 0n ? wholeStep : (-at.value << BigInt(bits)) / at.slope
    const newton = magnitudeOf(step) < wholeStep / 2n ? times(y, { mantissa: wholeStep + step, exponent: -bits }) : low
    y = isLess(low, newton) && isLess(newton, high) ? newton : between(low, high)
    if (magnitudeOf(step) < 1n << 100n) return y
  }
  return y
}

/** Σ coefficient · y^tick for several sets of coefficients, over one power of two. */
function weighed(ticks: readonly number[], sets: readonly (readonly Long[])[], y: Long): ReturnType<Evaluate> {
  const squares = [y]
  let power: Long = one
  const powers = ticks.map((tick, index) => {
    let gap = tick - (ticks[index - 1] ?? 0)
    for (let bit = 0; gap > 0; bit += 1, gap = Math.floor(gap / 2)) {
      const square = (squares[bit] ??= times(squares[bit - 1] ?? one, squares[bit - 1] ?? one))
      if (gap % 2 === 1) power = times(power, square)
    }
    return power
  })
  const [values = [], slopes = []] = sets.map((set) => set.map((coefficient, index) => times(coefficient, powers[index] ?? one)))
  const scale = [...values, ...slopes].reduce((top, { exponent }) => Math.max(top, exponent), -Infinity)
  const total = (terms: readonly Long[], read: (part: bigint) => bigint): bigint =>
    terms.reduce((sum, { mantissa, exponent }) => sum + (read(mantissa) >> BigInt(Math.min(scale - exponent, 8 * bits))), 0n)
  const asIs = (part: bigint): bigint => part
  return { value: total(values, asIs), slope: total(slopes, asIs), size: total(values, magnitudeOf) }
}

/** mantissa · 2^exponent, the mantissa 0 or of exactly `bits` bits. */
interface Long {
  readonly mantissa: bigint
  readonly exponent: number
}

const bits = 512
const wholeStep = 1n << BigInt(bits)
const magnitudeOf = (value: bigint): bigint => (value < 0n ? -value : value)

function long(value: bigint, exponent = 0): Long {
  if (value === 0n) return { mantissa: 0n, exponent: -Infinity }
  const excess = magnitudeOf(value).toString(2).length - bits
  return { mantissa: excess > 0 ? value >> BigInt(excess) : value << BigInt(-excess), exponent: exponent + excess }
}

const one = long(1n)

function times(a: Long, b: Long): Long {
  const product = a.mantissa * b.mantissa
  if (product === 0n) return long(0n)
  const excess = magnitudeOf(product) < wholeStep << BigInt(bits - 1) ? bits - 1 : bits
  return { mantissa: product >> BigInt(excess), exponent: a.exponent + b.exponent + excess }
}

function isLess(a: Long, b: Long): boolean {
  return a.exponent === b.exponent ? a.mantissa < b.mantissa : a.exponent < b.exponent
}

/** The middle of two positive numbers. */
function between(a: Long, b: Long): Long {
  const scale = Math.min(a.exponent, b.exponent)
  return long((a.mantissa << BigInt(a.exponent - scale)) + (b.mantissa << BigInt(b.exponent - scale)), scale - 1)
}

/** e^z of a double, to the last bits: the series for z/2³², squared 32 times. */
function exponential(z: number): Long {
  const guard = BigInt(bits + 64)
  // Every double is a whole number over a power of two.
  let [whole, places] = [z, 0n]
  while (!Number.isInteger(whole)) [whole, places] = [whole * 2, places + 1n]
  const x = ((BigInt(whole) << guard) >> places) >> 32n
  let [term, sum] = [1n << guard, 1n << guard]
  for (let n = 1n; term !== 0n; n += 1n) {
    term = (term * x) / n / (1n << guard)
    sum += term
  }
  let power = long(sum, -Number(guard))
  for (let square = 0; square < 32; square += 1) power = times(power, power)
  return power
}

/** Taken about the nearest power of two, so that the logarithm of a number close to 1 keeps all its digits. */
function logarithm({ mantissa, exponent }: Long): number {
  const above = mantissa > (wholeStep * 3n) / 4n
  const nearest = above ? wholeStep : wholeStep / 2n
  return Math.log1p(Number(mantissa - nearest) / Number(nearest)) + (exponent + bits - (above ? 0 : 1)) * Math.LN2
}
