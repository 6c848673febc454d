import type { Db } from '@cofund/db/connect'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import { permissionsOf } from '@cofund/shared/people/role'
import type { ProposeInput } from '@cofund/shared/proposals'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actAs, hashOf } from '../../../server/kernel/session.ts'
import { useApiKey } from '../../../server/people/api-key.sql.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs, callerAsNobody } from '../../kit/actors.ts'
import { agree, byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantPerson, sessionIn } from '../../kit/people.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'
import { plantRoute } from '../../kit/routes.ts'

let database: TestDatabase
type Caller = Awaited<ReturnType<typeof callerAs>>
let maker: Caller
let checker: Caller
let admin: Caller
let second: Caller
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  await plantPerson(database.owner, 'city.third', [['org_city_finance', 'finance_checker']])
  // Their place at the district makes them a maker, the one at the city a checker: of a case that goes to both.
  await plantPerson(database.owner, 'two.tiers', [['org_yangpu_finance', 'finance_maker'], ['org_city_finance', 'finance_checker']])
  maker = await callerAs(database, 'city.maker')
  checker = await callerAs(database, 'city.checker')
  admin = await callerAs(database, 'admin')
  second = await callerAs(database, 'admin.checker')
})
afterAll(async () => {
  await expectCoherent(database.owner)
  await database.close()
})

let drafted = 0
const scheme = (rate: string) => ({
  document: '2026-1',
  effective: { from: '2026-01-01', to: null },
  params: { compensation: { rate, split: [{ bearer: 'district', share: '1' }] } },
  cites: { '': { document: '2026-1', tag: 'R1' as const } },
})
const draft = (by: Caller, jurisdictionCode = '310000') =>
  by.policies.draft({
    kind: 'compensation_scheme',
    code: `CASE-${(drafted += 1)}`,
    name: { zh: '测试办法', en: 'Test scheme' },
    jurisdictionCode,
    ...scheme('0.80'),
  })
const activation = async (by: Caller = maker, jurisdictionCode?: string) => {
  const { versionId } = await draft(by, jurisdictionCode)
  const { proposalId } = await by.approvals.propose({ kind: 'policy.activate', what: { versionId } })
  return { versionId, proposalId, digest: await digestOf(proposalId) }
}
const digestOf = async (proposalId: ProposalId) => (await maker.approvals.get({ proposalId })).proposal.digest
const statusOf = async (proposalId: ProposalId) => (await maker.approvals.get({ proposalId })).proposal.status

describe('what a checker confirms', () => {
  test('is shown before and after, field by field, with the rate of the version that it follows', async () => {
    const { policyId, versionId } = await draft(maker)
    await byTwo(maker, checker, { kind: 'policy.activate', what: { versionId } })
    await byTwo(maker, checker, { kind: 'policy.close', what: { versionId, to: '2026-07-01' } })
    const next = await maker.policies.draftVersion({ policyId, ...scheme('0.60'), effective: { from: '2026-07-01', to: null } })
    const { proposalId } = await maker.approvals.propose({ kind: 'policy.activate', what: next })
    const { effect } = (await checker.approvals.get({ proposalId })).proposal
    const rate = effect.rows.find(({ field }) => field.at(-1) === 'parameter.rate')
    expect(rate).toMatchObject({ before: { as: 'rate' }, after: { as: 'rate' } })
    expect(effect.rows.find(({ field }) => field[0] === 'policy.effective_from')).toMatchObject({
      before: { day: '2026-01-01' },
      after: { day: '2026-07-01' },
    })
  })

  test('has to be what is true now: data that moved underneath is refused with both, shown anew, then passes', async () => {
    const { versionId, proposalId, digest } = await activation()
    await maker.policies.revise({ versionId, ...scheme('0.55') })

    const refused = await refusalOf(checker.approvals.check({ proposalId, verdict: 'approve', digest }))
    expect(refused.code).toBe('approval.effect_changed')
    const rates = Object.values(refused.facts as Record<'shown' | 'now', { rows: { field: string[]; after: unknown }[] }>).map(
      ({ rows }) => rows.find(({ field }) => field.at(-1) === 'parameter.rate')?.after,
    )
    expect(rates[0]).not.toEqual(rates[1])
    expect(await statusOf(proposalId)).toBe('open')
    expect((await maker.policies.version({ versionId })).version.status).toBe('draft')

    await checker.approvals.refresh({ proposalId })
    expect(await outcomeOf(checker.approvals.check({ proposalId, verdict: 'approve', digest }))).toBe('approval.digest_stale')
    await agree(checker, { proposalId })
    expect((await maker.policies.version({ versionId })).version.status).toBe('active')
    expect(await outcomeOf(checker.approvals.refresh({ proposalId }))).toBe('approval.wrong_status')
  })

  test('is refused as it would be when proposed, where it cannot be any more', async () => {
    const { policyId, versionId } = await draft(maker)
    const rival = await maker.policies.draftVersion({ policyId, ...scheme('0.60') })
    const [first, late] = [
      await maker.approvals.propose({ kind: 'policy.activate', what: { versionId } }),
      await maker.approvals.propose({ kind: 'policy.activate', what: rival }),
    ]
    await agree(checker, first)
    expect(await outcomeOf(agree(checker, late))).toBe('policy.periods_overlap')
    expect(await statusOf(late.proposalId)).toBe('open')
  })
})

describe('a case', () => {
  test('goes back to its maker with a reason, is sent on again, and is checked by the same person then', async () => {
    const { proposalId, digest } = await activation()
    expect(await outcomeOf(checker.approvals.check({ proposalId, verdict: 'return', digest }))).toBe('approval.opinion_needed')
    await checker.approvals.check({ proposalId, verdict: 'return', digest, opinion: '请补充条款' })
    expect(await maker.approvals.inbox({})).toMatchObject({ rows: [{ id: proposalId, status: 'returned' }] })
    expect(await outcomeOf(checker.approvals.resubmit({ proposalId }))).toBe('approval.not_yours')
    await maker.approvals.resubmit({ proposalId, opinion: '已补充' })
    await agree(checker, { proposalId })
    const { moves } = await maker.approvals.get({ proposalId })
    expect(moves.map(({ move, round, person }) => `${round} ${move} ${person?.name}`)).toEqual([
      '1 propose 陆书宁',
      '1 return 沈维岳',
      '1 resubmit 陆书宁',
      '2 approve 沈维岳',
    ])
  })

  test('of the same deed is open once; withdrawn, it may be proposed again', async () => {
    const { versionId, proposalId } = await activation()
    const again = () => maker.approvals.propose({ kind: 'policy.activate', what: { versionId } })
    expect(await outcomeOf(again())).toBe('approval.open_already')
    await maker.approvals.withdraw({ proposalId })
    await expect(again()).resolves.toMatchObject({ secret: null })
  })

  test('stands in the boxes of who has to do with it, with the working days that are left', async () => {
    const { proposalId } = await activation()
    const third = await callerAs(database, 'city.third')
    const mine = (await maker.approvals.inbox({ box: 'mine' })).rows.find(({ id }) => id === proposalId)
    expect(mine).toMatchObject({ dueOn: '2026-07-07', workingDaysLeft: 5, steps: 1 })
    const holding = async (caller: Caller, box: 'todo' | 'done') =>
      (await caller.approvals.inbox({ box, size: 100 })).rows.some(({ id }) => id === proposalId)
    expect([await holding(third, 'todo'), await holding(maker, 'todo')]).toEqual([true, false])
    const before = await third.approvals.counts()
    await agree(third, { proposalId })
    expect([await holding(third, 'todo'), await holding(third, 'done'), await holding(checker, 'todo')]).toEqual([false, true, false])
    expect(await third.approvals.counts()).toMatchObject({ todo: before.todo - 1, done: before.done + 1 })
  })

  test('past its day is overdue for its maker, its checkers and who oversees them, with whom it waits on and since when', async () => {
    const { proposalId } = await activation(await callerAs(database, 'yangpu.maker'), '310110')
    await sql`update proposal set due_on = '2026-01-05' where id = ${proposalId}`.execute(database.owner)
    const overdueFor = async (name: string) => {
      const { rows } = await (await callerAs(database, name)).approvals.inbox({ box: 'overdue', size: 100 })
      return rows.find(({ id }) => id === proposalId)
    }
    expect(await overdueFor('yangpu.maker')).toMatchObject({ waitsOn: [{ nameEn: 'Yangpu Finance Bureau' }], waitsSince: expect.any(String) })
    expect([await overdueFor('yangpu.checker'), await overdueFor('city.checker')].map((row) => row?.id)).toEqual([proposalId, proposalId])
    expect(await overdueFor('shenjiang.maker')).toBeUndefined()
  })

  test('is out of sight for banks and other districts, and readable for who oversees', async () => {
    const { proposalId } = await activation(await callerAs(database, 'yangpu.maker'), '310110')
    const sees = async (name: string) => outcomeOf((await callerAs(database, name)).approvals.get({ proposalId }))
    expect(await sees('auditor')).toBe('done')
    expect(await sees('city.checker')).toBe('done')
    expect(await sees('shenjiang.maker')).toBe('record.not_found')
    expect(await sees('pudong.maker')).toBe('record.not_found')
    expect(await sees('admin')).toBe('record.not_found')
  })

  test('two who check at once: one does it, the other is told that it is done', async () => {
    const { versionId, proposalId, digest } = await activation()
    const third = await callerAs(database, 'city.third')
    const outcomes = await Promise.all(
      [checker, third].map((caller) => outcomeOf(caller.approvals.check({ proposalId, verdict: 'approve', digest }))),
    )
    expect(outcomes.toSorted()).toEqual(['approval.wrong_status', 'done'])
    const acts = await database.owner.selectFrom('act').select('facts').where('kind', '=', 'policy.activated').execute()
    expect(acts.filter(({ facts }) => (facts as { versionId: string }).versionId === versionId)).toHaveLength(1)
  })

  test('a press that is repeated is answered as before and acts once; a secret is told once', async () => {
    const once = await callerAs(database, 'admin', { idempotencyKey: 'propose-key-1' })
    const deed: ProposeInput = {
      kind: 'api_key.issue',
      what: { organisationId: 'org_wusong_bank', name: '贷款报送', scopes: ['loan.import'], expiresOn: '2026-12-31' },
    }
    const first = await once.approvals.propose(deed)
    const repeated = await once.approvals.propose(deed)
    expect(repeated.proposalId).toBe(first.proposalId)
    expect(first.secret).toMatch(/^cfk_/)
    expect(repeated.secret).toBeNull()
    const kept = await sql<{ found: boolean }>`
      select exists (select from request where answer::text like ${`%${first.secret}%`})
        or exists (select from proposal where proposal::text like ${`%${first.secret}%`}) as found`.execute(database.owner)
    expect(kept.rows).toEqual([{ found: false }])
  })
})

describe('a route of several steps', () => {
  /** The district's checker, then two of the city, on its letter: laid down for policies in a database of their own. */
  let routed: TestDatabase
  beforeAll(async () => {
    routed = await openTestDatabase()
    await seedPeople(routed.owner)
    await plantPerson(routed.owner, 'city.third', [['org_city_finance', 'finance_checker']])
    await plantPerson(routed.owner, 'two.tiers', [['org_yangpu_finance', 'finance_maker'], ['org_city_finance', 'finance_checker']])
    await plantRoute(routed, 'ROUTE-RULES', [
      { taken_by: [{ seat: 'kind', kind: 'district_finance', tier: 'district', permission: 'policy.activate' }], people: 1, working_days: 5 },
      { taken_by: [{ seat: 'kind', kind: 'city_finance', tier: 'province', permission: 'policy.activate' }], people: 2, document: { zh: '批复', en: 'approval letter' } },
    ])
  })
  afterAll(() => routed.close())
  const as = (name: string) => callerAs(routed, name)
  const proposeAt = async (name: string) => {
    const { versionId } = await draft(await as(name), '310110')
    const { proposalId } = await (await as(name)).approvals.propose({ kind: 'policy.activate', what: { versionId } })
    return { versionId, proposalId, digest: (await (await as(name)).approvals.get({ proposalId })).proposal.digest }
  }

  test('is walked step by step, by as many persons as each step asks for, on the papers it names', async () => {
    const { versionId, proposalId, digest } = await proposeAt('yangpu.maker')
    const [district, city, third] = [await as('yangpu.checker'), await as('city.checker'), await as('city.third')]
    const approve = { proposalId, verdict: 'approve', digest } as const
    expect(await outcomeOf(city.approvals.check(approve))).toBe('approval.not_your_step')
    expect(await district.approvals.check(approve)).toMatchObject({ status: 'open', step: 1 })
    expect(await outcomeOf(city.approvals.check(approve))).toBe('approval.document_needed')
    expect(await city.approvals.check({ ...approve, document: '沪财〔2026〕1号' })).toMatchObject({ status: 'open', step: 1 })
    expect(await outcomeOf(city.approvals.check({ ...approve, document: 'x' }))).toBe('approval.checked_already')
    expect((await city.approvals.get({ proposalId })).steps.map(({ agreed, people }) => [agreed, people])).toEqual([[1, 1], [1, 2]])
    expect(await third.approvals.check({ ...approve, document: '沪财〔2026〕1号' })).toMatchObject({ status: 'applied' })
    expect((await district.policies.version({ versionId })).version.status).toBe('active')
  })

  test('begins anew when what is shown changes: who agreed to the former, agrees again', async () => {
    const { versionId, proposalId, digest } = await proposeAt('yangpu.maker')
    const [district, city] = [await as('yangpu.checker'), await as('city.checker')]
    await district.approvals.check({ proposalId, verdict: 'approve', digest })
    await (await as('yangpu.maker')).policies.revise({ versionId, ...scheme('0.50') })
    const late = city.approvals.check({ proposalId, verdict: 'approve', digest, document: 'x' })
    expect(await outcomeOf(late)).toBe('approval.effect_changed')
    await city.approvals.refresh({ proposalId })
    const { proposal } = await city.approvals.get({ proposalId })
    expect(proposal).toMatchObject({ step: 0, round: 2, checkedBy: [] })
    expect(await district.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })).toMatchObject({ step: 1 })
  })

  test('knows its maker at another tier again, in the procedure and in the database', async () => {
    const { proposalId, digest } = await proposeAt('two.tiers')
    await (await as('yangpu.checker')).approvals.check({ proposalId, verdict: 'approve', digest })
    const session = await sessionIn(routed, 'two.tiers', 'mem_two.tiers_2')
    const upstairs = await callerAs(routed, 'two.tiers', { session })
    const approve = upstairs.approvals.check({ proposalId, verdict: 'approve', digest, document: 'x' })
    expect(await outcomeOf(approve)).toBe('approval.maker_is_checker')
    const written = bySession(session.tokenHash, moveOf(proposalId, 'approve', digest), routed)
    await expect(written).rejects.toMatchObject({ constraint: 'proposal_maker_is_not_checker' })
  })

  test('is taken by a person once, over all steps of a round, and on no less than the paper it names', async () => {
    const { proposalId, digest } = await proposeAt('yangpu.maker')
    const by = async (name: string, document: string | null) =>
      bySession((await openOperatorSession(routed.owner, name, 'test')).tokenHash, moveOf(proposalId, 'approve', digest, document), routed)
    await by('yangpu.checker', null)
    await expect(by('city.checker', '')).rejects.toMatchObject({ constraint: 'proposal_move_allowed' })
    await by('city.checker', '沪财〔2026〕1号')
    await expect(by('city.checker', '沪财〔2026〕1号')).rejects.toMatchObject({ constraint: 'proposal_person_checks_once' })
  })

  test('that leads to nobody, for want of a district above the city, is refused before anything is kept', async () => {
    const { versionId } = await draft(await as('city.maker'))
    const proposing = (await as('city.maker')).approvals.propose({ kind: 'policy.activate', what: { versionId } })
    expect(await refusalOf(proposing)).toEqual({ code: 'approval.nobody_for_step', facts: { step: 1 } })
  })
})

const moveOf = (proposalId: ProposalId, move: string, digest: string, document: string | null = null) =>
  sql`insert into proposal_move (proposal_id, move, digest, opinion, document) values (${proposalId}, ${move}, ${digest}, 'x', ${document})`

/** As somebody at the database itself, with the application's role and one person's session. */
const bySession = (tokenHash: string, statement: RawBuilder<unknown>, { app } = database) =>
  app.transaction().execute(async (trx: Db) => {
    await actAs(trx, tokenHash)
    return statement.execute(trx)
  })
const asPerson = async (name: string, statement: RawBuilder<unknown>) =>
  bySession((await openOperatorSession(database.owner, name, 'test')).tokenHash, statement)

describe('at the database itself, with the application’s role', () => {
  test('nobody checks what they made, twice, elsewhere, unseen, or after the end', async () => {
    const { proposalId, digest } = await activation()
    const tries = async (name: string, move: string, seen = digest) =>
      asPerson(name, moveOf(proposalId, move, seen)).then(
        () => 'done',
        (error: unknown) => (error as { constraint?: string }).constraint ?? (error as Error).message,
      )
    expect(await tries('city.maker', 'approve')).toBe('proposal_maker_is_not_checker')
    expect(await tries('yangpu.checker', 'approve')).toBe('proposal_move_allowed')
    expect(await tries('city.checker', 'approve', '0'.repeat(64))).toBe('proposal_move_allowed')
    expect(await tries('city.checker', 'withdraw')).toBe('proposal_move_allowed')
    expect(await tries('city.maker', 'propose')).toContain('proposal_move')
    expect(await tries('city.checker', 'approve')).toBe('done')
    expect(await tries('city.third', 'approve')).toBe('proposal_move_allowed')
  })

  test.each([
    ['says who acts', sql`insert into proposal_move (proposal_id, move, digest, person_id) values ('prp_x', 'approve', '', 'per_city_checker')`],
    ['moves a case', sql`update proposal set status = 'applied'`],
    ['says who made it', sql`insert into proposal (id, kind, subject, payload, effect, digest, maker_person_id) values ('prp_x', 'a.b', 'x', '{}', '{}', '', 'per_admin')`],
    ['says along which route it goes', sql`insert into proposal (id, kind, subject, payload, effect, digest, route) values ('prp_x', 'a.b', 'x', '{}', '{}', '', '{}')`],
    ['rewrites a move', sql`update proposal_move set opinion = ''`],
    ['removes a case', sql`delete from proposal`],
    ['reads the hash of a key', sql`select hash from api_key`],
  ])('nobody %s', async (_, statement) => {
    await expect(asPerson('admin', statement)).rejects.toThrow('permission denied')
  })

  test.each([
    ['seats a person', 'admin', sql`insert into person (id, name, sign_in_name) values ('per_x', 'x', 'xx')`, 'row-level security'],
    ['grants a place', 'admin', sql`insert into membership (id, person_id, organisation_id, roles, since_on) values ('mem_x', 'per_auditor', 'org_administration', '{administrator}', '2026-01-01')`, 'row-level security'],
    ['issues a key', 'admin', sql`insert into api_key (id, organisation_id, name, hash, scopes, issued_on, expires_on) values ('key_x', 'org_wusong_bank', 'x', repeat('0', 64), '{loan.import}', '2026-01-01', '2026-12-31')`, 'row-level security'],
    ['founds an administration', 'admin', sql`insert into organisation (id, kind, name_zh, name_en, jurisdiction_code) values ('org_x', 'admin', 'x', 'x', '310110')`, 'row-level security'],
    ['puts a policy into effect', 'city.checker', sql`update policy_version set status = 'active' where status = 'draft'`, 'by two people'],
  ])('nobody alone %s', async (_, name, statement, refused) => {
    await draft(maker)
    await expect(asPerson(name, statement)).rejects.toThrow(refused)
  })

  test('nobody alone changes roles, or sets another’s password', async () => {
    const roles = sql`update membership set roles = '{administrator}' where id = 'mem_auditor_1' returning id`
    expect((await asPerson('admin', roles)).rows).toEqual([])
    const password = sql`select set_password('per_auditor', '$argon2id$v=19$x') as done`
    expect((await asPerson('admin', password)).rows).toEqual([{ done: false }])
  })

  test('the owner, too, rewrites no move and removes no case', async () => {
    await expect(sql`update proposal_move set opinion = ''`.execute(database.owner)).rejects.toMatchObject({
      constraint: 'proposal_move_append_only',
    })
    await expect(sql`delete from proposal`.execute(database.owner)).rejects.toMatchObject({ constraint: 'proposal_kept' })
  })
})

describe('what takes two people', () => {
  test('a person who is seated signs in with the password that was shown once', async () => {
    const what = { name: '新人', signInName: 'new.comer', organisationId: 'org_wusong_bank', roles: ['bank_checker'] } as const
    const proposed = await admin.approvals.propose({ kind: 'person.create', what: { ...what, roles: [...what.roles] } })
    const signIn = () => callerAsNobody(database.app).people.signIn({ name: 'new.comer', password: proposed.secret ?? '' })
    expect(await outcomeOf(signIn())).toBe('sign_in.wrong')
    await agree(second, proposed)
    expect(await signIn()).toMatchObject({ person: { name: '新人' }, owes: 'new_password' })
    expect(await outcomeOf(admin.approvals.propose({ kind: 'person.create', what: { ...what, roles: [...what.roles] } }))).toBe('person.name_taken')
  })

  test('roles are these from then on, in sessions that go on too; without any the place ends, and may be taken up again', async () => {
    const personId = await plantPerson(database.owner, 'mover', [['org_wusong_bank', 'viewer']])
    const session = await openOperatorSession(database.owner, 'mover', 'test')
    const set = (roles: ('bank_maker' | 'viewer')[]) =>
      byTwo(admin, second, { kind: 'roles.set', what: { personId, organisationId: 'org_wusong_bank', roles } })
    await set(['bank_maker'])
    await expect((await callerAs(database, 'mover')).people.me()).resolves.toMatchObject({ permissions: permissionsOf(['bank_maker']) })
    expect(await outcomeOf(set(['bank_maker']))).toBe('role.unchanged')
    await set([])
    expect((await bySession(session.tokenHash, sql`select id from organisation`)).rows).toEqual([])
    await set(['viewer'])
    await expect((await callerAs(database, 'mover')).people.me()).resolves.toMatchObject({ permissions: [] })
  })

  test('administrators administer and nobody else does', async () => {
    const unfit = (organisationId: 'org_wusong_bank' | 'org_administration', role: 'administrator' | 'viewer') =>
      outcomeOf(admin.approvals.propose({ kind: 'roles.set', what: { personId: 'per_auditor', organisationId, roles: [role] } }))
    expect(await unfit('org_wusong_bank', 'administrator')).toBe('role.unfit')
    expect(await unfit('org_administration', 'viewer')).toBe('role.unfit')
  })

  test('a password that is reset signs its owner out everywhere and ends a lock', async () => {
    const old = await openOperatorSession(database.owner, 'pubin.maker', 'test')
    await sql`update credential set locked_until = now() + interval '1 hour' where person_id = 'per_pubin_maker'`.execute(database.owner)
    const proposed = await admin.approvals.propose({ kind: 'password.reset', what: { personId: 'per_pubin_maker' } })
    await agree(second, proposed)
    expect((await bySession(old.tokenHash, sql`select id from organisation`)).rows).toEqual([])
    const nobody = callerAsNobody(database.app, { now: () => new Date() })
    expect(await nobody.people.signIn({ name: 'pubin.maker', password: proposed.secret ?? '' })).toMatchObject({ owes: 'new_password' })
  })

  test('a key opens nothing before it is agreed, its successor replaces it at once, and a revoked one is dead', async () => {
    const key = (secret: string | null) => useApiKey(database.app, hashOf(secret ?? ''))
    const issue = await admin.approvals.propose({
      kind: 'api_key.issue',
      what: { organisationId: 'org_shenjiang_bank', name: '核心系统', scopes: ['loan.import'], expiresOn: '2027-06-30' },
    })
    expect(await key(issue.secret)).toBeUndefined()
    await agree(second, issue)
    const first = (await key(issue.secret)) ?? expect.unreachable()
    expect(first).toMatchObject({ organisationId: 'org_shenjiang_bank', scopes: ['loan.import'] })

    const rotation = await admin.approvals.propose({ kind: 'api_key.rotate', what: { keyId: first.id, expiresOn: '2027-03-31' } })
    await agree(second, rotation)
    expect(await key(issue.secret)).toBeUndefined()
    const next = (await key(rotation.secret)) ?? expect.unreachable()

    await byTwo(admin, second, { kind: 'api_key.revoke', what: { keyId: next.id, reason: '系统下线' } })
    expect(await key(rotation.secret)).toBeUndefined()
    const again = admin.approvals.propose({ kind: 'api_key.revoke', what: { keyId: next.id, reason: '再次' } })
    expect(await outcomeOf(again)).toBe('api_key.ended')
    const forever = { organisationId: 'org_shenjiang_bank', name: 'x', scopes: ['loan.import' as const], expiresOn: '2028-01-01' } as const
    expect(await outcomeOf(admin.approvals.propose({ kind: 'api_key.issue', what: { ...forever, scopes: [...forever.scopes] } }))).toBe('api_key.too_long')
  })

  test('what was sealed is gone when a case ends, however it ends', async () => {
    const what = { name: '某人', signInName: 'never.seated', organisationId: 'org_wusong_bank' as const, roles: ['viewer' as const] }
    const { proposalId } = await admin.approvals.propose({ kind: 'person.create', what })
    await second.approvals.check({ proposalId, verdict: 'reject', digest: '0'.repeat(64), opinion: '未到岗' })
    const rows = await database.owner.selectFrom('proposal').select('id').where('closed_at', 'is not', null).where('sealed', 'is not', null).execute()
    expect(rows).toEqual([])
  })
})
