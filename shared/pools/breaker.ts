import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import type { Fraction } from '../kernel/fraction.ts'
import { type Money, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { OrganisationId } from '../people/organisation.ts'
import { type AmountFact, type BreakerAction, breakerActions } from '../policies/compensation-scheme.ts'
import { type CitedScheme, mustBeRead, openCase } from '../policies/loss-case.ts'
import type { BreakerOverride } from './pool.ts'

/** What is known of a bank's year under a pool, by the names that schemes give it. What is absent is unknown. */
export type BreakerFacts = Readonly<Partial<Record<AmountFact, bigint>>>

/** How far a breaker is from tripping. */
export interface BreakerGauge {
  readonly action: BreakerAction
  readonly of: AmountFact
  readonly over: AmountFact
  readonly state: 'clear' | 'tripped' | 'unknown'
  /** The level above which it trips. */
  readonly above: Fraction
  readonly figures: {
    readonly of: Money
    readonly over: Money
    /** The least that `of` may come to and trip it. */
    readonly tripsAt: Money
    /** What `of` may still grow by. */
    readonly left: Money
    readonly derivation: Derivation
  } | null
}

/**
 * Each breaker of a scheme on a bank's year. It trips above its level, not at it; asked as `of > level × over`, so that a year in which
 * nothing was lent divides by nothing, and trips at the first loss.
 */
export function breakerGauges(cited: CitedScheme, facts: BreakerFacts): readonly BreakerGauge[] {
  mustBeRead(cited, 'breakers')
  const { parameter, fact, minor, ratio, scheme } = openCase(cited, { amounts: facts, used: {}, flags: {} })
  return (scheme.breakers ?? []).map(({ of, over, above, action }, index) => {
    const [numerator, base] = [facts[of], facts[over]]
    if (numerator === undefined || base === undefined) return { action, of, over, above, state: 'unknown', figures: null }
    const level = parameter('scheme.breaker_level', above, `breakers.${index}.above`)
    const most = minor('breaker.most', 'round:down', [minor('breaker.most_exact', 'product', [fact(over), level])])
    const derivation = ratio('breaker.below', 'at_or_below', [fact(of), most])
    const left = minorOf(minor('breaker.left', 'at_least_zero', [minor('breaker.difference', 'difference', [most, fact(of)])]))
    return {
      action,
      of,
      over,
      above,
      state: derivation.value === '1' ? 'clear' : 'tripped',
      figures: {
        of: money(numerator, scheme.currency),
        over: money(base, scheme.currency),
        tripsAt: money(minorOf(most) + 1n, scheme.currency),
        left: money(left, scheme.currency),
        derivation,
      },
    }
  })
}

/** What the breakers of a bank's year do to its claims on a day. */
export interface BreakerState {
  /** The gravest that has tripped and is not overridden; `unknown` where a figure is missing and nothing graver is known. */
  readonly state: 'clear' | 'unknown' | BreakerAction
  /** Two people agreed that a tripped one does not act. */
  readonly overridden: boolean
}

export function breakerState(
  gauges: readonly Pick<BreakerGauge, 'action' | 'state'>[],
  overrides: readonly BreakerOverride[],
  { bankId, on }: { readonly bankId: OrganisationId; readonly on: PlainDate },
): BreakerState {
  const tripped = gauges.filter(({ state }) => state === 'tripped').map(({ action }) => action)
  const isOverridden = (action: BreakerAction): boolean => overrides.some((override) => overrulesOn(override, action, { bankId, on }))
  const acting = tripped.filter((action) => !isOverridden(action))
  const gravest = breakerActions.findLast((action) => acting.includes(action))
  const unknown = gauges.some(({ state }) => state === 'unknown')
  return { state: gravest ?? (unknown ? 'unknown' : 'clear'), overridden: acting.length < tripped.length }
}

/**
 * The breaker that keeps a bank from enrolling new loans on a day: the gravest that suspends or terminates, has tripped and is not
 * overridden. One whose figures are missing keeps it from them as well, until two people say that it shall not.
 */
export function stoppingBreaker(
  gauges: readonly BreakerGauge[],
  overrides: readonly BreakerOverride[],
  whose: { readonly bankId: OrganisationId; readonly on: PlainDate },
): BreakerGauge | null {
  const stopping = gauges
    .filter(({ action, state }) => action !== 'defer' && state !== 'clear' && !overrides.some((override) => overrulesOn(override, action, whose)))
    .toSorted((a, b) => breakerActions.indexOf(b.action) - breakerActions.indexOf(a.action))
  return stopping.find(({ state }) => state === 'tripped') ?? stopping[0] ?? null
}

const overrulesOn = (
  { organisationId, action: overruled, from, to }: BreakerOverride,
  action: BreakerAction,
  { bankId, on }: { readonly bankId: OrganisationId; readonly on: PlainDate },
): boolean => overruled === action && (organisationId ?? bankId) === bankId && from <= on && on <= to

/** The ratio that people speak of; null where nothing was lent, or a figure is missing. */
export const ratioOf = ({ of, over, figures }: BreakerGauge): Derivation | null =>
  figures && figures.over.minor > 0n
    ? derive(
        'ratio',
        [
          given(figures.of.minor, { label: `fact.${of}`, unit: 'minor', currency: figures.of.currency }),
          given(figures.over.minor, { label: `fact.${over}`, unit: 'minor', currency: figures.over.currency }),
        ],
        { label: 'breaker.ratio', unit: 'ratio' },
      )
    : null
