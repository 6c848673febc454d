import type { Db } from '@cofund/db/connect'
import type { Database } from '@cofund/db/schema'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import { plainDate } from '@cofund/shared/kernel/plain-date'
import { type Lender, type Loan, type LoanId, type LoanSums, type LoanYear, lenderIdOf, loanIdOf, rowOf } from '@cofund/shared/loans/loan'
import type { LoanFilter, LoanList, LoanSort } from '@cofund/shared/loans/loan.input'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { refuse } from '@cofund/shared/refuse'
import { type ExpressionBuilder, type OrderByItemBuilder, type SqlBool, sql } from 'kysely'

const columnOf = {
  number: 'loan.number',
  borrowerName: 'loan.borrower_name',
  approvedOn: 'loan.approved_on',
  approved: 'loan.approved_minor',
  guaranteed: 'loan.guaranteed_minor',
  disbursed: 'loan.disbursed_minor',
  chargedOff: 'loan.charged_off_minor',
} as const satisfies Record<LoanSort, string>

/** The loans that the filters leave, page by page; count and sums are of all of them. */
export async function listLoans(db: Db, { page, size, sort = 'approvedOn', descending = false, ...filter }: LoanList): Promise<Listing<Loan>> {
  const sums = await sumLoans(db, filter)
  const { limit, offset } = pageOf({ page, size })
  const [keeper, ...others] = await keepersInSight(db)
  const rows = await loans(db)
    .where((where) => where.and(conditions(where, filter)))
    // Who sees one book alone reads it in the order of its index; the policy by itself does not tell the planner so.
    .$if(keeper !== undefined && others.length === 0, (query) => query.where('loan.organisation_id', '=', keeper ?? 'org_'))
    .orderBy(columnOf[sort], (order) => inOrder(order, sort, descending))
    .orderBy('loan.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const [only] = sums.length === 1 ? sums : []
  const { approved = null, guaranteed = null, disbursed = null, chargedOff = null } = only ?? {}
  return {
    rows: rows.map(toLoan),
    count: sums.reduce((count, group) => count + group.loans, 0),
    sums: { approved, guaranteed, disbursed, chargedOff },
  }
}

/**
 * What the filters leave adds up to, by currency. Where every filter is one that the rollup knows, it answers, at the same
 * speed for ten thousand loans and a million; else the loans themselves are gone through.
 */
export async function sumLoans(db: Db, filter: LoanFilter): Promise<LoanSums[]> {
  const rows = await (isRolledUp(filter) ? sumOfRollup(db, filter) : sumOfLoans(db, filter))
  return rows.map(toSums)
}

const isRolledUp = ({ search, warning }: LoanFilter): boolean => search === undefined && warning === undefined

const toSums = (row: SumRow): LoanSums => ({
  loans: Number(row.loans),
  warned: Number(row.warned),
  approved: money(row.approved, row.currency),
  guaranteed: money(row.guaranteed, row.currency),
  disbursed: row.disbursed_unknown === 0n ? money(row.disbursed, row.currency) : null,
  chargedOff: row.charged_off_unknown === 0n ? money(row.charged_off, row.currency) : null,
})

/** What is unknown comes last, either way. Where nothing is, an index in the plain order serves both. */
function inOrder(order: OrderByItemBuilder, sort: LoanSort, descending: boolean): OrderByItemBuilder {
  const way = descending ? order.desc() : order.asc()
  return sort === 'disbursed' || sort === 'chargedOff' ? way.nullsLast() : way
}

async function keepersInSight(db: Db): Promise<readonly OrganisationId[]> {
  const rows = await db.selectFrom('loan_rollup').select('organisation_id').distinct().execute()
  return rows.map(({ organisation_id }) => organisation_id)
}

interface SumRow {
  readonly currency: Currency
  readonly loans: bigint
  readonly warned: bigint
  readonly approved: bigint
  readonly guaranteed: bigint
  readonly disbursed: bigint
  readonly disbursed_unknown: bigint
  readonly charged_off: bigint
  readonly charged_off_unknown: bigint
}

async function sumOfRollup(db: Db, filter: LoanFilter): Promise<readonly SumRow[]> {
  const { rows } = await sql<SumRow>`
    select ${rollupSums} from loan_rollup where ${rollupConditions(filter)} group by currency order by currency`.execute(db)
  return rows
}

const rollupSums = sql`
  currency, sum(loans)::int8 as loans, sum(warned)::int8 as warned, sum(approved_minor)::int8 as approved, sum(guaranteed_minor)::int8 as guaranteed,
  sum(disbursed_minor)::int8 as disbursed, sum(loans - disbursed_known)::int8 as disbursed_unknown, sum(charged_off_minor)::int8 as charged_off,
  -- A repaid loan that says nothing of a charge-off had none; a charged-off one that says no amount is unknown.
  coalesce(sum(loans - charged_off_known) filter (where outcome = 'charged_off'), 0)::int8 as charged_off_unknown`

function rollupConditions({ outcome, lenderId, lender, approvedFrom, approvedTo, batchId }: LoanFilter) {
  const held = [
    outcome && sql`outcome = ${outcome}`,
    lenderId && sql`lender_id = ${rowOf(lenderId)}`,
    lender && sql`lender_id is null`,
    approvedFrom && sql`approval_year >= ${approvedFrom}`,
    approvedTo && sql`approval_year <= ${approvedTo}`,
    batchId && sql`batch_id = ${batchId}`,
  ].filter((condition) => typeof condition === 'object')
  return held.length === 0 ? sql`true` : sql.join(held, sql` and `)
}

async function sumOfLoans(db: Db, filter: LoanFilter): Promise<readonly SumRow[]> {
  return db
    .selectFrom('loan')
    .where((where) => where.and(conditions(where, filter)))
    .select([
      'currency',
      sql<bigint>`count(*)`.as('loans'),
      sql<bigint>`count(*) filter (where warnings <> '{}')`.as('warned'),
      sql<bigint>`sum(approved_minor)::int8`.as('approved'),
      sql<bigint>`sum(guaranteed_minor)::int8`.as('guaranteed'),
      sql<bigint>`coalesce(sum(disbursed_minor), 0)::int8`.as('disbursed'),
      sql<bigint>`count(*) filter (where disbursed_minor is null)`.as('disbursed_unknown'),
      sql<bigint>`coalesce(sum(charged_off_minor), 0)::int8`.as('charged_off'),
      sql<bigint>`count(*) filter (where outcome = 'charged_off' and charged_off_minor is null)`.as('charged_off_unknown'),
    ])
    .groupBy('currency')
    .orderBy('currency')
    .execute()
}

/**
 * Text is looked for at the beginning of a number, where an index answers, and anywhere in a borrower's name, which is read
 * row by row: under row-level security no index on words may be asked before the policy (its operators could leak).
 */
function conditions(where: ExpressionBuilder<Database, 'loan'>, { search, outcome, lenderId, lender, approvedFrom, approvedTo, warning, batchId }: LoanFilter) {
  const held = [
    outcome && where('loan.outcome', '=', outcome),
    lenderId && where('loan.lender_id', '=', rowOf(lenderId)),
    lender && where('loan.lender_id', 'is', null),
    approvedFrom && where('loan.approved_on', '>=', plainDate(`${approvedFrom}-01-01`)),
    approvedTo && where('loan.approved_on', '<=', plainDate(`${approvedTo}-12-31`)),
    warning === 'any' && sql<SqlBool>`loan.warnings <> '{}'`,
    warning && warning !== 'any' && sql<SqlBool>`${warning} = any (loan.warnings)`,
    batchId && where('loan.batch_id', '=', batchId),
    search && (isNumber(search) ? beginsWith(search) : sql<SqlBool>`strpos(upper(loan.borrower_name), ${search.toUpperCase()}) > 0`),
  ]
  return held.filter((condition) => typeof condition === 'object')
}

const isNumber = (search: string): boolean => /^[\d-]+$/.test(search)

/** As a range, which the index on numbers answers; nothing that follows a prefix sorts above U+10FFFF. */
const beginsWith = (prefix: string) => sql<SqlBool>`(loan.number >= ${prefix} and loan.number < ${`${prefix}\u{10ffff}`})`

export async function getLoan(db: Db, loanId: LoanId): Promise<Loan> {
  const row = await loans(db).where('loan.id', '=', rowOf(loanId)).executeTakeFirst()
  return row ? toLoan(row) : refuse('record.not_found', { noun: 'loan', id: loanId })
}

/** The lenders of the books in sight, the largest first. */
export async function listLenders(db: Db): Promise<(Lender & { readonly loans: number })[]> {
  const { rows } = await sql<{ id: bigint; name: string; region: string | null; loans: bigint }>`
    select lender.id, name, region, sum(loans)::int8 as loans from loan_rollup join lender on lender.id = lender_id
    group by lender.id order by sum(loans) desc, name, region`.execute(db)
  return rows.map(({ id, name, region, loans: count }) => ({ id: lenderIdOf(id), name, region, loans: Number(count) }))
}

/** The same year by year of approval, in the one currency of the selection; no years where there are several. */
export async function loanYears(db: Db, filter: LoanFilter): Promise<readonly LoanYear[]> {
  if (!isRolledUp(filter)) return []
  const { rows } = await sql<SumRow & { readonly year: number }>`
    select approval_year as year, ${rollupSums} from loan_rollup where ${rollupConditions(filter)}
    group by currency, approval_year order by approval_year`.execute(db)
  return new Set(rows.map(({ currency }) => currency)).size === 1 ? rows.map((row) => ({ year: row.year, ...toSums(row) })) : []
}

const loans = (db: Db) =>
  db
    .selectFrom('loan')
    .leftJoin('lender', 'lender.id', 'loan.lender_id')
    .selectAll('loan')
    .select(['lender.name as lender_name', 'lender.region as lender_region'])

type LoanRow = Awaited<ReturnType<ReturnType<typeof loans>['executeTakeFirstOrThrow']>>

function toLoan(row: LoanRow): Loan {
  const amount = (minor: bigint): Money => money(minor, row.currency)
  const known = (minor: bigint | null): Money | null => (minor === null ? null : amount(minor))
  return {
    id: loanIdOf(row.id),
    keeperId: row.organisation_id,
    lender: row.lender_id === null ? null : { id: lenderIdOf(row.lender_id), name: row.lender_name ?? '', region: row.lender_region },
    number: row.number,
    borrowerName: row.borrower_name,
    industryCode: row.industry_code,
    region: row.region,
    outcome: row.outcome,
    approvedOn: row.approved_on,
    disbursedOn: row.disbursed_on,
    chargedOffOn: row.charged_off_on,
    termMonths: row.term_months,
    approved: amount(row.approved_minor),
    guaranteed: amount(row.guaranteed_minor),
    disbursed: known(row.disbursed_minor),
    chargedOff: known(row.charged_off_minor),
    warnings: row.warnings,
    batchId: row.batch_id,
    line: row.line,
  }
}
