import { lastDayOf } from '../enterprises/credit-flag.ts'
import type { EnterpriseRecord } from '../enterprises/enterprise.ts'
import { factKinds } from '../enterprises/fact.ts'
import { type PlainDate, addDays, addMonths, yearOf } from '../kernel/plain-date.ts'
import { type Verdict, evaluateRuleSet } from './eligibility.ts'
import { type Rule, type RuleSet, type SingleTest, isGroup } from './rule-set.ts'

/** A stretch of days on which the verdict is the same, apart from the day itself. */
export interface Standing {
  readonly from: PlainDate
  readonly to: PlainDate
  /** Of its first day. */
  readonly verdict: Verdict
}

/**
 * What a rule set says of an enterprise on every day from `from` to `to`, in as few stretches as its record has days on which
 * something may change. A file of a million loans to a thousand firms is so judged by some ten thousand verdicts, not a million.
 */
export function standingsOf(ruleSet: RuleSet, record: EnterpriseRecord, from: PlainDate, to: PlainDate): readonly Standing[] {
  const turns = [...new Set(turnsOf(ruleSet, record, from, to))].filter((day) => from < day && day <= to).toSorted()
  return [from, ...turns].map((first, index) => ({
    from: first,
    to: turns[index] === undefined ? to : addDays(turns[index], -1),
    verdict: evaluateRuleSet(ruleSet, record, first),
  }))
}

/** Every day on which the answer may be another than the day before. A day too many costs an evaluation; one too few would be wrong. */
function* turnsOf(ruleSet: RuleSet, record: EnterpriseRecord, from: PlainDate, to: PlainDate): Generator<PlainDate> {
  // What begins later changes nothing yet; and 9999-12-31 and its like, by which registers say "for ever", have no day after them.
  const facts = record.facts.filter(({ on }) => on <= to)
  const certificates = (record.certificates ?? []).filter(({ valid_from }) => valid_from <= to)
  const flags = (record.credit_flags ?? []).filter((flag) => flag.from <= to)
  const checks = (record.credit_checks ?? []).filter(({ on }) => on <= to)
  const tests = testsOf(ruleSet.rules)
  for (const { on } of facts) yield on
  for (const { valid_from, valid_to, revoked_on } of certificates) {
    yield valid_from
    if (valid_to && valid_to < to) yield addDays(valid_to, 1)
    if (revoked_on) yield revoked_on
  }
  for (const flag of flags) yield flag.from
  for (const { on } of checks) yield on

  for (const test of tests) {
    if (test.test === 'compare' && test.max_age_days !== undefined) {
      for (const { on } of facts) yield addDays(on, test.max_age_days + 1)
    }
    if (test.test === 'certificate' && test.granted_within_months !== undefined) {
      for (const { valid_from } of certificates) yield* around(addMonths(valid_from, test.granted_within_months))
    }
    if (test.test === 'flag_absent') {
      for (const { on } of checks) yield addDays(on, test.checked_within_days + 1)
      for (const last of flags.flatMap((flag) => lastDayOf(flag) ?? []).filter((day) => day <= to)) {
        if ('months' in test.look_back) yield* around(addMonths(last, test.look_back.months))
      }
      if ('calendar_years' in test.look_back) yield* newYears(from, to)
    }
  }
  if (tests.some(countsMonths)) {
    const begun = facts.filter(({ fact }) => factKinds[fact] === 'day').map(({ value }) => String(value) as PlainDate)
    for (const day of begun) for (let month = 0; addMonths(day, month) <= to; month += 1) yield* around(addMonths(day, month))
  }
}

/** Months have 28 to 31 days: what falls due "so many months later" turns on one of these. */
const around = (day: PlainDate): readonly PlainDate[] => [0, 1, 2, 3, 4].map((days) => addDays(day, days))

function* newYears(from: PlainDate, to: PlainDate): Generator<PlainDate> {
  for (let year = yearOf(from); year <= yearOf(to); year += 1) yield `${year}-01-01` as PlainDate
}

const countsMonths = (test: SingleTest): boolean =>
  (test.test === 'compare' && 'months_since' in test.of) ||
  (test.test === 'score' && test.items.some(({ best_of }) => best_of.some(({ of }) => 'months_since' in of)))

const testsOf = (rules: readonly Rule[]): readonly SingleTest[] =>
  rules.flatMap(({ test }) => (isGroup(test) ? testsOf(test.of) : [test]))
