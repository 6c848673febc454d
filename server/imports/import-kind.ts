import type { Trx } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import type { DocumentHash } from '@cofund/shared/documents/document'
import type { FindingSeverity, ImportBatchId, ImportCounts, ImportTotal } from '@cofund/shared/imports/import-batch'
import type { ImportShape } from '@cofund/shared/imports/import-shape'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { RawBuilder } from 'kysely'

/** Something to be said of a row whose cells are each in order. `when` speaks of the columns of `import_row`; null says nothing. */
export interface RowCheck {
  readonly severity: Exclude<FindingSeverity, 'duplicate'>
  /** The field that it is shown at; empty for the whole row. */
  readonly field: string
  readonly code: string
  readonly when: RawBuilder<boolean>
}

/** One thing said of one row by its kind, with what it refers to. */
export interface RowSaying {
  readonly line: number
  readonly severity: Exclude<FindingSeverity, 'duplicate'>
  readonly field: string
  readonly code: string
  readonly detail?: string
}

/** What a kind is handed when its rows are to be written: they stand in `import_row`, `where taken`, in typed columns. */
export interface TakenBatch extends ImportCounts {
  readonly id: ImportBatchId
  readonly organisationId: OrganisationId
  readonly documentHash: DocumentHash
  readonly totals: readonly ImportTotal[]
  readonly root: string
  /** The day of the import. */
  readonly today: PlainDate
}

/**
 * One kind of file: its shape, what is checked beyond single cells, what makes two rows the same, and how good rows are
 * written. Everything else (reading, staging, judging, confirming, showing) is the mechanism's.
 *
 * While a batch is judged there are two temporary tables: `import_raw (line, cells, …each field as text)` and
 * `import_row (line, taken, errors, warnings, …each field typed)`, whose columns `columnOf` names: a day is a date, an
 * amount `…_minor bigint`, a ratio `…_ppm bigint`.
 */
export interface ImportKind {
  readonly shape: ImportShape
  /** What a file of XML says, as rows under a header that one of the mappings knows: for shapes that take `xml`. */
  readonly readXml?: (file: Buffer, name: string) => string[][]
  readonly checks: readonly RowCheck[]
  /** Says of rows whose cells are in order what only the feature's own rules can say, where no expression of SQL does; for short files. */
  readonly judge?: (trx: Trx, of: { readonly organisationId: OrganisationId; readonly today: PlainDate }) => Promise<readonly RowSaying[]>
  /** Refuses a file for what its rows say together, once each has been judged: where there is nothing to mend row by row. */
  readonly refuseFile?: (trx: Trx, mapping: string, of: { readonly organisationId: OrganisationId; readonly today: PlainDate }) => Promise<void>
  /** The fields that together name a record; nulls count as equal. The first row with a key is taken, later ones are duplicates. */
  readonly key: readonly string[]
  /** Which rows have a key at all; absent: every one. */
  readonly keyed?: RawBuilder<boolean>
  /** The rows that stand in the books already: `line`, and the batch that brought them as `detail`. */
  readonly recorded: (organisationId: OrganisationId) => RawBuilder<{ line: number; detail: string }>
  /** Writes the taken rows, set by set, and answers the one act of the batch (and, before it, those of what it had to open). */
  readonly take: (trx: Trx, batch: TakenBatch) => Promise<Act | readonly Act[]>
}
