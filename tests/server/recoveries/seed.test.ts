import { replay } from '@cofund/shared/kernel/derivation'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })))
afterAll(() => database.close())

const onTheDay = { now: () => new Date('2026-11-20T02:00:00Z') }

test('the demonstration has recoveries of every kind, due at every age, remitted and received', async () => {
  const { rows, ageing, bearers } = await (await callerAs(database, 'yangpu.maker', onTheDay)).recoveries.list({ size: 100 })
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['cash', 'asset', 'transfer', 'after_write_off', 'clawback', 'refund', 'reversal']))
  expect(ageing.length).toBeGreaterThanOrEqual(4)
  expect(bearers.every(({ amount }) => amount.minor > 0n)).toBe(true)
  const { remittances } = await (await callerAs(database, 'yangpu.maker', onTheDay)).recoveries.remittances({})
  expect(new Set(remittances.map(({ entryId, receivedOn }) => (receivedOn ? 'received' : entryId ? 'booked' : 'reported')))).toEqual(
    new Set(['received', 'booked', 'reported']),
  )
})

test('every recovery’s derivation replays, and nobody stands below nothing', async () => {
  const derivations = await database.owner.selectFrom('recovery').select('derivation').execute()
  expect(derivations.map(({ derivation }) => replay(derivation)).filter((mismatch) => mismatch !== undefined)).toEqual([])
  await expectCoherent(database.owner)
})

test('four years of banks under the band: two paid by the city, one of them corrected since; one audited; one frozen', async () => {
  const city = await callerAs(database, 'city.maker', onTheDay)
  const years = await city.settlements.list({})
  expect(years.map(({ claim: { status, settledYear }, freezes }) => [status, settledYear, freezes])).toEqual([
    ['frozen', 2025, 1],
    ['audited', 2025, 1],
    ['paid', 2025, 2],
    ['paid', 2024, 1],
  ])
  const corrected = years.find(({ freezes }) => freezes === 2)
  const page = await city.settlements.get({ claimId: corrected?.claim.id ?? 'clm_' })
  // 640 at 4.14 %: (4.142857 − 3) / 4.142857 × 50 %.
  expect(page.decisions.map(({ reason, payable }) => [reason, payable.minor])).toEqual([
    ['approved', 99_310_344n],
    ['refrozen', 88_275_862n],
  ])
})
