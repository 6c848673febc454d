import { allocateUnits } from './allocate.ts'
import {
  type Fraction,
  type FractionText,
  compare,
  fraction,
  fractionText,
  greatest,
  least,
  minus,
  over,
  parseFraction,
  plus,
  times,
  zero,
} from './fraction.ts'
import { power } from './power.ts'
import { type Rounding, roundFraction, roundings } from './rounding.ts'

/**
 * How a number came about: a tree whose steps name an operation of a closed list, their operands and their clause.
 * Values are exact fractions, written "n" or "n/d", so that `replay` recomputes every step anywhere, offline too.
 */
export interface Derivation {
  /** What this step is called, a key of the words catalogue ("compensation.after_cap"). */
  readonly label: string
  readonly operation: Operation
  readonly value: FractionText
  readonly unit: Unit
  /** Currency, for money. */
  readonly currency?: string
  /** Where the step, or the parameter it reads, is laid down. */
  readonly cite?: Citation
  readonly operands: readonly Derivation[]
}

/** "minor" is minor units of `currency`; "ratio" a pure number; "days", "count" whole numbers. */
export type Unit = 'minor' | 'ratio' | 'days' | 'count'

/** How far a source can be trusted; shown beside the citation (GLOSSARY.md). */
export const trustTags = ['R1', 'R1c', 'R2', 'R3', 'D', 'recalled'] as const
export type TrustTag = (typeof trustTags)[number]

export interface Citation {
  readonly document: string
  readonly clause?: string
  readonly tag: TrustTag
  readonly url?: string
}

/**
 * The closed list.
 * - given: an input, or a parameter of a policy; no operands
 * - sum: of all operands, 0 when there are none; product, least, greatest: of all operands, at least one
 * - difference: first less the second; ratio: first over the second
 * - power: first raised to the second, as power.ts rounds it (compound growth: 1 + rate to the years)
 * - at_least_zero: the operand, or 0 when it is negative
 * - choose: the first operand, which a condition selected; further operands are the facts that it looked at
 * - remainder: first less all the others (what is left for the last bearer)
 * - round: the operand rounded to a whole number by the rounding named
 * - at_or_below: 1 when the first is at most the second, else 0
 * - share:n: part n, counted from 0, of the first when all the others are its weights (largest remainder, ties to the earlier)
 */
export type Operation =
  | 'given'
  | 'sum'
  | 'product'
  | 'difference'
  | 'ratio'
  | 'power'
  | 'least'
  | 'greatest'
  | 'at_least_zero'
  | 'choose'
  | 'remainder'
  | 'at_or_below'
  | `round:${Rounding}`
  | `share:${number}`

/** The inverse of `fractionText`; throws on a text that is none, for a stored value that cannot be read is not 0. */
export function readFraction(text: FractionText): Fraction {
  const value = parseFraction(text)
  if (!value) throw new RangeError(`“${text}” is no fraction`)
  return value
}

/** The value that an operation gives for its operands: the only place that says what an operation means. */
export function operate(operation: Exclude<Operation, 'given'>, operands: readonly Fraction[]): Fraction {
  const [first = zero, ...rest] = operands
  // A sum of nothing is 0; the least of nothing is unknown, and unknown is never 0.
  if (operands.length === 0 && operation !== 'sum') throw new RangeError(`${operation} of nothing`)
  switch (operation) {
    case 'sum':
      return rest.reduce(plus, first)
    case 'product':
      return rest.reduce(times, first)
    case 'difference':
    case 'remainder':
      return rest.reduce(minus, first)
    case 'ratio':
      return over(first, rest[0] ?? zero)
    case 'power':
      return power(first, rest[0] ?? zero)
    case 'least':
      return least(first, ...rest)
    case 'greatest':
      return greatest(first, ...rest)
    case 'at_least_zero':
      return greatest(first, zero)
    case 'choose':
      return first
    case 'at_or_below':
      return fraction(compare(first, rest[0] ?? zero) <= 0 ? 1n : 0n)
    default: {
      // A stored tree may name anything: what is not on the list is refused, never taken for the nearest thing on it.
      const [name, argument = ''] = operation.split(':')
      const part = name === 'share' ? allocateUnits(wholeOf(first, operation), rest)[Number(argument)] : undefined
      if (part !== undefined) return fraction(part)
      const rounding = name === 'round' ? roundings.find((known) => known === argument) : undefined
      if (rounding) return fraction(roundFraction(first, rounding))
      throw new RangeError(`${operation} is no operation`)
    }
  }
}

type Shape = { readonly label: string; readonly unit: Unit; readonly currency?: string; readonly cite?: Citation }

/** A leaf: an input or a parameter. */
export const given = (value: Fraction | bigint, shape: Shape): Derivation => ({
  ...shape,
  operation: 'given',
  value: fractionText(typeof value === 'bigint' ? fraction(value) : value),
  operands: [],
})

/** A step: its value is what the operation gives for the operands' values. */
export const derive = (operation: Exclude<Operation, 'given'>, operands: readonly Derivation[], shape: Shape): Derivation => ({
  ...shape,
  operation,
  value: fractionText(operate(operation, operands.map(valueOf))),
  operands,
})

/** The first step of that label, depth first. */
export function findStep(derivation: Derivation, label: string): Derivation | undefined {
  if (derivation.label === label) return derivation
  for (const operand of derivation.operands) {
    const found = findStep(operand, label)
    if (found) return found
  }
  return undefined
}

export const valueOf = (derivation: Derivation): Fraction => readFraction(derivation.value)

/** Minor units of a step that has been rounded; throws on a step that has not: money never rounds unnamed. */
export const minorOf = (derivation: Derivation): bigint => wholeOf(valueOf(derivation), derivation.label)

function wholeOf(value: Fraction, what: string): bigint {
  if (value.denominator !== 1n) throw new RangeError(`${what}: ${fractionText(value)} is not whole, round it first`)
  return value.numerator
}

/** A step that does not hold: what is recorded, and what its operands give (or why they give nothing). */
export interface Mismatch {
  readonly label: string
  readonly recorded: FractionText
  readonly computed: string
}

/**
 * The first step, depth first, whose recorded value is not what its operation gives for its operands; undefined when all
 * hold. A value or an operation that cannot be read does not hold either.
 */
export function replay(derivation: Derivation): Mismatch | undefined {
  for (const operand of derivation.operands) {
    const wrong = replay(operand)
    if (wrong) return wrong
  }
  const computed = recompute(derivation)
  return computed === derivation.value ? undefined : { label: derivation.label, recorded: derivation.value, computed }
}

function recompute({ operation, operands, value }: Derivation): string {
  try {
    return fractionText(operation === 'given' ? readFraction(value) : operate(operation, operands.map(valueOf)))
  } catch (reason) {
    return String(reason)
  }
}
