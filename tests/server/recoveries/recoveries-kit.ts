import { newId } from '@cofund/db/new-id'
import type { ClaimId } from '@cofund/shared/claims/claim'
import type { RecoveryId } from '@cofund/shared/recoveries/recovery'
import { sql } from 'kysely'
import { actAs } from '../../../server/kernel/session.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { agreeAt, type ClaimsPlace, type PlantedPool } from '../claims/claims-kit.ts'

let vouchers = 0

/** A claim for a loan of so much, decided and paid, its receipt seen. */
export async function paidClaim(place: ClaimsPlace, pool: PlantedPool, principalYuan = 1_000_000): Promise<ClaimId> {
  const claimId = await place.plantDraft(await place.plantNote(pool, { principalYuan }))
  await place.decide(await place.submit(claimId))
  const voucher = `R-${(vouchers += 1)}`
  await place.pay(claimId, voucher)
  await place.receive(pool, claimId, voucher)
  return claimId
}

/** Puts the loan of a claim under the pool's cover, as its enrolment would have: in the bank's quota and in the pool's book. */
export async function cover({ database: { app, owner } }: ClaimsPlace, { poolId }: PlantedPool, claimId: ClaimId): Promise<void> {
  const { note_id } = await owner.selectFrom('claim').select('note_id').where('id', '=', claimId).executeTakeFirstOrThrow()
  const { principal_minor } = await sql<{ principal_minor: bigint }>`update drawdown_note set exposed_minor = principal_minor where id = ${note_id} returning principal_minor`
    .execute(owner)
    .then(({ rows: [row] }) => row ?? { principal_minor: 0n })
  const { tokenHash } = await openOperatorSession(owner, 'shenjiang.maker', 'test')
  await app.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    await sql`select occupy_quota(${poolId}, 'org_shenjiang_bank', 2026, ${principal_minor})`.execute(trx)
    await sql`select note_exposure(${poolId}, ${newId('ent')}, 'loan.enrolled', '{}', '2026-06-30', ${principal_minor})`.execute(trx)
    await sql`select append_acts('[]')`.execute(trx)
  })
}

export interface Money {
  readonly yuan: number
  readonly costYuan?: number
  readonly interestOwed?: bigint | null
  readonly penaltyOwed?: bigint | null
  readonly reference?: string
  readonly kind?: 'cash' | 'asset' | 'transfer' | 'after_write_off'
}

let references = 0
export const moneyBack = (claimId: ClaimId, { yuan, costYuan = 0, reference, kind = 'cash', interestOwed = null, penaltyOwed = null }: Money) => ({
  claimId,
  kind,
  receivedOn: '2026-06-30' as const,
  gross: BigInt(Math.round(yuan * 100)),
  cost: BigInt(Math.round(costYuan * 100)),
  interestOwed,
  penaltyOwed,
  reference: reference ?? `HK-${(references += 1)}`,
})

/** Reported by the bank, confirmed by its second person and by the pool's. */
export async function recover(place: ClaimsPlace, claimId: ClaimId, money: Money): Promise<RecoveryId> {
  const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose({ kind: 'recovery.share', what: moneyBack(claimId, money) })
  for (const checker of ['shenjiang.checker', 'yangpu.checker']) await agreeAt(await place.as(checker), proposalId)
  return lastOf(place, claimId)
}

export async function takeBack(place: ClaimsPlace, recoveryId: RecoveryId): Promise<void> {
  const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose({ kind: 'recovery.reverse', what: { recoveryId, reason: '误报' } })
  for (const checker of ['shenjiang.checker', 'yangpu.checker']) await agreeAt(await place.as(checker), proposalId)
}

async function lastOf({ database }: ClaimsPlace, claimId: ClaimId): Promise<RecoveryId> {
  const { id } = await database.owner
    .selectFrom('recovery')
    .select('id')
    .where('claim_id', '=', claimId)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return id
}
