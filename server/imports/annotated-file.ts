import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Db } from '@cofund/db/connect'
import type { StoredDocument } from '@cofund/shared/documents/document'
import type { ImportBatch, ImportFinding } from '@cofund/shared/imports/import-batch'
import { headerName, headerProblems } from '@cofund/shared/imports/mapping'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { catalogue } from '@cofund/shared/words'
import { stringify } from 'csv-stringify'
import { type Cell, type CellValue, writeXlsx } from 'hucre'
import { readDocument } from '../documents/document.sql.ts'
import { actAs } from '../kernel/session.ts'
import type { ImportKind } from './import-kind.ts'
import { findingsFrom } from './import.sql.ts'
import { sheetTable } from './read-sheet.ts'
import { tableRows, xmlRows } from './read-table.ts'
import { sayFinding } from './say-finding.ts'

export interface AnnotatedFileOptions {
  readonly db: Db
  readonly tokenHash: string
  readonly batch: ImportBatch
  readonly document: StoredDocument
  readonly kind: ImportKind
  readonly language: Language
}

/**
 * The reader's own file with a column of reasons at its end: a workbook for a workbook, its faulty cells marked, and for
 * text (and the rows of an XML file), CSV in UTF-8 with a byte order mark, streamed. Corrected and sent again, the column is passed over.
 */
export async function writeAnnotatedFile(options: AnnotatedFileOptions, out: Writable): Promise<void> {
  if (options.batch.encoding === 'xlsx') await pipeline(Readable.from([await annotatedSheet(options)]), out)
  else await pipeline(Readable.from(annotatedRows(options)), stringify({ bom: true }), out)
}

const reasonNames = Object.values(catalogue['import.reasons_column'])

async function* annotatedRows(options: AnnotatedFileOptions): AsyncGenerator<string[]> {
  const findings = findingsReader(options)
  let kept: readonly boolean[] | undefined
  const { document, kind, batch } = options
  const bytes = bytesOf(options)
  const rows = batch.encoding === 'xml' ? xmlRows(document, bytes, kind) : tableRows(document, bytes, batch.encoding === 'gb18030' ? 'gb18030' : 'utf-8')
  for await (const { line, cells } of rows) {
    const isHeader = kept === undefined
    const columns = (kept ??= cells.map((cell) => !reasonNames.includes(headerName(cell))))
    const own = cells.filter((_, index) => columns[index] ?? true).map(guarded)
    const reasons = isHeader ? sayWord(catalogue['import.reasons_column'], options.language) : sayAll(await findings(line), options)
    yield [...own, ...Array<string>(Math.max(0, columns.filter(Boolean).length - own.length)).fill(''), guarded(reasons)]
  }
}

/** What a spreadsheet would run is kept from it by an apostrophe, which reading the file takes off again. */
const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

async function annotatedSheet(options: AnnotatedFileOptions): Promise<Uint8Array> {
  const findings = findingsReader(options)
  const mapping = mappingOf(options)
  const rows: CellValue[][] = []
  const cells = new Map<string, Partial<Cell>>()
  let header: readonly string[] = []
  let headerLine = 1
  const isHeader = (names: readonly string[]) => mapping !== undefined && headerProblems(mapping, names).missing.length === 0
  for await (const row of sheetTable(options.document, bytesOf(options), isHeader)) {
    const { line, values } = row
    while (rows.length < line - 1) rows.push([])
    if (row.place === 'above') {
      rows.push(values)
      continue
    }
    if (row.place === 'header') {
      header = row.names.map(headerName)
      headerLine = line
      const left = Array<null>(Math.max(0, header.length - values.length)).fill(null)
      rows.push([...values, ...left, sayWord(catalogue['import.reasons_column'], options.language)])
      continue
    }
    const found = await findings(line)
    const at = rows.length
    values.forEach((value, column) => {
      if (value instanceof Date) cells.set(`${at},${column}`, { value, style: { numFmt: 'yyyy-mm-dd' } })
    })
    for (const { field, severity } of found) {
      const source = mapping?.fields[field]
      const column = source && 'column' in source ? header.indexOf(source.column) : -1
      if (column !== -1 && severity !== 'warning') {
        const value = values[column] ?? null
        const date = value instanceof Date ? { numFmt: 'yyyy-mm-dd' } : {}
        cells.set(`${at},${column}`, { value, style: { ...date, fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFE58F' } } } })
      }
    }
    rows.push([...values, ...Array<null>(Math.max(0, header.length - values.length)).fill(null), sayAll(found, options)])
  }
  return writeXlsx({ sheets: [{ name: 'Sheet1', rows, cells, freezePane: { rows: headerLine } }] })
}

const bytesOf = ({ db, tokenHash, batch, document }: AnnotatedFileOptions): AsyncGenerator<Buffer> =>
  readDocument(db, { tokenHash, hash: document.hash, organisationId: batch.organisationId })

const mappingOf = ({ kind, batch }: AnnotatedFileOptions) => kind.shape.mappings.find(({ code }) => code === batch.mapping)

function sayAll(findings: readonly ImportFinding[], options: AnnotatedFileOptions): string {
  const { language, kind } = options
  const warning = sayWord(catalogue['import.annotated.warning'], language)
  return findings
    .map((finding) => `${finding.severity === 'warning' ? warning : ''}${sayFinding(finding, kind.shape, mappingOf(options), language)}`)
    .join(sayWord(catalogue['import.annotated.between'], language))
}

/** The findings of one line after another, read a few thousand at a time as the file goes by. */
function findingsReader({ db, tokenHash, batch }: AnnotatedFileOptions) {
  const pageSize = 5000
  let page: readonly ImportFinding[] = []
  let [at, readTo, whole] = [0, 0, false]
  const read = async (line: number) => {
    page = await db.transaction().execute(async (trx) => {
      await actAs(trx, tokenHash)
      return findingsFrom(trx, batch.id, line, pageSize)
    })
    whole = page.length < pageSize
    // The last line of a full page may go on in the next one.
    readTo = whole ? Number.POSITIVE_INFINITY : (page.at(-1)?.line ?? line) - 1
    at = 0
  }
  return async (line: number): Promise<readonly ImportFinding[]> => {
    if (line > readTo) await read(line)
    while ((page[at]?.line ?? Number.POSITIVE_INFINITY) < line) at += 1
    const start = at
    while (page[at]?.line === line) at += 1
    return page.slice(start, at)
  }
}
