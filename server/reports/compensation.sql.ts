import type { Db } from '@cofund/db/connect'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import type { ClaimId } from '@cofund/shared/claims/claim'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Money, fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { Word } from '@cofund/shared/kernel/words'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import {
  type CompensationCell,
  type CompensationPart,
  type DecidedClaim,
  type FirmPayouts,
  type NplMonth,
  type PoolMonth,
  type RecoveryPoint,
  type VintagePoint,
  totalOf,
} from '@cofund/shared/reports/compensation'
import type { CompensationQuestion, DecidedClaims } from '@cofund/shared/reports/compensation.input'
import type { Fraction } from '@cofund/shared/kernel/fraction'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { getPool, schemeOn } from '../pools/pool.sql.ts'

/** Everything of the page that is asked of decided claims: one pass over them, at the grain of every dimension. */
export interface CompensationSums {
  readonly total: CompensationCell
  readonly byBank: readonly CompensationPart[]
  readonly byDistrict: readonly CompensationPart[]
  readonly byYear: readonly CompensationPart[]
  readonly byScheme: readonly CompensationPart[]
  readonly byPool: readonly CompensationPart[]
}

interface CellRow {
  readonly pool: string
  readonly pool_zh: string
  readonly pool_en: string
  readonly bank: string
  readonly bank_zh: string
  readonly bank_en: string
  readonly district: string
  readonly district_zh: string
  readonly district_en: string
  readonly scheme: string
  readonly scheme_zh: string
  readonly scheme_en: string
  readonly year: number
  readonly bearer: ShareBearer
  readonly claims: bigint
  readonly loss: bigint
  readonly payable: bigint
  readonly paid: bigint
  readonly borne: bigint
  readonly returned: bigint
}

/**
 * Decided claims of the filters, added up along every dimension. Claims without a district (a bank's whole year) stand under a
 * district of their own. The claim's figures repeat for each of its bearers, so they are taken from one of them.
 */
export async function sumCompensation(db: Db, question: CompensationQuestion): Promise<CompensationSums> {
  const { rows } = await sql<CellRow>`
    with ${decided(question)}
    select pool_id as pool, pool.name_zh as pool_zh, pool.name_en as pool_en,
      decided.organisation_id as bank, bank.name_zh as bank_zh, bank.name_en as bank_en,
      coalesce(district_code, '') as district, coalesce(jurisdiction.name_zh, district_code, '') as district_zh,
      coalesce(jurisdiction.name_en, district_code, '') as district_en,
      scheme, scheme_zh, scheme_en, decided_year as year, bearer,
      count(*) as claims, sum(loss_minor)::int8 as loss, sum(payable_minor)::int8 as payable, sum(paid_minor)::int8 as paid,
      sum(borne_minor)::int8 as borne, sum(returned_minor)::int8 as returned
    from decided
    join claim_bearer on claim_id = decided.id
    join pool on pool.id = pool_id
    join organisation as bank on bank.id = decided.organisation_id
    left join jurisdiction on jurisdiction.code = district_code
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
    order by 1, 4, 7, 10, 13, 14`.execute(db)
  const name = (zh: string, en: string): Word => ({ zh, en })
  return {
    total: cellOf(rows),
    byBank: partsOf(rows, ({ bank }) => bank, ({ bank_zh, bank_en }) => name(bank_zh, bank_en)),
    byDistrict: partsOf(rows, ({ district }) => district, ({ district_zh, district_en }) => name(district_zh, district_en)),
    byYear: partsOf(rows, ({ year }) => String(year), ({ year }) => name(String(year), String(year))).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    byScheme: partsOf(rows, ({ scheme }) => scheme, ({ scheme_zh, scheme_en }) => name(scheme_zh, scheme_en)),
    byPool: partsOf(rows, ({ pool }) => pool, ({ pool_zh, pool_en }) => name(pool_zh, pool_en)),
  }
}

/** The largest losses first. */
function partsOf(rows: readonly CellRow[], keyOf: (row: CellRow) => string, nameOf: (row: CellRow) => Word): readonly CompensationPart[] {
  const groups = Map.groupBy(rows, keyOf)
  return [...groups].map(([key, group]) => ({ key, name: nameOf(group[0] as CellRow), ...cellOf(group) })).toSorted((a, b) => (a.loss.minor < b.loss.minor ? 1 : -1))
}

/** Rows of one cell differ by bearer only: its claims are counted once. */
function cellOf(rows: readonly CellRow[]): CompensationCell {
  const cells = Map.groupBy(rows, ({ pool, bank, district, scheme, year }) => [pool, bank, district, scheme, year].join(' '))
  return totalOf(
    [...cells.values()].map((cell) => ({
      claims: Number(cell[0]?.claims ?? 0n),
      loss: fen(cell[0]?.loss ?? 0n),
      payable: fen(cell[0]?.payable ?? 0n),
      paid: fen(cell[0]?.paid ?? 0n),
      bearers: cell.map(({ bearer, borne, returned }) => ({ bearer, borne: fen(borne), returned: fen(returned) })),
    })),
    fen(0n),
  )
}

const firmsNamed = 20

/** The firms on whose loans most was granted, and how many of those loans were renewals. */
export async function listFirmPayouts(db: Db, question: CompensationQuestion): Promise<FirmPayouts[]> {
  const { rows } = await sql<{ id: EnterpriseId; name: string; claims: bigint; renewed: bigint; loss: bigint; payable: bigint }>`
    with ${decided(question)}
    select enterprise.id, enterprise.name, count(*) as claims, count(predecessor_id) as renewed,
      sum(loss_minor)::int8 as loss, sum(payable_minor)::int8 as payable
    from decided
    join drawdown_note on drawdown_note.id = note_id
    join enterprise on enterprise.id = decided.enterprise_id
    group by enterprise.id, enterprise.name order by payable desc, enterprise.name limit ${firmsNamed}`.execute(db)
  return rows.map(({ id, name, claims, renewed, loss, payable }) => ({
    enterpriseId: id,
    name,
    claims: Number(claims),
    renewed: Number(renewed),
    loss: fen(loss),
    payable: fen(payable),
  }))
}

/** Where the money of the pools in sight stood at each month's end, from the balances that their books keep. */
export async function listPoolMonths(db: Db, { poolId }: CompensationQuestion): Promise<PoolMonth[]> {
  const { rows } = await sql<{ month: PlainDate; cash: bigint; reserved: bigint; compensated: bigint; recovered: bigint }>`
    with moved as (
      select month,
        sum(debit_minor - credit_minor) filter (where head = 'cash') as cash,
        sum(credit_minor - debit_minor) filter (where head = 'compensation_payable') as reserved,
        sum(debit_minor) filter (where head = 'compensation_payable') as compensated,
        sum(credit_minor - debit_minor) filter (where head in ('recovery', 'clawback')) as recovered
      from account_balance join account on account.id = account_id
      where account_balance.book_id in (select book_id from pool where ${poolId ? sql`id = ${poolId}` : sql`true`}) and currency = 'CNY'
      group by month
    )
    select month,
      sum(coalesce(cash, 0)) over through::int8 as cash, sum(coalesce(reserved, 0)) over through::int8 as reserved,
      sum(coalesce(compensated, 0)) over through::int8 as compensated, sum(coalesce(recovered, 0)) over through::int8 as recovered
    from moved window through as (order by month) order by month`.execute(db)
  return rows.map(({ month, cash, reserved, compensated, recovered }) => ({
    month,
    cash: fen(cash),
    reserved: fen(reserved),
    compensated: fen(compensated),
    recovered: fen(recovered),
  }))
}

/** What banks reported for each month, the last word on it of each: so much outstanding, so much of it non-performing. */
export async function listNplMonths(db: Db, { poolId, bankId }: CompensationQuestion): Promise<NplMonth[]> {
  const { rows } = await sql<{ month: PlainDate; balance: bigint; npl: bigint }>`
    with latest as (
      select distinct on (pool_id, organisation_id, month) id, month from monthly_report
      where ${poolId ? sql`pool_id = ${poolId}` : sql`true`} and ${bankId ? sql`organisation_id = ${bankId}` : sql`true`}
      order by pool_id, organisation_id, month, place desc
    )
    select month, sum(balance_minor)::int8 as balance,
      coalesce(sum(balance_minor) filter (where category in ('substandard', 'doubtful', 'loss')), 0)::int8 as npl
    from latest join note_report on report_id = latest.id group by month order by month`.execute(db)
  return rows.map(({ month, balance, npl }) => ({ month, balance: fen(balance), nonPerforming: fen(npl) }))
}

/**
 * Three, six, nine … months, up to three years, so far as everything that began in the year has lived them by `on`: a younger part would
 * pass for one that came to nothing.
 */
const monthsLived = (year: RawBuilder<unknown>, on: PlainDate): RawBuilder<unknown> => sql`lateral (
  select months from generate_series(3, 36, 3) as months where make_date(${year} + 1, 1, 1) + make_interval(months => months) <= ${on}
) as lived`

/** Of the loans lent in each year, how much had become non-performing within three, six, nine … months of its day. */
export async function listVintages(db: Db, { poolId, bankId, districtCode }: CompensationQuestion, on: PlainDate): Promise<VintagePoint[]> {
  const within = (columns: 'note_rollup' | 'drawdown_note'): RawBuilder<SqlBool> =>
    sql`${poolId ? sql`${sql.ref(`${columns}.pool_id`)} = ${poolId}` : sql`true`}
      and ${bankId ? sql`${sql.ref(`${columns}.organisation_id`)} = ${bankId}` : sql`true`}
      and ${districtCode ? sql`${sql.ref(`${columns}.district_code`)} = ${districtCode}` : sql`true`}`
  const { rows } = await sql<{ year: number; months: number; lent: bigint; defaulted: bigint }>`
    with vintage as (
      select lent_year as year, sum(principal_minor) as lent from note_rollup
      where status not in ('registered', 'rejected', 'withdrawn') and ${within('note_rollup')} group by lent_year
    ), gone_bad as (
      select extract(year from lent_on)::integer as year, lent_on, npl_derived_on, principal_minor from drawdown_note
      where npl_derived_on is not null and status not in ('registered', 'rejected', 'withdrawn') and ${within('drawdown_note')}
    )
    select year, months, lent::int8 as lent,
      coalesce((
        select sum(principal_minor) from gone_bad
        where gone_bad.year = vintage.year and npl_derived_on <= lent_on + make_interval(months => months)
      ), 0)::int8 as defaulted
    from vintage cross join ${monthsLived(sql.ref('year'), on)}
    order by year, months`.execute(db)
  return rows.map(({ year, months, lent, defaulted }) => ({ year, months, lent: fen(lent), defaulted: fen(defaulted) }))
}

/** Of the losses decided in each year, how much had come back, net of costs, within three, six, nine … months of the decision. */
export async function listRecoveryCurves(db: Db, question: CompensationQuestion, on: PlainDate): Promise<RecoveryPoint[]> {
  const { rows } = await sql<{ year: number; months: number; loss: bigint; recovered: bigint }>`
    with ${decided(question)}, came_back as (
      select decided_year as year, decided_on, received_on, gross_minor - cost_minor as minor
      from recovery join decided on decided.id = claim_id where kind <> 'clawback'
    )
    select decided_year as year, months, sum(loss_minor)::int8 as loss,
      coalesce((
        select sum(minor) from came_back where year = decided_year and received_on <= decided_on + make_interval(months => months)
      ), 0)::int8 as recovered
    from decided cross join ${monthsLived(sql.ref('decided_year'), on)}
    group by decided_year, months order by decided_year, months`.execute(db)
  return rows.map(({ year, months, loss, recovered }) => ({ year, months, loss: fen(loss), recovered: fen(recovered) }))
}

/** The level above which the chosen pool's first breaker trips; null without a pool, or where its scheme has none. */
export async function findBreakerLevel(db: Db, { poolId }: CompensationQuestion, on: PlainDate): Promise<Fraction | null> {
  if (!poolId) return null
  try {
    const { scheme } = await schemeOn(db, await getPool(db, poolId), on)
    return scheme.breakers?.[0]?.above ?? null
  } catch (thrown) {
    // A scheme that has run out draws no line any more; the curves stay.
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}

/** The decided claims behind a figure, page by page, with what they add up to. */
export async function listDecidedClaims(
  db: Db,
  { page, size, sort = 'decidedOn', descending = true, enterpriseId, bearer, ...question }: DecidedClaims,
): Promise<Listing<DecidedClaim>> {
  const { limit, offset } = pageOf({ page, size })
  const { rows } = await sql<{
    id: ClaimId
    number: bigint
    bank_zh: string
    bank_en: string
    firm: string | null
    decided_on: PlainDate
    loss: bigint
    payable: bigint
    paid: bigint
    borne: bigint | null
    returned: bigint | null
    count: bigint
    loss_sum: bigint
    payable_sum: bigint
    paid_sum: bigint
    borne_sum: bigint | null
    returned_sum: bigint | null
  }>`
    with ${decided(question)}, asked as (
      select decided.id, decided.number, bank.name_zh as bank_zh, bank.name_en as bank_en, enterprise.name as firm, decided_on,
        loss_minor as loss, payable_minor as payable, paid_minor as paid, borne_minor as borne, returned_minor as returned
      from decided
      join organisation as bank on bank.id = decided.organisation_id
      left join enterprise on enterprise.id = decided.enterprise_id
      left join claim_bearer on claim_id = decided.id and bearer = ${bearer ?? ''}
      where ${enterpriseId ? sql`decided.enterprise_id = ${enterpriseId}` : sql`true`} and ${bearer ? sql`borne_minor > 0` : sql`true`}
    )
    select *, count(*) over () as count, sum(loss) over ()::int8 as loss_sum, sum(payable) over ()::int8 as payable_sum,
      sum(paid) over ()::int8 as paid_sum, sum(borne) over ()::int8 as borne_sum, sum(returned) over ()::int8 as returned_sum
    from asked order by ${sql.ref(sortColumns[sort])} ${sql.raw(descending ? 'desc' : 'asc')}, number desc limit ${limit} offset ${offset}`.execute(db)
  const [first] = rows
  const known = (minor: bigint | null): Money | null => (minor === null ? null : fen(minor))
  return {
    rows: rows.map(({ id, number, bank_zh, bank_en, firm, decided_on, loss, payable, paid, borne, returned }) => ({
      id,
      number,
      bank: { zh: bank_zh, en: bank_en },
      firm,
      decidedOn: decided_on,
      loss: fen(loss),
      payable: fen(payable),
      paid: fen(paid),
      borne: known(borne),
      returned: known(returned),
    })),
    count: Number(first?.count ?? 0n),
    sums: {
      loss: fen(first?.loss_sum ?? 0n),
      payable: fen(first?.payable_sum ?? 0n),
      paid: fen(first?.paid_sum ?? 0n),
      borne: known(first?.borne_sum ?? null),
      returned: known(first?.returned_sum ?? null),
    },
  }
}

const sortColumns = { number: 'number', decidedOn: 'decided_on', loss: 'loss', payable: 'payable' } as const

/**
 * The decided claims that are asked for, with their scheme and the loss of their latest decision. Yuan alone: a pool of another currency
 * is another page's.
 */
function decided({ poolId, bankId, districtCode, scheme, year }: CompensationQuestion): RawBuilder<unknown> {
  const held = [
    sql`claim.decided_on is not null and claim.currency = 'CNY' and claim.status not in ('rejected', 'withdrawn')`,
    ...(poolId ? [sql`claim.pool_id = ${poolId}`] : []),
    ...(bankId ? [sql`claim.organisation_id = ${bankId}`] : []),
    ...(districtCode ? [sql`claim.district_code = ${districtCode}`] : []),
    ...(scheme ? [sql`policy.code = ${scheme}`] : []),
    ...(year ? [sql`claim.decided_on between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)`] : []),
  ]
  return sql`decided as (
    select claim.*, extract(year from decided_on)::integer as decided_year,
      policy.code as scheme, policy.name_zh as scheme_zh, policy.name_en as scheme_en,
      (select loss_minor from claim_decision where claim_id = claim.id order by place desc limit 1) as loss_minor
    from claim
    join policy_version on policy_version.id = claim.policy_version_id
    join policy on policy.id = policy_version.policy_id
    where ${sql.join(held, sql` and `)}
  )`
}
