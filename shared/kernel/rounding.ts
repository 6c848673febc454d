import type { Fraction } from './fraction.ts'

/**
 * Every division names its rounding. Names follow IEEE 754 and the statutes' own words (四舍五入 is half_up away
 * from zero); all but `floor` and `ceiling` and the two `…_infinity` halves are symmetric in sign.
 */
export type Rounding = 'down' | 'up' | 'floor' | 'ceiling' | 'half_up' | 'half_down' | 'half_even' | 'half_odd' | 'half_floor' | 'half_ceiling'

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
