import { type Derivation, minorOf } from '../kernel/derivation.ts'
import { one } from '../kernel/fraction.ts'
import type { Rounding } from '../kernel/rounding.ts'
import type { Steps } from './waterfall-steps.ts'
import type { ClawbackTerms } from './waterfall.terms.ts'
import type { WaterfallWord } from './waterfall.words.ts'

/** 业绩报酬回拨: what the gp has to give back, and why. */
export interface Clawback {
  readonly entitled: bigint
  /** Carry paid beyond what was earned. */
  readonly excess: bigint
  /** What of the excess comes back, after the terms' treatment of tax. */
  readonly returned: bigint
  readonly derivation: Derivation
}

/** The fund as it ended, or stands: minor units. */
export interface FundTotals {
  readonly paidIn: bigint
  readonly distributed: bigint
  readonly carry: bigint
}

/**
 * Carry paid less carry earned, never below zero, then the treatment of tax. `wholeFundCarry` is asked only where the terms
 * measure by it.
 */
export function clawbackOf(
  terms: ClawbackTerms,
  totals: FundTotals,
  wholeFundCarry: () => bigint,
  rounding: Rounding,
  steps: Steps,
): Clawback {
  const entitled =
    terms.entitlement === 'whole_fund'
      ? steps.amount('waterfall.clawback.entitled', wholeFundCarry())
      : shareOfProfit(terms, totals, rounding, steps)
  const paid = steps.amount('waterfall.clawback.carry_paid', totals.carry)
  const excess = beyond('waterfall.clawback.excess', paid, entitled, steps)
  const derivation = returnedOf(terms, paid, excess, rounding, steps)
  return { entitled: minorOf(entitled), excess: minorOf(excess), returned: minorOf(derivation), derivation }
}

/** `carry` of the profit, once the investors have their floor: what they lack of it comes off the profit first. */
function shareOfProfit(
  terms: ClawbackTerms,
  { paidIn, distributed, carry }: FundTotals,
  rounding: Rounding,
  steps: Steps,
): Derivation {
  const contributed = steps.amount('waterfall.clawback.paid_in', paidIn)
  const all = steps.amount('waterfall.distributed', distributed)
  const multiple = steps.ratio('waterfall.clawback.floor_multiple', terms.floor_multiple, 'clawback.floor_multiple')
  const floor = steps.work('waterfall.clawback.floor', 'product', multiple, contributed)
  const paid = steps.amount('waterfall.clawback.carry_paid', carry)
  const received = steps.work('waterfall.clawback.investors', 'difference', all, paid)
  const shortfall = beyond('waterfall.clawback.shortfall', floor, received, steps)
  const profit = steps.work('waterfall.clawback.profit', 'difference', all, contributed)
  const shared = beyond('waterfall.clawback.profit_above_shortfall', profit, shortfall, steps)
  const rate = steps.ratio('waterfall.carry', terms.carry, 'clawback.carry')
  const entitled = steps.work('waterfall.clawback.entitled', 'product', rate, shared)
  return steps.work('waterfall.clawback.entitled', `round:${rounding}`, entitled)
}

function returnedOf(terms: ClawbackTerms, paid: Derivation, excess: Derivation, rounding: Rounding, steps: Steps): Derivation {
  if (terms.tax === 'gross') return steps.work('waterfall.clawback', 'choose', excess)
  const tax = steps.ratio('waterfall.clawback.tax_rate', terms.tax_rate, 'clawback.tax_rate')
  const kept = steps.workRatio('waterfall.clawback.after_tax', 'difference', steps.ratio('waterfall.one', one), tax)
  const afterTax = (label: WaterfallWord, amount: Derivation): Derivation =>
    steps.work(label, `round:${rounding}`, steps.work(label, 'product', amount, kept))
  return terms.tax === 'net_of_tax'
    ? afterTax('waterfall.clawback', excess)
    : steps.work('waterfall.clawback', 'least', excess, afterTax('waterfall.clawback.cap', paid))
}

/** How far the first exceeds the second; 0 when it does not. */
const beyond = (label: WaterfallWord, amount: Derivation, bound: Derivation, steps: Steps): Derivation =>
  steps.work(label, 'at_least_zero', steps.work(label, 'difference', amount, bound))
