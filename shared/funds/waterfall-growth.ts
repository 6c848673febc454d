import { type YearFractionConvention, yearFraction } from '../kernel/day-count.ts'
import type { Derivation } from '../kernel/derivation.ts'
import { type Fraction, fraction, one, plus, sumOf, times } from '../kernel/fraction.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { power } from '../kernel/power.ts'
import type { Steps } from './waterfall-steps.ts'

/** An amount, in minor units, that has been earning since a day. */
export interface Lot {
  readonly date: PlainDate
  readonly amount: Fraction
}

/** What lots have come to by a day, as a value and as the steps that lead there. */
export interface Growth {
  readonly of: (lots: readonly Lot[]) => Fraction
  readonly derived: (lots: readonly Lot[]) => Derivation
}

/** Simple: what each lot has earned, amount × rate × years. */
export function simpleGrowth(
  rate: Fraction,
  path: string,
  convention: YearFractionConvention,
  to: PlainDate,
  steps: Steps,
): Growth {
  const years = yearsTo(to, convention)
  return growth(
    (from) => times(rate, years(from)),
    (from) => [steps.ratio('waterfall.rate', rate, path), steps.ratio('waterfall.years', years(from))],
    steps,
  )
}

/** Compound: what each lot has become, amount × (1 + rate) ^ years, each from its own day, as an IRR discounts it. */
export function compoundGrowth(
  rate: Fraction,
  path: string,
  convention: YearFractionConvention,
  to: PlainDate,
  steps: Steps,
): Growth {
  const years = yearsTo(to, convention)
  return growth(
    remembered((from) => power(plus(one, rate), years(from))),
    (from) => {
      const base = steps.workRatio(
        'waterfall.growth',
        'sum',
        steps.ratio('waterfall.one', one),
        steps.ratio('waterfall.rate', rate, path),
      )
      return [steps.workRatio('waterfall.growth', 'power', base, steps.ratio('waterfall.years', years(from)))]
    },
    steps,
  )
}

function growth(
  factor: (from: PlainDate) => Fraction,
  factorSteps: (from: PlainDate) => readonly Derivation[],
  steps: Steps,
): Growth {
  return {
    of: (lots) => sumOf(lots.map(({ date, amount }) => times(amount, factor(date)))),
    derived: (lots) => {
      const grown = byDate(lots).map(({ date, amount }) =>
        steps.work('waterfall.grown', 'product', steps.amount('waterfall.outstanding', amount), ...factorSteps(date)),
      )
      return steps.work('waterfall.grown', 'sum', ...grown)
    },
  }
}

const yearsTo = (to: PlainDate, convention: YearFractionConvention) => remembered((from) => yearFraction(from, to, convention))

/** Every investor's lots of one day grow alike, so the derivation takes them together. */
function byDate(lots: readonly Lot[]): readonly Lot[] {
  const totals = new Map<PlainDate, Fraction>()
  for (const { date, amount } of lots) totals.set(date, plus(totals.get(date) ?? fraction(0n), amount))
  return [...totals].map(([date, amount]) => ({ date, amount }))
}

function remembered(compute: (from: PlainDate) => Fraction): (from: PlainDate) => Fraction {
  const known = new Map<PlainDate, Fraction>()
  return (from) => {
    const value = known.get(from) ?? compute(from)
    known.set(from, value)
    return value
  }
}
