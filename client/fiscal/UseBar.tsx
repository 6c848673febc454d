import { fraction, over, toNumber } from '@cofund/shared/kernel/fraction'
import type { Money } from '@cofund/shared/kernel/money'
import { say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { percentText } from '../ui/RatioText.tsx'

interface UseBarProps {
  readonly of: { readonly granted: Money; readonly planned: Money; readonly drawn: Money }
  /** With its figures in words below it. */
  readonly said?: true
}

/** Granted as one line: drawn, planned and not yet drawn, free. The figures are said too; a bar alone tells a screen reader nothing. */
export function UseBar({ of: { granted, planned, drawn }, said: aloud }: UseBarProps) {
  const share = (part: bigint) => (granted.minor === 0n ? 0 : toNumber(over(fraction(part), fraction(granted.minor))) * 100)
  const said = say('fiscal.use.of', { drawn: wholeAmount(drawn), planned: wholeAmount(planned), granted: wholeAmount(granted) })
  const bar = (
    <div className="use-share">
      <div className="use-bar" role="img" aria-label={said} title={said}>
        <span className="drawn" style={{ width: `${share(drawn.minor)}%` }} />
        <span className="planned" style={{ width: `${share(planned.minor - drawn.minor)}%` }} />
      </div>
      <span className="figure">{granted.minor === 0n ? '--' : percentText(over(fraction(drawn.minor), fraction(granted.minor)))}</span>
    </div>
  )
  return aloud ? (
    <div className="use-said">
      {bar}
      <p className="page-about">{said}</p>
    </div>
  ) : (
    bar
  )
}
