import { migrate } from '@cofund/db/migrate'
import { seedDemonstration } from '../seed/demonstration.ts'
import { onOwnerDatabase } from './owner-database.ts'

/** `pnpm cofund seed demo`: loads the demonstration district into a database that nobody has used yet. */
export async function run([what]: readonly string[]): Promise<number> {
  if (what !== 'demo') {
    console.error('usage: pnpm cofund seed demo')
    return 2
  }
  return onOwnerDatabase('seed', async (database) => {
    await migrate(database)
    const used = await database.owner.selectFrom('organisation').select('id').limit(1).executeTakeFirst()
    if (used) {
      console.error('The database is in use: the demonstration district goes into an empty one only')
      return 1
    }
    await seedDemonstration(database.owner)
    console.log('The demonstration district is loaded')
    return 0
  })
}
