import {
  batchFindingsInput,
  byBatchId,
  confirmImportInput,
  importListInput,
  startImportInput,
} from '@cofund/shared/imports/import.input'
import { type RequestContext, type StartingCommand, command, query, router } from '../kernel/trpc.ts'
import type { Session } from '../kernel/session.ts'
import { type ImportCommand, type ImportKinds, confirmImport, restartImport, startImport } from './import.commands.ts'
import { getBatch, listBatchActs, listBatches, listFindings, listReasons, listTotals } from './import.sql.ts'
import { importWork } from './run-import.ts'

/** The kinds come from above: this mechanism serves features that stand higher than it. */
export const importRouterOf = (kinds: ImportKinds) => {
  // The permission is the kind's, so it is asked for in the command, once the kind is known.
  const change = command('signed_in')
  return router({
    start: change.input(startImportInput).mutation(({ ctx, input }) => startImport(withWork(ctx, kinds), input)),
    confirm: change.input(confirmImportInput).mutation(({ ctx, input }) => confirmImport(withWork(ctx, kinds), input)),
    restart: change.input(byBatchId).mutation(({ ctx, input }) => restartImport(withWork(ctx, kinds), input.batchId)),

    get: query.input(byBatchId).query(async ({ ctx, input: { batchId } }) => ({
      batch: await getBatch(ctx.db, batchId),
      totals: await listTotals(ctx.db, batchId),
      reasons: await listReasons(ctx.db, batchId),
      acts: await listBatchActs(ctx.db, batchId),
    })),
    list: query.input(importListInput).query(({ ctx, input }) => listBatches(ctx.db, input)),
    findings: query.input(batchFindingsInput).query(({ ctx, input: { batchId, ...filter } }) => listFindings(ctx.db, batchId, filter)),
  })
}

type Request = Pick<RequestContext, 'db' | 'from' | 'traceId' | 'reportBug'> & StartingCommand & { readonly session: Session }

function withWork(ctx: Request, kinds: ImportKinds): ImportCommand {
  const { db, session, now, traceId, reportBug } = ctx
  return { ...ctx, kinds, work: importWork({ db, tokenHash: session.tokenHash, kinds, now, traceId, reportBug }) }
}
