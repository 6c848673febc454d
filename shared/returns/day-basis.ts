import { type DayCount, type YearFractionConvention, dayCount, yearFraction } from '../kernel/day-count.ts'
import { type PlainDate, dayNumber } from '../kernel/plain-date.ts'

/** How time passes between flows: in whole ticks, so many to a year. The basis moves the fourth decimal of a rate: name it. */
export interface DayBasis {
  readonly ticksPerYear: number
  /** Ticks of each date, counted from any origin. */
  readonly ticksOf: (dates: readonly PlainDate[]) => readonly number[]
}

/** Actual days over a year of a fixed length: 365 is Excel's XIRR, 365.25 is not. */
export const actualDays = (daysPerYear: number): DayBasis => ({
  ticksPerYear: daysPerYear,
  ticksOf: (dates) => dates.map(dayNumber),
})

export const actual365 = actualDays(365)

/** One tick is one part of a leap year and of another alike: 366 · 365. */
const calendarYear = 366 * 365

export function dayBasis(convention: YearFractionConvention): DayBasis {
  switch (convention) {
    case 'act/365f':
      return actual365
    case 'act/365.25':
      return actualDays(365.25)
    case 'act/360':
      return actualDays(360)
    case 'act/act-isda':
      return fromEarliest(calendarYear, (from, to) => {
        const { numerator, denominator } = yearFraction(from, to, convention)
        return Number(numerator) * (calendarYear / Number(denominator))
      })
    case 'nl/365':
      return counted('nl', 365)
    default:
      return counted(convention, 360)
  }
}

const counted = (count: DayCount, ticksPerYear: number): DayBasis => fromEarliest(ticksPerYear, (from, to) => dayCount(from, to, count))

/** Counts of 30-day months depend on the day they start from: it is the earliest one, wherever it stands. */
const fromEarliest = (ticksPerYear: number, between: (from: PlainDate, to: PlainDate) => number): DayBasis => ({
  ticksPerYear,
  ticksOf: (dates) => {
    const earliest = dates.reduce((first, date) => (date < first ? date : first), dates[0] as PlainDate)
    return dates.map((date) => between(earliest, date))
  },
})
