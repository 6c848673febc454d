import { type Fraction, parseFraction, zero } from '@cofund/shared/kernel/fraction'
import { formatMultiple, formatPercent } from '@cofund/shared/kernel/rate'
import { roundedText } from '@cofund/shared/kernel/rounding'
import type { ReactNode } from 'react'
import { Unknown } from './DayText.tsx'

/** An exact ratio, or the nearest double where an engine finds roots (an IRR). */
export type RatioValue = Fraction | number

interface RatioProps {
  readonly of: RatioValue | null | undefined
  /** Why there is none ("现金流未变号"), shown beside the "--". */
  readonly because?: ReactNode
}

/** "18.32%". */
export const PercentText = ({ of, because }: RatioProps) => (
  <Figure text={isKnown(of) ? percentText(of) : undefined} because={because} />
)

/** "1.85x": TVPI, DPI, RVPI. */
export const MultipleText = ({ of, because }: RatioProps) => (
  <Figure text={isKnown(of) ? multipleText(of) : undefined} because={because} />
)

/** A bare ratio, "0.8500". */
export const RatioText = ({ of, because, places = 4 }: RatioProps & { places?: number }) => (
  <Figure text={isKnown(of) ? decimalText(of, places) : undefined} because={because} />
)

export const percentText = (ratio: RatioValue): string => formatPercent(exact(ratio))
export const multipleText = (ratio: RatioValue): string => formatMultiple(exact(ratio))

/** To so many places, half up, with separators: "1,234.5000". */
export function decimalText(ratio: RatioValue, places: number): string {
  const [whole = '', ...decimals] = roundedText(exact(ratio), places, 'half_up').split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')
}

/** A double to twelve places: more than is ever shown, fewer than it can be trusted for. */
const exact = (ratio: RatioValue): Fraction => (typeof ratio === 'number' ? (parseFraction(ratio.toFixed(12)) ?? zero) : ratio)

const isKnown = (ratio: RatioValue | null | undefined): ratio is RatioValue => ratio !== null && ratio !== undefined

function Figure({ text, because }: { text: string | undefined; because: ReactNode }) {
  if (text !== undefined) return <span className="figure">{text}</span>
  return (
    <>
      <Unknown />
      {because && <span className="because">{because}</span>}
    </>
  )
}
