import type { Citation, Unit } from '../kernel/derivation.ts'
import { type Cites, citeOf } from '../policies/policy.ts'
import type { WaterfallTerms } from './waterfall.terms.ts'
import type { WaterfallWord } from './waterfall.words.ts'

/** Names the steps of a waterfall's derivation: label, unit, currency, and the clause where the terms cite one. */
export interface Steps {
  readonly money: (label: WaterfallWord, path?: string) => Step
  readonly ratio: (label: WaterfallWord, path?: string) => Step
}
interface Step {
  readonly label: WaterfallWord
  readonly unit: Unit
  readonly currency?: string
  readonly cite?: Citation
}

/** `cites` as a policy version keeps them: by the path of the parameter in the terms, "tiers.1.rate". */
export function stepsOf({ currency }: WaterfallTerms, cites: Cites): Steps {
  const cited = (path?: string): { readonly cite?: Citation } => {
    const cite = path === undefined ? undefined : citeOf(cites, path)
    return cite ? { cite } : {}
  }
  return {
    money: (label, path) => ({ label, unit: 'minor', currency, ...cited(path) }),
    ratio: (label, path) => ({ label, unit: 'ratio', ...cited(path) }),
  }
}
