import type { Db } from '@cofund/db/connect'
import { expect } from 'vitest'
import { proveChain } from '../../server/audit/chain-proofs.ts'
import { proveInOneSnapshot } from '../../server/audit/proof.ts'
import { proveLedger } from '../../server/ledger/proofs.sql.ts'

/** What a test of commands ends with: entries balance, balances equal postings, the chain of acts is whole and holds every entry. */
export async function expectCoherent(owner: Db): Promise<void> {
  const results = await proveInOneSnapshot(owner, [proveLedger, proveChain])
  expect(results.filter(({ differences }) => differences > 0)).toEqual([])
}
