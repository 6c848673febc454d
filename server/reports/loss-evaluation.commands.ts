import { newId } from '@cofund/db/new-id'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import { refuse } from '@cofund/shared/refuse'
import { type LossEvaluationId, bearersOf, evaluateLoss } from '@cofund/shared/reports/loss-evaluation'
import type { Command } from '../kernel/trpc.ts'
import { policyDigestOf } from '../policies/policy-digest.ts'
import { getPolicy, getVersion } from '../policies/policy.sql.ts'
import {
  insertEvaluatedLosses,
  insertLossEvaluation,
  listEvaluatedTotals,
  listLoanBatches,
  readLosses,
  rollUpLosses,
} from './loss-evaluation.sql.ts'

/**
 * Tries a version of a scheme, in effect or not, on every loss within the actor's sight, and keeps what it found. Nothing is
 * posted. The batches are listed first and the losses read by them, so that what is imported meanwhile is not half seen.
 */
export async function evaluateLosses(
  { trx, record }: Command,
  { policyVersionId }: { policyVersionId: PolicyVersionId },
): Promise<{ readonly evaluationId: LossEvaluationId }> {
  const { policyId, number, params, cites } = await getVersion(trx, policyVersionId)
  const { code } = await getPolicy(trx, policyId)
  const cited = { ...decodeForSharing(params), cites }
  const batches = await listLoanBatches(trx)
  const evaluation = { id: newId('lev'), policyVersionId, params, cites, bearers: bearersOf(cited.scheme), batches }

  await insertLossEvaluation(trx, evaluation)
  for await (const loans of readLosses(trx, batches)) {
    await insertEvaluatedLosses(
      trx,
      evaluation,
      loans.map((loan) => ({ loan, evaluated: evaluateLoss(cited, loan.recorded) })),
    )
  }
  await rollUpLosses(trx, evaluation)

  const totals = await listEvaluatedTotals(trx, evaluation.id, evaluation.bearers)
  if (totals.length === 0) refuse('loss.nothing_to_share', {})
  record({
    act: 'losses.evaluated',
    evaluationId: evaluation.id,
    policyVersionId,
    policyDigest: policyDigestOf(evaluation),
    policyCode: code,
    versionNumber: number,
    batches: batches.length,
    totals,
  })
  return { evaluationId: evaluation.id }
}
