import { z } from 'zod'
import { type Currency, isCurrency } from '../kernel/money.ts'
import type { Fields } from './field.ts'

/** How a file writes a day. ISO, 2026-09-30, is always read as well: it is what a sheet's real dates become. */
export const dayFormats = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD', 'M/D/YYYY', 'D/M/YYYY', 'D-Mon-YY'] as const
export type DayFormat = (typeof dayFormats)[number]

/** How a file writes an amount: 60000.00 plain, 60,000.00 grouped, $60,000.00 in dollars. Never guessed. */
export const amountFormats = ['plain', 'grouped', 'dollars'] as const
export type AmountFormat = (typeof amountFormats)[number]

const amountsInput = z.strictObject({
  format: z.enum(amountFormats).default('plain'),
  /** What one unit of the column is worth: 1 (yuan, dollars), 10_000 (万元), 1_000_000 (millions). */
  unit: z.union([z.literal(1), z.literal(1_000), z.literal(10_000), z.literal(1_000_000), z.literal(100_000_000)]).default(1),
  /** For columns finer than the minor unit, as floats printed in millions are. Without it such a cell is refused. */
  rounding: z.literal('half_up').optional(),
})

const daysInput = z.strictObject({
  formats: z.array(z.enum(dayFormats)).default(['YYYY-MM-DD']),
  /** The first year that a year of two digits may mean: 1970 reads 69 as 2069 and 70 as 1970. */
  firstYear: z.int().min(1900).max(2000).default(1970),
})

const columnInput = z.strictObject({
  column: z.string().min(1),
  /** A file without this column is read, and the field is unknown in every row. Only for fields that are not required. */
  mayLack: z.boolean().default(false),
  /** Cells that mean "not known" beside an empty one, such as the 0 of an industry that nobody classified. */
  unknown: z.array(z.string()).default([]),
  /** For a word: what the file says → what the books say. */
  words: z.record(z.string(), z.string()).optional(),
  days: daysInput.optional(),
  amounts: amountsInput.optional(),
})

export const mappingInput = z.strictObject({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  /** Unless a column says otherwise. */
  days: daysInput.default({ formats: ['YYYY-MM-DD'], firstYear: 1970 }),
  amounts: amountsInput.default({ format: 'plain', unit: 1 }),
  fields: z.record(z.string(), z.union([columnInput, z.strictObject({ constant: z.string().min(1) })])),
})

/** Which column of a file fills which field, and how it is read: data, with this decoder. */
export type Mapping = z.output<typeof mappingInput>
export type MappedColumn = z.output<typeof columnInput>
export type DayReading = z.output<typeof daysInput>
export type AmountReading = z.output<typeof amountsInput>

/** The mapping that `data` describes for a kind with these fields. Throws on what does not fit: mappings ship with the program. */
export function decodeMapping(fields: Fields, data: z.input<typeof mappingInput>): Mapping {
  const mapping = mappingInput.parse(data)
  for (const [name, source] of Object.entries(mapping.fields)) {
    const field = fields[name]
    if (!field) throw new TypeError(`mapping ${mapping.code}: there is no field ${name}`)
    if ('column' in source && source.mayLack && field.required) throw new TypeError(`mapping ${mapping.code}: ${name} is required, so its column may not be lacking`)
    const strange = 'column' in source && field.type === 'word' ? Object.values(source.words ?? {}).find((word) => !field.words.includes(word)) : undefined
    if (strange !== undefined) throw new TypeError(`mapping ${mapping.code}: ${strange} is no word of ${name}`)
  }
  const lacking = Object.keys(fields).find((name) => fields[name]?.required && !mapping.fields[name])
  if (lacking) throw new TypeError(`mapping ${mapping.code}: nothing fills ${lacking}`)
  return mapping
}

/** The fields that are read from columns, in the mapping's order. */
export function columnsOf(mapping: Mapping): readonly { readonly name: string; readonly source: MappedColumn }[] {
  return Object.entries(mapping.fields).flatMap(([name, source]) => ('column' in source ? [{ name, source }] : []))
}

/** The one currency of every row, where the mapping states it. */
export function constantCurrency(mapping: Mapping): Currency | undefined {
  const source = mapping.fields['currency']
  return source && 'constant' in source && isCurrency(source.constant) ? source.constant : undefined
}

/** A header cell as it is compared: the star of a required column and blanks round it belong to the template, not to the name. */
export const headerName = (cell: string): string => cell.trim().replace(/^\*\s*/, '')

/** What stands between a header and a mapping: columns that are missing, and columns that stand there twice. */
export function headerProblems(mapping: Mapping, header: readonly string[]): { readonly missing: readonly string[]; readonly doubled: readonly string[] } {
  const names = header.map(headerName)
  const wanted = columnsOf(mapping).map(({ source }) => source)
  return {
    missing: wanted.filter(({ column, mayLack }) => !mayLack && !names.includes(column)).map(({ column }) => column),
    doubled: wanted.filter(({ column }) => names.indexOf(column) !== names.lastIndexOf(column)).map(({ column }) => column),
  }
}

/** The mapping whose columns the header has; the one with the most of them where several fit. */
export function detectMapping(mappings: readonly Mapping[], header: readonly string[]): Mapping | undefined {
  const fits = mappings.filter((mapping) => headerProblems(mapping, header).missing.length === 0)
  return fits.toSorted((a, b) => columnsOf(b).length - columnsOf(a).length)[0]
}
