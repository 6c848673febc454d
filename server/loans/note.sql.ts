import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { Database } from '@cofund/db/schema'
import type { DrawdownNoteTable } from '@cofund/db/tables/drawdown-note.table'
import type { Verdict } from '@cofund/shared/eligibility/eligibility'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import { type PlainDate, plainDate } from '@cofund/shared/kernel/plain-date'
import type {
  Disposal,
  DrawdownNote,
  Litigation,
  NoteId,
  NoteStatus,
  NoteVerdictId,
} from '@cofund/shared/loans/drawdown-note'
import type { NoteReport } from '@cofund/shared/loans/monthly-report'
import type { NoteFilter, NoteList, NoteSort } from '@cofund/shared/loans/note.input'
import type { MembershipId } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refuse'
import { type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely'

export async function getNote(db: Db, noteId: NoteId): Promise<DrawdownNote> {
  const row = await db.selectFrom('drawdown_note').selectAll().where('id', '=', noteId).executeTakeFirst()
  return row ? toNote(row) : refuse('note.not_found', { note: noteId })
}

/** Holds the loan, in whatever pools, and this note until the transaction ends: a report, a disposal and a claim's decision take turns. */
export async function lockNote(trx: Trx, noteId: NoteId): Promise<DrawdownNote> {
  const { bankId, number } = await getNote(trx, noteId)
  await sql`select lock_loan(${bankId}, ${number})`.execute(trx)
  const row = await trx.selectFrom('drawdown_note').selectAll().where('id', '=', noteId).forUpdate().executeTakeFirst()
  return row ? toNote(row) : refuse('note.not_found', { note: noteId })
}

/** What a list shows of a note beside itself. */
export interface ListedNote extends DrawdownNote {
  readonly poolCode: string
  readonly enterpriseName: string
  readonly uscc: string
  readonly bankNameZh: string
  readonly bankNameEn: string
}

const columnOf = {
  number: 'drawdown_note.number',
  lentOn: 'drawdown_note.lent_on',
  dueOn: 'drawdown_note.due_on',
  principal: 'drawdown_note.principal_minor',
  balance: 'drawdown_note.balance_minor',
  overdueDays: 'drawdown_note.overdue_days',
} as const satisfies Record<NoteSort, string>

/** The notes that the filters leave, page by page; count and sums are of all of them. */
export async function listNotes(db: Db, { page, size, sort = 'lentOn', descending = true, ...filter }: NoteList): Promise<Listing<ListedNote>> {
  const sums = await sumNotes(db, filter)
  const { limit, offset } = pageOf({ page, size })
  const rows = await notes(db)
    .where((where) => where.and(conditions(where, filter)))
    .orderBy(columnOf[sort], descending ? 'desc' : 'asc')
    .orderBy('drawdown_note.id', descending ? 'desc' : 'asc')
    .limit(limit)
    .offset(offset)
    .execute()
  const [only] = sums.length === 1 ? sums : []
  return {
    rows: rows.map(toListed),
    count: sums.reduce((count, group) => count + group.notes, 0),
    sums: { principal: only?.principal ?? null, balance: only?.balance ?? null },
  }
}

export async function getListedNote(db: Db, noteId: NoteId): Promise<ListedNote> {
  const row = await notes(db).where('drawdown_note.id', '=', noteId).executeTakeFirst()
  return row ? toListed(row) : refuse('note.not_found', { note: noteId })
}

const notes = (db: Db) =>
  db
    .selectFrom('drawdown_note')
    .innerJoin('enterprise', 'enterprise.id', 'drawdown_note.enterprise_id')
    .innerJoin('organisation', 'organisation.id', 'drawdown_note.organisation_id')
    .innerJoin('pool', 'pool.id', 'drawdown_note.pool_id')
    .selectAll('drawdown_note')
    .select([
      'enterprise.name as enterprise_name',
      'enterprise.uscc',
      'organisation.name_zh as bank_name_zh',
      'organisation.name_en as bank_name_en',
      'pool.code as pool_code',
    ])

type ListedRow = Awaited<ReturnType<ReturnType<typeof notes>['executeTakeFirstOrThrow']>>

const toListed = (row: ListedRow): ListedNote => ({
  ...toNote(row),
  poolCode: row.pool_code,
  enterpriseName: row.enterprise_name,
  uscc: row.uscc,
  bankNameZh: row.bank_name_zh,
  bankNameEn: row.bank_name_en,
})

/** What many notes add up to, in one currency. */
export interface NoteSums {
  readonly notes: number
  readonly principal: Money
  readonly balance: Money
}

interface SumRow {
  readonly currency: Currency
  readonly notes: bigint
  readonly principal: bigint
  readonly balance: bigint
}

const toSums = ({ currency, notes: count, principal, balance }: SumRow): NoteSums => ({
  notes: Number(count),
  principal: money(principal, currency),
  balance: money(balance, currency),
})

/** By currency. Where every filter is one that the rollup knows, it answers, at the same speed for ten thousand notes and a million. */
export async function sumNotes(db: Db, filter: NoteFilter): Promise<NoteSums[]> {
  if (isRolledUp(filter)) {
    const { rows } = await sql<SumRow>`
      select currency, ${rolledSums} from note_rollup join pool on pool.id = note_rollup.pool_id
      where ${rollupConditions(filter)} group by currency having sum(notes) > 0 order by currency`.execute(db)
    return rows.map(toSums)
  }
  const rows = await db
    .selectFrom('drawdown_note')
    .innerJoin('enterprise', 'enterprise.id', 'drawdown_note.enterprise_id')
    .where((where) => where.and(conditions(where, filter)))
    .select([
      'drawdown_note.currency',
      sql<bigint>`count(*)`.as('notes'),
      sql<bigint>`sum(principal_minor)::int8`.as('principal'),
      sql<bigint>`sum(balance_minor)::int8`.as('balance'),
    ])
    .groupBy('drawdown_note.currency')
    .orderBy('drawdown_note.currency')
    .execute()
  return rows.map(toSums)
}

const isRolledUp = ({ search, mismatched, batchId }: NoteFilter): boolean =>
  search === undefined && mismatched === undefined && batchId === undefined

const rolledSums = sql`
  sum(notes)::int8 as notes, sum(note_rollup.principal_minor)::int8 as principal, sum(note_rollup.balance_minor)::int8 as balance`

function rollupConditions({ poolId, bankId, status, districtCode, productCode, lentYear, renewed }: NoteFilter) {
  const held = [
    poolId && sql`note_rollup.pool_id = ${poolId}`,
    bankId && sql`note_rollup.organisation_id = ${bankId}`,
    status && sql`status = ${status}`,
    districtCode && sql`district_code = ${districtCode}`,
    productCode && sql`product_code = ${productCode}`,
    lentYear && sql`lent_year = ${lentYear}`,
    renewed !== undefined && sql`renewed = ${renewed}`,
  ].filter((condition) => typeof condition === 'object')
  return held.length === 0 ? sql`true` : sql.join(held, sql` and `)
}

function conditions(where: ExpressionBuilder<Database, 'drawdown_note' | 'enterprise'>, filter: NoteFilter) {
  const { search, poolId, bankId, status, districtCode, productCode, lentYear, renewed, mismatched, batchId } = filter
  const held = [
    poolId && where('drawdown_note.pool_id', '=', poolId),
    bankId && where('drawdown_note.organisation_id', '=', bankId),
    status && where('drawdown_note.status', '=', status),
    districtCode && where('drawdown_note.district_code', '=', districtCode),
    productCode && where('drawdown_note.product_code', '=', productCode),
    lentYear && where('drawdown_note.lent_on', '>=', plainDate(`${lentYear}-01-01`)),
    lentYear && where('drawdown_note.lent_on', '<=', plainDate(`${lentYear}-12-31`)),
    renewed !== undefined && where('drawdown_note.predecessor_id', renewed ? 'is not' : 'is', null),
    mismatched === true && isMismatched,
    mismatched === false && sql<SqlBool>`not (${isMismatched})`,
    batchId && where('drawdown_note.batch_id', '=', batchId),
    search && sql<SqlBool>`(starts_with(drawdown_note.number, ${search}) or strpos(upper(enterprise.name), ${search.toUpperCase()}) > 0)`,
  ]
  return held.filter((condition) => typeof condition === 'object')
}

/** As `nplMismatch` has it: by month. */
const isMismatched = sql<SqlBool>`
  (date_trunc('month', npl_reported_on) is distinct from date_trunc('month', npl_derived_on))`

/** One cell of what dashboards show. */
export interface NoteCell extends NoteSums {
  readonly key: string
}

/** What of all notes in sight stands in each status, bank, year, district and product: a few thousand cells, however many notes. */
export async function noteDashboard(db: Db, filter: NoteFilter) {
  const by = async (column: string): Promise<NoteCell[]> => {
    const { rows } = await sql<SumRow & { key: string }>`
      select ${sql.ref(column)}::text as key, currency, ${rolledSums} from note_rollup join pool on pool.id = note_rollup.pool_id
      where ${rollupConditions(filter)} group by 1, currency having sum(notes) > 0 order by 1`.execute(db)
    return rows.map((row) => ({ key: row.key, ...toSums(row) }))
  }
  return {
    sums: await sumNotes(db, filter),
    byStatus: await by('note_rollup.status'),
    byBank: await by('note_rollup.organisation_id'),
    byYear: await by('note_rollup.lent_year'),
    byDistrict: await by('note_rollup.district_code'),
    byProduct: await by('note_rollup.product_code'),
  }
}

/** Every note that this one follows, and every one that follows it, in the order of their loan dates. */
export async function listChain(db: Db, noteId: NoteId): Promise<DrawdownNote[]> {
  const { rows } = await sql<{ id: NoteId }>`
    with recursive before as (
      select id, predecessor_id from drawdown_note where id = ${noteId}
      union
      select earlier.id, earlier.predecessor_id from drawdown_note as earlier join before on before.predecessor_id = earlier.id
    ), chain as (
      select id from before
      union
      select later.id from drawdown_note as later join chain on later.predecessor_id = chain.id
    )
    select id from chain`.execute(db)
  const found = await db
    .selectFrom('drawdown_note')
    .selectAll()
    .where('id', 'in', rows.map(({ id }) => id))
    .orderBy('lent_on')
    .orderBy('id')
    .execute()
  return found.map(toNote)
}

export async function listNotesOfEnterprise(db: Db, enterpriseId: EnterpriseId): Promise<ListedNote[]> {
  const rows = await notes(db).where('drawdown_note.enterprise_id', '=', enterpriseId).orderBy('lent_on', 'desc').limit(500).execute()
  return rows.map(toListed)
}

export async function getVerdict(db: Db, verdictId: NoteVerdictId): Promise<Verdict | null> {
  const row = await db.selectFrom('note_verdict').select('verdict').where('id', '=', verdictId).executeTakeFirst()
  // Written by `evaluateRuleSet` alone, and never changed.
  return row ? (row.verdict as Verdict) : null
}

/** The last word of every month, the oldest first. */
export async function listReportsOf(db: Db, { id, balance }: DrawdownNote): Promise<NoteReport[]> {
  const { rows } = await sql<{ month: PlainDate; place: number; balance_minor: bigint; category: DrawdownNote['category']; overdue_days: number }>`
    select distinct on (month) month, place, balance_minor, category, overdue_days
    from note_report join monthly_report on monthly_report.id = report_id where note_id = ${id} order by month, place desc`.execute(db)
  return rows.map((row) => ({
    noteId: id,
    month: row.month,
    place: row.place,
    balance: money(row.balance_minor, balance.currency),
    category: row.category,
    overdueDays: row.overdue_days,
  }))
}

export async function listDisposals(db: Db, { id, balance }: DrawdownNote): Promise<Disposal[]> {
  const rows = await db.selectFrom('disposal').selectAll().where('note_id', '=', id).orderBy('disposed_on').orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    noteId: row.note_id,
    kind: row.kind,
    disposedOn: row.disposed_on,
    amount: money(row.minor, balance.currency),
    reference: row.reference,
  }))
}

export async function listLitigation(db: Db, noteId: NoteId): Promise<Litigation[]> {
  const rows = await db.selectFrom('litigation').selectAll().where('note_id', '=', noteId).orderBy('reached_on').orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    noteId: row.note_id,
    stage: row.stage,
    reachedOn: row.reached_on,
    caseNumber: row.case_number,
    court: row.court,
  }))
}

/** What happened to a note since it was filed. */
export interface NoteEvent {
  readonly event: string
  readonly on: PlainDate
  readonly facts: Readonly<Record<string, unknown>>
}

export async function listEvents(db: Db, noteId: NoteId): Promise<NoteEvent[]> {
  const rows = await db.selectFrom('note_event').selectAll().where('note_id', '=', noteId).orderBy('place').execute()
  return rows.map(({ event, effective_on, facts }) => ({ event, on: effective_on, facts: facts as NoteEvent['facts'] }))
}

/** Adds to what happened to a note; its row is held by whoever adds. */
export async function insertEvent(trx: Trx, noteId: NoteId, { event, on, facts }: NoteEvent): Promise<void> {
  await trx
    .insertInto('note_event')
    .values({
      note_id: noteId,
      place: sql<number>`(select coalesce(max(place), 0) + 1 from note_event where note_id = ${noteId})`,
      event,
      effective_on: on,
      facts: asJson(facts),
      membership_id: sql<MembershipId>`acting_membership()`,
    })
    .execute()
}

export async function setStatus(trx: Trx, noteId: NoteId, status: NoteStatus): Promise<void> {
  await trx.updateTable('drawdown_note').set({ status }).where('id', '=', noteId).execute()
}

/** Claims stand higher than loans: of them, a note asks this alone. */
export const decidedClaims = `('approved', 'publicised', 'paying', 'paid', 'recovering', 'closed', 'advanced', 'trued_up')`

export const toNote = (row: Selectable<DrawdownNoteTable>): DrawdownNote => ({
  id: row.id,
  poolId: row.pool_id,
  bankId: row.organisation_id,
  number: row.number,
  contractNumber: row.contract_number,
  creditLineNumber: row.credit_line_number,
  enterpriseId: row.enterprise_id,
  districtCode: row.district_code,
  productCode: row.product_code,
  principal: money(row.principal_minor, row.currency),
  lentOn: row.lent_on,
  dueOn: row.due_on,
  ratePpm: row.rate_ppm,
  purpose: row.purpose,
  flags: row.flags,
  otherCover: row.other_cover,
  guaranteed: row.guaranteed_minor === null ? null : money(row.guaranteed_minor, row.currency),
  predecessorId: row.predecessor_id,
  succession: row.succession,
  status: row.status,
  enrolledOn: row.enrolled_on,
  policyVersionId: row.policy_version_id,
  verdictId: row.verdict_id,
  exposed: money(row.exposed_minor, row.currency),
  balance: money(row.balance_minor, row.currency),
  category: row.category,
  overdueDays: row.overdue_days,
  reportedMonth: row.reported_month,
  nplReportedOn: row.npl_reported_on,
  nplDerivedOn: row.npl_derived_on,
  batchId: row.batch_id,
  line: row.line,
  recordedAt: row.recorded_at,
})
