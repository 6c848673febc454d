import { type PlainDate, addMonths } from '../kernel/plain-date.ts'
import type { CompensationScheme, Condition } from '../policies/compensation-scheme.ts'

/**
 * What stands in the way of an enrolment beside the firm's standing, each by the code of its refusal, in the order in which
 * people meet them. Forms, files and the interface of banks are judged by the same statement (server/loans/judge-drafts.sql.ts).
 */
export const obstacleCodes = [
  'note.not_a_member',
  'note.suspended',
  'note.pool_closed',
  'note.currency_differs',
  'note.future',
  'note.due_before_lent',
  'note.no_rule_on',
  'note.firm_unknown',
  'note.product_not_approved',
  'note.predecessor_unfit',
  'note.cover_excluded',
  'note.enrolled_elsewhere',
  'note.loan_too_large',
  'note.term_too_long',
] as const
export type ObstacleCode = (typeof obstacleCodes)[number]

/** At which field of a form or a file's row an obstacle is shown. */
export const fieldOfObstacle: Readonly<Record<ObstacleCode, string>> = {
  'note.not_a_member': 'poolCode',
  'note.suspended': 'poolCode',
  'note.pool_closed': 'lentOn',
  'note.currency_differs': 'currency',
  'note.future': 'lentOn',
  'note.due_before_lent': 'dueOn',
  'note.no_rule_on': 'lentOn',
  'note.firm_unknown': 'uscc',
  'note.product_not_approved': 'productCode',
  'note.predecessor_unfit': 'predecessorNumber',
  'note.cover_excluded': 'otherCover',
  'note.enrolled_elsewhere': 'number',
  'note.loan_too_large': 'principal',
  'note.term_too_long': 'dueOn',
}

/** What a scheme lays down of the loans that it covers; null where it says nothing. Minor units and months. */
export interface LoanLimits {
  readonly loanMost: bigint | null
  readonly monthsMost: number | null
}

/**
 * The limits that hold for a loan of this product with these flags: of several, the lowest. One that hangs on the firm's
 * revenue, which a note does not state, holds: what is not known never widens a limit.
 */
export function loanLimits({ limits = [] }: CompensationScheme, product: string, flags: readonly string[]): LoanLimits {
  const holding = limits.filter(({ when }) => !when || mayHold(when, product, flags))
  const loans = holding.flatMap(({ loan_amount_max: most }) => (most === undefined ? [] : [most]))
  const months = holding.flatMap(({ tenor_months_max: most }) => (most === undefined ? [] : [most]))
  return {
    loanMost: loans.length === 0 ? null : loans.reduce((low, next) => (next < low ? next : low)),
    monthsMost: months.length === 0 ? null : Math.min(...months),
  }
}

const mayHold = ({ any, all, product: products }: Condition, product: string, flags: readonly string[]): boolean =>
  (any === undefined || any.some((flag) => flags.includes(flag))) &&
  (all === undefined || all.every((flag) => flags.includes(flag))) &&
  (products === undefined || products.includes(product))

export const isWithinMonths = (lentOn: PlainDate, dueOn: PlainDate, months: number): boolean => dueOn <= addMonths(lentOn, months)

/** The months that have begun by the due date: what is told of a term that is too long. */
export function monthsOf(lentOn: PlainDate, dueOn: PlainDate): number {
  let months = 0
  while (addMonths(lentOn, months) < dueOn) months += 1
  return months
}
