import { versionIdInput } from '@cofund/shared/policies/policy.input'
import { query, router } from '../kernel/trpc.ts'
import { replayClaims } from './replay.sql.ts'

export const replayRouter = router({
  /** What a version, draft or not, would have granted on the decided claims in sight; nothing is kept. */
  claims: query.input(versionIdInput).query(({ ctx, input }) => replayClaims(ctx.db, input.versionId)),
})
