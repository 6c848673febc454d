import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findDatabaseProgram } from '@cofund/db/cluster-place'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** A PostgreSQL server of somebody else's: the superuser's, with roles and databases as a test wants them. */
export interface PostgresServer {
  readonly run: (statement: string, database?: string) => Promise<void>
  readonly urlOf: (role: string, database: string) => string
  readonly stop: () => Promise<void>
}

/** Debian's own, the oldest that we support; undefined where it is not installed. */
export const debianBinaries = ['/usr/lib/postgresql/15/bin'].find((folder) => existsSync(join(folder, 'initdb')))

/** Starts a server that trusts everybody who may enter its socket's folder. */
export async function startPostgresServer(binaries?: string): Promise<PostgresServer> {
  const folder = mkdtempSync('/tmp/cofund-server-')
  const { user, binaries: embedded } = findDatabaseProgram()
  const as = { ...(user && { uid: user.uid, gid: user.gid }), cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } }
  const bin = binaries ?? embedded
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  for (const path of user ? [folder, data] : []) chownSync(path, user?.uid ?? 0, user?.gid ?? 0)

  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--auth=trust', '--no-sync'],
    as,
  )
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], {
    ...as,
    stdio: 'ignore',
  })

  const urlOf = (role: string, database: string) => `postgres://${role}@localhost/${database}?host=${encodeURIComponent(folder)}`
  const run = async (statement: string, database = 'postgres') => {
    const client = new pg.Client({ connectionString: urlOf('postgres', database) })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  for (let tries = 0; ; tries++) {
    const failed = await run('select 1').then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!failed) break
    if (tries === 200 || server.exitCode !== null) throw failed
    await delay(25)
  }
  return { run, urlOf, stop: () => stopServer(server, folder) }
}

async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  const stopped = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGINT')
  await stopped
  rmSync(folder, { recursive: true })
}
