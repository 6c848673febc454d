import { type Fraction, fraction, plus } from './fraction.ts'
import { type PlainDate, dayNumber, dayOf, daysBetween, daysInMonth, isLeapYear, monthOf, yearOf } from './plain-date.ts'

/**
 * How days are counted between two dates.
 * - act: calendar days
 * - nl: calendar days without any 29 February
 * - 30/360-…: months of 30 days, which differ in the 31st and the end of February. `30e/360` makes every 31st a 30th;
 *   `30/360-isda` (bond basis) the last day's only when the first is the 30th or 31st; `30/360-us` (SIA) likewise, and takes the
 *   end of February for a 30th when the period begins there; `30e/360-german` takes every end of February for one; `30e+/360`
 *   makes a last 31st the next month's 1st.
 */
export const dayCountNames = ['act', 'nl', '30/360-isda', '30/360-us', '30e/360', '30e/360-german', '30e+/360'] as const
export type DayCount = (typeof dayCountNames)[number]

/** A day count over a length of year. `act/act-isda` gives each calendar year its own length. */
export const yearFractionConventions = [
  'act/365f',
  'act/365.25',
  'act/360',
  'act/act-isda',
  'nl/365',
  '30/360-isda',
  '30/360-us',
  '30e/360',
  '30e/360-german',
  '30e+/360',
] as const
export type YearFractionConvention = (typeof yearFractionConventions)[number]

/** Days from one date to another; going back gives the same number, negative. */
export function dayCount(from: PlainDate, to: PlainDate, count: DayCount): number {
  if (to < from) return -dayCount(to, from, count)
  if (count === 'act') return daysBetween(from, to)
  if (count === 'nl') return daysBetween(from, to) - leapDaysUpTo(to) + leapDaysUpTo(from)
  const [first, last] = thirties(from, to, count)
  return 360 * (yearOf(to) - yearOf(from)) + 30 * (monthOf(to) - monthOf(from)) + last - first
}

/** Days between two dates under every count there is. */
export const dayCounts = (from: PlainDate, to: PlainDate): Record<DayCount, number> =>
  Object.fromEntries(dayCountNames.map((name) => [name, dayCount(from, to, name)])) as Record<DayCount, number>

/** Years between two dates, exactly; going back gives the same fraction, negative. */
export function yearFraction(from: PlainDate, to: PlainDate, convention: YearFractionConvention): Fraction {
  switch (convention) {
    case 'act/365f':
      return fraction(BigInt(dayCount(from, to, 'act')), 365n)
    case 'act/365.25':
      return fraction(BigInt(dayCount(from, to, 'act')) * 4n, 1461n)
    case 'act/360':
      return fraction(BigInt(dayCount(from, to, 'act')), 360n)
    case 'nl/365':
      return fraction(BigInt(dayCount(from, to, 'nl')), 365n)
    case 'act/act-isda': {
      const [leapDays, otherDays] = [daysInLeapYears(to) - daysInLeapYears(from), daysInOtherYears(to) - daysInOtherYears(from)]
      return plus(fraction(BigInt(leapDays), 366n), fraction(BigInt(otherDays), 365n))
    }
    default:
      return fraction(BigInt(dayCount(from, to, convention)), 360n)
  }
}

/** The day of the month that each end counts as. */
function thirties(from: PlainDate, to: PlainDate, count: Exclude<DayCount, 'act' | 'nl'>): readonly [number, number] {
  const [first, last] = [dayOf(from), dayOf(to)]
  switch (count) {
    case '30/360-isda':
      return [Math.min(first, 30), first >= 30 ? Math.min(last, 30) : last]
    case '30/360-us': {
      const start = endsFebruary(from) ? 30 : Math.min(first, 30)
      const end = endsFebruary(from) && endsFebruary(to) ? 30 : last
      return [start, start === 30 ? Math.min(end, 30) : end]
    }
    case '30e/360':
      return [Math.min(first, 30), Math.min(last, 30)]
    case '30e/360-german':
      return [endsFebruary(from) ? 30 : Math.min(first, 30), endsFebruary(to) ? 30 : Math.min(last, 30)]
    case '30e+/360':
      // A 31st counts one more than a 30th: that is the next month's 1st.
      return [Math.min(first, 30), last]
  }
}

const endsFebruary = (date: PlainDate): boolean => monthOf(date) === 2 && dayOf(date) === daysInMonth(yearOf(date), 2)

/** How many 29 Februaries there have been up to and including `date`, in the proleptic Gregorian calendar. */
function leapDaysUpTo(date: PlainDate): number {
  const years = yearOf(date) - (date.slice(5) < '02-29' ? 1 : 0)
  return Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
}

/** Days before `date` that lie in leap years, and in the others, since year 0. */
function daysInLeapYears(date: PlainDate): number {
  const year = yearOf(date)
  return 366 * leapYearsBefore(year) + (isLeapYear(year) ? dayOfYear(date) : 0)
}
function daysInOtherYears(date: PlainDate): number {
  const year = yearOf(date)
  return 365 * (year - leapYearsBefore(year)) + (isLeapYear(year) ? 0 : dayOfYear(date))
}

const leapYearsBefore = (year: number): number => Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400)
const dayOfYear = (date: PlainDate): number => dayNumber(date) - dayNumber(`${date.slice(0, 4)}-01-01` as PlainDate)
