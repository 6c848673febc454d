import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { periodicRate } from '@cofund/shared/returns/internal-rate'
import { modifiedRate } from '@cofund/shared/returns/modified-rate'
import { periodicFutureValue, periodicPresentValue, presentValue, profitabilityIndex } from '@cofund/shared/returns/net-present-value'

describe('a present value', () => {
  test('110 in a year is 100 today at 10 %', () => expect(presentValue([1], [110], 0.1)).toBeCloseTo(100, 12))
  test('at 0 % it is the sum, whatever the dates', () => expect(presentValue([0, 3.7, 9], [-100, 40, 75], 0)).toBe(15))
  test('the first amount counts whole from period 0, and is discounted once from period 1', () => {
    expect(periodicPresentValue([100], 0.25)).toBe(100)
    expect(periodicPresentValue([100], 0.25, 1)).toBeCloseTo(80, 12)
  })
  test('keeps the cent that large amounts leave', () => expect(presentValue([0, 0, 0], [1e16, 0.01, -1e16], 0.1)).toBe(0.01))
  test('grown to the end it is the future value', () => {
    expect(periodicFutureValue([100, 200], 0.1, 3)).toBeCloseTo(100 * 1.21 + 200 * 1.1, 10)
  })
  test('nothing invested has no profitability index', () => expect(profitabilityIndex([0, 100], 0.1)).toBeNull())
  test('vanishes at the internal rate', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), amounts, (paid, received) => {
        const all = [-paid, ...received]
        const { rate } = periodicRate(all.map(BigInt))
        if (rate === null) throw new Error('paid in and received: there is a rate')
        const size = periodicPresentValue(all.map(Math.abs), rate)
        // A rate of −99.99999 % has nine digits left for what is over −100 %.
        expect(periodicPresentValue(all, rate) / size).toBeCloseTo(0, 7)
      }),
    )
  })
})

describe('a modified rate', () => {
  test('−100, +60, +60 at 5 % and 8 %: (60 · 1.08 + 60) / 100 over two periods', () => {
    expect(modifiedRate([-100n, 60n, 60n], 0.05, 0.08).rate).toBeCloseTo(Math.sqrt(1.248) - 1, 14)
  })
  test('reinvesting at the internal rate gives the internal rate', () => {
    const amounts = [-1000n, 300n, 420n, 680n]
    const { rate } = periodicRate(amounts)
    expect(modifiedRate(amounts, rate ?? NaN, rate ?? NaN).rate).toBeCloseTo(rate ?? NaN, 13)
  })
  test('ten thousand periods at 10 % do not overflow', () => {
    const amounts = [-1n, ...Array.from({ length: 9_999 }, () => 1n)]
    expect(modifiedRate(amounts, 0.1, 0.1).rate).toBeCloseTo(0.1, 3)
  })
  test('says why there is none', () => {
    expect(modifiedRate([-1n, -2n], 0.1, 0.1)).toEqual({ status: 'no_sign_change', rate: null })
    expect(modifiedRate([-1n, 0n], 0.1, 0.1)).toEqual({ status: 'total_loss', rate: null })
    expect(modifiedRate([-1n], 0.1, 0.1)).toEqual({ status: 'too_few_flows', rate: null })
  })
})
