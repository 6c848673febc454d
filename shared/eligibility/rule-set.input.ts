import { z } from 'zod'
import { certificateKinds } from '../enterprises/certificate.ts'
import { creditLists, creditSubjects } from '../enterprises/credit-flag.ts'
import { type FactKind, type FactName, factKinds, factNames } from '../enterprises/fact.ts'
import { decimalInput as decimal } from '../kernel/decimal.input.ts'
import { type Fraction, fraction, times } from '../kernel/fraction.ts'
import { citationInput } from '../policies/policy.input.ts'
import { type Quantity, type Rule, type RuleSet, checkRuleSet, comparisons } from './rule-set.ts'

const factsOf = (...kinds: readonly FactKind[]) =>
  factNames.filter((name) => kinds.includes(factKinds[name])) as [FactName, ...FactName[]]

const quantity = z.union([
  z.strictObject({ fact: z.enum(factsOf('count', 'money')) }),
  z.strictObject({ ratio: z.tuple([z.enum(factsOf('count', 'money')), z.enum(factsOf('count', 'money'))]) }),
  z.strictObject({ months_since: z.enum(factsOf('day')) }),
])

/** A bound as it is written, amounts in yuan, in the units in which the quantity is measured. */
const inUnitsOf = (of: Quantity, bound: Fraction): Fraction =>
  'fact' in of && factKinds[of.fact] === 'money' ? times(bound, fraction(100n)) : bound

const word = z.strictObject({ zh: z.string(), en: z.string() })
const name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/)
const days = z.int().min(0).max(36_500)
const months = z.int().min(0).max(1_200)

const scoreItem = z.strictObject({
  item: name,
  title: word.exactOptional(),
  must_not_be_zero: z.boolean().default(false),
  best_of: z
    .array(
      z
        .strictObject({
          of: quantity,
          bands: z
            .array(z.strictObject({ at_least: decimal, points: z.int().min(0).max(10_000) }))
            .min(1)
            .max(50),
        })
        .transform(({ of, bands }) => ({
          of,
          bands: bands.map((band) => ({ ...band, at_least: inUnitsOf(of, band.at_least) })),
        })),
    )
    .min(1)
    .max(10),
})

const singleTests = [
  z
    .strictObject({
      test: z.literal('compare'),
      of: quantity,
      is: z.enum(comparisons),
      value: decimal,
      max_age_days: days.exactOptional(),
    })
    .transform((test) => ({ ...test, value: inUnitsOf(test.of, test.value) })),
  z.strictObject({ test: z.literal('holds'), fact: z.enum(factsOf('yes_no')), is: z.boolean().default(true) }),
  z.strictObject({
    test: z.literal('one_of'),
    fact: z.enum(factsOf('code')),
    values: z.array(z.string().min(1)).min(1).max(10_000),
  }),
  z.strictObject({
    test: z.literal('certificate'),
    kinds: z.array(z.enum(certificateKinds)).min(1),
    granted_within_months: months.exactOptional(),
  }),
  z.strictObject({
    test: z.literal('flag_absent'),
    lists: z.array(z.enum(creditLists)).min(1),
    subjects: z.array(z.enum(creditSubjects)).min(1).default(['enterprise']),
    look_back: z.union([z.strictObject({ months }), z.strictObject({ calendar_years: z.int().min(0).max(100) })]),
    checked_within_days: days,
  }),
  z.strictObject({ test: z.literal('sme_size'), at_most: z.enum(['micro', 'small', 'medium']) }),
  z.strictObject({ test: z.literal('score'), items: z.array(scoreItem).min(1).max(50), pass_at: z.int().min(0).max(10_000) }),
] as const

/** Rules within rules, so deep and no deeper: nobody reads further, and no document can exhaust the reader. */
const deepest = 4

const ruleAt = (depth: number): z.ZodType<Rule> => {
  const group = z.strictObject({
    test: z.enum(['any', 'all']),
    of: z
      .array(z.lazy(() => ruleAt(depth + 1)))
      .min(1)
      .max(100),
  })
  const test = depth < deepest ? z.discriminatedUnion('test', [...singleTests, group]) : z.discriminatedUnion('test', singleTests)
  return z.strictObject({
    rule: name,
    title: word.exactOptional(),
    clause: z.string().exactOptional(),
    cite: citationInput.exactOptional(),
    test,
  })
}

/** What a policy version of kind `eligibility_rule_set` keeps as its parameters. */
const ruleSetParamsInput = z.strictObject({ rules: z.array(ruleAt(0)).min(1).max(200) })

/** A rule set written out: its rules, and where they are laid down, by rule or by path. */
export const ruleSetInput = ruleSetParamsInput
  .extend({
    code: z.string().default('given'),
    name: word.exactOptional(),
    cites: z.record(z.string(), citationInput).default({}),
  })
  .transform((ruleSet): RuleSet => checkRuleSet(ruleSet))
