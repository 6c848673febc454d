import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { lastDayOf } from '@cofund/shared/ledger/period'
import { type MonthlyReport, type OwedReport, monthsOwed, reportDueOn } from '@cofund/shared/loans/monthly-report'
import { nonPerformingRule } from '@cofund/shared/loans/non-performing'
import type { NoteFilter, ReportMonth } from '@cofund/shared/loans/note.input'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { type RawBuilder, sql } from 'kysely'
import { decidedClaims } from './note.sql.ts'

/** Which month of which bank in which pool a report is of. */
export interface MonthOf {
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  readonly month: PlainDate
}

/** A report's lines as rows, whether a request brought them or a file: one statement judges and one writes them. */
export type Lines = RawBuilder<unknown>

/** Of a request. */
export const linesOf = (notes: ReportMonth['notes']): Lines => sql`
  select number, balance_minor, category, overdue_days, npl_on from jsonb_to_recordset(${asJson(
    notes.map(({ number, balance, category, overdueDays, nplOn }) => ({
      number,
      balance_minor: String(balance.minor),
      category,
      overdue_days: overdueDays,
      npl_on: nplOn,
    })),
  )}) as line (number text, balance_minor bigint, category text, overdue_days integer, npl_on date)`

/** As `isNonPerforming` has it (shared/loans/non-performing.ts), of a row with a category and overdue days. */
const isBad = (row: string) => sql`
  (${sql.ref(`${row}.category`)} in ('substandard', 'doubtful', 'loss') or ${sql.ref(`${row}.overdue_days`)} > ${sql.lit(nonPerformingRule.overdueDaysAbove)})`

/** As `statusReported` has it. */
const statusReported = sql`
  case when note.status = 'disposed' then case when draft.balance_minor = 0 then 'closed' else 'disposed' end
    when draft.balance_minor = 0 then 'repaid'
    when ${isBad('draft')} then 'non_performing'
    when draft.overdue_days > 0 then 'overdue'
    else 'enrolled' end`

const isCovered = sql`note.status in ('enrolled', 'overdue', 'non_performing', 'disposed')`

interface Fault {
  readonly fault: 'twice' | 'unknown' | 'ended' | 'above' | 'undefaults' | 'npl_day' | 'missing'
  readonly number: string
  readonly status: string | null
  readonly balance: bigint
  readonly principal: bigint | null
  readonly currency: Currency | null
  /** How many are left out. */
  readonly count: number
}

/** Refuses the lines for the first thing that is wrong with them, or for what they leave out; else says nothing. */
export async function refuseLines(trx: Trx, { poolId, bankId, month }: MonthOf, { lines, nil }: { lines: Lines; nil: boolean }): Promise<void> {
  const end = lastDayOf(month)
  const { rows } = await sql<Fault>`
    with draft as materialized (${lines})
    (select fault, number, status, balance, principal, currency, 0 as count from (
      select draft.number, note.status, draft.balance_minor as balance, note.principal_minor as principal, note.currency,
        case
          when count(*) over (partition by draft.number) > 1 then 'twice'
          when note.id is null or note.lent_on > ${end} then 'unknown'
          when not ${isCovered} and not (note.reported_month = ${month} and note.status in ('repaid', 'closed') and draft.balance_minor = 0) then 'ended'
          when draft.balance_minor > note.principal_minor then 'above'
          when not ${isBad('draft')} and exists (
            select from claim where claim.note_id = note.id and claim.status in ${sql.raw(decidedClaims)}) then 'undefaults'
          when draft.npl_on is not null and (not ${isBad('draft')} or draft.npl_on not between note.lent_on and ${end}) then 'npl_day'
        end as fault
      from draft
      left join drawdown_note as note on note.organisation_id = ${bankId} and note.number = draft.number and note.pool_id = ${poolId}
    ) as judged where fault is not null order by number limit 1)
    union all
    select 'missing', min(note.number), null, 0, null, null, count(*)::int from drawdown_note as note
    where note.pool_id = ${poolId} and note.organisation_id = ${bankId} and ${isCovered} and note.lent_on <= ${end}
      and note.number not in (select number from draft)
    having count(*) > 0`.execute(trx)
  const [fault] = rows
  if (fault) refuseFault(fault, nil)
}

function refuseFault({ fault, number, status, balance, principal, currency, count }: Fault, nil: boolean): never {
  const [told, lent] = [money(balance, currency ?? 'CNY'), money(principal ?? 0n, currency ?? 'CNY')]
  if (fault === 'twice') refuse('report.note_twice', { number })
  if (fault === 'unknown') refuse('report.other_banks_note', { number })
  if (fault === 'ended') refuse('note.wrong_status', { number, status: status ?? '' })
  if (fault === 'above') refuse('report.balance_above_principal', { number, balance: told, principal: lent })
  if (fault === 'undefaults') refuse('report.undefaults_paid', { number })
  if (fault === 'npl_day') refuse('report.npl_day_unfit', { number })
  return nil ? refuse('report.nil_with_loans', { count }) : refuse('report.note_missing', { count, first: number })
}

/** What a report changed. */
export interface Reported {
  readonly notes: number
  readonly moved: number
  /** SHA-256 of the lines as they were kept, for each year of the loans' dates. */
  readonly digests: readonly string[]
  /** What ended with this report, by the year of its loans: its principal is covered no more. */
  readonly released: readonly { readonly year: number; readonly minor: bigint }[]
}

/** Keeps a report, then its lines, and takes each note where its line says: one statement for one note and for a million. */
export async function writeReport(trx: Trx, report: Pick<MonthlyReport, 'id' | 'place' | 'nil'> & MonthOf & { lines: Lines; batchId: ImportBatchId | null }): Promise<Reported> {
  const { id, poolId, bankId, month, place, nil, lines, batchId } = report
  const end = lastDayOf(month)
  const over = nonPerformingRule.overdueDaysAbove
  // First by itself: whether a bank may add lines to a report is asked of what stood before the statement that adds them.
  await trx
    .insertInto('monthly_report')
    .values({ id, pool_id: poolId, organisation_id: bankId, month, place, nil, batch_id: batchId })
    .execute()
  const { rows } = await sql<{ year: number | null; notes: number; moved: number; released: bigint; digest: string }>`
    with draft as materialized (${lines}), held as materialized (
      -- Held in the order of their ids, so that of two who write the same notes one waits for the other.
      select note.id, note.status as was, note.lent_on, note.exposed_minor as exposed, note.npl_reported_on as npl_known,
        draft.balance_minor, draft.category, draft.overdue_days, draft.npl_on, ${isBad('draft')} as bad, ${statusReported} as status
      from draft join drawdown_note as note on note.organisation_id = ${bankId} and note.number = draft.number and note.pool_id = ${poolId}
      where ${isCovered} order by note.id for no key update of note
    ), kept as (
      insert into note_report (report_id, note_id, balance_minor, category, overdue_days)
      select ${id}, id, balance_minor, category, overdue_days from held
    ), reported as (
      -- The last word of every month on each of these notes, this one's being ours.
      select id as note_id, ${month}::date as month, bad, overdue_days from held
      union all
      select * from (
        select distinct on (told.note_id, earlier.month) told.note_id, earlier.month, ${isBad('told')} as bad, told.overdue_days
        from note_report as told join monthly_report as earlier on earlier.id = told.report_id
        where told.note_id in (select id from held) and earlier.month < ${month}
        order by told.note_id, earlier.month, earlier.place desc) as before
    ), since as (
      -- As nonPerformingSince has it: the first month after the last good one.
      select distinct on (note_id) note_id, greatest(month, case when overdue_days > ${over}
        then (month + interval '1 month')::date + (${over} - overdue_days) else (month + interval '1 month')::date - 1 end) as derived
      from (select *, max(month) filter (where not bad) over (partition by note_id) as last_good from reported) as run
      where last_good is null or month > last_good
      order by note_id, month
    ), changed as (
      update drawdown_note as note set
        balance_minor = held.balance_minor, category = held.category, overdue_days = held.overdue_days, reported_month = ${month},
        npl_reported_on = case when held.bad then coalesce(held.npl_on, held.npl_known) end,
        npl_derived_on = since.derived, status = held.status,
        exposed_minor = case when held.status in ('repaid', 'closed') then 0 else held.exposed end
      from held left join since on since.note_id = held.id
      where note.id = held.id
    ), told as (
      insert into note_event (note_id, place, event, effective_on, facts, membership_id)
      select id, (select coalesce(max(place), 0) + 1 from note_event where note_id = held.id), status, ${end},
        jsonb_build_object('month', ${month}::text), acting_membership()
      from held where status <> was
    )
    select extract(year from lent_on)::int as year, count(*)::int as notes, (count(*) filter (where status <> was))::int as moved,
      coalesce(sum(exposed) filter (where status in ('repaid', 'closed')), 0)::int8 as released,
      encode(sha256(convert_to(string_agg(row(id, balance_minor, category, overdue_days)::text, E'\n' order by id), 'UTF8')), 'hex') as digest
    from held group by year order by year`.execute(trx)
  return {
    notes: rows.reduce((count, { notes }) => count + notes, 0),
    moved: rows.reduce((count, { moved }) => count + moved, 0),
    digests: rows.map(({ digest }) => digest),
    released: rows.flatMap(({ year, released }) => (year !== null && released > 0n ? [{ year, minor: released }] : [])),
  }
}

/** How far a bank's reports to a pool have come, and since when it owes them: from the month of its agreement on. */
export async function reportingOf(db: Db, { poolId, bankId }: Pick<MonthOf, 'poolId' | 'bankId'>) {
  const { rows } = await sql<{ agreed_on: PlainDate; currency: Currency; last: PlainDate | null; place: number }>`
    select agreed_on, pool.currency, last.month as last, coalesce(last.place, 0) as place
    from pool_member join pool on pool.id = pool_member.pool_id
    left join lateral (
      select month, place from monthly_report where monthly_report.pool_id = pool_member.pool_id
        and monthly_report.organisation_id = pool_member.organisation_id order by month desc, place desc limit 1
    ) as last on true
    where pool_member.pool_id = ${poolId} and pool_member.organisation_id = ${bankId}`.execute(db)
  return rows[0]
}

/** Every month that a bank in sight owes a pool, the longest overdue first. */
export async function listOwedReports(db: Db, today: PlainDate): Promise<OwedReport[]> {
  const { rows } = await sql<{
    pool_id: PoolId
    pool_code: string
    bank_id: OrganisationId
    name_zh: string
    name_en: string
    agreed_on: PlainDate
    last: PlainDate | null
    notes: bigint
  }>`
    select pool.id as pool_id, pool.code as pool_code, member.organisation_id as bank_id, bank.name_zh, bank.name_en, member.agreed_on,
      (select max(month) from monthly_report as told where told.pool_id = pool.id and told.organisation_id = member.organisation_id) as last,
      coalesce((select sum(notes)::int8 from note_rollup as kept where kept.pool_id = pool.id and kept.organisation_id = member.organisation_id
        and kept.status in ('enrolled', 'overdue', 'non_performing', 'disposed')), 0) as notes
    from pool_member as member join pool on pool.id = member.pool_id join organisation as bank on bank.id = member.organisation_id
    order by pool.code, bank.id`.execute(db)
  return rows
    .flatMap((row) =>
      monthsOwed(row.agreed_on, row.last, today).map((month): OwedReport => {
        const dueOn = reportDueOn(month, stateCouncilCalendar)
        return {
          poolId: row.pool_id,
          poolCode: row.pool_code,
          bankId: row.bank_id,
          bankNameZh: row.name_zh,
          bankNameEn: row.name_en,
          month,
          dueOn,
          late: dueOn !== null && dueOn < today,
          notes: Number(row.notes),
        }
      }),
    )
    .toSorted((a, b) => (a.month === b.month ? 0 : a.month < b.month ? -1 : 1))
}

/** The notes that a month's report has to speak of, as they stood last. */
export async function listNotesToReport(db: Db, { poolId, bankId, month }: MonthOf) {
  return db
    .selectFrom('drawdown_note')
    .innerJoin('enterprise', 'enterprise.id', 'drawdown_note.enterprise_id')
    .where('drawdown_note.pool_id', '=', poolId)
    .where('drawdown_note.organisation_id', '=', bankId)
    .where('drawdown_note.status', 'in', ['enrolled', 'overdue', 'non_performing', 'disposed'])
    .where('lent_on', '<=', lastDayOf(month))
    .select(['drawdown_note.id', 'number', 'enterprise.name', 'currency', 'principal_minor', 'balance_minor', 'category', 'overdue_days', 'npl_reported_on', 'status', 'due_on'])
    .orderBy('number')
    .limit(5000)
    .execute()
    .then((rows) =>
      rows.map((row) => ({
        noteId: row.id,
        number: row.number,
        enterpriseName: row.name,
        principal: money(row.principal_minor, row.currency),
        balance: money(row.balance_minor, row.currency),
        category: row.category,
        overdueDays: row.overdue_days,
        nplReportedOn: row.npl_reported_on,
        status: row.status,
        dueOn: row.due_on,
      })),
    )
}

/** Reports of a pool's banks, the latest first. */
export async function listReports(db: Db, filter: Pick<NoteFilter, 'poolId' | 'bankId'>): Promise<(MonthlyReport & { readonly notes: number })[]> {
  const rows = await db
    .selectFrom('monthly_report')
    .$if(filter.poolId !== undefined, (query) => query.where('pool_id', '=', filter.poolId ?? 'rcp_'))
    .$if(filter.bankId !== undefined, (query) => query.where('organisation_id', '=', filter.bankId ?? 'org_'))
    .selectAll()
    .select(sql<bigint>`(select count(*) from note_report where report_id = monthly_report.id)`.as('notes'))
    .orderBy('month', 'desc')
    .orderBy('submitted_at', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    poolId: row.pool_id,
    bankId: row.organisation_id,
    month: row.month,
    place: row.place,
    nil: row.nil,
    submittedAt: row.submitted_at,
    notes: Number(row.notes),
  }))
}
