import { type Db, type Trx, asJson } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { Database } from '@cofund/db/schema'
import type { DocumentHash } from '@cofund/shared/documents/document'
import type {
  FindingSeverity,
  ImportBatch,
  ImportBatchId,
  ImportCounts,
  ImportFinding,
  ImportPhase,
  ImportReason,
  ImportTotal,
} from '@cofund/shared/imports/import-batch'
import type { ImportKindName } from '@cofund/shared/imports/import-shape'
import type { Instant } from '@cofund/shared/kernel/instant'
import { type Listing, type PageSize, pageOf } from '@cofund/shared/kernel/listing'
import type { Refusal } from '@cofund/shared/kernel/refusal'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refuse'
import { type SqlBool, type UpdateObject, sql } from 'kysely'
import type { Judgement } from './judge-rows.ts'

/** Held by whoever works on a batch until its transaction ends, and dropped by the database when its connection dies. */
const workLock = (batchId: ImportBatchId) => sql`hashtextextended(${batchId}, 4711)`
/** Held by an import into a keeper's book, so that two files with the same rows cannot both find them new. */
const bookLock = (organisationId: OrganisationId, kind: ImportKindName) => sql`hashtextextended(${`${organisationId} ${kind}`}, 4712)`

/** How long a batch may wait for its worker's first sign of life. */
const graceSeconds = 5

/**
 * Whether nobody works on a batch that says so. Its worker's lock tells: it dies with the worker's connection, which no
 * clock, and no column that a killed program left behind, does as surely.
 */
const isAbandoned = sql<SqlBool>`
  status in ('checking', 'importing') and progress_at < clock_timestamp() - make_interval(secs => ${graceSeconds})
  and not exists (
    select from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()) and objsubid = 1
      and (classid::bigint << 32) | objid::bigint = hashtextextended(import_batch.id, 4711))`

const batches = (db: Db) =>
  db
    .selectFrom('import_batch')
    .innerJoin('document', (join) =>
      join.onRef('document.organisation_id', '=', 'import_batch.organisation_id').onRef('document.hash', '=', 'import_batch.document_hash'),
    )
    .innerJoin('membership as starter', 'starter.id', 'import_batch.started_by')
    .innerJoin('person as starting', 'starting.id', 'starter.person_id')
    .leftJoin('membership as confirmer', 'confirmer.id', 'import_batch.confirmed_by')
    .leftJoin('person as confirming', 'confirming.id', 'confirmer.person_id')
    .selectAll('import_batch')
    .select(['document.name as document_name', 'document.bytes as document_bytes', 'starting.name as started_by_name'])
    .select(['confirming.name as confirmed_by_name', isAbandoned.as('abandoned')])

type BatchRow = Awaited<ReturnType<ReturnType<typeof batches>['executeTakeFirstOrThrow']>>

export async function getBatch(db: Db, batchId: ImportBatchId): Promise<ImportBatch> {
  const row = await batches(db).where('import_batch.id', '=', batchId).executeTakeFirst()
  return row ? toBatch(row) : refuse('record.not_found', { noun: 'import_batch', id: batchId })
}

/** Holds the batch's row until the transaction ends, so that two confirmations cannot both find it unconfirmed. */
export async function lockBatch(trx: Trx, batchId: ImportBatchId): Promise<ImportBatch> {
  const locked = await trx
    .selectFrom('import_batch')
    .select('id')
    .where('id', '=', batchId)
    .where('organisation_id', '=', sql<OrganisationId>`acting_organisation()`)
    .forUpdate()
    .executeTakeFirst()
  return locked ? getBatch(trx, batchId) : refuse('record.not_found', { noun: 'import_batch', id: batchId })
}

export async function listBatches(
  db: Db,
  { kind, ...page }: { kind?: ImportKindName | undefined; page?: number | undefined; size?: PageSize | undefined },
): Promise<Listing<ImportBatch>> {
  const { limit, offset } = pageOf(page)
  const rows = await batches(db)
    .$if(kind !== undefined, (query) => query.where('import_batch.kind', '=', kind ?? 'loans'))
    .orderBy('import_batch.started_at', 'desc')
    .orderBy('import_batch.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const { count } = await db
    .selectFrom('import_batch')
    .select(sql<number>`count(*)::int`.as('count'))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'loans'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toBatch), count }
}

export async function findImportedBatch(db: Db, kind: ImportKindName, hash: DocumentHash): Promise<ImportBatch | undefined> {
  const row = await batches(db)
    .where('import_batch.organisation_id', '=', sql<OrganisationId>`acting_organisation()`)
    .where('import_batch.kind', '=', kind)
    .where('document_hash', '=', hash)
    .where('import_batch.status', '=', 'imported')
    .executeTakeFirst()
  return row && toBatch(row)
}

export async function insertBatch(
  trx: Trx,
  { kind, documentHash, mapping }: { kind: ImportKindName; documentHash: DocumentHash; mapping: string | undefined },
): Promise<ImportBatchId> {
  const id = newId('imp')
  await trx
    .insertInto('import_batch')
    .values({
      id,
      organisation_id: sql<OrganisationId>`acting_organisation()`,
      kind,
      mapping: mapping ?? null,
      document_hash: documentHash,
      status: 'checking',
      phase: 'waiting',
      started_by: sql<MembershipId>`acting_membership()`,
    })
    .execute()
  return id
}

/** The batch's state, and a sign of life with it. */
export async function updateBatch(trx: Trx, batchId: ImportBatchId, change: UpdateObject<Database, 'import_batch'>): Promise<void> {
  await trx
    .updateTable('import_batch')
    .set({ progress_at: sql`clock_timestamp()`, ...change })
    .where('id', '=', batchId)
    .executeTakeFirstOrThrow()
}

/** Tells how far the work is, where it still goes on. */
export async function noteProgress(
  trx: Trx,
  batchId: ImportBatchId,
  { phase, rows, bytes }: { phase: ImportPhase; rows: number; bytes: bigint },
): Promise<void> {
  await trx
    .updateTable('import_batch')
    .set({ progress_at: sql`clock_timestamp()`, phase, progress_rows: rows, progress_bytes: bytes })
    .where('id', '=', batchId)
    .where('status', 'in', ['checking', 'importing'])
    .execute()
}

/** Takes the batch's work for this transaction, or refuses when somebody else has it. */
export async function takeWork(trx: Trx, batchId: ImportBatchId): Promise<void> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${workLock(batchId)}) as taken`.execute(trx)
  if (!rows[0]?.taken) refuse('import.still_running', { batchId })
}

/** Waits for whoever imports into the same book. */
export async function lockBook(trx: Trx, organisationId: OrganisationId, kind: ImportKindName): Promise<void> {
  await sql`select pg_advisory_xact_lock(${bookLock(organisationId, kind)})`.execute(trx)
}

export async function insertJudgement(trx: Trx, batchId: ImportBatchId, { totals, reasons }: Judgement): Promise<void> {
  const organisation_id = sql<OrganisationId>`acting_organisation()`
  if (totals.length > 0) {
    await trx
      .insertInto('import_total')
      .values(
        totals.map(({ name, currency, takenMinor, leftMinor, takenKnown }) => ({
          batch_id: batchId,
          organisation_id,
          name,
          currency,
          taken_minor: takenMinor,
          left_minor: leftMinor,
          taken_known: takenKnown,
        })),
      )
      .execute()
  }
  if (reasons.length > 0) {
    await trx
      .insertInto('import_reason')
      .values(reasons.map((reason) => ({ batch_id: batchId, organisation_id, ...reason })))
      .execute()
  }
}

export async function listTotals(db: Db, batchId: ImportBatchId): Promise<ImportTotal[]> {
  const rows = await db.selectFrom('import_total').selectAll().where('batch_id', '=', batchId).orderBy('currency').orderBy('name').execute()
  return rows.map((row) => ({
    name: row.name,
    currency: row.currency,
    takenMinor: row.taken_minor,
    leftMinor: row.left_minor,
    takenKnown: row.taken_known,
  }))
}

export async function listReasons(db: Db, batchId: ImportBatchId): Promise<ImportReason[]> {
  return db
    .selectFrom('import_reason')
    .select(['severity', 'field', 'code', 'rows'])
    .where('batch_id', '=', batchId)
    // What keeps rows out comes before what is merely said of them.
    .orderBy(sql`array_position(array['error', 'duplicate', 'warning'], severity)`)
    .orderBy('rows', 'desc')
    .orderBy('field')
    .orderBy('code')
    .execute()
}

export interface FindingFilter {
  readonly severity?: FindingSeverity | undefined
  readonly field?: string | undefined
  readonly code?: string | undefined
  readonly page?: number | undefined
  readonly size?: PageSize | undefined
}

/** What was found, in the order of the file. The count comes from the reasons: ten million findings are not counted for a page. */
export async function listFindings(db: Db, batchId: ImportBatchId, { severity, field, code, ...page }: FindingFilter): Promise<Listing<ImportFinding>> {
  const { limit, offset } = pageOf(page)
  const rows = await db
    .selectFrom('import_finding')
    .select(['severity', 'line', 'field', 'code', 'value', 'detail'])
    .where('batch_id', '=', batchId)
    .$if(severity !== undefined, (query) => query.where('severity', '=', severity ?? 'error'))
    .$if(field !== undefined, (query) => query.where('field', '=', field ?? ''))
    .$if(code !== undefined, (query) => query.where('code', '=', code ?? ''))
    .orderBy('line')
    .orderBy('severity')
    .orderBy('field')
    .limit(limit)
    .offset(offset)
    .execute()
  const counted = (await listReasons(db, batchId)).filter(
    (reason) => (severity ?? reason.severity) === reason.severity && (field ?? reason.field) === reason.field && (code ?? reason.code) === reason.code,
  )
  return { rows, count: counted.reduce((sum, reason) => sum + reason.rows, 0) }
}

/** The findings from `line` on, as many as asked for: an annotated file is written beside them. */
export const findingsFrom = (db: Db, batchId: ImportBatchId, line: number, limit: number): Promise<ImportFinding[]> =>
  db
    .selectFrom('import_finding')
    .select(['severity', 'line', 'field', 'code', 'value', 'detail'])
    .where('batch_id', '=', batchId)
    .where('line', '>=', line)
    .orderBy('line')
    .limit(limit)
    .execute()

export interface BatchAct {
  readonly id: string
  readonly act: string
  readonly by: string
  readonly at: Instant
}

/** What was done to a batch, by whom and when, the first thing first. */
export async function listBatchActs(db: Db, batchId: ImportBatchId): Promise<BatchAct[]> {
  const rows = await db
    .selectFrom('act')
    .innerJoin('membership', 'membership.id', 'act.membership_id')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['act.id', 'act.kind', 'person.name', 'act.recorded_at'])
    .where(sql<SqlBool>`act.facts ->> 'batchId' = ${batchId}`)
    .where('act.recorded_at', '>=', (earliest) => earliest.selectFrom('import_batch').select('started_at').where('id', '=', batchId))
    .orderBy('act.id')
    .execute()
  return rows.map(({ id, kind, name, recorded_at }) => ({ id: String(id), act: kind, by: name, at: recorded_at }))
}

export const refusalColumn = ({ code, facts }: Pick<Refusal, 'code' | 'facts'>) => asJson({ code, facts })

function toBatch(row: BatchRow): ImportBatch {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    kind: row.kind,
    mapping: row.mapping,
    document: { hash: row.document_hash, name: row.document_name, bytes: row.document_bytes },
    status: row.abandoned ? 'interrupted' : row.status,
    phase: row.phase,
    progressRows: row.progress_rows,
    progressBytes: row.progress_bytes,
    encoding: row.encoding,
    counts: toCounts(row),
    root: row.root,
    digest: row.digest,
    refusal: row.refusal,
    startedBy: row.started_by_name,
    startedAt: row.started_at,
    checkedAt: row.checked_at,
    confirmedBy: row.confirmed_by_name,
    confirmedAt: row.confirmed_at,
    acceptedRejections: row.accepted_rejections,
    importedAt: row.imported_at,
  }
}

function toCounts({ rows, taken, rejected, duplicate, warned }: BatchRow): ImportCounts | null {
  if (rows === null || taken === null || rejected === null || duplicate === null || warned === null) return null
  return { rows, taken, rejected, duplicate, warned }
}
