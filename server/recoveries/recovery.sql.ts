import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { RecoveryTable, RemittanceTable } from '@cofund/db/tables/recovery.table'
import type { BearerShare, Claim, ClaimId, ClaimStatus } from '@cofund/shared/claims/claim'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { Recovery, RecoveryId, RemittanceId } from '@cofund/shared/recoveries/recovery'
import type { RecoveryList } from '@cofund/shared/recoveries/recovery.input'
import { type AgeBucket, type PaidDue, type Remittance, ageBuckets } from '@cofund/shared/recoveries/remittance'
import { refuse } from '@cofund/shared/refuse'
import { type Selectable, type SqlBool, sql } from 'kysely'

const recoveries = (db: Db) => db.selectFrom('recovery').innerJoin('claim', 'claim.id', 'claim_id').selectAll('recovery').select('claim.currency')

/** All that came back on a claim, and what was taken back, in order. */
export async function listRecoveriesOf(db: Db, claimId: ClaimId): Promise<Recovery[]> {
  const rows = await recoveries(db).where('claim_id', '=', claimId).orderBy('place').execute()
  return rows.map(toRecovery)
}

export async function getRecovery(db: Db, recoveryId: RecoveryId): Promise<Recovery> {
  const row = await recoveries(db).where('recovery.id', '=', recoveryId).executeTakeFirst()
  return row ? toRecovery(row) : refuse('recovery.not_found', { recoveryId })
}

export async function insertRecovery(trx: Trx, recovery: Omit<Recovery, 'recordedAt' | 'remitted'>): Promise<void> {
  const { shares, derivation, gross, cost, principal, interest, penalty, due } = recovery
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('recovery')
    .values({
      id: recovery.id,
      claim_id: recovery.claimId,
      organisation_id: recovery.bankId,
      place: recovery.place,
      kind: recovery.kind,
      received_on: recovery.receivedOn,
      gross_minor: gross.minor,
      cost_minor: cost.minor,
      principal_minor: principal.minor,
      interest_minor: interest.minor,
      penalty_minor: penalty.minor,
      reference: recovery.reference,
      document_hash: recovery.documentHash,
      reverses: recovery.reverses,
      reason: recovery.reason,
      shares: asJson(shares),
      derivation: asJson(derivation),
      due_minor: due.minor,
      due_on: recovery.dueOn,
      proposal_id: recovery.proposalId,
      entry_id: recovery.entryId,
    })
    .onConflict((conflict) => conflict.constraint('recovery_reference_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('recovery.reference_taken', { reference: recovery.reference })
}

/** What of a bank's dues to a pool is open, both ways; the rows are held until the transaction ends. */
export async function lockOpenDues(trx: Trx, { poolId, bankId }: Pick<Claim, 'poolId' | 'bankId'>): Promise<Recovery[]> {
  const rows = await recoveries(trx)
    .where('claim.pool_id', '=', poolId)
    .where('recovery.organisation_id', '=', bankId)
    .whereRef('remitted_minor', '<>', 'due_minor')
    .orderBy('recovery.id')
    .forUpdate('recovery')
    .execute()
  return rows.map(toRecovery)
}

/** Holds what a bank owes a pool, for a bank that may not write there as well: of two that name the same dues, one comes after the other. */
export async function lockDues(trx: Trx, { poolId, bankId }: Pick<Claim, 'poolId' | 'bankId'>): Promise<void> {
  await sql`select lock_dues(${poolId}, ${bankId})`.execute(trx)
}

export async function listOpenDues(db: Db, { poolId, bankId }: Pick<Claim, 'poolId' | 'bankId'>): Promise<Recovery[]> {
  const rows = await recoveries(db)
    .where('claim.pool_id', '=', poolId)
    .where('recovery.organisation_id', '=', bankId)
    .whereRef('remitted_minor', '<>', 'due_minor')
    .orderBy('recovery.id')
    .execute()
  return rows.map(toRecovery)
}

/** What of any bank's dues is open, to any pool within sight. */
export async function listAllOpenDues(
  db: Db,
  { poolId, bankId }: { readonly poolId?: PoolId | undefined; readonly bankId?: OrganisationId | undefined },
): Promise<{ readonly poolId: PoolId; readonly recovery: Recovery }[]> {
  const rows = await recoveries(db)
    .select('claim.pool_id')
    .$if(poolId !== undefined, (query) => query.where('claim.pool_id', '=', poolId ?? 'rcp_'))
    .$if(bankId !== undefined, (query) => query.where('recovery.organisation_id', '=', bankId ?? 'org_'))
    .whereRef('remitted_minor', '<>', 'due_minor')
    .orderBy('claim.pool_id')
    .orderBy('recovery.organisation_id')
    .orderBy('recovery.id')
    .execute()
  return rows.map((row) => ({ poolId: row.pool_id, recovery: toRecovery(row) }))
}

export async function setRemitted(trx: Trx, recoveryId: RecoveryId, minor: bigint): Promise<void> {
  await trx.updateTable('recovery').set({ remitted_minor: minor }).where('id', '=', recoveryId).execute()
}

export async function addRemitted(trx: Trx, pays: readonly PaidDue[]): Promise<void> {
  for (const { recoveryId, minor } of pays) {
    await trx
      .updateTable('recovery')
      .set({ remitted_minor: sql<bigint>`remitted_minor + ${minor}` })
      .where('id', '=', recoveryId)
      .execute()
  }
}

export async function insertRemittance(trx: Trx, remittance: Remittance): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('remittance')
    .values({
      id: remittance.id,
      pool_id: remittance.poolId,
      organisation_id: remittance.bankId,
      number: remittance.number,
      remitted_on: remittance.remittedOn,
      minor: remittance.amount.minor,
      pays: asJson(remittance.pays),
      entry_id: remittance.entryId,
      receipt_reference: remittance.receiptReference,
      received_on: remittance.receivedOn,
    })
    .onConflict((conflict) => conflict.constraint('remittance_number_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('recovery.remittance_number_taken', { number: remittance.number })
}

const remittances = (db: Db) =>
  db.selectFrom('remittance').innerJoin('pool', 'pool.id', 'pool_id').selectAll('remittance').select(['pool.currency', 'pool.code'])

export async function getRemittance(db: Db, remittanceId: RemittanceId): Promise<Remittance> {
  const row = await remittances(db).where('remittance.id', '=', remittanceId).executeTakeFirst()
  return row ? toRemittance(row) : refuse('recovery.remittance_not_found', { remittanceId })
}

/** Holds a remittance, so that it is booked once. Whom the pool is not in the hands of may not. */
export async function lockRemittance(trx: Trx, remittanceId: RemittanceId): Promise<Remittance> {
  const row = await remittances(trx).where('remittance.id', '=', remittanceId).forUpdate('remittance').executeTakeFirst()
  return row ? toRemittance(row) : refuse('recovery.remittance_not_found', { remittanceId })
}

export async function setBooked(trx: Trx, remittanceId: RemittanceId, entryId: EntryId): Promise<void> {
  await trx.updateTable('remittance').set({ entry_id: entryId }).where('id', '=', remittanceId).execute()
}

export async function setReceived(
  trx: Trx,
  remittanceId: RemittanceId,
  { on, reference }: { readonly on: PlainDate; readonly reference: string },
): Promise<void> {
  await trx
    .updateTable('remittance')
    .set({ received_on: on, receipt_reference: reference })
    .where('id', '=', remittanceId)
    .execute()
}

/** What remittances pay that are on their way: not booked yet, and spoken for. */
export async function listPaysOnTheirWay(db: Db, { poolId, bankId }: Pick<Claim, 'poolId' | 'bankId'>): Promise<PaidDue[]> {
  const rows = await db
    .selectFrom('remittance')
    .select('pays')
    .where('pool_id', '=', poolId)
    .where('organisation_id', '=', bankId)
    .where('entry_id', 'is', null)
    .execute()
  return rows.flatMap(({ pays }) => pays as PaidDue[])
}

/** A remittance as a list shows it. */
export interface ListedRemittance extends Remittance {
  readonly bankZh: string
  readonly bankEn: string
  readonly poolCode: string
}

export async function listRemittances(
  db: Db,
  { poolId, bankId }: { readonly poolId?: PoolId | undefined; readonly bankId?: OrganisationId | undefined },
): Promise<ListedRemittance[]> {
  const rows = await remittances(db)
    .innerJoin('organisation', 'organisation.id', 'remittance.organisation_id')
    .select(['organisation.name_zh', 'organisation.name_en'])
    .$if(poolId !== undefined, (query) => query.where('pool_id', '=', poolId ?? 'rcp_'))
    .$if(bankId !== undefined, (query) => query.where('remittance.organisation_id', '=', bankId ?? 'org_'))
    .orderBy('remitted_on', 'desc')
    .orderBy('remittance.id')
    .limit(200)
    .execute()
  return rows.map((row) => ({ ...toRemittance(row), bankZh: row.name_zh, bankEn: row.name_en, poolCode: row.code }))
}

/** A recovery as a list shows it: with its claim, its firm, its bank and what is still to be remitted. */
export interface ListedRecovery extends Omit<Recovery, 'derivation'> {
  readonly left: Money
  readonly age: AgeBucket | null
  readonly claimNumber: bigint
  readonly claimStatus: ClaimStatus
  readonly poolId: PoolId
  readonly poolCode: string
  readonly bankZh: string
  readonly bankEn: string
  readonly enterpriseId: EnterpriseId | null
  /** The firm, or the product and year of a yearly settlement. */
  readonly about: string
}

/** One page of recoveries, with the sums of all, and by how late what is due is. */
export async function listRecoveries(
  db: Db,
  { page, size, sort = 'received_on', descending = true, ...filter }: RecoveryList,
  today: PlainDate,
): Promise<Listing<ListedRecovery> & { readonly ageing: readonly Aged[]; readonly bearers: readonly BearerShare[] }> {
  const { limit, offset } = pageOf({ page, size })
  const rows = await filtered(db, filter, today)
    .selectAll('recovery')
    .select([
      'claim.currency',
      'claim.number as claim_number',
      'claim.status as claim_status',
      'claim.pool_id',
      'claim.enterprise_id',
      'pool.code as pool_code',
      'organisation.name_zh',
      'organisation.name_en',
      sql<string>`coalesce(enterprise.name, claim.product_code || ' ' || claim.settled_year)`.as('about'),
      ageColumn(today).as('age'),
    ])
    .orderBy(orderOf[sort], descending ? 'desc' : 'asc')
    .orderBy('recovery.id', descending ? 'desc' : 'asc')
    .limit(limit)
    .offset(offset)
    .execute()
  const sums = await filtered(db, filter, today)
    .select(({ fn }) => [
      fn.countAll<bigint>().as('count'),
      sql<bigint>`coalesce(sum(gross_minor), 0)::int8`.as('gross'),
      sql<bigint>`coalesce(sum(cost_minor), 0)::int8`.as('cost'),
      sql<bigint>`coalesce(sum(due_minor), 0)::int8`.as('due'),
      sql<bigint>`coalesce(sum(due_minor - remitted_minor), 0)::int8`.as('left'),
      sql<Currency | null>`case when count(distinct claim.currency) <= 1 then coalesce(min(claim.currency), 'CNY') end`.as('currency'),
    ])
    .executeTakeFirstOrThrow()
  const { currency } = sums
  const inOne = (minor: bigint): Money | null => (currency === null ? null : money(minor, currency))
  const aged = await filtered(db, filter, today)
    .select([
      ageColumn(today).as('age'),
      'claim.currency',
      sql<bigint>`sum(due_minor - remitted_minor)::int8`.as('minor'),
      sql<bigint>`count(*)`.as('count'),
    ])
    .whereRef('remitted_minor', '<>', 'due_minor')
    .groupBy(['age', 'claim.currency'])
    .execute()
  const { rows: bearers } = await sql<{ bearer: BearerShare['bearer']; currency: Currency; minor: bigint }>`
    select share ->> 'bearer' as bearer, share -> 'amount' ->> 'currency' as currency, sum((share -> 'amount' -> 'minor' ->> '$bigint')::int8)::int8 as minor
    from (${filtered(db, filter, today).select('recovery.shares')}) as of_all, jsonb_array_elements(shares) as share
    group by 1, 2 order by 3 desc, 1`.execute(db)
  return {
    rows: rows.map(toListed),
    count: Number(sums.count),
    sums: { gross: inOne(sums.gross), cost: inOne(sums.cost), due: inOne(sums.due), left: inOne(sums.left) },
    ageing: ageBuckets.flatMap((age) =>
      aged.flatMap((row) => (row.age === age ? [{ age, amount: money(row.minor, row.currency), count: Number(row.count) }] : [])),
    ),
    bearers: bearers.map(({ bearer, currency: of, minor }) => ({ bearer, amount: money(minor, of) })),
  }
}

export interface Aged {
  readonly age: AgeBucket
  readonly amount: Money
  readonly count: number
}

const orderOf = {
  received_on: 'received_on',
  due_on: 'due_on',
  gross: 'gross_minor',
  due: 'due_minor',
  left: sql`due_minor - remitted_minor`,
} as const

/** As `ageOf` says it, for all rows at once. */
const ageColumn = (today: PlainDate) => sql<AgeBucket | null>`
  case when remitted_minor = due_minor then null when recovery.due_on is null then 'undated'
    when ${today}::date <= recovery.due_on then 'not_due' when ${today}::date - recovery.due_on <= 30 then 'to_30'
    when ${today}::date - recovery.due_on <= 90 then 'to_90' when ${today}::date - recovery.due_on <= 180 then 'to_180' else 'over_180' end`

function filtered(db: Db, { poolId, bankId, claimId, kind, age, open, search }: RecoveryList, today: PlainDate) {
  return db
    .selectFrom('recovery')
    .innerJoin('claim', 'claim.id', 'recovery.claim_id')
    .innerJoin('pool', 'pool.id', 'claim.pool_id')
    .innerJoin('organisation', 'organisation.id', 'recovery.organisation_id')
    .leftJoin('enterprise', 'enterprise.id', 'claim.enterprise_id')
    .$if(poolId !== undefined, (query) => query.where('claim.pool_id', '=', poolId ?? 'rcp_'))
    .$if(bankId !== undefined, (query) => query.where('recovery.organisation_id', '=', bankId ?? 'org_'))
    .$if(claimId !== undefined, (query) => query.where('recovery.claim_id', '=', claimId ?? 'clm_'))
    .$if(kind !== undefined, (query) => query.where('recovery.kind', '=', kind ?? 'cash'))
    .$if(age !== undefined, (query) => query.where(ageColumn(today), '=', age ?? 'undated'))
    .$if(open === true, (query) => query.whereRef('remitted_minor', '<>', 'due_minor'))
    .$if(search !== undefined, (query) =>
      query.where(
        sql<SqlBool>`starts_with('BC-' || lpad(claim.number::text, 6, '0'), upper(${search ?? ''})) or starts_with(recovery.reference, ${search ?? ''})
          or position(lower(${search ?? ''}) in lower(coalesce(enterprise.name, claim.product_code, ''))) > 0`,
      ),
    )
}

type RecoveryRow = Selectable<RecoveryTable> & { readonly currency: Currency }

const toRecovery = (row: RecoveryRow): Recovery => ({ ...withoutDerivation(row), derivation: row.derivation })

function withoutDerivation(row: RecoveryRow): Omit<Recovery, 'derivation'> {
  const of = (minor: bigint): Money => money(minor, row.currency)
  return {
    id: row.id,
    claimId: row.claim_id,
    bankId: row.organisation_id,
    place: row.place,
    kind: row.kind,
    receivedOn: row.received_on,
    gross: of(row.gross_minor),
    cost: of(row.cost_minor),
    principal: of(row.principal_minor),
    interest: of(row.interest_minor),
    penalty: of(row.penalty_minor),
    reference: row.reference,
    documentHash: row.document_hash,
    reverses: row.reverses,
    reason: row.reason,
    // Written by `insertRecovery` alone.
    shares: row.shares as BearerShare[],
    due: of(row.due_minor),
    dueOn: row.due_on,
    remitted: of(row.remitted_minor),
    proposalId: row.proposal_id,
    entryId: row.entry_id,
    recordedAt: row.recorded_at,
  }
}

const toListed = (
  row: RecoveryRow & {
    readonly age: AgeBucket | null
    readonly claim_number: bigint
    readonly claim_status: ClaimStatus
    readonly pool_id: PoolId
    readonly pool_code: string
    readonly name_zh: string
    readonly name_en: string
    readonly enterprise_id: EnterpriseId | null
    readonly about: string
  },
): ListedRecovery => ({
  ...withoutDerivation(row),
  left: money(row.due_minor - row.remitted_minor, row.currency),
  age: row.age,
  claimNumber: row.claim_number,
  claimStatus: row.claim_status,
  poolId: row.pool_id,
  poolCode: row.pool_code,
  bankZh: row.name_zh,
  bankEn: row.name_en,
  enterpriseId: row.enterprise_id,
  about: row.about,
})

const toRemittance = (row: Selectable<RemittanceTable> & { readonly currency: Currency }): Remittance => ({
  id: row.id,
  poolId: row.pool_id,
  bankId: row.organisation_id,
  number: row.number,
  remittedOn: row.remitted_on,
  amount: money(row.minor, row.currency),
  pays: row.pays as PaidDue[],
  entryId: row.entry_id,
  receiptReference: row.receipt_reference,
  receivedOn: row.received_on,
})
