import { connect } from '@cofund/db/connect'
import { databaseFor } from '@cofund/db/database'
import { isSchemaCurrent } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import { proveLedger } from '../ledger/proofs.sql.ts'
import { readSettings } from '../settings.ts'

/**
 * `pnpm cofund verify`: proves the books from their entries, one line for each proof, with the first differences
 * under a proof that fails. 0 when all hold, 1 otherwise, 2 when there is nothing that it could look at.
 */
export async function run(): Promise<number> {
  try {
    const database = await databaseFor(readSettings())
    if (!database.ownerUrl) throw new StartFailure('verify looks at every book, whoever keeps it: set DATABASE_OWNER_URL')
    const owner = connect(database.ownerUrl, { name: 'cofund verify', poolSize: 1, statementTimeoutMs: 0 })
    try {
      if (!(await isSchemaCurrent(owner))) throw new StartFailure('The database is not migrated to this program: start the program first')
      return print(await proveLedger(owner))
    } finally {
      await owner.destroy()
      await database.leave()
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    console.error(error.message)
    return 2
  }
}

function print(results: Awaited<ReturnType<typeof proveLedger>>): number {
  for (const { statement, differences, first } of results) {
    console.log(differences === 0 ? `ok    ${statement}` : `WRONG ${statement}: ${differences} ${differences === 1 ? 'does' : 'do'} not`)
    for (const difference of first) console.log(`      ${difference}`)
    if (differences > first.length) console.log(`      … and ${differences - first.length} more`)
  }
  return results.some(({ differences }) => differences > 0) ? 1 : 0
}
