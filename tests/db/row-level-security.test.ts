import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, openTestDatabase } from '../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })))
afterAll(() => database.close())

const forgedSession = 'f'.repeat(64)

/** What the application role sees of every table that it may read at all, as long as it says to act as `session`. */
async function countSeen(session: string | undefined): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and relname not like 'kysely%' and has_table_privilege(oid, 'select') order by relname`.execute(database.app)
  return database.app.transaction().execute(async (trx) => {
    if (session !== undefined) await sql`select set_config('cofund.session', ${session}, true)`.execute(trx)
    const seen: Record<string, number> = {}
    for (const { name } of tables) {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)}`.execute(trx)
      seen[name] = rows[0]?.count ?? -1
    }
    return seen
  })
}

const nothingOf = (tables: readonly string[]): Record<string, number> => Object.fromEntries(tables.map((table) => [table, 0]))

test.each([
  ['nobody', undefined],
  ['an empty session, as a finished transaction leaves it', ''],
  ['a session that nobody opened', forgedSession],
])('%s sees no row of any table, though the tables are full', async (_, session) => {
  const seen = await countSeen(session)
  expect(Object.keys(seen)).toContain('organisation')
  expect(seen).toEqual(nothingOf(Object.keys(seen)))
  expect(await database.owner.selectFrom('organisation').select('id').execute()).not.toEqual([])
})

test('the tables of secrets are out of reach altogether', async () => {
  await expect(sql`select from credential`.execute(database.app)).rejects.toThrow('permission denied for table credential')
  await expect(sql`select from session`.execute(database.app)).rejects.toThrow('permission denied for table session')
})

test('a context does not outlive its transaction on the pooled connection', async () => {
  await database.app.connection().execute(async (connection) => {
    await connection.transaction().execute((trx) => sql`select set_config('cofund.session', ${forgedSession}, true)`.execute(trx))
    const { rows } = await sql<{ context: string }>`select current_setting('cofund.session', true) as context`.execute(connection)
    expect(rows).toEqual([{ context: '' }])
  })
})
