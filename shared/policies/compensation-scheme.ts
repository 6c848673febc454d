import type { YearFractionConvention } from '../kernel/day-count.ts'
import { type Fraction, compare, greatest, least, one, plus, sumOf, zero } from '../kernel/fraction.ts'
import { type Currency, money, toDecimal } from '../kernel/money.ts'
import { formatPercent } from '../kernel/rate.ts'
import type { Rounding } from '../kernel/rounding.ts'
import { refuse } from '../refuse.ts'

/**
 * How a loss is shared, as a document: a loss goes in, what each bearer bears comes out (loss-sharing.ts). What is absent
 * is no rule of this scheme; what is known to be a rule but has not been read is null in the document, and no scheme yet.
 *
 * The order in which its parts act: `first_loss` → what other levels have paid → the fixed shares of `bearers` →
 * `compensation` (rate, add-ons, percentage cap, caps, cross-level cap), split among those who fund it → what is left.
 */
export interface CompensationScheme {
  readonly family: Family
  readonly currency: Currency
  /** The fact that is shared. */
  readonly base: LossFact
  /** Revolving and capitalised loans lose more than was lent; then nobody but the remainder's bearer bears the excess. */
  readonly base_limit?: 'loan_amount'
  /** Whether interest is shared with the principal; where not, the bank bears it. */
  readonly interest_included: boolean
  readonly first_loss?: readonly FirstLoss[]
  readonly bearers?: readonly FixedShare[]
  readonly compensation?: Compensation
  /** Who bears what nobody else does, the odd minor unit included. */
  readonly remainder: Bearer
  readonly caps?: readonly Cap[]
  /** All levels of government together bear at most this part of the base. */
  readonly cross_level_cap?: Fraction
  readonly limits?: readonly Limit[]
  readonly breakers?: readonly Breaker[]
  /** Codes of schemes and kinds of cover that may not stand beside this one on a loan. */
  readonly exclusive_with?: readonly string[]
  /** What a claim must show before it may be made. */
  readonly claim?: ClaimTerms
  readonly advance?: Advance
  readonly recovery?: RecoveryTerms
}

/** A loan's own loss; a bank's portfolio over a year, whose bad-loan ratio decides; an investment's loss. */
export const families = ['loan', 'bank_year', 'investment'] as const
export type Family = (typeof families)[number]

/** Who bears a part of a loss: the tiers of government, those who guarantee or insure, the firm by its deposit, the lender. */
export const bearers = [
  'nation',
  'province',
  'city',
  'district',
  'park',
  'guarantor',
  'reguarantor',
  'insurer',
  'firm',
  'investor',
  'bank',
] as const
export type Bearer = (typeof bearers)[number]

/**
 * Two that stand in answers only: `public_joint` while the split between the governments that pay together has not
 * been read, and `other_levels` for what pools of another level have paid on the same loss.
 */
export type ShareBearer = Bearer | 'public_joint' | 'other_levels'

export const lossFacts = ['principal_loss', 'unpaid_principal', 'net_loss', 'investment_loss'] as const
export type LossFact = (typeof lossFacts)[number]

/** Amounts that a case may state, in minor units of the scheme's currency. None is ever assumed. */
export const amountFacts = [
  ...lossFacts,
  'interest',
  'loan_amount',
  'revenue',
  'deposit',
  'npl_balance',
  'loan_balance',
  'previous_year_balance',
  'guaranteed_amount',
  'guaranteed_volume',
  'guarantee_fees',
  'year_loss',
  'year_entered_principal',
  'year_guarantee_payments',
  'year_guaranteed_principal',
  'period_payouts',
  'period_enrolled_principal',
  'other_levels',
] as const
export type AmountFact = (typeof amountFacts)[number]

/** A yes-or-no fact, named by the document that asks for it: "key_list", "first_loan" … */
export type Flag = string

/** All that it names must hold. */
export interface Condition {
  readonly any?: readonly Flag[]
  readonly all?: readonly Flag[]
  readonly product?: readonly string[]
  /** Revenue of the year before. */
  readonly revenue_below?: bigint
  readonly revenue_up_to?: bigint
}

/**
 * Drawn in the order of the list before anything is shared: each up to an amount, to what the case says is there, or to a
 * rate of such a fact (a reserve that a pool adds to what the firm paid in).
 */
export interface FirstLoss {
  readonly bearer: Bearer
  readonly amount?: bigint
  readonly fact?: AmountFact
  readonly rate?: Fraction
  readonly of?: AmountFact
  readonly when?: Condition
}

/** A bearer's own part of the base, beside the compensation. */
export interface FixedShare {
  readonly bearer: Bearer
  readonly rate: Fraction
}

/** What the pool bears: the first class that fits, else the tiers, the bands, the agreed or the one rate; raised, capped, then split. */
export interface Compensation {
  readonly rate?: Fraction
  readonly classes?: readonly { readonly when: Condition; readonly rate: Fraction }[]
  readonly tiers?: Tiers
  readonly bands?: Bands
  /** A rate agreed loan by loan: one fact over another, such as the amount guaranteed over the amount lent. */
  readonly agreed?: { readonly of: AmountFact; readonly over: AmountFact }
  readonly addons?: readonly { readonly when: Condition; readonly points: Fraction }[]
  readonly rate_cap?: Fraction
  /** Null while it is known that several pay together, and not in what proportion. */
  readonly split: readonly { readonly bearer: Bearer; readonly share: Fraction }[] | null
  readonly rounding: Rounding
}

/** `whole`: the step that the amount falls in gives the rate; `marginal`: each step gives the rate of the slice within it. */
export interface Tiers {
  readonly by: AmountFact
  readonly mode: 'whole' | 'marginal'
  readonly steps: readonly Step<bigint>[]
}

/**
 * By the bad-loan ratio of the year's end. `excess`: only the part of the ratio within a band counts, the loss being spread
 * evenly over the bad loans; `cliff`: once the ratio is within a band, the whole loss counts.
 */
export interface Bands {
  readonly mode: 'excess' | 'cliff'
  readonly steps: readonly Step<Fraction>[]
  /** A lower floor for some (key industries); the first that fits replaces the first band's. */
  readonly floors?: readonly { readonly when: Condition; readonly above: Fraction }[]
}

/** Above one bound, up to and including the other; open where there is no other. */
export interface Step<Bound> {
  readonly above: Bound
  readonly up_to?: Bound
  readonly rate: Fraction
}

/** What a cap counts over; all but a loan's own need to know how much of the cap has been used. */
export const capScopes = ['loan', 'firm', 'bank_year', 'pool_year', 'pool_period'] as const
export type CapScope = (typeof capScopes)[number]

/** A cap that also counts the guarantor's payments is used up by those as well, so its use is another figure. */
export const usedScopes = [
  'firm',
  'bank_year',
  'pool_year',
  'pool_period',
  'firm_joint',
  'bank_year_joint',
  'pool_year_joint',
  'pool_period_joint',
] as const satisfies readonly UsedScope[]
export type UsedScope = Exclude<CapScope, 'loan'> | `${Exclude<CapScope, 'loan'>}_joint`

/** A cap is an amount, or a rate of a fact; `joint_with` counts those bearers' parts beside the compensation. */
export interface Cap {
  readonly scope: CapScope
  readonly amount?: bigint
  readonly rate?: Fraction
  readonly of?: AmountFact
  readonly when?: Condition
  readonly joint_with?: readonly Bearer[]
}

export interface Limit {
  readonly when?: Condition
  readonly loan_amount_max?: bigint
  readonly tenor_months_max?: number
  /** What was paid in, as a part of the loan. */
  readonly deposit_rate_min?: Fraction
  readonly deposit_rate_max?: Fraction
}

/** Trips when the ratio of two facts is above a level. */
export interface Breaker {
  readonly of: AmountFact
  readonly over: AmountFact
  readonly above: Fraction
  readonly action: BreakerAction
}
export const breakerActions = ['defer', 'suspend', 'terminate'] as const
export type BreakerAction = (typeof breakerActions)[number]

/** Parts that decide when a loss is compensated and what comes back, not how much each bears. */
export const partsBesideSharing = ['breakers', 'claim', 'advance', 'recovery'] as const
export type UnreadPart = (typeof partsBesideSharing)[number]

export interface ClaimTerms {
  readonly overdue_days_above?: number
  readonly overdue_months_min?: number
  readonly recovery_days_min?: number
  readonly litigation_accepted?: boolean
  readonly diligent_recovery?: boolean
  /** 申请期限: so many days after everything above came to hold; a claim after that is too late. */
  readonly within_days?: number
}

/** Paid before the loss is final, as a part of what is expected, and trued up afterwards. */
export interface Advance {
  readonly rate: Fraction
}

export const recoveryRules = ['recompute_on_net_loss', 'pro_rata_borne', 'flat_rate', 'fiscal_first', 'bank_first'] as const
export type RecoveryRule = (typeof recoveryRules)[number]

/** Whose are the costs of recovering: off the money before any of it is applied, or the lender's own. */
export const costRules = ['costs_first', 'lender_bears'] as const
export type CostRule = (typeof costRules)[number]

/** What money from the borrower is applied to. Costs come first or not at all; the rest in the order laid down. */
export const recoveryParts = ['costs', 'principal', 'interest', 'penalty'] as const
export type RecoveryPart = (typeof recoveryParts)[number]

/**
 * What comes back, to whom, and by when. Where no cost rule is laid down, costs are the lender's; where no order is,
 * principal comes back before interest and that before penalties, which is what the base of every scheme here suggests.
 */
export interface RecoveryTerms {
  readonly rule: RecoveryRule
  /** The compensated part of each recovery, for `flat_rate`. */
  readonly rate?: Fraction
  readonly cost_rule?: CostRule
  readonly application_order?: readonly RecoveryPart[]
  /** After the bank received the money. */
  readonly remit_within_working_days?: number
  readonly clawback?: ClawbackTerms
}

/** 补偿追回: what is to be returned with the compensation, by the year and from the day it was paid. */
export interface ClawbackTerms {
  readonly interest_rate?: Fraction
  readonly day_count?: YearFractionConvention
}

/**
 * Refuses a scheme that cannot be what its rule says, naming the fault and its place: rates beyond the whole, tiers that
 * leave a gap or overlap, caps below zero, shares that are not the whole. Shape, numbers and names the decoder has read.
 */
export function checkScheme(scheme: CompensationScheme): CompensationScheme {
  const { compensation, bearers: fixed = [], first_loss: firstLoss = [], caps = [] } = scheme
  if (!compensation && fixed.length === 0 && firstLoss.length === 0) refuse('scheme.shares_nothing', {})
  for (const { place, rate } of ratesOf(scheme)) checkRate(rate, place)
  for (const { place, rate } of multiplesOf(scheme)) checkNotNegative(rate, place)
  for (const { place, amount } of amountsOf(scheme)) {
    if (amount !== undefined && amount < 0n)
      refuse('scheme.amount_negative', { place, amount: amountText(amount, scheme.currency) })
  }
  for (const [index, { amount, fact, rate, of }] of firstLoss.entries()) {
    if (!isOneOf(amount !== undefined, fact !== undefined, rate !== undefined) || (rate === undefined) !== (of === undefined)) {
      refuse('scheme.amount_unclear', { place: `first_loss.${index}` })
    }
  }
  for (const [index, { amount, rate, of }] of caps.entries()) {
    if (!isOneOf(amount !== undefined, rate !== undefined) || (rate === undefined) !== (of === undefined)) {
      refuse('scheme.amount_unclear', { place: `caps.${index}` })
    }
  }
  if (compensation) checkCompensation(compensation, scheme.currency)
  if (scheme.recovery) checkRecovery(scheme.recovery)
  checkTogether(scheme)
  checkNamedOnce(scheme)
  return scheme
}

function checkCompensation({ rate, classes, tiers, bands, agreed, split }: Compensation, currency: Currency): void {
  const ways = [rate, tiers, bands, agreed].filter((way) => way !== undefined).length
  if (ways > 1 || (ways === 0 && !classes)) refuse('scheme.one_rate', { place: 'compensation', found: ways })
  if (tiers) {
    const place = 'compensation.tiers.steps'
    const say = (bound: bigint): string => amountText(bound, currency)
    const lowest = tiers.steps[0]?.above ?? 0n
    if (lowest > 0n) refuse('scheme.tiers_gap', { place: `${place}.0`, from: say(0n), to: say(lowest) })
    checkSteps(tiers.steps, place, (a, b) => (a < b ? -1 : a > b ? 1 : 0), say)
  }
  // Bands may begin above nothing: below the first floor, and above the last ceiling, the bank bears everything.
  if (bands) checkSteps(bands.steps, 'compensation.bands.steps', compare, percentText)
  if (split) {
    const whole = sumOf(split.map(({ share }) => share))
    if (compare(whole, one) !== 0) refuse('scheme.split_not_whole', { place: 'compensation.split', sum: percentText(whole) })
  }
}

function checkRecovery({ cost_rule: costs, application_order: order }: RecoveryTerms): void {
  if (!order) return
  const place = 'recovery.application_order'
  const asked = recoveryParts.filter((part) => part !== 'costs' || order.includes('costs'))
  if (order.length !== asked.length || !asked.every((part) => order.includes(part))) refuse('scheme.order_incomplete', { place })
  if (order.indexOf('costs') > 0 || (order[0] === 'costs' && costs === 'lender_bears')) refuse('scheme.order_of_costs', { place })
}

function checkSteps<Bound>(
  steps: readonly Step<Bound>[],
  place: string,
  order: (a: Bound, b: Bound) => number,
  say: (bound: Bound) => string,
): void {
  for (const [index, { above, up_to }] of steps.entries()) {
    const here = `${place}.${index}`
    const before = steps[index - 1]
    if (before) {
      if (before.up_to === undefined || order(above, before.up_to) < 0)
        refuse('scheme.tiers_overlap', { place: here, bound: say(above) })
      if (order(above, before.up_to) > 0) refuse('scheme.tiers_gap', { place: here, from: say(before.up_to), to: say(above) })
    }
    if (up_to !== undefined && order(up_to, above) <= 0) refuse('scheme.tiers_overlap', { place: here, bound: say(up_to) })
  }
}

const isOneOf = (...said: readonly boolean[]): boolean => said.filter(Boolean).length === 1

/** The most that the compensation can come to and the fixed shares beside it are at most the whole. */
function checkTogether({ bearers: fixed = [], compensation }: CompensationScheme): void {
  const highest = compensation ? greatest(zero, ...highestRates(compensation)) : zero
  const together = sumOf([highest, ...fixed.map(({ rate }) => rate)])
  if (compare(together, one) > 0) refuse('scheme.shares_above_whole', { sum: percentText(together) })
}

/** Add-ons can all come together, unless a percentage cap stops them. */
function highestRates({ rate, classes = [], tiers, bands, addons = [], rate_cap: cap }: Compensation): readonly Fraction[] {
  const added = sumOf(addons.map(({ points }) => points))
  return [
    ...(rate ? [rate] : []),
    ...[...classes, ...(tiers?.steps ?? []), ...(bands?.steps ?? [])].map((step) => step.rate),
  ].map((plain) => (cap ? least(plus(plain, added), cap) : plus(plain, added)))
}

/** A bearer stands once among those who share, or two lines of one scheme would decide what it bears. */
function checkNamedOnce({ bearers: fixed = [], compensation, remainder }: CompensationScheme): void {
  const named = [...(compensation?.split ?? []), ...fixed, { bearer: remainder }].map(({ bearer }) => bearer)
  const twice = named.find((bearer, index) => named.indexOf(bearer) !== index)
  if (twice) refuse('scheme.bearer_twice', { bearer: twice })
}

interface Placed {
  readonly place: string
}

/** Every rate that is a part of a whole, with its place. */
function* ratesOf(scheme: CompensationScheme): Generator<Placed & { readonly rate: Fraction | undefined }> {
  const { compensation, bearers: fixed = [], cross_level_cap, limits = [], breakers = [], advance, recovery } = scheme
  yield* fixed.map(({ rate }, index) => ({ place: `bearers.${index}.rate`, rate }))
  if (compensation) {
    const { rate, classes = [], tiers, bands, addons = [], rate_cap, split } = compensation
    yield { place: 'compensation.rate', rate }
    yield* classes.map((item, index) => ({ place: `compensation.classes.${index}.rate`, rate: item.rate }))
    yield* (tiers?.steps ?? []).map((step, index) => ({ place: `compensation.tiers.steps.${index}.rate`, rate: step.rate }))
    yield* (bands?.steps ?? []).map((step, index) => ({ place: `compensation.bands.steps.${index}.rate`, rate: step.rate }))
    yield* addons.map(({ points }, index) => ({ place: `compensation.addons.${index}.points`, rate: points }))
    yield { place: 'compensation.rate_cap', rate: rate_cap }
    yield* (split ?? []).map(({ share }, index) => ({ place: `compensation.split.${index}.share`, rate: share }))
  }
  yield { place: 'cross_level_cap', rate: cross_level_cap }
  yield* breakers.map(({ above }, index) => ({ place: `breakers.${index}.above`, rate: above }))
  yield { place: 'advance.rate', rate: advance?.rate }
  for (const [index, { deposit_rate_min: min, deposit_rate_max: max }] of limits.entries()) {
    yield { place: `limits.${index}.deposit_rate_min`, rate: min }
    yield { place: `limits.${index}.deposit_rate_max`, rate: max }
  }
  yield { place: 'recovery.rate', rate: recovery?.rate }
  yield { place: 'recovery.clawback.interest_rate', rate: recovery?.clawback?.interest_rate }
}

/** Rates of a fact that may well be above the whole: a cap of twice the fees, a reserve of four times the premium. */
function* multiplesOf({
  caps = [],
  first_loss: firstLoss = [],
}: CompensationScheme): Generator<Placed & { readonly rate: Fraction | undefined }> {
  yield* caps.map(({ rate }, index) => ({ place: `caps.${index}.rate`, rate }))
  yield* firstLoss.map(({ rate }, index) => ({ place: `first_loss.${index}.rate`, rate }))
}

function checkNotNegative(rate: Fraction | undefined, place: string): void {
  if (rate && compare(rate, zero) < 0) refuse('scheme.rate_negative', { place, rate: percentText(rate) })
}

function checkRate(rate: Fraction | undefined, place: string): void {
  checkNotNegative(rate, place)
  if (rate && compare(rate, one) > 0) refuse('scheme.rate_above_whole', { place, rate: percentText(rate) })
}

function* amountsOf({
  first_loss: firstLoss = [],
  caps = [],
  limits = [],
}: CompensationScheme): Generator<Placed & { readonly amount: bigint | undefined }> {
  yield* firstLoss.map(({ amount }, index) => ({ place: `first_loss.${index}.amount`, amount }))
  yield* caps.map(({ amount }, index) => ({ place: `caps.${index}.amount`, amount }))
  yield* limits.map(({ loan_amount_max: amount }, index) => ({ place: `limits.${index}.loan_amount_max`, amount }))
}

const amountText = (minor: bigint, currency: Currency): string => toDecimal(money(minor, currency))

/** As many places as it takes, within reason, so that 99.9995 % is not told as 100 %. */
export const percentText = (rate: Fraction): string => formatPercent(rate, 6).replace(/\.?0+%$/, '%')
