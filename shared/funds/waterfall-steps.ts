import { type Derivation, type Operation, derive, given } from '../kernel/derivation.ts'
import type { Fraction } from '../kernel/fraction.ts'
import { type Cites, citeOf } from '../policies/policy.ts'
import type { WaterfallTerms } from './waterfall.terms.ts'
import type { WaterfallWord } from './waterfall.words.ts'

type Working = Exclude<Operation, 'given'>

/** The steps of a waterfall's derivation: in one currency, under the labels of one catalogue, with the clause where the terms cite one. */
export interface Steps {
  /** An amount in minor units, or a ratio, that is given here; `path` is where the terms lay it down. */
  readonly amount: (label: WaterfallWord, value: Fraction | bigint, path?: string) => Derivation
  readonly ratio: (label: WaterfallWord, value: Fraction, path?: string) => Derivation
  /** An amount, or a ratio, worked out from others. */
  readonly work: (label: WaterfallWord, operation: Working, ...operands: readonly Derivation[]) => Derivation
  readonly workRatio: (label: WaterfallWord, operation: Working, ...operands: readonly Derivation[]) => Derivation
}

/** `cites` as a policy version keeps them: by the path of the parameter in the terms, "tiers.1.rate". */
export function stepsOf({ currency }: WaterfallTerms, cites: Cites): Steps {
  const cited = (path?: string) => {
    const cite = path === undefined ? undefined : citeOf(cites, path)
    return cite ? { cite } : {}
  }
  return {
    amount: (label, value, path) => given(value, { label, unit: 'minor', currency, ...cited(path) }),
    ratio: (label, value, path) => given(value, { label, unit: 'ratio', ...cited(path) }),
    work: (label, operation, ...operands) => derive(operation, operands, { label, unit: 'minor', currency }),
    workRatio: (label, operation, ...operands) => derive(operation, operands, { label, unit: 'ratio' }),
  }
}
