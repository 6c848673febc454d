import { migrate } from '@cofund/db/migrate'
import { onOwnerDatabase } from './owner-database.ts'

/** `pnpm cofund migrate`: brings the schema up to date, as starting the server does. */
export const run = (): Promise<number> =>
  onOwnerDatabase('migrate', async (database) => {
    const ran = await migrate(database)
    for (const name of ran) console.log(name)
    console.log(ran.length === 0 ? 'The schema is up to date' : `Ran ${ran.length} migrations`)
    return 0
  })
