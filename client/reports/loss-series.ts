import { sum } from '@cofund/shared/kernel/money'
import { type LenderCell, type LossCell, type YearCell, refusedLossOf, shareIn } from '@cofund/shared/reports/loss-sharing'
import type { ChartData, FlowData } from '../charts/chart-data.ts'
import type { Named } from '../say.ts'

/** What each bearer bears of the losses of a year, standing on each other; what the scheme does not share stands on top. */
export function yearSeries(cells: readonly YearCell[]): ChartData {
  const bearers = cells[0]?.shares.map(({ bearer }) => bearer) ?? []
  const refuses = cells.some(({ refusedLoss }) => refusedLoss.minor !== 0n)
  return {
    axis: { word: 'loss_sharing.year' },
    measure: 'money',
    series: [
      ...bearers.map((bearer) => ({ key: bearer, name: { word: `bearer.${bearer}` } as const, as: 'bar' as const })),
      ...(refuses ? [{ key: 'refused', name: { word: 'loss_sharing.refused' } as const, as: 'bar' as const }] : []),
    ],
    points: cells.map(({ year, ...cell }) => ({
      key: String(year ?? 'unknown'),
      name: nameOfYear(year),
      values: { ...Object.fromEntries(bearers.map((bearer) => [bearer, shareIn(cell, bearer)])), refused: refusedLossOf(cell) },
    })),
  }
}

const banksDrawn = 6

/** Whose losses fall upon whom: the banks that lost most, each by name, and all the others together. */
export function lenderFlows(cells: readonly LenderCell[], others: LossCell | null): FlowData {
  const named = cells.slice(0, banksDrawn)
  const rest = [...cells.slice(banksDrawn), ...(others ? [others] : [])]
  const sources: readonly { readonly key: string; readonly name: Named; readonly cells: readonly LossCell[] }[] = [
    ...named.map((cell) => ({ key: keyOfLender(cell), name: nameOfLender(cell), cells: [cell] })),
    { key: 'others', name: { word: 'loss_sharing.other_lenders' }, cells: rest },
  ]
  const bearers = cells[0]?.shares.map(({ bearer }) => bearer) ?? []
  const currency = cells[0]?.loss.currency ?? 'CNY'
  const flows = sources.flatMap(({ key, cells: own }) => [
    ...bearers.map((bearer, index) => ({
      from: key,
      to: bearer,
      amount: sum(
        own.flatMap(({ shares }) => shares[index]?.amount ?? []),
        currency,
      ),
    })),
    {
      from: key,
      to: 'refused',
      amount: sum(
        own.map(({ refusedLoss }) => refusedLoss),
        currency,
      ),
    },
  ])
  const flowing = flows.filter(({ amount }) => amount.minor !== 0n)
  const places = [
    ...sources,
    ...bearers.map((bearer) => ({ key: bearer, name: { word: `bearer.${bearer}` } as const })),
    { key: 'refused', name: { word: 'loss_sharing.refused' } as const },
  ]
  return { places: places.filter(({ key }) => flowing.some(({ from, to }) => from === key || to === key)), flows: flowing }
}

/** The cell with the greatest loss. */
export const largestOf = <Cell extends LossCell>(cells: readonly Cell[]): Cell | undefined =>
  cells.reduce<Cell | undefined>((most, cell) => (!most || cell.loss.minor > most.loss.minor ? cell : most), undefined)

/** Who bears most of a cell's losses. */
export const mostBorne = ({ shares }: LossCell) =>
  shares.reduce((most, share) => (most && most.amount.minor >= share.amount.minor ? most : share), shares[0])

export const keyOfYear = (year: number | null): number | 'unknown' => year ?? 'unknown'
export const nameOfYear = (year: number | null): Named =>
  year === null ? { word: 'loss_sharing.year_unknown' } : { label: String(year) }

export const keyOfLender = ({ lender }: Pick<LenderCell, 'lender'>) => lender?.id ?? ('unknown' as const)
export const nameOfLender = ({ lender }: Pick<LenderCell, 'lender'>): Named =>
  lender === null ? { word: 'loan.no_lender' } : { label: lender.region ? `${lender.name} (${lender.region})` : lender.name }
