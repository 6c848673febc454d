import { type Fraction, fraction, over, times } from './fraction.ts'
import { roundFraction } from './rounding.ts'

/** Decimal places kept of a power whose exponent is no whole number. A yuan a hundred years on does not feel the last ten. */
const powerPlaces = 36

/**
 * `base` raised to `exponent`: what compound growth over part of a year needs, as (1 + rate) to the years. A whole exponent is
 * exact. Otherwise base^whole × base^part, the second rounded half even to 36 places. Both go through integers only, so that the
 * same digits come out on every machine and a stored derivation replays; a double's `**` promises neither.
 */
export function power(base: Fraction, exponent: Fraction): Fraction {
  if (base.numerator <= 0n) throw new RangeError('only a positive base has a power for every exponent')
  const whole = roundFraction(exponent, 'floor')
  const part = fraction(exponent.numerator - whole * exponent.denominator, exponent.denominator)
  const exact = whole < 0n ? over(fraction(1n), wholePower(base, -whole)) : wholePower(base, whole)
  return part.numerator === 0n ? exact : times(exact, partPower(base, part))
}

const wholePower = ({ numerator, denominator }: Fraction, exponent: bigint): Fraction =>
  fraction(numerator ** exponent, denominator ** exponent)

// Numbers in fixed point: units of 1/unit, with guard digits enough that the 36 kept are right.
const unit = 10n ** 60n

function partPower(base: Fraction, exponent: Fraction): Fraction {
  const logarithm = (naturalLogarithm(base) * exponent.numerator) / exponent.denominator
  const kept = 10n ** BigInt(powerPlaces)
  return fraction(roundFraction(fraction(exponential(logarithm) * kept, unit), 'half_even'), kept)
}

/** ln(value): halved or doubled until it lies in [1, 2), then 2·artanh((m − 1)/(m + 1)). */
function naturalLogarithm(value: Fraction): bigint {
  let [halvings, mantissa] = [0n, value]
  while (mantissa.numerator >= 2n * mantissa.denominator) [halvings, mantissa] = [halvings + 1n, over(mantissa, fraction(2n))]
  while (mantissa.numerator < mantissa.denominator) [halvings, mantissa] = [halvings - 1n, times(mantissa, fraction(2n))]
  const { numerator, denominator } = mantissa
  return halvings * logarithmOfTwo + 2n * artanh(((numerator - denominator) * unit) / (numerator + denominator))
}

/** x + x³/3 + x⁵/5 + …, for 0 ≤ x ≤ 1/3. */
function artanh(x: bigint): bigint {
  const square = (x * x) / unit
  let [sum, term] = [0n, x]
  for (let odd = 1n; term !== 0n; odd += 2n) {
    sum += term / odd
    term = (term * square) / unit
  }
  return sum
}

const logarithmOfTwo = 2n * artanh(unit / 3n)

/** e^x: the twos are taken out first, so that the series converges fast. */
function exponential(x: bigint): bigint {
  const twos = roundFraction(fraction(x, logarithmOfTwo), 'floor')
  const rest = x - twos * logarithmOfTwo
  let [sum, term] = [0n, unit]
  for (let count = 1n; term !== 0n; count += 1n) {
    sum += term
    term = (term * rest) / (unit * count)
  }
  return twos < 0n ? sum >> -twos : sum << twos
}
