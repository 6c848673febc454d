import { type Fraction, fraction, over } from '@cofund/shared/kernel/fraction'
import type { Money } from '@cofund/shared/kernel/money'
import type { CompensationCell, CompensationPart, NplMonth, PoolMonth } from '@cofund/shared/reports/compensation'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import type { ChartData, FlowData } from '../charts/chart-data.ts'
import { preferences } from '../preferences.ts'
import type { Named } from '../say.ts'

export const nameOfPart = ({ key, name }: CompensationPart): Named =>
  key === '' ? { word: 'compensation.no_district' } : { label: name[preferences().language] }

const borneBy = ({ bearers }: CompensationCell, bearer: ShareBearer): Money | null =>
  bearers.find((share) => share.bearer === bearer)?.borne ?? null

/** Whose losses fall upon whom: from each bank to each bearer of a part. */
export function bankFlows(banks: readonly CompensationPart[], total: CompensationCell): FlowData {
  const bearers = total.bearers.filter(({ borne }) => borne.minor > 0n)
  return {
    places: [
      ...banks.map((bank) => ({ key: bank.key, name: nameOfPart(bank) })),
      ...bearers.map(({ bearer }) => ({ key: bearer, name: { word: `bearer.${bearer}` } as const })),
    ],
    flows: banks.flatMap((bank) =>
      bank.bearers.flatMap(({ bearer, borne }) => (borne.minor > 0n ? [{ from: bank.key, to: bearer, amount: borne }] : [])),
    ),
  }
}

/** What each bearer bears of the losses decided in a year. */
export function bearersByYear(years: readonly CompensationPart[], total: CompensationCell): ChartData {
  return {
    axis: { word: 'compensation.year' },
    measure: 'money',
    series: total.bearers.map(({ bearer }) => ({ key: bearer, name: { word: `bearer.${bearer}` } as const, as: 'bar' as const })),
    points: years.map((year) => ({
      key: year.key,
      name: nameOfPart(year),
      values: Object.fromEntries(total.bearers.map(({ bearer }) => [bearer, borneBy(year, bearer)])),
    })),
  }
}

/** Cash, what of it is granted already, and what was compensated and recovered so far, month by month. */
export const burnDown = (months: readonly PoolMonth[]): ChartData => ({
  axis: { word: 'compensation.month' },
  measure: 'money',
  series: [
    { key: 'cash', name: { word: 'compensation.cash' }, as: 'line' },
    { key: 'reserved', name: { word: 'compensation.reserved' }, as: 'bar' },
    { key: 'compensated', name: { word: 'compensation.compensated' }, as: 'line' },
    { key: 'recovered', name: { word: 'compensation.recovered' }, as: 'line' },
  ],
  points: months.map(({ month, ...values }) => ({ key: month, name: { label: month.slice(0, 7) }, values })),
})

export const nplRatio = ({ balance, nonPerforming }: NplMonth): Fraction | null => part(nonPerforming, balance)

/** The reported NPL ratio, beside the level above which the pool's breaker trips, where there is one. */
export const nplSeries = (months: readonly NplMonth[], level: Fraction | null): ChartData => ({
  axis: { word: 'compensation.month' },
  measure: 'percent',
  series: [
    { key: 'npl', name: { word: 'compensation.npl' }, as: 'line' },
    ...(level ? [{ key: 'level', name: { word: 'compensation.level' } as const, as: 'line' as const }] : []),
  ],
  points: months.map((month) => ({ key: month.month, name: { label: month.month.slice(0, 7) }, values: { npl: nplRatio(month), level } })),
})

interface CurvePoint {
  readonly year: number
  readonly months: number
}

/** A curve for each year, over the months since; a year too young for a point has a gap there. */
export function curves<P extends CurvePoint>(points: readonly P[], ratio: (point: P) => Fraction | null): ChartData {
  const years = [...new Set(points.map(({ year }) => year))].slice(-6)
  const months = [...new Set(points.map((point) => point.months))].toSorted((a, b) => a - b)
  return {
    axis: { word: 'compensation.months' },
    measure: 'percent',
    series: years.map((year) => ({ key: String(year), name: { label: String(year) }, as: 'line' })),
    points: months.map((at) => ({
      key: String(at),
      name: { label: String(at) },
      values: Object.fromEntries(
        years.map((year) => {
          const point = points.find((each) => each.year === year && each.months === at)
          return [String(year), point ? ratio(point) : null]
        }),
      ),
    })),
  }
}

export const part = (of: Money, whole: Money): Fraction | null =>
  whole.minor === 0n ? null : over(fraction(of.minor), fraction(whole.minor))
