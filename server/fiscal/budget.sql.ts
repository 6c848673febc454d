import type { Db, Trx } from '@cofund/db/connect'
import type {
  BudgetChange,
  BudgetIndicatorId,
  Indicator,
  PaymentPlan,
  PaymentPlanId,
  TreasuryReturn,
  Voucher,
  VoucherId,
} from '@cofund/shared/fiscal/budget'
import type { IndicatorsAsked } from '@cofund/shared/fiscal/fiscal.input'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, fen, money } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { refuse } from '@cofund/shared/refuse'
import { type Selectable, type SqlBool, sql } from 'kysely'
import type {
  BudgetChangeTable,
  BudgetIndicatorTable,
  PaymentPlanTable,
  PaymentVoucherTable,
  TreasuryReturnTable,
} from '@cofund/db/tables/fiscal.table'
import { balanceOf } from '../ledger/balance.sql.ts'

/** An indicator as a list shows it: with who holds it, and in which book. */
export interface HeldIndicator extends Indicator {
  readonly holderZh: string
  readonly holderEn: string
  readonly bookCode: string
}

const heldIndicators = (db: Db) =>
  db
    .selectFrom('budget_indicator as indicator')
    .innerJoin('organisation', 'organisation.id', 'indicator.organisation_id')
    .innerJoin('book', 'book.id', 'indicator.book_id')
    .selectAll('indicator')
    .select(['organisation.name_zh as holder_zh', 'organisation.name_en as holder_en', 'book.code as book_code'])

export async function listIndicators(
  db: Db,
  { page, size, sort = 'document_number', descending = false, year, source, bookId, search }: IndicatorsAsked,
): Promise<Listing<HeldIndicator> & { readonly years: readonly number[] }> {
  const { limit, offset } = pageOf({ page, size })
  const asked = heldIndicators(db)
    .$if(year !== undefined, (rows) => rows.where('budget_year', '=', year ?? 0))
    .$if(source !== undefined, (rows) => rows.where('source', '=', source ?? 'general'))
    .$if(bookId !== undefined, (rows) => rows.where('book_id', '=', bookId ?? 'bok_'))
    .$if(search !== undefined, (rows) =>
      rows.where(sql<SqlBool>`position(lower(${search ?? ''}) in lower(document_number || ' ' || indicator.name)) > 0`),
    )
  const rows = await asked
    .orderBy('budget_year', 'desc')
    .orderBy(orderOf[sort], descending ? 'desc' : 'asc')
    .orderBy('indicator.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const sums = await asked
    .clearSelect()
    .select(({ fn }) => [
      fn.countAll<bigint>().as('count'),
      sql<bigint>`coalesce(sum(granted_minor), 0)::int8`.as('granted'),
      sql<bigint>`coalesce(sum(planned_minor), 0)::int8`.as('planned'),
      sql<bigint>`coalesce(sum(drawn_minor), 0)::int8`.as('drawn'),
    ])
    .executeTakeFirstOrThrow()
  const years = await db.selectFrom('budget_indicator').select('budget_year').distinct().orderBy('budget_year', 'desc').execute()
  return {
    rows: rows.map(toHeld),
    count: Number(sums.count),
    sums: {
      granted: fen(sums.granted),
      planned: fen(sums.planned),
      drawn: fen(sums.drawn),
      left: fen(sums.granted - sums.drawn),
    },
    years: years.map(({ budget_year }) => budget_year),
  }
}

const orderOf = {
  document_number: 'document_number',
  granted: 'granted_minor',
  left: sql`granted_minor - drawn_minor`,
  drawn: 'drawn_minor',
} as const

export async function getIndicator(db: Db, indicatorId: BudgetIndicatorId): Promise<HeldIndicator> {
  const row = await heldIndicators(db).where('indicator.id', '=', indicatorId).executeTakeFirst()
  return row ? toHeld(row) : refuse('record.not_found', { noun: 'indicator', id: indicatorId })
}

/**
 * Holds an indicator until the transaction ends: the grain at which plans, vouchers and changes wait for one another. What belongs
 * to another organisation is refused.
 */
export async function lockIndicator(trx: Trx, indicatorId: BudgetIndicatorId): Promise<Indicator> {
  const row = await trx.selectFrom('budget_indicator').selectAll().where('id', '=', indicatorId).forUpdate().executeTakeFirst()
  if (row) return toIndicator(row)
  const { documentNumber } = await getIndicator(trx, indicatorId)
  return refuse('fiscal.indicator_of_other', { documentNumber })
}

export async function findPlan(db: Db, planId: PaymentPlanId): Promise<PaymentPlan | undefined> {
  const row = await db.selectFrom('payment_plan').selectAll().where('id', '=', planId).executeTakeFirst()
  return row && toPlan(row)
}

/** A plan under its indicator, which is held. */
export async function lockPlan(trx: Trx, planId: PaymentPlanId): Promise<{ indicator: Indicator; plan: PaymentPlan }> {
  const seen = (await findPlan(trx, planId)) ?? refuse('record.not_found', { noun: 'payment_plan', id: planId })
  const indicator = await lockIndicator(trx, seen.indicatorId)
  // Read again, now that nobody else may change it.
  return { indicator, plan: (await findPlan(trx, planId)) ?? seen }
}

export async function getVoucher(db: Db, voucherId: VoucherId): Promise<Voucher> {
  const row = await db.selectFrom('payment_voucher').selectAll().where('id', '=', voucherId).executeTakeFirst()
  return row ? toVoucher(row) : refuse('record.not_found', { noun: 'voucher', id: voucherId })
}

/** A voucher with its plan, under its indicator, which is held. */
export async function lockVoucher(
  trx: Trx,
  voucherId: VoucherId,
): Promise<{ indicator: Indicator; plan: PaymentPlan; voucher: Voucher }> {
  const { planId } = await getVoucher(trx, voucherId)
  const held = await lockPlan(trx, planId)
  return { ...held, voucher: await getVoucher(trx, voucherId) }
}

/** What was drawn for a pool, a contribution or a claim, the oldest first; cancelled vouchers are left out. */
export async function vouchersFor(db: Db, subject: string): Promise<Voucher[]> {
  const rows = await db
    .selectFrom('payment_voucher')
    .selectAll()
    .where('subject', '=', subject)
    .where('status', '<>', 'cancelled')
    .orderBy('drawn_on')
    .orderBy('id')
    .execute()
  return rows.map(toVoucher)
}

/** An organisation's voucher by the number on it. */
export async function findVoucherNumbered(db: Db, organisationId: Voucher['organisationId'], number: string): Promise<Voucher | undefined> {
  const row = await db
    .selectFrom('payment_voucher')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && toVoucher(row)
}

export async function listVouchersOf(db: Db, indicatorId: BudgetIndicatorId): Promise<Voucher[]> {
  const rows = await db
    .selectFrom('payment_voucher')
    .selectAll()
    .where('indicator_id', '=', indicatorId)
    .orderBy('drawn_on')
    .orderBy('id')
    .execute()
  return rows.map(toVoucher)
}

export async function listPlansOf(db: Db, indicatorId: BudgetIndicatorId): Promise<PaymentPlan[]> {
  const rows = await db
    .selectFrom('payment_plan')
    .selectAll()
    .where('indicator_id', '=', indicatorId)
    .orderBy('month')
    .orderBy('planned_on')
    .orderBy('id')
    .execute()
  return rows.map(toPlan)
}

/** A plan on which something may still be drawn, with the indicator that it stands under. */
export interface OpenPlan extends PaymentPlan {
  readonly indicator: Pick<Indicator, 'documentNumber' | 'name' | 'budgetYear'>
}

/** An organisation's plans of a budget year on which something is left to draw, the latest month first. */
export async function listOpenPlans(db: Db, { organisationId, budgetYear }: Pick<Indicator, 'organisationId' | 'budgetYear'>): Promise<OpenPlan[]> {
  const rows = await db
    .selectFrom('payment_plan as plan')
    .innerJoin('budget_indicator as indicator', 'indicator.id', 'plan.indicator_id')
    .selectAll('plan')
    .select(['indicator.document_number', 'indicator.name', 'indicator.budget_year'])
    .where('indicator.organisation_id', '=', organisationId)
    .where('indicator.budget_year', '=', budgetYear)
    .where(sql<SqlBool>`plan.minor > plan.drawn_minor + plan.released_minor`)
    .orderBy('plan.month', 'desc')
    .orderBy('plan.id')
    .execute()
  return rows.map((row) => ({ ...toPlan(row), indicator: { documentNumber: row.document_number, name: row.name, budgetYear: row.budget_year } }))
}

export async function listChangesOf(db: Db, indicatorId: BudgetIndicatorId): Promise<BudgetChange[]> {
  const rows = await db.selectFrom('budget_change').selectAll().where('indicator_id', '=', indicatorId).orderBy('id').execute()
  return rows.map(toChange)
}

/** What its memorandum account stands at: what is left of it, by the ledger alone. */
export const memoBalanceOf = (db: Db, { bookId, id, granted }: Pick<Indicator, 'bookId' | 'id' | 'granted'>): Promise<Money> =>
  balanceOf(db, account.treasury(bookId).budgetIndicator(id), granted.currency)

/** A number that another row of one's own has taken is told; the refusal names it. */
export async function insertIndicator(trx: Trx, indicator: Indicator): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('budget_indicator')
    .values({
      id: indicator.id,
      organisation_id: indicator.organisationId,
      book_id: indicator.bookId,
      document_number: indicator.documentNumber,
      name: indicator.name,
      source: indicator.source,
      function_code: indicator.functionCode,
      budget_year: indicator.budgetYear,
      currency: indicator.granted.currency,
      granted_minor: indicator.granted.minor,
      carried_from: indicator.carriedFrom,
    })
    .onConflict((conflict) => conflict.constraint('budget_indicator_number_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('fiscal.indicator_number_taken', { documentNumber: indicator.documentNumber })
}

export async function insertChange(trx: Trx, change: BudgetChange): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('budget_change')
    .values({
      indicator_id: change.indicatorId,
      kind: change.kind,
      document_number: change.documentNumber,
      effective_on: change.effectiveOn,
      minor: change.amount.minor,
      reason: change.reason,
      entry_id: change.entryId,
    })
    .onConflict((conflict) => conflict.constraint('budget_change_number_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('fiscal.change_number_taken', { documentNumber: change.documentNumber })
}

export async function insertPlan(trx: Trx, plan: PaymentPlan): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('payment_plan')
    .values({
      id: plan.id,
      indicator_id: plan.indicatorId,
      number: plan.number,
      planned_on: plan.plannedOn,
      month: plan.month,
      purpose: plan.purpose,
      minor: plan.amount.minor,
    })
    .onConflict((conflict) => conflict.constraint('payment_plan_number_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('fiscal.plan_number_taken', { number: plan.number })
}

export async function insertVoucher(trx: Trx, voucher: Voucher): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('payment_voucher')
    .values({
      id: voucher.id,
      organisation_id: voucher.organisationId,
      indicator_id: voucher.indicatorId,
      plan_id: voucher.planId,
      number: voucher.number,
      drawn_on: voucher.drawnOn,
      minor: voucher.amount.minor,
      purpose: voucher.purpose,
      subject: voucher.subject,
      payee: voucher.payee,
      payee_book_id: voucher.payeeBookId,
      through_book_id: voucher.throughBookId,
      entry_id: voucher.entryId,
    })
    .onConflict((conflict) => conflict.constraint('payment_voucher_number_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('fiscal.voucher_number_taken', { number: voucher.number })
}

/** Writes what a held indicator, and a plan under it, stand at now. */
export async function countIndicator(trx: Trx, { id, granted, planned, drawn }: Indicator, plan?: PaymentPlan): Promise<void> {
  // The plan first: an indicator whose plans say otherwise is never seen.
  if (plan)
    await trx
      .updateTable('payment_plan')
      .set({ drawn_minor: plan.drawn.minor, released_minor: plan.released.minor })
      .where('id', '=', plan.id)
      .execute()
  await trx
    .updateTable('budget_indicator')
    .set({ granted_minor: granted.minor, planned_minor: planned.minor, drawn_minor: drawn.minor })
    .where('id', '=', id)
    .execute()
}

export async function setVoucher(trx: Trx, { id, status, paidOn, paidEntryId }: Pick<Voucher, 'id' | 'status' | 'paidOn' | 'paidEntryId'>): Promise<void> {
  await trx.updateTable('payment_voucher').set({ status, paid_on: paidOn, paid_entry_id: paidEntryId }).where('id', '=', id).execute()
}

export async function insertTreasuryReturn(
  trx: Trx,
  { id, bookId, number, returnedOn, amount, reason, subject, entryId }: TreasuryReturn,
  organisationId: Indicator['organisationId'],
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('treasury_return')
    .values({
      id,
      organisation_id: organisationId,
      book_id: bookId,
      number,
      returned_on: returnedOn,
      minor: amount.minor,
      reason,
      subject,
      entry_id: entryId,
    })
    .onConflict((conflict) => conflict.constraint('treasury_return_number_once').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('fiscal.return_number_taken', { number })
}

export async function listTreasuryReturns(db: Db): Promise<(TreasuryReturn & { readonly bookCode: string | null })[]> {
  const rows = await db
    .selectFrom('treasury_return')
    .leftJoin('book', 'book.id', 'treasury_return.book_id')
    .selectAll('treasury_return')
    .select('book.code')
    .orderBy('returned_on', 'desc')
    .orderBy('treasury_return.id')
    .execute()
  return rows.map((row) => ({ ...toReturn(row), bookCode: row.code }))
}

/** The entries of `ids` that the reader may see, as they are called: YP-FISC-000012. */
export async function listVoucherNumbers(db: Db, ids: readonly EntryId[]): Promise<ReadonlyMap<EntryId, { bookId: BookId; voucher: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('journal_entry as entry')
    .innerJoin('book', 'book.id', 'entry.book_id')
    .select(['entry.id', 'entry.book_id', 'entry.sequence', 'book.code'])
    .where('entry.id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, book_id: bookId, sequence, code }) => [id, { bookId, voucher: `${code}-${String(sequence).padStart(6, '0')}` }]))
}

const toIndicator = (row: Selectable<BudgetIndicatorTable>): Indicator => ({
  id: row.id,
  organisationId: row.organisation_id,
  bookId: row.book_id,
  documentNumber: row.document_number,
  name: row.name,
  source: row.source,
  functionCode: row.function_code,
  budgetYear: row.budget_year,
  granted: inCurrency(row.granted_minor, row),
  planned: inCurrency(row.planned_minor, row),
  drawn: inCurrency(row.drawn_minor, row),
  carriedFrom: row.carried_from,
})

const toHeld = (
  row: Selectable<BudgetIndicatorTable> & { readonly holder_zh: string; readonly holder_en: string; readonly book_code: string },
): HeldIndicator => ({ ...toIndicator(row), holderZh: row.holder_zh, holderEn: row.holder_en, bookCode: row.book_code })

const inCurrency = (minor: bigint, { currency }: { readonly currency: Currency }): Money => money(minor, currency)

const toPlan = (row: Selectable<PaymentPlanTable>): PaymentPlan => ({
  id: row.id,
  indicatorId: row.indicator_id,
  number: row.number,
  plannedOn: row.planned_on,
  month: row.month,
  purpose: row.purpose,
  amount: fen(row.minor),
  drawn: fen(row.drawn_minor),
  released: fen(row.released_minor),
})

const toVoucher = (row: Selectable<PaymentVoucherTable>): Voucher => ({
  id: row.id,
  organisationId: row.organisation_id,
  indicatorId: row.indicator_id,
  planId: row.plan_id,
  number: row.number,
  drawnOn: row.drawn_on,
  amount: fen(row.minor),
  purpose: row.purpose,
  subject: row.subject,
  payee: row.payee,
  payeeBookId: row.payee_book_id,
  throughBookId: row.through_book_id,
  status: row.status,
  paidOn: row.paid_on,
  entryId: row.entry_id,
  paidEntryId: row.paid_entry_id,
})

const toChange = (row: Selectable<BudgetChangeTable>): BudgetChange => ({
  indicatorId: row.indicator_id,
  kind: row.kind,
  documentNumber: row.document_number,
  effectiveOn: row.effective_on,
  amount: fen(row.minor),
  reason: row.reason,
  entryId: row.entry_id,
})

const toReturn = (row: Selectable<TreasuryReturnTable>): TreasuryReturn => ({
  id: row.id,
  bookId: row.book_id,
  number: row.number,
  returnedOn: row.returned_on,
  amount: fen(row.minor),
  reason: row.reason,
  subject: row.subject,
  entryId: row.entry_id,
})
