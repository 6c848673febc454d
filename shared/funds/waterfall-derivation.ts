import type { Derivation } from '../kernel/derivation.ts'
import { stepsOf } from './waterfall-steps.ts'
import type { WaterfallStatement } from './waterfall.ts'
import { type WaterfallTerms, gpOf } from './waterfall.terms.ts'

/** How what one party got through the tiers came about: its part of every split, and the carry if it is the gp. */
export function derivationOfParty(terms: WaterfallTerms, { distributions }: WaterfallStatement, party: number): Derivation {
  const steps = stepsOf(terms, {})
  const payments = distributions.flatMap(({ tiers }) => tiers)
  const parts = payments.flatMap(({ splits }) =>
    splits.map(({ amount, weights }) => {
      const shared = weights.map((weight) => steps.amount('waterfall.weight', weight))
      return steps.work('waterfall.part', `share:${party}`, steps.amount('waterfall.investors_part', amount), ...shared)
    }),
  )
  const carry = payments
    .filter(({ gp }) => gp > 0n && party === gpOf(terms))
    .map(({ gp }) => steps.amount('waterfall.gp_part', gp))
  return steps.work('waterfall.total', 'sum', ...parts, ...carry)
}
