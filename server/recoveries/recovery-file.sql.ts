import type { Db, Trx } from '@cofund/db/connect'
import { type Claim, type ClaimDecision, type ClaimId, type ClaimPayment, claimNumber } from '@cofund/shared/claims/claim'
import { withPeriodCap } from '@cofund/shared/claims/decision'
import type { Standing } from '@cofund/shared/claims/standing'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { yearOf } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { addWorkingDays } from '@cofund/shared/kernel/working-days'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import { sharesRecovered } from '@cofund/shared/policies/recovery-sharing'
import { type CapKey, capKeysOf } from '@cofund/shared/pools/cap'
import type { Pool } from '@cofund/shared/pools/pool'
import { type AppliedSoFar, type Recovery, appliedBy, countedOf } from '@cofund/shared/recoveries/recovery'
import { refuse } from '@cofund/shared/refuse'
import { getClaim, keptOf, listDecisions, listPayments, listStandings, lockClaim } from '../claims/claim.sql.ts'
import { getEnterprise } from '../enterprises/enterprise.sql.ts'
import { getVersion } from '../policies/policy.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import { listRecoveriesOf } from './recovery.sql.ts'

/** What a recovery rests on: the claim under the version that it kept, its last decision, and all that has come back so far. */
export interface RecoveryFile {
  readonly claim: Claim
  readonly pool: Pool
  /** With the pool's own cap, as it was decided. */
  readonly cited: CitedScheme
  readonly capKeys: readonly CapKey[]
  readonly decision: ClaimDecision
  readonly payments: readonly ClaimPayment[]
  /** What of them stays with the bank. */
  readonly kept: bigint
  readonly recoveries: readonly Recovery[]
  readonly soFar: AppliedSoFar
  readonly standings: readonly Standing[]
}

/** Opens the file of a claim; `holding` keeps the claim until the transaction ends. */
export async function openRecoveryFile(db: Db, claimId: ClaimId, holding?: Trx): Promise<RecoveryFile> {
  const claim = holding ? await lockClaim(holding, claimId) : await getClaim(db, claimId)
  const pool = await getPool(db, claim.poolId)
  const version = await getVersion(db, claim.policyVersionId)
  const cited = withPeriodCap({ ...decodeForSharing(version.params), cites: version.cites }, pool)
  const decisions = await listDecisions(db, claim)
  const decision = decisions.at(-1) ?? refuse('recovery.claim_not_paid', { claim: claimNumber(claim), status: claim.status })
  const recoveries = await listRecoveriesOf(db, claimId)
  return {
    claim,
    pool,
    cited,
    capKeys: capKeysOf(cited.scheme, await countedFor(db, claim, decisions[0]?.decidedOn ?? decision.decidedOn)),
    decision,
    payments: await listPayments(db, claim),
    kept: await keptOf(db, claimId),
    recoveries,
    soFar: appliedBy(recoveries),
    standings: await listStandings(db, claimId),
  }
}

/** Against whose caps the claim was decided: a firm's and the year of its decision, or a bank's year. */
async function countedFor(db: Db, { family, bankId, enterpriseId, settledYear }: Claim, decidedOn: PlainDate) {
  if (family === 'bank_year' || enterpriseId === null) {
    return { enterpriseGroup: null, bankId, year: settledYear ?? yearOf(decidedOn) }
  }
  const enterprise = await getEnterprise(db, enterpriseId)
  return { enterpriseGroup: enterprise.groupCode ?? enterprise.id, bankId, year: yearOf(decidedOn) }
}

/** Where every bearer stands once so much has come back: by the scheme's own evaluation, what it bore being as decided. */
export function standingAfter({ cited, decision }: Pick<RecoveryFile, 'cited' | 'decision'>, soFar: AppliedSoFar): readonly Standing[] {
  const back = sharesRecovered(cited, decision.lossCase, countedOf(decision.lossCase, soFar)).shares
  return decision.shares.map(({ bearer, amount }) => ({
    bearer,
    borne: amount.minor,
    returned: back.find((share) => share.bearer === bearer)?.amount.minor ?? 0n,
  }))
}

/** The last day for remitting: null where the scheme lays down no term, or that year's working days are not known yet. */
export function remitBy({ cited: { scheme } }: Pick<RecoveryFile, 'cited'>, from: PlainDate): PlainDate | null {
  const days = scheme.recovery?.remit_within_working_days
  if (days === undefined) return null
  try {
    return addWorkingDays(from, days, stateCouncilCalendar)
  } catch (thrown) {
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}
