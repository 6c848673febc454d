import { migrate } from '@cofund/db/migrate'
import { restoreBackup } from '@cofund/db/restore'
import { onOwnerDatabase } from './owner-database.ts'
import { proveAll } from './verify.cli.ts'

/** `pnpm cofund restore FILE`: into an empty database; ends with what `verify` ends with, on the restored books. */
export async function run([file]: readonly string[]): Promise<number> {
  if (!file) {
    console.error('usage: pnpm cofund restore FILE')
    return 2
  }
  return onOwnerDatabase('restore', async (database) => {
    await migrate(database)
    const { header, tables } = await restoreBackup(database.owner, file)
    console.log(`Restored ${tables} tables as of ${header.takenAt}; ${header.heads.length} chains end where they ended`)
    return proveAll(database.owner)
  })
}
