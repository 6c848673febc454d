import {
  type CreditCheck,
  type CreditFlag,
  type CreditList,
  type CreditSubject,
  covers,
  lastDayOf,
  stoodWithin,
} from '../enterprises/credit-flag.ts'
import { type PlainDate, addDays, addMonths, yearOf } from '../kernel/plain-date.ts'
import type { FactUsed, Finding, Missing } from './finding.ts'
import type { Subject } from './quantity.ts'
import type { LookBack, TestOf } from './rule-set.ts'

/**
 * An entry within the look-back fails, whoever looked. None passes only if every list was looked up lately enough, for each
 * subject; otherwise nobody knows.
 */
export function flagAbsent(
  { lists, subjects, look_back, checked_within_days }: TestOf<'flag_absent'>,
  { record, asOf }: Subject,
): Finding {
  const [since, checkedSince] = [firstDayOf(look_back, asOf), addDays(asOf, -checked_within_days)]
  const asked = lists.flatMap((list) => subjects.map((subject) => ({ list, subject })))
  const found = (record.credit_flags ?? []).filter(
    (flag) => lists.includes(flag.list) && subjects.includes(flag.subject) && stoodWithin(flag, since, asOf),
  )
  if (found.length > 0)
    return { outcome: 'fail', facts: found.map(usedFlag), missing: found.map((flag) => clearOf(flag, look_back)) }

  const checks = asked.map((pair) => ({ ...pair, check: latestCheck(record.credit_checks ?? [], pair, checkedSince, asOf) }))
  const missing = checks.flatMap(({ list, subject, check }): Missing[] =>
    check ? [] : [{ need: 'check', list, subject, since: checkedSince }],
  )
  return {
    outcome: missing.length > 0 || record.credit_flags === undefined ? 'unknown' : 'pass',
    facts: checks.flatMap(({ list, subject, check }): FactUsed[] => (check ? [{ checked: list, subject, on: check.on }] : [])),
    missing,
  }
}

const latestCheck = (
  checks: readonly CreditCheck[],
  { list, subject }: { readonly list: CreditList; readonly subject: CreditSubject },
  since: PlainDate,
  asOf: PlainDate,
): CreditCheck | undefined =>
  checks
    .filter((check) => covers(check, list, subject) && since <= check.on && check.on <= asOf)
    .toSorted((a, b) => (a.on < b.on ? 1 : -1))[0]

const firstDayOf = (lookBack: LookBack, asOf: PlainDate): PlainDate =>
  'months' in lookBack ? addMonths(asOf, -lookBack.months) : (`${yearOf(asOf) - lookBack.calendar_years}-01-01` as PlainDate)

/** 9999-12-31 and its like are how registers write that an entry has no end. */
const endless: PlainDate = '9000-01-01'

/** The first day on which an entry that has ended is out of sight; none while it stands. */
function clearOf(flag: CreditFlag, lookBack: LookBack): Missing {
  const last = lastDayOf(flag)
  const from =
    last === undefined || last >= endless
      ? null
      : 'months' in lookBack
        ? addDays(addMonths(last, lookBack.months), 1)
        : (`${yearOf(last) + lookBack.calendar_years + 1}-01-01` as PlainDate)
  return { need: 'clear', list: flag.list, subject: flag.subject, from }
}

function usedFlag(flag: CreditFlag): FactUsed {
  const to = lastDayOf(flag)
  return { list: flag.list, subject: flag.subject, from: flag.from, ...(to === undefined ? {} : { to }) }
}
