import type { YearFractionConvention } from '../kernel/day-count.ts'
import { type Fraction, compare, one, zero } from '../kernel/fraction.ts'
import type { Currency } from '../kernel/money.ts'
import { type Rounding, roundedText } from '../kernel/rounding.ts'
import { refuse } from '../refuse.ts'

/**
 * How a fund's proceeds are shared, as a document. Whoever pays in is an investor, the general partner too; 业绩报酬 (carry)
 * goes to the one party of class `gp`. Rates and shares are ratios between 0 and 1.
 */
export interface WaterfallTerms {
  readonly currency: Currency
  /** European: capital of the whole fund first. American: capital of each deal, from that deal's proceeds. */
  readonly scope: 'whole_fund' | 'deal_by_deal'
  /** American only: what realised deals have lost is returned before anybody sees a profit. */
  readonly loss_carry_forward: boolean
  readonly day_count: YearFractionConvention
  /** How an amount due becomes minor units; who shares it is settled afterwards, so that parts sum. */
  readonly rounding: Rounding
  readonly parties: readonly Party[]
  /** In order of payment; the last is the split of all that is left. */
  readonly tiers: readonly Tier[]
  readonly concessions: readonly Concession[]
  readonly clawback?: ClawbackTerms | undefined
}

/** LP classes of a fund: general partner and affiliates, fiscal money, state-owned, insurers, bank AICs, social capital, co-investors. */
export const partyClasses = ['gp', 'fiscal', 'state_owned', 'insurer', 'bank_aic', 'social_capital', 'co_investor', 'lp'] as const
export type PartyClass = (typeof partyClasses)[number]

export interface Party {
  readonly party: string
  readonly class: PartyClass
  /** Shares calls that name no party. Minor units. */
  readonly commitment?: bigint | undefined
}

/**
 * - return_of_capital: investors, until what they paid in is back
 * - preferred_return 优先回报: investors, `rate` a year on unreturned capital; compound also on what is accrued and unpaid
 * - irr_hurdle: until the investors' flows have earned `rate`; the gp takes `gp_share` meanwhile. It looks back over all of them, so
 *   early profits count towards later calls: put return_of_capital first where capital is to come back whatever was earned before
 * - catch_up 追赶: the gp takes `gp_share` of each unit. `standard`: until it has `carry` of all profit. `pref_only`: until the
 *   tier has paid carry ÷ (1 − carry) of the preferred return, divided by `gp_share`; below 100 % it never quite catches up
 * - split: all that is left, `gp_share` of it to the gp
 *
 * `classes` narrows the first two to some investors: whom the terms return capital to first, or at another rate.
 */
export type Tier =
  | { readonly name: string; readonly tier: 'return_of_capital'; readonly classes?: readonly PartyClass[] | undefined }
  | PreferredReturn
  | IrrHurdle
  | CatchUp
  | { readonly name: string; readonly tier: 'split'; readonly gp_share: Fraction }

export interface PreferredReturn {
  readonly name: string
  readonly tier: 'preferred_return'
  readonly rate: Fraction
  readonly basis: 'simple' | 'compound'
  readonly classes?: readonly PartyClass[] | undefined
}

export interface IrrHurdle {
  readonly name: string
  readonly tier: 'irr_hurdle'
  readonly rate: Fraction
  readonly gp_share: Fraction
}

export interface CatchUp {
  readonly name: string
  readonly tier: 'catch_up'
  readonly gp_share: Fraction
  readonly method: 'standard' | 'pref_only'
  readonly carry: Fraction
}

/**
 * 让利: a class of investors (as a rule fiscal money) gives up `share` of its gain to another. Only from gain realised after its
 * own principal is back, and only once every condition named has been certified.
 */
export interface Concession {
  readonly name: string
  readonly from: PartyClass
  readonly to: PartyClass
  readonly share: Fraction
  /** Whether the preferred return counts as gain here, or only what is paid above it. */
  readonly of: 'gain' | 'gain_above_preferred_return'
  readonly conditions: readonly string[]
}

/**
 * 业绩报酬回拨. What the gp was entitled to is either `carry` of the whole fund's profit, after the investors have `floor_multiple`
 * of what they paid in (share_of_profit), or what the same flows would have paid it European style (whole_fund).
 */
export interface ClawbackTerms {
  readonly entitlement: 'share_of_profit' | 'whole_fund'
  readonly carry: Fraction
  readonly floor_multiple: Fraction
  /** net_of_tax returns the excess less the tax on it; cap_at_after_tax_carry all of it, up to all carry after tax. */
  readonly tax: 'gross' | 'net_of_tax' | 'cap_at_after_tax_carry'
  readonly tax_rate: Fraction
}

/** What the gp takes of a tier. */
export const gpShareOf = (tier: Tier): Fraction => ('gp_share' in tier ? tier.gp_share : zero)

export const includesClass = (tier: { readonly classes?: readonly PartyClass[] | undefined }, partyClass: PartyClass): boolean =>
  tier.classes === undefined || tier.classes.includes(partyClass)

/** The index of the party that carry goes to; −1 when there is none. */
export const gpOf = (terms: WaterfallTerms): number => terms.parties.findIndex((party) => party.class === 'gp')

/** Nobody agrees on a rate to more than twelve decimal places, and thirty years of compounding would multiply them. */
const finestRatio = 10n ** 12n

/** Refuses terms that contradict themselves, leave money over, or give a profit before capital; most basic first. */
export function checkTerms(terms: WaterfallTerms): void {
  checkRatios(terms)
  checkParties(terms)
  checkTiers(terms)
  checkCoverage(terms)
}

function checkRatios({ tiers, concessions, clawback }: WaterfallTerms): void {
  const within = (name: string, value: Fraction): void => {
    if (value.denominator > finestRatio) refuse('waterfall.ratio_too_fine', { name })
    if (compare(value, zero) < 0 || compare(value, one) > 0)
      refuse('waterfall.ratio_out_of_range', { name, value: roundedText(value, 4, 'half_up') })
  }
  for (const tier of tiers) {
    if ('rate' in tier) within(`${tier.name}.rate`, tier.rate)
    if ('gp_share' in tier) within(`${tier.name}.gp_share`, tier.gp_share)
    if ('carry' in tier) within(`${tier.name}.carry`, tier.carry)
  }
  for (const { name, share } of concessions) within(`${name}.share`, share)
  if (!clawback) return
  within('clawback.carry', clawback.carry)
  within('clawback.tax_rate', clawback.tax_rate)
  if (compare(clawback.floor_multiple, zero) < 0) {
    refuse('waterfall.ratio_out_of_range', {
      name: 'clawback.floor_multiple',
      value: roundedText(clawback.floor_multiple, 4, 'half_up'),
    })
  }
}

function checkParties({ parties, tiers, concessions }: WaterfallTerms): void {
  const twice = repeated(parties.map(({ party }) => party))
  if (twice !== undefined) refuse('waterfall.party_twice', { party: twice })
  const generalPartners = parties.filter((party) => party.class === 'gp').length
  if (generalPartners > 1) refuse('waterfall.two_gps', { count: generalPartners })
  if (generalPartners === 0 && tiers.some((tier) => compare(gpShareOf(tier), zero) > 0)) refuse('waterfall.no_gp', {})
  for (const { party, commitment = 0n } of parties) if (commitment < 0n) refuse('waterfall.commitment_negative', { party })
  for (const { name, from, to } of concessions) {
    if (from === to) refuse('waterfall.concession_to_itself', { name })
    for (const end of [from, to]) {
      if (!parties.some((party) => party.class === end)) refuse('waterfall.concession_to_nobody', { name, class: end })
    }
  }
}

function checkTiers({ tiers, scope }: WaterfallTerms): void {
  const twice = repeated(tiers.map(({ name }) => name))
  if (twice !== undefined) refuse('waterfall.tier_twice', { tier: twice })
  const last = tiers.length - 1
  if (tiers.findIndex(({ tier }) => tier === 'split') !== last) refuse('waterfall.split_is_last', {})
  const kinds = tiers.map(({ tier }) => tier)
  if (kinds.indexOf('catch_up') !== kinds.lastIndexOf('catch_up')) refuse('waterfall.two_catch_ups', {})
  let hurdle = zero
  for (const [index, tier] of tiers.entries()) {
    if (tier.tier === 'catch_up') checkCatchUp(tier, kinds.slice(0, index).includes('preferred_return'))
    if (tier.tier !== 'irr_hurdle') continue
    if (scope === 'deal_by_deal') refuse('waterfall.hurdle_by_deal', { tier: tier.name })
    if (kinds.indexOf('catch_up') > index) refuse('waterfall.hurdle_before_catch_up', { tier: tier.name })
    if (compare(tier.gp_share, one) === 0) refuse('waterfall.hurdle_without_investors', { tier: tier.name })
    if (compare(tier.rate, hurdle) < 0) refuse('waterfall.hurdle_falls', { tier: tier.name })
    hurdle = tier.rate
  }
}

function checkCatchUp({ name, method, gp_share, carry }: CatchUp, preferred: boolean): void {
  if (!preferred) refuse('waterfall.catch_up_needs_preference', { tier: name })
  // At the carry itself the gp would run after its share for ever; below it, it would fall behind.
  const catchesUp = method === 'standard' ? compare(gp_share, carry) > 0 : compare(gp_share, zero) > 0 && compare(carry, one) < 0
  if (!catchesUp) refuse('waterfall.catch_up_too_slow', { tier: name })
}

/** Capital comes back before anybody takes a profit, for every class of investor, and each class has one preferred return. */
function checkCoverage({ parties, tiers }: WaterfallTerms): void {
  const profit = tiers.findIndex((tier) => tier.tier === 'split' || compare(gpShareOf(tier), zero) > 0)
  for (const partyClass of new Set(parties.map((party) => party.class))) {
    const returnsCapital = (tier: Tier): boolean =>
      tier.tier === 'irr_hurdle' || (tier.tier === 'return_of_capital' && includesClass(tier, partyClass))
    if (!tiers.slice(0, profit).some(returnsCapital)) refuse('waterfall.capital_comes_first', { class: partyClass })
    const preferences = tiers.filter((tier) => tier.tier === 'preferred_return' && includesClass(tier, partyClass))
    if (preferences.length > 1) refuse('waterfall.two_preferences', { class: partyClass })
  }
}

const repeated = (names: readonly string[]): string | undefined => names.find((name, index) => names.indexOf(name) !== index)
