import type { Db, Trx } from '@cofund/db/connect'
import { money } from '@cofund/shared/kernel/money'
import type { Pool, PoolId } from '@cofund/shared/pools/pool'
import { type PoolFigures, type Room, bearableOf, roomFrom } from '@cofund/shared/pools/room'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { getPool } from './pool.sql.ts'

/** What a pool's room is made of, for those who run it and the banks that lend under it. `year` chooses the indicators. */
export async function figuresOf(db: Db, { id, code }: Pick<Pool, 'id' | 'code'>, year: number): Promise<PoolFigures> {
  const { rows } = await sql<FiguresRow>`select * from pool_figures(${id}, ${year})`.execute(db)
  const row = rows[0] ?? refuse('record.not_found', { noun: 'pool', id: code })
  return {
    cash: row.cash_minor,
    reserved: row.reserved_minor,
    contributed: row.contributed_minor,
    unpaid: row.unpaid_minor,
    surplusReturned: row.surplus_returned_minor,
    exposure: row.exposure_minor,
    unspent: row.unspent_minor,
    periodUsed: row.period_used_minor,
  }
}

/** The room of a pool in a budget year: each limit, the binding one, and how it came about. */
export const roomOf = async (db: Db, pool: Pool, year: number): Promise<Room> => roomFrom(pool, await figuresOf(db, pool, year))

/**
 * Refuses where what is enrolled by now is more than the capital may bear: asked after the exposure was noted, when the pool's book is
 * held by it, so that of two enrolments that together are too much the second is refused.
 */
export async function requireLeverage(trx: Trx, poolId: PoolId, year: number): Promise<void> {
  const pool = await getPool(trx, poolId)
  if (pool.leverageHundredths === null) return
  const { bearable, exposure } = bearableOf(pool.leverageHundredths, await figuresOf(trx, pool, year))
  if (exposure <= bearable) return
  refuse('pool.leverage_exceeded', { pool: pool.code, bearable: money(bearable, pool.currency), exposure: money(exposure, pool.currency) })
}

interface FiguresRow {
  readonly cash_minor: bigint
  readonly reserved_minor: bigint
  readonly contributed_minor: bigint
  readonly unpaid_minor: bigint
  readonly surplus_returned_minor: bigint
  readonly exposure_minor: bigint
  readonly unspent_minor: bigint | null
  readonly period_used_minor: bigint
}
