import type { DocumentHash } from '@cofund/shared/documents/document'
import type { FindingSeverity, ImportBatchId, ImportEncoding, ImportPhase, ImportStatus } from '@cofund/shared/imports/import-batch'
import type { ImportKindName } from '@cofund/shared/imports/import-shape'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Currency } from '@cofund/shared/kernel/money'
import type { Facts } from '@cofund/shared/kernel/refusal'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { Generated } from 'kysely'

export interface ImportBatchTable {
  id: ImportBatchId
  organisation_id: OrganisationId
  kind: ImportKindName
  /** null until the header has told it, where nobody named one. */
  mapping: string | null
  document_hash: DocumentHash
  status: Exclude<ImportStatus, 'interrupted'>
  phase: ImportPhase | null
  progress_rows: Generated<number>
  progress_bytes: Generated<bigint>
  progress_at: Generated<Instant>
  encoding: ImportEncoding | null
  rows: number | null
  taken: number | null
  rejected: number | null
  duplicate: number | null
  warned: number | null
  root: string | null
  digest: string | null
  refusal: { code: string; facts: Facts } | null
  started_by: MembershipId
  started_at: Generated<Instant>
  checked_at: Instant | null
  confirmed_by: MembershipId | null
  confirmed_at: Instant | null
  accepted_rejections: Generated<boolean>
  imported_at: Instant | null
}

export interface ImportTotalTable {
  batch_id: ImportBatchId
  organisation_id: OrganisationId
  name: string
  currency: Currency
  taken_minor: bigint
  left_minor: bigint
  taken_known: number
}

export interface ImportReasonTable {
  batch_id: ImportBatchId
  organisation_id: OrganisationId
  severity: FindingSeverity
  field: string
  code: string
  rows: number
}

export interface ImportFindingTable {
  batch_id: ImportBatchId
  organisation_id: OrganisationId
  severity: FindingSeverity
  line: number
  field: string
  code: string
  value: string | null
  detail: string | null
}
