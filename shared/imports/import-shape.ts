import type { Permission } from '../people/role.ts'
import type { Fields } from './field.ts'
import type { Mapping } from './mapping.ts'

/** What can be imported by file. One line for each feature that takes files. */
export const importKinds = ['loans', 'commitments', 'statement_lines', 'claims', 'drawdown_notes', 'monthly_reports', 'credit_checks'] as const
export type ImportKindName = (typeof importKinds)[number]

/** All that can be said of a kind of import without touching a database. */
export interface ImportShape {
  readonly kind: ImportKindName
  readonly permission: Permission
  /**
   * Whether good rows may be taken without the others once somebody has confirmed it. Historic books may; claims, bank
   * reports and cash flows are all or nothing.
   */
  readonly partial: boolean
  /** Files of this kind overlap: rows that stand in the books already are passed over, even where the rest is all or nothing. */
  readonly overlaps?: true
  /** Files of this kind also come as XML, which the kind itself turns into rows. */
  readonly xml?: true
  readonly fields: Fields
  /** The amounts whose totals are shown, confirmed and recorded. */
  readonly totals: readonly string[]
  /** The first is the district's own, from which the template is made. */
  readonly mappings: readonly Mapping[]
}

/** What a file may be. Beyond these it is refused before anything of it is kept. */
export const importLimits = {
  csvRows: 5_000_000,
  /** One record, quoted line breaks included. */
  recordBytes: 2 ** 20,
  /** After decompression: more would be a bomb rather than a book. */
  csvBytes: 4 * 2 ** 30,
  xlsxBytes: 20 * 2 ** 20,
  xlsxRows: 50_000,
  xmlBytes: 20 * 2 ** 20,
} as const
