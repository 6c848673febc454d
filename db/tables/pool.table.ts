import type { ProposalId } from '@cofund/shared/approvals/proposal'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { BreakerAction, UsedScope } from '@cofund/shared/policies/compensation-scheme'
import type { PolicyId } from '@cofund/shared/policies/policy'
import type { ContributionId, PaidBy } from '@cofund/shared/pools/contribution'
import type { BreakerOverrideId, ClaimRouteCode, FunderPays, FundingTier, PoolFunding, PoolId, PoolPart, RecoveriesGo } from '@cofund/shared/pools/pool'
import type { Generated } from 'kysely'

export interface PoolTable {
  id: PoolId
  /** The keeper, whose book it is. */
  organisation_id: OrganisationId
  book_id: BookId
  code: string
  name_zh: string
  name_en: string
  currency: Generated<Currency>
  scheme_policy_id: PolicyId
  rule_set_code: string
  route_code: ClaimRouteCode
  funding: PoolFunding
  opened_on: PlainDate
  closed_on: PlainDate | null
  leverage_hundredths: number | null
  period_cap_minor: bigint | null
  recoveries_go: Generated<RecoveriesGo>
}

export interface PoolPartyTable {
  pool_id: PoolId
  organisation_id: OrganisationId
  part: PoolPart
  since: PlainDate
  until: PlainDate | null
}

export interface PoolFunderTable {
  pool_id: PoolId
  tier: FundingTier
  organisation_id: OrganisationId
  jurisdiction_code: string
  treasury_book_id: BookId
  share_ppm: number
  pays: FunderPays
  since: PlainDate
}

export interface PoolContributionTable {
  id: ContributionId
  pool_id: PoolId
  tier: FundingTier
  jurisdiction_code: string
  document_number: string
  called_on: PlainDate
  due_on: PlainDate | null
  minor: bigint
  paid_minor: Generated<bigint>
  entry_id: EntryId
}

/** Only ever added to. */
export interface PoolContributionPaymentTable {
  contribution_id: ContributionId
  place: number
  paid_on: PlainDate
  minor: bigint
  paid_by: PaidBy
  reference: string
  entry_id: EntryId
}

export interface PoolMemberTable {
  pool_id: PoolId
  organisation_id: OrganisationId
  agreement_number: string
  agreed_on: PlainDate
  ended_on: PlainDate | null
  suspended_on: PlainDate | null
}

export interface PoolProductTable {
  pool_id: PoolId
  organisation_id: OrganisationId
  code: string
  name: string
  approved_on: PlainDate
  ended_on: PlainDate | null
}

/** Locked by enrolment. */
export interface PoolQuotaTable {
  pool_id: PoolId
  organisation_id: OrganisationId
  quota_year: number
  granted_minor: bigint
  occupied_minor: Generated<bigint>
}

/** Locked by a decision. */
export interface PoolCapUseTable {
  pool_id: PoolId
  scope: UsedScope
  /** A firm or its group, a bank and year, a year, or all. */
  counts_for: string
  used_minor: Generated<bigint>
}

/** Only ever added to, by two people. */
export interface PoolBreakerOverrideTable {
  id: BreakerOverrideId
  pool_id: PoolId
  /** null: of every bank. */
  organisation_id: OrganisationId | null
  action: BreakerAction
  overrides_from: PlainDate
  overrides_to: PlainDate
  reason: string
  proposal_id: ProposalId
}
