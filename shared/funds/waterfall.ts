import { allocateUnits } from '../kernel/allocate.ts'
import type { Derivation } from '../kernel/derivation.ts'
import { greatest, sumOf, zero } from '../kernel/fraction.ts'
import { fewer } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { roundFraction } from '../kernel/rounding.ts'
import type { Cites } from '../policies/policy.ts'
import { refuse } from '../refuse.ts'
import { type Clawback, clawbackOf } from './waterfall-clawback.ts'
import { type ConcessionPayment, concede, isDue } from './waterfall-concession.ts'
import { type Pot, advance, callInto, capitalOf, openPot } from './waterfall-pot.ts'
import { type Steps, stepsOf } from './waterfall-steps.ts'
import { type TierPayment, payTier } from './waterfall-tier.ts'
import { type Certification, type Contribution, type Distribution, type Flows, checkFlows, daysOf } from './waterfall.flows.ts'
import { type Party, type Tier, type WaterfallTerms, checkTerms, gpOf } from './waterfall.terms.ts'

/** Who has got what, and why. Amounts are minor units of the terms' currency. */
export interface WaterfallStatement {
  readonly asOf: PlainDate
  readonly paidIn: bigint
  readonly distributed: bigint
  /** Carry paid to the gp, before any clawback. */
  readonly carry: bigint
  readonly parties: readonly PartyStatement[]
  readonly distributions: readonly DistributionStatement[]
  readonly clawback: Clawback | undefined
  /** All distributions, tier by tier. */
  readonly derivation: Derivation
  /** Flows later than `asOf`: not looked at. */
  readonly flowsAfter: number
}

export interface PartyStatement extends Party {
  readonly paidIn: bigint
  /** By the name of the tier; carry included. */
  readonly tiers: Readonly<Record<string, bigint>>
  readonly carry: bigint
  /** 让利: received, or when negative given up. */
  readonly conceded: bigint
  /** The tiers and what was conceded, before any clawback. */
  readonly received: bigint
  /** Paid in and not returned by `asOf`, what realised deals lost included. */
  readonly capital: bigint
  /** Preferred return accrued and unpaid by `asOf`. */
  readonly preferred: bigint
}

export interface DistributionStatement {
  readonly date: PlainDate
  readonly deal: string | undefined
  readonly amount: bigint
  readonly tiers: readonly TierPayment[]
  readonly concessions: readonly ConcessionPayment[]
  readonly derivation: Derivation
}

/**
 * Runs the flows through the terms, day by day up to `asOf`. Every distribution is shared out to the last minor unit: each tier's
 * amount is rounded as the terms say, the gp's part of it likewise, and the rest is split among investors by largest remainder,
 * so that parts sum. Refuses terms that contradict themselves and flows that cannot be.
 */
export function waterfall(terms: WaterfallTerms, flows: Flows, asOf: PlainDate, cites: Cites = {}): WaterfallStatement {
  checkTerms(terms)
  checkFlows(terms, flows, asOf)
  const fund = openFund(terms, cites)
  const distributions = daysOf(terms, flows, asOf).flatMap((day) => {
    for (const contribution of day.contributions) call(fund, contribution)
    return lossesFirst(fund, day.distributions).map((distribution) => distribute(fund, distribution, flows.certifications))
  })
  const parties = partiesAsOf(fund, asOf)
  const totals = {
    paidIn: total(parties.map(({ paidIn }) => paidIn)),
    distributed: total(distributions.map(({ amount }) => amount)),
    carry: total(parties.map(({ carry }) => carry)),
  }
  return {
    asOf,
    ...totals,
    parties,
    distributions,
    clawback:
      terms.clawback && clawbackOf(terms.clawback, totals, () => europeanCarry(terms, flows, asOf), terms.rounding, fund.steps),
    derivation: fund.steps.work('waterfall.total', 'sum', ...distributions.map(({ derivation }) => derivation)),
    flowsAfter: [...flows.contributions, ...flows.distributions].filter(({ date }) => date > asOf).length,
  }
}

/** What the gp would have been paid, had the same flows been shared European style. */
const europeanCarry = (terms: WaterfallTerms, flows: Flows, asOf: PlainDate): bigint =>
  waterfall({ ...terms, scope: 'whole_fund', concessions: [], clawback: undefined }, flows, asOf).carry

/** The fund while its flows run through it. */
interface Fund {
  readonly terms: WaterfallTerms
  readonly steps: Steps
  /** By deal. Whole-fund terms have the one without; so have costs that serve no single deal. */
  readonly pots: Map<string | undefined, Pot>
  readonly tallies: readonly Tally[]
  /** By party: conceded to it or, when negative, by it. */
  readonly conceded: bigint[]
}

/** What a tier has paid so far. */
interface Tally {
  readonly tier: Tier
  amount: bigint
  gp: bigint
  readonly parts: bigint[]
}

const openFund = (terms: WaterfallTerms, cites: Cites): Fund => ({
  terms,
  steps: stepsOf(terms, cites),
  pots: new Map(),
  tallies: terms.tiers.map((tier) => ({ tier, amount: 0n, gp: 0n, parts: terms.parties.map(() => 0n) })),
  conceded: terms.parties.map(() => 0n),
})

function call({ terms, pots }: Fund, { date, amount, party, deal }: Contribution): void {
  const pot = pots.get(deal) ?? openPot(terms, deal, date)
  pots.set(deal, pot)
  const parts =
    party === undefined ? sharesOfCall(terms, date, amount) : terms.parties.map((known) => (known.party === party ? amount : 0n))
  for (const [index, part] of parts.entries()) callInto(pot, index, date, part)
}

/** By commitment; where nobody has one, the only investor pays. */
function sharesOfCall({ parties }: WaterfallTerms, date: PlainDate, amount: bigint): readonly bigint[] {
  const commitments = parties.map(({ commitment = 0n }) => commitment)
  if (total(commitments) > 0n) return allocateUnits(amount, commitments)
  const investors = parties.filter((party) => party.class !== 'gp')
  if (investors.length !== 1) refuse('waterfall.contribution_unassigned', { date })
  return parties.map((party) => (party === investors[0] ? amount : 0n))
}

/** A deal that falls short comes before one that gains on the same day, so that the loss is known to the gain. */
function lossesFirst({ pots }: Fund, distributions: readonly Distribution[]): readonly Distribution[] {
  const gain = ({ deal, amount }: Distribution): bigint => {
    const pot = pots.get(deal)
    return amount - (pot ? capitalOf(pot) : 0n)
  }
  return distributions
    .map((distribution) => ({ distribution, gain: gain(distribution), deal: distribution.deal ?? '' }))
    .toSorted((a, b) => (a.gain < b.gain || (a.gain === b.gain && a.deal < b.deal) ? -1 : 1))
    .map(({ distribution }) => distribution)
}

function distribute(fund: Fund, distribution: Distribution, certifications: readonly Certification[]): DistributionStatement {
  const { terms, steps, tallies } = fund
  const { date, deal, amount, final } = distribution
  const pots = claimingPots(fund, deal).map((pot) => ({ pot, owed: advance(terms, pot, date, steps) }))
  const own = pots[0]?.pot
  if (amount > 0n && !own?.accounts.some(({ paidIn }) => paidIn > 0n)) refuse('waterfall.nobody_paid_in', { date })

  const distributed = steps.amount('waterfall.distributed', amount)
  const paidBy = (kind: Tier['tier']): bigint => total(tallies.map((tally) => (tally.tier.tier === kind ? tally.amount : 0n)))
  const payments: TierPayment[] = []
  for (const [index, tally] of tallies.entries()) {
    const payment = payTier(tally.tier, index, { terms, steps, pots, distributed, above: [...payments], paidBy })
    payments.push(payment)
    enter(tally, payment)
  }
  if (own && final) own.realisedOn ??= date
  const tiers = payments.filter((payment) => payment.amount > 0n)
  return {
    date,
    deal,
    amount,
    tiers,
    concessions: concessionsOf(fund, payments, date, certifications),
    derivation: steps.work('waterfall.distributed', 'sum', ...tiers.map(({ derivation }) => derivation)),
  }
}

/** The own deal's investors first, then the fund's costs; then, if the terms carry losses forward, what deals have lost, oldest first. */
function claimingPots({ terms, pots }: Fund, deal: string | undefined): readonly Pot[] {
  const named = [pots.get(deal), deal === undefined ? undefined : pots.get(undefined)].filter((pot) => pot !== undefined)
  if (!terms.loss_carry_forward) return named
  const lost = [...pots.values()].filter((pot) => pot.realisedOn !== undefined && pot.deal !== deal && capitalOf(pot) > 0n)
  return [...named, ...lost.toSorted((a, b) => (lostBefore(a, b) ? -1 : 1))]
}

const lostBefore = (a: Pot, b: Pot): boolean =>
  (a.realisedOn ?? '') < (b.realisedOn ?? '') || (a.realisedOn === b.realisedOn && (a.deal ?? '') < (b.deal ?? ''))

function enter(tally: Tally, { amount, gp, splits }: TierPayment): void {
  tally.amount += amount
  tally.gp += gp
  for (const { parts } of splits) addTo(tally.parts, parts)
}

function concessionsOf(
  fund: Fund,
  payments: readonly TierPayment[],
  date: PlainDate,
  certifications: readonly Certification[],
): readonly ConcessionPayment[] {
  const { terms, tallies, conceded, steps } = fund
  const made: ConcessionPayment[] = []
  for (const [index, concession] of terms.concessions.entries()) {
    if (!isDue(concession, date, certifications)) continue
    const gainers = terms.parties.map((_, party) => ({
      paidIn: paidInBy(fund, party),
      received: total(tallies.map(({ parts }) => parts[party] ?? 0n)) + (conceded[party] ?? 0n),
      today: payments.map(({ splits }) => total(splits.map(({ parts }) => parts[party] ?? 0n))),
      concededToday: -total(made.map(({ parts }) => fewer(parts[party] ?? 0n, 0n))),
    }))
    const payment = concede(terms, index, concession, gainers, steps)
    if (payment.amount === 0n) continue
    addTo(conceded, payment.parts)
    made.push(payment)
  }
  return made
}

const paidInBy = ({ pots }: Fund, party: number): bigint =>
  total([...pots.values()].map(({ accounts }) => accounts[party]?.paidIn ?? 0n))

function partiesAsOf(fund: Fund, asOf: PlainDate): readonly PartyStatement[] {
  const { terms, steps, pots, tallies, conceded } = fund
  for (const pot of pots.values()) advance(terms, pot, asOf, steps)
  const gp = gpOf(terms)
  return terms.parties.map((party, index) => {
    const accounts = [...pots.values()].flatMap(({ accounts: all }) => all[index] ?? [])
    const carryOf = (tally: Tally): bigint => (index === gp ? tally.gp : 0n)
    const tiers = tallies.map((tally) => [tally.tier.name, (tally.parts[index] ?? 0n) + carryOf(tally)] as const)
    return {
      ...party,
      paidIn: total(accounts.map(({ paidIn }) => paidIn)),
      tiers: Object.fromEntries(tiers),
      carry: total(tallies.map(carryOf)),
      conceded: conceded[index] ?? 0n,
      received: total(tiers.map(([, amount]) => amount)) + (conceded[index] ?? 0n),
      capital: total(accounts.map(({ capital }) => capital)),
      preferred: roundFraction(greatest(sumOf(accounts.map(({ preferred }) => preferred)), zero), terms.rounding),
    }
  })
}

function addTo(totals: bigint[], parts: readonly bigint[]): void {
  for (const [party, part] of parts.entries()) totals[party] = (totals[party] ?? 0n) + part
}
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)
