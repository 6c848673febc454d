import type { FilledForm, FormStamp, FormValue } from '@cofund/shared/documents/form'
import { type PrintedForm, sayStamp } from '@cofund/shared/documents/form-text'
import { fraction, over } from '@cofund/shared/kernel/fraction'
import { type Money, currencies } from '@cofund/shared/kernel/money'
import type { Language } from '@cofund/shared/kernel/refusal'
import { roundedText } from '@cofund/shared/kernel/rounding'
import { sayWord } from '@cofund/shared/kernel/words'
import { type WordKey, catalogue } from '@cofund/shared/words'
import { type Cell, type CellValue, writeXlsx } from 'hucre'

/**
 * A form as a workbook: the form, the steps that its figures rest on, and what the file is. Amounts and rates are numbers, days and codes
 * are text; a form is read and copied from, never sent back.
 */
export async function sheetOfForm(form: FilledForm, printed: PrintedForm, stamp: FormStamp): Promise<Uint8Array> {
  const { language } = printed
  const say = (key: WordKey) => sayWord(catalogue[key], language)
  const page = new Page()
  page.line([printed.title], { bold: true, size: 16 })
  page.line([printed.number, printed.basis])
  form.parts.forEach((part, index) => {
    const texts = printed.parts[index]
    if (!texts) return
    page.line([])
    if (texts.title) page.line([texts.title], { bold: true })
    if (part.as === 'cells' && texts.as === 'cells') {
      part.cells.forEach((cell, at) => page.line([texts.cells[at]?.name ?? '', cellOf(cell, texts.cells[at]?.text ?? ''), stepText(texts.cells[at]?.step)]))
    } else if (part.as === 'table' && texts.as === 'table') {
      page.line(texts.columns, { bold: true })
      part.rows.forEach((row, line) => page.line(row.map((value, at) => cellOf(value, texts.rows[line]?.[at]?.text ?? ''))))
    } else if (texts.as === 'opinions') {
      for (const { body, opinion, document, signed } of texts.opinions) page.line([body, opinion, document, signed])
    } else if (texts.as === 'prose') {
      for (const paragraph of texts.paragraphs) page.line([paragraph])
    }
  })

  const annex = new Page()
  annex.line([say('form.step_number'), ...printed.annex.columns], { bold: true })
  for (const { title, steps } of printed.annex.derivations) {
    annex.line([title], { bold: true })
    for (const { number, label, value, formula, clause } of steps) annex.line([`〔${number}〕`, label, value, formula, clause])
  }
  const about = new Page()
  for (const line of sayStamp(form, stamp, language)) about.line([line])
  return writeXlsx({
    sheets: [
      page.sheet(say(form.template.title), [26, 36, 26, 26, 26, 26]),
      annex.sheet(say('form.annex'), [10, 34, 24, 60, 60]),
      about.sheet(say('form.about_this_file'), [120]),
    ],
  })
}

interface Look {
  readonly bold?: boolean
  readonly size?: number
}

/** Rows from top to bottom, with the look of those that differ. */
class Page {
  readonly rows: CellValue[][] = []
  readonly cells = new Map<string, Partial<Cell>>()

  line(values: readonly (SheetCell | null)[], { bold = false, size }: Look = {}): void {
    const row = this.rows.length
    this.rows.push(values.map((value) => (value !== null && typeof value === 'object' ? value.number : value)))
    values.forEach((value, column) => {
      const numFmt = value !== null && typeof value === 'object' ? value.format : undefined
      if (!numFmt && !bold) return
      this.cells.set(`${row},${column}`, {
        value: this.rows[row]?.[column] ?? null,
        style: { ...(bold ? { font: { bold, ...(size ? { size } : {}) } } : {}), ...(numFmt ? { numFmt } : {}) },
      })
    })
  }

  /** A sheet's name has at most 31 characters, and some signs are not for it. */
  sheet = (name: string, widths: readonly number[]) => ({
    name: name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31),
    columns: widths.map((width) => ({ width })),
    rows: this.rows,
    cells: this.cells,
  })
}

type SheetCell = string | { readonly number: number; readonly format: string }

/** A figure as a number where a double holds it to the fen (all amounts below 90 trillion), else its text. */
function cellOf({ value }: FormValue, text: string): SheetCell {
  if (value?.as === 'amount') return numberOf(value.amount) ?? text
  if (value?.as === 'rate') return { number: Number(roundedText(value.rate, 12, 'half_up')), format: '0.00%' }
  return text
}

function numberOf({ minor, currency }: Money): SheetCell | undefined {
  if (minor > BigInt(Number.MAX_SAFE_INTEGER) || minor < BigInt(Number.MIN_SAFE_INTEGER)) return undefined
  const places = currencies[currency]
  return { number: Number(roundedText(over(fraction(minor), fraction(10n ** BigInt(places))), places, 'half_up')), format: places > 0 ? `#,##0.${'0'.repeat(places)}` : '#,##0' }
}

const stepText = (step: number | null | undefined): string | null => (step ? `〔${step}〕` : null)

/** "补偿审批表_BC-000012_20261123.pdf". */
export const fileNameOf = ({ template, about }: FilledForm, { at }: FormStamp, kind: string, language: Language): string =>
  `${sayWord(catalogue[template.title], language)}_${about}_${at.slice(0, 10).replaceAll('-', '')}.${kind}`
