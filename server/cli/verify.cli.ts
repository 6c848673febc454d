import { isSchemaCurrent } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import { proveLedger } from '../ledger/proofs.sql.ts'
import { proveLossEvaluations } from '../reports/loss-proofs.ts'
import { onOwnerDatabase } from './owner-database.ts'

/**
 * `pnpm cofund verify`: proves the books from their entries and evaluations from their records, one line for each proof, with
 * the first differences under a proof that fails. 0 when all hold, 1 otherwise, 2 when there is nothing that it could look at.
 */
export const run = (): Promise<number> =>
  onOwnerDatabase('verify', async ({ owner }) => {
    if (!(await isSchemaCurrent(owner))) throw new StartFailure('The database is not migrated to this program: start the program first')
    return print([...(await proveLedger(owner)), ...(await proveLossEvaluations(owner))])
  })

function print(results: Awaited<ReturnType<typeof proveLedger>>): number {
  for (const { statement, differences, first } of results) {
    console.log(differences === 0 ? `ok    ${statement}` : `WRONG ${statement}: ${differences} ${differences === 1 ? 'does' : 'do'} not`)
    for (const difference of first) console.log(`      ${difference}`)
    if (differences > first.length) console.log(`      … and ${differences - first.length} more`)
  }
  return results.some(({ differences }) => differences > 0) ? 1 : 0
}
