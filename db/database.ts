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
    const { host, pathname } = new URL(databaseUrl)
    return { ownerUrl: databaseOwnerUrl, appUrl: databaseUrl, embedded: false, where: host + pathname, leave: async () => {} }
  }
  if (databaseOwnerUrl) throw new StartFailure('DATABASE_OWNER_URL is set and DATABASE_URL is not: set both, or neither for the embedded database')
  const { ownerUrl, appUrl, folder, leave } = await enterCluster({ dataDir })
  return { ownerUrl, appUrl, embedded: true, where: folder, leave }
}
