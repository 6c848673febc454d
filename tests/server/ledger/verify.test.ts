import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { run } from '../../../server/cli/verify.cli.ts'
import { seedLedger } from '../../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  await seedLedger(database.owner)
})
afterAll(() => database.close())

let printed: string[]
beforeEach(() => {
  printed = []
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((line: string) => void printed.push(line))
  vi.stubEnv('DATABASE_URL', database.appUrl)
  vi.stubEnv('DATABASE_OWNER_URL', database.ownerUrl)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test('prints one line for each proof with what it counted, and ends with 0', async () => {
  expect(await run()).toBe(0)
  expect(printed[0]).toMatch(/^ok {4}\d+ entries have all their lines and balance/)
  expect(printed.every((line) => line.startsWith('ok    '))).toBe(true)
})

test('names the first differences and ends with 1', async () => {
  await sql`update account_balance set credit_minor = credit_minor + 1 where month = '2026-05-01' and credit_minor > 0`.execute(
    database.owner,
  )
  expect(await run()).toBe(1)
  const wrong = printed.findIndex((line) => line.startsWith('WRONG'))
  expect(printed[wrong]).toMatch(/^WRONG \d+ monthly balances equal the sums of their postings: 3 do not$/)
  expect(printed[wrong + 1]).toBe('      WJC-I cash 2026-05-01 CNY: kept 0/4500000001, postings 0/4500000000')
})

test('without the owner’s connection it looks at nothing, says why, and ends with 2', async () => {
  vi.stubEnv('DATABASE_OWNER_URL', '')
  expect(await run()).toBe(2)
  expect(printed).toEqual(["verify works with the owner's connection: set DATABASE_OWNER_URL"])
})
