import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compare,
  fraction,
  greatest,
  least,
  minus,
  over,
  parseFraction,
  plus,
  times,
  toNumber,
} from '@cofund/shared/kernel/fraction'

const anyInteger = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
const anyFraction = fc.tuple(anyInteger, fc.bigInt({ min: 1n, max: 10n ** 30n })).map(([n, d]) => fraction(n, d))

describe('a fraction', () => {
  test('is kept in lowest terms with its sign above: 6/-4 → -3/2', () => {
    expect(fraction(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n })
    expect(fraction(0n, -7n)).toEqual({ numerator: 0n, denominator: 1n })
  })

  test('has no denominator of zero', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError)
    expect(() => over(fraction(1n), fraction(0n))).toThrow(RangeError)
  })

  test('adds and multiplies exactly: 1/3 + 1/6 = 1/2, 2/3 × 3/4 = 1/2', () => {
    expect(plus(fraction(1n, 3n), fraction(1n, 6n))).toEqual(fraction(1n, 2n))
    expect(times(fraction(2n, 3n), fraction(3n, 4n))).toEqual(fraction(1n, 2n))
  })

  test('what is added comes off again, what is multiplied divides away', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (a, b) => {
        expect(minus(plus(a, b), b)).toEqual(a)
        if (b.numerator !== 0n) expect(over(times(a, b), b)).toEqual(a)
      }),
    )
  })

  test('compares as its cross products do, and least and greatest pick by that', () => {
    expect(compare(fraction(1n, 3n), fraction(333_333n, 1_000_000n))).toBe(1)
    expect(least(fraction(1n, 2n), fraction(-1n, 3n), fraction(2n))).toEqual(fraction(-1n, 3n))
    expect(greatest(fraction(1n, 2n), fraction(-1n, 3n), fraction(2n))).toEqual(fraction(2n))
  })
})

describe('reading a fraction', () => {
  test.each([
    ['0.85', fraction(17n, 20n)],
    ['-12.5', fraction(-25n, 2n)],
    ['3/4', fraction(3n, 4n)],
    ['007', fraction(7n)],
  ])('%s', (text, value) => expect(parseFraction(text)).toEqual(value))

  test.each(['', '1e3', '１', '1,000', '.5', '5.', '1/0', '1/-2', '+1', ' 1', 'NaN', '0x1'])('“%s” is none', (text) =>
    expect(parseFraction(text)).toBeUndefined(),
  )
})

describe('the nearest double', () => {
  test('of a fraction made from a double is that double, from the least to the greatest there is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toNumber(exactly(value)) + 0).toBe(value + 0)
      }),
      { numRuns: 2_000 },
    )
  })

  test('of 1/10 is 0.1 however large both sides are', () => {
    expect(toNumber(fraction(1n, 10n))).toBe(0.1)
    expect(toNumber({ numerator: 10n ** 400n, denominator: 10n ** 401n })).toBe(0.1)
  })

  test('of a third, and of a third plus less than half a last place, are the same', () => {
    const third = { numerator: 10n ** 40n, denominator: 3n * 10n ** 40n }
    expect(toNumber(third)).toBe(1 / 3)
    expect(toNumber({ ...third, numerator: third.numerator + 1n })).toBe(1 / 3)
  })

  test('does not overflow where the quotient does not: 10^400 / 10^200 is 1e200', () => {
    expect(toNumber(fraction(10n ** 400n, 10n ** 200n))).toBe(1e200)
    expect(toNumber(fraction(-1n, 10n ** 300n))).toBe(-1e-300)
  })
})

/** A double, by its bits, as the fraction that it is. */
function exactly(value: number) {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, Math.abs(value))
  const raw = bits.getBigUint64(0)
  const [exponent, stored] = [Number(raw >> 52n), raw & (2n ** 52n - 1n)]
  const significand = exponent === 0 ? stored : stored + 2n ** 52n
  const power = Math.max(exponent, 1) - 1075
  const magnitude = power < 0 ? fraction(significand, 2n ** BigInt(-power)) : fraction(significand * 2n ** BigInt(power))
  return value < 0 ? fraction(-magnitude.numerator, magnitude.denominator) : magnitude
}
