import type { CertificateKind } from '../enterprises/certificate.ts'
import type { CreditList, CreditSubject } from '../enterprises/credit-flag.ts'
import type { FactName } from '../enterprises/fact.ts'
import type { SmeSize } from '../enterprises/sme-size.ts'
import type { Citation } from '../kernel/derivation.ts'
import { type Fraction, compare } from '../kernel/fraction.ts'
import type { Word } from '../kernel/words.ts'
import type { Cites } from '../policies/policy.ts'
import { refuse } from '../refuse.ts'

/** Who is eligible, as data: an enterprise is, on a day, when every rule passes. */
export interface RuleSet {
  readonly code: string
  readonly name?: Word | undefined
  readonly rules: readonly Rule[]
  /** Where each rule, or one parameter of it, is laid down: "rules.2", "rules.2.test.checked_within_days". */
  readonly cites: Cites
}

export interface Rule {
  readonly rule: string
  readonly title?: Word | undefined
  readonly clause?: string | undefined
  readonly cite?: Citation | undefined
  readonly test: Test
}

/**
 * The closed list of what a rule can ask.
 * - compare: a figure with a bound
 * - holds: a yes or no
 * - one_of: a code that is one of those listed, or lies below one ("65" covers "6513")
 * - certificate: one of the kinds, valid on the day; or, with `granted_within_months`, granted not longer ago
 * - flag_absent: no entry on the lists within the look-back, and every list looked up lately enough to say so
 * - sme_size: at most this large by 工信部联企业〔2011〕300号
 * - score: points of a table of bands, enough in all, and none of the items that must not be zero at zero
 * - any, all: of further rules
 */
export type Test = SingleTest | Group

export type SingleTest =
  | {
      readonly test: 'compare'
      readonly of: Quantity
      readonly is: Comparison
      readonly value: Fraction
      readonly max_age_days?: number | undefined
    }
  | { readonly test: 'holds'; readonly fact: FactName; readonly is: boolean }
  | { readonly test: 'one_of'; readonly fact: FactName; readonly values: readonly string[] }
  | {
      readonly test: 'certificate'
      readonly kinds: readonly CertificateKind[]
      readonly granted_within_months?: number | undefined
    }
  | {
      readonly test: 'flag_absent'
      readonly lists: readonly CreditList[]
      readonly subjects: readonly CreditSubject[]
      readonly look_back: LookBack
      readonly checked_within_days: number
    }
  | { readonly test: 'sme_size'; readonly at_most: Exclude<SmeSize, 'large'> }
  | { readonly test: 'score'; readonly items: readonly ScoreItem[]; readonly pass_at: number }
export type TestOf<Kind extends SingleTest['test']> = Extract<SingleTest, { readonly test: Kind }>

export interface Group {
  readonly test: 'any' | 'all'
  readonly of: readonly Rule[]
}
export const isGroup = (test: Test): test is Group => test.test === 'any' || test.test === 'all'

/** A figure: a fact, one fact over another, or the whole months since a day. Amounts are fen. */
export type Quantity =
  { readonly fact: FactName } | { readonly ratio: readonly [FactName, FactName] } | { readonly months_since: FactName }

export const comparisons = ['at_least', 'at_most', 'above', 'below', 'equals'] as const
export type Comparison = (typeof comparisons)[number]

/** Months back from the day; or whole calendar years before the current one, which counts too (上一年及当年 is 1). */
export type LookBack = { readonly months: number } | { readonly calendar_years: number }

/** Points for the highest band reached, by whichever of the figures gives more. */
export interface ScoreItem {
  readonly item: string
  readonly title?: Word | undefined
  readonly must_not_be_zero: boolean
  readonly best_of: readonly { readonly of: Quantity; readonly bands: readonly Band[] }[]
}
/** Bands run from high to low; below the last there are no points. */
export interface Band {
  readonly at_least: Fraction
  readonly points: number
}

export const holds = (comparison: Comparison, value: Fraction, bound: Fraction): boolean => {
  const order = compare(value, bound)
  return { at_least: order >= 0, at_most: order <= 0, above: order > 0, below: order < 0, equals: order === 0 }[comparison]
}

/** Refuses a rule set that names two rules alike, or a score that its own bands cannot give. */
export function checkRuleSet(ruleSet: RuleSet): RuleSet {
  const names = allRules(ruleSet.rules).map(({ rule }) => rule)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) refuse('eligibility.rule_twice', { rule: twice })
  for (const { rule, test } of allRules(ruleSet.rules)) if (test.test === 'score') checkScore(rule, test)
  return ruleSet
}

function checkScore(rule: string, { items, pass_at }: TestOf<'score'>): void {
  for (const { best_of } of items) {
    for (const { bands } of best_of) {
      const falls = bands.every((band, index) => {
        const above = bands[index - 1]
        return !above || (compare(band.at_least, above.at_least) < 0 && band.points < above.points)
      })
      if (!falls) refuse('eligibility.bands_do_not_fall', { rule })
    }
  }
  const most = items.map(({ best_of }) => Math.max(...best_of.flatMap(({ bands }) => bands.map(({ points }) => points))))
  if (most.reduce((a, b) => a + b, 0) < pass_at) refuse('eligibility.score_out_of_reach', { rule, pass_at })
}

const allRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.flatMap((rule) => [rule, ...(isGroup(rule.test) ? allRules(rule.test.of) : [])])
