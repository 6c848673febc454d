import type { Derivation } from '../kernel/derivation.ts'
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
  /** The day on which its deal was realised: capital still out has been lost. */
  realisedOn: PlainDate | undefined
}

/** One investor's standing in a pot. */
export interface Account {
  paidIn: bigint
  /** Paid in and not yet returned. */
  capital: bigint
  /** Preferred return accrued and not yet paid; not rounded to minor units, so that no day's odd fen reaches the next. */
  preferred: Fraction
  /** For each IRR hurdle, what the investor would have to receive today to have earned it; negative once beyond. */
  hurdles: Fraction[]
  calls: Lot[]
}

export const openPot = (terms: WaterfallTerms, deal: string | undefined, since: PlainDate): Pot => ({
  deal,
  accounts: terms.parties.map(() => ({
    paidIn: 0n,
    capital: 0n,
    preferred: zero,
    hurdles: hurdlesOf(terms).map(() => zero),
    calls: [],
  })),
  since,
  realisedOn: undefined,
})

const hurdlesOf = (terms: WaterfallTerms) => terms.tiers.filter((tier) => tier.tier === 'irr_hurdle')

/** Where an IRR hurdle stands among the hurdles of its terms, and so in `Account.hurdles`. */
export const hurdleIndex = (terms: WaterfallTerms, name: string): number =>
  hurdlesOf(terms).findIndex((tier) => tier.name === name)

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
  for (const [index, tier] of terms.tiers.entries()) {
    if (tier.tier !== 'preferred_return' && tier.tier !== 'irr_hurdle') continue
    const accrual = tier.tier === 'irr_hurdle' ? hurdleBalance(hurdleIndex(terms, tier.name)) : preferences[tier.basis]
    const grow = tier.tier === 'preferred_return' && tier.basis === 'simple' ? simpleGrowth : compoundGrowth
    const growth = grow(tier.rate, `tiers.${index}.rate`, terms.day_count, date, steps)
    const accounts = pot.accounts.filter(
      (_, party) => tier.tier === 'irr_hurdle' || includesClass(tier, terms.parties[party]?.class ?? 'lp'),
    )
    owed.set(tier.name, accrual.derived(accounts, pot.since, growth, steps))
    for (const account of accounts) accrual.write(account, kept(accrual.of(account, pot.since, growth)))
  }
  for (const account of pot.accounts) {
    account.capital = capitalIn(account).numerator
    account.calls = []
  }
  pot.since = date
  return owed
}

/** What accounts are owed by a day: of one, exactly, and of several together, with the steps. */
interface Accrual {
  readonly of: (account: Account, since: PlainDate, growth: Growth) => Fraction
  readonly derived: (accounts: readonly Account[], since: PlainDate, growth: Growth, steps: Steps) => Derivation
  readonly write: (account: Account, value: Fraction) => void
}

const preferences: Readonly<Record<PreferredReturn['basis'], Accrual>> = {
  /** Brought forward, and the rate on capital for the time it was out. */
  simple: {
    of: (account, since, growth) => plus(account.preferred, growth.of(capitalLots(account, since))),
    derived: (accounts, since, growth, steps) => {
      const brought = steps.amount('waterfall.preferred_brought_forward', sumOf(accounts.map(({ preferred }) => preferred)))
      return steps.work(
        'waterfall.preferred_accrued',
        'sum',
        brought,
        growth.derived(accounts.flatMap((account) => capitalLots(account, since))),
      )
    },
    write: writePreferred,
  },
  /** What capital and unpaid return have together become, less the capital. */
  compound: {
    of: (account, since, growth) => minus(growth.of(compoundLots(account, since)), capitalIn(account)),
    derived: (accounts, since, growth, steps) => {
      const become = growth.derived(accounts.flatMap((account) => compoundLots(account, since)))
      const capital = steps.amount('waterfall.capital_outstanding', sumOf(accounts.map(capitalIn)))
      return steps.work('waterfall.preferred_accrued', 'difference', become, capital)
    },
    write: writePreferred,
  },
}

/** What the investors' flows so far would have to be followed by today. */
function hurdleBalance(place: number): Accrual {
  const lots = (account: Account, since: PlainDate): readonly Lot[] => [
    { date: since, amount: account.hurdles[place] ?? zero },
    ...account.calls,
  ]
  return {
    of: (account, since, growth) => growth.of(lots(account, since)),
    derived: (accounts, since, growth) => growth.derived(accounts.flatMap((account) => lots(account, since))),
    write: (account, value) => {
      account.hurdles[place] = value
    },
  }
}

function writePreferred(account: Account, value: Fraction): void {
  account.preferred = value
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
 * What each account has accrued keeps twelve decimals of a minor unit: compounding would otherwise add digits for ever, and ten
 * thousand distributions later nobody could carry them.
 */
const kept = (value: Fraction): Fraction =>
  fraction(roundFraction({ numerator: value.numerator * keptPlaces, denominator: value.denominator }, 'half_even'), keptPlaces)
