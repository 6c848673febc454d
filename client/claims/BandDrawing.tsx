import { type Fraction, compare, fraction, greatest, least, times, toNumber } from '@cofund/shared/kernel/fraction'
import type { Bands } from '@cofund/shared/policies/compensation-scheme'
import { say } from '../say.ts'
import { percentText } from '../ui/RatioText.tsx'

/** Where a step of the band lies on the axis, and how much of it the year's ratio has reached. */
export interface BandStep {
  readonly above: Fraction
  readonly upTo: Fraction | null
  readonly rate: Fraction
  /** Up to which the ratio counts within the step; null where it has not reached it. */
  readonly reached: Fraction | null
}

/** The steps of a band with the year's ratio laid against them; the axis ends beyond both. */
export function bandSteps(bands: Bands, ratio: Fraction): { readonly steps: readonly BandStep[]; readonly end: Fraction } {
  const steps = bands.steps.map(({ above, up_to: upTo, rate }) => ({
    above,
    upTo: upTo ?? null,
    rate,
    reached: compare(ratio, above) > 0 ? (upTo ? least(ratio, upTo) : ratio) : null,
  }))
  const bounds = steps.flatMap(({ above, upTo }) => [above, ...(upTo ? [upTo] : [])])
  return { steps, end: times(greatest(ratio, ...bounds), fraction(5n, 4n)) }
}

const [width, height, left, top, bottom] = [640, 96, 4, 26, 62] as const

/** The year's bad-loan ratio against the band that is compensated: drawn, and said below. */
export function BandDrawing({ bands, ratio }: { bands: Bands; ratio: Fraction }) {
  const { steps, end } = bandSteps(bands, ratio)
  const at = (value: Fraction): number => left + (toNumber(value) / Math.max(toNumber(end), 1e-9)) * (width - 2 * left)
  const box = (from: Fraction, to: Fraction | null) => ({ x: at(from), width: Math.max(at(to ?? end) - at(from), 1), y: top, height: bottom - top })
  return (
    <figure className="band">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={say('settlement.band.says', { ratio: percentText(ratio) })}>
        {steps.map((step) => (
          <g key={percentText(step.above)}>
            <rect className="band-within" {...box(step.above, step.upTo)} />
            {step.reached && <rect className="band-counted" {...box(step.above, step.reached)} />}
          </g>
        ))}
        <line className="band-axis" x1={left} x2={width - left} y1={bottom} y2={bottom} />
        {boundsOf(steps).map((bound) => (
          <text key={percentText(bound)} x={at(bound)} y={bottom + 16} textAnchor="middle">
            {percentText(bound)}
          </text>
        ))}
        <line className="band-ratio" x1={at(ratio)} x2={at(ratio)} y1={top - 8} y2={bottom + 2} />
        <text className="band-said" x={at(ratio)} y={top - 12} textAnchor={toNumber(ratio) > toNumber(end) / 2 ? 'end' : 'start'}>
          {say('settlement.band.says', { ratio: percentText(ratio) })}
        </text>
      </svg>
      <ul className="band-keys">
        {steps[0] && <li>{say('settlement.band.below', { above: percentText(steps[0].above) })}</li>}
        {steps.map(({ above, upTo, rate }) => (
          <li key={percentText(above)}>
            {upTo
              ? say('settlement.band.within', { above: percentText(above), up_to: percentText(upTo), rate: percentText(rate) })
              : say('settlement.band.open', { above: percentText(above), rate: percentText(rate) })}
          </li>
        ))}
        {steps.at(-1)?.upTo && <li>{say('settlement.band.beyond', { up_to: percentText(steps.at(-1)?.upTo ?? ratio) })}</li>}
      </ul>
    </figure>
  )
}

/** Each bound once: a step begins where the one before it ended. */
const boundsOf = (steps: readonly BandStep[]): readonly Fraction[] => [
  ...new Map(steps.flatMap(({ above, upTo }) => [above, ...(upTo ? [upTo] : [])]).map((bound) => [percentText(bound), bound])).values(),
]
