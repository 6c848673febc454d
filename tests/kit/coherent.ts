import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { proveLedger } from '../../server/ledger/proofs.sql.ts'

/** What a test of commands ends with: entries balance, balances equal postings, every write has its act. */
export async function expectCoherent(owner: Db): Promise<void> {
  const results = await proveLedger(owner)
  expect(results.filter(({ differences }) => differences > 0)).toEqual([])
  expect(await entriesWithoutAct(owner)).toEqual([])
}

async function entriesWithoutAct(owner: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from journal_entry as entry where not exists (select from act where act.recorded_in = entry.recorded_in)`.execute(
    owner,
  )
  return rows.map(({ id }) => id)
}
