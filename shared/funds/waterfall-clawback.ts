import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import { one } from '../kernel/fraction.ts'
import type { Rounding } from '../kernel/rounding.ts'
import type { Steps } from './waterfall-steps.ts'
import type { ClawbackTerms } from './waterfall.terms.ts'

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
export function clawbackOf(terms: ClawbackTerms, totals: FundTotals, wholeFundCarry: () => bigint, rounding: Rounding, steps: Steps): Clawback {
  const entitled =
    terms.entitlement === 'whole_fund'
      ? given(wholeFundCarry(), steps.money('waterfall.clawback.entitled'))
      : shareOfProfit(terms, totals, rounding, steps)
  const paid = given(totals.carry, steps.money('waterfall.clawback.carry_paid'))
  const excess = derive(
    'at_least_zero',
    [derive('difference', [paid, entitled], steps.money('waterfall.clawback.excess'))],
    steps.money('waterfall.clawback.excess'),
  )
  const derivation = returnedOf(terms, paid, excess, rounding, steps)
  return { entitled: minorOf(entitled), excess: minorOf(excess), returned: minorOf(derivation), derivation }
}

/** `carry` of the profit, once the investors have their floor: what they lack of it comes off the profit first. */
function shareOfProfit(terms: ClawbackTerms, { paidIn, distributed, carry }: FundTotals, rounding: Rounding, steps: Steps): Derivation {
  const contributed = given(paidIn, steps.money('waterfall.clawback.paid_in'))
  const all = given(distributed, steps.money('waterfall.distributed'))
  const multiple = given(terms.floor_multiple, steps.ratio('waterfall.clawback.floor_multiple', 'clawback.floor_multiple'))
  const floor = derive('product', [multiple, contributed], steps.money('waterfall.clawback.floor'))
  const received = derive(
    'difference',
    [all, given(carry, steps.money('waterfall.clawback.carry_paid'))],
    steps.money('waterfall.clawback.investors'),
  )
  const shortfall = derive(
    'at_least_zero',
    [derive('difference', [floor, received], steps.money('waterfall.clawback.shortfall'))],
    steps.money('waterfall.clawback.shortfall'),
  )
  const profit = derive('difference', [all, contributed], steps.money('waterfall.clawback.profit'))
  const shared = derive(
    'at_least_zero',
    [derive('difference', [profit, shortfall], steps.money('waterfall.clawback.profit_above_shortfall'))],
    steps.money('waterfall.clawback.profit_above_shortfall'),
  )
  const rate = given(terms.carry, steps.ratio('waterfall.carry', 'clawback.carry'))
  const entitled = derive('product', [rate, shared], steps.money('waterfall.clawback.entitled'))
  return derive(`round:${rounding}`, [entitled], steps.money('waterfall.clawback.entitled'))
}

function returnedOf(terms: ClawbackTerms, paid: Derivation, excess: Derivation, rounding: Rounding, steps: Steps): Derivation {
  if (terms.tax === 'gross') return derive('choose', [excess], steps.money('waterfall.clawback'))
  const kept = derive(
    'difference',
    [given(one, steps.ratio('waterfall.one')), given(terms.tax_rate, steps.ratio('waterfall.clawback.tax_rate', 'clawback.tax_rate'))],
    steps.ratio('waterfall.clawback.after_tax'),
  )
  const afterTax = (amount: Derivation, label: 'waterfall.clawback' | 'waterfall.clawback.cap'): Derivation =>
    derive(`round:${rounding}`, [derive('product', [amount, kept], steps.money(label))], steps.money(label))
  return terms.tax === 'net_of_tax'
    ? afterTax(excess, 'waterfall.clawback')
    : derive('least', [excess, afterTax(paid, 'waterfall.clawback.cap')], steps.money('waterfall.clawback'))
}
