import { parseArgs } from 'node:util'
import type { Db } from '@cofund/db/connect'
import { isSchemaCurrent } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import type { Language } from '@cofund/shared/kernel/refusal'
import { proveChain, proveCheckpointsOf } from '../audit/chain-proofs.ts'
import { type Prove, type ProofResult, proveInOneSnapshot } from '../audit/proof.ts'
import { proveSeals } from '../audit/seal-proofs.ts'
import { proveClaims } from '../claims/claim-proofs.ts'
import { proveDocuments } from '../documents/document-proofs.ts'
import { proveFiscal } from '../fiscal/fiscal-proofs.ts'
import { proveLedger } from '../ledger/proofs.sql.ts'
import { proveLoans } from '../loans/loan-proofs.ts'
import { proveNotes } from '../loans/note-proofs.ts'
import { provePolicies } from '../policies/policy-proofs.ts'
import { provePools } from '../pools/pool-proofs.ts'
import { proveRecoveries } from '../recoveries/recovery-proofs.ts'
import { proveLossEvaluations } from '../reports/loss-proofs.ts'
import { readLanguage } from './language.ts'
import { onOwnerDatabase } from './owner-database.ts'
import { readKeyFile } from './text-files.ts'
import { verifyBundle } from './verify-bundle.ts'

const usage = `usage: pnpm cofund verify [--key FILE]
       pnpm cofund verify --bundle FILE --checkpoint FILE [--checkpoint FILE …] --key FILE [--lang zh|en]`

/** Every feature's proofs, low to high. */
const proofs: readonly Prove[] = [
  proveLedger,
  proveChain,
  proveSeals,
  proveDocuments,
  provePolicies,
  proveFiscal,
  provePools,
  proveLoans,
  proveNotes,
  proveClaims,
  proveRecoveries,
  proveLossEvaluations,
]

/**
 * `pnpm cofund verify`: proves the whole database from its entries and acts, one line for each proof, with the first differences
 * under a proof that fails. With --bundle it needs no database: it verifies evidence that was exported. 0 when all holds,
 * 1 otherwise, 2 when there is nothing that it could look at.
 */
export async function run(args: readonly string[] = []): Promise<number> {
  const call = readCall(args)
  if (!call) {
    console.error(usage)
    return 2
  }
  try {
    return await ('bundle' in call ? verifyBundle(call) : verifyDatabase(call.key))
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    console.error(error.message)
    return 2
  }
}

type Call =
  | { readonly key: string | undefined }
  | { readonly bundle: string; readonly checkpoints: readonly string[]; readonly key: string; readonly language: Language }

function readCall(args: readonly string[]): Call | undefined {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...args], options: { bundle: text, checkpoint: { ...text, multiple: true }, key: text, lang: text } })
    const { bundle, checkpoint: checkpoints = [], key } = values
    if (bundle === undefined) return checkpoints.length === 0 ? { key } : undefined
    const language = readLanguage(values.lang)
    return language && key !== undefined && checkpoints.length > 0 ? { bundle, checkpoints, key, language } : undefined
  } catch {
    return undefined
  }
}

const verifyDatabase = (key: string | undefined): Promise<number> =>
  onOwnerDatabase('verify', async ({ owner }) => {
    if (!(await isSchemaCurrent(owner))) throw new StartFailure('The database is not migrated to this program: start the program first')
    const publicKey = key === undefined ? undefined : await readKeyFile(key)
    return proveAll(owner, publicKey === undefined ? [] : [proveCheckpointsOf(publicKey)])
  })

/** Runs every proof and prints what each came to; 0 when all hold. */
export const proveAll = async (owner: Db, more: readonly Prove[] = []): Promise<number> =>
  print(await proveInOneSnapshot(owner, [...proofs, ...more]))

function print(results: readonly ProofResult[]): number {
  for (const { statement, differences, first } of results) {
    console.log(differences === 0 ? `ok    ${statement}` : `WRONG ${statement}: ${differences} ${differences === 1 ? 'does' : 'do'} not`)
    for (const difference of first) console.log(`      ${difference}`)
    if (differences > first.length) console.log(`      … and ${differences - first.length} more`)
  }
  return results.some(({ differences }) => differences > 0) ? 1 : 0
}
