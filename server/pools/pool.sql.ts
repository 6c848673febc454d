import { type Db, type Trx } from '@cofund/db/connect'
import type { PoolTable } from '@cofund/db/tables/pool.table'
import { money } from '@cofund/shared/kernel/money'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import { type Funder, type Pool, type PoolId, type PoolMember, type PoolParty, type PoolQuota, fundingTiers } from '@cofund/shared/pools/pool'
import { versionOn } from '@cofund/shared/policies/policy'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { refuse } from '@cofund/shared/refuse'
import { type Selectable, sql } from 'kysely'
import { listVersions } from '../policies/policy.sql.ts'

export async function getPool(db: Db, poolId: PoolId): Promise<Pool> {
  const [pool] = await findPools(db, poolId)
  return pool ?? refuse('record.not_found', { noun: 'pool', id: poolId })
}

/** The pools within sight: those that one runs, oversees, or lends under. */
export const listPools = (db: Db): Promise<Pool[]> => findPools(db)

/** Holds the pool, so that its money, members and quotas are decided on one after another; only those who run or oversee it may. */
export async function lockPool(trx: Trx, poolId: PoolId): Promise<Pool> {
  const { rows } = await sql<{ held: boolean }>`select lock_pool(${poolId}) as held`.execute(trx)
  if (!rows[0]?.held) refuse('record.not_found', { noun: 'pool', id: poolId })
  return getPool(trx, poolId)
}

async function findPools(db: Db, only?: PoolId): Promise<Pool[]> {
  const rows = await db
    .selectFrom('pool')
    .innerJoin('policy', 'policy.id', 'pool.scheme_policy_id')
    .selectAll('pool')
    .select('policy.code as scheme_code')
    .$if(only !== undefined, (query) => query.where('pool.id', '=', only ?? 'rcp_'))
    .orderBy('pool.code')
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const funders = await db
    .selectFrom('pool_funder')
    .innerJoin('organisation', 'organisation.id', 'organisation_id')
    .selectAll('pool_funder')
    .select(['name_zh', 'name_en'])
    .where('pool_id', 'in', ids)
    .orderBy('pool_funder.jurisdiction_code')
    .execute()
  const parties = await db
    .selectFrom('pool_party')
    .innerJoin('organisation', 'organisation.id', 'organisation_id')
    .selectAll('pool_party')
    .select(['name_zh', 'name_en'])
    .where('pool_id', 'in', ids)
    .orderBy('organisation_id')
    .execute()
  return rows.map((row) =>
    toPool(row, {
      funders: funders
        .filter(({ pool_id: poolId }) => poolId === row.id)
        .map(({ tier, organisation_id, name_zh, name_en, jurisdiction_code, treasury_book_id, share_ppm, pays, since }) => ({
          tier,
          organisationId: organisation_id,
          nameZh: name_zh,
          nameEn: name_en,
          jurisdictionCode: jurisdiction_code,
          treasuryBookId: treasury_book_id,
          sharePpm: share_ppm,
          pays,
          since,
        })),
      parties: parties
        .filter(({ pool_id: poolId }) => poolId === row.id)
        .map(({ organisation_id, name_zh, name_en, part, since, until }) => ({
          organisationId: organisation_id,
          nameZh: name_zh,
          nameEn: name_en,
          part,
          since,
          until,
        })),
    }),
  )
}

const toPool = (
  row: Selectable<PoolTable> & { readonly scheme_code: string },
  { funders, parties }: { readonly funders: readonly Funder[]; readonly parties: readonly PoolParty[] },
): Pool => ({
  id: row.id,
  organisationId: row.organisation_id,
  bookId: row.book_id,
  code: row.code,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  currency: row.currency,
  schemePolicyId: row.scheme_policy_id,
  schemeCode: row.scheme_code,
  ruleSetCode: row.rule_set_code,
  routeCode: row.route_code,
  funding: row.funding,
  openedOn: row.opened_on,
  closedOn: row.closed_on,
  leverageHundredths: row.leverage_hundredths,
  periodCap: row.period_cap_minor === null ? null : money(row.period_cap_minor, row.currency),
  recoveriesGo: row.recoveries_go,
  funders: funders.toSorted((a, b) => fundingTiers.indexOf(a.tier) - fundingTiers.indexOf(b.tier)),
  parties,
})

/** The scheme's version that governs a day, with its citations. */
export async function schemeOn(db: Db, { schemePolicyId, schemeCode }: Pool, day: PlainDate): Promise<CitedScheme & { versionId: `plv_${string}` }> {
  const version = versionOn({ code: schemeCode }, await listVersions(db, schemePolicyId), day)
  const { scheme, unread } = decodeForSharing(version.params)
  return { scheme, cites: version.cites, unread, versionId: version.id }
}

/** The banks that lend under a pool, or lent; a bank finds itself alone. */
export async function listMembers(db: Db, { id: poolId, currency }: Pick<Pool, 'id' | 'currency'>): Promise<PoolMember[]> {
  const members = await db
    .selectFrom('pool_member')
    .innerJoin('organisation', 'organisation.id', 'organisation_id')
    .selectAll('pool_member')
    .select(['name_zh', 'name_en'])
    .where('pool_id', '=', poolId)
    .orderBy('agreed_on')
    .orderBy('organisation_id')
    .execute()
  const products = await db.selectFrom('pool_product').selectAll().where('pool_id', '=', poolId).orderBy('code').execute()
  const quotas = await db.selectFrom('pool_quota').selectAll().where('pool_id', '=', poolId).orderBy('quota_year', 'desc').execute()
  return members.map((row) => ({
    organisationId: row.organisation_id,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    agreementNumber: row.agreement_number,
    agreedOn: row.agreed_on,
    endedOn: row.ended_on,
    suspendedOn: row.suspended_on,
    products: products
      .filter(({ organisation_id: bankId }) => bankId === row.organisation_id)
      .map(({ code, name, approved_on, ended_on }) => ({ code, name, approvedOn: approved_on, endedOn: ended_on })),
    quotas: quotas
      .filter(({ organisation_id: bankId }) => bankId === row.organisation_id)
      .map((quota) => toQuota(quota, currency)),
  }))
}

export async function findMember(db: Db, pool: Pool, bankId: OrganisationId): Promise<PoolMember | undefined> {
  return (await listMembers(db, pool)).find(({ organisationId }) => organisationId === bankId)
}

export async function getMember(db: Db, pool: Pool, bankId: OrganisationId): Promise<PoolMember> {
  return (await findMember(db, pool, bankId)) ?? refuse('pool.not_member', { pool: pool.code, bank: bankId })
}

const toQuota = (
  { quota_year, granted_minor, occupied_minor }: { quota_year: number; granted_minor: bigint; occupied_minor: bigint },
  currency: Pool['currency'],
): PoolQuota => ({ year: quota_year, granted: money(granted_minor, currency), occupied: money(occupied_minor, currency) })
