import { type CalcInput, type CalcKind, calcInputs, isCalcKind, show } from './calc.input.ts'
import { calcFindings } from './calc.words.ts'
import { calcEligibility } from './eligibility/eligibility.calc.ts'
import { calcTextbook } from './funds/textbook.calc.ts'
import { calcWaterfall } from './funds/waterfall.calc.ts'
import { allocateUnits } from './kernel/allocate.ts'
import { dayCounts, yearFraction } from './kernel/day-count.ts'
import { type Fraction, fraction, minus, over, toNumber, zero } from './kernel/fraction.ts'
import { type InputIssue, inputIssues } from './kernel/input-issues.ts'
import { daysBetween } from './kernel/plain-date.ts'
import { type Language, Refusal } from './kernel/refusal.ts'
import { roundFraction } from './kernel/rounding.ts'
import { checkUscc, normaliseUscc } from './kernel/uscc.ts'
import { calcCompensation } from './policies/compensation.calc.ts'
import { sayRefusal } from './refusals.ts'
import { refuse } from './refuse.ts'
import { type DayBasis, actualDays, dayBasis } from './returns/day-basis.ts'
import { type RateAnswer, type Root, internalRate, periodicRate, periods } from './returns/internal-rate.ts'
import { modifiedRate } from './returns/modified-rate.ts'
import { grossTotals, multiplesOf } from './returns/multiples.ts'
import { periodicFutureValue, periodicPresentValue, presentValue, profitabilityIndex } from './returns/net-present-value.ts'
import { type Benchmarked, directAlpha, ksPme, lnPme, modifiedPme, pmePlus } from './returns/public-market-equivalent.ts'
import { wholeAmounts } from './returns/whole-amounts.ts'

/** A JSON value, as `cofund calc` prints it. */
export type CalcAnswer = { readonly [key: string]: unknown }

/** The answer to each kind of case; kinds and their inputs stand in calc.input.ts. */
const answers: { readonly [Kind in CalcKind]: (input: CalcInput<Kind>) => CalcAnswer } = {
  xirr: ({ cashflows, ...years }) => tellRate(internalRate(datedFlows(cashflows), basisOf(years))),
  irr: ({ amounts }) => tellRate(periodicRate(wholeAmounts(amounts).amounts)),
  xnpv: ({ cashflows, rate, ...years }) => {
    const amounts = cashflows.map(([, amount]) => toNumber(amount))
    return { value: tell(presentValue(yearsOf(cashflows, basisOf(years)), amounts, rate)) }
  },
  npv: ({ amounts, rate, first_period }) => ({ value: tell(periodicPresentValue(amounts.map(toNumber), rate, first_period)) }),
  nfv: ({ amounts, rate, nper }) => ({ value: tell(periodicFutureValue(amounts.map(toNumber), rate, nper)) }),
  pi: ({ amounts, rate }) => ({ value: tell(profitabilityIndex(amounts.map(toNumber), rate)) }),
  mirr: ({ amounts, finance_rate, reinvest_rate }) => {
    const answer = modifiedRate(wholeAmounts(amounts).amounts, finance_rate, reinvest_rate)
    return { status: answer.status, rate: answer.rate === null ? null : tellRoot(answer) }
  },
  multiples: tellMultiples,
  ks_pme: (input) => ({ ks_pme: tell(ksPme(benchmarkedOf(input), input.nav)) }),
  ln_pme: (input) => tellWith(lnPme(benchmarkedOf(input))),
  pme_plus: (input) => tellWith(pmePlus(benchmarkedOf(input), input.nav)),
  m_pme: (input) => tellWith(modifiedPme(benchmarkedOf(input), input.nav)),
  direct_alpha: (input) => {
    const answer = directAlpha(benchmarkedOf(input), input.nav)
    return { form: 'discrete', ...tellRate(answer), continuous: answer.rate === null ? null : answer.continuous }
  },
  allocate: ({ rule, amount, weights }) => ({ shares: allocateUnits(amount, weights, rule).map(String) }),
  round: ({ value, mode }) => ({ value: roundFraction(value, mode).toString() }),
  days: ({ from, to }) => dayCounts(from, to),
  yearfrac: ({ from, to, convention, days_per_year }) => ({
    value: toNumber(
      convention === 'act/n' ? over(fraction(BigInt(daysBetween(from, to))), days_per_year ?? fraction(365n)) : yearFraction(from, to, convention),
    ),
  }),
  uscc: ({ code, normalise }) => ({ ...checkUscc(normalise ? normaliseUscc(code) : code) }),
  waterfall: calcWaterfall,
  ...calcTextbook,
  eligibility: calcEligibility,
  compensation: (input) => ({ ...calcCompensation(input) }),
}

/** Answers one case, or an array of them in order; a case that is refused says so in its place. */
export const answerCases = (document: unknown, language: Language, reportBug: (bug: unknown) => void): unknown =>
  Array.isArray(document) ? document.map((item) => answerCase(item, language, reportBug)) : answerCase(document, language, reportBug)

function answerCase(item: unknown, language: Language, reportBug: (bug: unknown) => void): CalcAnswer {
  try {
    return answer(item)
  } catch (reason) {
    if (!(reason instanceof Refusal)) reportBug(reason)
    const refusal = reason instanceof Refusal ? reason : new Refusal('calc.failed', { kind: (item as { kind: string }).kind })
    const refused = { code: refusal.code, message: sayRefusal(refusal, language) }
    // What cannot be split has no shares, in the words of allocation.json, besides being refused.
    return refusal.code.startsWith('allocate.') ? { shares: null, refused } : { refused }
  }
}

function answer(item: unknown): CalcAnswer {
  if (item === null || typeof item !== 'object' || Array.isArray(item) || !('kind' in item)) return refuse('calc.no_case', {})
  const { kind, ...given } = item
  if (!isCalcKind(kind)) return refuse('calc.unknown_kind', { kind: show(kind), known: Object.keys(calcInputs) })
  const ignored = Object.keys(given).filter((key) => !Object.hasOwn(calcInputs[kind].shape, key))
  return { ...answerKind(kind, given), ...(ignored.length > 0 ? { ignored } : {}) }
}

function answerKind<Kind extends CalcKind>(kind: Kind, given: object): CalcAnswer {
  const { data, error } = calcInputs[kind].safeParse(given, { reportInput: true })
  return error ? refuse('input.invalid', { issues: firstOf(inputIssues(error)) }) : answers[kind](data as CalcInput<Kind>)
}

/** The first few findings: a hundred thousand flows can be wrong in as many ways. */
function firstOf(issues: readonly InputIssue[]): readonly InputIssue[] {
  const [told, left] = [issues.slice(0, 5), issues.length - 5]
  return left > 0 ? [...told, { path: '', ...calcFindings.more(left) }] : told
}

/** A number, or null for what is not known or cannot be; refuses what no double holds, which JSON would make a null of. */
function tell(value: Fraction | number | null): number | null {
  const number = value === null || typeof value === 'number' ? value : toNumber(value)
  return number === null || Number.isFinite(number) ? number : refuse('calc.beyond_double', {})
}

function tellRate(answer: RateAnswer): CalcAnswer {
  if (answer.rate === null) return { status: answer.status, rate: null }
  const { status, roots } = answer
  return { status, rate: tellRoot(answer), ...(status === 'multiple' ? { rates: roots.map(tellRoot) } : {}) }
}

/** A rate beyond the doubles, 1.8e308, is told as a decimal text. */
function tellRoot({ rate, continuous }: Root): number | string {
  if (Number.isFinite(rate)) return rate
  const magnitude = continuous / Math.LN10
  const exponent = Math.floor(magnitude)
  // Written as a double of the same digits would be, whose exponent then moves by what they round up to.
  const [digits, carried] = (10 ** (magnitude - exponent)).toExponential(9).split('e')
  return `${digits}e+${exponent + Number(carried)}`
}

const tellWith = ({ rate, ...values }: { readonly rate: RateAnswer; readonly nav?: Fraction; readonly lambda?: Fraction | null }): CalcAnswer => ({
  ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, tell(value)])),
  ...tellRate(rate),
})

function tellMultiples(input: CalcInput<'multiples'>): CalcAnswer {
  const [contributions, distributions] = sidesOf(input)
  const { nav, commitment } = input
  const { amounts } = wholeAmounts([...contributions.map((paid) => minus(zero, paid)), ...distributions, nav ?? zero, commitment ?? zero])
  const multiples = multiplesOf({
    ...grossTotals(amounts.slice(0, -2)),
    nav: nav && amounts.at(-2),
    committed: commitment && amounts.at(-1),
  })
  return Object.fromEntries(Object.entries(multiples).map(([name, value]) => [name, tell(value)]))
}

const datedFlows = (cashflows: CalcInput<'xirr'>['cashflows']) => {
  const { amounts } = wholeAmounts(cashflows.map(([, amount]) => amount))
  return cashflows.map(([on], index) => ({ on, amount: amounts[index] ?? 0n }))
}

function yearsOf(cashflows: CalcInput<'xnpv'>['cashflows'], { ticksOf, ticksPerYear }: DayBasis): readonly number[] {
  const ticks = ticksOf(cashflows.map(([on]) => on))
  const first = ticks.reduce((a, b) => Math.min(a, b), Infinity)
  return ticks.map((tick) => (tick - first) / ticksPerYear)
}

type Years = Pick<CalcInput<'xirr'>, 'day_count' | 'days_per_year'>

const basisOf = ({ day_count, days_per_year }: Years): DayBasis =>
  days_per_year ? actualDays(toNumber(days_per_year)) : dayBasis(day_count === undefined || day_count === 'act/n' ? 'act/365f' : day_count)

type Sides = Pick<CalcInput<'multiples'>, 'amounts' | 'contributions' | 'distributions'>

/** What was paid in and what came back at each point, both from 0. */
function sidesOf({ amounts = [], contributions, distributions }: Sides): readonly [readonly Fraction[], readonly Fraction[]] {
  const paid = amounts.map((amount) => (amount.numerator < 0n ? minus(zero, amount) : zero))
  const received = amounts.map((amount) => (amount.numerator > 0n ? amount : zero))
  const size = (amount: Fraction): Fraction => (amount.numerator < 0n ? minus(zero, amount) : amount)
  return [contributions?.map(size) ?? paid, distributions ?? received]
}

function benchmarkedOf({ dates, index, ...input }: CalcInput<'ln_pme'>): Benchmarked {
  const [contributions, distributions] = sidesOf(input)
  const basis = basisOf(input)
  const ticks = dates ? basis.ticksOf(dates) : periods(index)
  return {
    points: index.map((level, at) => ({
      tick: ticks[at] ?? at,
      contribution: contributions[at] ?? zero,
      distribution: distributions[at] ?? zero,
      index: level,
    })),
    ticksPerUnit: dates ? basis.ticksPerYear : 1,
  }
}
