import { asJson } from '@cofund/db/connect'
import { sql } from 'kysely'
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
