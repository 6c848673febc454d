import { fraction, over } from '@cofund/shared/kernel/fraction'
import { type Money, currencies } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { roundedText } from '@cofund/shared/kernel/rounding'
import { type Cell, type CellValue, writeXlsx } from 'hucre'

/** A column of a workbook: its title, and how it reads a row. Amounts are numbers in single units, days are dates, all else is text. */
export type SheetColumn<Row> = { readonly title: string; readonly width?: number } & (
  | { readonly text: (row: Row) => string | null }
  | { readonly money: (row: Row) => Money | null }
  | { readonly day: (row: Row) => PlainDate | null }
  | { readonly count: (row: Row) => number | null }
)

interface Table<Row> {
  readonly name: string
  readonly columns: readonly SheetColumn<Row>[]
  readonly rows: readonly Row[]
  /** What the file is: filters, as of when, who made it, how many rows and what they come to. */
  readonly about: { readonly name: string; readonly lines: readonly string[] }
}

/** Rows as a workbook that can be calculated with: a frozen head, real numbers and dates, and a sheet that says what it is. */
export async function sheetOfTable<Row>({ name, columns, rows, about }: Table<Row>): Promise<Uint8Array> {
  const head: CellValue[] = columns.map(({ title }) => title)
  const cells = new Map<string, Partial<Cell>>(head.map((value, column) => [`0,${column}`, { value, style: { font: { bold: true } } }]))
  return writeXlsx({
    sheets: [
      {
        name: name.slice(0, 31),
        columns: columns.map((column) => ({ width: column.width ?? 16, numFmt: formatOf(column) })),
        rows: [head, ...rows.map((row) => columns.map((column) => valueOf(column, row)))],
        cells,
        freezePane: { rows: 1 },
      },
      { name: about.name.slice(0, 31), columns: [{ width: 100 }], rows: about.lines.map((line) => [line]) },
    ],
  })
}

const formatOf = <Row>(column: SheetColumn<Row>): string =>
  'money' in column ? '#,##0.00' : 'day' in column ? 'yyyy-mm-dd' : 'count' in column ? '0' : '@'

function valueOf<Row>(column: SheetColumn<Row>, row: Row): CellValue {
  if ('text' in column) return column.text(row)
  if ('count' in column) return column.count(row)
  if ('day' in column) {
    const day = column.day(row)
    return day && new Date(`${day}T00:00:00Z`)
  }
  const amount = column.money(row)
  return amount && numberOf(amount)
}

/** A double holds every amount below 90 trillion to the fen; beyond that its text is kept. */
function numberOf({ minor, currency }: Money): number | string {
  const places = currencies[currency]
  const text = roundedText(over(fraction(minor), fraction(10n ** BigInt(places))), places, 'half_up')
  return minor > BigInt(Number.MAX_SAFE_INTEGER) || minor < BigInt(Number.MIN_SAFE_INTEGER) ? text : Number(text)
}
