import { type AmountUnit, amountUnits } from '@cofund/shared/kernel/amount-text'
import type { Language } from '@cofund/shared/kernel/refusal'
import { useSyncExternalStore } from 'react'
import { z } from 'zod'

export type Theme = 'light' | 'dark'

/**
 * What a reader chose for themselves, kept in this browser. Chinese first; the unit is null until chosen, so that a view's
 * own default holds.
 */
export interface Preferences {
  readonly language: Language
  readonly theme: Theme
  readonly unit: AmountUnit | null
}

const place = 'cofund.preferences'
const stored = z.object({
  language: z.enum(['zh', 'en']).catch('zh'),
  theme: z.enum(['light', 'dark']).catch('light'),
  unit: z.enum(amountUnits).nullable().catch(null),
})

let current: Preferences = read()
const listeners = new Set<() => void>()

export const preferences = (): Preferences => current
export const usePreferences = (): Preferences => useSyncExternalStore(listen, preferences)

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  write()
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

// A browser that forbids storage (private window, strict policy) throws on access: preferences then last as long as the page.
function read(): Preferences {
  try {
    return stored.parse(JSON.parse(localStorage.getItem(place) ?? '{}'))
  } catch {
    return stored.parse({})
  }
}

function write(): void {
  try {
    localStorage.setItem(place, JSON.stringify(current))
  } catch {
    // See `read`.
  }
}
