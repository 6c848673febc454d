import type { Db } from '@cofund/db/connect'
import type { Position, PositionId, PositionSums } from '@cofund/shared/funds/position'
import type { PositionFilter, PositionList, PositionSort } from '@cofund/shared/funds/position.input'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { refuse } from '@cofund/shared/refuse'
import { type SqlBool, sql } from 'kysely'

/** The positions that the filters leave, page by page; the sums are over all of them and null over several currencies. */
export async function listPositions(db: Db, { page, size, sort = 'fundName', descending = false, ...filter }: PositionList): Promise<Listing<Position>> {
  const [groups, rows] = [
    await sumPositions(db, filter),
    await positions(db, filter)
      .orderBy(columnOf[sort], descending ? 'desc' : 'asc')
      .orderBy('position.id')
      .limit(pageOf({ page, size }).limit)
      .offset(pageOf({ page, size }).offset)
      .execute(),
  ]
  const [only] = groups.length === 1 ? groups : []
  return {
    rows: rows.map(toPosition),
    count: groups.reduce((count, group) => count + group.count, 0),
    sums: only
      ? { committed: only.committed, called: only.called, distributed: only.distributed, value: only.value }
      : { committed: null, called: null, distributed: null, value: null },
  }
}

export interface PositionGroup extends PositionSums {
  readonly currency: Currency
  readonly count: number
}

/** Sums by currency, and by `grain` within it; in the grain's order. */
export async function sumPositionsBy<Grain extends 'vintageYear' | 'manager'>(
  db: Db,
  grain: Grain,
  filter: PositionFilter,
): Promise<(PositionGroup & { readonly key: string })[]> {
  const rows = await positions(db, filter)
    .clearSelect()
    .select(['fund.currency', sql<string>`${sql.ref(columnOf[grain])}::text`.as('key'), ...sums])
    .groupBy(['fund.currency', columnOf[grain]])
    .orderBy('fund.currency')
    .orderBy(columnOf[grain])
    .execute()
  return rows.map((row) => ({ key: row.key, currency: row.currency, count: Number(row.count), ...sumsOf(row) }))
}

export async function sumPositions(db: Db, filter: PositionFilter): Promise<PositionGroup[]> {
  const rows = await positions(db, filter).clearSelect().select(['fund.currency', ...sums]).groupBy('fund.currency').orderBy('fund.currency').execute()
  return rows.map((row) => ({ currency: row.currency, count: Number(row.count), ...sumsOf(row) }))
}

/** The position and every other report of the same commitment, oldest first. */
export async function getPosition(db: Db, positionId: PositionId) {
  const row = await allPositions(db)
    .select(['position.batch_id', 'position.line'])
    .where('position.id', '=', positionId)
    .executeTakeFirst()
  if (!row) refuse('record.not_found', { noun: 'position', id: positionId })
  const reports = await allPositions(db)
    .where('position.fund_id', '=', row.fund_id)
    .where('position.investor', '=', row.investor)
    .orderBy('position.as_of')
    .execute()
  return { position: toPosition(row), batchId: row.batch_id, line: row.line, reports: reports.map(toPosition) }
}

/** What the filters of a list may choose among, and the day of the latest report. */
export interface PositionChoices {
  readonly managers: readonly string[]
  readonly vintageYears: readonly number[]
  readonly assetClasses: readonly string[]
  readonly latestReport: PlainDate | null
}

export async function listPositionChoices(db: Db): Promise<PositionChoices> {
  const funds = await db.selectFrom('fund').select(['manager', 'vintage_year', 'asset_class']).execute()
  const report = await db.selectFrom('position').select((sum) => sum.fn.max('as_of').as('latest')).executeTakeFirst()
  return {
    managers: [...new Set(funds.map(({ manager }) => manager))].toSorted(new Intl.Collator('zh').compare),
    vintageYears: [...new Set(funds.map(({ vintage_year }) => vintage_year))].toSorted((a, b) => b - a),
    assetClasses: [...new Set(funds.map(({ asset_class }) => asset_class))].toSorted(new Intl.Collator('zh').compare),
    latestReport: report?.latest ?? null,
  }
}

const allPositions = (db: Db) =>
  db
    .selectFrom('position')
    .innerJoin('fund', 'fund.id', 'position.fund_id')
    .select([
      'position.id',
      'position.fund_id',
      'fund.name',
      'fund.manager',
      'fund.asset_class',
      'fund.vintage_year',
      'fund.currency',
      'position.investor',
      'position.as_of',
      'position.committed_minor',
      'position.called_minor',
      'position.distributed_minor',
      'position.value_minor',
      'position.reported_net_irr_ppm',
      'position.reported_multiple_ppm',
    ])

/** Of each commitment its latest report on or before the day asked for, then whatever the filters leave. */
function positions(db: Db, { asOf, vintageYear, manager, assetClass, investor, search }: PositionFilter) {
  return allPositions(db)
    .where(isLatestReport(asOf))
    .$if(vintageYear !== undefined, (query) => query.where('fund.vintage_year', '=', vintageYear ?? 0))
    .$if(manager !== undefined, (query) => query.where('fund.manager', '=', manager ?? ''))
    .$if(assetClass !== undefined, (query) => query.where('fund.asset_class', '=', assetClass ?? ''))
    .$if(investor !== undefined, (query) => query.where('position.investor', '=', investor ?? ''))
    .$if(!!search, (query) =>
      query.where(sql<SqlBool>`strpos(lower(fund.name || ' ' || fund.manager), lower(${search})) > 0`),
    )
}

const isLatestReport = (asOf: PlainDate | undefined) => sql<SqlBool>`
  position.as_of = (
    select max(report.as_of) from position as report
    where report.fund_id = position.fund_id and report.investor = position.investor
      and report.as_of <= coalesce(${asOf ?? null}::date, 'infinity'))`

const columnOf = {
  fundName: 'fund.name',
  manager: 'fund.manager',
  vintageYear: 'fund.vintage_year',
  committed: 'position.committed_minor',
  called: 'position.called_minor',
  distributed: 'position.distributed_minor',
  value: 'position.value_minor',
} as const satisfies Record<PositionSort, string>

// sum() of a bigint column is numeric: ::int8 makes it a bigint again, and fails aloud where it would not fit.
const sums = [
  sql<bigint>`count(*)`.as('count'),
  sql<bigint>`sum(committed_minor)::int8`.as('committed_minor'),
  sql<bigint>`sum(called_minor)::int8`.as('called_minor'),
  sql<bigint>`sum(distributed_minor)::int8`.as('distributed_minor'),
  sql<bigint>`sum(value_minor)::int8`.as('value_minor'),
]

type Amounts = { currency: Currency; committed_minor: bigint; called_minor: bigint; distributed_minor: bigint; value_minor: bigint }

function sumsOf({ currency, committed_minor, called_minor, distributed_minor, value_minor }: Amounts) {
  const of = (minor: bigint): Money => money(minor, currency)
  return { committed: of(committed_minor), called: of(called_minor), distributed: of(distributed_minor), value: of(value_minor) }
}

type PositionRow = Awaited<ReturnType<ReturnType<typeof allPositions>['executeTakeFirstOrThrow']>>

const toPosition = (row: PositionRow): Position => ({
  id: row.id,
  fundId: row.fund_id,
  fundName: row.name,
  manager: row.manager,
  assetClass: row.asset_class,
  vintageYear: row.vintage_year,
  investor: row.investor,
  asOf: row.as_of,
  ...sumsOf(row),
  reportedNetIrrPpm: row.reported_net_irr_ppm,
  reportedMultiplePpm: row.reported_multiple_ppm,
})
