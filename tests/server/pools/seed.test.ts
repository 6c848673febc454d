import { afterAll, beforeAll, expect, test } from 'vitest'
import { toDecimal } from '@cofund/shared/kernel/money'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })), 180_000)
afterAll(() => database.close())

test('the demonstration has four pools under four schemes, each seen by those who run it, oversee it or lend under it', async () => {
  const codes = async (name: string) => (await (await callerAs(database, name)).pools.list()).map(({ pool }) => `${pool.code} ${pool.schemeCode}`)
  const all = ['SH-BAND DEMO-BAND', 'SH-CRC GZ2025', 'YP-IP DEMO-ADVANCE', 'YP-RCP DEMO-TWO-TIER']
  expect(await codes('city.maker')).toEqual(all)
  expect(await codes('joint.meeting')).toEqual(all)
  expect(await codes('yangpu.maker')).toEqual(['SH-BAND DEMO-BAND', 'YP-IP DEMO-ADVANCE', 'YP-RCP DEMO-TWO-TIER'])
  expect(await codes('trustee.viewer')).toEqual(['SH-BAND DEMO-BAND', 'YP-IP DEMO-ADVANCE', 'YP-RCP DEMO-TWO-TIER'])
  expect(await codes('auditor')).toEqual(['SH-BAND DEMO-BAND', 'YP-IP DEMO-ADVANCE', 'YP-RCP DEMO-TWO-TIER'])
  expect(await codes('caohejing.maker')).toEqual(['SH-BAND DEMO-BAND', 'YP-RCP DEMO-TWO-TIER'])
  expect(await codes('pudong.maker')).toEqual([])
  expect(await codes('fund.maker')).toEqual([])
})

test('a pool’s page adds up: what was called, paid, owed; capital in; the bank’s balance beside the book’s', async () => {
  const maker = await callerAs(database, 'yangpu.maker')
  const [pool] = (await maker.pools.list()).filter(({ pool: { code } }) => code === 'YP-RCP')
  const { oversight } = await maker.pools.get({ poolId: pool?.pool.id ?? 'rcp_' })
  expect(
    oversight?.funders.map(({ tier, called, paid, owes, isOwed }) => [tier, ...[called, paid, owes, isOwed].map(toDecimal)]),
  ).toEqual([
    ['city', '8000000.00', '0.00', '8000000.00', '0.00'],
    ['district', '20000000.00', '20000000.00', '0.00', '0.00'],
  ])
  expect(oversight?.statements.map(({ on, bankLeft, bookLeft }) => [on, bankLeft, bookLeft])).toEqual([['2026-10-31', 3, 0]])
  expect(oversight?.statements[0]?.table && toDecimal(oversight.statements[0].table.difference)).toBe('0.00')
  await expectCoherent(database.owner)
})
