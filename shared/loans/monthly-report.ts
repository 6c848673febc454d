import type { Money } from '../kernel/money.ts'
import type { Instant } from '../kernel/instant.ts'
import { type PlainDate, addMonths, yearOf } from '../kernel/plain-date.ts'
import { type WorkingCalendar, addWorkingDays } from '../kernel/working-days.ts'
import { lastDayOf, monthOfDay } from '../ledger/period.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { PoolId } from '../pools/pool.ts'
import type { LoanCategory, MonthlyReportId, NoteId } from './drawdown-note.ts'

/** What a bank reports of all its covered notes in a pool, month by month; a nil return says that it has none. */
export interface MonthlyReport {
  readonly id: MonthlyReportId
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  /** By its first day. */
  readonly month: PlainDate
  /** 1, and one more for each correction. */
  readonly place: number
  readonly nil: boolean
  readonly submittedAt: Instant
}

/** One note's line of it. */
export interface NoteReport {
  readonly noteId: NoteId
  readonly month: PlainDate
  readonly place: number
  readonly balance: Money
  readonly category: LoanCategory
  readonly overdueDays: number
}

/** A month is reported within ten working days after its end. */
export const reportWithinWorkingDays = 10

/** The last day on which a month's report is in time; null beyond the years whose working days are known. */
export function reportDueOn(month: PlainDate, calendar: WorkingCalendar, days = reportWithinWorkingDays): PlainDate | null {
  const end = lastDayOf(month)
  const beyond = !calendar.years.has(yearOf(end)) || !calendar.years.has(yearOf(addMonths(end, 1)))
  return beyond ? null : addWorkingDays(end, days, calendar)
}

/** The last month that is over on a day. */
export const lastFullMonth = (today: PlainDate): PlainDate => addMonths(monthOfDay(today), -1)

/** The months after `reported`, or from `first` where nothing has been reported, up to the last that is over. */
export function monthsOwed(first: PlainDate, reported: PlainDate | null, today: PlainDate): readonly PlainDate[] {
  const owed: PlainDate[] = []
  for (let month = reported ? addMonths(reported, 1) : monthOfDay(first); month <= lastFullMonth(today); month = addMonths(month, 1)) {
    owed.push(month)
  }
  return owed
}

/** Which bank owes a pool which month. */
export interface OwedReport {
  readonly poolId: PoolId
  readonly poolCode: string
  readonly bankId: OrganisationId
  readonly bankNameZh: string
  readonly bankNameEn: string
  readonly month: PlainDate
  /** null where the working days of that year are not known yet. */
  readonly dueOn: PlainDate | null
  readonly late: boolean
  /** How many covered notes it has to speak of by now; a nil return is owed where there are none. */
  readonly notes: number
}
