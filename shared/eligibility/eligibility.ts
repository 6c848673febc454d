import type { EnterpriseRecord } from '../enterprises/enterprise.ts'
import type { Citation } from '../kernel/derivation.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Word } from '../kernel/words.ts'
import { type Cites, citeOf } from '../policies/policy.ts'
import { refuse } from '../refuse.ts'
import { type Finding, type Missing, type Outcome, allOf, anyOf } from './finding.ts'
import type { Subject } from './quantity.ts'
import { answerTest } from './rule-tests.ts'
import { type Rule, type RuleSet, isGroup } from './rule-set.ts'

/** Whether an enterprise is eligible on a day, and why. Review means that somebody has to find something out first. */
export interface Verdict {
  readonly ruleSet: string
  readonly asOf: PlainDate
  readonly outcome: 'eligible' | 'ineligible' | 'review'
  readonly rules: readonly RuleResult[]
  /** What is missing to become eligible; empty when it is. */
  readonly missing: readonly Missing[]
}

export interface RuleResult extends Finding {
  readonly rule: string
  readonly title?: Word
  readonly clause: string | null
  readonly cite: Citation | null
  /** Parameters that rest on another source than the rule itself, often on nobody's word but ours. */
  readonly parameters?: Cites
  /** The rules that an `any` or `all` asks. */
  readonly parts?: readonly RuleResult[]
}

/** A look-back must have days to look back on, and a rule written today says nothing of the year 3000. */
const [firstDay, lastDay]: readonly [PlainDate, PlainDate] = ['1949-10-01', '2199-12-31']

/** Judges the record by every rule as of the day. One failure makes ineligible; else one unknown makes a review. */
export function evaluateRuleSet(ruleSet: RuleSet, record: EnterpriseRecord, asOf: PlainDate): Verdict {
  if (asOf < firstDay || asOf > lastDay) refuse('eligibility.day_out_of_reach', { day: asOf, first: firstDay, last: lastDay })
  const subject = { record, asOf }
  const rules = ruleSet.rules.map((rule, index) => answerRule(rule, `rules.${index}`, ruleSet.cites, subject))
  const verdicts: Readonly<Record<Outcome, Verdict['outcome']>> = { pass: 'eligible', fail: 'ineligible', unknown: 'review' }
  return {
    ruleSet: ruleSet.code,
    asOf,
    outcome: verdicts[allOf(rules.map(({ outcome }) => outcome))],
    rules,
    missing: rules.flatMap(({ missing }) => missing),
  }
}

function answerRule(rule: Rule, path: string, cites: Cites, subject: Subject): RuleResult {
  const cite = rule.cite ?? citeOf(cites, path) ?? null
  const own = parametersUnder(`${path}.test.`, cites)
  const head = {
    rule: rule.rule,
    ...(rule.title ? { title: rule.title } : {}),
    clause: rule.clause ?? cite?.clause ?? null,
    cite,
    ...(Object.keys(own).length > 0 ? { parameters: own } : {}),
  }
  const { test } = rule
  if (!isGroup(test)) return { ...head, ...answerTest(test, subject) }

  const parts = test.of.map((part, index) => answerRule(part, `${path}.test.of.${index}`, cites, subject))
  const outcome = (test.test === 'all' ? allOf : anyOf)(parts.map((part) => part.outcome))
  const open = outcome === 'pass' ? [] : parts.map(({ missing }) => missing).filter((missing) => missing.length > 0)
  const missing: readonly Missing[] = test.test === 'all' || open.length < 2 ? open.flat() : [{ need: 'one_of', of: open }]
  return { ...head, outcome, facts: [], missing, parts }
}

/** The citations of a rule's own parameters, by name; those of the rules below it are theirs. */
const parametersUnder = (prefix: string, cites: Cites): Cites =>
  Object.fromEntries(
    Object.entries(cites).flatMap(([path, cite]) =>
      path.startsWith(prefix) && !path.startsWith(`${prefix}of.`) ? [[path.slice(prefix.length), cite] as const] : [],
    ),
  )
