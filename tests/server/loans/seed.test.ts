import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })), 120_000)
afterAll(() => database.close())

test('the demonstration holds two years of loans at four banks, in every state that reports bring about', async () => {
  const auditor = await callerAs(database, 'city.maker')
  const { sums, byStatus, byBank } = await auditor.note.dashboard({})
  expect(sums[0]?.notes).toBeGreaterThanOrEqual(300)
  expect(byBank).toHaveLength(4)
  expect(byStatus.map(({ key, notes }) => `${key} ${notes}`)).toMatchInlineSnapshot(`
    [
      "disposed 21",
      "enrolled 135",
      "non_performing 64",
      "overdue 16",
      "registered 4",
      "repaid 144",
    ]
  `)
  const { count } = await auditor.note.list({ mismatched: true })
  expect(count).toBeGreaterThan(0)
})

test('two banks owe reports, and what is late is said so', async () => {
  const owed = await (await callerAs(database, 'yangpu.maker', { now: () => new Date('2026-11-20T02:00:00Z') })).note.owed()
  expect(owed.map(({ poolCode, bankId, month, late }) => `${poolCode} ${bankId} ${month} ${late}`)).toMatchInlineSnapshot(`
    [
      "SH-BAND org_caohejing_bank 2026-09-01 true",
      "YP-RCP org_caohejing_bank 2026-09-01 true",
      "SH-BAND org_caohejing_bank 2026-10-01 true",
      "SH-BAND org_pubin_bank 2026-10-01 true",
      "YP-RCP org_caohejing_bank 2026-10-01 true",
      "YP-RCP org_pubin_bank 2026-10-01 true",
    ]
  `)
})

test('exposure, quotas and rollup are what the notes add up to', async () => {
  const { rows } = await sql`
    select pool.code,
      (select coalesce(sum(exposed_minor), 0) from drawdown_note where pool_id = pool.id)::int8 as notes,
      (select coalesce(sum(minor), 0) from posting join account on account.id = account_id where posting.book_id = pool.book_id and head = 'exposure')::int8 as book,
      (select coalesce(sum(occupied_minor), 0) from pool_quota where pool_id = pool.id)::int8 as quota,
      (select coalesce(sum(notes), 0) from note_rollup where pool_id = pool.id)::int8 - (select count(*) from drawdown_note where pool_id = pool.id) as rollup
    from pool order by code`.execute(database.owner)
  for (const row of rows as { notes: bigint; book: bigint; quota: bigint; rollup: bigint }[]) {
    expect([row.book, row.quota, row.rollup]).toEqual([row.notes, row.notes, 0n])
  }
  await expectCoherent(database.owner)
})
