import type { AmountUnit } from '@cofund/shared/kernel/amount-text'
import { fraction, over, toNumber } from '@cofund/shared/kernel/fraction'
import { type Currency, type Money, currencies } from '@cofund/shared/kernel/money'
import type { Named } from '../say.ts'
import { namedAmount } from '../ui/amount.ts'
import { type RatioValue, multipleText, percentText } from '../ui/RatioText.tsx'

/**
 * What a chart shows, before anything is drawn: exact figures, which the tooltip and the table tell as they are. A feature
 * makes it from its rows by a pure function.
 */
export interface ChartData {
  /** What the points are: months, funds, banks. */
  readonly axis: Named
  readonly measure: Measure
  /** At most six; a seventh kind belongs under 其他. */
  readonly series: readonly Series[]
  readonly points: readonly Point[]
}

export type Measure = 'money' | 'percent' | 'multiple' | 'count'

export interface Series {
  readonly key: string
  readonly name: Named
  /** Bars of one chart stand on each other when it is stacked; a line may run over them. */
  readonly as: 'bar' | 'line'
}

export interface Point {
  readonly key: string
  readonly name: Named
  /** By the series' key; null where it is not known: a gap, never a zero. */
  readonly values: Readonly<Record<string, Money | RatioValue | null>>
}

/** A flow of money from one place to the next (city → guidance fund → sub-fund → firm). Flows never turn back. */
export interface FlowData {
  readonly places: readonly { readonly key: string; readonly name: Named }[]
  readonly flows: readonly { readonly from: string; readonly to: string; readonly amount: Money }[]
}

const powerOf: Readonly<Record<AmountUnit, bigint>> = {
  one: 1n,
  ten_thousand: 10_000n,
  million: 1_000_000n,
  hundred_million: 100_000_000n,
}

/** Where a value stands on the axis: the one place where figures become floats. Null stays a gap. */
export function heightOf(value: Money | RatioValue | null | undefined, measure: Measure, unit: AmountUnit): number | null {
  if (value === null || value === undefined) return null
  if (isMoney(value))
    return toNumber(over(fraction(value.minor), fraction(10n ** BigInt(currencies[value.currency]) * powerOf[unit])))
  const height = typeof value === 'number' ? value : toNumber(value)
  return measure === 'percent' ? height * 100 : height
}

/** The exact figure in words, with its unit. */
export function figureText(value: Money | RatioValue | null | undefined, measure: Measure, unit: AmountUnit): string {
  if (value === null || value === undefined) return '--'
  if (isMoney(value)) return namedAmount(value, unit).join('')
  if (measure === 'percent') return percentText(value)
  if (measure === 'multiple') return multipleText(value)
  return (typeof value === 'number' ? value : toNumber(value)).toLocaleString('en-US')
}

/** A share of a whole, for the eye: "12.5%". */
export const shareText = (part: Money, whole: Money): string =>
  whole.minor === 0n ? '--' : `${((Number(part.minor) / Number(whole.minor)) * 100).toFixed(1)}%`

export function currencyOfChart({ points }: ChartData): Currency | undefined {
  for (const point of points) for (const value of Object.values(point.values)) if (isMoney(value)) return value.currency
  return undefined
}

export const isMoney = (value: Money | RatioValue | null): value is Money =>
  typeof value === 'object' && value !== null && 'minor' in value
