import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type YearFractionConvention,
  dayCount,
  dayCountNames,
  dayCounts,
  yearFraction,
  yearFractionConventions,
} from '@cofund/shared/kernel/day-count'
import { fraction, minus, plus } from '@cofund/shared/kernel/fraction'
import { type PlainDate, addDays, dayNumber, fromDayNumber, isLeapYear, yearOf } from '@cofund/shared/kernel/plain-date'

const anyDay = fc.integer({ min: dayNumber('1890-01-01'), max: dayNumber('2110-12-31') }).map(fromDayNumber)
const span = fc.tuple(anyDay, fc.nat({ max: 1_500 })).map(([from, days]): [PlainDate, PlainDate] => [from, addDays(from, days)])

describe('counting days', () => {
  test('backwards gives the same number, negative', () => {
    fc.assert(
      fc.property(span, fc.constantFrom(...dayCountNames), ([from, to], count) => {
        expect(dayCount(to, from, count) + dayCount(from, to, count)).toBe(0)
      }),
    )
  })

  test('without leap days leaves out each 29 February after the first day, up to and including the last', () => {
    expect(dayCount('2024-02-28', '2024-03-01', 'nl')).toBe(1)
    expect(dayCount('2024-02-29', '2024-03-01', 'nl')).toBe(1)
    fc.assert(
      fc.property(span, ([from, to]) => {
        let days = 0
        for (let day = from; day < to; ) {
          day = addDays(day, 1)
          if (!day.endsWith('02-29')) days += 1
        }
        expect(dayCount(from, to, 'nl')).toBe(days)
      }),
    )
  })

  test('tells the conventions apart at the end of February: 28 February to 31 August 2007', () => {
    expect(dayCounts('2007-02-28', '2007-08-31')).toEqual({
      act: 184,
      nl: 184,
      '30/360-isda': 183,
      '30/360-us': 180,
      '30e/360': 182,
      '30e/360-german': 180,
      '30e+/360': 183,
    })
  })

  test('a year of twelve months is 360 days wherever months have thirty', () => {
    for (const count of dayCountNames.filter((name) => name.startsWith('30'))) {
      expect(dayCount('2025-03-15', '2026-03-15', count)).toBe(360)
    }
  })
})

describe('the fraction of a year', () => {
  test('is exact: 61 days of 365, not the double nearest to it', () => {
    expect(yearFraction('2026-01-01', '2026-03-03', 'act/365f')).toEqual(fraction(61n, 365n))
    expect(yearFraction('2026-01-01', '2030-01-01', 'act/365.25')).toEqual(fraction(4n))
  })

  test('over calendar years gives each its own length: half of 2023 and half of 2024', () => {
    expect(yearFraction('2023-07-02', '2024-07-02', 'act/act-isda')).toEqual(plus(fraction(183n, 365n), fraction(183n, 366n)))
  })

  test('by calendar years adds up day by day', () => {
    fc.assert(
      fc.property(anyDay, fc.nat({ max: 800 }), (from, days) => {
        let sum = fraction(0n)
        for (let day = from, left = days; left > 0; left -= 1) {
          sum = plus(sum, fraction(1n, isLeapYear(yearOf(day)) ? 366n : 365n))
          day = addDays(day, 1)
        }
        expect(yearFraction(from, addDays(from, days), 'act/act-isda')).toEqual(sum)
      }),
      { numRuns: 30 },
    )
  })

  test('of two spans that meet is the fraction of both together, where days are counted as they are', () => {
    const additive: YearFractionConvention[] = ['act/365f', 'act/365.25', 'act/360', 'act/act-isda', 'nl/365']
    fc.assert(
      fc.property(anyDay, anyDay, anyDay, fc.constantFrom(...additive), (a, b, c, convention) => {
        const together = plus(yearFraction(a, b, convention), yearFraction(b, c, convention))
        expect(minus(together, yearFraction(a, c, convention))).toEqual(fraction(0n))
      }),
    )
  })

  test('of no days is 0 in every convention', () => {
    for (const convention of yearFractionConventions)
      expect(yearFraction('2024-02-29', '2024-02-29', convention)).toEqual(fraction(0n))
  })
})
