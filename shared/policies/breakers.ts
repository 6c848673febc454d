import { type Derivation, minorOf } from '../kernel/derivation.ts'
import { refuse } from '../refuse.ts'
import type { BreakerAction } from './compensation-scheme.ts'
import { type CitedScheme, type LossCase, isMore, mustBeRead, openCase } from './loss-case.ts'

/** Each breaker of a scheme with whether it has tripped: above its level, not at it. Refuses a case without the figures. */
export function breakersOf(cited: CitedScheme, lossCase: LossCase): readonly BreakerState[] {
  mustBeRead(cited, 'breakers')
  const { fact, parameter, ratio } = openCase(cited, lossCase)
  return (cited.scheme.breakers ?? []).map(({ of, over, above, action }, index) => {
    if (minorOf(fact(over)) === 0n) refuse('compensation.ratio_of_nothing', { fact: over })
    const metric = ratio('breaker.ratio', 'ratio', [fact(of), fact(over)])
    const level = parameter('scheme.breaker_level', above, `breakers.${index}.above`)
    return { action, tripped: isMore(metric, level), derivation: ratio('breaker.below', 'at_or_below', [metric, level]) }
  })
}
export interface BreakerState {
  readonly action: BreakerAction
  readonly tripped: boolean
  readonly derivation: Derivation
}
