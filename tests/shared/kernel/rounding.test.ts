import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fraction, fraction } from '@cofund/shared/kernel/fraction'
import { type Rounding, readRounding, roundDecimal, roundFraction, roundedText, roundings } from '@cofund/shared/kernel/rounding'

/** Floor by search rather than by division: the definition that the product's arithmetic is held against. */
function floorOf({ numerator, denominator }: Fraction): bigint {
  let whole = numerator / denominator
  while (whole * denominator > numerator) whole -= 1n
  while ((whole + 1n) * denominator <= numerator) whole += 1n
  return whole
}

/** Every mode chosen from floor, ceiling and the distances to them, without a sign trick. */
function roundBySelection(value: Fraction, rounding: Rounding): bigint {
  const low = floorOf(value)
  if (low * value.denominator === value.numerator) return low
  const high = low + 1n
  const [towardZero, away] = value.numerator < 0n ? [high, low] : [low, high]
  const [toLow, toHigh] = [value.numerator - low * value.denominator, high * value.denominator - value.numerator]
  const even = low % 2n === 0n ? low : high
  const half: Record<Rounding, bigint> = {
    down: towardZero,
    up: away,
    floor: low,
    ceiling: high,
    half_up: away,
    half_down: towardZero,
    half_even: even,
    half_odd: even === low ? high : low,
    half_floor: low,
    half_ceiling: high,
  }
  return rounding.startsWith('half_') && toLow !== toHigh ? (toLow < toHigh ? low : high) : half[rounding]
}

describe('rounding', () => {
  test('agrees in every mode with a definition by the two neighbours', () => {
    const ties = fc.bigInt({ min: -999n, max: 999n }).map((n) => fraction(n, 2n))
    const others = fc.tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
    fc.assert(
      fc.property(
        fc.oneof(
          ties,
          others.map(([n, d]) => fraction(n, d)),
        ),
        fc.constantFrom(...roundings),
        (value, rounding) => {
          expect(roundFraction(value, rounding)).toBe(roundBySelection(value, rounding))
        },
      ),
      { numRuns: 3_000 },
    )
  })

  test('mirrors in sign, unless the mode looks towards an infinity', () => {
    const symmetric = roundings.filter((rounding) => !/floor|ceiling/.test(rounding))
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 1_000n }), fc.constantFrom(...symmetric), (n, d, rounding) => {
        expect(roundFraction(fraction(-n, d), rounding)).toBe(-roundFraction(fraction(n, d), rounding))
      }),
    )
  })

  test('to places writes all of them, and never a negative zero', () => {
    expect(roundedText(fraction(1n, 8n), 2, 'half_up')).toBe('0.13')
    expect(roundedText(fraction(-5n, 2n), 2, 'half_up')).toBe('-2.50')
    expect(roundedText(fraction(-1n, 1_000n), 2, 'half_up')).toBe('0.00')
    expect(roundedText(fraction(-5n, 2n), 0, 'half_even')).toBe('-2')
  })

  test('of a decimal text beyond 2^53 keeps every digit', () => {
    expect(roundDecimal('9007199254740993.5', 'half_up')).toBe('9007199254740994')
    expect(roundDecimal('one', 'half_up')).toBeUndefined()
  })

  test('knows the modes by the names that others give them', () => {
    expect(readRounding('HALF_POSITIVE_INFINITY')).toBe('half_ceiling')
    expect(readRounding('HALF_NEGATIVE_INFINITY')).toBe('half_floor')
    expect(readRounding('CEILING')).toBe('ceiling')
    expect(readRounding('BANKERS')).toBeUndefined()
  })
})
