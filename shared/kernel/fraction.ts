/**
 * An exact ratio of bigints, always in lowest terms with a positive denominator. Computed ratios stay fractions
 * until they become money, so that the only rounding is the one that is named.
 */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

export function fraction(numerator: bigint, denominator: bigint = 1n): Fraction {
  if (denominator === 0n) throw new RangeError('a fraction needs a denominator')
  const sign = denominator < 0n ? -1n : 1n
  const divisor = greatestCommonDivisor(numerator, denominator)
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor }
}

export const zero: Fraction = { numerator: 0n, denominator: 1n }
export const one: Fraction = { numerator: 1n, denominator: 1n }

export const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
export const minus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator)
export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.numerator * b.numerator, a.denominator * b.denominator)
export const over = (a: Fraction, b: Fraction): Fraction => fraction(a.numerator * b.denominator, a.denominator * b.numerator)

/** Negative when a < b, zero when equal, positive when a > b. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const sumOf = (fractions: readonly Fraction[]): Fraction => fractions.reduce(plus, zero)

export const least = (first: Fraction, ...rest: readonly Fraction[]): Fraction =>
  rest.reduce((low, next) => (compare(next, low) < 0 ? next : low), first)
export const greatest = (first: Fraction, ...rest: readonly Fraction[]): Fraction =>
  rest.reduce((high, next) => (compare(next, high) > 0 ? next : high), first)

/** "0.85", "-12.5", "3/4" as an exact ratio; undefined for anything else, "1e3", "１" and "1,000" included. */
export function parseFraction(text: string): Fraction | undefined {
  const ratio = /^(-?\d+)\/(\d+)$/.exec(text)
  if (ratio?.[1] && ratio[2]) return BigInt(ratio[2]) === 0n ? undefined : fraction(BigInt(ratio[1]), BigInt(ratio[2]))
  const decimal = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!decimal?.[2]) return undefined
  const places = decimal[3] ?? ''
  const digits = BigInt(decimal[2] + places)
  return fraction(decimal[1] === '-' ? -digits : digits, 10n ** BigInt(places.length))
}

/** A fraction in lowest terms as text, "3/4" or "-2": how derivations keep it. `parseFraction` reads it back. */
export type FractionText = string

export const fractionText = ({ numerator, denominator }: Fraction): FractionText =>
  denominator === 1n ? numerator.toString() : `${numerator}/${denominator}`

/** The nearest double, ties to even: for charts, and for engines that find roots. Never for money. */
export function toNumber({ numerator, denominator }: Fraction): number {
  const magnitude = numerator < 0n ? -numerator : numerator
  const sign = numerator < 0n ? -1 : 1
  if (magnitude <= exactBelow && denominator <= exactBelow) return (sign * Number(magnitude)) / Number(denominator)
  // A quotient of 66 bits or more, odd when anything was cut off, rounds as the endless quotient would.
  const shift = bitLength(denominator) - bitLength(magnitude) + 66
  const [above, below] = shift > 0 ? [magnitude << BigInt(shift), denominator] : [magnitude, denominator << BigInt(-shift)]
  const quotient = above / below
  const scaled = Number(above % below === 0n ? quotient : quotient | 1n)
  // In two steps, since 2 ** 1100 alone overflows where the result does not.
  const half = Math.trunc(shift / 2)
  return sign * scaled * 2 ** -half * 2 ** -(shift - half)
}

const exactBelow = BigInt(Number.MAX_SAFE_INTEGER)
const bitLength = (positive: bigint): number => positive.toString(2).length

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [high, low] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (low !== 0n) [high, low] = [low, high % low]
  return high === 0n ? 1n : high
}
