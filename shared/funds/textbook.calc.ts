import { type Fraction, fraction, minus, one, over, times, toNumber, zero } from '../kernel/fraction.ts'
import { type PlainDate, addDays, daysBetween, plainDate } from '../kernel/plain-date.ts'
import { roundFraction } from '../kernel/rounding.ts'
import { refuse } from '../refuse.ts'
import { periodicRate } from '../returns/internal-rate.ts'
import { capitalAccount } from './capital-account.ts'
import { managementFees } from './management-fee.ts'
import { recycle } from './recycling.ts'
import type { TextbookCase, TextbookKind } from './textbook.input.ts'
import { clawbackOf } from './waterfall-clawback.ts'
import { stepsOf } from './waterfall-steps.ts'
import { type WaterfallStatement, waterfall } from './waterfall.ts'
import type { Contribution, Distribution } from './waterfall.flows.ts'
import type { ClawbackTerms, Tier, WaterfallTerms } from './waterfall.terms.ts'

type Answer = Readonly<Record<string, unknown>>

/** The answers to textbook cases, as plain numbers in the unit of the case. */
export const calcTextbook: { readonly [Kind in TextbookKind]: (input: TextbookCase<Kind>) => Answer } = {
  deal: calcDeal,
  irr_tiers: calcHurdles,
  carry_lcf: calcLossCarryForward,
  clawback_tax: calcClawbackTax,
  ledger: calcLedger,
  capital_account: calcCapitalAccount,
  recycling: calcRecycling,
  fees: calcFees,
}

/**
 * A unit of account finer than the case's own by so many decimal places. A waterfall is as happy in hundred-millionths as in fen,
 * and what a textbook leaves unrounded then shows no rounding.
 */
interface Scale {
  readonly read: (amount: Fraction) => bigint
  readonly tell: (units: bigint) => number
}
const scaleOf = (places: number): Scale => ({
  read: (amount) => roundFraction(times(amount, fraction(10n ** BigInt(places))), 'half_up'),
  tell: (units) => toNumber(fraction(units, 10n ** BigInt(places))),
})
const unrounded = scaleOf(8)

/** "0.01 half away from zero per output" → 2 places; "none" → so many that nobody sees them. */
const scaleNamed = (rounding: string): Scale => {
  const places = /^(?:1|0\.(0*1))\b/.exec(rounding)
  return places ? scaleOf(places[1]?.length ?? 0) : unrounded
}

// Years of 360 days, counted act/360: a year is exactly one, and a quarter a quarter.
const start = plainDate('2000-01-01')
const yearsIn = (years: number): PlainDate => addDays(start, years * 360)
const quartersIn = (quarters: number): PlainDate => addDays(start, quarters * 90)
const quarterOf = (date: PlainDate): number => daysBetween(start, date) / 90
const periodsIn = (periods: Fraction): PlainDate =>
  addDays(start, Number(roundFraction(times(periods, fraction(360n)), 'half_even')))

const termsOf = (tiers: readonly Tier[], more: Partial<WaterfallTerms> = {}): WaterfallTerms => ({
  currency: 'CNY',
  scope: 'whole_fund',
  loss_carry_forward: true,
  day_count: 'act/360',
  rounding: 'half_up',
  parties: [
    { party: 'lp', class: 'lp' },
    { party: 'gp', class: 'gp' },
  ],
  tiers,
  concessions: [],
  ...more,
})

const capitalFirst: Tier = { name: 'return_of_capital', tier: 'return_of_capital' }
const carryLast = (share: Fraction): Tier => ({ name: 'carry', tier: 'split', gp_share: share })

const run = (
  terms: WaterfallTerms,
  contributions: readonly Contribution[],
  distributions: readonly Distribution[],
): WaterfallStatement =>
  waterfall(terms, { contributions, distributions, certifications: [] }, lastDay([...contributions, ...distributions]) ?? start)

const lpOf = ({ distributed, carry }: WaterfallStatement): bigint => distributed - carry

function calcDeal(deal: TextbookCase<'deal'>): Answer {
  const { read, tell } = scaleNamed(deal.rounding)
  const preferred: Tier = { name: 'preferred_return', tier: 'preferred_return', rate: deal.pref_rate, basis: deal.compounding }
  const catchUp: Tier = {
    name: 'gp_catch_up',
    tier: 'catch_up',
    gp_share: deal.catch_up,
    method: deal.catch_up_method,
    carry: deal.carry,
  }
  const terms = termsOf([
    capitalFirst,
    ...(deal.pref_rate.numerator === 0n ? [] : [preferred, ...(deal.catch_up.numerator === 0n ? [] : [catchUp])]),
    carryLast(deal.carry),
  ])
  const exit = { date: periodsIn(deal.pref_periods), amount: read(deal.proceeds) }
  const statement = run(terms, [{ date: start, amount: read(deal.cost), party: 'lp' }], [exit])
  const paid = statement.distributions.flatMap(({ tiers }) => tiers)
  return {
    lp: tell(lpOf(statement)),
    gp: tell(statement.carry),
    total: tell(statement.distributed),
    tiers: Object.fromEntries(paid.map(({ tier, amount, gp }) => [tier, [tell(amount - gp), tell(gp)]])),
  }
}

function calcHurdles({ flows, tiers }: TextbookCase<'irr_tiers'>): Answer {
  const { read, tell } = unrounded
  const terms = termsOf(
    tiers.map(({ hurdle, lp }, index): Tier => {
      const [name, gp_share] = [`tier ${index + 1}`, minus(one, lp)]
      return hurdle ? { name, tier: 'irr_hurdle', rate: hurdle, gp_share } : { name, tier: 'split', gp_share }
    }),
  )
  const dated = flows.map(([year, amount]) => ({ year, date: yearsIn(year), amount: read(amount) }))
  const statement = run(
    terms,
    dated.filter(({ amount }) => amount < 0n).map(({ date, amount }) => ({ date, amount: -amount, party: 'lp' })),
    dated.filter(({ amount }) => amount > 0n).map(({ date, amount }) => ({ date, amount })),
  )
  const last = terms.tiers.map(({ name }) => statement.distributions.at(-1)?.tiers.find(({ tier }) => tier === name))
  return {
    segments_total: last.map((payment) => tell(payment?.amount ?? 0n)),
    segments_lp: last.map((payment) => tell((payment?.amount ?? 0n) - (payment?.gp ?? 0n))),
    gp_total: tell(statement.carry),
    lp_total: tell(lpOf(statement)),
    lp_irr: periodicRate(investorFlows(dated, statement)).rate,
  }
}

/** What the investors paid and received in each year, for their rate of return. */
function investorFlows(
  flows: readonly { readonly year: number; readonly date: PlainDate; readonly amount: bigint }[],
  { distributions }: WaterfallStatement,
): readonly bigint[] {
  const years = Array.from({ length: Math.max(0, ...flows.map(({ year }) => year)) + 1 }, (_, year) => yearsIn(year))
  return years.map((date) => {
    const paid = flows.filter((flow) => flow.date === date && flow.amount < 0n).map(({ amount }) => amount)
    const received = distributions
      .filter((distribution) => distribution.date === date)
      .flatMap(({ tiers }) => tiers.map(({ amount, gp }) => amount - gp))
    return total([...paid, ...received])
  })
}

/** Deals as [cost, proceeds], realised one after the other, a year apart. */
function calcLossCarryForward({ deals, carry }: TextbookCase<'carry_lcf'>): Answer {
  const { read, tell } = unrounded
  const terms = termsOf([capitalFirst, carryLast(carry)], { scope: 'deal_by_deal' })
  const statement = run(
    terms,
    deals.map(([cost], index) => ({ date: start, amount: read(cost), party: 'lp', deal: `deal ${index + 1}` })),
    deals.map(([, proceeds], index) => ({
      date: yearsIn(index + 1),
      amount: read(proceeds),
      deal: `deal ${index + 1}`,
      final: true,
    })),
  )
  return {
    carry_by_deal: statement.distributions.map(({ tiers }) => tell(total(tiers.map(({ gp }) => gp)))),
    gp_net: tell(statement.carry),
  }
}

function calcClawbackTax({ carry_paid, gross_clawback, tax_rate, method }: TextbookCase<'clawback_tax'>): Answer {
  const { read, tell } = unrounded
  const clawback: ClawbackTerms = { entitlement: 'whole_fund', carry: zero, floor_multiple: one, tax: method, tax_rate }
  const terms = termsOf([capitalFirst, carryLast(zero)])
  const totals = { paidIn: 0n, distributed: 0n, carry: read(carry_paid) }
  const earned = (): bigint => read(minus(carry_paid, gross_clawback))
  return { returned: tell(clawbackOf(clawback, totals, earned, terms.rounding, stepsOf(terms, {})).returned) }
}

function calcLedger({ config, contributions, exits }: TextbookCase<'ledger'>): Answer {
  const { read, tell } = unrounded
  const { carryPct: carry, clawbackEnabled, clawbackLpHurdleMultiple: floor_multiple = one } = config
  const clawback: ClawbackTerms = { entitlement: 'share_of_profit', carry, floor_multiple, tax: 'gross', tax_rate: zero }
  const terms = termsOf([capitalFirst, carryLast(carry)], clawbackEnabled ? { clawback } : {})
  const statement = run(
    terms,
    contributions.map(([quarter, amount]) => ({ date: quartersIn(quarter), amount: read(amount), party: 'lp' })),
    exits.map(([quarter, amount]) => ({ date: quartersIn(quarter), amount: read(amount) })),
  )
  const returned = statement.clawback?.returned ?? 0n
  const investors = lpOf(statement) + returned
  const multiple = statement.paidIn === 0n ? null : toNumber(fraction(investors, statement.paidIn))
  return {
    paid_in: tell(statement.paidIn),
    lp_distributed: tell(investors),
    carry: tell(statement.carry),
    carry_net: tell(statement.carry - returned),
    clawback: tell(returned),
    dpi: multiple,
    tvpi: multiple,
    rows: statement.distributions.map(({ date, tiers }) => [
      quarterOf(date),
      tell(total(tiers.filter(({ tier }) => tier === capitalFirst.name).map(({ amount }) => amount))),
      tell(total(tiers.map(({ gp }) => gp))),
    ]),
  }
}

function calcCapitalAccount({ carry, contributions, exits }: TextbookCase<'capital_account'>): Answer {
  const { read, tell } = unrounded
  const terms = termsOf([capitalFirst, carryLast(carry)])
  const calls = contributions.map(([quarter, amount]) => ({ date: quartersIn(quarter), amount: read(amount), party: 'lp' }))
  const statement = run(
    terms,
    calls,
    exits.map(([quarter, amount]) => ({ date: quartersIn(quarter), amount: read(amount) })),
  )
  const rows = capitalAccount(terms, statement, calls)
  return {
    rows: rows.map(({ date, opening, contributed, proceeds, returnOfCapital, profit, carry: paid, closing }) => [
      quarterOf(date),
      ...[opening, contributed, proceeds, returnOfCapital, profit, paid, closing].map(tell),
    ]),
    paid_in: tell(statement.paidIn),
    gross: tell(statement.distributed),
    roc: tell(total(rows.map(({ returnOfCapital }) => returnOfCapital))),
    lp_residual: tell(total(rows.map(({ profit }) => profit))),
    carry: tell(statement.carry),
    ending_unreturned: tell(rows.at(-1)?.closing ?? 0n),
    lp_total: tell(lpOf(statement)),
  }
}

/** Exits as [year, gross proceeds, ownership in per cent]. */
function calcRecycling({ fund, cap_pct, period_years, rate_pct = fraction(100n), exits }: TextbookCase<'recycling'>): Answer {
  const { read, tell } = unrounded
  const recycled = recycle(
    { committed: read(fund), cap: hundredth(cap_pct), years: period_years, share: hundredth(rate_pct), rounding: 'half_up' },
    exits.map(([year, gross, owned]) => ({ year, proceeds: read(times(gross, hundredth(owned))) })),
  )
  const after = recycled.exits.filter(({ withinPeriod }) => !withinPeriod)
  return {
    cap: tell(recycled.capacity),
    annual_capacity: toNumber(over(recycled.yearlyCapacity, fraction(read(one)))),
    recycled: tell(total(recycled.exits.map((exit) => exit.recycled))),
    to_lps: tell(total(recycled.exits.map((exit) => exit.distributed))),
    remaining: tell(recycled.remaining),
    cap_reached: recycled.remaining === 0n,
    by_exit: recycled.exits.map((exit) => [exit.proceeds, exit.recycled, exit.distributed].map(tell)),
    n_within: recycled.exits.length - after.length,
    n_after: after.length,
    ineligible_to_lps: tell(total(after.map((exit) => exit.distributed))),
  }
}

function calcFees({ basis, rate_pct, term, commitment, step_down, called, fmv }: TextbookCase<'fees'>): Answer {
  const { read, tell } = unrounded
  const yearly = basis === 'committed' ? Array.from({ length: term }, () => commitment) : basis === 'fmv' ? fmv : called
  const bases = (yearly ?? [])
    .slice(0, term)
    .map((base, index) => ({ base: read(base ?? refuse('fee.base_missing', { basis, year: index + 1 })) }))
  if (bases.length < term) refuse('fee.base_missing', { basis, year: bases.length + 1 })
  const rates = [
    { from_year: 1, rate: hundredth(rate_pct) },
    ...(step_down ? [{ from_year: step_down.after_year + 1, rate: hundredth(step_down.new_rate_pct) }] : []),
  ]
  const named = { committed: 'committed', called: 'paid_in', invested: 'invested', fmv: 'net_asset_value' } as const
  const fees = managementFees({ currency: 'CNY', basis: named[basis], rates, rounding: 'half_up' }, bases)
  const sum = total(fees.map(({ net }) => net))
  return { total: tell(sum), yearly: fees.map(({ net }) => tell(net)), average: tell(sum) / term }
}

const lastDay = (flows: readonly { readonly date: PlainDate }[]): PlainDate | undefined =>
  flows
    .map(({ date }) => date)
    .reduce<PlainDate | undefined>((latest, date) => (latest === undefined || date > latest ? date : latest), undefined)
const hundredth = (percent: Fraction): Fraction => over(percent, fraction(100n))
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)
