import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KyselyPlugin, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { catalogueSql } from './catalogue-sql.ts'
import { type Db, connect } from './connect.ts'
import { migrations } from './migrations/index.ts'
import { StartFailure } from './start-failure.ts'

const oldestServer = 15
const known = Object.keys(migrations).toSorted()

/** One migration at a time, whoever starts it: the lock is taken for the session that runs it. */
const migrationLock = 4_711_310_111

/**
 * Brings the schema up to date as its owner and answers the migrations that it ran.
 * `cofund_app`, in a migration and in definer.sql, stands for the role that the application signs in with: on a server of
 * your own it is whatever DATABASE_URL names.
 * @throws StartFailure when the server is too old, the schema is newer than the program, or the roles are not apart
 */
export async function migrate({ ownerUrl, appUrl }: { ownerUrl: string; appUrl: string }): Promise<readonly string[]> {
  const appRole = roleOf(appUrl)
  const db = connect(ownerUrl, { name: 'cofund migrate', poolSize: 2, statementTimeoutMs: 0, lockTimeoutMs: 0 })
  try {
    await requireServer(db)
    await requireRole(db, appRole)
    return await db.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(${migrationLock})`.execute(connection)
      await requireKnownSchema(connection)
      const owner = connection.withPlugin(nameAppRole(appRole))
      await applyDefiners(owner)
      const migrator = new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
      const { error, results = [] } = await migrator.migrateToLatest()
      if (error) throw error
      await sql`grant select on kysely_migration to cofund_app`.execute(owner)
      return results.map(({ migrationName }) => migrationName)
    })
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '42501') {
      throw new StartFailure(
        `The role ${roleOf(ownerUrl)} of DATABASE_OWNER_URL may not change the schema (${error.message}): make it the database's owner`,
      )
    }
    throw error
  } finally {
    await db.destroy()
  }
}

/**
 * For a server that may not migrate: the schema must be this program's already.
 * @throws StartFailure when it is older, newer or not there
 */
export async function requireCurrentSchema(db: Db): Promise<void> {
  await requireServer(db)
  await requireKnownSchema(db)
  if (!(await isSchemaCurrent(db)))
    throw new StartFailure('The database is older than this program: set DATABASE_OWNER_URL, so that it can be migrated')
}

/** Whether every migration of this program has run, and none that it does not know. */
export async function isSchemaCurrent(db: Db): Promise<boolean> {
  const ran = await findRanMigrations(db)
  return ran.length === known.length && ran.every((name, index) => name === known[index])
}

/** The role that a connection string names. */
const roleOf = (url: string): string => decodeURIComponent(new URL(url).username)

/** Applied anew each time, so that definer.sql always reads as what the database does; functions name tables that come later. */
async function applyDefiners(owner: Db): Promise<void> {
  const definers = readFileSync(join(import.meta.dirname, 'definer.sql'), 'utf8')
  await owner.transaction().execute(async (trx) => {
    await sql`set local check_function_bodies = off`.execute(trx)
    await sql.raw(catalogueSql()).execute(trx)
    await sql.raw(definers).execute(trx)
  })
}

async function findRanMigrations(db: Db): Promise<readonly string[]> {
  const { rows: tables } = await sql<{
    there: boolean
  }>`select to_regclass('public.kysely_migration') is not null as there`.execute(db)
  if (!tables[0]?.there) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name collate "C"`.execute(db)
  return rows.map(({ name }) => name)
}

/** A program that does not know a migration does not know what its own writes would break. */
async function requireKnownSchema(db: Db): Promise<void> {
  const unknown = (await findRanMigrations(db)).find((name) => !known.includes(name))
  if (unknown) throw new StartFailure(`The database is newer than this program (it has run ${unknown}): update the program`)
}

async function requireServer(db: Db): Promise<void> {
  const { rows } = await sql<{ number: number; version: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`.execute(db)
  const [server] = rows
  if (!server || server.number < oldestServer * 10_000) {
    throw new StartFailure(
      `The database server is PostgreSQL ${server?.version ?? '?'}; this program needs ${oldestServer} or newer`,
    )
  }
}

/** Row-level security binds neither a superuser nor the tables' owner: the application must be neither. */
async function requireRole(owner: Db, appRole: string): Promise<void> {
  const { rows } = await sql<{ unbound: boolean; same: boolean }>`
    select rolsuper or rolbypassrls or pg_has_role(oid, current_user, 'member') as unbound, rolname = current_user as same
    from pg_roles where rolname = ${appRole}`.execute(owner)
  const [role] = rows
  if (!role) throw new StartFailure(`The database server has no role ${appRole}, which DATABASE_URL names: create it`)
  if (role.same)
    throw new StartFailure(
      `DATABASE_URL and DATABASE_OWNER_URL name the same role ${appRole}: give the application one of its own`,
    )
  if (role.unbound)
    throw new StartFailure(
      `Row-level security does not bind the role ${appRole} of DATABASE_URL: it must be no superuser, have no BYPASSRLS and no part in the owner role`,
    )
}

/** Writes the application's role wherever a raw statement says cofund_app. */
const nameAppRole = (role: string): KyselyPlugin => ({
  transformQuery: ({ node }) =>
    node.kind === 'RawNode' && role !== 'cofund_app'
      ? {
          ...node,
          sqlFragments: node.sqlFragments.map((text) => text.replaceAll(/\bcofund_app\b/g, `"${role.replaceAll('"', '""')}"`)),
        }
      : node,
  transformResult: ({ result }) => Promise.resolve(result),
})
