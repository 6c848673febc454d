import { unitIn } from '@cofund/shared/kernel/amount-text'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { type ReactNode, Suspense, lazy, useId, useState } from 'react'
import { usePreferences } from '../preferences.ts'
import { say, sayName } from '../say.ts'
import { unitName } from '../ui/amount.ts'
import { AsOf } from '../ui/Page.tsx'
import { useUnit } from '../ui/unit.tsx'
import { type ChartData, type FlowData, currencyOfChart } from './chart-data.ts'
import { ChartTable, FlowTable } from './ChartTable.tsx'

// Recharts comes with the first chart that is drawn, and with nothing else.
const SeriesDrawing = lazy(() => import('./SeriesDrawing.tsx'))
const FlowDrawing = lazy(() => import('./FlowDrawing.tsx'))

interface CardProps {
  /** The finding: what the reader should take from the chart. */
  readonly title: string
  readonly asOf: PlainDate
  /** Where the figures come from (the ledger, an import). */
  readonly source: string
}

interface ChartCardProps extends CardProps {
  readonly data: ChartData
  /** Bars stand on each other instead of side by side. */
  readonly stacked?: boolean
  /** A bar, a point of a line or a figure of the table was chosen: open the rows behind it. */
  readonly onDrill?: (point: string, series: string) => void
}

/** Bars, lines, or both over one axis, with a table of the same figures. */
export function ChartCard({ data, stacked = false, onDrill, ...card }: ChartCardProps) {
  const [hidden, setHidden] = useState<readonly string[]>([])
  const { language } = usePreferences()
  const unit = unitIn(language, useUnit())
  const currency = currencyOfChart(data)
  const toggle = (key: string) => setHidden(hidden.includes(key) ? hidden.filter((other) => other !== key) : [...hidden, key])
  return (
    <Card
      {...card}
      unit={currency && unitName(currency, unit)}
      table={<ChartTable title={card.title} data={data} onDrill={onDrill} />}
    >
      {data.series.length > 1 && (
        <div className="legend">
          {data.series.map(({ key, name, as }, index) => (
            <button key={key} type="button" aria-pressed={!hidden.includes(key)} onClick={() => toggle(key)}>
              <span className={`swatch swatch-${as}`} style={{ color: `var(--series-${index + 1})` }} aria-hidden="true" />
              {sayName(name)}
            </button>
          ))}
        </div>
      )}
      <SeriesDrawing title={card.title} data={data} unit={unit} stacked={stacked} hidden={hidden} onDrill={onDrill} />
    </Card>
  )
}

interface FlowCardProps extends CardProps {
  readonly data: FlowData
  readonly onDrill?: (from: string, to: string) => void
}

/** Where money came from and went, place by place, with a table of the flows. */
export function FlowCard({ data, onDrill, ...card }: FlowCardProps) {
  const { language } = usePreferences()
  const unit = unitIn(language, useUnit())
  const currency = data.flows[0]?.amount.currency
  return (
    <Card
      {...card}
      unit={currency && unitName(currency, unit)}
      table={<FlowTable title={card.title} data={data} onDrill={onDrill} />}
    >
      <FlowDrawing title={card.title} data={data} unit={unit} onDrill={onDrill} />
    </Card>
  )
}

interface FrameProps extends CardProps {
  readonly unit: string | undefined
  readonly table: ReactNode
  readonly children: ReactNode
}

function Card({ title, asOf, source, unit, table, children }: FrameProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const titleId = useId()
  const views = useId()
  return (
    <figure className="chart" aria-labelledby={titleId}>
      <figcaption className="chart-head">
        <div>
          <h2 id={titleId}>{title}</h2>
          <p className="chart-about">
            {unit && <>{say('chart.unit', { unit })} · </>}
            <AsOf day={asOf} /> · {say('chart.source', { source })}
          </p>
        </div>
        <fieldset className="segments">
          <legend className="unseen">{say('chart.view')}</legend>
          {(['chart', 'table'] as const).map((choice) => (
            <label key={choice}>
              <input type="radio" name={views} checked={choice === view} onChange={() => setView(choice)} />
              <span>{say(`chart.as_${choice}`)}</span>
            </label>
          ))}
        </fieldset>
      </figcaption>
      {view === 'table' ? (
        table
      ) : (
        <Suspense fallback={<div className="chart-drawing" role="status" aria-label={say('ui.loading')} />}>{children}</Suspense>
      )}
    </figure>
  )
}
