import type { ProposalId } from '@cofund/shared/approvals/proposal'
import type {
  ChecklistItem,
  ClaimEventName,
  ClaimFamily,
  ClaimId,
  ClaimMode,
  ClaimPaymentId,
  ClaimStated,
  ClaimStatus,
  DecisionReason,
} from '@cofund/shared/claims/claim'
import type { DeficiencyCode } from '@cofund/shared/claims/deficiency'
import type { DocumentHash } from '@cofund/shared/documents/document'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import type { Derivation } from '@cofund/shared/kernel/derivation'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import type { JurisdictionCode, OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import type { LossCase } from '@cofund/shared/policies/loss-case'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** What a default fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface ClaimTable {
  id: ClaimId
  number: GeneratedAlways<bigint>
  pool_id: PoolId
  /** The bank. */
  organisation_id: OrganisationId
  family: ClaimFamily
  mode: Generated<ClaimMode>
  note_id: NoteId | null
  product_code: string | null
  settled_year: number | null
  enterprise_id: EnterpriseId | null
  district_code: JurisdictionCode | null
  currency: Generated<Currency>
  status: ClaimStatus
  policy_version_id: PolicyVersionId
  /** In the wire's JSON. */
  stated: ClaimStated
  codes: Generated<DeficiencyCode[]>
  proposal_id: ProposalId | null
  expected_minor: bigint | null
  payable_minor: Generated<bigint>
  paid_minor: Generated<bigint>
  submitted_on: PlainDate | null
  due_on: PlainDate | null
  decided_on: PlainDate | null
  publicised_until: PlainDate | null
  opened_at: Given<Instant>
}

/** What was added stays; what the bank takes back while the claim is with it is marked. */
export interface ClaimDocumentTable {
  claim_id: ClaimId
  item: ChecklistItem
  place: number
  document_hash: DocumentHash
  name: string
  added_at: Given<Instant>
  withdrawn_at: Instant | null
}

/** Only ever added to. */
export interface ClaimEventTable {
  claim_id: ClaimId
  place: number
  event: ClaimEventName
  status: ClaimStatus
  codes: Generated<DeficiencyCode[]>
  opinion: string | null
  facts: Generated<Readonly<Record<string, string>>>
  effective_on: PlainDate
  membership_id: MembershipId
  recorded_at: Given<Instant>
}

/** Family A: the year as it was frozen. */
export interface ClaimFreezeTable {
  claim_id: ClaimId
  place: number
  loan_balance_minor: bigint
  npl_balance_minor: bigint
  net_loss_minor: bigint
  previous_balance_minor: bigint | null
  /** By district. */
  districts: unknown
  reason: string | null
  frozen_at: Given<Instant>
}

/** Only ever added to. */
export interface ClaimDecisionTable {
  claim_id: ClaimId
  place: number
  reason: DecisionReason
  loss_case: LossCase
  shares: readonly { readonly bearer: ShareBearer; readonly minor: bigint }[]
  derivation: Derivation
  loss_minor: bigint
  recovered_minor: Generated<bigint>
  payable_minor: bigint
  proposal_id: ProposalId | null
  entry_id: EntryId | null
  decided_on: PlainDate
  decided_at: Given<Instant>
}

export interface ClaimBearerTable {
  claim_id: ClaimId
  bearer: ShareBearer
  borne_minor: bigint
  returned_minor: Generated<bigint>
}

export interface ClaimPaymentTable {
  id: ClaimPaymentId
  claim_id: ClaimId
  voucher_number: string
  minor: bigint
  ordered_on: PlainDate
  proposal_id: ProposalId
  entry_id: EntryId
  receipt_reference: string | null
  received_on: PlainDate | null
}
