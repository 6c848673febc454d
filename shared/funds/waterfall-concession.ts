import { allocateUnits } from '../kernel/allocate.ts'
import { type Derivation, minorOf } from '../kernel/derivation.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Steps } from './waterfall-steps.ts'
import type { Certification } from './waterfall.flows.ts'
import { type Concession, type PartyClass, type Tier, type WaterfallTerms, gpShareOf } from './waterfall.terms.ts'

/** 让利 out of one distribution: by party, what it received or, when negative, gave up. Sums to zero. */
export interface ConcessionPayment {
  readonly concession: string
  readonly amount: bigint
  readonly parts: readonly bigint[]
  readonly derivation: Derivation
}

/** One party after a distribution's tiers. */
export interface Gainer {
  readonly paidIn: bigint
  /** In all distributions so far: this one included, what it conceded left out. */
  readonly received: bigint
  /** What each tier paid it in this distribution, in the order of the terms. */
  readonly today: readonly bigint[]
  /** What it has given up of that already, under another concession. */
  readonly concededToday: bigint
}

/** Nothing is conceded before every condition has been certified. */
export const isDue = ({ conditions }: Concession, date: PlainDate, certifications: readonly Certification[]): boolean =>
  conditions.every((condition) => certifications.some((certified) => certified.condition === condition && certified.date <= date))

/**
 * Of each conceding party the agreed share of its gain in this distribution, but of no more than it has received beyond all that
 * it ever paid in: its principal comes home first, even where a single deal shows a profit. Rounds down, so that the odd fen
 * stays with who concedes; who receives shares it by what each paid in.
 */
export function concede(
  terms: WaterfallTerms,
  index: number,
  concession: Concession,
  gainers: readonly Gainer[],
  steps: Steps,
): ConcessionPayment {
  const isOf = (partyClass: PartyClass, party: number): boolean => terms.parties[party]?.class === partyClass
  const conceded = gainers.map((gainer, party) =>
    isOf(concession.from, party) ? concededBy(gainer, terms.tiers, concession, `concessions.${index}.share`, steps) : undefined,
  )
  const derivation = steps.work('waterfall.concession', 'sum', ...conceded.filter((step) => step !== undefined))
  const amount = minorOf(derivation)
  const paidIn = gainers.map((gainer, party) => (isOf(concession.to, party) ? gainer.paidIn : 0n))
  const evenly = gainers.map((_, party) => (isOf(concession.to, party) ? 1n : 0n))
  const received = allocateUnits(amount, paidIn.some((weight) => weight > 0n) ? paidIn : evenly)
  return {
    concession: concession.name,
    amount,
    parts: received.map((part, party) => part - (conceded[party] ? minorOf(conceded[party]) : 0n)),
    derivation,
  }
}

function concededBy(gainer: Gainer, tiers: readonly Tier[], concession: Concession, path: string, steps: Steps): Derivation {
  const gain = gainer.today.reduce((sum, paid, index) => (isGain(tiers[index], concession) ? sum + paid : sum), 0n)
  const gained = steps.work(
    'waterfall.concession_gain',
    'at_least_zero',
    steps.work(
      'waterfall.concession_gain',
      'difference',
      steps.amount('waterfall.concession_gain', gain),
      steps.amount('waterfall.concession', gainer.concededToday),
    ),
  )
  const beyondPrincipal = steps.work(
    'waterfall.concession_base',
    'at_least_zero',
    steps.work(
      'waterfall.concession_base',
      'difference',
      steps.amount('waterfall.concession_received', gainer.received),
      steps.amount('waterfall.concession_paid_in', gainer.paidIn),
    ),
  )
  const base = steps.work('waterfall.concession_base', 'least', gained, beyondPrincipal)
  const share = steps.ratio('waterfall.concession_share', concession.share, path)
  return steps.work('waterfall.concession', 'round:down', steps.work('waterfall.concession', 'product', share, base))
}

function isGain(tier: Tier | undefined, { of }: Concession): boolean {
  if (!tier || tier.tier === 'return_of_capital') return false
  const isPreferred = tier.tier === 'preferred_return' || (tier.tier === 'irr_hurdle' && gpShareOf(tier).numerator === 0n)
  return of === 'gain' || !isPreferred
}
