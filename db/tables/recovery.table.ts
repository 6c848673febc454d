import type { ClaimId } from '@cofund/shared/claims/claim'
import type { DocumentHash } from '@cofund/shared/documents/document'
import type { Derivation } from '@cofund/shared/kernel/derivation'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { RecoveryId, RecoveryKind, RemittanceId } from '@cofund/shared/recoveries/recovery'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import type { ColumnType, Generated } from 'kysely'

/** What a default fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

/** Money that came back on a claim, as it was applied. What is reversed stays, and a row that takes it back stands after it. */
export interface RecoveryTable {
  id: RecoveryId
  claim_id: ClaimId
  /** The bank. */
  organisation_id: OrganisationId
  place: number
  kind: RecoveryKind
  received_on: PlainDate
  gross_minor: bigint
  cost_minor: Generated<bigint>
  principal_minor: bigint
  interest_minor: Generated<bigint>
  penalty_minor: Generated<bigint>
  reference: string
  document_hash: DocumentHash | null
  reverses: RecoveryId | null
  reason: string | null
  /** What each bearer got of it. */
  shares: unknown
  derivation: Derivation
  /** What the bank owes the pool for it; below zero where a reversal gives back. */
  due_minor: bigint
  due_on: PlainDate | null
  /** What of it has been remitted, or set against what a reversal gives back. */
  remitted_minor: Generated<bigint>
  proposal_id: ProposalId | null
  entry_id: EntryId | null
  recorded_at: Given<Instant>
}

/** Money on its way from a bank to the pool. */
export interface RemittanceTable {
  id: RemittanceId
  pool_id: PoolId
  organisation_id: OrganisationId
  number: string
  remitted_on: PlainDate
  minor: bigint
  /** Which recoveries it pays, and how much of each. */
  pays: unknown
  entry_id: EntryId | null
  receipt_reference: string | null
  received_on: PlainDate | null
}
