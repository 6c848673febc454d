import { replay } from '@cofund/shared/kernel/derivation'
import { fen } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { type ClaimsPlace, type PlantedPool, expectRefusal, openClaimsPlace } from '../claims/claims-kit.ts'
import { cover, moneyBack, paidClaim, recover, takeBack } from './recoveries-kit.ts'

const recovery = {
  rule: 'pro_rata_borne',
  costs_first: true,
  remit_within_working_days: 10,
  clawback: { interest_rate: '0.10', day_count: 'act/365f' },
}

let place: ClaimsPlace
let pool: PlantedPool
beforeAll(async () => {
  place = await openClaimsPlace()
  pool = await place.plantPool({ recoveriesGo: 'return', scheme: { recovery } })
}, 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

describe('money back on a loss of 1,000,000.00 that city, district and bank bore 32 : 48 : 20', () => {
  test('100,000.00 that cost 5,000.00: 95,000.00 is shared, 76,000.00 is due within ten working days, and goes to the treasuries', async () => {
    const own = await place.plantPool({ recoveriesGo: 'return', scheme: { recovery } })
    const claimId = await paidClaim(place, own)
    const bank = await place.as('shenjiang.maker')
    const shown = await bank.recoveries.divide(moneyBack(claimId, { yuan: 100_000, costYuan: 5_000 }))
    expect(shown).toMatchObject({ due: fen(7_600_000n), dueOn: '2026-07-14', applied: { costs: 500_000n, principal: 9_500_000n } })
    expect(replay(shown.derivation)).toBeUndefined()

    const recoveryId = await recover(place, claimId, { yuan: 100_000, costYuan: 5_000 })
    expect(await bank.recoveries.get({ recoveryId })).toMatchObject({ due: fen(7_600_000n), dueOn: '2026-07-14', remitted: fen(0n) })
    expect(await place.standing(claimId)).toEqual({ bank: '181000.00', city: '289600.00', district: '434400.00' })
    expect(await place.balances(own.bookId)).toMatchObject({
      'remittance_receivable:org_shenjiang_bank': '76000.00',
      due_to: '-76000.00',
      loss: '905000.00',
      'loss_share:bank': '-181000.00',
      'loss_share:city': '-289600.00',
      'loss_share:district': '-434400.00',
    })
    expect(await place.balances(own.treasuries.city)).toMatchObject({ due_from: '30400.00', returned_income: '-30400.00' })
    expect((await bank.claims.get({ claimId })).claim.status).toBe('recovering')

    // The bank remits, the pool books it, and pays it on by 非税缴款书.
    const { remittanceId } = await bank.recoveries.reportRemittance({ poolId: own.poolId, number: 'SJ-1', remittedOn: '2026-06-30', minor: 7_600_000n })
    const keeper = await place.as('yangpu.maker')
    await expectRefusal(keeper.recoveries.confirmRemittance({ remittanceId }), 'recovery.remittance_not_booked')
    await keeper.recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-30' })
    await expectRefusal(keeper.recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-30' }), 'recovery.remittance_received')
    await expectRefusal(keeper.recoveries.confirmRemittance({ remittanceId }), 'recovery.remittance_unmatched')
    expect((await keeper.recoveries.remittances({ poolId: own.poolId })).banks).toEqual([])
    const returning = (treasuryBookId: typeof own.bookId, minor: bigint, number: string) =>
      ({ kind: 'recovery.return', what: { poolId: own.poolId, treasuryBookId, number, returnedOn: '2026-06-30', minor } }) as const
    await expectRefusal(keeper.approvals.propose(returning(own.treasuries.city, 3_040_001n, 'JK-0')), 'recovery.owed_less_to_treasury')
    await byTwo(keeper, await place.as('yangpu.checker'), returning(own.treasuries.city, 3_040_000n, 'JK-1'))
    await byTwo(keeper, await place.as('yangpu.checker'), returning(own.treasuries.district, 4_560_000n, 'JK-2'))
    const after = await place.balances(own.bookId)
    expect([after['due_to'], after['remittance_receivable:org_shenjiang_bank'], after['cash']]).toEqual([undefined, undefined, '99200000.00'])
    expect(await place.balances(own.treasuries.city)).toEqual({ cash: '30400.00', returned_income: '-30400.00' })
    const returned = await place.database.owner.selectFrom('treasury_return').selectAll().where('subject', '=', own.poolId).orderBy('number').execute()
    expect(returned.map(({ number, minor }) => [number, minor])).toEqual([
      ['JK-1', 3_040_000n],
      ['JK-2', 4_560_000n],
    ])
  })

  test('in three, the middle one taken back: everybody stands where the other two put it; all taken back, where the claim put it', async () => {
    const claimId = await paidClaim(place, pool)
    const first = await recover(place, claimId, { yuan: 0.01 })
    const middle = await recover(place, claimId, { yuan: 333_333.33, kind: 'asset' })
    const last = await recover(place, claimId, { yuan: 100, kind: 'after_write_off' })
    await takeBack(place, middle)
    // Of 100.01 by largest remainder: 32.00, 48.01, 20.00.
    expect(await place.standing(claimId)).toEqual({ bank: '199980.00', city: '319968.00', district: '479951.99' })
    await takeBack(place, first)
    await takeBack(place, last)
    expect(await place.standing(claimId)).toEqual({ bank: '200000.00', city: '320000.00', district: '480000.00' })
    const { recoveries, open } = await (await place.as('shenjiang.maker')).recoveries.ofClaim({ claimId })
    expect(open).toEqual(fen(0n))
    expect(recoveries.reduce((sum, { due }) => sum + due.minor, 0n)).toBe(0n)
    expect(recoveries.every(({ due, remitted }) => due.minor === remitted.minor)).toBe(true)
    for (const { derivation } of recoveries) expect(replay(derivation)).toBeUndefined()
    await expectRefusal((await place.as('shenjiang.maker')).approvals.propose({ kind: 'recovery.reverse', what: { recoveryId: middle, reason: '再' } }), 'recovery.already_reversed')
  })

  test('what was remitted and then taken back pays what is due next', async () => {
    const own = await place.plantPool({ scheme: { recovery } })
    const claimId = await paidClaim(place, own)
    const bank = await place.as('shenjiang.maker')
    const keeper = await place.as('yangpu.maker')
    const first = await recover(place, claimId, { yuan: 1_000 })
    const { remittanceId } = await bank.recoveries.reportRemittance({ poolId: own.poolId, number: 'SJ-2', remittedOn: '2026-06-30', minor: 80_000n })
    await expectRefusal(bank.recoveries.reportRemittance({ poolId: own.poolId, number: 'SJ-3', remittedOn: '2026-06-30', minor: 1n }), 'recovery.remit_above_due')
    await keeper.recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-30' })
    await takeBack(place, first)
    expect((await keeper.recoveries.remittances({ poolId: own.poolId })).banks).toMatchObject([{ due: fen(0n), credit: fen(80_000n) }])
    await recover(place, claimId, { yuan: 2_000 })
    expect((await keeper.recoveries.remittances({ poolId: own.poolId })).banks).toMatchObject([{ due: fen(80_000n), credit: fen(0n), ageing: { not_due: fen(80_000n) } }])
    expect(await place.balances(own.bookId)).toMatchObject({ 'remittance_receivable:org_shenjiang_bank': '800.00', recovery: '-1600.00' })
    const listed = await keeper.recoveries.list({ poolId: own.poolId, open: true })
    expect([listed.count, listed.sums?.['left'], listed.ageing]).toEqual([1, fen(80_000n), [{ age: 'not_due', amount: fen(80_000n), count: 1 }]])
  })
})

test('of two remittances reported at once for 80,000.00 that is due, one names it, and the other is told that nothing is left', async () => {
  const own = await place.plantPool({ scheme: { recovery } })
  await recover(place, await paidClaim(place, own), { yuan: 100_000 })
  const bank = await place.as('shenjiang.maker')
  const report = (number: string) => outcomeOf(bank.recoveries.reportRemittance({ poolId: own.poolId, number, remittedOn: '2026-06-30', minor: 8_000_000n }))
  const outcomes = await Promise.all(Array.from({ length: 6 }, (_, place_) => report(`SJ-AT-ONCE-${place_}`)))
  expect(outcomes.toSorted()).toEqual(['done', ...Array(5).fill('recovery.remit_above_due')])
})

test('nothing goes to a treasury that banks or other tiers are owed: 800,000.00 in cash, all of it approved; 80,000.00 remitted is the tiers’, and no surplus', async () => {
  const own = await place.plantPool({ recoveriesGo: 'return', cashYuan: 1_600_000, scheme: { recovery } })
  const first = await paidClaim(place, own)
  await place.decide(await place.submit(await place.plantDraft(await place.plantNote(own))))
  await recover(place, first, { yuan: 100_000 })
  const keeper = await place.as('yangpu.maker')
  const back = async (treasuryBookId: BookId, minor: bigint, number: string) =>
    outcomeOf(byTwo(keeper, await place.as('yangpu.checker'), { kind: 'recovery.return', what: { poolId: own.poolId, treasuryBookId, returnedOn: '2026-06-30', minor, number } }))
  const { city, district } = own.treasuries
  expect(await back(city, 3_200_000n, 'JK-1')).toBe('recovery.cash_owed_elsewhere')
  const bank = await place.as('shenjiang.maker')
  const { remittanceId } = await bank.recoveries.reportRemittance({ poolId: own.poolId, number: 'SJ-HELD', remittedOn: '2026-06-30', minor: 4_000_000n })
  await keeper.recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-30' })
  const surplus = { poolBookId: own.bookId, treasuryBookId: district, tier: 'district', number: 'JK-2', returnedOn: '2026-06-30', amount: { minor: 1n, currency: 'CNY' }, reason: '结余' } as const
  expect(await outcomeOf(keeper.approvals.propose({ kind: 'fiscal.return_to_treasury', what: surplus }))).toBe('fiscal.surplus_above_cash')
  // 40,000.00 has come and as much is still to come: the city's 32,000.00 may go, the district's 48,000.00 waits for the rest.
  expect([await back(city, 3_200_000n, 'JK-3'), await back(district, 4_800_000n, 'JK-4')]).toEqual(['done', 'recovery.cash_owed_elsewhere'])
})

describe('a loss of 10 m, 80 % capped at 3 m, 5 m recovered', () => {
  test.each([
    ['pro_rata_borne', '1500000.00', { bank: '3500000.00', city: '600000.00', district: '900000.00' }],
    ['recompute_on_net_loss', undefined, { bank: '2000000.00', city: '1200000.00', district: '1800000.00' }],
    ['fiscal_first', '3000000.00', { bank: '5000000.00', city: '0.00', district: '0.00' }],
    ['bank_first', undefined, { bank: '2000000.00', city: '1200000.00', district: '1800000.00' }],
    ['flat_rate', '3000000.00', { bank: '5000000.00', city: '0.00', district: '0.00' }],
  ])('by %s the bank owes the pool %s', async (rule, due, standing) => {
    const own = await place.plantPool({
      cashYuan: 5_000_000,
      scheme: {
        caps: [{ scope: 'loan', amount: '3000000.00' }],
        recovery: { rule, ...(rule === 'flat_rate' ? { rate: '0.80' } : {}) },
      },
    })
    const claimId = await paidClaim(place, own, 10_000_000)
    await recover(place, claimId, { yuan: 5_000_000 })
    expect(await place.standing(claimId)).toEqual(standing)
    expect((await place.balances(own.bookId))['remittance_receivable:org_shenjiang_bank']).toBe(due)
  })
})

describe('what is refused', () => {
  const propose = async (claimId: `clm_${string}`, money: Parameters<typeof moneyBack>[1], change: object = {}) =>
    (await place.as('shenjiang.maker')).approvals.propose({ kind: 'recovery.share', what: { ...moneyBack(claimId, money), ...change } })

  let claimId: `clm_${string}`
  beforeAll(async () => void (claimId = await paidClaim(place, pool)))

  test('in the order in which people meet it, ending in success', async () => {
    await recover(place, claimId, { yuan: 100, reference: 'ONCE' })
    const unpaid = await place.plantDraft(await place.plantNote(pool))
    const outcomes = [
      await outcomeOf(propose(unpaid, { yuan: 1 })),
      await outcomeOf(propose(claimId, { yuan: 1 }, { receivedOn: '2026-07-01' })),
      await outcomeOf(propose(claimId, { yuan: 1 }, { receivedOn: '2026-06-29' })),
      await outcomeOf(propose(claimId, { yuan: 1, reference: 'ONCE' })),
      await outcomeOf(propose(claimId, { yuan: 0 })),
      await outcomeOf(propose(claimId, { yuan: 1, costYuan: 2 })),
      await outcomeOf(propose(claimId, { yuan: 999_901 })),
      await outcomeOf(propose(claimId, { yuan: 999_901, interestOwed: 50n })),
      await outcomeOf(propose(claimId, { yuan: 999_901, interestOwed: 50n, penaltyOwed: 49n })),
      await outcomeOf((await place.as('shenjiang.maker')).recoveries.divide({ ...moneyBack(claimId, { yuan: 999_901, interestOwed: 50n, penaltyOwed: 50n }) })),
    ]
    expect(outcomes).toEqual([
      'recovery.claim_not_paid',
      'recovery.received_in_future',
      'recovery.received_early',
      'recovery.reference_taken',
      'recovery.nothing_came',
      'recovery.costs_above_money',
      'recovery.owed_unknown',
      'recovery.owed_unknown',
      'recovery.beyond_debt',
      'done',
    ])
  })

  test('one’s own act, a step of another’s, and a second step of the same case', async () => {
    const { proposalId } = await propose(claimId, { yuan: 1 })
    const approve = async (signInName: string) => {
      const caller = await place.as(signInName)
      const { proposal } = await (await place.as('yangpu.checker')).approvals.get({ proposalId })
      return outcomeOf(caller.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest }))
    }
    expect([await approve('shenjiang.maker'), await approve('yangpu.checker'), await approve('shenjiang.checker'), await approve('shenjiang.checker')]).toEqual([
      'approval.maker_is_checker',
      'approval.not_your_step',
      'done',
      'approval.not_your_step',
    ])
    // The last word said twice at once counts once.
    const both = await Promise.all([approve('yangpu.checker'), approve('yangpu.checker')])
    expect(both.toSorted()).toEqual(['approval.wrong_status', 'done'])
    const keeper = await place.as('yangpu.maker')
    const clawing = await keeper.approvals.propose({ kind: 'claim.claw_back', what: { claimId, on: '2026-06-30', reason: '骗补', reference: 'ZH' } })
    const { proposal } = await keeper.approvals.get(clawing)
    await expectRefusal(keeper.approvals.check({ ...clawing, verdict: 'approve', digest: proposal.digest }), 'approval.maker_is_checker')
    await keeper.approvals.withdraw(clawing)
  })

  test('another bank’s claim, and a person without the permission', async () => {
    const what = { kind: 'recovery.share', what: moneyBack(claimId, { yuan: 1 }) } as const
    await expectRefusal((await place.as('wusong.maker')).approvals.propose(what), 'record.not_found')
    await expectRefusal((await place.as('yangpu.maker')).approvals.propose(what), 'access.not_permitted')
  })
})

describe('compensation claimed back', () => {
  test('paid on 30 June and claimed back a hundred days later at 10 %: 800,000.00 and 21,917.81 of interest; the bank bears all of it', async () => {
    const own = await place.plantPool({ scheme: { recovery } })
    const claimId = await paidClaim(place, own)
    const later = { now: () => new Date('2026-10-08T02:00:00Z') }
    const [maker, checker] = [await place.as('yangpu.maker', later), await place.as('yangpu.checker', later)]
    const what = { claimId, on: '2026-10-08', reason: '贷款用途不符', reference: 'ZH-1' } as const
    expect(await maker.recoveries.previewClawback({ claimId, on: '2026-10-08' })).toMatchObject({ due: fen(82_191_781n) })
    await byTwo(maker, checker, { kind: 'claim.claw_back', what })
    expect(await place.standing(claimId)).toEqual({ bank: '1000000.00', city: '0.00', district: '0.00' })
    expect(await place.balances(own.bookId)).toMatchObject({
      cash: '99200000.00',
      'remittance_receivable:org_shenjiang_bank': '821917.81',
      clawback: '-21917.81',
      loss: '1000000.00',
      'loss_share:bank': '-1000000.00',
    })
    expect((await place.balances(own.bookId))['compensation']).toBeUndefined()
    const { claim, recoveries } = await maker.recoveries.ofClaim({ claimId })
    expect([claim.status, recoveries.map(({ kind, due }) => [kind, due])]).toEqual(['clawed_back', [['clawback', fen(82_191_781n)]]])
    await expectRefusal(maker.approvals.propose({ kind: 'claim.claw_back', what: { ...what, reference: 'ZH-2' } }), 'recovery.claim_not_paid')
  })
})

describe('an advance of half of what is expected', () => {
  const advanced = async () => {
    const own = await place.plantPool({ scheme: { recovery, advance: { rate: '0.50' } } })
    const noteId = await place.plantNote(own)
    const claimId = await place.draft(noteId, { mode: 'advance' })
    await place.decide(await place.submit(claimId))
    const voucher = `A-${claimId}`
    await place.pay(claimId, voucher)
    await place.receive(own, claimId, voucher)
    return { own, claimId }
  }
  const finalLoss = (claimId: `clm_${string}`, loss: bigint) =>
    ({ kind: 'claim.true_up', what: { claimId, on: '2026-06-30', amounts: { unpaid_principal: loss }, reason: '核销' } }) as const

  test('400,000.00 paid; the final loss of 900,000.00 comes to 720,000.00, of which 320,000.00 is still to be paid', async () => {
    const { own, claimId } = await advanced()
    expect((await (await place.as('shenjiang.maker')).claims.get({ claimId })).claim).toMatchObject({ status: 'advanced', paid: fen(40_000_000n) })
    await expectRefusal((await place.as('shenjiang.maker')).approvals.propose({ kind: 'recovery.share', what: moneyBack(claimId, { yuan: 1 }) }), 'recovery.true_up_first')
    const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose(finalLoss(claimId, 90_000_000n))
    await place.decide(proposalId)
    expect(await place.standing(claimId)).toEqual({ bank: '180000.00', city: '288000.00', district: '432000.00' })
    expect(await place.balances(own.bookId)).toMatchObject({ 'compensation_payable:org_shenjiang_bank': '-320000.00' })
    await place.pay(claimId, 'A-REST')
    await place.receive(own, claimId, 'A-REST')
    expect((await (await place.as('shenjiang.maker')).claims.get({ claimId })).claim).toMatchObject({ status: 'paid', paid: fen(72_000_000n) })
  })

  test('a final loss of 300,000.00 comes to 240,000.00: 160,000.00 is owed back; of a cured loan, all of it', async () => {
    for (const [loss, back, status] of [
      [30_000_000n, 16_000_000n, 'trued_up'],
      [0n, 40_000_000n, 'refunded'],
    ] as const) {
      const { own, claimId } = await advanced()
      const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose(finalLoss(claimId, loss))
      await place.decide(proposalId)
      const { claim, recoveries } = await (await place.as('shenjiang.maker')).recoveries.ofClaim({ claimId })
      expect([claim.status, recoveries.map(({ kind, due }) => [kind, due])]).toEqual([status, [['refund', fen(back)]]])
      expect((await place.balances(own.bookId))['remittance_receivable:org_shenjiang_bank']).toBe(`${back / 100n}.00`)
    }
  })

  test('400,000.00 of 720,000.00 paid, 480,000.00 of what came back due: claimed back, the bank returns the 400,000.00 that it got and no more', async () => {
    const { own, claimId } = await advanced()
    const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose(finalLoss(claimId, 90_000_000n))
    await place.decide(proposalId)
    await recover(place, claimId, { yuan: 600_000 })
    const what = { claimId, on: '2026-06-30', reason: '贷款用途不符', reference: 'ZH-9' } as const
    await byTwo(await place.as('yangpu.maker'), await place.as('yangpu.checker'), { kind: 'claim.claw_back', what })
    const { recoveries } = await (await place.as('shenjiang.maker')).recoveries.ofClaim({ claimId })
    expect(recoveries.map(({ kind, due }) => [kind, due])).toEqual([
      ['cash', fen(48_000_000n)],
      ['clawback', fen(-8_000_000n)],
    ])
    const balances = await place.balances(own.bookId)
    expect([balances['compensation_payable:org_shenjiang_bank'], balances['remittance_receivable:org_shenjiang_bank']]).toEqual([undefined, '400000.00'])
  })

  test('a final loss that leaves nothing to pay releases the cover of its loan, which no receipt will; a cured loan stays covered', async () => {
    for (const [loss, exposed] of [
      [30_000_000n, 0n],
      [0n, 100_000_000n],
    ] as const) {
      const { own, claimId } = await advanced()
      await cover(place, own, claimId)
      const { proposalId } = await (await place.as('shenjiang.maker')).approvals.propose(finalLoss(claimId, loss))
      await place.decide(proposalId)
      const { owner } = place.database
      const note = await owner.selectFrom('drawdown_note').innerJoin('claim', 'claim.note_id', 'drawdown_note.id').select('exposed_minor').where('claim.id', '=', claimId).executeTakeFirst()
      const quota = await owner.selectFrom('pool_quota').select('occupied_minor').where('pool_id', '=', own.poolId).where('organisation_id', '=', 'org_shenjiang_bank').executeTakeFirst()
      const { exposure = '0.00' } = await place.balances(own.bookId)
      expect([note?.exposed_minor, quota?.occupied_minor, exposure]).toEqual([exposed, exposed, `${exposed / 100n}.00`])
    }
  })
})
