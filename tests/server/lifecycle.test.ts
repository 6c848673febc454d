import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Cluster, enterCluster } from '@cofund/db/cluster'
import { connect } from '@cofund/db/connect'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { buildClient, isClientBuilt } from '../../server/client-build.ts'
import { people } from '../../server/seed/district.ts'
import { type PostgresServer, debianBinaries, startPostgresServer } from '../kit/postgres-server.ts'
import {
  type ServerProcess,
  type Variables,
  failToStart,
  interruptStart,
  runCommand,
  startServer,
} from '../kit/server-process.ts'

// Most of it is other processes' starting, which a busy machine makes long.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let dataDir: string
/** A data folder that two servers have started at once, on nothing, and left in peace; and what they said before they did. */
let used: string
let saidFirst: readonly string[]
const started: ServerProcess[] = []

beforeAll(async () => {
  if (!isClientBuilt()) await buildClient()
  used = newFolder()
  const both = await Promise.all([startServer({ DATA_DIR: used }), startServer({ DATA_DIR: used })])
  saidFirst = both.map((server) => server.said())
  for (const server of both) expect(await server.end('SIGTERM')).toBe(0)
})
afterAll(() => rmSync(used, { recursive: true, force: true }))
beforeEach(() => {
  dataDir = newFolder()
})
afterEach(async () => {
  for (const server of started.splice(0)) await server.end('SIGTERM')
  const postmaster = findPostmaster()
  if (postmaster) process.kill(postmaster, 'SIGQUIT')
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
})

function newFolder(): string {
  // In memory where there is such a folder: waiting for the disk is not what we test.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cofund-lifecycle-'))
  // As root the database has a user of its own, who must be able to enter.
  chmodSync(folder, 0o755)
  return folder
}

/** Goes on from where an earlier start has ended. */
const copyUsed = (): void => void execFileSync('cp', ['-a', `${used}/.`, dataDir])

const start = async (variables: Variables = {}): Promise<ServerProcess> => {
  const server = await startServer({ DATA_DIR: dataDir, ...variables })
  started.push(server)
  return server
}
const failed = (variables: Variables) => failToStart({ DATA_DIR: dataDir, ...variables })

/** The number of the postmaster that lives on our data. */
function findPostmaster(): number | undefined {
  const file = join(dataDir, 'postgres/data/postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

const statusOf = async (server: ServerProcess, path: string): Promise<number> => (await fetch(server.address + path)).status

/** Enters the database as a second program would, beside whatever runs. */
async function inside<T>(look: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = await enterCluster({ dataDir })
  return look(cluster).finally(() => cluster.leave())
}

const countPeople = (): Promise<number> =>
  inside(async ({ ownerUrl }) => {
    const owner = connect(ownerUrl)
    return (
      await owner
        .selectFrom('person')
        .select('id')
        .execute()
        .finally(() => owner.destroy())
    ).length
  })

describe('a start and its end', () => {
  test('on nothing loads the demonstration district once, of two servers too that start together', async () => {
    expect(saidFirst.filter((said) => said.includes('Loading the demonstration district'))).toHaveLength(1)
    copyUsed()
    expect(await countPeople()).toBe(people.length)
  })

  test('SIGTERM drains: exit 0, no server.pid, no database left; the next start finds its data', async () => {
    copyUsed()
    const first = await start()
    expect([await statusOf(first, '/healthz'), await statusOf(first, '/readyz'), await statusOf(first, '/')]).toEqual([
      200, 200, 200,
    ])
    expect(readFileSync(join(dataDir, 'server.pid'), 'utf8')).toBe(`${first.pid}\n`)
    expect(findPostmaster()).toBeDefined()

    expect(await first.end('SIGTERM')).toBe(0)
    expect(existsSync(join(dataDir, 'server.pid'))).toBe(false)
    expect(findPostmaster()).toBeUndefined()

    const second = await start()
    for (const server of [first, second]) expect(server.said()).not.toContain('Loading the demonstration district')
    expect(await countPeople()).toBe(people.length)
  })

  test('the last to leave stops the database: of two servers and a second program, none stops it for the others', async () => {
    copyUsed()
    const [first, second] = await Promise.all([start(), start()])
    const postmaster = findPostmaster()
    expect(await countPeople()).toBe(people.length)
    expect(findPostmaster()).toBe(postmaster)

    expect(await first.end('SIGTERM')).toBe(0)
    expect(findPostmaster()).toBe(postmaster)
    expect(await statusOf(second, '/readyz')).toBe(200)

    expect(await second.end('SIGINT')).toBe(0)
    expect(findPostmaster()).toBeUndefined()
  })

  test('the command line runs beside a server, and alone: then it starts the database and stops it', async () => {
    copyUsed()
    const alone = await runCommand(['verify'], { DATA_DIR: dataDir })
    expect(alone.status).toBe(0)
    expect(findPostmaster()).toBeUndefined()

    const server = await start()
    const postmaster = findPostmaster()
    expect(await runCommand(['verify'], { DATA_DIR: dataDir })).toEqual(alone)
    expect(findPostmaster()).toBe(postmaster)
    expect(await statusOf(server, '/readyz')).toBe(200)
  })

  test('a signal in the middle of a start ends it cleanly', async () => {
    expect(await interruptStart({ DATA_DIR: dataDir }, /Loading/, 'SIGTERM')).toBe(0)
    expect(findPostmaster()).toBeUndefined()
    expect(existsSync(join(dataDir, 'server.pid'))).toBe(false)
  })
})

describe('what is killed', () => {
  test('a killed server leaves its database running; the next start attaches to it', async () => {
    copyUsed()
    const first = await start()
    const postmaster = findPostmaster()
    expect(await first.end('SIGKILL')).toBe(null)
    expect(findPostmaster()).toBe(postmaster)

    const second = await start()
    expect(findPostmaster()).toBe(postmaster)
    expect(await statusOf(second, '/readyz')).toBe(200)
    await second.end('SIGTERM')
    expect(findPostmaster()).toBeUndefined()
  })

  test('a killed database is started again by the server that is in it; ready means its schema is ours', async () => {
    copyUsed()
    const server = await start()
    const before = findPostmaster() ?? 0
    process.kill(before, 'SIGKILL')
    await expect.poll(() => statusOf(server, '/readyz'), { timeout: 20_000, interval: 100 }).toBe(200)
    expect(findPostmaster()).not.toBe(before)

    await inside(async ({ ownerUrl }) => {
      const owner = connect(ownerUrl)
      await sql`insert into kysely_migration (name, timestamp) values ('29991231T2359_later', '')`.execute(owner)
      expect(await statusOf(server, '/readyz')).toBe(503)
      await sql`delete from kysely_migration where name = '29991231T2359_later'`.execute(owner).finally(() => owner.destroy())
    })
    expect(await countPeople()).toBe(people.length)
  })

  test('server and database both killed: the next start recovers what was there', async () => {
    copyUsed()
    const server = await start()
    const postmaster = findPostmaster() ?? 0
    await server.end('SIGKILL')
    process.kill(postmaster, 'SIGKILL')
    await start()
    expect(await countPeople()).toBe(people.length)
    expect((await runCommand(['verify'], { DATA_DIR: dataDir })).status).toBe(0)
  })

  test('a pid file whose number now belongs to somebody else is no postmaster', async () => {
    copyUsed()
    writeFileSync(
      join(dataDir, 'postgres/data/postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'postgres/data')}\n1\n5432\n\n\n1 1\nready\n`,
    )
    await start()
    expect(await countPeople()).toBe(people.length)
  })

  test('killed while the cluster is made, and again while the demonstration is loaded, the next start makes it whole', async () => {
    const early = interruptStart({ DATA_DIR: dataDir }, /never/, 'SIGKILL')
    while (!existsSync(join(dataDir, 'postgres'))) await delay(5)
    await delay(150)
    // The process that makes the cluster is the one whose number the server wrote down.
    process.kill(Number(readFileSync(join(dataDir, 'server.pid'), 'utf8')), 'SIGKILL')
    await early
    // To load, it has made the cluster that the first had begun.
    expect(await interruptStart({ DATA_DIR: dataDir }, /Loading/, 'SIGKILL')).toBe(null)
    const last = await start()
    expect(last.said()).toContain('Loading the demonstration district')
    expect(await countPeople()).toBe(people.length)
  })
})

describe('what cannot start says so in one line and ends with a status that is not 0', () => {
  test('a taken port', async () => {
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
    const { port } = squatter.address() as AddressInfo
    const { status, lines } = await failed({ PORT: String(port) })
    squatter.close()
    expect({ status, lines }).toEqual({
      status: 1,
      lines: [`Port ${port} on 127.0.0.1 is taken: stop what listens there, or set PORT`],
    })
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  })

  test.each([
    ['below a file', () => join(dataDir, 'file/data'), 'ENOTDIR'],
    ['where nobody can make one', () => '/proc/cofund', 'ENOENT'],
  ])('a folder that cannot be written: %s', async (_, folder, code) => {
    writeFileSync(join(dataDir, 'file'), '')
    const { status, lines } = await failed({ DATA_DIR: folder() })
    expect({ status, lines }).toEqual({
      status: 1,
      lines: [`The data folder ${folder()} cannot be written (${code}): set DATA_DIR to a folder that can`],
    })
  })

  test.each<[string, Variables, string | RegExp]>([
    ['PORT', { PORT: 'eighty' }, 'PORT must be a number'],
    [
      'PORT and DATABASE_URL',
      { PORT: '70000', DATABASE_URL: 'mysql://here' },
      /^PORT must be 0 to 65535; DATABASE_URL must be a connection string/,
    ],
    [
      'an owner without an application',
      { DATABASE_OWNER_URL: 'postgres://owner@127.0.0.1/cofund' },
      /^DATABASE_OWNER_URL is set and DATABASE_URL is not/,
    ],
    ['a host that is not ours', { HOST: '192.0.2.1' }, 'Cannot listen on 192.0.2.1, port 0 (EADDRNOTAVAIL): set HOST and PORT'],
    [
      'a server that is not there',
      { DATABASE_URL: 'postgres://a@127.0.0.1:1/cofund' },
      /^DATABASE_URL leads to no database at 127.0.0.1:1\/cofund: .*ECONNREFUSED/,
    ],
  ])('%s', async (_, variables, line) => {
    const { status, lines } = await failed(variables)
    expect(status).toBe(1)
    expect(lines).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)])
  })

  test('a database newer than the program', async () => {
    copyUsed()
    await inside(async ({ ownerUrl }) => {
      const owner = connect(ownerUrl)
      await sql`insert into kysely_migration (name, timestamp) values ('29991231T2359_later', '')`
        .execute(owner)
        .finally(() => owner.destroy())
    })
    const { status, lines } = await failed({})
    expect({ status, lines }).toEqual({
      status: 1,
      lines: ['The database is newer than this program (it has run 29991231T2359_later): update the program'],
    })
    expect(findPostmaster()).toBeUndefined()
  })

  test('data of another PostgreSQL', async () => {
    copyUsed()
    writeFileSync(join(dataDir, 'postgres/data/PG_VERSION'), '17\n')
    const { status, lines } = await failed({})
    expect(status).toBe(1)
    expect(lines).toEqual([expect.stringContaining('belong to PostgreSQL 17, this program brings 18')])
  })
})

const servers: readonly (readonly [string, string | undefined])[] = [
  ['the embedded PostgreSQL 18', undefined],
  ...(debianBinaries ? [["Debian's PostgreSQL 15", debianBinaries] as const] : []),
]

describe.each(servers)('a server of your own, %s', (_, binaries) => {
  let server: PostgresServer
  let variables: { DATABASE_URL: string; DATABASE_OWNER_URL: string }

  beforeAll(async () => {
    server = await startPostgresServer(binaries)
    await server.run('create role bureau_owner login; create role "Bureau App" login; create role almighty login superuser')
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    await server.run('drop database if exists bureau with (force)')
    await server.run('create database bureau owner bureau_owner')
    variables = {
      DATABASE_URL: server.urlOf(encodeURIComponent('Bureau App'), 'bureau'),
      DATABASE_OWNER_URL: server.urlOf('bureau_owner', 'bureau'),
    }
  })

  test('is migrated for roles of any name, holds no demonstration, and runs on when we leave', async () => {
    const ours = await start(variables)
    expect(await statusOf(ours, '/readyz')).toBe(200)
    expect(ours.said()).not.toContain('Demonstration')
    expect(await ours.end('SIGTERM')).toBe(0)

    const owner = connect(variables.DATABASE_OWNER_URL)
    expect(await owner.selectFrom('person').selectAll().execute()).toEqual([])
    const { rows } =
      await sql`select grantee, privilege_type from information_schema.table_privileges where table_name = 'person' and grantee <> 'bureau_owner'`
        .execute(owner)
        .finally(() => owner.destroy())
    expect(rows).toEqual(expect.arrayContaining([{ grantee: 'Bureau App', privilege_type: 'SELECT' }]))
  })

  test('is used without its owner once it is migrated, and not before', async () => {
    const withoutOwner = { DATABASE_URL: variables.DATABASE_URL }
    expect(await failed(withoutOwner)).toEqual({
      status: 1,
      lines: ['The database is older than this program: set DATABASE_OWNER_URL, so that it can be migrated'],
    })
    await (await start(variables)).end('SIGTERM')
    expect(await statusOf(await start(withoutOwner), '/readyz')).toBe(200)
  })

  test.each([
    [
      'one role for both',
      () => ({ ...variables, DATABASE_URL: variables.DATABASE_OWNER_URL }),
      /name the same role bureau_owner: give the application one of its own$/,
    ],
    [
      'an application that policies do not bind',
      () => ({ ...variables, DATABASE_URL: server.urlOf('almighty', 'bureau') }),
      /^Row-level security does not bind the role almighty/,
    ],
    [
      'an owner that owns nothing',
      () => ({ DATABASE_URL: server.urlOf('almighty', 'bureau'), DATABASE_OWNER_URL: variables.DATABASE_URL }),
      /Row-level security|may not change the schema/,
    ],
  ])('refuses %s', async (_name, settings, line) => {
    const { status, lines } = await failed(settings())
    expect(status).toBe(1)
    expect(lines).toEqual([expect.stringMatching(line)])
  })
})
