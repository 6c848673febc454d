import type { ClaimId } from '@cofund/shared/claims/claim'
import type { RecoveryId } from '@cofund/shared/recoveries/recovery'
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
