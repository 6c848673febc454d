import type { Field } from '@cofund/shared/imports/field'
import type { ImportShape } from '@cofund/shared/imports/import-shape'
import { type Mapping, columnsOf, detectMapping, headerName, headerProblems } from '@cofund/shared/imports/mapping'
import { refuse } from '@cofund/shared/refuse'

/** Turns a file's rows into the lines of a COPY: `line`, `cells`, then every field of the kind in its own order. */
export interface Stager {
  /** Whether these are the names of columns that a mapping knows. */
  readonly knows: (cells: readonly string[]) => boolean
  /** The first row: finds the mapping where none was named. */
  readonly header: (cells: readonly string[]) => void
  /** One row's line of the COPY. */
  readonly encode: (cells: string[], line: number) => string
  readonly rows: () => number
  /** Known once the header has been read. */
  readonly found: () => { readonly mapping: Mapping; readonly width: number }
}

type Cell = (cells: readonly string[]) => string

const absent = '\\N'

export function stagerOf(shape: ImportShape, mappingCode: string | undefined, rowLimit: number): Stager {
  let found: { readonly mapping: Mapping; readonly width: number } | undefined
  let plan: readonly Cell[] = []
  let rows = 0
  const mappings = shape.mappings.filter(({ code }) => mappingCode === undefined || code === mappingCode)
  return {
    knows: (cells) => detectMapping(mappings, cells) !== undefined,
    header: (cells) => {
      const mapping = mappingFor(shape, mappingCode, cells)
      plan = planOf(shape, mapping, cells)
      found = { mapping, width: cells.length }
    },
    encode: (cells, line) => {
      rows += 1
      if (rows > rowLimit) refuse('import.too_many_rows', { limit: rowLimit })
      const width = found?.width ?? 0
      while (cells.length > width && cells.at(-1)?.trim() === '') cells.pop()
      let text = `${line}\t${cells.length}`
      // Cells that have slipped sideways mean nothing: of such a row only its width is kept.
      if (cells.length === width) for (const cell of plan) text += `\t${cell(cells)}`
      else for (let index = 0; index < plan.length; index += 1) text += `\t${absent}`
      return `${text}\n`
    },
    rows: () => rows,
    found: () => found ?? refuse('import.no_rows', {}),
  }
}

function mappingFor({ mappings }: ImportShape, code: string | undefined, header: readonly string[]): Mapping {
  const named = code === undefined ? undefined : mappings.find((mapping) => mapping.code === code)
  if (code !== undefined && !named) refuse('import.unknown_mapping', { mapping: code, known: mappings.map((mapping) => mapping.code) })
  const mapping = named ?? detectMapping(mappings, header) ?? refuseClosest(mappings, header)
  const { missing, doubled } = headerProblems(mapping, header)
  if (missing.length > 0) refuse('import.columns_missing', { columns: missing })
  if (doubled.length > 0) refuse('import.columns_doubled', { columns: doubled })
  return mapping
}

function refuseClosest(mappings: readonly Mapping[], header: readonly string[]): never {
  const missingFrom = (mapping: Mapping) => headerProblems(mapping, header).missing
  const [closest] = mappings.toSorted((a, b) => missingFrom(a).length / columnsOf(a).length - missingFrom(b).length / columnsOf(b).length)
  refuse('import.no_mapping', { mapping: closest?.code ?? '', missing: closest ? missingFrom(closest) : [] })
}

function planOf({ fields }: ImportShape, mapping: Mapping, header: readonly string[]): readonly Cell[] {
  const names = header.map(headerName)
  return Object.entries(fields).map(([name, field]): Cell => {
    const source = mapping.fields[name]
    if (!source) return () => absent
    if ('constant' in source) return () => source.constant
    const index = names.indexOf(source.column)
    if (index === -1) return () => absent
    const unknown = new Set(source.unknown)
    return (cells) => cellText(cells[index] ?? '', field, unknown)
  })
}

/**
 * A cell's text for COPY. Blanks around it go, line breaks in it become blanks, other control characters U+FFFD, by which
 * the judging knows them. An apostrophe before = + - @ is the one that a spreadsheet is kept from running the cell by.
 */
function cellText(cell: string, { type }: Field, unknown: ReadonlySet<string>): string {
  let text = cell.trim()
  if (text === '' || unknown.has(text)) return absent
  if (text.startsWith("'") && /^'[=+\-@]/.test(text)) text = text.slice(1)
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/[\\\u0000-\u001f\u007f]/.test(text)) return text
  // oxlint-disable-next-line no-control-regex -- as above
  const plain = text.replace(/[\t\n\r]+/g, type === 'text' ? ' ' : '\ufffd').replace(/[\u0000-\u001f\u007f]/g, '\ufffd')
  return plain.replaceAll('\\', '\\\\')
}
