import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type PlainDate,
  addDays,
  addMonths,
  dayNumber,
  dayOf,
  daysBetween,
  daysInMonth,
  fromDayNumber,
  monthOf,
  parsePlainDate,
  plainDate,
  weekdayOf,
  yearOf,
} from '@cofund/shared/kernel/plain-date'

const firstDay = dayNumber('1000-01-01')
const lastDay = dayNumber('9999-12-31')
const anyDay = fc.integer({ min: firstDay, max: lastDay }).map(fromDayNumber)

/** Days since 1 March of year 0, by the lengths of the months from March on: arithmetic that knows no clock. */
function countedDays(date: PlainDate): number {
  const marchBased = monthOf(date) >= 3
  const year = marchBased ? yearOf(date) : yearOf(date) - 1
  const month = marchBased ? monthOf(date) - 3 : monthOf(date) + 9
  const before = [31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31].slice(0, month).reduce((a, b) => a + b, 0)
  return 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + before + dayOf(date) - 1
}

describe('a plain date', () => {
  test('counts days as the lengths of the months do', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (from, to) => {
        expect(daysBetween(from, to)).toBe(countedDays(to) - countedDays(from))
      }),
    )
  })

  test('follows the day before it, through every day of four centuries', () => {
    let [year, month, day] = [1800, 1, 1]
    for (let number = dayNumber('1800-01-01'); number < dayNumber('2200-01-01'); number += 1) {
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      if (fromDayNumber(number) !== text) expect(fromDayNumber(number)).toBe(text)
      day += 1
      if (day > daysInMonth(year, month)) [day, month] = [1, month + 1]
      if (month > 12) [month, year] = [1, year + 1]
    }
  })

  test('sorts as text in order of time', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        expect(a < b).toBe(daysBetween(a, b) > 0)
      }),
    )
  })

  test('knows its weekday: 22 November 2026 is a Sunday, 1 January 1900 was a Monday', () => {
    expect(weekdayOf('2026-11-22')).toBe(7)
    expect(weekdayOf('1900-01-01')).toBe(1)
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(weekdayOf(day)).toBe(new Date(day).getUTCDay() || 7)
      }),
    )
  })

  test('stays within four-digit years', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
    expect(() => addDays('1000-01-01', -1)).toThrow(RangeError)
    expect(() => addMonths('9999-12-31', 1)).toThrow(RangeError)
  })
})

describe('adding months', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-01-15', -25, '2023-12-15'],
  ] as const)('%s and %i months → %s', (from, months, to) => expect(addMonths(from, months)).toBe(to))
})

describe('reading a day', () => {
  test('takes every day that there is', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(parsePlainDate(day)).toBe(day)
      }),
    )
  })

  test.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-2-3',
    '20260203',
    '0999-01-01',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '',
  ])('“%s” is none', (text) => {
    expect(parsePlainDate(text)).toBeUndefined()
    expect(() => plainDate(text)).toThrow(RangeError)
  })
})
