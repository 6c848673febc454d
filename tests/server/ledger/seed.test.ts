import { fen } from '@cofund/shared/kernel/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedLedger } from '../../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  await seedLedger(database.owner)
})
afterAll(() => database.close())

test('the demonstration’s books are coherent', () => expectCoherent(database.owner))

test('each sees the books of its own and of its jurisdiction, nobody’s else', async () => {
  const codes = async (signInName: string) =>
    (await (await callerAs(database, signInName)).ledger.books()).map(({ book }) => book.code)
  expect(await codes('yangpu.maker')).toEqual(['JW-GUIDE', 'WJC-I', 'YP-FISC', 'YP-POOL'])
  expect(await codes('city.maker')).toEqual(['JW-GUIDE', 'WJC-I', 'YP-FISC', 'YP-POOL'])
  expect(await codes('subfund.maker')).toEqual(['WJC-I'])
  expect(await codes('pudong.maker')).toEqual([])
  expect(await codes('shenjiang.maker')).toEqual([])
  expect(await codes('admin')).toEqual([])
})

test('the pool’s cash: 68.40 + 20.00 + 10.00 − 2.72 − 0.06 + 0.40 million and interest of 377,704 → 96,397,704.00', async () => {
  const maker = await callerAs(database, 'yangpu.maker')
  const pool = (await maker.ledger.books()).find(({ book }) => book.code === 'YP-POOL')
  expect(pool?.totals[0]?.cash).toEqual(fen(96_397_704_00n))
})
