import { type Citation, type Derivation, type Operation, derive, given, valueOf } from '../kernel/derivation.ts'
import { type Fraction, compare, zero } from '../kernel/fraction.ts'
import { type Currency, money, toDecimal } from '../kernel/money.ts'
import { refuse } from '../refuse.ts'
import type { WordKey } from '../words.ts'
import type { AmountFact, CompensationScheme, Condition, Flag, UnreadPart, UsedScope } from './compensation-scheme.ts'
import { type Cites, type ParameterPath, citeOf } from './policy.ts'

/** What is known of a loss, amounts in minor units of the scheme's currency. What is absent is unknown, never zero or no. */
export interface LossCase {
  readonly amounts: Readonly<Partial<Record<AmountFact, bigint>>>
  /** How much of each cap earlier payments have taken up. */
  readonly used: Readonly<Partial<Record<UsedScope, bigint>>>
  readonly flags: Readonly<Partial<Record<Flag, boolean>>>
  readonly product?: string
}

export interface CitedScheme {
  readonly scheme: CompensationScheme
  readonly cites: Cites
  /** Parts that the rule has and that nobody has read in full. */
  readonly unread: readonly UnreadPart[]
}

/**
 * A scheme and a case side by side: facts as the case states them, parameters as the scheme lays them down, and steps in
 * the units of either. To ask for a fact that the case does not state is a refusal.
 */
export interface CaseFile extends CitedScheme {
  readonly lossCase: LossCase
  readonly fact: (name: AmountFact) => Derivation
  readonly used: (scope: UsedScope) => Derivation
  /** With its citation; a rate is a fraction, an amount whole minor units. */
  readonly parameter: (label: WordKey, value: Fraction | bigint, path: ParameterPath) => Derivation
  /** An amount that an earlier evaluation found. */
  readonly amount: (label: WordKey, minor: bigint) => Derivation
  /** The rate where no rule gives one. */
  readonly nothing: (label: WordKey) => Derivation
  readonly holds: (condition: Condition | undefined) => boolean
  readonly minor: Deduction
  readonly ratio: Deduction
}
/** A step; where the scheme lays down how it is taken (a rounding), the path of that parameter. */
type Deduction = (
  label: WordKey,
  operation: Exclude<Operation, 'given'>,
  operands: readonly Derivation[],
  path?: ParameterPath,
) => Derivation

export function openCase({ scheme, cites, unread }: CitedScheme, lossCase: LossCase): CaseFile {
  const inMinor = { unit: 'minor', currency: scheme.currency } as const
  const inRatio = { unit: 'ratio' } as const
  const citing = (path: ParameterPath | undefined): { cite?: Citation } => {
    const cite = path === undefined ? undefined : citeOf(cites, path)
    return cite ? { cite } : {}
  }
  const fact = (name: AmountFact): Derivation =>
    given(lossCase.amounts[name] ?? refuse('compensation.fact_unknown', { fact: name }), { label: `fact.${name}`, ...inMinor })
  return {
    scheme,
    cites,
    unread,
    lossCase,
    fact,
    used: (scope) =>
      given(lossCase.used[scope] ?? refuse('compensation.used_unknown', { scope }), { label: `used.${scope}`, ...inMinor }),
    parameter: (label, value, path) =>
      given(value, { label, ...(typeof value === 'bigint' ? inMinor : inRatio), ...citing(path) }),
    amount: (label, minor) => given(minor, { label, ...inMinor }),
    nothing: (label) => given(zero, { label, ...inRatio }),
    holds: (condition) => condition === undefined || holds(condition, lossCase),
    minor: (label, operation, operands, path) => derive(operation, operands, { label, ...inMinor, ...citing(path) }),
    ratio: (label, operation, operands, path) => derive(operation, operands, { label, ...inRatio, ...citing(path) }),
  }
}

/** Whether all that a condition names holds; what is not known is asked for only where the answer turns on it. */
function holds(
  { any, all, product, revenue_below: below, revenue_up_to: upTo }: Condition,
  { flags, amounts, product: stated }: LossCase,
): boolean {
  const unknownFlag = (flag: Flag): never => refuse('compensation.flag_unknown', { flag })
  const revenue = (): bigint => amounts.revenue ?? refuse('compensation.fact_unknown', { fact: 'revenue' })

  if (all?.some((flag) => flags[flag] === false)) return false
  if (product && !product.includes(stated ?? refuse('compensation.fact_unknown', { fact: 'product' }))) return false
  if (any && !any.some((flag) => flags[flag])) {
    const unknown = any.find((flag) => flags[flag] === undefined)
    return unknown === undefined ? false : unknownFlag(unknown)
  }
  const unknown = all?.find((flag) => flags[flag] === undefined)
  if (unknown !== undefined) unknownFlag(unknown)
  return (below === undefined || revenue() < below) && (upTo === undefined || revenue() <= upTo)
}

/** Refuses to go on with a part of the scheme that nobody has read in full. */
export function mustBeRead({ unread }: CitedScheme, part: UnreadPart): void {
  if (unread.includes(part)) refuse('policy.parameters_empty', { paths: [part] })
}

export const isMore = (a: Derivation, b: Derivation): boolean => compare(valueOf(a), valueOf(b)) > 0

export const amountText = (minor: bigint, currency: Currency): string => toDecimal(money(minor, currency))
