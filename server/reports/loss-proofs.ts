import type { Db } from '@cofund/db/connect'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import { type LossEvaluationId, evaluateLoss, isSameStored, toStored } from '@cofund/shared/reports/loss-evaluation'
import { sql } from 'kysely'
import { type ProofResult, type Prove, proofResult } from '../audit/proof.ts'
import { getEvaluatedScheme, lossRollupOf, readEvaluatedLosses, rollupColumns } from './loss-evaluation.sql.ts'

/**
 * What always holds of evaluations: their sums are those of their losses, and every loss shared again from its record, by the
 * scheme as it was then, comes to what was stored.
 */
export const proveLossEvaluations: Prove = async (db) => {
  const evaluations = await db.selectFrom('loss_evaluation').select(['id', 'bearers']).orderBy('id').execute()
  return [await proveSums(db, evaluations), await proveShares(db, evaluations)]
}

type Evaluations = readonly { readonly id: LossEvaluationId; readonly bearers: readonly ShareBearer[] }[]

async function proveSums(db: Db, evaluations: Evaluations): Promise<ProofResult> {
  const wrong: string[] = []
  for (const { id, bearers } of evaluations) {
    const { rows } = await sql<{ cell: string }>`
      with summed as (${lossRollupOf(id, bearers)}),
        kept as (select ${rollupColumns} from loss_rollup where evaluation_id = ${id})
      select distinct format('%s %s, by %s: year %s, lender %s', evaluation_id, currency, grain,
        coalesce(year::text, '-'), coalesce(lender_id::text, '-')) as cell
      from ((table kept except table summed) union all (table summed except table kept)) as apart order by cell`.execute(db)
    wrong.push(...rows.map(({ cell }) => cell))
  }
  return proofResult(evaluations.length, 'evaluations of losses have the sums of their losses', wrong)
}

async function proveShares(db: Db, evaluations: Evaluations): Promise<ProofResult> {
  const { rows: stray } = await sql<{ loss: string }>`
    select format('%s: loan %s is not there', evaluation_id, loan_id) as loss
    from evaluated_loss left join loan on loan.id = loan_id where loan.id is null order by 1`.execute(db)
  const wrong = stray.map(({ loss }) => loss)
  let looked = 0
  for (const { id, bearers } of evaluations) {
    const cited = await getEvaluatedScheme(db, id)
    for await (const losses of readEvaluatedLosses(db, id)) {
      looked += losses.length
      for (const { loanId, recorded, stored, refusalCode, refusalFacts } of losses) {
        const again = evaluateLoss(cited, recorded)
        const refused = canonicalJson(again.refusal ?? { code: null, facts: null }) === canonicalJson({ code: refusalCode, facts: refusalFacts })
        const same = refused && isSameStored(toStored(again, bearers), stored)
        if (!same) wrong.push(`${id}: loan ${loanId} comes to something else`)
      }
    }
  }
  return proofResult(looked, 'evaluated losses are shared the same from their records', wrong)
}
