import type { Db } from '@cofund/db/connect'
import { expect } from 'vitest'
import { proveChain } from '../../server/audit/chain-proofs.ts'
import { type Prove, proveInOneSnapshot } from '../../server/audit/proof.ts'
import { proveClaims } from '../../server/claims/claim-proofs.ts'
import { proveFiscal } from '../../server/fiscal/fiscal-proofs.ts'
import { proveLedger } from '../../server/ledger/proofs.sql.ts'
import { proveNotes } from '../../server/loans/note-proofs.ts'
import { provePools } from '../../server/pools/pool-proofs.ts'
import { proveRecoveries } from '../../server/recoveries/recovery-proofs.ts'

/**
 * What a test of commands ends with: entries balance, balances equal postings, the chain of acts is whole and holds every entry; and
 * what budgets, pools, loans, claims and recoveries keep beside the ledger is what it says.
 */
export const expectCoherent = (owner: Db): Promise<void> =>
  expectProven(owner, [proveLedger, proveChain, proveFiscal, provePools, proveNotes, proveClaims, proveRecoveries])

/** The same of the books alone: where a test has planted what else commands would have kept. */
export const expectBooksCoherent = (owner: Db): Promise<void> => expectProven(owner, [proveLedger, proveChain])

async function expectProven(owner: Db, proofs: readonly Prove[]): Promise<void> {
  const results = await proveInOneSnapshot(owner, proofs)
  expect(results.filter(({ differences }) => differences > 0)).toEqual([])
}
