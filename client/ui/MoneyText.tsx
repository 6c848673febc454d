import type { AmountUnit } from '@cofund/shared/kernel/amount-text'
import { type Currency, type Money, toDecimal } from '@cofund/shared/kernel/money'
import { createContext, useContext } from 'react'
import { bareAmount, namedAmount, wholeAmount } from './amount.ts'
import { Unknown } from './DayText.tsx'
import { useUnit } from './unit.tsx'

/** True inside a button or link: what is inside then must not take the focus itself. */
export const InsideControl = createContext(false)

/** The currency that the head above already names together with the unit; amounts in it then stand bare. */
export const CurrencyOfHead = createContext<Currency | undefined>(undefined)

interface MoneyTextProps {
  /** null and undefined are "not known" and show as "--", never as zero. */
  readonly of: Money | null | undefined
  /** Overrides the view's unit, for a voucher that must stand in 元. */
  readonly unit?: AmountUnit
}

/**
 * An amount in the unit of its view, which it names unless a table's head does. Hover or focus shows the whole value to the
 * fen, to copy (FullValue.tsx listens once for the whole page: a popover for each cell made tables slow).
 */
export function MoneyText({ of: amount, unit: own }: MoneyTextProps) {
  const unitOfView = useUnit()
  const insideControl = useContext(InsideControl)
  const currencyOfHead = useContext(CurrencyOfHead)
  if (!amount) return <Unknown />
  const unit = own ?? unitOfView
  const [before, figure, after] =
    amount.currency === currencyOfHead ? ['', bareAmount(amount, unit), ''] : namedAmount(amount, unit)
  const whole = wholeAmount(amount)
  const hidesFen = bareAmount(amount, 'one') !== figure
  return (
    <data
      value={toDecimal(amount)}
      className="money figure"
      data-whole={whole}
      tabIndex={hidesFen && !insideControl ? 0 : undefined}
    >
      {before && <span className="unit">{before}</span>}
      {figure}
      {after && <span className="unit">{after}</span>}
    </data>
  )
}
