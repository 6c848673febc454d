import { describe, expect, test } from 'vitest'
import { fraction } from '@cofund/shared/kernel/fraction'
import type { Refusal } from '@cofund/shared/kernel/refusal'
import { type RecyclingTerms, recycle } from '@cofund/shared/funds/recycling'

const terms: RecyclingTerms = { committed: 10_000n, cap: fraction(15n, 100n), years: 5, share: fraction(1n), rounding: 'half_up' }

describe('recycling', () => {
  test('15 % of 10,000 is room for 1,500: 800, then the 700 left of the next 800, then nothing', () => {
    const { exits, remaining } = recycle(terms, [
      { year: 2, proceeds: 800n },
      { year: 3, proceeds: 800n },
      { year: 4, proceeds: 100n },
    ])
    expect(exits.map(({ recycled, distributed }) => [recycled, distributed])).toEqual([
      [800n, 0n],
      [700n, 100n],
      [0n, 100n],
    ])
    expect(remaining).toBe(0n)
  })

  test('the last year of the period counts, the one after it does not; exits may come in any order', () => {
    const { exits } = recycle(terms, [
      { year: 6, proceeds: 100n },
      { year: 5, proceeds: 100n },
    ])
    expect(exits.map(({ year, recycled }) => [year, recycled])).toEqual([
      [5, 100n],
      [6, 0n],
    ])
  })

  test.each([
    ['recycling.ratio_out_of_range', { ...terms, cap: fraction(2n) }, []],
    ['recycling.ratio_out_of_range', { ...terms, share: fraction(-1n) }, []],
    ['recycling.no_period', { ...terms, years: 0 }, []],
    ['recycling.proceeds_negative', terms, [{ year: 1, proceeds: -1n }]],
  ] as const)('%s', (code, given, exits) => {
    expect(() => recycle(given, exits)).toThrow(expect.objectContaining({ code }) as Refusal)
  })
})
