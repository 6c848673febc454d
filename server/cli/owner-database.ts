import { type Db, connect } from '@cofund/db/connect'
import { type EnteredDatabase, databaseFor } from '@cofund/db/database'
import { StartFailure } from '@cofund/db/start-failure'
import { readSettings } from '../settings.ts'

/** The database that the settings name, entered by a verb that works with its owner's connection. */
export interface OwnerDatabase extends EnteredDatabase {
  readonly ownerUrl: string
  readonly owner: Db
}

/**
 * Runs a verb on the database, with its owner's connection, and leaves it afterwards. What stands in the way of starting
 * is one line and exit code 2.
 */
export async function onOwnerDatabase(verb: string, work: (database: OwnerDatabase) => Promise<number>): Promise<number> {
  try {
    const database = await databaseFor(readSettings())
    const { ownerUrl } = database
    try {
      if (!ownerUrl) throw new StartFailure(`${verb} works with the owner's connection: set DATABASE_OWNER_URL`)
      const owner = connect(ownerUrl, { name: `cofund ${verb}`, poolSize: 2, statementTimeoutMs: 0 })
      return await work({ ...database, ownerUrl, owner }).finally(() => owner.destroy())
    } finally {
      await database.leave()
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    console.error(error.message)
    return 2
  }
}
