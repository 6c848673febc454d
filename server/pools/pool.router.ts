import type { Db } from '@cofund/db/connect'
import { money, negate, sum } from '@cofund/shared/kernel/money'
import { type PlainDate, plainDate, yearOf } from '@cofund/shared/kernel/plain-date'
import { account } from '@cofund/shared/ledger/account'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { emptyParameters } from '@cofund/shared/policies/policy'
import { capGauges } from '@cofund/shared/pools/cap'
import type { Contribution } from '@cofund/shared/pools/contribution'
import { poolPageInput } from '@cofund/shared/pools/pool.input'
import type { Funder, Pool, PoolId } from '@cofund/shared/pools/pool'
import { enrollableRoom, payableRoom, roomFrom } from '@cofund/shared/pools/room'
import { sql } from 'kysely'
import { todayOf } from '../kernel/today.ts'
import { query, router } from '../kernel/trpc.ts'
import { balanceOf, listBalances } from '../ledger/balance.sql.ts'
import { receiptOf } from '../statements/receipt.sql.ts'
import { listBreakers, listOverrides } from './breaker.sql.ts'
import { listCapUses } from './cap.sql.ts'
import { listContributions } from './contribution.sql.ts'
import { getPool, listMembers, listPools, schemeOn } from './pool.sql.ts'
import { figuresOf } from './room.sql.ts'
import { listStatementStandings } from './standing.sql.ts'

export const poolRouter = router({
  list: query.query(async ({ ctx }) => {
    const today = todayOf(ctx)
    const pools = await listPools(ctx.db)
    return Promise.all(pools.map((pool) => summaryOf(ctx.db, pool, today)))
  }),

  /** Everything that one page tells of a pool; a bank that lends under it is told of its own membership alone. */
  get: query.input(poolPageInput).query(async ({ ctx, input }) => {
    const today = todayOf(ctx)
    const year = input.year ?? yearOf(today)
    const pool = await getPool(ctx.db, input.poolId)
    const members = await listMembers(ctx.db, pool)
    const seen = await isInSight(ctx.db, pool.id)
    return { pool, keeper: keeperOf(pool), year, members, oversight: seen ? await oversightOf(ctx.db, pool, year, today) : null }
  }),

  /** What a new pool may be made of: one's own pool books without a pool, and the schemes in effect. */
  choices: query.query(async ({ ctx }) => ({
    books: await ctx.db
      .selectFrom('book')
      .select(['id', 'code', 'name_zh as nameZh', 'name_en as nameEn'])
      .where('kind', '=', 'pool')
      .where('organisation_id', '=', ctx.actor.membership.organisation.id)
      .where('id', 'not in', (eb) => eb.selectFrom('pool').select('book_id'))
      .orderBy('code')
      .execute(),
    schemes: await activeSchemes(ctx.db),
    organisations: await ctx.db
      .selectFrom('organisation')
      .select(['id', 'kind', 'name_zh as nameZh', 'name_en as nameEn', 'jurisdiction_code as jurisdictionCode'])
      .where('kind', '<>', 'admin')
      .orderBy('jurisdiction_code')
      .orderBy('kind')
      .orderBy('id')
      .execute(),
  })),
})

const keeperOf = ({ parties, organisationId }: Pool) => {
  const keeper = parties.find((party) => party.organisationId === organisationId)
  return { id: organisationId, nameZh: keeper?.nameZh ?? '', nameEn: keeper?.nameEn ?? '' }
}

async function isInSight(db: Db, poolId: PoolId): Promise<boolean> {
  const { rows } = await sql<{ seen: boolean }>`select ${poolId} in (select pools_in_sight()) as seen`.execute(db)
  return rows[0]?.seen ?? false
}

async function summaryOf(db: Db, pool: Pool, today: PlainDate) {
  const seen = await isInSight(db, pool.id)
  const members = await listMembers(db, pool)
  const year = yearOf(today)
  const quotas = members.flatMap(({ quotas: all }) => all.filter((quota) => quota.year === year))
  const breakers = seen ? await listBreakers(db, pool, year, today) : []
  const figures = seen ? await figuresOf(db, pool, year) : null
  return {
    pool,
    keeper: keeperOf(pool),
    members: members.length,
    quota: {
      granted: sum(quotas.map(({ granted }) => granted), pool.currency),
      occupied: sum(quotas.map(({ occupied }) => occupied), pool.currency),
    },
    money: figures && {
      cash: money(figures.cash, pool.currency),
      reserved: money(figures.reserved, pool.currency),
      room: roomFrom(pool, figures).least,
    },
    breakers: seen ? { tripped: breakers.filter(({ gauges }) => gauges.some(({ state }) => state === 'tripped')).length } : null,
  }
}

async function oversightOf(db: Db, pool: Pool, year: number, today: PlainDate) {
  const figures = await figuresOf(db, pool, yearOf(today))
  const room = roomFrom(pool, figures)
  const scheme = await schemeOn(db, pool, today)
  const contributions = await listContributions(db, pool.id)
  const amount = (minor: bigint) => money(minor, pool.currency)
  return {
    figures: {
      cash: amount(figures.cash),
      reserved: amount(figures.reserved),
      unspent: figures.unspent === null ? null : amount(figures.unspent),
      contributed: amount(figures.contributed),
      exposure: amount(figures.exposure),
    },
    /** What is approved and not paid, by the bank that waits for it. */
    reservedFor: await listReserved(db, pool),
    room,
    forPayouts: payableRoom(room, pool.currency).least,
    forLoans: enrollableRoom(room),
    funders: await Promise.all(pool.funders.map((funder) => funderStanding(db, pool, funder, contributions))),
    contributions: await Promise.all(contributions.map((contribution) => withReceipts(db, contribution))),
    caps: capGauges(scheme.scheme, pool),
    capUses: await listCapUses(db, pool.id),
    schemeVersionId: scheme.versionId,
    breakers: await listBreakers(db, pool, year, lastDayFor(year, today)),
    overrides: await listOverrides(db, pool.id),
    statements: await listStatementStandings(db, pool),
  }
}

/** Each payment with the bank's receipt for it; money set off against an advance has none of its own. */
const withReceipts = async (db: Db, contribution: Contribution) => ({
  ...contribution,
  payments: await Promise.all(
    contribution.payments.map(async (payment) => ({ ...payment, receipt: payment.paidBy === 'cash' ? await receiptOf(db, payment.entryId) : null })),
  ),
})

async function listReserved(db: Db, { bookId }: Pool) {
  const balances = await listBalances(db, bookId)
  return balances
    .filter(({ account: { head }, balance }) => head === 'compensation_payable' && balance.minor !== 0n)
    .map(({ detailName, balance, account: { detail } }) => ({
      nameZh: detailName?.zh ?? detail,
      nameEn: detailName?.en ?? detail,
      amount: negate(balance),
    }))
}

/** What a funder was called for and paid, and what pool and purse owe each other by now, whatever it came from. */
async function funderStanding(db: Db, { bookId, currency }: Pool, funder: Funder, contributions: readonly Contribution[]) {
  const own = contributions.filter(({ tier, jurisdictionCode }) => tier === funder.tier && jurisdictionCode === funder.jurisdictionCode)
  const [owes, isOwed] = [
    await balanceOf(db, account.pool(bookId).dueFrom(funder.treasuryBookId), currency),
    await balanceOf(db, account.pool(bookId).dueTo(funder.treasuryBookId), currency),
  ]
  return {
    ...funder,
    called: sum(own.map(({ amount }) => amount), currency),
    paid: sum(own.map(({ paid }) => paid), currency),
    owes,
    isOwed: money(-isOwed.minor, currency),
  }
}

/** A year that is over is seen from its last day. */
const lastDayFor = (year: number, today: PlainDate): PlainDate => (year < yearOf(today) ? plainDate(`${year}-12-31`) : today)

async function activeSchemes(db: Db) {
  const rows = await db
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_id')
    .select(['code', 'name_zh', 'name_en', 'params', 'effective_from'])
    .where('kind', '=', 'compensation_scheme')
    .where('status', '=', 'active')
    .orderBy('code')
    .orderBy('number', 'desc')
    .execute()
  return rows
    .filter((row) => emptyParameters(row.params as Readonly<Record<string, unknown>>).length === 0)
    .flatMap((row) => {
      const { scheme } = decodeForSharing(row.params)
      if (scheme.family === 'investment' || !scheme.compensation?.split) return []
      return [
        {
          code: row.code,
          name: { zh: row.name_zh, en: row.name_en },
          family: scheme.family,
          split: scheme.compensation.split,
          from: row.effective_from,
        },
      ]
    })
}
