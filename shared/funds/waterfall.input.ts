import { z } from 'zod'
import { yearFractionConventions } from '../kernel/day-count.ts'
import { decimalInput as decimal } from '../kernel/decimal.input.ts'
import { type Fraction, fraction, one, times, zero } from '../kernel/fraction.ts'
import { finding } from '../kernel/input-issues.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import { roundings } from '../kernel/rounding.ts'
import { citationInput, dayInput as day } from '../policies/policy.input.ts'
import { refuse } from '../refuse.ts'
import type { Flows } from './waterfall.flows.ts'
import { type Tier, type WaterfallTerms, partyClasses } from './waterfall.terms.ts'
import { waterfallFindings } from './waterfall.words.ts'

const name = z.string().trim().min(1).max(100)
const classes = z.array(z.enum(partyClasses)).min(1).exactOptional()

const tier = z.discriminatedUnion('tier', [
  z.strictObject({ tier: z.literal('return_of_capital'), name: name.exactOptional(), classes }),
  z.strictObject({
    tier: z.literal('preferred_return'),
    name: name.exactOptional(),
    rate: decimal,
    basis: z.enum(['simple', 'compound']),
    classes,
  }),
  z.strictObject({ tier: z.literal('irr_hurdle'), name: name.exactOptional(), rate: decimal, gp_share: decimal.default(zero) }),
  z.strictObject({
    tier: z.literal('catch_up'),
    name: name.exactOptional(),
    gp_share: decimal.default(one),
    method: z.enum(['standard', 'pref_only']).default('standard'),
    carry: decimal.exactOptional(),
  }),
  z.strictObject({ tier: z.literal('split'), name: name.exactOptional(), gp_share: decimal }),
])

/**
 * Fund terms as they are written down. Left out: Chinese yuan, the whole fund, actual days over 365, half up, losses carried
 * forward; a catch-up in full, up to the split's share; a clawback gross, down to what was paid in.
 */
export const waterfallTermsInput = z
  .strictObject({
    currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]).default('CNY'),
    scope: z.enum(['whole_fund', 'deal_by_deal']).default('whole_fund'),
    loss_carry_forward: z.boolean().default(true),
    day_count: z.enum(yearFractionConventions).default('act/365f'),
    rounding: z.enum(roundings).default('half_up'),
    parties: z
      .array(z.strictObject({ party: name, class: z.enum(partyClasses), commitment: decimal.exactOptional() }))
      .min(1)
      .max(200),
    tiers: z.array(tier).min(1).max(20),
    concessions: z
      .array(
        z.strictObject({
          name,
          from: z.enum(partyClasses),
          to: z.enum(partyClasses),
          share: decimal,
          of: z.enum(['gain', 'gain_above_preferred_return']).default('gain_above_preferred_return'),
          conditions: z.array(name).default([]),
        }),
      )
      .max(20)
      .default([]),
    clawback: z
      .strictObject({
        entitlement: z.enum(['share_of_profit', 'whole_fund']).default('share_of_profit'),
        carry: decimal.exactOptional(),
        floor_multiple: decimal.default(one),
        tax: z.enum(['gross', 'net_of_tax', 'cap_at_after_tax_carry']).default('gross'),
        tax_rate: decimal.exactOptional(),
      })
      .refine(({ tax, tax_rate }) => tax === 'gross' || tax_rate !== undefined, {
        path: ['tax_rate'],
        ...finding(waterfallFindings.taxRate()),
      })
      .exactOptional(),
  })
  .transform(({ parties, tiers, clawback, ...terms }): WaterfallTerms => {
    const last = tiers.at(-1)
    const carry = last?.tier === 'split' ? last.gp_share : zero
    return {
      ...terms,
      parties: parties.map(({ commitment, ...party }) =>
        commitment ? { ...party, commitment: minorUnits(commitment, terms.currency) } : party,
      ),
      tiers: tiers.map((given): Tier => {
        const named = { ...given, name: given.name ?? given.tier }
        return named.tier === 'catch_up' ? { ...named, carry: named.carry ?? carry } : named
      }),
      ...(clawback ? { clawback: { ...clawback, carry: clawback.carry ?? carry, tax_rate: clawback.tax_rate ?? zero } } : {}),
    }
  })

/** [day, amount], [day, amount, who or which deal], or an object that says so. */
const flow = <Key extends 'party' | 'deal', Schema extends z.ZodType>(third: Key, schema: Schema) =>
  z.preprocess(
    (value) =>
      Array.isArray(value) ? { date: value[0], amount: value[1], ...(value.length > 2 ? { [third]: value[2] } : {}) } : value,
    schema,
  )

/**
 * What `cofund calc` takes for `"kind": "waterfall"`. Amounts and ratios are numbers or decimal texts, days YYYY-MM-DD; flows are
 * objects or lists, in any order. `as_of` is the day of the last flow unless it is given; later flows are left out and counted.
 *
 *     { "kind": "waterfall",
 *       "terms": {
 *         "parties": [{ "party": "city", "class": "fiscal", "commitment": "40000000.00" },
 *                     { "party": "lp", "class": "social_capital", "commitment": "59000000.00" },
 *                     { "party": "gp", "class": "gp", "commitment": "1000000.00" }],
 *         "tiers": [{ "tier": "return_of_capital" },
 *                   { "tier": "preferred_return", "rate": "0.08", "basis": "compound" },
 *                   { "tier": "catch_up" },
 *                   { "tier": "split", "gp_share": "0.2" }] },
 *       "contributions": [["2021-01-01", "100000000.00"]],
 *       "distributions": [["2024-01-01", "150000000.00"]],
 *       "as_of": "2024-12-31" }
 *
 * The rest of the terms (irr_hurdle tiers, deal-by-deal with loss carry-forward, concessions 让利, clawback) stands in
 * waterfall.terms.ts; `certifications` names the conditions of concessions met, with the day, and `cites` the source of a parameter
 * by its path ("tiers.1.rate").
 */
export const waterfallCaseInput = z.object({
  terms: waterfallTermsInput,
  contributions: z.array(
    flow('party', z.strictObject({ date: day, amount: decimal, party: name.exactOptional(), deal: name.exactOptional() })),
  ),
  distributions: z.array(
    flow('deal', z.strictObject({ date: day, amount: decimal, deal: name.exactOptional(), final: z.boolean().exactOptional() })),
  ),
  certifications: z.array(z.strictObject({ condition: name, date: day })).default([]),
  as_of: day.exactOptional(),
  cites: z.record(z.string(), citationInput).default({}),
})
export type WaterfallCase = z.output<typeof waterfallCaseInput>

/** The flows of a case in minor units of its currency; refuses an amount with too many decimal places. */
export const flowsOfCase = ({ terms, contributions, distributions, certifications }: WaterfallCase): Flows => ({
  contributions: contributions.map(({ amount, ...given }) => ({ ...given, amount: minorUnits(amount, terms.currency) })),
  distributions: distributions.map(({ amount, ...given }) => ({ ...given, amount: minorUnits(amount, terms.currency) })),
  certifications,
})

function minorUnits(amount: Fraction, currency: Currency): bigint {
  const { numerator, denominator } = times(amount, fraction(10n ** BigInt(currencies[currency])))
  if (denominator !== 1n) refuse('waterfall.amount_too_fine', { amount: `${amount.numerator}/${amount.denominator}`, currency })
  return numerator
}
