import type { Money } from '@cofund/shared/kernel/money'
import type { ReactNode } from 'react'
import { say, sayName } from '../say.ts'
import { Unknown } from '../ui/DayText.tsx'
import { CurrencyOfHead, InsideControl, MoneyText } from '../ui/MoneyText.tsx'
import { MultipleText, PercentText, type RatioValue } from '../ui/RatioText.tsx'
import { type ChartData, type FlowData, type Measure, currencyOfChart, isMoney } from './chart-data.ts'

interface ChartTableProps {
  readonly title: string
  readonly data: ChartData
  readonly onDrill: ((point: string, series: string) => void) | undefined
}

/** The same figures for those who would rather read; each opens what its bar opens. The card's subtitle names the unit. */
export function ChartTable({ title, data, onDrill }: ChartTableProps) {
  return (
    <FiguresTable
      title={title}
      currency={currencyOfChart(data)}
      heads={[sayName(data.axis), ...data.series.map(({ name }) => sayName(name))]}
    >
      {data.points.map((point) => (
        <tr key={point.key}>
          <th scope="row">{sayName(point.name)}</th>
          {data.series.map(({ key }) => (
            <td key={key} className="end">
              <Openable open={onDrill && (() => onDrill(point.key, key))}>
                <Figure of={point.values[key] ?? null} measure={data.measure} />
              </Openable>
            </td>
          ))}
        </tr>
      ))}
    </FiguresTable>
  )
}

interface FlowTableProps {
  readonly title: string
  readonly data: FlowData
  readonly onDrill: ((from: string, to: string) => void) | undefined
}

export function FlowTable({ title, data, onDrill }: FlowTableProps) {
  const names = new Map(data.places.map(({ key, name }) => [key, sayName(name)]))
  return (
    <FiguresTable
      title={title}
      currency={data.flows[0]?.amount.currency}
      heads={[say('chart.from'), say('chart.to'), say('chart.amount')]}
      texts={2}
    >
      {data.flows.map(({ from, to, amount }) => (
        <tr key={`${from} ${to}`}>
          <th scope="row">{names.get(from)}</th>
          <td>{names.get(to)}</td>
          <td className="end">
            <Openable open={onDrill && (() => onDrill(from, to))}>
              <MoneyText of={amount} />
            </Openable>
          </td>
        </tr>
      ))}
    </FiguresTable>
  )
}

interface FiguresTableProps {
  readonly title: string
  readonly currency: Money['currency'] | undefined
  readonly heads: readonly string[]
  /** How many columns, from the first on, hold names. */
  readonly texts?: number
  readonly children: ReactNode
}

function FiguresTable({ title, currency, heads, texts = 1, children }: FiguresTableProps) {
  return (
    <div className="table table-plain">
      <section className="table-scroll" aria-label={say('ui.table.scroll', { title })} tabIndex={0}>
        <table>
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              {heads.map((head, index) => (
                <th key={head} scope="col" className={index < texts ? undefined : 'end'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <CurrencyOfHead value={currency}>{children}</CurrencyOfHead>
          </tbody>
        </table>
      </section>
    </div>
  )
}

function Openable({ open, children }: { open: (() => void) | undefined; children: ReactNode }) {
  if (!open) return children
  return (
    <button type="button" className="drill" onClick={open}>
      <InsideControl value={true}>{children}</InsideControl>
    </button>
  )
}

function Figure({ of: value, measure }: { of: Money | RatioValue | null; measure: Measure }) {
  if (value === null) return <Unknown />
  if (isMoney(value)) return <MoneyText of={value} />
  if (measure === 'percent') return <PercentText of={value} />
  if (measure === 'multiple') return <MultipleText of={value} />
  return <span className="figure">{typeof value === 'number' ? value.toLocaleString('en-US') : value.numerator.toString()}</span>
}
