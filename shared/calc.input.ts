import { z } from 'zod'
import { calcFindings } from './calc.words.ts'
import { eligibilityCaseInput } from './eligibility/eligibility.input.ts'
import { textbookInputs } from './funds/textbook.input.ts'
import { waterfallCaseInput } from './funds/waterfall.input.ts'
import { allocationRules } from './kernel/allocate.ts'
import { yearFractionConventions } from './kernel/day-count.ts'
import { readDecimal } from './kernel/decimal.ts'
import { type Fraction, toNumber } from './kernel/fraction.ts'
import { finding } from './kernel/input-issues.ts'
import { parsePlainDate } from './kernel/plain-date.ts'
import { readRounding, roundings } from './kernel/rounding.ts'
import type { Word } from './kernel/words.ts'
import { compensationCaseInput } from './policies/compensation.calc.ts'

/** More flows than any fund has; a list longer than this is a mistake. */
const mostFlows = 100_000

/** A value as it stands in the file, cut short. */
export const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** A value of any JSON type that `read` understands, or a finding about it. */
const reading = <T>(read: (value: unknown) => T | undefined, otherwise: (found: string) => Word) =>
  z.unknown().transform((value, context): T => {
    const known = read(value)
    if (known !== undefined) return known
    context.addIssue(finding(value === undefined ? calcFindings.missing() : otherwise(show(value))))
    return z.NEVER
  })

const amount = reading(readDecimal, calcFindings.amount)
const wholeAmount = reading((value) => (readDecimal(value)?.denominator === 1n ? readDecimal(value)?.numerator : undefined), calcFindings.wholeAmount)
const positive = reading((value) => keepIf(readDecimal(value), ({ numerator }) => numerator > 0n), calcFindings.positive)
const day = reading((value) => (typeof value === 'string' ? parsePlainDate(value) : undefined), calcFindings.day)
const rate = reading((value) => keepIf(numberOf(value), (number) => number > -1), calcFindings.rate)
const roundingMode = reading(
  (value) => (typeof value === 'string' ? readRounding(value) : undefined),
  (found) => calcFindings.mode(found, roundings.join(' ')),
)
const period = z.number().int().min(-mostFlows).max(mostFlows)

const numberOf = (value: unknown): number | undefined => {
  const exact = readDecimal(value)
  return exact && toNumber(exact)
}
const keepIf = <T>(value: T | undefined, holds: (value: T) => boolean): T | undefined =>
  value !== undefined && holds(value) ? value : undefined

const amounts = z.array(amount).max(mostFlows)
const cashflows = z.array(z.tuple([day, amount])).max(mostFlows)

/** How years are counted: a convention of kernel/day-count.ts, Excel's by default, or `act/n` with `days_per_year`. */
const years = { day_count: z.enum([...yearFractionConventions, 'act/n']).optional(), days_per_year: positive.optional() }

interface Years {
  readonly day_count?: string | undefined
  readonly days_per_year?: Fraction | undefined
}

function checkYears({ day_count, days_per_year }: Years, context: z.RefinementCtx): void {
  const path = ['days_per_year']
  if (day_count === 'act/n' && !days_per_year) context.addIssue({ ...finding(calcFindings.daysPerYearNeeded()), path })
  if (day_count && day_count !== 'act/n' && days_per_year) context.addIssue({ ...finding(calcFindings.daysPerYearIdle(day_count)), path })
}

/** Flows as one signed list, or as two; in two, what one day paid in and gave back stays apart. */
const sides = { amounts: amounts.optional(), contributions: amounts.optional(), distributions: amounts.optional() }
interface Sides {
  readonly amounts?: readonly Fraction[] | undefined
  readonly contributions?: readonly Fraction[] | undefined
  readonly distributions?: readonly Fraction[] | undefined
}

function checkSides({ amounts: signed, contributions, distributions }: Sides, context: z.RefinementCtx): void {
  if (signed ? contributions || distributions : !contributions || !distributions) {
    context.addIssue({ ...finding(calcFindings.flowsOneWay()), path: ['amounts'] })
  }
  const signs = new Set(contributions?.filter(({ numerator }) => numerator !== 0n).map(({ numerator }) => numerator > 0n))
  if (signs.size > 1) context.addIssue({ ...finding(calcFindings.oneSign()), path: ['contributions'] })
  const negative = distributions?.findIndex(({ numerator }) => numerator < 0n) ?? -1
  if (negative >= 0) context.addIssue({ ...finding(calcFindings.notNegative()), path: ['distributions', negative] })
}

/** One index level for each flow; points are periods, or the days in `dates`. */
const benchmarked = { ...sides, index: z.array(positive).min(1).max(mostFlows), dates: z.array(day).optional(), ...years }

interface BenchmarkedInput extends Sides, Years {
  readonly index: readonly Fraction[]
  readonly dates?: readonly string[] | undefined
  readonly nav?: unknown
}

function checkBenchmarked(input: BenchmarkedInput, context: z.RefinementCtx): void {
  checkSides(input, context)
  checkYears(input, context)
  const count = (input.amounts ?? input.contributions)?.length ?? 0
  for (const key of ['distributions', 'index', 'dates', 'nav'] as const) {
    const list = input[key]
    if (Array.isArray(list) && list.length !== count) {
      context.addIssue({ ...finding(calcFindings.sameLength(list.length, count)), path: [key] })
    }
  }
  const late = input.dates?.findIndex((date, at, dates) => at > 0 && date <= (dates[at - 1] ?? date)) ?? -1
  if (late >= 0) context.addIssue({ ...finding(calcFindings.ascending()), path: ['dates', late] })
}

/**
 * What `cofund calc` takes, by `kind`. Amounts and rates are JSON numbers or decimal texts and stay exact; days are
 * YYYY-MM-DD; other keys than these are ignored, and named in the answer.
 *
 *     { "kind": "xirr", "cashflows": [["2020-01-31", "-1000.00"], ["2021-01-31", "1100.00"]], "day_count": "act/365f" }
 *     { "kind": "irr", "amounts": [-100, 220, -121] }
 *     { "kind": "xnpv", "rate": "0.09", "cashflows": [["2008-01-01", -10000], ["2009-04-01", 12750]] }
 *     { "kind": "mirr", "amounts": [-100, 60, 60], "finance_rate": 0.05, "reinvest_rate": 0.08 }
 *     { "kind": "multiples", "contributions": [10, 20], "distributions": [15, 0], "nav": 25, "commitment": 40 }
 *     { "kind": "ks_pme", "amounts": [-25, 15, 0], "index": [100, 115, 130], "nav": 20 }
 *     { "kind": "m_pme", "amounts": [-25, 15, 0], "index": [100, 115, 130], "nav": [25, 14, 20] }
 *     { "kind": "allocate", "rule": "largest_ratio", "amount": "1003", "weights": ["50", "50"] }
 *     { "kind": "round", "value": "-2.5", "mode": "HALF_EVEN" }
 *     { "kind": "days", "from": "2007-01-15", "to": "2007-01-31" }
 *     { "kind": "yearfrac", "from": "2007-12-28", "to": "2008-02-29", "convention": "act/act-isda" }
 *     { "kind": "uscc", "code": "91 350100 M000100Y43", "normalise": true }
 *     { "kind": "compensation", "scheme": "CQ", "case": { "unpaid_principal": "1000000.00" } }
 *
 * `waterfall` and `eligibility` have their examples beside their schemas (funds/waterfall.input.ts, eligibility/eligibility.input.ts),
 * and so have the waterfalls of textbooks: deal, irr_tiers, carry_lcf, clawback_tax, ledger, capital_account, recycling, fees
 * (funds/textbook.input.ts).
 */
export const calcInputs = {
  xirr: z.object({ cashflows, ...years }).superRefine(checkYears),
  irr: z.object({ amounts }),
  xnpv: z.object({ rate, cashflows, ...years }).superRefine(checkYears),
  npv: z.object({ rate, amounts, first_period: period.default(0) }),
  nfv: z.object({ rate, amounts, nper: period }),
  pi: z.object({ rate, amounts }),
  mirr: z.object({ amounts, finance_rate: rate, reinvest_rate: rate }),
  multiples: z.object({ ...sides, nav: amount.optional(), commitment: positive.optional() }).superRefine(checkSides),
  ks_pme: z.object({ ...benchmarked, nav: amount }).superRefine(checkBenchmarked),
  ln_pme: z.object(benchmarked).superRefine(checkBenchmarked),
  pme_plus: z.object({ ...benchmarked, nav: amount }).superRefine(checkBenchmarked),
  m_pme: z.object({ ...benchmarked, nav: amounts }).superRefine(checkBenchmarked),
  direct_alpha: z.object({ ...benchmarked, nav: amount }).superRefine(checkBenchmarked),
  allocate: z.object({
    rule: z.enum(allocationRules).default('largest_remainder'),
    amount: wholeAmount,
    weights: z.array(z.union([z.string(), z.number()]).transform((weight) => readDecimal(weight) ?? String(weight))).max(10_000),
  }),
  round: z.object({ value: amount, mode: roundingMode }),
  days: z.object({ from: day, to: day }),
  yearfrac: z
    .object({ from: day, to: day, convention: years.day_count.unwrap(), days_per_year: years.days_per_year })
    .superRefine(({ convention, days_per_year }, context) => checkYears({ day_count: convention, days_per_year }, context)),
  uscc: z.object({ code: z.string(), normalise: z.boolean().default(false) }),
  waterfall: waterfallCaseInput,
  ...textbookInputs,
  eligibility: eligibilityCaseInput,
  compensation: compensationCaseInput,
}

export type CalcKind = keyof typeof calcInputs
export type CalcInput<Kind extends CalcKind> = z.output<(typeof calcInputs)[Kind]>

export const isCalcKind = (kind: unknown): kind is CalcKind => typeof kind === 'string' && Object.hasOwn(calcInputs, kind)
