import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type ClusterPlace, isFileError, makeFolder, prepareClusterPlace } from './cluster-place.ts'
import { StartFailure } from './start-failure.ts'

/** An embedded PostgreSQL that this process has entered; it runs until the last process has left it. */
export interface Cluster {
  /** For migrations: owns the database and its schema. */
  readonly ownerUrl: string
  /** For the application: owns nothing, sees what row-level security lets it see. */
  readonly appUrl: string
  /** Where the data lie, to tell the operator. */
  readonly folder: string
  /** Leaves; when nobody else is in, the database is shut down. Close your pools first. */
  readonly leave: () => Promise<void>
}

export interface ClusterOptions {
  /** Default: the project's `.data`. */
  readonly dataDir?: string | undefined
  /** Settings of the server beyond, or instead of, our own. Only the process that starts it is heard. */
  readonly settings?: Readonly<Record<string, string>>
}

const majorVersion = '18'
const port = 5432
const maintenanceDatabase = 'postgres'

/**
 * Whoever is in the cluster holds this advisory lock, shared, on a connection of its own. Who leaves and then gets it
 * alone was the last. Locks die with their process, so a crash leaves no count behind to be put right.
 */
const membershipLock = 4_711_310_110

const sharedMemoryNeeded = 256 * 2 ** 20

const serverSettings = {
  listen_addresses: '',
  port: String(port),
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'warning',
}

/**
 * Starts the cluster of `dataDir`, or attaches to it when it already runs: a second process, or the database that a
 * killed server left behind. Creates it first where there is none.
 * @throws StartFailure with one line for the operator
 */
export async function enterCluster({ dataDir, settings = {} }: ClusterOptions = {}): Promise<Cluster> {
  const place = prepareClusterPlace(dataDir)
  const enter = () => enterPlace(place, settings)
  let leaving = false
  let membership = await enter()

  // The database may go down under us (a backend that is killed takes every connection with it). We are still in,
  // so whoever of us notices first starts it again.
  const watch = (client: pg.Client) =>
    client.once('end', () => {
      if (!leaving) void rejoin()
    })
  async function rejoin(): Promise<void> {
    while (!leaving) {
      try {
        membership = await enter()
        watch(membership)
        return
      } catch (error) {
        console.error(`The database is down and does not come back: ${error instanceof Error ? error.message : String(error)}`)
        await delay(1000)
      }
    }
  }
  watch(membership)

  const keys = readKeys(place)
  const urlOf = (role: string, password: string) =>
    `postgres://${role}:${password}@localhost/cofund?host=${encodeURIComponent(place.sockets)}&port=${port}`
  return {
    ownerUrl: urlOf('cofund_owner', keys.owner),
    appUrl: urlOf('cofund_app', keys.app),
    folder: place.folder,
    leave: async () => {
      leaving = true
      await leavePlace(place, membership)
    },
  }
}

/** A connection that holds the membership lock, shared. */
async function enterPlace(place: ClusterPlace, settings: Readonly<Record<string, string>>): Promise<pg.Client> {
  const deadline = Date.now() + 120_000
  for (;;) {
    if (!existsSync(place.data)) await createCluster(place)
    const postmaster = findPostmaster(place)
    const refused = postmaster ? await tryToJoin(place) : await startPostgres(place, settings)
    if (refused instanceof pg.Client) return refused
    if (Date.now() > deadline)
      throw new StartFailure(`The database in ${place.folder} does not answer: ${refused ?? 'see postgres.log there'}`)
    await delay(50)
  }
}

/** A member's connection, or why there is none yet: it is starting, recovering, or the last to leave is stopping it. */
async function tryToJoin(place: ClusterPlace): Promise<pg.Client | string> {
  const { owner } = readKeys(place)
  const client = new pg.Client({
    host: place.sockets,
    port,
    user: 'cofund_owner',
    password: owner,
    database: maintenanceDatabase,
    application_name: 'cofund membership',
    keepAlive: true,
  })
  // Without a listener a lost connection would end the process; 'end' follows and is what we act upon.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [membershipLock])
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    if (error instanceof pg.DatabaseError && error.code === '28P01') {
      throw new StartFailure(
        `${join(place.data, 'keys.json')} does not open the database beside it: restore both from the same backup`,
      )
    }
    return error instanceof Error ? error.message : String(error)
  }
}

async function leavePlace(place: ClusterPlace, membership: pg.Client): Promise<void> {
  try {
    await membership.query('select pg_advisory_unlock_shared($1)', [membershipLock])
    const { rows } = await membership.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [membershipLock])
    if (rows[0]?.last) await stopPostgres(place)
  } catch {
    // The database went away before we did: there is nothing left to leave.
  }
  await membership.end().catch(() => undefined)
}

async function stopPostgres(place: ClusterPlace): Promise<void> {
  const postmaster = findPostmaster(place)
  if (!postmaster) return
  // SIGINT is PostgreSQL's fast shutdown: it ends every session, writes a checkpoint and removes its pid file.
  process.kill(postmaster.pid, 'SIGINT')
  const deadline = Date.now() + 30_000
  while (isAlive(postmaster.pid) && Date.now() < deadline) await delay(20)
  if (!place.sockets.startsWith(place.folder)) rmSync(place.sockets, { recursive: true, force: true })
}

interface Postmaster {
  readonly pid: number
  readonly ready: boolean
}

/** The live postmaster on our data, if there is one. A pid file that outlived it is PostgreSQL's to overwrite. */
function findPostmaster(place: ClusterPlace): Postmaster | undefined {
  const file = join(place.data, 'postmaster.pid')
  const text = readIfThere(file)
  const lines = text?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!pid || !isAlive(pid)) return undefined
  if (!worksIn(pid, place.data)) {
    // After a crash (and in a fresh container, soon) the number belongs to somebody else, of whom PostgreSQL would be
    // afraid. Renamed before it is removed: should a postmaster have written it this very moment, it gets it back.
    const aside = `${file}.${randomUUID()}`
    renameSync(file, aside)
    if (readFileSync(aside, 'utf8') === text) rmSync(aside)
    else renameSync(aside, file)
    return undefined
  }
  return { pid, ready: lines[7]?.trim() === 'ready' }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A killed postmaster that nobody has waited for yet is only a name in the process table.
    return !/^State:\s+Z/m.test(readIfThere(`/proc/${pid}/status`) ?? '')
  } catch {
    // Not ours to signal means not our postmaster: that one runs as we do, or we are root.
    return false
  }
}

/** Whether the process stands in the data directory, as a postmaster does; where the system cannot tell, we believe the pid file. */
function worksIn(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
  } catch {
    return isAlive(pid)
  }
}

/** Starts the server and waits until it accepts connections; answers why it did not, when another try may help. */
async function startPostgres(place: ClusterPlace, settings: Readonly<Record<string, string>>): Promise<string | undefined> {
  const version = readIfThere(join(place.data, 'PG_VERSION'))?.trim()
  if (version !== majorVersion) {
    throw new StartFailure(
      `The data in ${place.folder} belong to PostgreSQL ${version ?? '?'}, this program brings ${majorVersion}: restore a backup into an empty DATA_DIR`,
    )
  }
  makeFolder(place.sockets, 0o700)
  const log = openSync(place.log, rotateFrom(place.log), 0o600)
  const from = statSync(place.log).size
  const options = Object.entries({ ...serverSettings, ...dynamicMemory(), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const postgres = spawn(join(place.binaries, 'postgres'), ['-D', place.data, '-k', place.sockets, ...options], {
    ...asDatabaseUser(place),
    // Its own session: a Ctrl-C meant for us must not shut it down while others are in.
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let ended = false
  postgres.once('error', () => (ended = true))
  postgres.once('exit', () => (ended = true))
  postgres.unref()

  while (!ended) {
    const found = findPostmaster(place)
    if (found?.pid === postgres.pid && found?.ready) return undefined
    await delay(10)
  }
  const said = readFileSync(place.log, 'utf8').slice(from)
  const reason = /(?:FATAL|PANIC|could not execute|not found).*/.exec(said)?.[0] ?? 'it ended without a word'
  // Another starter was quicker, or the children of a killed postmaster are still on their way out, with last words in the same log.
  if (/postmaster\.pid|shared memory block|unexpected postmaster exit/.test(said)) return reason
  throw new StartFailure(`PostgreSQL does not start in ${place.folder}: ${reason}`)
}

/** A fresh log once the old one has grown to 16 MB; otherwise we go on with it. */
const rotateFrom = (log: string): 'a' | 'w' => (existsSync(log) && statSync(log).size > 16 * 2 ** 20 ? 'w' : 'a')

/** A container's /dev/shm may hold 64 MB, which one parallel hash join outgrows: then its shared memory lies in files. */
function dynamicMemory(): Readonly<Record<string, string>> {
  if (process.platform !== 'linux') return {}
  try {
    const { bsize, blocks } = statfsSync('/dev/shm')
    return bsize * blocks >= sharedMemoryNeeded ? {} : { dynamic_shared_memory_type: 'mmap' }
  } catch {
    return { dynamic_shared_memory_type: 'mmap' }
  }
}

/**
 * Creates the cluster with its roles and its empty database. Everything happens in a folder of its own that is renamed
 * at the end: a half-made cluster is never taken for one, and of two that start together the slower gives way.
 */
async function createCluster(place: ClusterPlace): Promise<void> {
  removeAbandonedHalves(place)
  const half = `${place.data}.${process.pid}`
  try {
    mkdirSync(half, { mode: 0o700 })
    if (place.user) chownSync(half, place.user.uid, place.user.gid)
    // Of trust there is none once pg_hba.conf is ours; initdb would otherwise ask for a password that we never want.
    await run(place, 'initdb', ['-D', half, '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--auth=trust', '--no-instructions'])
    writePrivately(place, join(half, 'pg_hba.conf'), 'local all all scram-sha-256\n')
    const keys: Keys = { owner: randomBytes(24).toString('hex'), app: randomBytes(24).toString('hex') }
    writePrivately(place, join(half, 'keys.json'), `${JSON.stringify(keys)}\n`)
    // Single-user mode takes one statement a line. The superuser has no password and cannot sign in: it has done its part.
    const statements = [
      `create role cofund_owner login createdb password '${keys.owner}'`,
      `create role cofund_app login password '${keys.app}'`,
      'create database cofund owner cofund_owner',
    ]
    await run(place, 'postgres', ['--single', '-D', half, maintenanceDatabase], `${statements.join('\n')}\n`)
    renameSync(half, place.data)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (existsSync(place.data)) return
    if (isFileError(error))
      throw new StartFailure(
        `The data folder ${place.folder} cannot be written (${error.code}): set DATA_DIR to a folder that can`,
      )
    throw error
  }
}

/** What a starter that was killed in the middle left behind. */
function removeAbandonedHalves(place: ClusterPlace): void {
  for (const name of readdirSync(place.folder)) {
    const pid = /^data\.(\d+)$/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) rmSync(join(place.folder, name), { recursive: true, force: true })
  }
}

interface Keys {
  readonly owner: string
  readonly app: string
}

/** The roles' passwords lie with the data that know them, and are as private. */
const readKeys = (place: ClusterPlace): Keys => JSON.parse(readFileSync(join(place.data, 'keys.json'), 'utf8')) as Keys

function writePrivately({ user }: ClusterPlace, file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 })
  if (user) chownSync(file, user.uid, user.gid)
}

/** Runs one of PostgreSQL's programs to its end. */
async function run(place: ClusterPlace, program: 'initdb' | 'postgres', args: readonly string[], input = ''): Promise<void> {
  const child = spawn(join(place.binaries, program), args, { ...asDatabaseUser(place), stdio: 'pipe' })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  child.stdin.end(input)
  const status = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', resolve)
  })
  // In single-user mode a failed statement leaves the exit status 0.
  const reason = /(?:ERROR|FATAL|PANIC|error):.*/.exec(said)?.[0]
  if (status !== 0 || (program === 'postgres' && reason)) {
    throw new StartFailure(`${program} failed in ${place.folder}: ${reason ?? said.trim().split('\n').at(-1) ?? String(status)}`)
  }
}

/** Nothing of our environment but the path: PGPORT, PGDATA and their kin would be obeyed. */
const asDatabaseUser = ({ user, folder }: ClusterPlace) => ({
  ...(user && { uid: user.uid, gid: user.gid }),
  cwd: folder,
  env: { PATH: process.env['PATH'], LC_ALL: 'C' },
})

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
