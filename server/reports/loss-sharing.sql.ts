import type { Db } from '@cofund/db/connect'
import type { LossGrain, LossRollupTable } from '@cofund/db/tables/loss-evaluation.table'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money, subtract, sum } from '@cofund/shared/kernel/money'
import type { Word } from '@cofund/shared/kernel/words'
import { lenderIdOf, loanIdOf, rowOf } from '@cofund/shared/loans/loan'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import { sayRefusal } from '@cofund/shared/refusals'
import type { Comparison, LossEvaluationId } from '@cofund/shared/reports/loss-evaluation'
import type { LossFilter, LossList, LossSort } from '@cofund/shared/reports/loss-evaluation.input'
import type { LenderCell, LossCell, LossRow, YearCell } from '@cofund/shared/reports/loss-sharing'
import { type OrderByItemBuilder, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { toRecordedLoss } from './loss-evaluation.sql.ts'

/** An evaluation in one currency: what every figure of its page is about. */
export interface LossBook {
  readonly evaluationId: LossEvaluationId
  readonly currency: Currency
  readonly bearers: readonly ShareBearer[]
}

/** Everything that the filters leave, in one cell; null when that is nothing. */
export async function findLossTotal(db: Db, book: LossBook, { year, lender }: LossFilter): Promise<LossCell | null> {
  const row = await cells(db, book, grainOf(year !== undefined, lender !== undefined), { year, lender })
    .selectAll('loss_rollup')
    .executeTakeFirst()
  return row ? toCell(book, row) : null
}

/** By year of charge-off, oldest first; losses without a day come last. */
export async function listLossesByYear(db: Db, book: LossBook, { year, lender }: LossFilter): Promise<YearCell[]> {
  const rows = await cells(db, book, grainOf(true, lender !== undefined), { year, lender })
    .selectAll('loss_rollup')
    .orderBy('year', (order) => order.asc().nullsLast())
    .execute()
  return rows.map((row) => ({ ...toCell(book, row), year: row.year }))
}

/** The lenders with the most losses. */
export async function listLossesByLender(
  db: Db,
  book: LossBook,
  { year, lender }: LossFilter,
  limit: number,
): Promise<LenderCell[]> {
  const rows = await cells(db, book, grainOf(year !== undefined, true), { year, lender })
    .leftJoin('lender', 'lender.id', 'loss_rollup.lender_id')
    .selectAll('loss_rollup')
    .select(['lender.name', 'lender.region'])
    .orderBy('loss_rollup.loss_minor', 'desc')
    .orderBy('loss_rollup.lender_id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...toCell(book, row),
    lender: row.lender_id === null ? null : { id: lenderIdOf(row.lender_id), name: row.name ?? '', region: row.region },
  }))
}

/** What is left of a whole when these parts are taken out of it. */
export function restOf(whole: LossCell, parts: readonly LossCell[], { currency }: LossBook): LossCell {
  const count = (of: 'losses' | 'unstated' | 'refused' | 'compared' | 'above' | 'below'): number =>
    parts.reduce((left, part) => left - part[of], whole[of])
  const amount = (of: (cell: LossCell) => Money): Money => subtract(of(whole), sum(parts.map(of), currency))
  return {
    losses: count('losses'),
    loss: amount(({ loss }) => loss),
    unstated: count('unstated'),
    refused: count('refused'),
    refusedLoss: amount(({ refusedLoss }) => refusedLoss),
    shares: whole.shares.map(({ bearer }, index) => ({
      bearer,
      amount: amount(({ shares }) => shares[index]?.amount ?? money(0n, currency)),
    })),
    compared: count('compared'),
    recorded: amount(({ recorded }) => recorded),
    computed: amount(({ computed }) => computed),
    above: count('above'),
    aboveBy: amount(({ aboveBy }) => aboveBy),
    below: count('below'),
    belowBy: amount(({ belowBy }) => belowBy),
  }
}

export interface RefusedLosses {
  readonly code: string
  /** The refusal's own sentence, of the first such loss where they differ. */
  readonly said: Word
  readonly alike: boolean
  readonly losses: number
  readonly loss: Money
}

export async function listRefusedLosses(db: Db, { evaluationId, currency }: LossBook): Promise<RefusedLosses[]> {
  const rows = await db
    .selectFrom('loss_refusal')
    .selectAll()
    .where('evaluation_id', '=', evaluationId)
    .where('currency', '=', currency)
    .orderBy('losses', 'desc')
    .orderBy('code')
    .execute()
  return rows.map(({ code, facts, alike, losses, loss_minor }) => ({
    code,
    said: toldRefusal({ code, facts }),
    alike,
    losses,
    loss: money(loss_minor, currency),
  }))
}

export const toldRefusal = (refusal: Parameters<typeof sayRefusal>[0]): Word => ({
  zh: sayRefusal(refusal, 'zh'),
  en: sayRefusal(refusal, 'en'),
})

/** The losses behind a figure, page by page, with their sums: adding them up is what shows that the figure holds. */
export async function listLosses(
  db: Db,
  book: LossBook,
  { page, size, sort = 'loss', descending = true, ...filter }: LossList,
): Promise<Listing<LossRow>> {
  const { currency } = book
  const position = positionOf(book.bearers, filter.bearer)
  const chosen = losses(db, book, filter)
  const totals = await chosen
    .select([
      sql<bigint>`count(*)`.as('count'),
      sql<bigint>`coalesce(sum(loss_minor), 0)::int8`.as('loss_minor'),
      sql<bigint>`coalesce(sum(shares[${position}]), 0)::int8`.as('share_minor'),
      sql<bigint | null>`case when count(recorded_minor) = count(*) then sum(recorded_minor)::int8 end`.as('recorded_minor'),
      sql<bigint | null>`case when count(computed_minor) = count(*) then sum(computed_minor)::int8 end`.as('computed_minor'),
    ])
    .executeTakeFirstOrThrow()
  const { limit, offset } = pageOf({ page, size })
  const inOrder = (order: OrderByItemBuilder) => (descending ? order.desc() : order.asc()).nullsLast()
  const rows = await db
    .selectFrom(
      chosen
        .select(['loan_id', 'year', 'loss_minor', 'shares', 'recorded_minor', 'computed_minor', 'refusal_code', 'refusal_facts'])
        .orderBy(valueOf[sort], inOrder)
        .orderBy('loan_id')
        .limit(limit)
        .offset(offset)
        .as('loss'),
    )
    .innerJoin('loan', 'loan.id', 'loss.loan_id')
    .leftJoin('lender', 'lender.id', 'loan.lender_id')
    .selectAll('loss')
    .select([
      'loan.number',
      'borrower_name',
      'lender.name',
      'outcome',
      'charged_off_on',
      'approved_minor',
      'guaranteed_minor',
      'charged_off_minor',
      'currency',
    ])
    .orderBy(valueOf[sort], inOrder)
    .orderBy('loan_id')
    .execute()
  const amount = (minor: bigint | null) => (minor === null ? null : money(minor, currency))
  const [recorded, computed] = [amount(totals.recorded_minor), amount(totals.computed_minor)]
  return {
    rows: rows.map((row): LossRow => {
      const [cover, guarantee] = [amount(row.computed_minor), amount(row.recorded_minor)]
      const { approved, guaranteed } = toRecordedLoss(row)
      return {
        loanId: loanIdOf(row.loan_id),
        number: row.number,
        borrowerName: row.borrower_name,
        lenderName: row.name,
        outcome: row.outcome,
        year: row.year,
        chargedOffOn: row.charged_off_on,
        approved,
        guaranteed,
        loss: amount(row.loss_minor),
        shares: row.shares && toShares(book, row.shares),
        recorded: guarantee,
        computed: cover,
        difference: cover && guarantee && subtract(cover, guarantee),
        refusal: row.refusal_code === null ? null : toldRefusal({ code: row.refusal_code, facts: row.refusal_facts ?? {} }),
      }
    }),
    count: Number(totals.count),
    sums: {
      loss: money(totals.loss_minor, currency),
      ...(filter.bearer && { share: money(totals.share_minor, currency) }),
      recorded,
      computed,
      difference: computed && recorded && subtract(computed, recorded),
    },
  }
}

const valueOf: Readonly<Record<LossSort, RawBuilder<unknown>>> = {
  year: sql`year`,
  loss: sql`loss_minor`,
  recorded: sql`recorded_minor`,
  computed: sql`computed_minor`,
  difference: sql`computed_minor - recorded_minor`,
}

const grainOf = (byYear: boolean, byLender: boolean): LossGrain =>
  byYear ? (byLender ? 'year_lender' : 'year') : byLender ? 'lender' : 'all'

function cells(db: Db, { evaluationId, currency }: LossBook, grain: LossGrain, { year, lender }: LossFilter) {
  return db
    .selectFrom('loss_rollup')
    .where('loss_rollup.evaluation_id', '=', evaluationId)
    .where('loss_rollup.currency', '=', currency)
    .where('loss_rollup.grain', '=', grain)
    .$if(year !== undefined, (query) => query.where(isOfYear(year)))
    .$if(lender !== undefined, (query) => query.where(isOfLender('loss_rollup.lender_id', lender)))
}

const differenceIs: Readonly<Record<Comparison, RawBuilder<SqlBool>>> = {
  above: sql`computed_minor > recorded_minor`,
  below: sql`computed_minor < recorded_minor`,
  same: sql`computed_minor = recorded_minor`,
  unknown: sql`(computed_minor is null or recorded_minor is null)`,
}

type Chosen = Omit<LossList, 'evaluationId' | 'page' | 'size' | 'sort' | 'descending'>

function losses(
  db: Db,
  { evaluationId, currency, bearers }: LossBook,
  { year, lender, bearer, comparison, compared, shared, refusal }: Chosen,
) {
  return db
    .selectFrom('evaluated_loss')
    .where('evaluation_id', '=', evaluationId)
    .where('evaluated_loss.currency', '=', currency)
    .$if(year !== undefined, (query) => query.where(isOfYear(year)))
    .$if(lender !== undefined, (query) => query.where(isOfLender('evaluated_loss.lender_id', lender)))
    .$if(bearer !== undefined, (query) => query.where(sql<SqlBool>`shares[${positionOf(bearers, bearer)}] > 0`))
    .$if(comparison !== undefined, (query) => query.where(differenceIs[comparison ?? 'unknown']))
    .$if(compared === true, (query) => query.where(sql<SqlBool>`computed_minor - recorded_minor is not null`))
    .$if(shared !== undefined, (query) => query.where('refusal_code', shared ? 'is' : 'is not', null))
    .$if(refusal !== undefined, (query) => query.where('refusal_code', '=', refusal ?? ''))
}

// "is not distinct from" would say both in one, and use no index.
const isOfYear = (year: LossFilter['year']) =>
  typeof year === 'number' ? sql<SqlBool>`year = ${year}` : sql<SqlBool>`year is null`

const isOfLender = (column: string, lender: LossFilter['lender']) =>
  lender === undefined || lender === 'unknown'
    ? sql<SqlBool>`${sql.ref(column)} is null`
    : sql<SqlBool>`${sql.ref(column)} = ${rowOf(lender)}`

/** Where a bearer's share stands in an array of SQL, which counts from one; none stands at 0. */
const positionOf = (bearers: readonly ShareBearer[], bearer: ShareBearer | undefined): number =>
  bearer ? bearers.indexOf(bearer) + 1 : 0

type CellRow = Selectable<LossRollupTable>

const toShares = ({ bearers, currency }: LossBook, shares: readonly bigint[]) =>
  bearers.map((bearer, index) => ({ bearer, amount: money(shares[index] ?? 0n, currency) }))

function toCell(book: LossBook, row: CellRow): LossCell {
  const amount = (minor: bigint): Money => money(minor, book.currency)
  return {
    losses: row.losses,
    loss: amount(row.loss_minor),
    unstated: row.unstated,
    refused: row.refused,
    refusedLoss: amount(row.refused_minor),
    shares: toShares(book, row.shares),
    compared: row.compared,
    recorded: amount(row.recorded_minor),
    computed: amount(row.computed_minor),
    above: row.above,
    aboveBy: amount(row.above_minor),
    below: row.below,
    belowBy: amount(row.below_minor),
  }
}
