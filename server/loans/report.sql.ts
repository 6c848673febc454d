import { type Db, type Trx, asJson } from '@cofund/db/connect'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { type MonthlyReport, type OwedReport, monthsOwed, reportDueOn } from '@cofund/shared/loans/monthly-report'
import { endOfMonth, nonPerformingRule } from '@cofund/shared/loans/non-performing'
import type { NoteFilter, ReportMonth } from '@cofund/shared/loans/note.input'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refusals'
import { type RawBuilder, sql } from 'kysely'
import { decidedClaims } from './note.sql.ts'

/** Which month of which bank in which pool a report is of. */
export interface MonthOf {
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  readonly month: PlainDate
}

/** Lays a report's lines, wherever they come from, in the temporary table `report_draft`: one statement judges and writes them. */
export async function stageReport(trx: Trx, lines: RawBuilder<unknown>): Promise<void> {
  await sql`drop table if exists pg_temp.report_draft`.execute(trx)
  await sql`
    create temp table report_draft (
      number text collate "C" not null, balance_minor bigint not null, category text not null, overdue_days integer not null, npl_on date
    ) on commit drop`.execute(trx)
  await sql`insert into report_draft ${lines}`.execute(trx)
  await sql`analyze report_draft`.execute(trx)
}

/** Lines of a request, for `stageReport`. */
export const linesOf = (notes: ReportMonth['notes']): RawBuilder<unknown> => sql`
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
  readonly fault: 'twice' | 'unknown' | 'ended' | 'above' | 'undefaults' | 'npl_day'
  readonly number: string
  readonly status: string | null
  readonly balance: bigint
  readonly principal: bigint | null
  readonly currency: Currency | null
}

/** Refuses the staged lines for the first thing that is wrong with them, or says nothing. */
export async function refuseLines(trx: Trx, { poolId, bankId, month }: MonthOf, nil: boolean): Promise<void> {
  const end = endOfMonth(month)
  const { rows } = await sql<Fault>`
    select fault, number, status, balance, principal, currency from (
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
      from report_draft as draft
      left join drawdown_note as note on note.organisation_id = ${bankId} and note.number = draft.number and note.pool_id = ${poolId}
    ) as judged where fault is not null order by number limit 1`.execute(trx)
  const [fault] = rows
  if (fault) refuseFault(fault)

  const missing = await sql<{ count: number; first: string | null }>`
    select count(*)::int as count, min(note.number) as first from drawdown_note as note
    where note.pool_id = ${poolId} and note.organisation_id = ${bankId} and ${isCovered} and note.lent_on <= ${end}
      and not exists (select from report_draft where report_draft.number = note.number)`.execute(trx)
  const { count = 0, first = null } = missing.rows[0] ?? {}
  if (nil && count > 0) refuse('report.nil_with_loans', { count })
  if (count > 0) refuse('report.note_missing', { count, first: first ?? '' })
}

function refuseFault({ fault, number, status, balance, principal, currency }: Fault): never {
  const [told, lent] = [money(balance, currency ?? 'CNY'), money(principal ?? 0n, currency ?? 'CNY')]
  if (fault === 'twice') refuse('report.note_twice', { number })
  if (fault === 'unknown') refuse('report.other_banks_note', { number })
  if (fault === 'ended') refuse('note.wrong_status', { number, status: status ?? '' })
  if (fault === 'above') refuse('report.balance_above_principal', { number, balance: told, principal: lent })
  if (fault === 'undefaults') refuse('report.undefaults_paid', { number })
  return refuse('report.npl_day_unfit', { number })
}

/** What the staged lines, once they are kept, changed. */
export interface Reported {
  readonly notes: number
  readonly moved: number
  readonly digest: string
  /** What ended with this report, by the year of its loans: its principal is covered no more. */
  readonly released: readonly { readonly year: number; readonly minor: bigint }[]
}

/** Keeps the staged lines under a report, and takes each note where its line says. */
export async function writeLines(trx: Trx, reportId: MonthlyReport['id'], { poolId, bankId, month }: MonthOf): Promise<Reported> {
  const end = endOfMonth(month)
  const over = nonPerformingRule.overdueDaysAbove
  // Held in the order of their ids, so that of two who write the same notes one waits for the other.
  await sql`
    select id from drawdown_note where organisation_id = ${bankId} and pool_id = ${poolId} and number in (select number from report_draft)
    order by id for update`.execute(trx)
  await sql`
    insert into note_report (report_id, note_id, balance_minor, category, overdue_days)
    select ${reportId}, note.id, draft.balance_minor, draft.category, draft.overdue_days
    from report_draft as draft
    join drawdown_note as note on note.organisation_id = ${bankId} and note.number = draft.number and note.pool_id = ${poolId}
    where ${isCovered}`.execute(trx)

  const { rows } = await sql<{ moved: number; year: number; released: bigint }>`
    with reported as (
      -- The last word of every month on each of these notes.
      select distinct on (told.note_id, monthly_report.month) told.note_id, monthly_report.month, ${isBad('told')} as bad, told.overdue_days,
        (monthly_report.month + interval '1 month - 1 day')::date as ends
      from note_report as told join monthly_report on monthly_report.id = told.report_id
      where told.note_id in (select note_id from note_report where report_id = ${reportId})
      order by told.note_id, monthly_report.month, monthly_report.place desc
    ), since as (
      -- As nonPerformingSince has it: the first month after the last good one.
      select distinct on (note_id) note_id,
        case when bad then greatest(month, case when overdue_days > ${over} then ends + (${over} + 1 - overdue_days) else ends end) end as derived
      from (select *, max(month) filter (where not bad) over (partition by note_id) as last_good from reported) as run
      where last_good is null or month > last_good
      order by note_id, month
    ), changed as (
      update drawdown_note as changing set
        balance_minor = draft.balance_minor, category = draft.category, overdue_days = draft.overdue_days, reported_month = ${month},
        npl_reported_on = case when ${isBad('draft')} then coalesce(draft.npl_on, note.npl_reported_on) end,
        npl_derived_on = since.derived, status = ${statusReported},
        exposed_minor = case when ${statusReported} in ('repaid', 'closed') then 0 else note.exposed_minor end
      from drawdown_note as note
      join report_draft as draft on draft.number = note.number
      left join since on since.note_id = note.id
      where changing.id = note.id and note.organisation_id = ${bankId} and note.pool_id = ${poolId} and ${isCovered}
      returning changing.id, changing.status, note.status as was, note.exposed_minor - changing.exposed_minor as released, note.lent_on
    ), told as (
      insert into note_event (note_id, place, event, effective_on, facts, membership_id)
      select id, (select coalesce(max(place), 0) + 1 from note_event where note_id = changed.id), status, ${end},
        jsonb_build_object('month', ${month}::text), acting_membership()
      from changed where status <> was
    )
    select (count(*) filter (where status <> was))::int as moved, extract(year from lent_on)::int as year, sum(released)::int8 as released
    from changed group by year order by year`.execute(trx)

  const kept = await sql<{ notes: number; digest: string }>`
    select count(*)::int as notes, encode(sha256(convert_to(coalesce(string_agg(
      row(note_id, balance_minor, category, overdue_days)::text, E'\n' order by note_id), ''), 'UTF8')), 'hex') as digest
    from note_report where report_id = ${reportId}`.execute(trx)
  return {
    notes: kept.rows[0]?.notes ?? 0,
    digest: kept.rows[0]?.digest ?? '',
    moved: rows.reduce((count, { moved }) => count + moved, 0),
    released: rows.filter(({ released }) => released > 0n).map(({ year, released }) => ({ year, minor: released })),
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
    .where('lent_on', '<=', endOfMonth(month))
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
