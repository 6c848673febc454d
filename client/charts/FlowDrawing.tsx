import type { AmountUnit } from '@cofund/shared/kernel/amount-text'
import { type Money, sum } from '@cofund/shared/kernel/money'
import { ResponsiveContainer, Sankey, Tooltip } from 'recharts'
import { say, sayName } from '../say.ts'
import { bareAmount } from '../ui/amount.ts'
import { type FlowData, figureText, heightOf, shareText } from './chart-data.ts'
import { Tip } from './Tip.tsx'

interface FlowDrawingProps {
  readonly title: string
  readonly data: FlowData
  readonly unit: AmountUnit
  readonly onDrill: ((from: string, to: string) => void) | undefined
}

interface Place {
  readonly key: string
  readonly name: string
  readonly colour: string
  /** Of all that flows in, or out of a first place. */
  readonly amount: Money
}

interface Flow {
  readonly source: number
  readonly target: number
  readonly value: number
  readonly from: Place
  readonly to: Place
  readonly amount: Money
}

export default function FlowDrawing({ title, data, unit, onDrill }: FlowDrawingProps) {
  const { places, flows, whole } = drawable(data, unit)
  return (
    // Names stand beside their places: a narrow screen scrolls rather than print them over each other.
    <section className="chart-flow" aria-label={say('ui.table.scroll', { title })} tabIndex={0}>
      <ResponsiveContainer width="100%" minWidth={560} height={Math.max(280, places.length * 34)}>
        <Sankey
          data={{ nodes: places, links: flows }}
          nodeWidth={10}
          nodePadding={26}
          margin={{ top: 8, right: 150, bottom: 16, left: 4 }}
          node={(node: { x: number; y: number; width: number; height: number; payload: object }) => (
            <PlaceMark {...node} place={node.payload as Place} whole={whole} unit={unit} />
          )}
          link={{ stroke: 'var(--series-1)', strokeOpacity: 0.22 }}
          aria-label={title}
          {...(onDrill && {
            onClick: (item: { payload?: object }, kind: string) => {
              const flow = kind === 'link' ? (item.payload as Flow | undefined) : undefined
              if (flow) onDrill(flow.from.key, flow.to.key)
            },
          })}
        >
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const reached = active
                ? ((payload[0]?.payload as { payload?: Partial<Flow & Place> } | undefined)?.payload ?? undefined)
                : undefined
              if (!reached?.amount) return null
              const name = reached.from && reached.to ? `${reached.from.name} → ${reached.to.name}` : (reached.name ?? '')
              const line = {
                key: name,
                colour: 'var(--series-1)',
                name: shareText(reached.amount, whole),
                text: figureText(reached.amount, 'money', unit),
              }
              return <Tip title={name} lines={[line]} note={reached.from && onDrill && say('chart.open')} />
            }}
          />
        </Sankey>
      </ResponsiveContainer>
    </section>
  )
}

interface PlaceMarkProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly place: Place
  readonly whole: Money
  readonly unit: AmountUnit
}

/** Recharts names no places of its own accord. */
function PlaceMark({ x, y, width, height, place, whole, unit }: PlaceMarkProps) {
  return (
    <g>
      <rect x={x} y={y} width={width} height={Math.max(height, 1)} fill={place.colour} />
      <text className="recharts-text flow-name" x={x + width + 6} y={y + height / 2 - 2}>
        {place.name}
      </text>
      <text className="recharts-text" x={x + width + 6} y={y + height / 2 + 13}>
        {bareAmount(place.amount, unit)} · {shareText(place.amount, whole)}
      </text>
    </g>
  )
}

/** Places by index with what passes through them, as recharts wants them; `whole` is what leaves the first places. */
function drawable({ places, flows }: FlowData, unit: AmountUnit) {
  const currency = flows[0]?.amount.currency ?? 'CNY'
  const through = (key: string) => {
    const entering = flows.filter(({ to }) => to === key)
    const passing = entering.length > 0 ? entering : flows.filter(({ from }) => from === key)
    return sum(
      passing.map(({ amount }) => amount),
      currency,
    )
  }
  const marks = places.map(({ key, name }, index): Place => ({
    key,
    name: sayName(name),
    colour: `var(--series-${(index % 6) + 1})`,
    amount: through(key),
  }))
  const indexOf = new Map(marks.map(({ key }, index) => [key, index]))
  const drawn = flows.flatMap(({ from, to, amount }): Flow[] => {
    const [source, target] = [indexOf.get(from), indexOf.get(to)]
    const [fromPlace, toPlace] = [marks[source ?? -1], marks[target ?? -1]]
    const value = heightOf(amount, 'money', unit)
    if (source === undefined || target === undefined || !fromPlace || !toPlace || !value || value <= 0) return []
    return [{ source, target, value, from: fromPlace, to: toPlace, amount }]
  })
  const first = flows.filter(({ from }) => !flows.some(({ to }) => to === from))
  return {
    places: marks,
    flows: drawn,
    whole: sum(
      first.map(({ amount }) => amount),
      currency,
    ),
  }
}
