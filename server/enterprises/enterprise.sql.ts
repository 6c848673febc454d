import type { Db } from '@cofund/db/connect'
import type {
  EnterpriseCertificateTable,
  EnterpriseCheckTable,
  EnterpriseFactTable,
  EnterpriseFlagTable,
  EnterpriseTable,
} from '@cofund/db/tables/enterprise.table'
import type { Certificate } from '@cofund/shared/enterprises/certificate'
import type { CreditCheck, CreditFlag } from '@cofund/shared/enterprises/credit-flag'
import type { Enterprise, EnterpriseId, EnterpriseRecord } from '@cofund/shared/enterprises/enterprise'
import { type Fact, factKinds } from '@cofund/shared/enterprises/fact'
import type { EnterpriseList } from '@cofund/shared/enterprises/register.input'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { refuse } from '@cofund/shared/refuse'
import { type Selectable, type SqlBool, sql } from 'kysely'

export async function getEnterprise(db: Db, enterpriseId: EnterpriseId): Promise<Enterprise> {
  const row = await db.selectFrom('enterprise').selectAll().where('id', '=', enterpriseId).executeTakeFirst()
  return row ? toEnterprise(row) : refuse('enterprise.not_found', { enterprise: enterpriseId })
}

/** The register, page by page: by the beginning of a code, or words of a name. */
export async function listEnterprises(db: Db, { page, size, sort = 'name', descending = false, search }: EnterpriseList): Promise<Listing<Enterprise>> {
  const found = db
    .selectFrom('enterprise')
    .$if(search !== undefined, (query) =>
      query.where(sql<SqlBool>`(starts_with(uscc, ${search?.toUpperCase()}) or strpos(upper(name), ${search?.toUpperCase()}) > 0)`),
    )
  const { limit, offset } = pageOf({ page, size })
  const rows = await found.selectAll().orderBy(sort, descending ? 'desc' : 'asc').orderBy('id').limit(limit).offset(offset).execute()
  const { count } = await found.select(sql<bigint>`count(*)`.as('count')).executeTakeFirstOrThrow()
  return { rows: rows.map(toEnterprise), count: Number(count) }
}

export async function findByUscc(db: Db, uscc: string): Promise<Enterprise | undefined> {
  const row = await db.selectFrom('enterprise').selectAll().where('uscc', '=', uscc).executeTakeFirst()
  return row && toEnterprise(row)
}

/**
 * Everything that is recorded of an enterprise and in the reader's sight. Certificates and flags of which there are none are
 * absent rather than empty, unless somebody has looked: an empty list would say that there is none.
 */
export async function recordOf(db: Db, enterpriseId: EnterpriseId): Promise<EnterpriseRecord> {
  const records = await recordsOf(db, [enterpriseId])
  return records.get(enterpriseId) ?? { facts: [] }
}

/** The same of many, in four statements. */
export async function recordsOf(db: Db, ids: readonly EnterpriseId[]): Promise<Map<EnterpriseId, EnterpriseRecord>> {
  const records = new Map<EnterpriseId, EnterpriseRecord>()
  if (ids.length === 0) return records
  const some = [...ids]
  const facts = await db.selectFrom('enterprise_fact').selectAll().where('enterprise_id', 'in', some).orderBy('id').execute()
  const held = await db.selectFrom('enterprise_certificate').selectAll().where('enterprise_id', 'in', some).orderBy('id').execute()
  const flagged = await db.selectFrom('enterprise_flag').selectAll().where('enterprise_id', 'in', some).orderBy('id').execute()
  const looked = await db.selectFrom('enterprise_check').selectAll().where('enterprise_id', 'in', some).orderBy('id').execute()
  const factsOf = Map.groupBy(facts, whose)
  const certificatesOf = Map.groupBy(held, whose)
  const flagsOf = Map.groupBy(flagged, whose)
  const checksOf = Map.groupBy(looked, whose)
  for (const id of ids) {
    const [certificates, flags, checks] = [certificatesOf.get(id), flagsOf.get(id), checksOf.get(id)]
    records.set(id, {
      facts: (factsOf.get(id) ?? []).map(toFact),
      ...(certificates && { certificates: certificates.map(toCertificate) }),
      // Whoever looked and entered nothing has found nothing.
      ...((flags || checks) && { credit_flags: (flags ?? []).map(toFlag) }),
      credit_checks: (checks ?? []).map(toCheck),
    })
  }
  return records
}

const whose = ({ enterprise_id }: { readonly enterprise_id: EnterpriseId }): EnterpriseId => enterprise_id

const toEnterprise = (row: Selectable<EnterpriseTable>): Enterprise => ({
  id: row.id,
  uscc: row.uscc,
  name: row.name,
  groupCode: row.group_code,
  registeredBy: row.registered_by,
  overrideReason: row.override_reason,
})

function toFact({ fact, value, stated_for, source }: Selectable<EnterpriseFactTable>): Fact {
  const kind = factKinds[fact]
  const read = kind === 'count' || kind === 'money' ? BigInt(value) : kind === 'yes_no' ? value === 'true' : value
  return { fact, value: read, on: stated_for, ...(source === null ? {} : { source }) }
}

const toCertificate = ({ kind, number, valid_from, valid_to, revoked_on }: Selectable<EnterpriseCertificateTable>): Certificate => ({
  kind,
  valid_from,
  ...(number === null ? {} : { number }),
  ...(valid_to === null ? {} : { valid_to }),
  ...(revoked_on === null ? {} : { revoked_on }),
})

const toFlag = (row: Selectable<EnterpriseFlagTable>): CreditFlag => ({
  list: row.list,
  subject: row.subject,
  from: row.stands_from,
  ...(row.stands_to === null ? {} : { to: row.stands_to }),
  ...(row.repaired_on === null ? {} : { repaired_on: row.repaired_on }),
  ...(row.source === null ? {} : { source: row.source }),
})

const toCheck = ({ checked_on, list, subject }: Selectable<EnterpriseCheckTable>): CreditCheck => ({
  on: checked_on,
  ...(list === null ? {} : { list }),
  ...(subject === null ? {} : { subject }),
})
