import { type Derivation, derive, given } from '../kernel/derivation.ts'
import { type Fraction, compare, fraction } from '../kernel/fraction.ts'
import type { Money } from '../kernel/money.ts'
import type { PositionSums } from './position.ts'

/**
 * A portfolio's multiples and shares, from the sums of its positions. Total value to paid-in and its parts are as the
 * ILPA Performance Template defines them (reference: fund reporting, metric definitions): never netted, and none
 * where nothing was called, since a quotient by zero is not 0.
 */
export interface Multiples {
  readonly tvpi: Derivation | null
  readonly dpi: Derivation | null
  readonly rvpi: Derivation | null
}

export function multiplesOf({ called, distributed, value }: Omit<PositionSums, 'committed'>): Multiples {
  if (called.minor <= 0n) return { tvpi: null, dpi: null, rvpi: null }
  const [paidIn, paidOut, held] = [amount('portfolio.called', called), amount('portfolio.distributed', distributed), amount('portfolio.value', value)]
  const total = derive('sum', [paidOut, held], { label: 'portfolio.total_value', unit: 'minor', currency: called.currency })
  return {
    tvpi: derive('ratio', [total, paidIn], { label: 'portfolio.tvpi', unit: 'ratio' }),
    dpi: derive('ratio', [paidOut, paidIn], { label: 'portfolio.dpi', unit: 'ratio' }),
    rvpi: derive('ratio', [held, paidIn], { label: 'portfolio.rvpi', unit: 'ratio' }),
  }
}

/** How much of the whole a part is; null when the whole is nothing. */
export const shareOf = (part: Money, whole: Money): Derivation | null =>
  whole.minor <= 0n
    ? null
    : derive('ratio', [amount('portfolio.part', part), amount('portfolio.whole', whole)], { label: 'portfolio.share', unit: 'ratio' })

/**
 * The Herfindahl–Hirschman index of the parts, 1/n (spread evenly over n) to 1 (all in one): what concentration limits
 * are watched by. Null when the parts come to nothing.
 */
export function concentrationOf(parts: readonly Money[]): Fraction | null {
  const whole = parts.reduce((sum, { minor }) => sum + minor, 0n)
  if (compare(fraction(whole), fraction(0n)) <= 0) return null
  return fraction(
    parts.reduce((sum, { minor }) => sum + minor * minor, 0n),
    whole * whole,
  )
}

const amount = (label: string, { minor, currency }: Money): Derivation => given(minor, { label, unit: 'minor', currency })
