import type { ClaimId } from '@cofund/shared/claims/claim'
import type { FreezeYear } from '@cofund/shared/claims/settlement.input'
import { replay } from '@cofund/shared/kernel/derivation'
import { fraction } from '@cofund/shared/kernel/fraction'
import { fen } from '@cofund/shared/kernel/money'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type ClaimsPlace, type PlantedPool, agreeAt, expectRefusal, openClaimsPlace } from './claims-kit.ts'

const band = {
  family: 'bank_year',
  base: 'net_loss',
  compensation: {
    bands: { mode: 'excess', steps: [{ above: '0.03', up_to: '0.05', rate: '0.50' }] },
    split: [
      { bearer: 'city', share: '0.4' },
      { bearer: 'district', share: '0.6' },
    ],
    rounding: 'down',
  },
  breakers: [],
  caps: [{ scope: 'bank_year', amount: '5000000.00' }],
  claim: { diligent_recovery: true },
  recovery: { rule: 'recompute_on_net_loss', costs_first: true, remit_within_working_days: 10 },
}

/** In millions of yuan, all in Yangpu: 4 % of a thousand, and what disposal left of so much. */
const year = (disposed: number, npl = 40): FreezeYear['stated'] => {
  const m = (millions: number): bigint => BigInt(millions) * 100_000_000n
  const amounts = { loan_balance: m(1000), npl_balance: m(npl), disposed: m(disposed), recovered: m(4), net_loss: m(disposed - 4) }
  return { ...amounts, previous_balance: null, districts: [{ district: '310110', ...amounts }] }
}

let place: ClaimsPlace
beforeAll(async () => void (place = await openClaimsPlace()), 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

const planted = (): Promise<PlantedPool> => place.plantPool({ funding: 'annual_budget', pays: 'afterwards', cashYuan: 10_000_000, recoveriesGo: 'return', scheme: band, agreedOn: '2024-01-01' })

const frozen = async ({ poolId }: PlantedPool, stated = year(22), settledYear = 2025): Promise<ClaimId> => {
  const { claimId } = await (await place.as('shenjiang.maker')).settlements.freeze({ poolId, productCode: 'KJD', year: settledYear, stated, flags: { diligent_recovery: true } })
  return claimId
}

/** Computed, and on its way through trustee, science commission and joint meeting (this pool has no auditor of its own). */
async function decided(claimId: ClaimId): Promise<void> {
  const keeper = await place.as('yangpu.maker')
  await keeper.settlements.compute({ claimId })
  const { proposalId } = await keeper.approvals.propose({ kind: 'settlement.decide', what: { claimId, on: '2026-06-30' } })
  for (const checker of ['trustee.reviewer', 'science.reviewer', 'joint.meeting']) await agreeAt(await place.as(checker), proposalId)
}

const statusOf = async (claimId: ClaimId) => (await (await place.as('shenjiang.maker')).settlements.get({ claimId })).claim.status

/** The city's treasury pays by a voucher of its own, and the money is seen to have arrived. */
async function paidByCity({ poolId, treasuries }: PlantedPool, claimId: ClaimId, minor: bigint, number: string): Promise<void> {
  const [maker, checker] = [await place.as('city.maker'), await place.as('city.checker')]
  const amount = { minor, currency: 'CNY' } as const
  const { id: indicatorId } = await maker.fiscal.grant({
    bookId: treasuries.city,
    documentNumber: `沪财预〔2026〕${number}`,
    name: '信贷风险补偿',
    source: 'general',
    functionCode: '2060404',
    budgetYear: 2026,
    grantedOn: '2026-06-01',
    amount,
  })
  const { id: planId } = await maker.fiscal.plan({ indicatorId, number: `P-${number}`, plannedOn: '2026-06-02', month: '2026-06-01', purpose: '补偿', amount })
  const voucher = {
    planId,
    number: `V-${number}`,
    drawnOn: '2026-06-30' as const,
    amount,
    purpose: 'compensation' as const,
    subject: claimId,
    payee: '申江银行',
    payeeBookId: null,
    throughBookId: null,
  }
  await byTwo(maker, checker, { kind: 'fiscal.draw_voucher', what: voucher })
  await byTwo(maker, checker, { kind: 'claim.pay', what: { claimId, voucherNumber: `V-${number}`, orderedOn: '2026-06-30' } })
  await place.database.owner.updateTable('claim_payment').set({ receipt_reference: number, received_on: '2026-06-30' }).where('voucher_number', '=', `V-${number}`).execute()
  const received = sql<bigint>`(select sum(minor) from claim_payment where claim_id = ${claimId})`
  await place.database.owner.updateTable('claim').set({ status: 'paid', paid_minor: received }).where('id', '=', claimId).execute()
  expect(poolId).toMatch(/^rcp_/)
}

test('2.25 m on a net loss of 18 m at 4.0 %: frozen, computed, audited, verified, approved, paid by the city while the district owes 1.35 m', async () => {
  const pool = await planted()
  const claimId = await frozen(pool)
  const [bank, keeper] = [await place.as('shenjiang.maker'), await place.as('yangpu.maker')]
  const statuses: string[] = [await statusOf(claimId)]
  await keeper.settlements.compute({ claimId })
  statuses.push(await statusOf(claimId))
  const { proposalId } = await keeper.approvals.propose({ kind: 'settlement.decide', what: { claimId, on: '2026-06-30' } })
  for (const checker of ['trustee.reviewer', 'science.reviewer', 'joint.meeting']) {
    await agreeAt(await place.as(checker), proposalId)
    statuses.push(await statusOf(claimId))
  }
  expect(statuses).toEqual(['frozen', 'computed', 'audited', 'verified', 'approved'])
  const page = await bank.settlements.get({ claimId })
  expect(page).toMatchObject({ nplRatio: fraction(4n, 100n), now: { payable: fen(225_000_000n) }, decidedDistricts: [{ district: '310110', borne: 135_000_000n }] })
  expect(replay(page.now.derivation)).toBeUndefined()
  expect(await place.balances(pool.bookId)).toEqual({
    'compensation_payable:org_shenjiang_bank': '-2250000.00',
    due_from: '2250000.00',
    loss: '18000000.00',
    'loss_share:bank': '-15750000.00',
    'loss_share:city': '-900000.00',
    'loss_share:district': '-1350000.00',
  })
  expect(await place.balances(pool.treasuries.district)).toEqual({ compensation: '1350000.00', due_to: '-1350000.00' })

  await paidByCity(pool, claimId, 225_000_000n, '1')
  expect(await statusOf(claimId)).toBe('paid')
  await expectRefusal(keeper.approvals.propose({ kind: 'settlement.close', what: { claimId } }), 'settlement.tiers_owe_still')
  const { tiers } = await keeper.settlements.get({ claimId })
  expect(tiers.map(({ tier, owes, owed }) => [tier, owes.minor, owed.minor])).toEqual([
    ['city', 90_000_000n, 225_000_000n],
    ['district', 135_000_000n, 0n],
  ])
}, 60_000)

describe('a bank corrects its figures', () => {
  test('after the city has paid and the district owes: 16 m is 2.00 m, so the bank owes 0.25 m back and the district 0.15 m less', async () => {
    const pool = await planted()
    const claimId = await frozen(pool)
    await decided(claimId)
    await paidByCity(pool, claimId, 225_000_000n, '2')
    const bank = await place.as('shenjiang.maker')
    await expectRefusal(bank.settlements.refreeze({ claimId, stated: year(22), reason: '无' }), 'settlement.nothing_changed')
    await expectRefusal(bank.settlements.refreeze({ claimId, stated: year(20), reason: '' }), 'settlement.reason_needed')
    await bank.settlements.refreeze({ claimId, stated: year(20), reason: '一笔贷款不在备案名单' })
    const { differences } = await bank.settlements.get({ claimId })
    expect(differences[0]?.rows.map(({ figure, district, before, after }) => [figure, district, (after ?? 0n) - (before ?? 0n)])).toEqual([
      ['disposed', null, -200_000_000n],
      ['net_loss', null, -200_000_000n],
      ['disposed', '310110', -200_000_000n],
      ['net_loss', '310110', -200_000_000n],
    ])
    await decided(claimId)
    expect(await statusOf(claimId)).toBe('paid')
    expect(await place.standing(claimId)).toEqual({ bank: '14000000.00', city: '800000.00', district: '1200000.00' })
    expect(await place.balances(pool.bookId)).toMatchObject({ 'remittance_receivable:org_shenjiang_bank': '250000.00', loss: '16000000.00' })
    expect(await place.balances(pool.treasuries.district)).toEqual({ compensation: '1200000.00', due_to: '-1200000.00' })
    const { recoveries } = await bank.recoveries.ofClaim({ claimId })
    expect(recoveries.map(({ kind, due, dueOn }) => [kind, due, dueOn])).toEqual([['refund', fen(25_000_000n), '2026-07-14']])
  }, 60_000)

  test('upwards: the difference alone is approved and paid', async () => {
    const pool = await planted()
    const claimId = await frozen(pool)
    await decided(claimId)
    await paidByCity(pool, claimId, 225_000_000n, '3')
    await (await place.as('shenjiang.maker')).settlements.refreeze({ claimId, stated: year(24), reason: '漏报一笔处置' })
    await decided(claimId)
    expect(await statusOf(claimId)).toBe('approved')
    // 20 m × 25 % × 50 %.
    expect(await place.balances(pool.bookId)).toMatchObject({ 'compensation_payable:org_shenjiang_bank': '-250000.00' })
    const { decisions } = await (await place.as('yangpu.maker')).settlements.get({ claimId })
    expect(decisions.map(({ reason, payable }) => [reason, payable.minor])).toEqual([
      ['approved', 225_000_000n],
      ['refrozen', 250_000_000n],
    ])
  }, 60_000)

  test('downwards, then upwards: what is due back is not counted as paid, so 2.25 m paid and 0.25 m due back leave 0.50 m of 2.50 m to pay', async () => {
    const pool = await planted()
    const claimId = await frozen(pool)
    const bank = await place.as('shenjiang.maker')
    const owed = async () => {
      const { [`compensation_payable:org_shenjiang_bank`]: payable, [`remittance_receivable:org_shenjiang_bank`]: due } = await place.balances(pool.bookId)
      return [payable, due]
    }
    await decided(claimId)
    await paidByCity(pool, claimId, 225_000_000n, '5')
    await bank.settlements.refreeze({ claimId, stated: year(20), reason: '更正' })
    await decided(claimId)
    expect(await owed()).toEqual([undefined, '250000.00'])
    await bank.settlements.refreeze({ claimId, stated: year(24), reason: '漏报' })
    await decided(claimId)
    expect([await statusOf(claimId), ...(await owed())]).toEqual(['approved', '-500000.00', '250000.00'])
    await bank.settlements.refreeze({ claimId, stated: year(23), reason: '多报' })
    await decided(claimId)
    expect([await statusOf(claimId), ...(await owed())]).toEqual(['approved', '-375000.00', '250000.00'])
    await paidByCity(pool, claimId, 37_500_000n, '6')
    expect(await owed()).toEqual([undefined, '250000.00'])
  }, 60_000)

  test('not while it is on its way; a returned case is computed again on the corrected figures', async () => {
    const pool = await planted()
    const claimId = await frozen(pool)
    const [bank, keeper, trustee] = [await place.as('shenjiang.maker'), await place.as('yangpu.maker'), await place.as('trustee.reviewer')]
    await expectRefusal(keeper.approvals.propose({ kind: 'settlement.decide', what: { claimId, on: '2026-06-30' } }), 'settlement.wrong_status')
    await keeper.settlements.compute({ claimId })
    const { proposalId } = await keeper.approvals.propose({ kind: 'settlement.decide', what: { claimId, on: '2026-06-30' } })
    await expectRefusal(bank.settlements.refreeze({ claimId, stated: year(20), reason: '更正' }), 'settlement.on_its_way')
    const { proposal } = await trustee.approvals.get({ proposalId })
    await trustee.approvals.check({ proposalId, verdict: 'reject', digest: proposal.digest, opinion: '数据与审计不符' })
    await bank.settlements.refreeze({ claimId, stated: year(20), reason: '更正' })
    await decided(claimId)
    expect(await place.standing(claimId)).toMatchObject({ city: '800000.00', district: '1200000.00' })
  }, 60_000)
})

test('money back on a settled year: 2 m of the 18 m is shared anew on the 16 m that are left, 0.25 m due to the pool', async () => {
  const pool = await planted()
  const claimId = await frozen(pool)
  await decided(claimId)
  await paidByCity(pool, claimId, 225_000_000n, '4')
  const what = { claimId, kind: 'cash', receivedOn: '2026-06-30', gross: 200_000_000n, cost: 0n, interestOwed: null, penaltyOwed: null, reference: 'HK', documentHash: null } as const
  const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose({ kind: 'recovery.share', what })
  for (const checker of ['shenjiang.checker', 'yangpu.checker']) await agreeAt(await place.as(checker), proposalId)
  expect(await place.standing(claimId)).toEqual({ bank: '14000000.00', city: '800000.00', district: '1200000.00' })
  expect(await place.balances(pool.bookId)).toMatchObject({ 'remittance_receivable:org_shenjiang_bank': '250000.00' })
  expect(await place.balances(pool.treasuries.district)).toEqual({ compensation: '1200000.00', due_to: '-1200000.00' })
}, 60_000)

describe('what is refused', () => {
  test('a year that has not ended, does not add up, stands already, is of another scheme, product or district', async () => {
    const pool = await planted()
    const byLoan = await place.plantPool()
    const bank = await place.as('shenjiang.maker')
    const freeze = (change: Partial<FreezeYear>) =>
      bank.settlements.freeze({ poolId: pool.poolId, productCode: 'KJD', year: 2025, stated: year(22), flags: {}, ...change })
    const elsewhere = { ...year(22), districts: year(22).districts.map((line) => ({ ...line, district: '310115' })) }
    await expectRefusal(freeze({ year: 2026 }), 'settlement.not_of_the_year')
    await expectRefusal(freeze({ poolId: byLoan.poolId }), 'settlement.not_a_band_pool')
    await expectRefusal(freeze({ productCode: 'ZSD' }), 'settlement.product_not_approved')
    await expectRefusal(freeze({ stated: { ...year(22), loan_balance: 1n } }), 'settlement.npl_above_balance')
    await expectRefusal(freeze({ stated: { ...year(22), loan_balance: year(22).loan_balance + 1n } }), 'settlement.lines_differ')
    await expectRefusal(freeze({ stated: elsewhere }), 'settlement.district_without_purse')
    await freeze({})
    await expectRefusal(freeze({}), 'settlement.exists')
    await expectRefusal((await place.as('yangpu.maker')).settlements.freeze({ poolId: pool.poolId, productCode: 'KJD', year: 2024, stated: year(22), flags: {} }), 'access.not_permitted')
  }, 60_000)
})
