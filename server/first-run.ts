import { connect } from '@cofund/db/connect'
import { migrate } from '@cofund/db/migrate'
import { sql } from 'kysely'
import { seedDemonstration } from './seed/demonstration.ts'

/** Of several that start together one seeds; the others wait and find it done. */
const firstRunLock = 4_711_310_113

/**
 * Loads the demonstration district into an embedded database that nobody has used yet, and answers whether it did.
 * It is loaded into a database of its own that takes the empty one's place at the end: a start that is killed half-way
 * leaves an empty database, never half a district.
 */
export async function loadDemonstrationOnFirstRun(
  urls: { ownerUrl: string; appUrl: string },
  announce: () => void,
): Promise<boolean> {
  const { pathname } = new URL(urls.ownerUrl)
  const name = pathname.slice(1)
  const seeding = `${name}_seeding`
  const maintenance = connect(onDatabase(urls.ownerUrl, 'postgres'), {
    name: 'cofund first run',
    poolSize: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  })
  try {
    return await maintenance.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(${firstRunLock})`.execute(connection)
      if (await isInUse(urls.ownerUrl)) return false
      announce()

      await sql`drop database if exists ${sql.id(seeding)} with (force)`.execute(connection)
      await sql`create database ${sql.id(seeding)}`.execute(connection)
      const there = { ownerUrl: onDatabase(urls.ownerUrl, seeding), appUrl: urls.appUrl }
      await migrate(there)
      const owner = connect(there.ownerUrl, { name: 'cofund demonstration', statementTimeoutMs: 0 })
      await seedDemonstration(owner).finally(() => owner.destroy())

      const empty = `${name}_empty`
      await connection.transaction().execute(async (trx) => {
        await sql`alter database ${sql.id(name)} rename to ${sql.id(empty)}`.execute(trx)
        await sql`alter database ${sql.id(seeding)} rename to ${sql.id(name)}`.execute(trx)
      })
      await sql`drop database ${sql.id(empty)} with (force)`.execute(connection)
      return true
    })
  } finally {
    await maintenance.destroy()
  }
}

async function isInUse(ownerUrl: string): Promise<boolean> {
  const owner = connect(ownerUrl, { name: 'cofund first run', poolSize: 1 })
  try {
    const { rows } = await sql<{ migrated: boolean }>`select to_regclass('organisation') is not null as migrated`.execute(owner)
    if (!rows[0]?.migrated) return false
    return (await owner.selectFrom('organisation').select('id').limit(1).execute()).length > 0
  } finally {
    await owner.destroy()
  }
}

function onDatabase(url: string, database: string): string {
  const there = new URL(url)
  there.pathname = `/${database}`
  return there.href
}
