import { Refusal } from '@cofund/shared/kernel/refusal'
import { plainDate } from '@cofund/shared/kernel/plain-date'
import { toDecimal } from '@cofund/shared/kernel/money'
import { replay } from '@cofund/shared/kernel/derivation'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { agree, byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
type Caller = Awaited<ReturnType<typeof callerAs>>
let maker: Caller
let checker: Caller
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  maker = await callerAs(database, 'city.maker')
  checker = await callerAs(database, 'city.checker')
})
afterAll(() => database.close())

const refusalOf = async (work: Promise<unknown>): Promise<{ code: string; facts: unknown }> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return { code: cause.code, facts: cause.facts }
}

type Version = Awaited<ReturnType<Caller['policies']['draftVersion']>>
/** What is asked for when a version shall take effect, and its taking effect: the maker proposes, the checker agrees. */
const proposeActivation = ({ versionId }: Pick<Version, 'versionId'>) =>
  maker.approvals.propose({ kind: 'policy.activate', what: { versionId } })
const activate = ({ versionId }: Pick<Version, 'versionId'>) =>
  byTwo(maker, checker, { kind: 'policy.activate', what: { versionId } })

let drafted = 0
/** A scheme of one rate, with a code of its own. */
const scheme = (rate: string | null, from: string | null = '2026-01-01', to: string | null = null) => ({
  kind: 'compensation_scheme' as const,
  code: `TEST-${(drafted += 1)}`,
  name: { zh: '测试办法', en: 'Test scheme' },
  jurisdictionCode: '310110',
  document: '2026-1',
  effective: from === null ? null : { from, to },
  params: { compensation: { rate, split: [{ bearer: 'district', share: '1' }] } },
  cites: { '': { document: '2026-1', tag: 'R1' as const } },
})
const next = (rate: string | null, from: string | null = '2026-01-01', to: string | null = null) => {
  const { document, effective, params, cites } = scheme(rate, from, to)
  return { document, effective, params, cites }
}

describe('drafting', () => {
  test('keeps the parameters as they were written, each beside its citation', async () => {
    const { versionId } = await maker.policies.draft(scheme('0.80'))
    const { policy, version, parameters } = await maker.policies.version({ versionId })
    expect(policy).toMatchObject({ kind: 'compensation_scheme', name: { zh: '测试办法' }, jurisdictionCode: '310110' })
    expect(version).toMatchObject({ number: 1, status: 'draft', document: '2026-1', effective: { from: '2026-01-01', to: null } })
    const cite = { document: '2026-1', tag: 'R1' }
    expect(parameters.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'compensation.rate', value: '0.80', cite },
      { path: 'compensation.split.0.bearer', value: 'district', cite },
      { path: 'compensation.split.0.share', value: '1', cite },
    ])
  })

  test('refuses a defect by name and place, a code that is taken, and who may not draft; nothing is left behind', async () => {
    const before = await maker.policies.list()
    expect(await refusalOf(maker.policies.draft(scheme('1.5')))).toMatchObject({
      code: 'scheme.rate_above_whole',
      facts: { place: 'compensation.rate' },
    })
    const code = before[0]?.code ?? ''
    expect(await refusalOf(maker.policies.draft({ ...scheme('0.8'), code }))).toEqual({
      code: 'policy.code_taken',
      facts: { code },
    })
    const bank = await callerAs(database, 'shenjiang.maker')
    expect(await refusalOf(bank.policies.draft(scheme('0.8')))).toMatchObject({
      code: 'access.not_permitted',
      facts: { permission: 'policy.draft' },
    })
    expect(await maker.policies.list()).toEqual(before)
  })

  test('a draft may be rewritten, and is numbered within its policy', async () => {
    const { policyId, versionId } = await maker.policies.draft(scheme(null))
    await maker.policies.revise({ versionId, ...next('0.70') })
    expect((await maker.policies.version({ versionId })).version.params).toEqual(next('0.70').params)
    expect(await maker.policies.draftVersion({ policyId, ...next('0.60', '2027-01-01') })).toMatchObject({ number: 2 })
  })
})

describe('taking effect', () => {
  test('needs every parameter, every citation, a first day and a period of its own, in that order', async () => {
    const { policyId, versionId } = await maker.policies.draft(scheme(null, null))
    expect(await refusalOf(proposeActivation({ versionId }))).toEqual({
      code: 'policy.parameters_empty',
      facts: { paths: ['compensation.rate'] },
    })
    await maker.policies.revise({
      versionId,
      ...next('0.8', null),
      cites: { 'compensation.split': { document: 'x', tag: 'R3' } },
    })
    expect(await refusalOf(proposeActivation({ versionId }))).toEqual({
      code: 'policy.parameters_uncited',
      facts: { paths: ['compensation.rate'] },
    })
    await maker.policies.revise({ versionId, ...next('0.8', null) })
    expect(await refusalOf(proposeActivation({ versionId }))).toMatchObject({ code: 'policy.period_unknown' })
    await maker.policies.revise({ versionId, ...next('0.8') })
    const bank = await callerAs(database, 'shenjiang.maker')
    expect(await refusalOf(bank.approvals.propose({ kind: 'policy.activate', what: { versionId } }))).toMatchObject({
      code: 'access.not_permitted',
      facts: { permission: 'policy.draft' },
    })
    await activate({ versionId })

    const successor = await maker.policies.draftVersion({ policyId, ...next('0.6', '2026-07-01') })
    expect(await refusalOf(proposeActivation(successor))).toEqual({
      code: 'policy.periods_overlap',
      facts: { number: 1, from: '2026-01-01', to: null },
    })
    await byTwo(maker, checker, { kind: 'policy.close', what: { versionId, to: '2026-07-01' } })
    await activate(successor)

    const { code } = (await maker.policies.version({ versionId })).policy
    const rateOn = async (date: string) => (await maker.policies.on({ code, date })).version.params['compensation']
    expect(await rateOn('2026-06-30')).toMatchObject({ rate: '0.8' })
    expect(await rateOn('2026-07-01')).toMatchObject({ rate: '0.6' })
    expect(await refusalOf(maker.policies.on({ code, date: '2025-12-31' }))).toEqual({
      code: 'policy.no_version_on',
      facts: { code, date: '2025-12-31' },
    })
  })

  test('is for good: no rewriting, no second end; withdrawing takes it out of every day and leaves it readable', async () => {
    const { versionId } = await maker.policies.draft(scheme('0.8', '2026-01-01', '2027-01-01'))
    await activate({ versionId })
    expect(await refusalOf(maker.policies.revise({ versionId, ...next('0.9') }))).toEqual({
      code: 'policy.wrong_status',
      facts: { status: 'active' },
    })
    expect(await refusalOf(maker.approvals.propose({ kind: 'policy.close', what: { versionId, to: '2026-06-01' } }))).toEqual({
      code: 'policy.closed_already',
      facts: { to: '2027-01-01' },
    })
    await byTwo(maker, checker, { kind: 'policy.retire', what: { versionId, reason: '与上位法抵触' } })
    const { policy, version } = await maker.policies.version({ versionId })
    expect(version.status).toBe('retired')
    expect(await refusalOf(maker.policies.on({ code: policy.code, date: '2026-06-01' }))).toMatchObject({
      code: 'policy.no_version_on',
    })
    expect(await refusalOf(proposeActivation({ versionId }))).toMatchObject({ code: 'policy.wrong_status' })
  })

  test('two who activate overlapping versions at once: one does, the other is told', async () => {
    const { policyId, versionId } = await maker.policies.draft(scheme('0.8'))
    const second = await maker.policies.draftVersion({ policyId, ...next('0.6', '2026-06-01') })
    const proposed = [await proposeActivation({ versionId }), await proposeActivation(second)]
    const outcomes = await Promise.allSettled(proposed.map((proposal) => agree(checker, proposal)))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('the database itself', () => {
  test.each([
    [
      'an overlap',
      (id: string) =>
        sql`insert into policy_version select 'plv_other', policy_id, 2, 'active', document, '2030-01-01', null, params, cites from policy_version where id = ${id}`,
      'policy_version_periods_do_not_overlap',
    ],
    [
      'new parameters',
      (id: string) => sql`update policy_version set params = '{}' where id = ${id}`,
      'policy_version_fixed_once_in_effect',
    ],
    [
      'another beginning',
      (id: string) => sql`update policy_version set effective_from = '2020-01-01' where id = ${id}`,
      'policy_version_fixed_once_in_effect',
    ],
    [
      'back to a draft',
      (id: string) => sql`update policy_version set status = 'draft' where id = ${id}`,
      'policy_version_fixed_once_in_effect',
    ],
    ['its removal', (id: string) => sql`delete from policy_version where id = ${id}`, 'policy_version_fixed_once_in_effect'],
    ['everybody’s removal', () => sql`truncate policy_version cascade`, 'policy_version_kept'],
  ])('refuses %s of what is in effect, the owner too', async (_what, statement, constraint) => {
    const { versionId } = await maker.policies.draft(scheme('0.8'))
    await activate({ versionId })
    await expect(statement(versionId).execute(database.owner)).rejects.toMatchObject({ constraint })
  })

  test('refuses to put into effect what still has an empty parameter, however deep', async () => {
    const { versionId } = await maker.policies.draft({ ...scheme('0.8'), params: { compensation: { rate: '0.8', split: null } } })
    const activation = sql`update policy_version set status = 'active' where id = ${versionId}`.execute(database.owner)
    await expect(activation).rejects.toMatchObject({ constraint: 'policy_version_in_effect_is_complete' })
  })

  test('lets a bank read every rule and write none', async () => {
    const bank = await callerAs(database, 'shenjiang.maker')
    expect((await bank.policies.list()).length).toBe((await maker.policies.list()).length)
    const { policyId } = await maker.policies.draft(scheme('0.8'))
    const { rows } = await sql<{
      token: string
    }>`select token_hash as token from session where membership_id = 'mem_shenjiang_maker_1' limit 1`.execute(database.owner)
    const written = database.app.transaction().execute(async (trx) => {
      await sql`select set_config('cofund.session', ${rows[0]?.token}, true)`.execute(trx)
      await sql`insert into policy_version (id, policy_id, number, document, params, cites) values ('plv_bank', ${policyId}, 9, 'x', '{}', '{}')`.execute(
        trx,
      )
    })
    await expect(written).rejects.toThrow('row-level security')
  })
})

describe('what the product brings along', () => {
  test('is drafted in one go, once; the demonstration’s two-tier scheme shares a loss of 1,000,000.01 as 320,000, 480,000 and the rest', async () => {
    const { codes } = await maker.policies.draftShipped()
    expect(codes).toContain('GZ2025')
    expect(await refusalOf(maker.policies.draftShipped())).toMatchObject({ code: 'policy.shipped_all_here' })

    const listed = await maker.policies.list()
    const versionId = listed.find(({ code }) => code === 'DEMO-TWO-TIER')?.versions[0]?.id ?? expect.unreachable()
    await activate({ versionId })
    const { value, derivation, version } = await maker.policies.evaluate({ versionId, case: { unpaid_principal: '1000000.01' } })
    expect(value.shares.map(({ bearer, amount }) => `${bearer} ${toDecimal(amount)}`)).toEqual([
      'city 320000.00',
      'district 480000.00',
      'bank 200000.01',
    ])
    expect(version).toEqual({ policyCode: 'DEMO-TWO-TIER', number: 1, id: versionId })
    expect(replay(derivation)).toBeUndefined()
  })

  test('is kept as it was shipped', async () => {
    const listed = await maker.policies.list()
    const versionId = listed.find(({ code }) => code === 'SZPS')?.versions[0]?.id ?? expect.unreachable()
    const { params, cites, effective } = shippedPolicy('SZPS')
    expect((await maker.policies.version({ versionId })).version).toMatchObject({ params, cites, effective, status: 'draft' })
    expect(await maker.policies.questions({ versionId })).toEqual({
      currency: 'CNY',
      base: 'unpaid_principal',
      amounts: ['unpaid_principal', 'guarantee_fees', 'period_enrolled_principal'],
      flags: [],
      products: [],
      used: ['pool_period', 'pool_period_joint'],
    })
    expect(effective?.from).toBe(plainDate('2026-02-05'))
  })
})

test('every change has its act, and all else coheres', async () => {
  const { rows } = await sql<{
    kind: string
    n: number
  }>`select kind, count(*)::int as n from act where kind like 'policy.%' group by kind order by kind`.execute(database.owner)
  expect(rows.map(({ kind }) => kind)).toEqual([
    'policy.activated',
    'policy.closed',
    'policy.drafted',
    'policy.retired',
    'policy.revised',
  ])
  const { rows: versions } = await sql<{ n: number }>`select count(*)::int as n from policy_version`.execute(database.owner)
  expect(rows.find(({ kind }) => kind === 'policy.drafted')?.n).toBe(versions[0]?.n)
  await expectCoherent(database.owner)
})
