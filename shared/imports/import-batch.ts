import type { DocumentHash } from '../documents/document.ts'
import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import { movesOf } from '../kernel/moves.ts'
import type { Currency } from '../kernel/money.ts'
import type { Facts } from '../kernel/refusal.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { ImportKindName } from './import-shape.ts'

export type ImportBatchId = Id<'imp'>

/**
 * `checking` → `checked` → `importing` → `imported`, or `refused` with its reason. `interrupted` is seen rather than
 * stored: nobody works on a batch that says it is being worked on, because the program or the database was stopped.
 */
export const importStatuses = ['checking', 'checked', 'importing', 'imported', 'refused', 'interrupted'] as const
export type ImportStatus = (typeof importStatuses)[number]

export const importCan = movesOf<ImportStatus>()({
  confirm: ['checked'],
  restart: ['interrupted'],
})

/** What the work is at: reading the file, judging its rows, or writing them. */
export const importPhases = ['waiting', 'reading', 'judging', 'writing'] as const
export type ImportPhase = (typeof importPhases)[number]

/** Every row of the file stands in exactly one of taken, rejected and duplicate; a warned row is a taken one. */
export interface ImportCounts {
  readonly rows: number
  readonly taken: number
  readonly rejected: number
  readonly duplicate: number
  readonly warned: number
}

/** A control total: what the taken rows add up to, and what the readable amounts of the rows left out add up to. */
export interface ImportTotal {
  readonly name: string
  readonly currency: Currency
  readonly takenMinor: bigint
  readonly leftMinor: bigint
  /** Taken rows in which the amount is known. */
  readonly takenKnown: number
}

export const findingSeverities = ['error', 'duplicate', 'warning'] as const
export type FindingSeverity = (typeof findingSeverities)[number]

/** One thing said of one row, addressed by line and column. */
export interface ImportFinding {
  readonly severity: FindingSeverity
  /** The line of the file (of the sheet) on which the row begins; the header is line 1. */
  readonly line: number
  /** The field it is about; empty when it is about the whole row. */
  readonly field: string
  readonly code: string
  /** What the cell says, cut to 80 characters; null when it is empty. */
  readonly value: string | null
  /** The line, batch or limit that the finding refers to. */
  readonly detail: string | null
}

/** How many rows share a finding. */
export interface ImportReason {
  readonly severity: FindingSeverity
  readonly field: string
  readonly code: string
  readonly rows: number
}

export interface ImportBatch {
  readonly id: ImportBatchId
  readonly organisationId: OrganisationId
  readonly kind: ImportKindName
  readonly mapping: string | null
  readonly document: { readonly hash: DocumentHash; readonly name: string; readonly bytes: bigint }
  readonly status: ImportStatus
  readonly phase: ImportPhase | null
  readonly progressRows: number
  readonly progressBytes: bigint
  readonly encoding: ImportEncoding | null
  readonly counts: ImportCounts | null
  /** SHA-256 over the taken rows, in blocks of 4,096 lines; docs in server/imports/judge-rows.ts. */
  readonly root: string | null
  /** What is confirmed: a hash over file, mapping, counts, reasons, totals and root. */
  readonly digest: string | null
  readonly refusal: { readonly code: string; readonly facts: Facts } | null
  readonly startedBy: string
  readonly startedAt: Instant
  readonly checkedAt: Instant | null
  readonly confirmedBy: string | null
  readonly confirmedAt: Instant | null
  readonly acceptedRejections: boolean
  readonly importedAt: Instant | null
}

export const importEncodings = ['utf-8', 'gb18030', 'xlsx', 'xml'] as const
export type ImportEncoding = (typeof importEncodings)[number]
