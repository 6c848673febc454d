import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, statfsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { type Cluster, enterCluster } from '@cofund/db/cluster'
import { connect } from '@cofund/db/connect'
import { migrate } from '@cofund/db/migrate'
import pg from 'pg'
import { seedDemonstration } from '../../server/seed/demonstration.ts'

const project = resolve(import.meta.dirname, '../..')
const inMemory = `/dev/shm/cofund-tests-${userInfo().uid}-${createHash('sha256').update(project).digest('hex').slice(0, 8)}`

/**
 * The cluster that every test file of every run on this machine shares, apart from the user's own. A test's data need
 * not survive the machine, so it lies in memory where there is room, and does not wait for a disk.
 */
export const enterTestCluster = (): Promise<Cluster> =>
  enterCluster({
    dataDir: roomInMemory() > 2 ** 32 ? inMemory : join(project, 'node_modules/.cache/cofund-tests'),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      wal_compression: 'off',
      max_wal_size: '512MB',
      max_connections: '300',
      shared_buffers: '128MB',
    },
  })

/** How many bytes the folder in memory can take: a container may have none, or 64 MB. */
function roomInMemory(): number {
  if (!existsSync('/dev/shm')) return 0
  const { bavail, bsize } = statfsSync('/dev/shm')
  return bavail * bsize
}

/** Like `url`, on another database. */
export function onDatabase(url: string, database: string): string {
  const there = new URL(url)
  there.pathname = `/${database}`
  return there.href
}

/** One statement as the owner, outside any database that is being copied. */
export async function asOwner<Row extends pg.QueryResultRow>(
  ownerUrl: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: onDatabase(ownerUrl, 'postgres') })
  await client.connect()
  try {
    return (await client.query<Row>(statement, values)).rows
  } finally {
    await client.end()
  }
}

/** The migrated database that test files are cloned from. Its name tells the migrations it holds: other ones, another template. */
export const templateName = (): string => `template_${hashOf('db/migrations', 'db/definer.sql', 'db/catalogue-sql.ts', 'shared/people/role.ts', 'shared/approvals', 'shared/policies')}`

/** Like it, with the demonstration district in it; whatever the seeds run through may change what they leave. */
const demonstrationName = (): string => `template_demo_${hashOf('db', 'shared', 'server')}`

/** Makes the template where it is missing, once, whoever else starts a run at this moment. */
export async function prepareTemplate({ ownerUrl, appUrl }: Urls): Promise<void> {
  await makeOnce(ownerUrl, templateName(), 'template1', (url) => migrate({ ownerUrl: url, appUrl }))
}

/** The demonstration's template, made by the first test file that wants it. */
export async function prepareDemonstration({ ownerUrl }: Urls): Promise<string> {
  // Named once: the files that the name is made of may be edited while this runs.
  const name = demonstrationName()
  await makeOnce(ownerUrl, name, templateName(), async (url) => {
    const owner = connect(url, { name: 'test demonstration', statementTimeoutMs: 0 })
    await seedDemonstration(owner).finally(() => owner.destroy())
  })
  return name
}

interface Urls {
  readonly ownerUrl: string
  readonly appUrl: string
}

async function makeOnce(
  ownerUrl: string,
  name: string,
  template: string,
  fill: (url: string) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: onDatabase(ownerUrl, 'postgres') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(4711310112)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return
    await dropAbandoned(client)
    // Made under another name: one that was left half-way is never cloned.
    const half = `half_${name}`
    await client.query(`drop database if exists ${half} with (force)`)
    await client.query(`create database ${half} template ${template} strategy file_copy`)
    await fill(onDatabase(ownerUrl, half))
    await client.query(`alter database ${half} rename to ${name}`)
    await client.query(`alter database ${name} allow_connections false`)
  } finally {
    await client.end()
  }
}

function hashOf(...paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    const files = globSync(`${path}{,/**/*.{ts,sql,json}}`, { cwd: project, exclude: (name) => name === 'node_modules' })
    for (const file of files.toSorted()) {
      if (statSync(join(project, file)).isFile()) hash.update(file).update(readFileSync(join(project, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** Databases of runs that were killed, and all but the newest templates. */
async function dropAbandoned(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where datname ~ '^(test|template)_' order by oid desc",
  )
  const templates = rows.filter(({ name }) => name.startsWith('template_')).slice(6)
  const abandoned = rows.filter(({ name }) => name.startsWith('test_') && !isAlive(Number(name.split('_')[1])))
  for (const { name } of [...templates, ...abandoned]) await client.query(`drop database if exists ${name} with (force)`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
