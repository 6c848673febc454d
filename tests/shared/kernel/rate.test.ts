import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fraction } from '@cofund/shared/kernel/fraction'
import {
  bps,
  formatMultiple,
  formatPercent,
  formatPoints,
  percent,
  ppm,
  readPercent,
  toBps,
  toPpm,
} from '@cofund/shared/kernel/rate'

describe('a rate', () => {
  test('is a whole number of its unit: 8,000 bps = 800,000 ppm = 80 % = 4/5', () => {
    expect([bps(8_000), ppm(800_000), percent(80)]).toEqual([fraction(4n, 5n), fraction(4n, 5n), fraction(4n, 5n)])
  })

  test('reads back from its fraction, and not from one that falls between', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (rate) => {
        expect(toBps(bps(rate))).toBe(rate)
        expect(toPpm(ppm(rate))).toBe(rate)
      }),
    )
    expect(toBps(fraction(1n, 3n))).toBeUndefined()
    expect(toBps(ppm(1))).toBeUndefined()
  })
})

describe('percent text', () => {
  test.each([
    [fraction(1832n, 10_000n), '18.32%'],
    [fraction(1n, 3n), '33.33%'],
    [fraction(-1n, 800n), '-0.13%'],
    [fraction(12n), '1200.00%'],
    [fraction(-1n, 100_000n), '0.00%'],
  ])('of %o is %s', (ratio, text) => expect(formatPercent(ratio)).toBe(text))

  test('is read exactly, with or without the sign, full-width too', () => {
    expect(readPercent('12.5%')).toEqual(fraction(1n, 8n))
    expect(readPercent(' １２．５％')).toEqual(fraction(1n, 8n))
    expect(readPercent('12.5')).toEqual(fraction(1n, 8n))
    for (const text of ['', '%', '1/2', '12,5', '1e2', '5%%']) expect(readPercent(text)).toBeUndefined()
  })

  test('reads back what was written of a rate in basis points', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (rate) => {
        expect(readPercent(formatPercent(bps(rate)))).toEqual(bps(rate))
      }),
    )
  })

  test('of a change is in percentage points, signed: +0.35, -1.20, 0.00', () => {
    expect([bps(35), bps(-120), fraction(0n), ppm(1)].map((change) => formatPoints(change))).toEqual([
      '+0.35',
      '-1.20',
      '0.00',
      '0.00',
    ])
  })
})

test('a multiple has two places and an x: 1.85x', () => expect(formatMultiple(fraction(1_845n, 1_000n))).toBe('1.85x'))
