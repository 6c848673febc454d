import { writeBackup } from '@cofund/db/backup'
import { onOwnerDatabase } from './owner-database.ts'

/** `pnpm cofund backup FILE`: everything, documents included, in one snapshot, while the server goes on working. */
export async function run([file]: readonly string[]): Promise<number> {
  if (!file) {
    console.error('usage: pnpm cofund backup FILE')
    return 2
  }
  return onOwnerDatabase('backup', async ({ owner }) => {
    const { header, tables, rows } = await writeBackup(owner, file)
    console.log(`${file}: ${rows} rows of ${tables} tables, ${header.heads.length} chains, as of ${header.takenAt}`)
    return 0
  })
}
