import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { workingDaysBetween } from '@cofund/shared/kernel/working-days'

/** Negative when overdue; null beyond the known calendar: a plain count of weekdays would look right and be wrong. */
export function workingDaysLeft(today: PlainDate, dueOn: PlainDate): number | null {
  const known = [today, dueOn].every((day) => stateCouncilCalendar.years.has(Number(day.slice(0, 4))))
  return known ? workingDaysBetween(today, dueOn, stateCouncilCalendar) : null
}
