import { type PlainDate, addDays, addMonths } from '../kernel/plain-date.ts'
import type { DrawdownNote } from '../loans/drawdown-note.ts'
import type { ClaimTerms, CompensationScheme, UsedScope } from '../policies/compensation-scheme.ts'
import type { LossCase } from '../policies/loss-case.ts'
import { questionsOf } from '../policies/scheme-questions.ts'
import type { ClaimStated } from './claim.ts'

type NoteFacts = Pick<DrawdownNote, 'principal' | 'guaranteed' | 'flags' | 'productCode'>

/**
 * The case that a claim makes, for its scheme: amounts as the bank states them, but what was lent, what is guaranteed and what the loan is
 * as the note was enrolled, whatever is stated now. A flag that the enrolment does not name does not hold.
 */
export function lossCaseOf(
  scheme: CompensationScheme,
  note: NoteFacts,
  stated: Pick<ClaimStated, 'amounts'>,
  used: Readonly<Partial<Record<UsedScope, bigint>>>,
): LossCase {
  const { flags, products } = questionsOf(scheme)
  return {
    amounts: {
      ...stated.amounts,
      loan_amount: note.principal.minor,
      ...(note.guaranteed ? { guaranteed_amount: note.guaranteed.minor } : {}),
    },
    used,
    flags: Object.fromEntries(flags.map((flag) => [flag, note.flags.includes(flag)])),
    ...(products.length > 0 ? { product: note.productCode } : {}),
  }
}

/** The day from which a claim may be made, and the last on which it may; null where a day that decides is not stated, or there is no end. */
export interface ClaimWindow {
  readonly from: PlainDate | null
  readonly until: PlainDate | null
}

type WindowFacts = Pick<ClaimStated, 'overdueSince' | 'nonPerformingOn' | 'recoveryBegunOn' | 'litigation'>

/** Everything that the scheme makes a claim wait for has come to hold on `from`. */
export function windowOf(terms: ClaimTerms = {}, { overdueSince, nonPerformingOn, recoveryBegunOn, litigation }: WindowFacts): ClaimWindow {
  const { overdue_days_above: above, overdue_months_min: months, recovery_days_min: least, litigation_accepted: sued, within_days: within } = terms
  const days = [
    ...(above === undefined ? [] : [overdueSince && addDays(overdueSince, above + 1)]),
    ...(months === undefined ? [] : [nonPerformingOn && addMonths(nonPerformingOn, months)]),
    ...(least === undefined ? [] : [recoveryBegunOn && addDays(recoveryBegunOn, least)]),
    ...(sued ? [litigation && litigation.acceptedOn] : []),
  ]
  if (days.length === 0 || days.some((day) => day === null)) return { from: null, until: null }
  const from = days.flatMap((day) => day ?? []).reduce((latest, day) => (day > latest ? day : latest))
  return { from, until: within === undefined ? null : addDays(from, within) }
}
