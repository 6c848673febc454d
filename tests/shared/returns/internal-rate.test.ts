import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DatedFlow, type RateAnswer, internalRate, periodicRate, rateOf } from '@cofund/shared/returns/internal-rate'
import { dayBasis } from '@cofund/shared/returns/day-basis'
import { fromDayNumber, plainDate } from '@cofund/shared/kernel/plain-date'
import { runs } from '../../kit/soak.ts'

const flows = (...entries: readonly (readonly [day: string, amount: bigint])[]): DatedFlow[] =>
  entries.map(([day, amount]) => ({ on: plainDate(day), amount }))
const ratesOf = (answer: RateAnswer): number[] => (answer.rate === null ? [] : answer.roots.map(({ rate }) => rate))

describe('an internal rate of return is one, several, or none and why', () => {
  const cases: readonly (readonly [string, DatedFlow[], string])[] = [
    ['nothing', [], 'too_few_flows'],
    ['one flow', flows(['2020-01-01', -100n]), 'too_few_flows'],
    ['all on one day', flows(['2020-01-01', -100n], ['2020-01-01', 120n]), 'zero_span'],
    ['money in, none back', flows(['2020-01-01', -100n], ['2021-01-01', -100n]), 'no_sign_change'],
    ['money back, none in', flows(['2020-01-01', 100n], ['2021-01-01', 0n]), 'no_sign_change'],
    ['each day comes to nothing', flows(['2020-01-01', -1n], ['2020-01-01', 1n], ['2021-01-01', 0n]), 'no_sign_change'],
    ['a final value of 0', flows(['2020-01-01', -100n], ['2021-01-01', 0n]), 'total_loss'],
    ['a final value of 0, written first', flows(['2021-01-01', 0n], ['2020-01-01', -100n], ['2020-06-01', -5n]), 'total_loss'],
    ['a 0 that is not the last flow', flows(['2020-01-01', -1n], ['2020-06-01', 0n], ['2021-01-01', -1n]), 'no_sign_change'],
    ['−100, +220, −122: below 0 at every rate', flows(['2021-01-01', -100n], ['2022-01-01', 220n], ['2023-01-01', -122n]), 'no_real_root'],
    ['a day whose flows hide the change', flows(['2020-01-01', -1n], ['2020-01-01', 3n], ['2021-01-01', 5n]), 'no_real_root'],
    ['−100, +110 a year on', flows(['2021-01-01', -100n], ['2022-01-01', 110n]), 'ok'],
    ['−100, +220, −120: 0 % and 20 %', flows(['2021-01-01', -100n], ['2022-01-01', 220n], ['2023-01-01', -120n]), 'multiple'],
  ]
  test.each(cases.map(([title, given, status]) => ({ title, given, status })))('$title: $status', ({ given, status }) => {
    const answer = internalRate(given)
    expect(answer.status).toBe(status)
    expect(answer.rate === null).toBe(status !== 'ok' && status !== 'multiple')
  })

  test('−100, +220, −121 touches 0 at 10 % and nowhere crosses it: one rate', () => {
    expect(periodicRate([-100n, 220n, -121n])).toMatchObject({ status: 'ok', rate: 0.1 })
  })
  test('so it does with years of 365 days for periods', () => {
    expect(internalRate(flows(['2021-01-01', -100n], ['2022-01-01', 220n], ['2023-01-01', -121n]))).toMatchObject({ status: 'ok' })
  })
  test('one fen in ten thousand yuan parts the rate that touches into two, and one the other way leaves none', () => {
    expect(periodicRate([-1_000_000n, 2_200_000n, -1_209_999n]).status).toBe('multiple')
    expect(periodicRate([-1_000_000n, 2_200_000n, -1_210_001n]).status).toBe('no_real_root')
  })
  test('of −10 %, 15 % and 40 % the one nearest 10 % is chosen, and all are told', () => {
    const answer = periodicRate(withRates([90, 115, 140]))
    expect(answer).toMatchObject({ status: 'multiple', rate: expect.closeTo(0.15, 12) })
    expect(ratesOf(answer)).toEqual([expect.closeTo(-0.1, 12), expect.closeTo(0.15, 12), expect.closeTo(0.4, 12)])
  })
  test('what comes back is what was paid in: exactly 0 %', () => {
    expect(periodicRate([-300n, 100n, 100n, 100n]).rate).toBeCloseTo(0, 15)
    expect(ratesOf(periodicRate([-100n, 220n, -120n]))[0]).toBe(0)
  })
  test('twenty rates from 1 % to 20 %, where doubles see only noise, are told apart to the last digit', () => {
    const percents = Array.from({ length: 20 }, (_, index) => 101 + index)
    const rates = ratesOf(periodicRate(withRates(percents)))
    expect(rates).toHaveLength(20)
    rates.forEach((rate, index) => expect(rate).toBeCloseTo((index + 1) / 100, 15))
  })
  test('a rate of multiplicity fourteen is one rate', () => {
    expect(ratesOf(periodicRate(withRates(Array.from({ length: 14 }, () => 110))))).toEqual([0.1])
  })
  test('6 for 1 overnight is 6³⁶⁵ − 1; 10 for 1 is beyond the doubles, and its logarithm is not', () => {
    const overnight = (gain: bigint) => internalRate(flows(['1985-01-01', -1n], ['1985-01-02', gain]))
    expect(overnight(6n).rate).toBeCloseTo(6 ** 365 - 1, -272)
    expect(overnight(10n)).toMatchObject({ status: 'ok', rate: Infinity, continuous: expect.closeTo(365 * Math.log(10), 9) })
  })
  test('a loss of all but 10⁻⁴⁰⁰ is above −100 % still', () => {
    expect(periodicRate([-(10n ** 400n), 1n])).toMatchObject({ status: 'ok', rate: -1 + 2 ** -53, continuous: expect.closeTo(-921.034, 3) })
  })
  test('amounts beyond 2⁵⁰⁰ keep their digits', () => {
    expect(periodicRate([-(10n ** 300n), 11n * 10n ** 299n]).rate).toBeCloseTo(0.1, 14)
  })
  test('the day basis moves the rate: a year of 365 days is 10 % on act/365, not on act/360', () => {
    const year = flows(['2021-01-01', -100n], ['2022-01-01', 110n])
    expect(internalRate(year).rate).toBeCloseTo(0.1, 14)
    expect(internalRate(year, dayBasis('act/act-isda')).rate).toBeCloseTo(0.1, 14)
    expect(internalRate(year, dayBasis('30/360-us')).rate).toBeCloseTo(0.1, 14)
    expect(internalRate(year, dayBasis('act/360')).rate).toBeCloseTo(1.1 ** (360 / 365) - 1, 14)
  })
})

/** Amounts whose rates are the growth factors given, in percent: the product of (percent − 100 · growth). */
function withRates(percents: readonly number[]): bigint[] {
  return percents.reduce<bigint[]>(
    (amounts, percent) => [...amounts, 0n].map((amount, index) => amount * -100n + (amounts[index - 1] ?? 0n) * BigInt(percent)),
    [1n],
  )
}

const anyAmounts = fc.array(fc.bigInt({ min: -1000n, max: 1000n }), { minLength: 2, maxLength: 9 })
const anyDated = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n })), { minLength: 2, maxLength: 30 })
  .map((entries) => entries.map(([day, amount]): DatedFlow => ({ on: fromDayNumber(day), amount })))

describe('whatever the flows', () => {
  test('every rate that they were made from is found, once, and no other', () => {
    const percents = fc.array(fc.integer({ min: 5, max: 400 }), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(percents, (given) => {
        const expected = [...new Set(given)].toSorted((a, b) => a - b)
        const rates = ratesOf(periodicRate(withRates(given)))
        expect(rates).toHaveLength(expected.length)
        rates.forEach((rate, index) => expect(rate).toBeCloseTo((expected[index] ?? 0) / 100 - 1, 12))
      }),
      { numRuns: runs(300) },
    )
  })

  test('a dense scan finds no rate that is not told, and the flows come to nothing at each that is', () => {
    fc.assert(
      fc.property(anyAmounts, (amounts) => {
        const roots = logRootsOf(periodicRate(amounts))
        for (const root of roots) expect(Math.abs(balance(amounts, root))).toBeLessThan(1e-12)
        for (const [from, to] of crossings(amounts)) expect(roots.some((root) => root >= from && root <= to)).toBe(true)
      }),
      { numRuns: runs(300) },
    )
  })

  test('the number of rates has the parity that the first and the last flow give it', () => {
    fc.assert(
      fc.property(anyAmounts, (amounts) => {
        const [first, last] = [amounts.find((amount) => amount !== 0n), amounts.findLast((amount) => amount !== 0n)]
        // A rate that touches counts twice, and is too rare among random flows to meet.
        if (first && last) expect(logRootsOf(periodicRate(amounts)).length % 2).toBe(first > 0n === last > 0n ? 0 : 1)
      }),
      { numRuns: runs(300), seed: 20261122 },
    )
  })

  test('neither their unit, nor their order, nor their first day matters', () => {
    fc.assert(
      fc.property(anyDated, fc.bigInt({ min: 2n, max: 10n ** 30n }), fc.integer({ min: -40_000, max: 40_000 }), (given, factor, days) => {
        const roots = logRootsOf(internalRate(given))
        const same = (others: DatedFlow[]): void => expectSame(logRootsOf(internalRate(others)), roots)
        same(given.map(({ on, amount }) => ({ on, amount: amount * factor })))
        same(given.toReversed())
        same(given.map(({ on, amount }) => ({ on: fromDayNumber(dayOf(on) + days), amount })))
      }),
      { numRuns: runs(200) },
    )
  })

  test('nor which side they are seen from, but that only who paid can lose all', () => {
    fc.assert(
      fc.property(anyDated, (given) => {
        const [mine, theirs] = [internalRate(given), internalRate(given.map(({ on, amount }) => ({ on, amount: -amount })))]
        expectSame(logRootsOf(theirs), logRootsOf(mine))
        if (mine.status !== 'total_loss' && theirs.status !== 'total_loss') expect(theirs.status).toBe(mine.status)
      }),
      { numRuns: runs(200) },
    )
  })

  test('a thousand of them, changing sign at random, are settled within a second', () => {
    const amounts = Array.from({ length: 1000 }, (_, index) => BigInt(Math.round(Math.sin(index * index) * 1e9)))
    const began = performance.now()
    const answer = rateOf(amounts.map((_, index) => index * 7), amounts, 365)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(answer.rate).not.toBeNaN()
  })
})

const dayOf = (date: string): number => Date.parse(date) / 86_400_000
const logRootsOf = (answer: RateAnswer): number[] => (answer.rate === null ? [] : answer.roots.map(({ continuous }) => continuous))

function expectSame(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  found.forEach((root, index) => expect(Math.abs(root - (expected[index] ?? NaN))).toBeLessThan(1e-9 * (1 + Math.abs(root))))
}

/** What the amounts come to at a rate, over the sum of their sizes there. */
function balance(amounts: readonly bigint[], z: number): number {
  const terms = amounts.map((amount, index) => Number(amount) * Math.exp(-index * z))
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0)
  return size === 0 ? 0 : terms.reduce((sum, term) => sum + term, 0) / size
}

/** The stretches of a fine grid on which the balance changes its sign for sure; roots of so small amounts lie within ±ln 2001. */
function crossings(amounts: readonly bigint[]): (readonly [number, number])[] {
  const grid = Array.from({ length: 4001 }, (_, index) => (index - 2000) / 250 + 1e-4)
  const balances = grid.map((z) => balance(amounts, z))
  return grid.slice(1).flatMap((to, index) => {
    const [before, after] = [balances[index] ?? 0, balances[index + 1] ?? 0]
    return before * after < 0 && Math.min(Math.abs(before), Math.abs(after)) > 1e-13 ? [[grid[index] ?? 0, to] as const] : []
  })
}
