import type { StoredDocument } from '@cofund/shared/documents/document'
import { importLimits } from '@cofund/shared/imports/import-shape'
import { refuse } from '@cofund/shared/refuse'
import { type CellValue, HucreError } from 'hucre'
import { streamXlsxRows } from 'hucre/xlsx'

/** What the parts of a workbook may unpack to: twenty times the largest file, beyond which it is a bomb. */
const unpackedBytes = 20 * importLimits.xlsxBytes

/** The rows of a workbook's first sheet, each with the line number that the sheet shows. */
export async function* sheetValues({ name }: StoredDocument, bytes: AsyncIterable<Buffer>): AsyncGenerator<{ line: number; values: CellValue[] }> {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(piece)
  const file = Buffer.concat(pieces)
  const unpacked = unpackedSize(file)
  if (unpacked === undefined) refuse('import.xlsx_broken', { name })
  if (unpacked > unpackedBytes) refuse('import.too_large', { limitMiB: unpackedBytes / 2 ** 20 })
  try {
    for await (const { index, values } of streamXlsxRows(file)) yield { line: index + 1, values }
  } catch (error) {
    if (error instanceof HucreError) refuse('import.xlsx_broken', { name })
    throw error
  }
}

/** How many rows of a sheet may stand above its columns' names: a bank's title, the account, the period. */
const rowsAboveHeader = 20

export type SheetRow = { readonly line: number; readonly values: CellValue[] } & (
  | { readonly place: 'above' | 'below' }
  /** Names may stand in two rows, where some of them share a heading; this is the second. */
  | { readonly place: 'header'; readonly names: readonly string[] }
)
type FoundRow = Pick<SheetRow, 'line' | 'values'>

/**
 * The rows of a sheet, told apart by the columns' names: the first row that `isHeader` knows, or two that it knows together, for a
 * merged cell's text stands in the first of its cells. Where there is none, the first row is the header: who reads it says what it lacks.
 */
export async function* sheetTable(
  document: StoredDocument,
  bytes: AsyncIterable<Buffer>,
  isHeader: (names: readonly string[]) => boolean,
): AsyncGenerator<SheetRow> {
  const first: FoundRow[] = []
  let found = false
  for await (const row of sheetValues(document, bytes)) {
    if (found) yield { ...row, place: 'below' }
    else if (!row.values.every((value) => textOf(value) === '')) {
      first.push(row)
      found = first.length > rowsAboveHeader
      if (found) yield* divided(first, isHeader)
    }
  }
  if (!found) yield* divided(first, isHeader)
}

function divided(rows: readonly FoundRow[], isHeader: (names: readonly string[]) => boolean): SheetRow[] {
  const texts = rows.map(({ values }) => values.map(textOf))
  const named = texts.flatMap((cells, index) => {
    const below = texts[index + 1]
    const joined = below && Array.from({ length: Math.max(cells.length, below.length) }, (_, column) => below[column] || (cells[column] ?? ''))
    return [{ names: cells, at: index }, ...(joined ? [{ names: joined, at: index + 1 }] : [])]
  })
  const header = named.find(({ names }) => isHeader(names)) ?? named[0]
  return rows.map((row, index) =>
    index === header?.at ? { ...row, place: 'header', names: header.names } : { ...row, place: index < (header?.at ?? 0) ? 'above' : 'below' },
  )
}

/** A number in the fifteen digits that a sheet keeps (what it adds up in binary has more), a day in ISO, as a text file would say them. */
export function textOf(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(Number(value.toPrecision(15)))
  if (!(value instanceof Date)) return String(value)
  if (Number.isNaN(value.getTime())) return '#'
  const iso = value.toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso
}

/** What an archive's directory says that its parts unpack to; undefined where there is no directory. */
function unpackedSize(archive: Buffer): number | undefined {
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  if (end === -1 || end + 22 > archive.length) return undefined
  let total = 0
  let at = archive.readUInt32LE(end + 16)
  for (let part = 0; part < archive.readUInt16LE(end + 10); part += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== 0x02014b50) return undefined
    total += archive.readUInt32LE(at + 24)
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return total
}
