import { type ReactNode, createContext, useContext } from 'react'
import type { AmountUnit } from '@cofund/shared/kernel/amount-text'
import { usePreferences } from '../preferences.ts'

const FallbackUnit = createContext<AmountUnit>('ten_thousand')

/** The unit of a view until its reader chooses one: ledgers and vouchers 元, fund tables 万元, cockpit cards 亿元. */
export function UnitOfView({ unit, children }: { unit: AmountUnit; children: ReactNode }) {
  return <FallbackUnit value={unit}>{children}</FallbackUnit>
}

export function useUnit(): AmountUnit {
  const fallback = useContext(FallbackUnit)
  return usePreferences().unit ?? fallback
}
