import { pipeline } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { StoredDocument } from '@cofund/shared/documents/document'
import type { ImportEncoding } from '@cofund/shared/imports/import-batch'
import { importLimits } from '@cofund/shared/imports/import-shape'
import { refuse } from '@cofund/shared/refuse'
import { CsvError, parse } from 'csv-parse'
import type { ImportKind } from './import-kind.ts'
import { sheetTable, textOf } from './read-sheet.ts'
import type { Stager } from './stager.ts'
import { textBlocks } from './text-blocks.ts'

/** How much of the COPY is handed on at a time. */
const copyChunk = 64 * 1024

interface TableSource {
  readonly document: StoredDocument
  readonly bytes: AsyncIterable<Buffer>
  readonly encoding: ImportEncoding
  readonly kind: ImportKind
}

/** Streams a document's rows through the stager into a COPY, in constant memory for text and to a stated size for sheets. */
export async function readTable({ document, bytes, encoding, kind }: TableSource, stager: Stager, copy: () => Writable): Promise<void> {
  if (encoding === 'xlsx') await readSheet(document, bytes, stager, copy)
  else if (encoding === 'xml') await readXml(xmlRows(document, bytes, kind), stager, copy)
  else await readText(document, bytes, encoding, stager, copy)
  if (stager.rows() === 0) refuse('import.no_rows', {})
}

/** How a file would be read, by what it is; text is first tried as UTF-8. */
export function encodingOf({ kind, name, bytes }: StoredDocument, { shape }: ImportKind): ImportEncoding {
  if (kind === 'csv' || kind === 'gzip') return 'utf-8'
  if (kind === 'xml' && shape.xml) return 'xml'
  if (kind !== 'xlsx') refuse('import.not_a_table', { name })
  if (bytes > BigInt(importLimits.xlsxBytes)) refuse('import.too_large', { limitMiB: importLimits.xlsxBytes / 2 ** 20 })
  return 'xlsx'
}

async function readText(document: StoredDocument, bytes: AsyncIterable<Buffer>, encoding: TextEncoding, stager: Stager, copy: () => Writable): Promise<void> {
  let [text, headed] = ['', false]
  // A stream pays for every piece, however small: rows are gathered and handed on in large ones.
  const collect = (cells: string[], line: number): string[] | null => {
    if (headed) text += stager.encode(cells, line)
    else stager.header(cells)
    headed = true
    if (text.length < copyChunk) return null
    const piece = text
    text = ''
    return [piece]
  }
  const rest = async function* (pieces: AsyncIterable<string[]>) {
    for await (const piece of pieces) yield* piece
    yield text
  }
  const records = await openRecords(document, bytes, encoding, collect, stager.rows)
  await records.told(pipeline(records.blocks, records.parser, rest, copy()))
}

/** The rows of a text, as they stand in it, the header first; empty lines are passed over. */
export async function* tableRows(document: StoredDocument, bytes: AsyncIterable<Buffer>, encoding: TextEncoding) {
  let rows = 0
  const numbered = (cells: string[], line: number) => {
    rows += 1
    return [String(line), ...cells]
  }
  const records = await openRecords(document, bytes, encoding, numbered, () => rows)
  const fed = records.told(pipeline(records.blocks, records.parser))
  // A fault in the file also ends the parser's rows, and is told there.
  fed.catch(() => undefined)
  for await (const [line, ...cells] of records.parser as AsyncIterable<[string, ...string[]]>) yield { line: Number(line), cells }
  await fed
}

type TextEncoding = 'utf-8' | 'gb18030'
type Collect = (cells: string[], line: number) => string[] | null

/** A parser for the text, the blocks to feed it with, and what turns its faults into refusals with their place. */
async function openRecords({ kind, name }: StoredDocument, bytes: AsyncIterable<Buffer>, encoding: TextEncoding, collect: Collect, rows: () => number) {
  const blocks = textBlocks(kind === 'gzip' ? gunzipped(bytes, name, rows) : bytes, encoding)
  const first = await blocks.next()
  if (first.done) refuse('import.no_rows', {})
  let [line, parserLine] = [1, 0]
  const parser = parse({
    delimiter: delimiterOf(first.value),
    relax_column_count: true,
    max_record_size: importLimits.recordBytes,
    on_record: (cells: string[], { lines }: { readonly lines: number }): string[] | null => {
      const at = line
      // Only a record that spans lines makes the parser's count jump; how far, its cells say best.
      line += 1 + (lines - parserLine > 1 ? lineFeedsIn(cells) : 0)
      parserLine = lines
      return cells.length === 1 && cells[0] === '' ? null : collect(cells, at)
    },
  })
  return {
    parser,
    blocks: (async function* () {
      yield first.value
      yield* blocks
    })(),
    told: (work: Promise<void>): Promise<void> =>
      work.catch((error: unknown) => {
        if (error instanceof CsvError) refuseCsv(error, line)
        throw error
      }),
  }
}

const lineFeedsIn = (cells: readonly string[]): number => cells.reduce((count, cell) => count + (cell.split('\n').length - 1), 0)

/** Comma, or what a spreadsheet may write in its place: whichever stands most often in the header. */
function delimiterOf(block: Buffer): string {
  const header = block.subarray(0, 64 * 1024).toString().split('\n', 1)[0] ?? ''
  const count = (delimiter: string) => header.split(delimiter).length
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

function refuseCsv({ code }: CsvError, line: number): void {
  if (code === 'CSV_QUOTE_NOT_CLOSED') refuse('import.quote_open', { line })
  if (code === 'CSV_MAX_RECORD_SIZE') refuse('import.record_too_long', { line, limitKiB: importLimits.recordBytes / 1024 })
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'INVALID_OPENING_QUOTE') refuse('import.quote_astray', { line })
}

async function* gunzipped(bytes: AsyncIterable<Buffer>, name: string, rows: () => number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const fed = pipeline(bytes, gunzip).catch(() => undefined)
  try {
    for await (const piece of gunzip) yield piece as Buffer
  } catch (error) {
    const line = rows() + 1
    if (error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR') refuse('import.gzip_truncated', { name, line })
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) refuse('import.gzip_broken', { name, line })
    throw error
  } finally {
    gunzip.destroy()
    await fed
  }
}

async function readSheet(document: StoredDocument, bytes: AsyncIterable<Buffer>, stager: Stager, copy: () => Writable): Promise<void> {
  await pipeline(
    async function* () {
      let width = 0
      for await (const row of sheetTable(document, bytes, stager.knows)) {
        const cells = row.values.map(textOf)
        if (row.place === 'header') {
          stager.header(row.names)
          width = row.names.length
        }
        if (row.place !== 'below' || cells.every((cell) => cell === '')) continue
        // A sheet keeps no empty cells at a row's end: that they are missing there says nothing.
        while (cells.length < width) cells.push('')
        yield stager.encode(cells, row.line)
      }
    },
    copy(),
  )
}

/** The rows that a kind makes of a file of XML, numbered as if they stood in a table: the header is line 1. */
export async function* xmlRows({ name }: StoredDocument, bytes: AsyncIterable<Buffer>, { readXml }: ImportKind) {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(piece)
  const rows = readXml?.(Buffer.concat(pieces), name) ?? refuse('import.not_a_table', { name })
  for (const [index, cells] of rows.entries()) yield { line: index + 1, cells }
}

async function readXml(rows: ReturnType<typeof xmlRows>, stager: Stager, copy: () => Writable): Promise<void> {
  await pipeline(async function* () {
    for await (const { line, cells } of rows) {
      if (line === 1) stager.header(cells)
      else yield stager.encode(cells, line)
    }
  }, copy())
}
