import type { AmountUnit } from '@cofund/shared/kernel/amount-text'
import { type ReactNode, createContext, useContext, useLayoutEffect, useSyncExternalStore } from 'react'
import { usePreferences } from '../preferences.ts'

const customary: AmountUnit = 'ten_thousand'
const UnitOfSurroundings = createContext<AmountUnit | undefined>(undefined)

/** The unit of the page as a whole, for the switch in the header, which stands outside it. */
let unitOfPage: AmountUnit = customary
const listeners = new Set<() => void>()

/**
 * The unit of a view until its reader chooses one: ledgers and vouchers 元, fund tables 万元, cockpit cards 亿元. The outermost
 * one speaks for its page.
 */
export function UnitOfView({ unit, children }: { unit: AmountUnit; children: ReactNode }) {
  const isOutermost = useContext(UnitOfSurroundings) === undefined
  useLayoutEffect(() => {
    if (!isOutermost) return undefined
    tell(unit)
    return () => tell(customary)
  }, [isOutermost, unit])
  return <UnitOfSurroundings value={unit}>{children}</UnitOfSurroundings>
}

/** What amounts are shown in here: the reader's choice, else the view's custom. */
export function useUnit(): AmountUnit {
  const surroundings = useContext(UnitOfSurroundings)
  return usePreferences().unit ?? surroundings ?? customary
}

/** The same for who stands outside the page. */
export function useUnitOfPage(): AmountUnit {
  const unit = useSyncExternalStore(listen, () => unitOfPage)
  return usePreferences().unit ?? unit
}

function tell(unit: AmountUnit): void {
  unitOfPage = unit
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
