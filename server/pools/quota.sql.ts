import type { Trx } from '@cofund/db/connect'
import { type Money, money } from '@cofund/shared/kernel/money'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'

/** Whose quota of which year. */
export interface QuotaOf {
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  readonly year: number
}

/**
 * Takes up a bank's quota for what is enrolled, and answers what is left of it. One statement asks and takes, so two enrolments that race
 * for the last yuan are one after another; the second is refused by name.
 */
export async function occupyQuota(trx: Trx, quota: QuotaOf, amount: Money): Promise<Money> {
  const left = await changeBy(trx, quota, amount.minor)
  return left === null ? refuseFull(trx, quota, amount) : money(left, amount.currency)
}

/** Gives back what a repaid, closed or paid loan occupied. */
export async function releaseQuota(trx: Trx, quota: QuotaOf, amount: Money): Promise<Money> {
  const left = await changeBy(trx, quota, -amount.minor)
  if (left === null) throw new Error(`${quota.bankId} gives back more quota of ${quota.year} than it occupies`)
  return money(left, amount.currency)
}

async function changeBy(trx: Trx, { poolId, bankId, year }: QuotaOf, minor: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ remaining: bigint | null }>`select occupy_quota(${poolId}, ${bankId}, ${year}, ${minor}) as remaining`.execute(trx)
  return rows[0]?.remaining ?? null
}

async function refuseFull(trx: Trx, { poolId, bankId, year }: QuotaOf, asked: Money): Promise<never> {
  const { name_zh: bank } = await trx.selectFrom('organisation').select('name_zh').where('id', '=', bankId).executeTakeFirstOrThrow()
  const row = await trx
    .selectFrom('pool_quota')
    .select(['granted_minor', 'occupied_minor'])
    .where('pool_id', '=', poolId)
    .where('organisation_id', '=', bankId)
    .where('quota_year', '=', year)
    .executeTakeFirst()
  if (!row) return refuse('pool.quota_missing', { bank, year })
  const { currency } = asked
  return refuse('pool.quota_full', {
    bank,
    year,
    granted: money(row.granted_minor, currency),
    occupied: money(row.occupied_minor, currency),
    asked,
  })
}
