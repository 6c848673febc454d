import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fraction, fraction, toNumber, zero } from '@cofund/shared/kernel/fraction'
import { periodicRate } from '@cofund/shared/returns/internal-rate'
import { grossTotals, multiplesOf } from '@cofund/shared/returns/multiples'
import { type Benchmarked, directAlpha, ksPme, lnPme, modifiedPme, pmePlus } from '@cofund/shared/returns/public-market-equivalent'

const whole = (value: number): Fraction => fraction(BigInt(value))

/** Amounts at periods 0, 1 …: negative paid in, positive given back. */
const fund = (amounts: readonly number[], index: readonly number[]): Benchmarked => ({
  points: amounts.map((amount, tick) => ({
    tick,
    contribution: whole(Math.max(-amount, 0)),
    distribution: whole(Math.max(amount, 0)),
    index: whole(index[tick] ?? 1),
  })),
  ticksPerUnit: 1,
})

describe('multiples', () => {
  const told = (amounts: readonly bigint[], nav?: bigint) => {
    const { dpi, rvpi, tvpi } = multiplesOf({ ...grossTotals(amounts), nav })
    return [dpi, rvpi, tvpi].map((value) => value && toNumber(value))
  }
  test('−100, +40, value 90: 0.4 back, 0.9 left, 1.3 in all', () => expect(told([-100n, 40n], 90n)).toEqual([0.4, 0.9, 1.3]))
  test('a call of 100 and a distribution of 50 on one day stay apart: 0.5, not 50 paid in and none back', () => {
    expect(told([-100n, 50n], 0n)).toEqual([0.5, 0, 0.5])
  })
  test('nothing paid in: no multiple', () => expect(told([40n], 90n)).toEqual([null, null, null]))
  test('a value that is not known is not 0', () => expect(told([-100n, 40n])).toEqual([0.4, null, null]))
  test('60 of 80 committed is paid in', () => {
    expect(multiplesOf({ paidIn: 60n, distributed: 0n, nav: 60n, committed: 80n }).pic).toEqual(fraction(3n, 4n))
  })
})

describe('public market equivalents', () => {
  // The worked example of Wikipedia's article on them, with its index of 100 in the fourth period.
  const wikipedia = fund([-100, -50, 60, 100, 0], [100, 105, 115, 100, 120])

  test('modified PME of the worked example is 2.02 %', () => {
    const { rate } = modifiedPme(wikipedia, [100, 165, 125, 15, 20].map(whole))
    expect(rate).toMatchObject({ status: 'ok', rate: expect.closeTo(0.0202, 4) })
  })
  test('a flow of the last day is kept by modified PME, and replaced by LN-PME and PME+', () => {
    const late = fund([-100, 0, 30], [100, 110, 120])
    expect(modifiedPme(late, [100, 100, 90].map(whole)).rate.rate).toBeCloseTo(Math.sqrt(1.2) - 1, 12)
    expect(lnPme(late).nav).toEqual(whole(90))
    expect(lnPme(late).rate.rate).toBeCloseTo(Math.sqrt(0.9) - 1, 12)
    expect(pmePlus(late, whole(90)).rate.rate).toBeCloseTo(Math.sqrt(0.9) - 1, 12)
  })
  test('no distributions leave nothing to scale', () => {
    expect(pmePlus(fund([-100, 0], [100, 110]), whole(120))).toMatchObject({ lambda: null, rate: { status: 'ok' } })
  })
  test('nothing paid in has no KS-PME', () => expect(ksPme(fund([0, 10], [1, 1]), zero)).toBeNull())
  test('Direct Alpha is told in both forms: continuous is ln(1 + discrete)', () => {
    const alpha = directAlpha(fund([-25, 15, 0], [100, 115, 130]), whole(20))
    if (alpha.rate === null) throw new Error('there is a rate')
    expect(alpha.rate).toBeCloseTo(0.08757, 5)
    expect(alpha.continuous).toBeCloseTo(Math.log1p(alpha.rate), 14)
  })
  test('thousands of index levels without a common denominator are no trouble', () => {
    const levels = Array.from({ length: 3000 }, (_, index) => 100_003 + ((index * 7919) % 50_021))
    const long = fund(levels.map((_, index) => (index % 3 === 0 ? -7 : 5)), levels)
    const ratio = ksPme(long, whole(1000))
    expect(ratio && toNumber(ratio)).toBeGreaterThan(1)
    expect(modifiedPme(long, levels.map(() => whole(50))).rate.rate).not.toBeNull()
  })

  const anyFund = fc.tuple(
    fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 }).map((amounts) => [-500, ...amounts]),
    fc.integer({ min: 0, max: 5000 }),
    fc.integer({ min: 1, max: 1000 }),
  )
  test('in an index that never moves, KS-PME is TVPI and Direct Alpha the internal rate', () => {
    fc.assert(
      fc.property(anyFund, ([amounts, nav, level]) => {
        const flat = fund(amounts, amounts.map(() => level))
        const bigints = amounts.map(BigInt)
        expect(ksPme(flat, whole(nav))).toEqual(multiplesOf({ ...grossTotals(bigints), nav: BigInt(nav) }).tvpi)
        const last = bigints.length - 1
        const withNav = bigints.map((amount, at) => (at === last ? amount + BigInt(nav) : amount))
        expect(directAlpha(flat, whole(nav)).rate).toEqual(periodicRate(withNav).rate)
      }),
    )
  })
  test('a fund that is worth what the index would be: KS-PME 1, Direct Alpha 0', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 50, max: 200 }), { minLength: 3, maxLength: 12 }), fc.integer({ min: 0, max: 20 }), (levels, given) => {
        const amounts = levels.map((_, at) => (at === 0 ? -100 : at === 1 ? given : 0))
        const tracking = fund(amounts, levels)
        const { nav } = lnPme(tracking)
        expect(ksPme(tracking, nav)).toEqual(fraction(1n))
        expect(directAlpha(tracking, nav).rate).toBeCloseTo(0, 12)
      }),
    )
  })
})
