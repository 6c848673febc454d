import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Db, asJson, connect, plannedOnce, releaseBeforeDisk, untilOnDisk, withClient, withNext } from '@cofund/db/connect'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, openTestDatabase } from '../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase()))
afterAll(() => database.close())

async function read(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(database.app)
  return rows[0]?.value
}

describe('what the driver hands us', () => {
  test.each([
    ['9223372036854775807::int8', 9223372036854775807n],
    ["'{1,null,-2}'::int8[]", [1n, null, -2n]],
    ["date '2026-02-28'", '2026-02-28'],
    ["array[date '2026-02-28']", ['2026-02-28']],
    ["timestamptz '2026-11-22 16:00:00.5+08'", '2026-11-22T08:00:00.500000Z'],
    ["array[timestamptz '2026-11-22 08:00:00.123456Z']", ['2026-11-22T08:00:00.123456Z']],
    ['0.10::numeric', '0.10'],
    [`'{"minor":{"$bigint":"123"}}'::jsonb`, { minor: 123n }],
    ['7::int4', 7],
    ['null::int8', null],
  ])('%s', async (expression, value) => {
    expect(await read(expression)).toEqual(value)
  })

  test('a sum of bigints is a numeric, so it is text until it is cast', async () => {
    expect(await read('(select sum(x) from (values (1::int8), (2)) as v (x))')).toBe('3')
    expect(await read('(select sum(x)::int8 from (values (1::int8), (2)) as v (x))')).toBe(3n)
  })
})

test('a bigint goes into jsonb and comes back whole', async () => {
  const { rows } = await sql`select ${asJson({ minor: 12345678901234567890n })} as value`.execute(database.app)
  expect(rows).toEqual([{ value: { minor: 12345678901234567890n } }])
})

describe('what goes out together', () => {
  const kept = async () => {
    const { rows } = await sql<{ n: number }>`select n from kept order by n`.execute(database.owner)
    return rows.map(({ n }) => n)
  }
  const transaction = (db: Db, ...statements: readonly ReturnType<typeof sql>[]) =>
    db.transaction().execute(async (trx) => {
      for (const statement of statements) await statement.execute(trx)
    })
  const add = (n: number) => sql`insert into kept (n) values (${n})`
  const addWithNext = (n: number) => sql`${withNext} insert into kept (n) values (${n})`
  let one: Db
  beforeAll(async () => {
    await sql`create table kept (n integer primary key, m integer unique deferrable initially deferred)`.execute(database.owner)
    // One connection: whatever a transaction leaves behind on it, the next one meets.
    one = connect(database.ownerUrl, { poolSize: 1 })
  })
  afterAll(() => one.destroy())

  test('a statement that nobody waits for is committed: alone, after another, and before one that waits', async () => {
    await transaction(one, addWithNext(1))
    await transaction(one, addWithNext(2), add(3))
    expect(await kept()).toEqual([1, 2, 3])
  })

  test('one that fails is told by the next, or by the commit, and nothing of its transaction stays', async () => {
    await expect(transaction(one, addWithNext(3), add(4))).rejects.toMatchObject({ constraint: 'kept_pkey' })
    await expect(transaction(one, add(4), addWithNext(3))).rejects.toMatchObject({ constraint: 'kept_pkey' })
    await expect(transaction(one, add(5), sql`${withNext} no such thing`)).rejects.toThrow('syntax error')
    expect(await kept()).toEqual([1, 2, 3])
  })

  test('a commit that fails after it tells why, too', async () => {
    const both = (n: number) => sql`${withNext} insert into kept (n, m) values (${n}, 7), (${n + 1}, 7)`
    await expect(transaction(one, add(6), both(7))).rejects.toMatchObject({ constraint: 'kept_m_key' })
    expect(await kept()).toEqual([1, 2, 3])
  })

  test('a first statement that fails ends its transaction', async () => {
    await expect(transaction(one, add(1), add(8))).rejects.toMatchObject({ constraint: 'kept_pkey' })
    await expect(transaction(one, sql`no such thing`)).rejects.toThrow('syntax error')
    expect(await kept()).toEqual([1, 2, 3])
  })

  test('a transaction that is given up keeps nothing, not even what nobody waits for, and says why it was', async () => {
    const givenUp = one.transaction().execute(async (trx) => {
      await addWithNext(9).execute(trx)
      await addWithNext(3).execute(trx)
      throw new Error('given up')
    })
    await expect(givenUp).rejects.toThrow('given up')
    await one.transaction().execute(async () => undefined)
    expect(await kept()).toEqual([1, 2, 3])
  })

  test('statements at once in one transaction, and COPY on the same connection, come after', async () => {
    const seen = await one.transaction().execute((trx) => Promise.all([1, 2, 3].map((n) => sql<{ n: number }>`select n from kept where n = ${n}`.execute(trx))))
    expect(seen.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3])
    await withClient(one, (own, client) =>
      own.transaction().execute(async () => {
        await pipeline(Readable.from(['11\n']), client.query(copyFrom('copy kept (n) from stdin')))
      }),
    )
    expect(await kept()).toEqual([1, 2, 3, 11])
  })

  test('a commit that lets go before the disk is answered when the log is on it, and so is whoever has seen what it wrote', async () => {
    await sql`set synchronous_commit = on`.execute(one)
    const written = sql<{ at: string }>`select pg_current_wal_insert_lsn()::text as at`
    const missing = async (at: string | undefined) =>
      (await sql<{ bytes: string }>`select greatest(0, pg_wal_lsn_diff(${at}, pg_current_wal_flush_lsn())) as bytes`.execute(one)).rows
    for (const seen of [false, true]) {
      const at = await one.transaction().execute(async (trx) => {
        if (seen) await sql`set local synchronous_commit to off`.execute(trx)
        else await releaseBeforeDisk(trx)
        await sql`insert into kept (n) values (${seen ? 22 : 21})`.execute(trx)
        return (await written.execute(trx)).rows[0]?.at
      })
      if (seen) await untilOnDisk(one)
      expect(await missing(at)).toEqual([{ bytes: '0' }])
    }
    await expect(
      one.transaction().execute(async (trx) => {
        await releaseBeforeDisk(trx)
        await sql`insert into kept (n, m) values (23, 7), (24, 7)`.execute(trx)
      }),
    ).rejects.toMatchObject({ constraint: 'kept_m_key' })
    expect(await kept()).toEqual([1, 2, 3, 11, 21, 22])
  })

  test('is planned once under a name, and answers anew each time', async () => {
    for (const n of [1, 2, 3, 11, 1, 2, 3]) {
      const { rows } = await sql`${plannedOnce} select n from kept where n = ${n}`.execute(one)
      expect(rows).toEqual([{ n }])
    }
    const { rows } = await sql<{ times: bigint }>`
      select generic_plans + custom_plans as times from pg_prepared_statements where statement like '%planned once%'`.execute(one)
    expect(rows).toEqual([{ times: 7n }])
  })
})
