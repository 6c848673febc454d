import { compare, fraction, least, one, over, toNumber, zero } from '@cofund/shared/kernel/fraction'
import { percentText } from './RatioText.tsx'
import type { Tone } from './StatusTag.tsx'

interface MeterProps {
  readonly part: bigint
  readonly whole: bigint
  /** What a screen reader is told, and a pointer shown: a bar alone tells nothing. */
  readonly said: string
  /** What it means that it is so full; by itself it turns to `watch` when four fifths are gone and to `risk` when nothing is left. */
  readonly tone?: Tone
}

/** How much of a whole is taken up, as a bar with its percentage; of a whole of nothing, nothing is said. */
export function Meter({ part, whole, said, tone }: MeterProps) {
  const share = whole === 0n ? zero : over(fraction(part), fraction(whole))
  return (
    <span className="meter" role="img" aria-label={said} title={said}>
      <span className="meter-line">
        <span className={`meter-part meter-${tone ?? toneOf(share)}`} style={{ width: `${toNumber(least(one, share)) * 100}%` }} />
      </span>
      <span className="figure">{whole === 0n ? '--' : percentText(share)}</span>
    </span>
  )
}

const toneOf = (share: Parameters<typeof compare>[0]): Tone =>
  compare(share, one) >= 0 ? 'risk' : compare(share, fraction(4n, 5n)) >= 0 ? 'watch' : 'going'
