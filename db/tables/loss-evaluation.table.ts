import type { Instant } from '@cofund/shared/kernel/instant'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { Currency } from '@cofund/shared/kernel/money'
import type { Facts } from '@cofund/shared/kernel/refusal'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import type { Cites, Params, PolicyVersionId } from '@cofund/shared/policies/policy'
import type { LossEvaluationId } from '@cofund/shared/reports/loss-evaluation'
import type { Generated } from 'kysely'

export interface LossEvaluationTable {
  id: LossEvaluationId
  organisation_id: OrganisationId
  policy_version_id: PolicyVersionId
  /** The scheme as it then read, in the wire's JSON. */
  params: Params
  cites: Cites
  /** Whose shares they are, in the order in which every row has them. */
  bearers: ShareBearer[]
  /** Whose loans were looked at: all batches that had been imported by then. */
  batches: ImportBatchId[]
  evaluated_by: Generated<MembershipId>
  evaluated_at: Generated<Instant>
  /** The transaction that found it, as text. */
  recorded_in: Generated<string>
}

export interface EvaluatedLossTable {
  evaluation_id: LossEvaluationId
  organisation_id: OrganisationId
  loan_id: bigint
  currency: Currency
  /** Of the charge-off; null where the record has no day. */
  year: number | null
  lender_id: bigint | null
  /** Null where the record does not say how much. */
  loss_minor: bigint | null
  shares: bigint[] | null
  recorded_minor: bigint | null
  computed_minor: bigint | null
  refusal_code: string | null
  refusal_facts: Facts | null
}

export type LossGrain = 'all' | 'year' | 'lender' | 'year_lender'

/** Counts and sums of evaluated losses: all, by year of charge-off, by lender, and by both. */
export interface LossRollupTable {
  evaluation_id: LossEvaluationId
  organisation_id: OrganisationId
  currency: Currency
  grain: LossGrain
  year: number | null
  lender_id: bigint | null
  losses: number
  /** As far as the record says how much. */
  loss_minor: bigint
  /** Of how many it does not. */
  unstated: number
  refused: number
  refused_minor: bigint
  shares: bigint[]
  /** Losses of which both the recorded and the computed cover are known, and what those come to. */
  compared: number
  recorded_minor: bigint
  computed_minor: bigint
  /** Of those compared: where the scheme covers more than the record, and where less (an amount below zero). */
  above: number
  above_minor: bigint
  below: number
  below_minor: bigint
}

export interface LossRefusalTable {
  evaluation_id: LossEvaluationId
  organisation_id: OrganisationId
  currency: Currency
  code: string
  /** Of the first such loss; `alike` when all have the same. */
  facts: Facts
  alike: boolean
  losses: number
  loss_minor: bigint
}
