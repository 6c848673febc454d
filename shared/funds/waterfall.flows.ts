import { type PlainDate, yearOf } from '../kernel/plain-date.ts'
import { refuse } from '../refuse.ts'
import type { WaterfallTerms } from './waterfall.terms.ts'

/** Money paid in. Without a party, every investor pays its part of its commitment; without a deal, it serves the whole fund. */
export interface Contribution {
  readonly date: PlainDate
  readonly amount: bigint
  readonly party?: string | undefined
  readonly deal?: string | undefined
}

/** Money to share out. `final` says that its deal is realised to the last fen: what it has not returned by then is lost. */
export interface Distribution {
  readonly date: PlainDate
  readonly amount: bigint
  readonly deal?: string | undefined
  readonly final?: boolean | undefined
}

/** A condition of a concession, found to be met on a day: 返投 reached, say. */
export interface Certification {
  readonly condition: string
  readonly date: PlainDate
}

export interface Flows {
  readonly contributions: readonly Contribution[]
  readonly distributions: readonly Distribution[]
  readonly certifications: readonly Certification[]
}

/** One day of a fund's life, its flows ready to be applied: calls first, so that capital called that day counts as outstanding. */
export interface FlowDay {
  readonly date: PlainDate
  readonly contributions: readonly Contribution[]
  readonly distributions: readonly Distribution[]
}

const mostFlows = 10_000
/** A statement names every party in every distribution; beyond this it would no longer fit a page or a file. */
const mostShares = 400_000
/** Deals × distributions: each distribution may have to make good what every other deal lost. */
const mostDealShares = 50_000
const mostYears = 200

/** Refuses flows that cannot be: negative, of nobody, of no deal where the terms go deal by deal, or too many to answer for. */
export function checkFlows(terms: WaterfallTerms, { contributions, distributions }: Flows, asOf: PlainDate): void {
  const count = contributions.length + distributions.length
  if (count > mostFlows) refuse('waterfall.too_many_flows', { count, most: mostFlows })
  if (distributions.length * terms.parties.length > mostShares) {
    refuse('waterfall.too_many_shares', { distributions: distributions.length, parties: terms.parties.length, most: mostShares })
  }
  const first = [...contributions, ...distributions].reduce((earliest, { date }) => (date < earliest ? date : earliest), asOf)
  if (yearOf(asOf) - yearOf(first) > mostYears) refuse('waterfall.too_long', { from: first, to: asOf, most: mostYears })
  for (const { date, amount, party } of contributions) {
    if (amount < 0n) refuse('waterfall.contribution_negative', { date })
    if (party !== undefined && !terms.parties.some((known) => known.party === party))
      refuse('waterfall.party_unknown', { party, date })
  }
  const deals = new Set(contributions.map(({ deal }) => deal))
  if (terms.scope === 'deal_by_deal' && deals.size * distributions.length > mostDealShares) {
    refuse('waterfall.too_many_deals', { deals: deals.size, distributions: distributions.length, most: mostDealShares })
  }
  for (const { date, amount, deal } of distributions) {
    if (amount < 0n) refuse('waterfall.distribution_negative', { date })
    if (terms.scope === 'whole_fund') continue
    if (deal === undefined) refuse('waterfall.deal_missing', { date })
    else if (!deals.has(deal)) refuse('waterfall.deal_unknown', { deal, date })
  }
}

/**
 * The days up to `asOf`, in order. All that one deal (under whole-fund terms: the fund) distributes on one day is one
 * distribution: in how many notices it was written must not move a fen.
 */
export function daysOf({ scope }: WaterfallTerms, { contributions, distributions }: Flows, asOf: PlainDate): readonly FlowDay[] {
  const days = new Map<
    PlainDate,
    { readonly contributions: Contribution[]; readonly distributions: Map<string | undefined, Distribution> }
  >()
  const dayOf = (date: PlainDate) => {
    const day = days.get(date) ?? { contributions: [], distributions: new Map<string | undefined, Distribution>() }
    days.set(date, day)
    return day
  }
  const dealOf = (flow: Contribution | Distribution): string | undefined => (scope === 'whole_fund' ? undefined : flow.deal)
  for (const flow of contributions) {
    if (flow.date <= asOf) dayOf(flow.date).contributions.push({ ...flow, deal: dealOf(flow) })
  }
  for (const flow of distributions) {
    if (flow.date > asOf) continue
    const [ofDay, deal] = [dayOf(flow.date).distributions, dealOf(flow)]
    const earlier = ofDay.get(deal)
    const final = (flow.final ?? false) || (earlier?.final ?? false)
    ofDay.set(deal, { date: flow.date, deal, amount: flow.amount + (earlier?.amount ?? 0n), final })
  }
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, day]) => ({ date, contributions: day.contributions, distributions: [...day.distributions.values()] }))
}
