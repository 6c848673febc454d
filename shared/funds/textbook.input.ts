import { z } from 'zod'
import { decimalInput as decimal } from '../kernel/decimal.input.ts'
import { compare, fraction, zero } from '../kernel/fraction.ts'
import { finding } from '../kernel/input-issues.ts'
import { textbookFindings } from './textbook.words.ts'

const optional = decimal.nullish().transform((value) => value ?? undefined)
const periods = decimal.refine(
  (value) => compare(value, zero) >= 0 && compare(value, fraction(100n)) <= 0,
  finding(textbookFindings.periods()),
)
const period = z.int().min(0).max(1000)
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(10_000)

/**
 * Waterfalls as textbooks and spreadsheets put them: one deal, years or quarters instead of days, amounts in any unit. They are
 * turned into terms and flows (textbook.calc.ts), so that what is checked is the engine that moves money.
 *
 *     { "kind": "deal", "cost": "1000000", "proceeds": "1500000", "pref_rate": "0.08", "pref_periods": 1, "compounding": "simple",
 *       "catch_up": "1", "carry": "0.2", "catch_up_method": "standard", "rounding": "none" }
 *     { "kind": "irr_tiers", "flows": [[0, -10000000], [5, 20000000]], "tiers": [{ "hurdle": 0.08, "lp": 1 }, { "hurdle": null, "lp": 0.8 }] }
 *     { "kind": "carry_lcf", "deals": [[20, 25], [45, 35], [50, 65]], "carry": 0.2 }
 *     { "kind": "clawback_tax", "carry_paid": 30, "gross_clawback": 12, "tax_rate": 0.25, "method": "net_of_tax" }
 *     { "kind": "ledger", "config": { "carryPct": 0.2 }, "contributions": [[1, 1000000]], "exits": [[4, 1100000]] }
 *     { "kind": "capital_account", "carry": 0.2, "contributions": [[1, 100], [3, 100]], "exits": [[2, 200], [4, 100]] }
 *     { "kind": "recycling", "fund": 100, "cap_pct": 15, "period_years": 5, "rate_pct": 75, "exits": [[3, 50, 20]] }
 *     { "kind": "fees", "basis": "committed", "rate_pct": 2.5, "term": 10, "commitment": 100,
 *       "step_down": { "after_year": 5, "new_rate_pct": 1 } }
 */
export const textbookInputs = {
  deal: z.object({
    cost: decimal,
    proceeds: decimal,
    pref_rate: decimal,
    pref_periods: periods,
    compounding: z.enum(['simple', 'compound']).default('simple'),
    catch_up: decimal,
    carry: decimal,
    catch_up_method: z.enum(['standard', 'pref_only']).default('standard'),
    rounding: z.string().default('none'),
  }),
  irr_tiers: z.object({
    flows: list(z.tuple([period, decimal])),
    tiers: z
      .array(z.object({ hurdle: decimal.nullable(), lp: decimal }))
      .min(1)
      .max(20),
  }),
  carry_lcf: z.object({ deals: z.array(z.tuple([decimal, decimal])).max(500), carry: decimal }),
  clawback_tax: z.object({
    carry_paid: decimal,
    gross_clawback: decimal,
    tax_rate: decimal,
    method: z.enum(['gross', 'net_of_tax', 'cap_at_after_tax_carry']),
  }),
  ledger: z.object({
    config: z.object({
      carryPct: decimal,
      clawbackEnabled: z.boolean().default(false),
      clawbackLpHurdleMultiple: optional,
      recyclingEnabled: z.literal(false).optional(),
    }),
    contributions: list(z.tuple([period, decimal])),
    exits: list(z.tuple([period, decimal])),
  }),
  capital_account: z.object({
    carry: decimal,
    contributions: list(z.tuple([period, decimal])),
    exits: list(z.tuple([period, decimal])),
  }),
  recycling: z.object({
    fund: decimal,
    cap_pct: decimal,
    period_years: z.int().min(1).max(100),
    rate_pct: optional,
    exits: list(z.tuple([period, decimal, decimal])).default([]),
  }),
  fees: z.object({
    basis: z.enum(['committed', 'called', 'invested', 'fmv']),
    rate_pct: decimal,
    term: z.int().min(1).max(100),
    commitment: optional,
    step_down: z
      .union([
        z.tuple([z.int(), decimal]).transform(([after_year, new_rate_pct]) => ({ after_year, new_rate_pct })),
        z.object({ after_year: z.int(), new_rate_pct: decimal }),
      ])
      .nullish()
      .transform((step) => step ?? undefined),
    called: list(decimal)
      .nullish()
      .transform((years) => years ?? undefined),
    fmv: list(decimal)
      .nullish()
      .transform((years) => years ?? undefined),
  }),
}

export type TextbookKind = keyof typeof textbookInputs
export type TextbookCase<Kind extends TextbookKind> = z.output<(typeof textbookInputs)[Kind]>
