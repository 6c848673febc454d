import type { Word } from '../kernel/words.ts'

/** What a column of the books takes from a cell, and so what the cell must say. Units stand in the name of the type. */
export type Field = { readonly label: Word; readonly required: boolean } & FieldType

export type FieldType =
  | { readonly type: 'text'; readonly maxLength: number }
  /** A calendar day. `pastOnly`: one after the day of the import is impossible. */
  | { readonly type: 'day'; readonly pastOnly?: boolean }
  /** Minor units of the row's currency. Below zero only where it says so. */
  | { readonly type: 'amount'; readonly mayBeNegative?: boolean }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  /** A ratio in parts per million: 0.0590 → 59000. */
  | { readonly type: 'ppm'; readonly mayBeNegative?: boolean }
  /** One of a closed list; the mapping says which of the file's words means which. */
  | { readonly type: 'word'; readonly words: readonly string[] }
  /** An ISO 4217 code that the product keeps books in. */
  | { readonly type: 'currency' }

export type Fields = Readonly<Record<string, Field>>

/** The column that holds a field while a file is judged: `approvedOn` → approved_on, the amount `approved` → approved_minor. */
export function columnOf(name: string, { type }: FieldType): string {
  const snake = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  return type === 'amount' ? `${snake}_minor` : type === 'ppm' ? `${snake}_ppm` : snake
}
