import type { ImportFinding, ImportReason, ImportStatus, ImportTotal } from '@cofund/shared/imports/import-batch'
import { importShapes } from '@cofund/shared/import-shapes'
import type { ImportKindName } from '@cofund/shared/imports/import-shape'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import { preferences } from '../preferences.ts'
import { type WordKey, isWord, say, sayLabel } from '../say.ts'
import type { Tone } from '../ui/StatusTag.tsx'

export const toneOf: Record<ImportStatus, Tone> = {
  checking: 'going',
  checked: 'watch',
  importing: 'going',
  imported: 'ok',
  refused: 'risk',
  interrupted: 'risk',
}

export const isRunning = (status: ImportStatus): boolean => status === 'checking' || status === 'importing'

interface Source {
  readonly kind: ImportKindName
  readonly mapping: string | null
}

/** A finding's place in the words of the reader's own file: its column there, or the field that it fills. */
export function sayColumn(field: string, { kind, mapping }: Source): string {
  const shape = importShapes[kind]
  const source = shape?.mappings.find(({ code }) => code === mapping)?.fields[field]
  if (source && 'column' in source) return source.column
  return shape?.fields[field]?.label[preferences().language] ?? say('import.row_whole')
}

export const saySaying = ({ code, value, detail }: Pick<ImportFinding, 'code' | 'value' | 'detail'>): string =>
  sayLabel(`finding.${code}`, { value: value ?? '', detail: detail ?? '' })

/** The sentence that many rows share. */
export const sayReason = ({ code }: ImportReason): string => sayLabel(`finding.${code}`, { value: '…', detail: '…' })

export const sayMapping = (code: string | null, kind: ImportKindName): string | null =>
  importShapes[kind]?.mappings.find((mapping) => mapping.code === code)?.title[preferences().language] ?? code

/** The rows taken, or those left out, of one currency: the two add up to the file. */
export interface TotalRow {
  readonly part: 'taken' | 'left'
  readonly currency: Currency
  readonly amounts: Readonly<Record<string, Money>>
}

/** One table for each currency: what stands in two is never added. */
export function totalTables(totals: readonly ImportTotal[]): readonly (readonly TotalRow[])[] {
  const currencies = [...new Set(totals.map(({ currency }) => currency))]
  return currencies.map((currency) => {
    const own = totals.filter((total) => total.currency === currency)
    const amounts = (pick: (total: ImportTotal) => bigint) => Object.fromEntries(own.map((total) => [total.name, money(pick(total), currency)]))
    return [
      { part: 'taken', currency, amounts: amounts(({ takenMinor }) => takenMinor) },
      { part: 'left', currency, amounts: amounts(({ leftMinor }) => leftMinor) },
    ]
  })
}

const nounOf: Record<ImportKindName, string> = {
  loans: 'loan',
  commitments: 'position',
  statement_lines: 'statement',
  claims: 'claim.file',
  drawdown_notes: 'note',
  monthly_reports: 'note',
  credit_checks: 'enterprise',
}

/** What the books call an amount: the word of the noun that a kind brings. */
export function wordOfAmount(kind: ImportKindName, name: string): WordKey {
  const key = `${nounOf[kind]}.${name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}`
  return isWord(key) ? key : 'import.totals'
}
