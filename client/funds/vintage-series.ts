import type { PositionSums } from '@cofund/shared/funds/position'
import type { ChartData } from '../charts/chart-data.ts'

/** Bars of what each vintage paid out and still holds, standing on each other; the line is what was called for it. */
export const vintageSeries = (groups: readonly (Pick<PositionSums, 'called' | 'distributed' | 'value'> & { readonly key: string })[]): ChartData => ({
  axis: { word: 'fund.vintage_year' },
  measure: 'money',
  series: [
    { key: 'distributed', name: { word: 'portfolio.distributed' }, as: 'bar' },
    { key: 'value', name: { word: 'portfolio.value' }, as: 'bar' },
    { key: 'called', name: { word: 'portfolio.called' }, as: 'line' },
  ],
  points: groups.map(({ key, called, distributed, value }) => ({ key, name: { label: key }, values: { called, distributed, value } })),
})
