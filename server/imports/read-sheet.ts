import type { StoredDocument } from '@cofund/shared/documents/document'
import { importLimits } from '@cofund/shared/imports/import-shape'
import { refuse } from '@cofund/shared/refusals'
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

/** The same as text. */
export async function* sheetRows(document: StoredDocument, bytes: AsyncIterable<Buffer>): AsyncGenerator<{ line: number; cells: string[] }> {
  for await (const { line, values } of sheetValues(document, bytes)) yield { line, cells: values.map(textOf) }
}

/** A number in its shortest exact form, a day in ISO, as a text file would say them. */
function textOf(value: CellValue): string {
  if (value === null) return ''
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
