import type { WordKey } from '../words.ts'
import type { Fraction } from './fraction.ts'
import type { Money } from './money.ts'
import type { PlainDate } from './plain-date.ts'

/** What a decision would change, as whoever decides is shown it: before and after, field by field. */
export interface Effect {
  /** The name of what changes: "GZ2025 第 2 版", a person's name. Data, the same in every language. */
  readonly about: string
  readonly rows: readonly EffectRow[]
}

export interface EffectRow {
  /** The field, or the way to it: words, and numbers where there are several of a kind. */
  readonly field: readonly (WordKey | number)[]
  /** null where there is nothing yet, or nothing any more. */
  readonly before: EffectValue | null
  readonly after: EffectValue | null
}

export type EffectValue =
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'words'; readonly words: readonly WordKey[] }
  | { readonly as: 'name'; readonly zh: string; readonly en: string }
  | { readonly as: 'day'; readonly day: PlainDate }
  | { readonly as: 'rate'; readonly rate: Fraction }
  | { readonly as: 'amount'; readonly amount: Money }

export const asText = (text: string): EffectValue => ({ as: 'text', text })
export const asWords = (...words: readonly WordKey[]): EffectValue => ({ as: 'words', words })
export const asDay = (day: PlainDate): EffectValue => ({ as: 'day', day })
