import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })), 180_000)
afterAll(() => database.close())

test('the demonstration holds at least 60 claims over two years, in every state on the way to the bank’s receipt', async () => {
  const { rows } = await sql<{ status: string; claims: number }>`
    select status, count(*)::int as claims from claim where family = 'loan' group by status order by status`.execute(database.owner)
  expect(rows.reduce((total, { claims }) => total + claims, 0)).toBeGreaterThanOrEqual(60)
  const states = ['draft', 'submitted', 'first_review', 'verified', 'approved', 'publicised', 'paying', 'paid', 'returned', 'rejected', 'deferred', 'withdrawn', 'advanced']
  expect(states.filter((state) => !rows.some(({ status }) => status === state))).toEqual([])
  const { rows: years } = await sql<{ year: number }>`
    select distinct extract(year from submitted_on)::int as year from claim where submitted_on is not null order by 1`.execute(database.owner)
  expect(years.map(({ year }) => year)).toEqual([2025, 2026])
})

test('its decisions stand in the books, and where bearers stand is what the pool’s memorandum accounts say', async () => {
  // Books that were kept before hold older losses as well: of those opened with their pool, all is a claim's.
  const { rows } = await sql<{ code: string; bearer: string; booked: bigint; stood: bigint }>`
    select pool.code, account.detail as bearer, -sum(minor)::int8 as booked,
      (select coalesce(sum(borne_minor - returned_minor), 0)::int8 from claim_bearer join claim on claim.id = claim_id
        where claim.pool_id = pool.id and bearer = account.detail) as stood
    from pool join account on account.book_id = pool.book_id and head = 'loss_share' join posting on posting.account_id = account.id
    where pool.code in ('SH-CRC', 'YP-IP') group by pool.id, pool.code, account.detail order by 1, 2`.execute(database.owner)
  expect(rows.length).toBeGreaterThan(2)
  expect(rows.filter(({ booked, stood }) => booked !== stood)).toEqual([])
  await expectCoherent(database.owner)
})

test('its people find what waits for them', async () => {
  const bank = await callerAs(database, 'shenjiang.maker', { now: () => new Date('2026-11-20T02:00:00Z') })
  const { counts } = await bank.claims.list({})
  expect(Object.keys(counts).length).toBeGreaterThan(3)
  expect((await bank.claims.notices()).length).toBeGreaterThan(5)
  const { rows } = await bank.claims.list({ status: 'paid' })
  const [paid] = rows
  const { decisions, payments, bearers } = await bank.claims.get({ claimId: paid?.id ?? 'clm_' })
  expect([decisions.length > 0, payments.length, bearers.length > 1]).toEqual([true, 1, true])
})
