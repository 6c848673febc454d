import type { Trx } from '@cofund/db/connect'
import { toDecimal } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import { capKeyText } from '@cofund/shared/pools/cap'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { OpenPool } from '@cofund/shared/pools/pool.input'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertActs } from '../../../server/audit/act.sql.ts'
import { actAs } from '../../../server/kernel/session.ts'
import { noteExposure } from '../../../server/loans/note.commands.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { balanceOf } from '../../../server/ledger/balance.sql.ts'
import { lockCaps, useCaps } from '../../../server/pools/cap.sql.ts'
import { getPool } from '../../../server/pools/pool.sql.ts'
import { occupyQuota, releaseQuota } from '../../../server/pools/quota.sql.ts'
import { roomOf } from '../../../server/pools/room.sql.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { agree } from '../../kit/approvals.ts'
import { expectBooksCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { agreedBy, openingOf, plantBooks, plantContribution, plantMember, plantPool, plantScheme, yuan } from '../../kit/pools.ts'
import { outcomeOf } from '../../kit/refusals.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
})
afterAll(() => database.close())

/** A transaction in which `signInName` acts, as a command's. */
async function acting<T>(signInName: string, work: Parameters<ReturnType<typeof database.app.transaction>['execute']>[0] extends (trx: infer Trx) => unknown ? (trx: Trx) => Promise<T> : never): Promise<T> {
  const { tokenHash } = await openOperatorSession(database.owner, signInName, 'test')
  return database.app.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    return work(trx)
  })
}

const proposing = async (what: OpenPool, as = 'city.maker') =>
  outcomeOf((await callerAs(database, as, { preview: true })).approvals.propose({ kind: 'pool.open', what }))

describe('opening a pool', () => {
  test('is refused, in this order, until everything fits', async () => {
    const what = await openingOf(database)
    const district = await plantBooks(database, 'yangpu.maker')
    const known = await plantPool(database)
    const [funder] = what.funders
    if (!funder) throw new Error('an opening without a funder')
    const cases: readonly (readonly [Partial<OpenPool>, string])[] = [
      [{ bookId: known.bookId }, 'pool.code_taken'],
      [{ bookId: district.bookId }, 'pool.book_unfit'],
      [{ ruleSetCode: 'NO-SUCH' }, 'eligibility.rule_set_not_found'],
      [{ schemeCode: 'NO-SUCH' }, 'policy.not_found'],
      [{ openedOn: '2023-12-31' }, 'policy.no_version_on'],
      [{ funding: 'annual_budget', leverageHundredths: 1_000 }, 'pool.leverage_needs_capital'],
      [{ funders: [{ ...funder, sharePpm: 999_999 }] }, 'pool.funders_differ_from_scheme'],
      [{ funders: [{ ...funder, tier: 'district' }] }, 'pool.funders_differ_from_scheme'],
      [{ funders: [funder, { ...funder, tier: 'district', sharePpm: 0 }] }, 'pool.funders_differ_from_scheme'],
      [{ periodCap: { minor: 1n, currency: 'USD' } }, 'pool.currency_differs'],
      [{ funders: [{ ...funder, treasuryCode: 'NO-SUCH' }] }, 'pool.treasury_unknown'],
      [{ funders: [{ ...funder, treasuryCode: district.treasuryCode }] }, 'pool.treasury_unknown'],
      [{}, 'done'],
    ]
    for (const [change, expected] of cases) expect([change, await proposing({ ...what, ...change })]).toEqual([change, expected])
  })

  test('of two tiers waits for both: the keeper’s checker, then the other funder’s; the pool is the keeper’s', async () => {
    const schemeCode = await plantScheme(database, [
      { bearer: 'city', share: '0.4' },
      { bearer: 'district', share: '0.6' },
    ])
    const [city, district] = [await plantBooks(database, 'city.maker'), await plantBooks(database, 'yangpu.maker')]
    const what = await openingOf(database, {
      schemeCode,
      bookId: district.bookId,
      funders: [
        { tier: 'city', organisationId: 'org_city_finance', jurisdictionCode: '310000', treasuryCode: city.treasuryCode, sharePpm: 400_000, pays: 'beforehand' },
        { tier: 'district', organisationId: 'org_yangpu_finance', jurisdictionCode: '310110', treasuryCode: district.treasuryCode, sharePpm: 600_000, pays: 'afterwards' },
      ],
      parties: [{ organisationId: 'org_pool_trustee', part: 'trustee' }],
    })
    const maker = await callerAs(database, 'yangpu.maker')
    const proposed = await maker.approvals.propose({ kind: 'pool.open', what })
    const [own, funder] = [await callerAs(database, 'yangpu.checker'), await callerAs(database, 'city.checker')]
    expect(await outcomeOf(agree(funder, proposed))).toBe('approval.not_your_step')
    await agree(own, proposed)
    expect((await maker.pools.list()).some(({ pool }) => pool.code === what.code)).toBe(false)
    await agree(funder, proposed)
    const pool = (await (await callerAs(database, 'trustee.viewer')).pools.list()).find((each) => each.pool.code === what.code)?.pool
    expect(pool?.organisationId).toBe('org_yangpu_finance')
    expect(pool?.funders.map(({ tier, treasuryBookId, pays }) => [tier, treasuryBookId, pays])).toEqual([
      ['city', city.treasuryId, 'beforehand'],
      ['district', district.treasuryId, 'afterwards'],
    ])
    expect(pool?.parties.map(({ organisationId, part }) => [organisationId, part]).toSorted()).toEqual([
      ['org_city_finance', 'funder'],
      ['org_pool_trustee', 'trustee'],
      ['org_yangpu_finance', 'funder'],
      ['org_yangpu_finance', 'keeper'],
    ])
  })
})

describe('a contribution', () => {
  test('is owed when it is called and the pool’s when it is paid: 100 called, 60 paid, 40 owed, in both books', async () => {
    const { poolId, bookId } = await plantPool(database, { leverageHundredths: 1_000 })
    const contributionId = await plantContribution(database, poolId, 100, 60)
    const pool = await getPool(database.owner, poolId)
    const treasury = pool.funders[0]?.treasuryBookId ?? 'bok_'
    const [purse, own] = [account.treasury(treasury), account.pool(bookId)]
    const standing = await Promise.all(
      [own.cash, own.dueFrom(treasury), own.contribution('city'), purse.poolContribution(bookId), purse.dueTo(bookId)].map(async (head) =>
        toDecimal(await balanceOf(database.owner, head, 'CNY')),
      ),
    )
    expect(standing).toEqual(['60.00', '40.00', '-100.00', '100.00', '-40.00'])
    const room = await acting('city.maker', (trx) => roomOf(trx, pool, 2026))
    // Leverage counts what has come: 10 × 60, not 10 × 100.
    expect(room.parts.map(({ name, left }) => [name, left && toDecimal(left.amount)])).toEqual([
      ['cash', '60.00'],
      ['leverage', '600.00'],
    ])

    const pay = async (change: object) =>
      outcomeOf(
        (await callerAs(database, 'city.maker', { preview: true })).approvals.propose({
          kind: 'pool.pay_contribution',
          what: { contributionId, amount: yuan(40), paidOn: '2026-02-01', by: 'cash', reference: 'x', ...change },
        }),
      )
    expect(await pay({ amount: { minor: 1n, currency: 'USD' } })).toBe('pool.currency_differs')
    expect(await pay({ paidOn: '2026-12-01' })).toBe('pool.future_day')
    expect(await pay({ paidOn: '2026-01-04' })).toBe('pool.paid_before_called')
    expect(await pay({ amount: yuan(40.01) })).toBe('pool.paid_above_call')
    expect(await pay({ by: 'advance' })).toBe('pool.advance_too_small')
    expect(await pay({})).toBe('done')
    await expectBooksCoherent(database.owner)
  })

  test('is paid from what the purse holds: 100,000,000.00, of which two pools ask 60,000,000.00 each at once; one is paid, the other told what is left', async () => {
    const what = await openingOf(database)
    const [treasuryCode = ''] = what.funders.map((funder) => funder.treasuryCode)
    const again = await openingOf(database)
    const shared = { ...again, funders: again.funders.map((funder) => ({ ...funder, treasuryCode })) }
    const calls: `ctb_${string}`[] = []
    for (const opening of [what, shared]) {
      await agreedBy(database, { kind: 'pool.open', what: opening }, 'city.maker', 'city.checker')
      const { id: poolId } = await database.owner.selectFrom('pool').select('id').where('code', '=', opening.code).executeTakeFirstOrThrow()
      calls.push(await plantContribution(database, poolId, 120_000_000))
    }
    const maker = await callerAs(database, 'city.maker')
    const pay = (contributionId: `ctb_${string}`, amount: number) =>
      ({ kind: 'pool.pay_contribution', what: { contributionId, amount: yuan(amount), paidOn: '2026-02-01', by: 'cash', reference: 'x' } }) as const
    expect(await outcomeOf(maker.approvals.propose(pay(calls[0] ?? 'ctb_', 100_000_000.01)))).toBe('pool.purse_short')
    const proposed = []
    for (const call of calls) proposed.push(await maker.approvals.propose(pay(call, 60_000_000)))
    const checker = await callerAs(database, 'city.checker')
    expect((await Promise.all(proposed.map((each) => outcomeOf(agree(checker, each))))).toSorted()).toEqual(['done', 'pool.purse_short'])
    await expectBooksCoherent(database.owner)
  })

  test('may be set off against what the purse had put in before: the advance and the debt end together', async () => {
    const { poolId, bookId } = await plantPool(database)
    const maker = await callerAs(database, 'city.maker')
    const { treasuryBookId } = (await getPool(database.owner, poolId)).funders[0] ?? { treasuryBookId: 'bok_' }
    const cash = { head: 'cash' }
    await maker.ledger.transfer({
      from: { bookId: treasuryBookId, account: cash },
      into: { bookId, account: cash },
      amount: yuan(50),
      effectiveOn: '2026-01-02',
      note: '预拨',
    })
    const contributionId = await plantContribution(database, poolId, 80)
    const what = { contributionId, amount: yuan(50), paidOn: '2026-01-20', by: 'advance', reference: '预拨 1' } as const
    await agreedBy(database, { kind: 'pool.pay_contribution', what }, 'city.maker', 'city.checker')
    const { oversight } = await maker.pools.get({ poolId })
    expect(oversight?.funders.map(({ called, paid, owes, isOwed }) => [called, paid, owes, isOwed].map(toDecimal))).toEqual([
      ['80.00', '50.00', '30.00', '0.00'],
    ])
    expect(oversight?.contributions[0]?.payments.map(({ paidBy, amount }) => [paidBy, toDecimal(amount)])).toEqual([['advance', '50.00']])
    await expectBooksCoherent(database.owner)
  })

  test('is called by the keeper alone, once under a paper, never of an annual budget, never for tomorrow', async () => {
    const { poolId } = await plantPool(database)
    const budget = await plantPool(database, { funding: 'annual_budget' })
    const call = async (as: string, change: object) =>
      outcomeOf(
        (await callerAs(database, as, { preview: true })).approvals.propose({
          kind: 'pool.call_contribution',
          what: { poolId, tier: 'city', jurisdictionCode: '310000', amount: yuan(1), calledOn: '2026-03-01', documentNumber: '文 1', ...change },
        }),
      )
    await agreedBy(
      database,
      { kind: 'pool.call_contribution', what: { poolId, tier: 'city', jurisdictionCode: '310000', amount: yuan(1), calledOn: '2026-03-01', documentNumber: '文 0' } },
      'city.maker',
      'city.checker',
    )
    expect(await call('yangpu.maker', {})).toBe('record.not_found')
    expect(await call('city.maker', { poolId: budget.poolId })).toBe('pool.budget_needs_no_contribution')
    expect(await call('city.maker', { calledOn: '2026-07-01' })).toBe('pool.future_day')
    expect(await call('city.maker', { dueOn: '2026-02-01' })).toBe('pool.period_reversed')
    expect(await call('city.maker', { documentNumber: '文 0' })).toBe('pool.document_used')
    expect(await call('city.maker', { tier: 'district' })).toBe('pool.no_such_funder')
    expect(await call('city.maker', {})).toBe('done')
  })
})

describe('members and quotas', () => {
  const member = (poolId: PoolId, change: object = {}) => ({
    poolId,
    organisationId: 'org_wusong_bank' as const,
    agreementNumber: 'XY-1',
    agreedOn: '2024-01-10' as const,
    endedOn: null,
    suspendedOn: null,
    products: [{ code: 'KJD', name: '科技贷', approvedOn: '2024-01-10' as const, endedOn: null }],
    ...change,
  })

  test('what is on record of an agreement stays; what changes is when it ends', async () => {
    const { poolId } = await plantPool(database)
    const set = async (change: object) =>
      outcomeOf((await callerAs(database, 'city.maker', { preview: true })).approvals.propose({ kind: 'pool.set_member', what: member(poolId, change) }))
    expect(await set({ organisationId: 'org_exchange' })).toBe('pool.not_a_bank')
    expect(await set({ endedOn: '2024-01-10' })).toBe('pool.period_reversed')
    await agreedBy(database, { kind: 'pool.set_member', what: member(poolId) }, 'city.maker', 'city.checker')
    expect(await set({ agreementNumber: 'XY-2' })).toBe('pool.agreement_stands')
    expect(await set({ products: [{ code: 'KJD', name: '改名贷', approvedOn: '2024-01-10', endedOn: null }] })).toBe('pool.product_stands')
    expect(await set({})).toBe('pool.member_stands_so')
    await agreedBy(database, { kind: 'pool.set_member', what: member(poolId, { suspendedOn: '2026-02-01' }) }, 'city.maker', 'city.checker')
    const [bank] = (await (await callerAs(database, 'wusong.maker')).pools.get({ poolId })).members
    expect([bank?.suspendedOn, bank?.endedOn]).toEqual(['2026-02-01', null])
  })

  test('a quota is taken up and given back: 100 granted, 70 taken, 40 refused by name, 20 back, 50 taken, nothing left', async () => {
    const { poolId } = await plantPool(database)
    await plantMember(database, poolId, 'org_wusong_bank', { 2026: 100 })
    const of = { poolId, bankId: 'org_wusong_bank', year: 2026 } as const
    const take = (amount: number) => outcomeOf(acting('wusong.maker', (trx) => occupyQuota(trx, of, yuan(amount))))
    expect(await take(70)).toBe('done')
    await expect(acting('wusong.maker', (trx) => occupyQuota(trx, of, yuan(40)))).rejects.toMatchObject({
      code: 'pool.quota_full',
      facts: { bank: '吴淞商业银行科技支行', year: 2026, granted: yuan(100), occupied: yuan(70), asked: yuan(40) },
    })
    expect(toDecimal(await acting('wusong.maker', (trx) => releaseQuota(trx, of, yuan(20))))).toBe('50.00')
    expect(toDecimal(await acting('wusong.maker', (trx) => occupyQuota(trx, of, yuan(50))))).toBe('0.00')
    await expect(acting('wusong.maker', (trx) => occupyQuota(trx, { ...of, year: 2027 }, yuan(1)))).rejects.toMatchObject({ code: 'pool.quota_missing' })
    // Another bank moves nothing of it, whoever it says it is.
    await expect(acting('shenjiang.maker', (trx) => occupyQuota(trx, of, yuan(-10)))).rejects.toMatchObject({ code: 'pool.quota_missing' })
    const cut = async (granted: number) =>
      outcomeOf((await callerAs(database, 'city.maker', { preview: true })).approvals.propose({ kind: 'pool.set_quota', what: { poolId, organisationId: 'org_wusong_bank', year: 2026, granted: yuan(granted) } }))
    expect(await cut(99.99)).toBe('pool.quota_below_occupied')
    expect(await cut(100)).toBe('pool.quota_stands_so')
    expect(await cut(120)).toBe('done')
  })

  test('40 enrolments of 5 racing for a quota of 100: 20 are taken, 20 refused by name', async () => {
    const { poolId } = await plantPool(database)
    await plantMember(database, poolId, 'org_wusong_bank', { 2026: 100 })
    const of = { poolId, bankId: 'org_wusong_bank', year: 2026 } as const
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => acting('wusong.maker', (trx) => occupyQuota(trx, of, yuan(5))).then(() => 'taken', (error: { code?: string }) => error.code)),
    )
    expect(Object.fromEntries(Object.entries(Object.groupBy(outcomes, (outcome) => outcome ?? 'bug')).map(([name, all]) => [name, all?.length]))).toEqual({
      taken: 20,
      'pool.quota_full': 20,
    })
  })
})

describe('caps', () => {
  // Who may count them, and when, row-level security says (tests/server/access/pool-attacks.test.ts): here is how they are held and counted.
  const deciding = <T>(work: (trx: Trx) => Promise<T>) => database.owner.transaction().execute(work)

  test('50 payouts of 3 racing for a cap of 100, each held while it decides: 33 are paid, none exceeds it', async () => {
    const { poolId } = await plantPool(database)
    const keys = [
      { scope: 'pool_year', countsFor: '2026' },
      { scope: 'firm', countsFor: 'ent_1' },
    ] as const
    const pay = () =>
      deciding(async (trx) => {
        const used = await lockCaps(trx, poolId, keys)
        if ((used.get(capKeyText(keys[0])) ?? 0n) + 3n > 100n) return 'refused'
        await useCaps(trx, await getPool(trx, poolId), keys.map((key) => ({ ...key, minor: 3n, limit: 100n })))
        return 'paid'
      })
    const outcomes = await Promise.all(Array.from({ length: 50 }, pay))
    expect([outcomes.filter((outcome) => outcome === 'paid').length, outcomes.filter((outcome) => outcome === 'refused').length]).toEqual([33, 17])
    const rows = await database.owner.selectFrom('pool_cap_use').select(['scope', 'used_minor']).where('pool_id', '=', poolId).orderBy('scope').execute()
    expect(rows).toEqual([
      { scope: 'firm', used_minor: 99n },
      { scope: 'pool_year', used_minor: 99n },
    ])
  })

  test('refuse by name what would exceed them, whatever was decided before, and never go below nothing', async () => {
    const { poolId } = await plantPool(database)
    const key = { scope: 'bank_year', countsFor: 'org_wusong_bank:2026' } as const
    const use = (minor: bigint) =>
      deciding(async (trx) => {
        await lockCaps(trx, poolId, [key])
        await useCaps(trx, await getPool(trx, poolId), [{ ...key, minor, limit: 100n }])
      })
    await use(100n)
    await expect(use(1n)).rejects.toMatchObject({ code: 'pool.cap_exceeded' })
    await use(-40n)
    await use(40n)
    await expect(use(-101n)).rejects.toThrow('pool_cap_use_not_negative')
  })

  test('are nobody’s to hold who does not run the pool', async () => {
    const { poolId } = await plantPool(database)
    await plantMember(database, poolId, 'org_wusong_bank')
    await expect(acting('wusong.maker', (trx) => lockCaps(trx, poolId, [{ scope: 'pool_year', countsFor: '2026' }]))).rejects.toThrow('row-level security')
  })
})

describe('an override of a breaker', () => {
  test('takes the decider of the pool, with its reason and its days, and stands in the record of the pool’s book', async () => {
    const { poolId, bookId } = await plantPool(database, { parties: [{ organisationId: 'org_joint_meeting', part: 'decider' }] })
    const what = { poolId, action: 'defer', from: '2026-03-01', to: '2026-06-30', reason: '重点企业续贷' } as const
    const maker = await callerAs(database, 'city.maker')
    expect(await outcomeOf(maker.approvals.propose({ kind: 'pool.override_breaker', what: { ...what, to: '2026-02-01' } }))).toBe('pool.period_reversed')
    expect(await outcomeOf(maker.approvals.propose({ kind: 'pool.override_breaker', what: { ...what, action: 'suspend' } }))).toBe('pool.override_not_needed')
    const proposed = await maker.approvals.propose({ kind: 'pool.override_breaker', what })
    expect(await outcomeOf(agree(await callerAs(database, 'city.checker'), proposed))).toBe('approval.not_your_step')
    await agree(await callerAs(database, 'joint.meeting'), proposed)
    const { oversight } = await maker.pools.get({ poolId })
    expect(oversight?.overrides).toMatchObject([{ organisationId: null, action: 'defer', from: '2026-03-01', to: '2026-06-30', reason: '重点企业续贷', proposalId: proposed.proposalId }])
    const { rows } = await sql<{ kind: string }>`select kind from act where stream = ${bookId} and facts ->> 'poolId' = ${poolId} order by sequence`.execute(database.owner)
    expect(rows.map(({ kind }) => kind)).toEqual(['pool.opened', 'pool.breaker_overridden'])
  })
})

describe('a voucher that the treasury pays into the pool’s book by itself', () => {
  test('pays the calls, the one due first: 50 on calls of 30 and 40 leaves 20 of the later', async () => {
    const { poolId, bookId } = await plantPool(database)
    const first = await plantContribution(database, poolId, 30)
    const second = await plantContribution(database, poolId, 40)
    const [maker, checker] = [await callerAs(database, 'city.maker'), await callerAs(database, 'city.checker')]
    const treasuryBookId = (await getPool(database.owner, poolId)).funders[0]?.treasuryBookId ?? 'bok_'
    const { id: indicatorId } = await maker.fiscal.grant({
      bookId: treasuryBookId,
      documentNumber: `指〔2026〕${poolId.slice(-6)}`,
      name: '出资',
      source: 'general',
      functionCode: '2060404',
      budgetYear: 2026,
      grantedOn: '2026-01-04',
      amount: yuan(100),
    })
    const { id: planId } = await maker.fiscal.plan({ indicatorId, number: '1', plannedOn: '2026-01-05', month: '2026-01-01', purpose: '出资', amount: yuan(60) })
    await agreedBy(
      database,
      {
        kind: 'fiscal.draw_voucher',
        what: { planId, number: `支 ${poolId.slice(-6)}`, drawnOn: '2026-01-06', purpose: 'contribution', subject: poolId, payee: '池', payeeBookId: bookId, throughBookId: null, amount: yuan(50) },
      },
      'city.maker',
      'city.checker',
    )
    const { id: voucherId } = await database.owner.selectFrom('payment_voucher').select('id').where('indicator_id', '=', indicatorId).executeTakeFirstOrThrow()
    await agree(checker, await maker.approvals.propose({ kind: 'fiscal.pay_voucher', what: { voucherId, paidOn: '2026-01-25', reference: '回单 7' } }))
    const { oversight } = await maker.pools.get({ poolId })
    expect(oversight?.contributions.map(({ id, paid, payments }) => [id, toDecimal(paid), payments.length]).toSorted()).toEqual(
      [
        [first, '30.00', 1],
        [second, '20.00', 1],
      ].toSorted(),
    )
    expect(oversight?.funders.map(({ owes }) => toDecimal(owes))).toEqual(['20.00'])
    await expectBooksCoherent(database.owner)
  })
})

test('10 × 60 of capital bears 600 of loans and not 600.01: what would be too much is refused with its figures', async () => {
  const { poolId } = await plantPool(database, { leverageHundredths: 1_000 })
  await plantContribution(database, poolId, 100, 60)
  await plantMember(database, poolId, 'org_wusong_bank')
  const enrol = (amount: number) =>
    acting('wusong.maker', async (trx) => {
      const facts = { poolId, notes: 1 }
      await noteExposure(trx, { poolId, kind: 'loan.enrolled', facts, on: '2026-03-01', minor: yuan(amount).minor })
      await insertActs(trx, [{ act: 'password.changed' }])
    })
  await enrol(400)
  await expect(enrol(200.01)).rejects.toMatchObject({ code: 'pool.leverage_exceeded', facts: { bearable: yuan(600), exposure: yuan(600.01) } })
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => enrol(50).then(() => 'enrolled', (error: { code?: string }) => error.code)))
  expect(outcomes.toSorted()).toEqual(['enrolled', 'enrolled', 'enrolled', 'enrolled', 'pool.leverage_exceeded'])
})
