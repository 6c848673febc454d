import type { Db } from '@cofund/db/connect'
import { type DerivationGroup, type EvidenceBundle, evidenceLimits } from '@cofund/shared/audit/evidence'
import { rulesTextOf } from '@cofund/shared/policies/policy'
import { type LossEvaluationId, evaluateLoss } from '@cofund/shared/reports/loss-evaluation'
import { sql } from 'kysely'
import type { EvidenceSection } from '../audit/evidence.ts'
import { policyDigestOf } from '../policies/policy-digest.ts'
import { getEvaluatedScheme, readEvaluatedLosses } from './loss-evaluation.sql.ts'

/** What the versions said that acts name: as they read now, and as an evaluation kept them when it tried one. */
export const policyEvidence: EvidenceSection = {
  name: 'policies',
  items: async function* items(db, { policies, evaluations }) {
    const versions = await db
      .selectFrom('policy_version')
      .select(['id', 'params', 'cites'])
      .where(sql<boolean>`id = any (${[...policies.keys()]}::text[])`)
      .union(
        db
          .selectFrom('loss_evaluation')
          .select(['policy_version_id as id', 'params', 'cites'])
          .where(sql<boolean>`id = any (${[...evaluations]}::text[])`),
      )
      .orderBy('id')
      .execute()
    for (const { id, params, cites } of versions) {
      // Decoded before they were written, by the kind of their policy.
      const rules = { params, cites } as Parameters<typeof rulesTextOf>[0]
      // What reads otherwise by now than any of these acts knew it is not theirs to prove.
      if (policies.get(id)?.has(policyDigestOf(rules))) {
        yield JSON.stringify({ version: id, text: rulesTextOf(rules) } satisfies EvidenceBundle['policies'][number])
      }
    }
  },
}

/** How each loss of an evaluation was shared, anew from its record and the scheme as it was: no derivation is stored. */
export const lossEvidence: EvidenceSection = {
  name: 'derivations',
  items: async function* items(db, { evaluations }) {
    for (const evaluation of [...evaluations].toSorted()) yield JSON.stringify(await derivationsOf(db, evaluation as LossEvaluationId))
  },
}

async function derivationsOf(db: Db, evaluation: LossEvaluationId): Promise<DerivationGroup> {
  const cited = await getEvaluatedScheme(db, evaluation)
  const items: { readonly subject: string; readonly derivation: unknown }[] = []
  let omitted = 0
  for await (const losses of readEvaluatedLosses(db, evaluation)) {
    for (const { loanId, recorded, refusalCode } of losses) {
      if (refusalCode !== null) continue
      if (items.length === evidenceLimits.derivationsOfEvaluation) omitted += 1
      else items.push({ subject: loanId, derivation: evaluateLoss(cited, recorded).shared?.derivation ?? null })
    }
  }
  return { subject: evaluation, omitted, items }
}
