import type { Verdict } from '@cofund/shared/eligibility/eligibility'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type {
  DisposalId,
  DisposalKind,
  LitigationId,
  LitigationStage,
  LoanCategory,
  MonthlyReportId,
  NoteId,
  NoteStatus,
  NoteVerdictId,
  Succession,
} from '@cofund/shared/loans/drawdown-note'
import type { JurisdictionCode, OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { ColumnType, Generated } from 'kysely'

/** What a trigger or default fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface DrawdownNoteTable {
  id: NoteId
  pool_id: PoolId
  /** The bank. */
  organisation_id: OrganisationId
  number: string
  contract_number: string
  credit_line_number: string | null
  enterprise_id: EnterpriseId
  district_code: JurisdictionCode
  product_code: string
  currency: Generated<Currency>
  principal_minor: bigint
  lent_on: PlainDate
  due_on: PlainDate
  rate_ppm: number
  purpose: string
  flags: Generated<string[]>
  other_cover: Generated<string[]>
  guaranteed_minor: bigint | null
  predecessor_id: NoteId | null
  succession: Succession | null
  status: Generated<NoteStatus>
  enrolled_on: PlainDate | null
  policy_version_id: PolicyVersionId | null
  verdict_id: NoteVerdictId
  /** What of it stands in the pool's exposure and in the bank's quota. */
  exposed_minor: Generated<bigint>
  balance_minor: bigint
  category: Generated<LoanCategory>
  overdue_days: Generated<number>
  /** By its first day. */
  reported_month: PlainDate | null
  npl_reported_on: PlainDate | null
  npl_derived_on: PlainDate | null
  batch_id: ImportBatchId | null
  line: number | null
  recorded_at: Given<Instant>
}

/** Only ever added to. What the pool's rule set said of a firm on a day. */
export interface NoteVerdictTable {
  id: NoteVerdictId
  pool_id: PoolId
  /** The bank that asked. */
  organisation_id: OrganisationId
  enterprise_id: EnterpriseId
  rule_set_code: string
  outcome: Verdict['outcome']
  /** In the wire's JSON. */
  verdict: unknown
  recorded_at: Given<Instant>
}

/** Only ever added to. */
export interface NoteEventTable {
  note_id: NoteId
  place: number
  event: string
  effective_on: PlainDate
  facts: Generated<unknown>
  membership_id: MembershipId
  recorded_at: Given<Instant>
}

/** Only ever added to: what a bank reports anew stands in a further place. */
export interface MonthlyReportTable {
  id: MonthlyReportId
  pool_id: PoolId
  organisation_id: OrganisationId
  /** By its first day. */
  month: PlainDate
  place: number
  /** Nothing to report. */
  nil: boolean
  batch_id: ImportBatchId | null
  submitted_at: Given<Instant>
}

export interface NoteReportTable {
  report_id: MonthlyReportId
  note_id: NoteId
  balance_minor: bigint
  category: LoanCategory
  overdue_days: number
}

export interface DisposalTable {
  id: DisposalId
  note_id: NoteId
  kind: DisposalKind
  disposed_on: PlainDate
  minor: bigint
  reference: string
}

export interface LitigationTable {
  id: LitigationId
  note_id: NoteId
  stage: LitigationStage
  reached_on: PlainDate
  case_number: string
  court: string
}

/** Counts and sums of notes by everything that dashboards ask for, kept by triggers. */
export interface NoteRollupTable {
  pool_id: PoolId
  organisation_id: OrganisationId
  district_code: JurisdictionCode
  product_code: string
  lent_year: number
  status: NoteStatus
  renewed: boolean
  notes: Generated<bigint>
  principal_minor: Generated<bigint>
  balance_minor: Generated<bigint>
}
