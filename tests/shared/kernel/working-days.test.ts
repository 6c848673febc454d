import { isWorkday } from 'chinese-days'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlainDate, addDays, dayNumber, fromDayNumber, plainDate, weekdayOf, yearOf } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar as calendar, stateCouncilYears } from '@cofund/shared/kernel/state-council-calendar'
import { addWorkingDays, isWorkingDay, workingCalendar, workingDaysBetween } from '@cofund/shared/kernel/working-days'

const anyDay = fc.integer({ min: dayNumber('2011-03-01'), max: dayNumber('2026-10-31') }).map(fromDayNumber)

describe('the shipped calendar', () => {
  test('agrees with an outside one on all 5,844 days from 2011 to 2026', () => {
    const differing: PlainDate[] = []
    for (let day: PlainDate = '2011-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
      if (isWorkingDay(day, calendar) !== isWorkday(day)) differing.push(day)
    }
    expect(differing).toEqual([])
  })

  test.each(stateCouncilYears)(
    'of $year names its notice, and works only on weekends outside its holidays',
    ({ notices, rest, work }) => {
      expect(notices.length).toBeGreaterThan(0)
      expect(work.filter((day) => weekdayOf(day) < 6)).toEqual([])
      expect(work.filter((day) => rest.some(([first, last]) => first <= day && day <= last))).toEqual([])
      expect(rest.filter(([first, last]) => last < first)).toEqual([])
    },
  )

  test.each(stateCouncilYears)('of $year has 247 to 252 working days', ({ year }) => {
    const days = workingDaysBetween(plainDate(`${year}-01-01`), plainDate(`${year}-12-31`), calendar)
    expect(days).toBeGreaterThanOrEqual(247)
    expect(days).toBeLessThanOrEqual(252)
  })

  test('of 2026 has 248', () => expect(workingDaysBetween('2026-01-01', '2026-12-31', calendar)).toBe(248))
})

describe('a deadline in working days', () => {
  test.each([
    ['a Monday in a plain week', '2026-11-23', 5, '2026-11-30'],
    ['a Friday', '2026-11-20', 1, '2026-11-23'],
    ['a Saturday', '2026-11-21', 1, '2026-11-23'],
    ['before the October holiday, with its make-up Saturday', '2026-09-30', 3, '2026-10-10'],
    ['before the Spring Festival, over a make-up Saturday', '2026-02-13', 2, '2026-02-24'],
    ['back from the day after a holiday', '2026-10-08', -1, '2026-09-30'],
    ['over the new year', '2025-12-31', 1, '2026-01-04'],
  ] as const)('from %s: %s and %i days → %s', (_, from, count, to) => expect(addWorkingDays(from, count, calendar)).toBe(to))

  test('of no days that falls on a holiday moves to the next working day, on a working day stays', () => {
    expect(addWorkingDays('2026-10-01', 0, calendar)).toBe('2026-10-08')
    expect(addWorkingDays('2026-10-08', 0, calendar)).toBe('2026-10-08')
  })

  test('lies as many working days away as were added', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 30 }), (from, count) => {
        const to = addWorkingDays(from, count, calendar)
        expect(workingDaysBetween(from, to, calendar)).toBe(count)
        expect(workingDaysBetween(to, from, calendar)).toBe(-count)
        expect(isWorkingDay(to, calendar)).toBe(true)
      }),
    )
  })

  test('moves in steps: adding 2 and then 3 is adding 5', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }), (from, a, b) => {
        expect(addWorkingDays(addWorkingDays(from, a, calendar), b, calendar)).toBe(addWorkingDays(from, a + b, calendar))
      }),
    )
  })
})

describe('beyond the known years', () => {
  const unknown = (year: number) =>
    expect.objectContaining({ code: 'calendar.year_unknown', facts: { year, first: 2011, last: 2026 } })

  test('nothing is counted: the year that is missing is named', () => {
    expect(() => isWorkingDay('2027-01-04', calendar)).toThrow(unknown(2027))
    expect(() => addWorkingDays('2026-12-30', 2, calendar)).toThrow(unknown(2027))
    expect(() => workingDaysBetween('2026-12-01', '2027-01-04', calendar)).toThrow(unknown(2027))
    expect(() => addWorkingDays('2011-01-04', -1, calendar)).toThrow(unknown(2010))
  })

  test('next year’s notice is data: with it the same deadline is known', () => {
    const longer = workingCalendar([
      ...stateCouncilYears,
      { year: 2027, notices: ['test'], rest: [['2027-01-01', '2027-01-03']], work: [] },
    ])
    expect(addWorkingDays('2026-12-30', 2, longer)).toBe('2027-01-04')
    expect(yearOf(addWorkingDays('2026-12-30', 1, calendar))).toBe(2026)
  })
})
