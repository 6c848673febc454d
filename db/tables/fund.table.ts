import type { FundId, PositionId } from '@cofund/shared/funds/position'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { OrganisationId } from '@cofund/shared/people/organisation'

export interface FundTable {
  id: FundId
  organisation_id: OrganisationId
  name: string
  manager: string
  asset_class: string
  vintage_year: number
  currency: Currency
}

/** One investor's commitment to one fund as reported on one day; a later report is a later row. */
export interface PositionTable {
  id: PositionId
  organisation_id: OrganisationId
  fund_id: FundId
  investor: string
  as_of: PlainDate
  committed_minor: bigint
  called_minor: bigint
  distributed_minor: bigint
  value_minor: bigint
  reported_net_irr_ppm: number | null
  reported_multiple_ppm: number | null
  batch_id: ImportBatchId | null
  line: number | null
}
