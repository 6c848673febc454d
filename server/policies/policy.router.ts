import { compareVersions } from '@cofund/shared/policies/compare-versions'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { readLossCase } from '@cofund/shared/policies/loss-case.input'
import { type SharedLoss, shareLoss } from '@cofund/shared/policies/loss-sharing'
import { type Evaluated, type PolicyVersion, citeOf, parametersOf, versionOn } from '@cofund/shared/policies/policy'
import {
  compareVersionsInput,
  draftPolicyInput,
  draftNextVersionInput,
  evaluateInput,
  policyOnInput,
  reviseDraftInput,
  versionIdInput,
} from '@cofund/shared/policies/policy.input'
import { questionsOf } from '@cofund/shared/policies/scheme-questions'
import { tryWorkedCase, workedCasesOf } from '@cofund/shared/policies/worked-cases'
import { refuse } from '@cofund/shared/refuse'
import type { Db } from '@cofund/db/connect'
import { command, query, router } from '../kernel/trpc.ts'
import {
  draftPolicy,
  draftShipped,
  draftVersion,
  reviseDraft,
} from './policy.commands.ts'
import { getPolicy, getPolicyByCode, getVersion, listPolicies, listVersions } from './policy.sql.ts'

export const policyRouter = router({
  list: query.query(({ ctx }) => listPolicies(ctx.db)),

  /** A version with every parameter beside its citation. */
  version: query.input(versionIdInput).query(async ({ ctx, input }) => {
    const version = await getVersion(ctx.db, input.versionId)
    const versions = (await listVersions(ctx.db, version.policyId)).map(({ id, number }) => ({ id, number }))
    return { policy: await getPolicy(ctx.db, version.policyId), version, versions, parameters: citedParameters(version) }
  }),

  /** The version that governs a day. */
  on: query.input(policyOnInput).query(async ({ ctx, input: { code, date } }) => {
    const policy = await getPolicyByCode(ctx.db, code)
    return { policy, version: versionOn(policy, await listVersions(ctx.db, policy.id), date) }
  }),

  /** What a scheme may ask of a case: the fields to try it with. */
  questions: query.input(versionIdInput).query(async ({ ctx, input }) => {
    const { scheme } = decodeForSharing((await getVersion(ctx.db, input.versionId)).params)
    return { currency: scheme.currency, base: scheme.base, ...questionsOf(scheme) }
  }),

  /** Holds a version, draft or not, against the examples worked out for its scheme. */
  workedCases: query.input(versionIdInput).query(async ({ ctx, input }) => {
    const { params, cites, policyId } = await getVersion(ctx.db, input.versionId)
    const { code } = await getPolicy(ctx.db, policyId)
    const cited = { ...decodeForSharing(params), cites }
    return workedCasesOf(code).map((worked) => tryWorkedCase(cited, worked))
  }),

  /** In what a version differs from another of its policy. */
  compare: query.input(compareVersionsInput).query(async ({ ctx, input }) => {
    const [before, after] = await Promise.all([getVersion(ctx.db, input.beforeId), getVersion(ctx.db, input.versionId)])
    if (before.policyId !== after.policyId) refuse('policy.compare_other', {})
    return compareVersions(before, after)
  }),

  /** Tries a version, draft or not, on a case; nothing is kept. */
  evaluate: query.input(evaluateInput).query(({ ctx, input }) => evaluate(ctx.db, input)),

  draft: command('policy.draft')
    .input(draftPolicyInput)
    .mutation(({ ctx, input }) => draftPolicy(ctx, input)),
  draftShipped: command('policy.draft').mutation(({ ctx }) => draftShipped(ctx)),
  draftVersion: command('policy.draft')
    .input(draftNextVersionInput)
    .mutation(({ ctx, input }) => draftVersion(ctx, input)),
  revise: command('policy.draft')
    .input(reviseDraftInput)
    .mutation(({ ctx, input }) => reviseDraft(ctx, input)),
})

const citedParameters = ({ params, cites }: PolicyVersion) =>
  parametersOf(params).map(({ path, value }) => ({ path, value, cite: citeOf(cites, path) ?? null }))

async function evaluate(
  db: Db,
  { versionId, case: stated }: { versionId: PolicyVersion['id']; case: object },
): Promise<Evaluated<Omit<SharedLoss, 'derivation'>>> {
  const version = await getVersion(db, versionId)
  const { code } = await getPolicy(db, version.policyId)
  const { scheme, unread } = decodeForSharing(version.params)
  const { loss, shares, derivation } = shareLoss({ scheme, cites: version.cites, unread }, readLossCase(stated, scheme))
  return { value: { loss, shares }, derivation, version: { policyCode: code, number: version.number, id: version.id } }
}
