import { type PlainDate, addDays } from '../kernel/plain-date.ts'
import { lastDayOf } from '../ledger/period.ts'
import type { DrawdownNote, LoanCategory, NoteStatus } from './drawdown-note.ts'

/** When a loan counts as non-performing: 金融资产风险分类办法 makes more than 90 days overdue substandard at least. */
export interface NonPerformingRule {
  readonly overdueDaysAbove: number
}
export const nonPerformingRule: NonPerformingRule = { overdueDaysAbove: 90 }

/** What a bank reports of a note as of a month's end. */
export interface MonthStanding {
  /** The month, by its first day. */
  readonly month: PlainDate
  readonly category: LoanCategory
  readonly overdueDays: number
}

const badCategories: readonly LoanCategory[] = ['substandard', 'doubtful', 'loss']

export const isNonPerforming = (
  { category, overdueDays }: Pick<MonthStanding, 'category' | 'overdueDays'>,
  { overdueDaysAbove }: NonPerformingRule = nonPerformingRule,
): boolean => badCategories.includes(category) || overdueDays > overdueDaysAbove

/**
 * The day on which one month's report makes a note non-performing: the day on which it came to be overdue too long, where that
 * can be counted back and lies in the month, else the month's end, as of which it was classified.
 */
export function badDayOf({ month, overdueDays }: MonthStanding, { overdueDaysAbove }: NonPerformingRule = nonPerformingRule): PlainDate {
  const end = lastDayOf(month)
  const crossed = overdueDays > overdueDaysAbove ? addDays(end, overdueDaysAbove + 1 - overdueDays) : end
  return crossed >= month ? crossed : month
}

/**
 * Since when a note is non-performing, as its reports imply: the first month of the unbroken run that goes on to the last one.
 * Null when the last report says that it performs, or there is none.
 */
export function nonPerformingSince(
  reports: readonly MonthStanding[],
  rule: NonPerformingRule = nonPerformingRule,
): PlainDate | null {
  const ordered = reports.toSorted((a, b) => (a.month < b.month ? -1 : 1))
  const lastGood = ordered.findLastIndex((report) => !isNonPerforming(report, rule))
  const first = ordered[lastGood + 1]
  return first ? badDayOf(first, rule) : null
}

/** What differs between the day that a bank states and the one that its reports imply, by month: a day more or less is no matter. */
export type NplMismatch = 'unstated' | 'stated_only' | 'stated_earlier' | 'stated_later'
export function nplMismatch({ nplReportedOn: stated, nplDerivedOn: derived }: Pick<DrawdownNote, 'nplReportedOn' | 'nplDerivedOn'>): NplMismatch | null {
  if (stated === null) return derived === null ? null : 'unstated'
  if (derived === null) return 'stated_only'
  const [told, implied] = [stated.slice(0, 7), derived.slice(0, 7)]
  return told === implied ? null : told < implied ? 'stated_earlier' : 'stated_later'
}

/** Where a month's report takes a note. What was disposed of stays so until nothing is left of it. */
export function statusReported(
  status: NoteStatus,
  report: { readonly balance: bigint } & Pick<MonthStanding, 'category' | 'overdueDays'>,
  rule: NonPerformingRule = nonPerformingRule,
): NoteStatus {
  if (status === 'disposed') return report.balance === 0n ? 'closed' : 'disposed'
  if (report.balance === 0n) return 'repaid'
  if (isNonPerforming(report, rule)) return 'non_performing'
  return report.overdueDays > 0 ? 'overdue' : 'enrolled'
}
