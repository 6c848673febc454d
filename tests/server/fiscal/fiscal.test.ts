import type { BookId } from '@cofund/shared/ledger/book'
import { account } from '@cofund/shared/ledger/account'
import { fen } from '@cofund/shared/kernel/money'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveFiscal } from '../../../server/fiscal/fiscal-proofs.ts'
import { balanceOf } from '../../../server/ledger/balance.sql.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { agree, byTwo } from '../../kit/approvals.ts'
import { expectBooksCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'
import { bureauOf, callUpon, owe, plantPool, voucherOf } from './fiscal-kit.ts'

type Bureau = Awaited<ReturnType<typeof bureauOf>>

let database: TestDatabase
let yangpu: Bureau
let city: Bureau
let purse: BookId
let cityPurse: BookId
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  yangpu = await bureauOf(database, 'yangpu')
  city = await bureauOf(database, 'city')
  purse = await yangpu.open('treasury', 'YP-T')
  cityPurse = await city.open('treasury', 'SH-T')
})
afterAll(async () => {
  await expectBooksCoherent(database.owner)
  const wrong = (await proveFiscal(database.owner)).filter(({ differences }) => differences > 0)
  expect(wrong).toEqual([])
  await database.close()
})

const standing = async (indicatorId: `ind_${string}`) => {
  const { indicator, memo } = await yangpu.maker.fiscal.indicator({ indicatorId })
  return [indicator.granted, indicator.planned, indicator.drawn, memo].map(({ minor }) => minor)
}
const balance = async (of: Parameters<typeof balanceOf>[1]) => (await balanceOf(database.owner, of, 'CNY')).minor

describe('an indicator', () => {
  test('of 1,000 with 700 planned and 450 drawn has 550 left, in its row and in the treasury’s memorandum account', async () => {
    const { id } = await yangpu.grant(purse, 1_000n)
    const plan = await yangpu.plan(id, 700n)
    await yangpu.draw(plan.id, 450n)
    expect(await standing(id)).toEqual([1_000n, 700n, 450n, 550n])
  })

  test('is raised by 200, cut by 100, carried over by 300 and returned by 150 under documents of their own: 650 stay', async () => {
    const { id: indicatorId } = await yangpu.grant(purse, 1_000n)
    const on = { effectiveOn: '2026-06-01', reason: '年中调整' } as const
    const amount = (minor: bigint) => ({ minor, currency: 'CNY' as const })
    await yangpu.maker.fiscal.adjust({ indicatorId, documentNumber: 'a1', amount: amount(200n), ...on })
    await yangpu.maker.fiscal.adjust({ indicatorId, documentNumber: 'a2', amount: amount(-100n), ...on })
    const { id: next } = await yangpu.maker.fiscal.carryOver({ indicatorId, documentNumber: 'c1', budgetYear: 2027, amount: amount(300n), ...on })
    await yangpu.maker.fiscal.returnSurplus({ indicatorId, documentNumber: 'r1', amount: amount(150n), ...on })
    expect(await standing(indicatorId)).toEqual([650n, 0n, 0n, 650n])
    expect(await standing(next)).toEqual([300n, 0n, 0n, 300n])
    const { changes } = await yangpu.maker.fiscal.indicator({ indicatorId })
    expect(changes.map(({ kind, amount: { minor } }) => [kind, minor])).toEqual([
      ['granted', 1_000n],
      ['adjusted', 200n],
      ['adjusted', -100n],
      ['carried_over', -300n],
      ['surplus_returned', -150n],
    ])
    const again = yangpu.maker.fiscal.adjust({ indicatorId, documentNumber: 'a1', amount: amount(1n), ...on })
    expect(await outcomeOf(again)).toBe('fiscal.change_number_taken')
    const back = yangpu.maker.fiscal.carryOver({ indicatorId, documentNumber: 'c2', budgetYear: 2026, amount: amount(1n), ...on })
    expect(await outcomeOf(back)).toBe('fiscal.carried_into_past')
  })

  test('refuses by name what it cannot bear, and leaves nothing behind', async () => {
    const { id: indicatorId } = await yangpu.grant(purse, 1_000n, { documentNumber: '杨财预〔2026〕17 号' })
    const { id: planId } = await yangpu.plan(indicatorId, 600n, { number: 'P-1' })
    const amount = (minor: bigint) => ({ minor, currency: 'CNY' as const })
    const { grant, plan } = yangpu
    const cut = { indicatorId, documentNumber: 'x', effectiveOn: '2026-06-01', reason: '调减' } as const
    const draw = (minor: bigint, said = {}) => yangpu.maker.approvals.propose({ kind: 'fiscal.draw_voucher', what: voucherOf(planId, minor, said) })
    expect(await refusalOf(plan(indicatorId, 401n))).toEqual({ code: 'fiscal.plan_above_left', facts: { left: fen(400n) } })
    expect(await refusalOf(draw(601n))).toEqual({ code: 'fiscal.voucher_above_plan', facts: { number: 'P-1', left: fen(600n) } })
    const outcomes = {
      cutBelowPlans: await outcomeOf(yangpu.maker.fiscal.adjust({ ...cut, amount: amount(-401n) })),
      returnedAbove: await outcomeOf(yangpu.maker.fiscal.returnSurplus({ ...cut, amount: amount(401n) })),
      sameDocument: await outcomeOf(grant(purse, 1n, { documentNumber: '杨财预〔2026〕17 号' })),
      samePlan: await outcomeOf(plan(indicatorId, 1n, { number: 'P-1' })),
      planBeforeGrant: await outcomeOf(plan(indicatorId, 1n, { plannedOn: '2026-02-05' })),
      planOfOtherYear: await outcomeOf(plan(indicatorId, 1n, { month: '2027-01-01' })),
      voucherBeforePlan: await outcomeOf(draw(1n, { drawnOn: '2026-02-19' })),
      voucherOfOtherYear: await outcomeOf(yangpu.maker.approvals.propose({ kind: 'fiscal.draw_voucher', what: voucherOf(planId, 1n, { drawnOn: '2027-01-05' }) })),
      voucherTomorrow: await outcomeOf(draw(1n, { drawnOn: '2026-07-01' })),
      settlementIntoNoBook: await outcomeOf(draw(1n, { purpose: 'settlement' })),
      grantTomorrow: await outcomeOf(grant(purse, 1n, { grantedOn: '2026-07-01' })),
      othersBook: await outcomeOf(city.grant(purse, 1n)),
      othersIndicator: await outcomeOf(city.plan(indicatorId, 1n)),
      aPoolsBook: await outcomeOf(grant(await yangpu.open('pool', 'YP-P0'), 1n)),
    }
    expect(outcomes).toEqual({
      cutBelowPlans: 'fiscal.indicator_overdrawn',
      returnedAbove: 'fiscal.indicator_overdrawn',
      sameDocument: 'fiscal.indicator_number_taken',
      samePlan: 'fiscal.plan_number_taken',
      planBeforeGrant: 'fiscal.plan_before_grant',
      planOfOtherYear: 'fiscal.outside_budget_year',
      voucherBeforePlan: 'fiscal.voucher_before_plan',
      voucherOfOtherYear: 'fiscal.outside_budget_year',
      voucherTomorrow: 'ledger.effective_in_future',
      settlementIntoNoBook: 'fiscal.payee_book_needed',
      grantTomorrow: 'ledger.effective_in_future',
      othersBook: 'ledger.book_of_other',
      othersIndicator: 'fiscal.indicator_of_other',
      aPoolsBook: 'fiscal.not_a_treasury',
    })
    expect(await standing(indicatorId)).toEqual([1_000n, 600n, 0n, 1_000n])
  })

  test('is not planned or drawn on in a month that its book has closed', async () => {
    const closed = await yangpu.open('treasury', 'YP-CLOSED')
    const { id } = await yangpu.grant(closed, 1_000n)
    const { id: planId } = await yangpu.plan(id, 500n)
    await byTwo(yangpu.maker, yangpu.checker, { kind: 'ledger.close_period', what: { bookId: closed, month: '2026-03-01' } })
    const draw = (drawnOn: '2026-03-10' | '2026-04-01') =>
      yangpu.maker.approvals.propose({ kind: 'fiscal.draw_voucher', what: voucherOf(planId, 1n, { number: drawnOn, drawnOn }) })
    expect(await refusalOf(draw('2026-03-10'))).toEqual({ code: 'fiscal.period_closed', facts: { closedUntil: '2026-03-31' } })
    expect(await outcomeOf(yangpu.plan(id, 1n))).toBe('fiscal.period_closed')
    expect(await outcomeOf(draw('2026-04-01'))).toBe('done')
  })
})

describe('a voucher', () => {
  test('takes two people to draw; cancelled, it gives back what it drew, and once', async () => {
    const { id } = await yangpu.grant(purse, 1_000n)
    const { id: planId } = await yangpu.plan(id, 700n)
    const number = '支〔2026〕1'
    const { proposalId } = await yangpu.maker.approvals.propose({ kind: 'fiscal.draw_voucher', what: voucherOf(planId, 450n, { number }) })
    expect(await standing(id)).toEqual([1_000n, 700n, 0n, 1_000n])
    const { proposal } = await yangpu.maker.approvals.get({ proposalId })
    const own = yangpu.maker.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })
    expect(await outcomeOf(own)).toBe('approval.maker_is_checker')
    await agree(yangpu.checker, { proposalId })
    expect(await standing(id)).toEqual([1_000n, 700n, 450n, 550n])

    const twice = yangpu.maker.approvals.propose({ kind: 'fiscal.draw_voucher', what: voucherOf(planId, 1n, { number }) })
    expect(await outcomeOf(twice)).toBe('fiscal.voucher_number_taken')

    const [voucher] = (await yangpu.maker.fiscal.indicator({ indicatorId: id })).vouchers
    if (!voucher) return expect.unreachable('it was drawn')
    const cancel = () => yangpu.maker.fiscal.cancelVoucher({ voucherId: voucher.id, cancelledOn: '2026-03-12', reason: '开错' })
    await cancel()
    expect(await standing(id)).toEqual([1_000n, 700n, 0n, 1_000n])
    expect(await refusalOf(cancel())).toEqual({ code: 'fiscal.voucher_wrong_status', facts: { number, status: 'cancelled' } })
    await yangpu.maker.fiscal.releasePlan({ planId, reason: '不再需要' })
    expect(await standing(id)).toEqual([1_000n, 0n, 0n, 1_000n])
    expect(await outcomeOf(yangpu.maker.fiscal.releasePlan({ planId, reason: '再放' }))).toBe('fiscal.plan_used_up')
  })

  test('for a contribution pays what the pool had called for, and no more: 600 of 600, then nothing is owed', async () => {
    const pool = await yangpu.open('pool', 'YP-P1')
    await callUpon(yangpu, { pool, purse }, 600n)
    const { id } = await yangpu.grant(purse, 1_000n)
    const { id: planId } = await yangpu.plan(id, 700n)
    const into = { purpose: 'contribution', subject: 'rcp_1', payee: '资金池', payeeBookId: pool } as const
    const [first, second] = [await yangpu.draw(planId, 600n, into), await yangpu.draw(planId, 100n, into)]
    await yangpu.pay(first)
    expect(await balance(account.pool(pool).cash)).toBe(600n)
    expect(await balance(account.treasury(purse).dueTo(pool))).toBe(0n)
    expect(await balance(account.treasury(purse).appropriation(id))).toBe(-600n)
    const again = yangpu.maker.approvals.propose({ kind: 'fiscal.pay_voucher', what: { voucherId: first, paidOn: '2026-03-20', reference: '1' } })
    expect(await outcomeOf(again)).toBe('fiscal.voucher_wrong_status')
    expect(await refusalOf(yangpu.pay(second))).toEqual({ code: 'fiscal.more_than_owed', facts: { owed: fen(0n) } })
    expect(await outcomeOf(yangpu.pay(second, '2026-03-09'))).toBe('fiscal.paid_before_drawn')
    expect(await outcomeOf(yangpu.settle(second))).toBe('fiscal.settles_nothing')
  })
})

describe('whoever comes at once', () => {
  test('10 vouchers of 100 racing for a plan of 500: what is drawn is counted, the others are told that the case changed or the plan is used up', async () => {
    const { id } = await yangpu.grant(purse, 1_000n)
    const { id: planId } = await yangpu.plan(id, 500n)
    const race = (at: number) => outcomeOf(yangpu.draw(planId, 100n, { number: `race-${at}` }))
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, at) => race(at)))
    const drawn = () => BigInt(outcomes.filter((outcome) => outcome === 'done').length) * 100n
    expect(outcomes.every((outcome) => ['done', 'approval.effect_changed', 'fiscal.voucher_above_plan'].includes(outcome))).toBe(true)
    expect(await standing(id)).toEqual([1_000n, 500n, drawn(), 1_000n - drawn()])
    // One after the other, five fit and no more.
    for (let at = 10; at < 17; at += 1) outcomes.push(await race(at))
    expect(drawn()).toBe(500n)
    expect(outcomes.at(-1)).toBe('fiscal.voucher_above_plan')
    expect(await standing(id)).toEqual([1_000n, 500n, 500n, 500n])
  })

  test('60 deeds in an order that chance chose keep every count equal to its rows and to the ledger', async () => {
    const { id: indicatorId } = await yangpu.grant(purse, 500n)
    const amount = (minor: bigint) => ({ minor, currency: 'CNY' as const })
    const said = { effectiveOn: '2026-06-01', reason: '试' } as const
    const plans: `pln_${string}`[] = []
    const vouchers: `vch_${string}`[] = []
    const deeds = [
      (minor: bigint, at: number) => yangpu.maker.fiscal.adjust({ indicatorId, documentNumber: `a${at}`, amount: amount(at % 3 === 0 ? -minor : minor), ...said }),
      (minor: bigint, at: number) => yangpu.maker.fiscal.returnSurplus({ indicatorId, documentNumber: `r${at}`, amount: amount(minor), ...said }),
      async (minor: bigint) => void plans.push((await yangpu.plan(indicatorId, minor)).id),
      async (minor: bigint, at: number) => void vouchers.push(await yangpu.draw(plans[at % plans.length] ?? 'pln_0', minor)),
      async (minor: bigint, at: number) => void vouchers.push(await yangpu.draw(plans[at % plans.length] ?? 'pln_0', minor)),
      (_: bigint, at: number) => yangpu.maker.fiscal.cancelVoucher({ voucherId: vouchers[at % vouchers.length] ?? 'vch_0', cancelledOn: '2026-06-01', reason: '试' }),
      (_: bigint, at: number) => yangpu.maker.fiscal.releasePlan({ planId: plans[at % plans.length] ?? 'pln_0', reason: '试' }),
    ]
    const chance = fc.array(fc.record({ deed: fc.nat({ max: deeds.length - 1 }), minor: fc.bigInt({ min: 1n, max: 120n }) }), { minLength: 60, maxLength: 60 })
    const [steps = []] = fc.sample(chance, { numRuns: 1, seed: 20_261_123 })
    const outcomes: string[] = []
    for (const [at, { deed, minor }] of steps.entries()) {
      outcomes.push(await outcomeOf(Promise.resolve(deeds[deed]?.(minor, at))))
      const [granted = 0n, planned = 0n, drawn = 0n, memo] = await standing(indicatorId)
      expect(granted >= planned && planned >= drawn && drawn >= 0n).toBe(true)
      expect(memo).toBe(granted - drawn)
    }
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThan(20)
    expect((await proveFiscal(database.owner)).filter(({ differences }) => differences > 0)).toEqual([])
  })

  test('a count that no longer equals its vouchers is found by cofund verify', async () => {
    const { id } = await yangpu.grant(purse, 1_000n, { documentNumber: '伪 1' })
    await database.owner.updateTable('budget_indicator').set({ granted_minor: 1_001n }).where('id', '=', id).execute()
    const wrong = (await proveFiscal(database.owner)).flatMap(({ first }) => first)
    expect(wrong).toEqual(['伪 1: granted 1001/1000, planned 0/0, drawn 0/0', '伪 1: kept 1001, ledger 1000'])
    await database.owner.updateTable('budget_indicator').set({ granted_minor: 1_000n }).where('id', '=', id).execute()
  })
})

describe('between tiers', () => {
  test('the district owes the city what the city paid for it through the pool, until it settles: 600 of 1,000, then 200, then nothing', async () => {
    const pool = await yangpu.open('pool', 'YP-P2')
    const poolId = await plantPool(database, { bookId: pool, yangpu: purse, city: cityPurse })
    await owe(database, { pool, purse, cityPurse }, { district: 600n, city: 1_000n })
    const debts = async () =>
      (await city.maker.fiscal.tiers()).debts.filter((debt) => debt.pool.bookId === pool).map(({ debtor, creditor, owed }) => [debtor.nameEn, creditor.nameEn, owed.minor])
    expect(await debts()).toEqual([['Yangpu Finance Bureau', 'Shanghai Finance Bureau', 600n]])

    const { id } = await yangpu.grant(purse, 1_000n)
    const { id: planId } = await yangpu.plan(id, 1_000n)
    const through = { purpose: 'settlement', subject: poolId, payee: '上海市财政局', payeeBookId: cityPurse, throughBookId: pool } as const
    await yangpu.settle(await yangpu.draw(planId, 400n, through))
    expect(await debts()).toEqual([['Yangpu Finance Bureau', 'Shanghai Finance Bureau', 200n]])
    expect(await refusalOf(yangpu.settle(await yangpu.draw(planId, 300n, through)))).toEqual({ code: 'fiscal.more_than_owed', facts: { owed: fen(200n) } })
    const last = await yangpu.draw(planId, 200n, through)
    expect(await outcomeOf(yangpu.pay(last))).toBe('fiscal.settles_between_tiers')
    await yangpu.settle(last)
    expect(await debts()).toEqual([])
    expect(await balance(account.treasury(cityPurse).dueFrom(pool))).toBe(400n)
    // The district sees the city's purse by its keeper's name, and none of its entries.
    const own = (await yangpu.maker.fiscal.tiers()).balances.find(({ debtor }) => debtor.bookId === pool)
    expect(own).toMatchObject({ creditor: { nameZh: '上海市财政局', code: null }, owed: fen(400n) })
  })

  test('no more is settled through a pool than it owes: of 600 that the district owes, 200 where the pool owes the city 100', async () => {
    const pool = await yangpu.open('pool', 'YP-P6')
    const poolId = await plantPool(database, { bookId: pool, yangpu: purse, city: cityPurse })
    await owe(database, { pool, purse, cityPurse }, { district: 600n, city: 100n })
    const { id: planId } = await yangpu.plan((await yangpu.grant(purse, 300n)).id, 300n)
    const through = { purpose: 'settlement', subject: poolId, payee: '上海市财政局', payeeBookId: cityPurse, throughBookId: pool } as const
    const voucherId = await yangpu.draw(planId, 200n, through)
    expect(await refusalOf(yangpu.settle(voucherId))).toEqual({ code: 'fiscal.pool_owes_less', facts: { owed: fen(100n) } })
    // In the pool's own cash it may: then it is the pool that is paid.
    await yangpu.settle(await yangpu.draw(planId, 100n, { ...through, payee: '资金池', payeeBookId: pool, throughBookId: null }))
    expect(await balance(account.pool(pool).cash)).toBe(100n)
  })

  test('a pool gives back 150 of 600 by 非税缴款书: its cash, the district’s contribution and the purse say so; 451 are refused', async () => {
    const pool = await yangpu.open('pool', 'YP-P3')
    const own = await yangpu.open('treasury', 'YP-T3')
    await callUpon(yangpu, { pool, purse: own }, 600n)
    const { id } = await yangpu.grant(own, 600n)
    const { id: planId } = await yangpu.plan(id, 600n)
    await yangpu.pay(await yangpu.draw(planId, 600n, { purpose: 'contribution', subject: 'rcp_1', payee: '资金池', payeeBookId: pool }))
    const before = await balance(account.treasury(own).cash)
    const back = (minor: bigint, number: string) =>
      byTwo(yangpu.maker, yangpu.checker, {
        kind: 'fiscal.return_to_treasury',
        what: { poolBookId: pool, treasuryBookId: own, tier: 'district', number, returnedOn: '2026-06-20', amount: { minor, currency: 'CNY' }, reason: '结余' },
      })
    await back(150n, '缴 1')
    expect(await balance(account.pool(pool).cash)).toBe(450n)
    expect(await balance(account.pool(pool).surplusReturned('district'))).toBe(150n)
    expect((await balance(account.treasury(own).cash)) - before).toBe(150n)
    expect(await refusalOf(back(451n, '缴 2'))).toEqual({ code: 'fiscal.surplus_above_cash', facts: { cash: fen(450n) } })
    expect(await outcomeOf(back(1n, '缴 1'))).toBe('fiscal.return_number_taken')
    expect((await yangpu.maker.fiscal.tiers()).returns).toMatchObject([{ number: '缴 1', amount: fen(150n) }])
  })

  test('money that nobody has moved for 91 days lies idle', async () => {
    const still = await yangpu.open('pool', 'YP-STILL')
    const put = (effectiveOn: '2026-03-31' | '2026-06-01') =>
      yangpu.maker.ledger.post({
        bookId: still,
        effectiveOn,
        note: '利息',
        postings: [
          { account: { head: 'cash' }, amount: fen(10n) },
          { account: { head: 'interest_income' }, amount: fen(-10n) },
        ],
      })
    const idle = async () => (await yangpu.maker.fiscal.tiers()).idle.find(({ book }) => book.bookId === still)?.isIdle
    await put('2026-03-31')
    expect(await idle()).toBe(true)
    await put('2026-06-01')
    expect(await idle()).toBe(false)
  })
})
