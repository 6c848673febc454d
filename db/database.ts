import pg from 'pg'
import { enterCluster } from './cluster.ts'
import { StartFailure } from './start-failure.ts'

/** The database that the settings ask for. */
export interface EnteredDatabase {
  /** For migrations; absent when DATABASE_URL came without DATABASE_OWNER_URL. */
  readonly ownerUrl: string | undefined
  readonly appUrl: string
  /** Whether it is the one that the program brings. */
  readonly embedded: boolean
  /** Where it is, for the operator: a folder, or a server without its password. */
  readonly where: string
  /** To be called last, after every pool is closed: the last to leave an embedded database stops it. */
  readonly leave: () => Promise<void>
}

export interface DatabaseSettings {
  readonly dataDir?: string | undefined
  readonly databaseUrl?: string | undefined
  readonly databaseOwnerUrl?: string | undefined
}

/**
 * Enters the embedded database, or names the server that DATABASE_URL points to.
 * @throws StartFailure with one line for the operator
 */
export async function databaseFor({ dataDir, databaseUrl, databaseOwnerUrl }: DatabaseSettings): Promise<EnteredDatabase> {
  if (databaseUrl) {
    await requireReachable('DATABASE_URL', databaseUrl)
    if (databaseOwnerUrl) await requireReachable('DATABASE_OWNER_URL', databaseOwnerUrl)
    return {
      ownerUrl: databaseOwnerUrl,
      appUrl: databaseUrl,
      embedded: false,
      where: placeOf(databaseUrl),
      leave: async () => {},
    }
  }
  if (databaseOwnerUrl)
    throw new StartFailure('DATABASE_OWNER_URL is set and DATABASE_URL is not: set both, or neither for the embedded database')
  const { ownerUrl, appUrl, folder, leave } = await enterCluster({ dataDir })
  return { ownerUrl, appUrl, embedded: true, where: folder, leave }
}

/** Host and database of a connection string: all of it that may be shown. */
function placeOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url)
  return (searchParams.get('host') ?? host) + pathname
}

async function requireReachable(variable: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
  } catch (error) {
    const reason = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error)
    throw new StartFailure(`${variable} leads to no database at ${placeOf(url)}: ${reason}`)
  } finally {
    await client.end().catch(() => undefined)
  }
}
