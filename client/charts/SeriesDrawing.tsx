import type { AmountUnit } from '@cofund/shared/kernel/amount-text'
import { Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { say, sayName } from '../say.ts'
import { type ChartData, type Point, figureText, heightOf } from './chart-data.ts'
import { Tip } from './Tip.tsx'

interface SeriesDrawingProps {
  readonly title: string
  readonly data: ChartData
  readonly unit: AmountUnit
  readonly stacked: boolean
  readonly hidden: readonly string[]
  readonly onDrill: ((point: string, series: string) => void) | undefined
}

/** What recharts is handed for each point: heights by series beside the point itself, for the tooltip and the click. */
interface Drawn {
  readonly name: string
  readonly point: Point
  readonly heights: Readonly<Record<string, number | null>>
}

// Beside colour, so that lines differ in print and to eyes that see few colours.
const dashes = ['', '6 3', '2 3', '8 3 2 3', '12 4', '3 6']

export default function SeriesDrawing({ title, data, unit, stacked, hidden, onDrill }: SeriesDrawingProps) {
  const drawn = data.points.map((point): Drawn => ({
    name: sayName(point.name),
    point,
    heights: Object.fromEntries(data.series.map(({ key }) => [key, heightOf(point.values[key], data.measure, unit)])),
  }))
  return (
    <ResponsiveContainer width="100%" height={280} className="chart-drawing">
      <ComposedChart
        data={drawn}
        title={title}
        stackOffset="sign"
        barCategoryGap="24%"
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--rule)" />
        <XAxis dataKey="name" tickLine={false} axisLine={{ stroke: 'var(--rule-2)' }} minTickGap={12} />
        {/* A fixed width cuts off Chinese labels. */}
        <YAxis width="auto" tickLine={false} axisLine={false} tickFormatter={(height: number) => tickText(height, data)} />
        <ReferenceLine y={0} stroke="var(--rule-2)" />
        <Tooltip
          cursor={{ fill: 'var(--accent)', fillOpacity: 0.06, stroke: 'var(--rule-2)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const reached = active ? (payload[0]?.payload as Drawn | undefined) : undefined
            if (!reached) return null
            const lines = data.series
              .map(({ key, name }, index) => ({
                key,
                colour: `var(--series-${index + 1})`,
                name: sayName(name),
                text: figureText(reached.point.values[key], data.measure, unit),
              }))
              .filter(({ key }) => !hidden.includes(key))
            return <Tip title={reached.name} lines={lines} note={onDrill && say('chart.open')} />
          }}
        />
        {data.series.map(({ key, name, as }, index) => {
          const common = {
            name: sayName(name),
            dataKey: (point: Drawn) => point.heights[key] ?? null,
            hide: hidden.includes(key),
            isAnimationActive: false,
          }
          const colour = `var(--series-${index + 1})`
          if (as === 'line') {
            return (
              <Line
                key={key}
                {...common}
                type="linear"
                stroke={colour}
                strokeWidth={2}
                strokeDasharray={dashes[index % dashes.length] ?? ''}
                dot={{ r: 2.5, fill: colour }}
                connectNulls={false}
              />
            )
          }
          return (
            <Bar
              key={key}
              {...common}
              {...(stacked && { stackId: 'all' })}
              fill={colour}
              stroke="var(--sheet)"
              strokeWidth={stacked ? 1 : 0}
              maxBarSize={44}
              {...(onDrill && {
                cursor: 'pointer',
                onClick: ({ payload }: { payload?: Drawn }) => payload && onDrill(payload.point.key, key),
              })}
            />
          )
        })}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

/** Ticks carry no unit for money: the card's subtitle names it. */
function tickText(height: number, { measure }: ChartData): string {
  const text = height.toLocaleString('en-US', { maximumFractionDigits: 2 })
  if (measure === 'percent') return `${text}%`
  return measure === 'multiple' ? `${text}x` : text
}
