import { type Fraction, compare, fraction, one, over, times, zero } from '../kernel/fraction.ts'
import { type Rounding, roundFraction } from '../kernel/rounding.ts'
import { refuse } from '../refuse.ts'

/** Reinvesting proceeds: up to `cap` of commitments in all, during the first `years`, `share` of each exit's proceeds. */
export interface RecyclingTerms {
  readonly committed: bigint
  readonly cap: Fraction
  readonly years: number
  readonly share: Fraction
  readonly rounding: Rounding
}

export interface Exit {
  /** Of the fund's life, counted from 1. */
  readonly year: number
  readonly proceeds: bigint
}

export interface RecycledExit extends Exit {
  readonly withinPeriod: boolean
  readonly recycled: bigint
  readonly distributed: bigint
}

export interface Recycling {
  readonly capacity: bigint
  /** The capacity spread evenly over the years, as a planning figure: nothing holds an exit to it. */
  readonly yearlyCapacity: Fraction
  readonly remaining: bigint
  readonly exits: readonly RecycledExit[]
}

/** Exits take from the capacity in order of their years, the last year of the period included; what they cannot is distributed. */
export function recycle({ committed, cap, years, share, rounding }: RecyclingTerms, exits: readonly Exit[]): Recycling {
  for (const ratio of [cap, share])
    if (compare(ratio, zero) < 0 || compare(ratio, one) > 0) refuse('recycling.ratio_out_of_range', {})
  if (!Number.isSafeInteger(years) || years < 1) refuse('recycling.no_period', {})
  const capacity = roundFraction(times(fraction(committed), cap), rounding)
  let remaining = capacity
  const recycled = exits
    .toSorted((a, b) => a.year - b.year)
    .map((exit): RecycledExit => {
      if (exit.proceeds < 0n) refuse('recycling.proceeds_negative', { year: exit.year })
      const withinPeriod = exit.year <= years
      const wanted = withinPeriod ? roundFraction(times(fraction(exit.proceeds), share), rounding) : 0n
      const taken = wanted < remaining ? wanted : remaining
      remaining -= taken
      return { ...exit, withinPeriod, recycled: taken, distributed: exit.proceeds - taken }
    })
  return { capacity, yearlyCapacity: over(fraction(capacity), fraction(BigInt(years))), remaining, exits: recycled }
}
