import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'
import { seedApprovals } from './seed-approvals.ts'
import { seedClaims, seedReceipts } from './seed-claims.ts'
import { seedBudget, seedSettlement } from './seed-fiscal.ts'
import { seedImports } from './seed-imports.ts'
import { seedLedger } from './seed-ledger.ts'
import { seedLoans } from './seed-loans.ts'
import { seedLosses } from './seed-losses.ts'
import { seedPeople } from './seed-people.ts'
import { seedPolicies } from './seed-policies.ts'
import { seedPools } from './seed-pools.ts'
import { seedRecoveries, seedYears } from './seed-recoveries.ts'
import { seedStatements } from './seed-statements.ts'

/** Loads the demonstration district into an empty, migrated database: one line for each feature, low to high. */
export async function seedDemonstration(owner: Db): Promise<void> {
  await seedPeople(owner)
  await seedLedger(owner)
  await seedPolicies(owner)
  await seedApprovals(owner)
  await seedImports(owner)
  await seedBudget(owner)
  await seedPools(owner)
  await seedLoans(owner)
  await seedClaims(owner)
  // The bank's word comes when everything has been ordered that it speaks of.
  await seedStatements(owner)
  await seedReceipts(owner)
  await seedYears(owner)
  await seedRecoveries(owner)
  await seedLosses(owner)
  // The tiers settle when claims have left them something to settle.
  await seedSettlement(owner)
  // Nobody finds a session among their own that they never opened.
  await owner.updateTable('session').set({ ended_at: sql`now()` }).where('opened_from', '=', 'seed').execute()
}
