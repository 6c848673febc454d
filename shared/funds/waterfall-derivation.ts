import { type Derivation, derive, given } from '../kernel/derivation.ts'
import { stepsOf } from './waterfall-steps.ts'
import type { WaterfallStatement } from './waterfall.ts'
import { type WaterfallTerms, gpOf } from './waterfall.terms.ts'

/** How what one party got through the tiers came about: its part of every split, and the carry if it is the gp. */
export function derivationOfParty(terms: WaterfallTerms, { distributions }: WaterfallStatement, party: number): Derivation {
  const steps = stepsOf(terms, {})
  const payments = distributions.flatMap(({ tiers }) => tiers)
  const parts = payments.flatMap(({ splits }) =>
    splits.map(({ amount, weights }) =>
      derive(
        `share:${party}`,
        [given(amount, steps.money('waterfall.investors_part')), ...weights.map((weight) => given(weight, steps.money('waterfall.weight')))],
        steps.money('waterfall.part'),
      ),
    ),
  )
  const carry = party === gpOf(terms) ? payments.filter(({ gp }) => gp > 0n).map(({ gp }) => given(gp, steps.money('waterfall.gp_part'))) : []
  return derive('sum', [...parts, ...carry], steps.money('waterfall.total'))
}
