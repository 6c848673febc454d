import type { Db } from '@cofund/db/connect'
import { type Currency, money } from '@cofund/shared/kernel/money'
import { type PastDecision, type Replayed, replayDecision } from '@cofund/shared/claims/replay'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { PolicyId, PolicyVersionId } from '@cofund/shared/policies/policy'
import { getVersion } from '../policies/policy.sql.ts'

/** A version asked of the past, claim by claim, and what it comes to in each currency; claims that it refuses stand apart. */
export interface Replay {
  readonly rows: readonly Replayed[]
  readonly sums: readonly { readonly claims: number; readonly granted: bigint; readonly would: bigint; readonly currency: Currency }[]
  readonly refused: number
}

/** So many claims, the latest decided first: what an official looks through, and one request answers. */
const replayed = 2_000

/** Replays a version, draft or not, over the decided claims in sight whose scheme it is a version of: the first decision on each. */
export async function replayClaims(db: Db, versionId: PolicyVersionId): Promise<Replay> {
  const version = await getVersion(db, versionId)
  const cited = { ...decodeForSharing(version.params), cites: version.cites }
  const rows = (await listPastDecisions(db, version.policyId)).map((past) => replayDecision(cited, past))
  const answered = rows.filter(({ would }) => would !== null)
  const currencies = [...new Set(answered.map(({ granted }) => granted.currency))]
  return {
    rows,
    sums: currencies.map((currency) => {
      const those = answered.filter(({ granted }) => granted.currency === currency)
      return {
        currency,
        claims: those.length,
        granted: those.reduce((total, { granted }) => total + granted.minor, 0n),
        would: those.reduce((total, { would }) => total + (would?.minor ?? 0n), 0n),
      }
    }),
    refused: rows.length - answered.length,
  }
}

async function listPastDecisions(db: Db, policyId: PolicyId): Promise<readonly PastDecision[]> {
  const rows = await db
    .selectFrom('claim')
    .innerJoin('claim_decision', (join) => join.onRef('claim_id', '=', 'claim.id').on('place', '=', 1))
    .innerJoin('policy_version', 'policy_version.id', 'claim.policy_version_id')
    .where('policy_version.policy_id', '=', policyId)
    .select([
      'claim.id',
      'claim.number',
      'claim.organisation_id',
      'claim.mode',
      'claim.currency',
      'claim_decision.loss_case',
      'claim_decision.payable_minor',
      'claim_decision.decided_on',
    ])
    .orderBy('claim_decision.decided_on', 'desc')
    .orderBy('claim.number', 'desc')
    .limit(replayed)
    .execute()
  return rows.map((row) => ({
    claim: { id: row.id, number: row.number, bankId: row.organisation_id, mode: row.mode, decidedOn: row.decided_on },
    lossCase: row.loss_case,
    payable: money(row.payable_minor, row.currency),
  }))
}
