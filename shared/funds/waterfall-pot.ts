import { type Derivation, derive, given } from '../kernel/derivation.ts'
import { type Fraction, fraction, minus, plus, sumOf, zero } from '../kernel/fraction.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { roundFraction } from '../kernel/rounding.ts'
import { type Growth, type Lot, compoundGrowth, simpleGrowth } from './waterfall-growth.ts'
import type { Steps } from './waterfall-steps.ts'
import { type PreferredReturn, type WaterfallTerms, includesClass } from './waterfall.terms.ts'

/**
 * What was paid in for one purpose, the whole fund or one deal, and what its investors are still owed on it. The pot stands as
 * at `since`; a later call waits with its account until the next `advance` and grows from its own day.
 */
export interface Pot {
  readonly deal: string | undefined
  /** One for each party of the terms, in their order. */
  readonly accounts: readonly Account[]
  since: PlainDate
  /** Its deal is realised: capital still out has been lost. */
  realised: boolean
}

/** One investor's standing in a pot. */
export interface Account {
  paidIn: bigint
  /** Paid in and not yet returned. */
  capital: bigint
  /** Preferred return accrued and not yet paid, unrounded, so that the rounding of one day never reaches the next. */
  preferred: Fraction
  /** For each IRR hurdle, what the investor would have to receive today to have earned it; negative once beyond. */
  hurdles: Fraction[]
  calls: Lot[]
}

export const openPot = (terms: WaterfallTerms, deal: string | undefined, since: PlainDate): Pot => ({
  deal,
  accounts: terms.parties.map(() => ({ paidIn: 0n, capital: 0n, preferred: zero, hurdles: hurdlesOf(terms).map(() => zero), calls: [] })),
  since,
  realised: false,
})

const hurdlesOf = (terms: WaterfallTerms) => terms.tiers.filter((tier) => tier.tier === 'irr_hurdle')

/** Where an IRR hurdle stands among the hurdles of its terms, and so in `Account.hurdles`. */
export const hurdleIndex = (terms: WaterfallTerms, name: string): number => hurdlesOf(terms).findIndex((tier) => tier.name === name)

/** Unreturned capital, calls of today included. */
export const capitalOf = ({ accounts }: Pot): bigint => sumOf(accounts.map(capitalIn)).numerator

export function callInto(pot: Pot, party: number, date: PlainDate, amount: bigint): void {
  const account = pot.accounts[party]
  if (!account || amount === 0n) return
  account.paidIn += amount
  account.calls.push({ date, amount: fraction(amount) })
}

/**
 * Moves a pot to `date`: what has accrued since then is added and calls join the capital. Answers how the amounts owed came
 * about, by the name of the tier that pays them.
 */
export function advance(terms: WaterfallTerms, pot: Pot, date: PlainDate, steps: Steps): ReadonlyMap<string, Derivation> {
  const owed = new Map<string, Derivation>()
  const next = pot.accounts.map((account) => ({
    ...account,
    capital: capitalIn(account).numerator,
    hurdles: [...account.hurdles],
    calls: [],
  }))
  for (const [index, tier] of terms.tiers.entries()) {
    const path = `tiers.${index}.rate`
    if (tier.tier === 'preferred_return') {
      const preference = tier.basis === 'simple' ? simplePreference : compoundPreference
      const growth = (tier.basis === 'simple' ? simpleGrowth : compoundGrowth)(tier.rate, path, terms.day_count, date, steps)
      const included = pot.accounts.filter((_, party) => includesClass(tier, terms.parties[party]?.class ?? 'lp'))
      owed.set(tier.name, preference.derived(included, pot.since, growth, steps))
      for (const [party, account] of pot.accounts.entries()) {
        const standing = next[party]
        if (standing && included.includes(account)) standing.preferred = preference.of(account, pot.since, growth)
      }
    }
    if (tier.tier === 'irr_hurdle') {
      const place = hurdleIndex(terms, tier.name)
      const growth = compoundGrowth(tier.rate, path, terms.day_count, date, steps)
      const lots = (account: Account): readonly Lot[] => [{ date: pot.since, amount: account.hurdles[place] ?? zero }, ...account.calls]
      owed.set(tier.name, growth.derived(pot.accounts.flatMap(lots)))
      for (const [party, account] of pot.accounts.entries()) next[party]?.hurdles.splice(place, 1, growth.of(lots(account)))
    }
  }
  for (const [party, account] of pot.accounts.entries()) Object.assign(account, next[party])
  pot.since = date
  return owed
}

/** What an account is owed in preferred return by a day, for one account exactly and for several with the steps. */
interface Preference {
  readonly of: (account: Account, since: PlainDate, growth: Growth) => Fraction
  readonly derived: (accounts: readonly Account[], since: PlainDate, growth: Growth, steps: Steps) => Derivation
}

/** Brought forward, and the rate on capital for the time it was out. */
const simplePreference: Preference = {
  of: (account, since, growth) => plus(account.preferred, growth.of(capitalLots(account, since))),
  derived: (accounts, since, growth, steps) =>
    derive(
      'sum',
      [
        given(sumOf(accounts.map(({ preferred }) => preferred)), steps.money('waterfall.preferred_brought_forward')),
        growth.derived(accounts.flatMap((account) => capitalLots(account, since))),
      ],
      steps.money('waterfall.preferred_accrued'),
    ),
}

/** What capital and unpaid return have together become, less the capital. */
const compoundPreference: Preference = {
  of: (account, since, growth) => minus(growth.of(compoundLots(account, since)), capitalIn(account)),
  derived: (accounts, since, growth, steps) =>
    derive(
      'difference',
      [
        growth.derived(accounts.flatMap((account) => compoundLots(account, since))),
        given(sumOf(accounts.map(capitalIn)), steps.money('waterfall.capital_outstanding')),
      ],
      steps.money('waterfall.preferred_accrued'),
    ),
}

const capitalLots = (account: Account, since: PlainDate): readonly Lot[] => [
  { date: since, amount: fraction(account.capital) },
  ...account.calls,
]

const compoundLots = (account: Account, since: PlainDate): readonly Lot[] => [
  { date: since, amount: plus(fraction(account.capital), account.preferred) },
  ...account.calls,
]

const capitalIn = ({ capital, calls }: Account): Fraction => plus(fraction(capital), sumOf(calls.map(({ amount }) => amount)))

const keptPlaces = 10n ** 12n

/**
 * What is brought forward to the next distribution keeps twelve decimals of a minor unit: compounding would otherwise add
 * digits for ever, and ten thousand distributions later nobody could carry them.
 */
export function closeDay(pot: Pot): void {
  for (const account of pot.accounts) {
    account.preferred = kept(account.preferred)
    account.hurdles = account.hurdles.map(kept)
  }
}

const kept = (value: Fraction): Fraction =>
  fraction(roundFraction({ numerator: value.numerator * keptPlaces, denominator: value.denominator }, 'half_even'), keptPlaces)
