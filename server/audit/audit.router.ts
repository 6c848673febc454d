import { checkpointListInput } from '@cofund/shared/audit/evidence.input'
import { query, router } from '../kernel/trpc.ts'
import { listCheckpoints } from './checkpoint.sql.ts'
import { listEvidenceOffers } from './evidence.sql.ts'

export const auditRouter = router({
  /** Whose evidence the reader may ask for. */
  offers: query.query(({ ctx }) => listEvidenceOffers(ctx.db)),

  checkpoints: query.input(checkpointListInput).query(({ ctx, input }) => listCheckpoints(ctx.db, input)),
})
