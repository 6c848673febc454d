import { type Fraction, fraction, parseFraction, times } from './fraction.ts'

/**
 * Every division names its rounding. 四舍五入 is half_up: the half goes away from zero. `floor`, `ceiling` and the two
 * halves named for them look towards −∞ and +∞; all others are symmetric in sign, so that a reversal mirrors its entry.
 */
export const roundings = [
  'down',
  'up',
  'floor',
  'ceiling',
  'half_up',
  'half_down',
  'half_even',
  'half_odd',
  'half_floor',
  'half_ceiling',
] as const
export type Rounding = (typeof roundings)[number]

/** `value` rounded to a whole number: down = toward zero, up = away from zero, floor and ceiling = toward −∞ and +∞. */
export function roundFraction({ numerator, denominator }: Fraction, rounding: Rounding): bigint {
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  if (remainder === 0n) return quotient
  const sign = numerator < 0n ? -1n : 1n
  const twice = 2n * (remainder < 0n ? -remainder : remainder)
  const half = twice === denominator
  const away = quotient + sign
  switch (rounding) {
    case 'down':
      return quotient
    case 'up':
      return away
    case 'floor':
      return sign < 0n ? away : quotient
    case 'ceiling':
      return sign > 0n ? away : quotient
    default:
  }
  if (!half) return twice > denominator ? away : quotient
  switch (rounding) {
    case 'half_up':
      return away
    case 'half_down':
      return quotient
    case 'half_even':
      return quotient % 2n === 0n ? quotient : away
    case 'half_odd':
      return quotient % 2n === 0n ? away : quotient
    case 'half_floor':
      return sign < 0n ? away : quotient
    case 'half_ceiling':
      return sign > 0n ? away : quotient
  }
}

/** Rounds to `places` decimal places and writes all of them: "0.10", "-2.50", never "-0.00". */
export function roundedText(value: Fraction, places: number, rounding: Rounding): string {
  const units = roundFraction(times(value, fraction(10n ** BigInt(places))), rounding)
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`
}

/** A decimal text rounded to a whole number, as text: ("-2.5", "half_even") → "-2". Undefined when it is no decimal. */
export function roundDecimal(text: string, rounding: Rounding): string | undefined {
  const value = parseFraction(text)
  return value && roundFraction(value, rounding).toString()
}

/** Our name for a rounding mode under the names that other systems give it: HALF_EVEN, HALF_POSITIVE_INFINITY, down. */
export function readRounding(name: string): Rounding | undefined {
  const ours = name.toLowerCase().replace('positive_infinity', 'ceiling').replace('negative_infinity', 'floor')
  return roundings.find((rounding) => rounding === ours)
}
