import { calendarRefusals } from './calendar.refusals.ts'
import { type PlainDate, addDays, weekdayOf, yearOf } from './plain-date.ts'
import { refusalsOf } from './refusal.ts'

/** How the State Council arranges one year: what differs from a week of five working days. */
export interface CalendarYear {
  readonly year: number
  /** The notices that say so, by document number; later ones amend the first. */
  readonly notices: readonly string[]
  /** Days of rest, first and last of each holiday; a weekend within it rests anyway. */
  readonly rest: readonly (readonly [PlainDate, PlainDate])[]
  /** Make-up days 调休上班: weekends that are worked. */
  readonly work: readonly PlainDate[]
}

/** The known years, ready to be asked. Data: it is passed in, so that next year's notice needs no new code. */
export interface WorkingCalendar {
  readonly years: ReadonlySet<number>
  readonly rest: ReadonlySet<PlainDate>
  readonly work: ReadonlySet<PlainDate>
}

export function workingCalendar(years: readonly CalendarYear[]): WorkingCalendar {
  const rest = new Set<PlainDate>()
  for (const [first, last] of years.flatMap((year) => year.rest)) {
    for (let day = first; day <= last; day = addDays(day, 1)) rest.add(day)
  }
  return { years: new Set(years.map(({ year }) => year)), rest, work: new Set(years.flatMap((year) => year.work)) }
}

/**
 * Whether `date` is worked; refuses a day of a year whose arrangement is not known, for a plain count of weekdays would
 * be wrong by up to a week and look right. (A notice may still change the last days of December of the year before its own:
 * it did so for 2012 and 2019.)
 */
export function isWorkingDay(date: PlainDate, calendar: WorkingCalendar): boolean {
  const year = yearOf(date)
  if (!calendar.years.has(year)) {
    return refuse('calendar.year_unknown', { year, first: Math.min(...calendar.years), last: Math.max(...calendar.years) })
  }
  return calendar.work.has(date) || (!isWeekend(date) && !calendar.rest.has(date))
}

/**
 * The `count`th working day after `from`, or before it when `count` is negative. The day itself is not counted (民法典 art. 201);
 * with 0 it is `from` itself when that is worked, else the next working day (art. 203).
 */
export function addWorkingDays(from: PlainDate, count: number, calendar: WorkingCalendar): PlainDate {
  let day = from
  if (count === 0) {
    while (!isWorkingDay(day, calendar)) day = addDays(day, 1)
    return day
  }
  const step = Math.sign(count)
  for (let left = Math.abs(count); left > 0; ) {
    day = addDays(day, step)
    if (isWorkingDay(day, calendar)) left -= 1
  }
  return day
}

/**
 * Working days after `from` up to and including `to`; going back, the same number, negative. So
 * `workingDaysBetween(day, addWorkingDays(day, 5, calendar), calendar)` is 5.
 */
export function workingDaysBetween(from: PlainDate, to: PlainDate, calendar: WorkingCalendar): number {
  if (to < from) return -workingDaysBetween(to, from, calendar)
  let days = 0
  for (let day = from; day < to; ) {
    day = addDays(day, 1)
    if (isWorkingDay(day, calendar)) days += 1
  }
  return days
}

const isWeekend = (date: PlainDate): boolean => weekdayOf(date) >= 6

const { refuse } = refusalsOf(calendarRefusals)

/** The working days from `today` to a deadline, negative when it has passed; null without one, or beyond the calendar's years. */
export function workingDaysLeft(today: PlainDate, dueOn: PlainDate | null, calendar: WorkingCalendar): number | null {
  if (dueOn === null) return null
  const known = [today, dueOn].every((day) => calendar.years.has(yearOf(day)))
  return known ? workingDaysBetween(today, dueOn, calendar) : null
}
