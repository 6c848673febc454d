import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })), 180_000)
afterAll(() => database.close())

test('the demonstration district starts with every shipped scheme, those in effect of which nothing is left to read', async () => {
  const caller = await callerAs(database, 'shenjiang.maker')
  const policies = await caller.policies.list()
  const inEffect = policies.filter(({ versions }) => versions.some(({ status }) => status === 'active')).map(({ code }) => code)
  expect(inEffect.toSorted()).toEqual([
    'DEMO-ADVANCE',
    'DEMO-BAND',
    'DEMO-TWO-TIER',
    'GZ2025',
    'GZ2025G',
    'HN2025',
    'NAT60',
    'SBA7A',
    'SBA7A-AGREED',
    'SHANGEL',
    'SZPS',
  ])
  expect(policies).toHaveLength(25)
})

test('a loan of 2010 under the US guarantee falls under its version, one of 1997 under none', async () => {
  const caller = await callerAs(database, 'shenjiang.maker')
  expect((await caller.policies.on({ code: 'SBA7A', date: '2010-01-01' })).version.number).toBe(1)
  await expect(caller.policies.on({ code: 'SBA7A', date: '1997-01-01' })).rejects.toThrow('policy.no_version_on')
})
