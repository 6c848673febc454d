import type { Db } from '@cofund/db/connect'
import type { ImportKindName } from '@cofund/shared/imports/import-shape'
import { storeDocument } from '../documents/document.commands.ts'
import { importKinds } from '../import-kinds.ts'
import { importRouterOf } from '../imports/import.router.ts'
import { drainImports } from '../imports/run-import.ts'
import { createCallerFactory } from '../kernel/trpc.ts'
import { demonstrationCommitments, demonstrationLoans } from './demonstration-files.ts'
import { seedContext } from './seed-caller.ts'

/** Imports the demonstration's books by file, as their keepers would: checked, confirmed by digest, taken whole. */
export async function seedImports(owner: Db): Promise<void> {
  await importFile(owner, 'yangpu.maker', 'loans', '杨浦区历史担保贷款_2021-2025.csv', demonstrationLoans())
  await importFile(owner, 'fund.maker', 'commitments', '江湾引导基金出资报告_20251231.csv', demonstrationCommitments('2025-12-31'))
  await importFile(owner, 'fund.maker', 'commitments', '江湾引导基金出资报告_20260630.csv', demonstrationCommitments('2026-06-30'))
}

const createCaller = createCallerFactory(importRouterOf(importKinds))

export async function importFile(owner: Db, signInName: string, kind: ImportKindName, name: string, text: string): Promise<void> {
  const context = await seedContext(owner, signInName)
  if (!context.session) throw new Error(`nobody is signed in as ${signInName}`)
  const imports = createCaller(context)
  const { hash } = await storeDocument(owner, context.session, { name, source: inPieces(text) })
  const { batchId } = await imports.start({ kind, documentHash: hash })
  await drainImports()
  const { batch } = await imports.get({ batchId })
  await imports.confirm({ batchId, digest: batch.digest ?? '' })
  await drainImports()
  const { batch: done } = await imports.get({ batchId })
  if (done.status !== 'imported') throw new Error(`${name} is ${done.status}: ${done.refusal?.code ?? 'rows were left out'}`)
}

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}
