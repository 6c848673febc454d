import type { Field } from '@cofund/shared/imports/field'
import type { ImportShape } from '@cofund/shared/imports/import-shape'
import { type Mapping, columnsOf } from '@cofund/shared/imports/mapping'
import { currencies } from '@cofund/shared/kernel/money'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { catalogue } from '@cofund/shared/words'
import { type Cell, type CellValue, type DataValidation, writeXlsx } from 'hucre'

/** How many rows of the sheet are prepared with formats and lists. */
const preparedRows = 2000

/**
 * A workbook to fill in, made from the district's own mapping: a starred red header over every required column, lists and
 * number formats in the cells, and a second sheet that says what each column takes, with an example.
 */
export async function templateFor(shape: ImportShape, language: Language): Promise<Uint8Array> {
  const [mapping] = shape.mappings
  if (!mapping) throw new TypeError(`${shape.kind} has no mapping`)
  const columns = columnsOf(mapping).flatMap(({ name, source }) => {
    const field = shape.fields[name]
    return field ? [{ field, source }] : []
  })
  const say = (key: keyof typeof catalogue, facts = {}) => sayWord(catalogue[key], language, facts)
  const cells = new Map<string, Partial<Cell>>()
  columns.forEach(({ field, source }, column) => {
    const value = `${field.required ? '*' : ''}${source.column}`
    cells.set(`0,${column}`, {
      value,
      style: { font: { bold: true, ...(field.required ? { color: { rgb: 'CF1322' } } : {}) } },
      comment: { text: `${say(field.required ? 'import.template.required' : 'import.template.optional')}\n${sayWhat(field, say)}` },
    })
  })
  const header: CellValue[] = columns.map(({ field, source }) => `${field.required ? '*' : ''}${source.column}`)
  const notes: CellValue[][] = columns.map(({ field, source }) => [
    source.column,
    say(field.required ? 'import.template.required' : 'import.template.optional'),
    sayWhat(field, say),
    exampleOf(field, source.words),
  ])
  return writeXlsx({
    sheets: [
      {
        name: say('import.template.sheet'),
        columns: columns.map(({ field }) => ({ width: 18, ...(numberFormatOf(field) ? { numFmt: numberFormatOf(field) } : {}) })) as { width: number }[],
        rows: [header],
        cells,
        freezePane: { rows: 1 },
        dataValidations: columns.flatMap(({ field, source }, column) => validationOf(field, source.words, column)),
      },
      {
        name: say('import.template.notes'),
        columns: [{ width: 20 }, { width: 26 }, { width: 60 }, { width: 24 }],
        rows: [
          [sayTitle(shape, mapping, language), null, null, null],
          [say('import.template.column'), say('import.template.required'), say('import.template.what'), say('import.template.example')],
          ...notes,
        ],
      },
    ],
  })
}

const sayTitle = ({ kind }: ImportShape, { code, title }: Mapping, language: Language): string =>
  `${sayWord(catalogue[`import.kind.${kind}`], language)} · ${sayWord(catalogue['import.template.title'], language, { title: title[language], code })}`

function sayWhat(field: Field, say: (key: keyof typeof catalogue, facts?: Record<string, string | number>) => string): string {
  switch (field.type) {
    case 'text':
      return say('import.template.text', { max: field.maxLength })
    case 'integer':
      return say('import.template.integer', { min: field.min, max: field.max })
    default:
      return say(`import.template.${field.type}`)
  }
}

function exampleOf(field: Field, words: Readonly<Record<string, string>> | undefined): string {
  switch (field.type) {
    case 'day':
      return '2026-09-30'
    case 'amount':
      return '60000.00'
    case 'integer':
      return String(Math.min(36, field.max))
    case 'ppm':
      return '0.0590'
    case 'word':
      return Object.keys(words ?? {})[0] ?? field.words[0] ?? ''
    case 'currency':
      return 'CNY'
    case 'text':
      return ''
  }
}

const numberFormatOf = ({ type }: Field): string | undefined =>
  type === 'day' ? 'yyyy-mm-dd' : type === 'amount' ? '0.00' : type === 'text' || type === 'currency' ? '@' : undefined

/** A column's letters, A to ZZ. */
const letters = (column: number): string => (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26))

function validationOf(field: Field, words: Readonly<Record<string, string>> | undefined, column: number): DataValidation[] {
  const range = `${letters(column)}2:${letters(column)}${preparedRows + 1}`
  const stop = { range, allowBlank: true, showErrorMessage: true, errorStyle: 'stop' } as const
  switch (field.type) {
    case 'word':
      return [{ ...stop, type: 'list', values: Object.keys(words ?? {}) }]
    case 'currency':
      return [{ ...stop, type: 'list', values: Object.keys(currencies) }]
    case 'amount':
      return field.mayBeNegative ? [] : [{ ...stop, type: 'decimal', operator: 'greaterThanOrEqual', formula1: '0' }]
    case 'integer':
      return [{ ...stop, type: 'whole', operator: 'between', formula1: String(field.min), formula2: String(field.max) }]
    default:
      return []
  }
}
