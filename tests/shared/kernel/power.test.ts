import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, fraction, minus, parseFraction, toNumber } from '@cofund/shared/kernel/fraction'
import { power } from '@cofund/shared/kernel/power'
import { roundedText } from '@cofund/shared/kernel/rounding'

const read = (text: string) => parseFraction(text) ?? fraction(0n)

describe('a power', () => {
  test('of a whole exponent is exact: 1.08 ^ 3 = 1.259712', () => {
    expect(power(read('1.08'), read('3'))).toEqual(read('1.259712'))
    expect(power(read('1.08'), read('-1'))).toEqual(fraction(25n, 27n))
    expect(power(read('1.08'), read('0'))).toEqual(fraction(1n))
  })

  test('of part of a year is right to 36 places: 2 ^ 1/2 and 1.08 ^ 1/365 as other tools print them', () => {
    expect(roundedText(power(read('2'), read('1/2')), 36, 'half_even')).toBe('1.414213562373095048801688724209698079')
    expect(power(read('4'), read('1/2'))).toEqual(fraction(2n))
    expect(power(read('0.25'), read('3/2'))).toEqual(fraction(1n, 8n))
  })

  test('of nothing, or of less, is a mistake', () => {
    expect(() => power(read('0'), read('1/2'))).toThrow(RangeError)
  })

  const growth = fc.integer({ min: 1, max: 10_000 }).map((bps) => fraction(10_000n + BigInt(bps), 10_000n))
  const years = fc.integer({ min: 0, max: 20_000 }).map((days) => fraction(BigInt(days), 365n))

  test('is as a double has it, to a double’s precision', () => {
    fc.assert(
      fc.property(growth, years, (base, exponent) => {
        const double = toNumber(base) ** toNumber(exponent)
        expect(Math.abs(toNumber(power(base, exponent)) / double - 1)).toBeLessThan(1e-12)
      }),
    )
  })

  test('grows with the exponent', () => {
    fc.assert(
      fc.property(growth, years, (base, exponent) => {
        const day = fraction(exponent.numerator * 365n + exponent.denominator, exponent.denominator * 365n)
        expect(compare(minus(power(base, day), power(base, exponent)), fraction(0n))).toBeGreaterThan(0)
      }),
    )
  })
})
