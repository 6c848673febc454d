import type { Instant } from '../kernel/instant.ts'
import { type PlainDate, addDays, addMonths } from '../kernel/plain-date.ts'
import { refuse } from '../refuse.ts'
import type { BookId } from './book.ts'

/** A month of a book, named by its first day. */
export type Month = PlainDate

/**
 * One turn in the history of a book's periods, which only grows. A closing takes in every month up to `month`; only the first one
 * of a book takes in more than one.
 */
export interface PeriodEvent {
  readonly bookId: BookId
  /** 1, 2, 3 … in each book. */
  readonly place: number
  readonly event: 'closed' | 'reopened'
  readonly month: Month
  /** The last month that is closed from then on; null when none is. */
  readonly closedThrough: Month | null
  /** The newest entry of the book when it happened: what came later found the period so. */
  readonly atSequence: bigint
  readonly reason: string | null
  readonly recordedAt: Instant
}

export const monthOfDay = (day: PlainDate): Month => `${day.slice(0, 7)}-01` as Month
export const nextMonth = (month: Month): Month => addMonths(month, 1)
export const lastDayOf = (month: Month): PlainDate => addDays(nextMonth(month), -1)
/** "2026-03". */
export const monthText = (month: Month): string => month.slice(0, 7)

/**
 * The month in which an entry counts: that of its own day while it is open, else the first open one. The database decides it
 * under the book's lock (place_journal_entry in db/definer.sql); this says it beforehand.
 */
export function postedIn(effectiveOn: PlainDate, closedThrough: Month | null): Month {
  const own = monthOfDay(effectiveOn)
  return closedThrough !== null && own <= closedThrough ? nextMonth(closedThrough) : own
}

/** Refuses to close a month before those that precede it, again, or before it is over. The first closing takes in all before it. */
export function checkClosing(month: Month, { closedThrough, today }: { closedThrough: Month | null; today: PlainDate }): void {
  if (closedThrough !== null) {
    const next = nextMonth(closedThrough)
    if (month < next) refuse('ledger.period_closed_already', { closedThrough: monthText(closedThrough) })
    if (month > next) refuse('ledger.earlier_period_open', { open: monthText(next) })
  }
  if (lastDayOf(month) >= today) refuse('ledger.period_not_over', { month: monthText(month), lastDay: lastDayOf(month) })
}

/** Refuses to reopen any month but the last that is closed: those after it have been stated on top of it. */
export function checkReopening(month: Month, { closedThrough }: { closedThrough: Month | null }): void {
  if (closedThrough === null) return refuse('ledger.nothing_closed', {})
  if (month !== closedThrough) refuse('ledger.reopen_last_only', { closedThrough: monthText(closedThrough) })
}
