import { signInLimits } from '@cofund/shared/people/person'
import { permissionsOf } from '@cofund/shared/people/role'
import { Secret, TOTP } from 'otpauth'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actAs, findSession } from '../../../server/kernel/session.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs, callerAsNobody, testNow } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantCredential, plantOrganisation, plantPerson, signedIn } from '../../kit/people.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
})
afterAll(() => database.close())

const password = demonstrationPassword
const codeOf = (secret: string, at: Date = testNow) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() })
const laterBy = (seconds: number) => new Date(testNow.getTime() + seconds * 1000)

/** Calls as whoever signs in with a password, and goes on under whatever token the answers set. */
async function callerBy(name: string, given: { password?: string; code?: string } = {}) {
  let token = ''
  const cookie = { set: (value: string) => void (token = value), clear: () => void (token = '') }
  await callerAsNobody(database.app, { cookie }).people.signIn({ name, password, ...given })
  return async () => callerAsNobody(database.app, { cookie, session: await findSession(database.app, token) })
}

describe('signing in', () => {
  test('the right name and password open a session that acts in the first membership', async () => {
    let token = ''
    const caller = callerAsNobody(database.app, { cookie: { set: (value) => void (token = value), clear: () => {} } })
    expect(await caller.people.signIn({ name: ' Yangpu.Maker ', password })).toMatchObject({
      person: { signInName: 'yangpu.maker' },
      owes: null,
      secondFactor: false,
      demonstration: true,
      serverDay: '2026-06-30',
      permissions: expect.arrayContaining(['loan.import']),
    })
    const session = await findSession(database.app, token)
    expect(session?.actor.membership.organisation.id).toBe('org_yangpu_finance')
  })

  test('an unknown name and a wrong password get the same code', async () => {
    const caller = callerAsNobody(database.app)
    expect((await refusalOf(caller.people.signIn({ name: 'no.such', password }))).code).toBe('sign_in.wrong')
    expect((await refusalOf(caller.people.signIn({ name: 'city.maker', password: 'wrong' }))).code).toBe('sign_in.wrong')
  })

  test(`${signInLimits.failuresBeforeLock} wrong passwords lock the account, then the right one is refused too, until the lock ends`, async () => {
    const caller = callerAsNobody(database.app)
    const tries = []
    for (let i = 0; i < signInLimits.failuresBeforeLock; i++) tries.push(await refusalOf(caller.people.signIn({ name: 'auditor', password: 'x' })))
    expect(tries.map(({ facts }) => facts)).toEqual([{ failuresLeft: 4 }, { failuresLeft: 3 }, { failuresLeft: 2 }, { failuresLeft: 1 }, { minutes: 15 }])
    const right = callerAsNobody(database.app, { now: () => new Date() })
    expect(await refusalOf(right.people.signIn({ name: 'auditor', password }))).toEqual({ code: 'sign_in.locked', facts: { minutes: 15 } })
    await sql`update credential set locked_until = now() - interval '1 second' where person_id = 'per_auditor'`.execute(database.owner)
    await expect(right.people.signIn({ name: 'auditor', password })).resolves.toMatchObject({ person: { signInName: 'auditor' } })
  })

  test('a second factor is asked for once enrolled, and each code opens one session: not that of the enrolment either', async () => {
    const caller = await callerAs(database, 'city.checker')
    const { secret } = await caller.people.beginSecondFactor()
    expect(await outcomeOf(caller.people.enrolSecondFactor({ password, secret, code: '000000' }))).toBe('sign_in.code_wrong')
    expect(await outcomeOf(caller.people.enrolSecondFactor({ password: 'not this one', secret, code: codeOf(secret) }))).toBe('password.wrong')
    await caller.people.enrolSecondFactor({ password, secret, code: codeOf(secret) })

    const at = laterBy(60)
    const nobody = callerAsNobody(database.app, { now: () => at })
    const name = 'city.checker'
    expect(await outcomeOf(nobody.people.signIn({ name, password }))).toBe('sign_in.code_needed')
    expect(await outcomeOf(nobody.people.signIn({ name, password, code: codeOf(secret) }))).toBe('sign_in.code_wrong')
    await expect(nobody.people.signIn({ name, password, code: codeOf(secret, at) })).resolves.toMatchObject({ secondFactor: true })
    expect(await outcomeOf(nobody.people.signIn({ name, password, code: codeOf(secret, at) }))).toBe('sign_in.code_wrong')
    const acts = await database.owner.selectFrom('act').select('facts').where('membership_id', '=', 'mem_city_checker_1').where('kind', '=', 'session.opened').execute()
    expect(acts.map(({ facts }) => facts)).toEqual([expect.objectContaining({ factors: 'password_and_code' })])
  })

  test('another authenticator takes the place of the first to who shows a code of both, and the password', async () => {
    const caller = await callerAs(database, 'wusong.checker')
    const first = (await caller.people.beginSecondFactor()).secret
    await caller.people.enrolSecondFactor({ password, secret: first, code: codeOf(first) })
    const at = laterBy(60)
    const later = await callerAs(database, 'wusong.checker', { now: () => at })
    const { secret } = await later.people.beginSecondFactor()
    const enrol = (formerCode?: string) => outcomeOf(later.people.enrolSecondFactor({ password, secret, code: codeOf(secret, at), ...(formerCode && { formerCode }) }))
    expect(await enrol()).toBe('sign_in.code_needed')
    expect(await enrol(codeOf(first))).toBe('sign_in.code_wrong')
    expect(await enrol(codeOf(first, at))).toBe('done')
  })

  test('tells how often it failed since the last time', async () => {
    const nobody = callerAsNobody(database.app)
    for (const wrong of ['one', 'two']) await outcomeOf(nobody.people.signIn({ name: 'wusong.maker', password: wrong }))
    await expect(nobody.people.signIn({ name: 'wusong.maker', password })).resolves.toMatchObject({ missedBefore: 2 })
    await expect(nobody.people.signIn({ name: 'wusong.maker', password })).resolves.toMatchObject({ missedBefore: 0 })
  })
})

describe('a password that was given', () => {
  const given = async (name: string, organisation: 'org_yangpu_group' | 'org_administration' = 'org_yangpu_group') => {
    const personId = await plantPerson(database.owner, name, [[organisation, 'viewer']])
    await plantCredential(database.owner, personId, { givenUntil: new Date(Date.now() + 7 * 86_400_000) })
  }
  const next = 'kettle lantern orchard'

  test('opens nothing but the choice of another, which opens the rest', async () => {
    await given('fresh.one')
    const caller = await callerBy('fresh.one')
    expect(await outcomeOf((await caller()).people.list())).toBe('access.change_password_first')
    expect(await outcomeOf((await caller()).people.changePassword({ current: password, next: password }))).toBe('password.same')
    expect(await outcomeOf((await caller()).people.changePassword({ current: password, next: 'fresh.one fresh.one' }))).toBe('password.guessable')
    await (await caller()).people.changePassword({ current: password, next })
    await expect((await caller()).people.me()).resolves.toMatchObject({ owes: null, person: { signInName: 'fresh.one' } })
    expect(await outcomeOf((await caller()).people.list())).toBe('done')
    const acts = await database.owner.selectFrom('act').select('kind').where('membership_id', '=', 'mem_fresh.one_1').orderBy('id').execute()
    expect(acts.map(({ kind }) => kind)).toEqual(['session.opened', 'password.changed'])
  })

  test('is not chosen again by writing its own hash back, nor kept by enrolling an authenticator', async () => {
    await given('fresh.two')
    const { session } = await signedIn(database.app, 'fresh.two')
    const { password_hash } = await database.owner.selectFrom('credential').select('password_hash').where('person_id', '=', 'per_fresh.two').executeTakeFirstOrThrow()
    const answered = await database.app.transaction().execute(async (trx) => {
      await actAs(trx, session.tokenHash)
      const { rows } = await sql<{ kept: boolean; enrolled: boolean | null }>`
        select set_password('per_fresh.two', ${password_hash}) as kept, enrol_second_factor(${password_hash}, null, ${'A'.repeat(32)}, 1) as enrolled`.execute(trx)
      return rows[0]
    })
    expect(answered).toEqual({ kept: false, enrolled: null })
  })

  test('is over after a week, in a session that it has opened too', async () => {
    await given('fresh.late')
    const caller = await callerBy('fresh.late')
    await sql`update credential set given_until = now() where person_id = 'per_fresh.late'`.execute(database.owner)
    expect(await outcomeOf((await caller()).people.changePassword({ current: password, next }))).toBe('sign_in.password_expired')
    const nobody = callerAsNobody(database.app, { now: () => new Date() })
    expect(await outcomeOf(nobody.people.signIn({ name: 'fresh.late', password }))).toBe('sign_in.password_expired')
    expect(await outcomeOf(nobody.people.signIn({ name: 'fresh.late', password: 'wrong' }))).toBe('sign_in.wrong')
  })
})

describe('a second factor that is demanded', () => {
  test('is enrolled before anything else opens; two administrators take off one that was lost, and the next is enrolled likewise', async () => {
    await plantOrganisation(database.owner, 'org_demanding')
    const personId = await plantPerson(database.owner, 'demanded', [['org_demanding', 'viewer'], ['org_yangpu_group', 'viewer']])
    await plantCredential(database.owner, personId)
    const caller = await callerBy('demanded')
    await expect((await caller()).people.me()).resolves.toMatchObject({ owes: 'second_factor', organisation: { id: 'org_demanding' } })
    expect(await outcomeOf((await caller()).people.list())).toBe('access.enrol_first')
    expect(await outcomeOf((await caller()).people.chooseMembership({ membershipId: 'mem_demanded_2' }))).toBe('access.enrol_first')
    const { secret } = await (await caller()).people.beginSecondFactor()
    await (await caller()).people.enrolSecondFactor({ password, secret, code: codeOf(secret) })
    await expect((await caller()).people.me()).resolves.toMatchObject({ owes: null, secondFactor: true })

    const [admin, second] = [await callerAs(database, 'admin'), await callerAs(database, 'admin.checker')]
    await byTwo(admin, second, { kind: 'second_factor.reset', what: { personId } })
    expect(await outcomeOf((await caller()).people.list())).toBe('access.sign_in_first')
    expect(await outcomeOf(admin.approvals.propose({ kind: 'second_factor.reset', what: { personId } }))).toBe('second_factor.none')
    const again = await callerBy('demanded')
    expect(await outcomeOf((await again()).people.list())).toBe('access.enrol_first')
  })

  test('is so from the moment that two administrators agree, in sessions that go on too, and back again', async () => {
    await plantOrganisation(database.owner, 'org_wavering')
    const [admin, second] = [await callerAs(database, 'admin'), await callerAs(database, 'admin.checker')]
    const set = (secondFactor: 'demanded' | 'offered') =>
      byTwo(admin, second, { kind: 'organisation.set_second_factor', what: { organisationId: 'org_wavering', secondFactor } })
    await set('offered')
    await plantCredential(database.owner, await plantPerson(database.owner, 'waverer', [['org_wavering', 'viewer']]))
    const caller = await callerBy('waverer')
    expect(await outcomeOf((await caller()).people.list())).toBe('done')
    await set('demanded')
    expect(await outcomeOf((await caller()).people.list())).toBe('access.enrol_first')
    expect(await outcomeOf(set('demanded'))).toBe('second_factor.unchanged')
    await set('offered')
    expect(await outcomeOf((await caller()).people.list())).toBe('done')
    const acts = await database.owner.selectFrom('act').select('facts').where('kind', '=', 'organisation.second_factor_set').orderBy('id').execute()
    expect(acts.map(({ facts }) => (facts as { secondFactor: string }).secondFactor)).toEqual(['offered', 'demanded', 'offered'])
  })

  test('is demanded of every organisation that is founded', async () => {
    const admin = await callerAs(database, 'admin')
    const { id } = await admin.people.createOrganisation({ kind: 'bank', nameZh: '新行', nameEn: 'New bank', jurisdictionCode: '310110' })
    expect((await admin.people.organisations()).find((organisation) => organisation.id === id)?.secondFactor).toBe('demanded')
  })
})

describe('an administrator', () => {
  test('signs somebody out everywhere, alone and at once; the act says how many sessions', async () => {
    const [first, second] = [await callerBy('pudong.maker'), await callerBy('pudong.maker')]
    const admin = await callerAs(database, 'admin')
    expect(await admin.people.endSessionsFor({ personId: 'per_pudong_maker' })).toEqual({ ended: 2 })
    for (const caller of [first, second]) expect(await outcomeOf((await caller()).people.list())).toBe('access.sign_in_first')
    expect(await outcomeOf((await callerAs(database, 'city.maker')).people.endSessionsFor({ personId: 'per_pudong_maker' }))).toBe('access.not_permitted')
  })
})

describe('a session', () => {
  const signedIn = async (name: string) => {
    let token = ''
    await callerAsNobody(database.app, { cookie: { set: (value) => void (token = value), clear: () => {} } }).people.signIn({ name, password })
    return token
  }

  test.each([
    ['has idled for 30 minutes', sql`last_seen_at = now() - interval '30 minutes'`],
    ['is 12 hours old', sql`expires_at = now()`],
    ['was ended', sql`ended_at = now()`],
  ])('that %s opens nothing any more', async (_, change) => {
    const token = await signedIn('fund.maker')
    expect(await findSession(database.app, token)).toBeDefined()
    await sql`update session set ${change} where membership_id = 'mem_fund_maker_1'`.execute(database.owner)
    expect(await findSession(database.app, token)).toBeUndefined()
  })

  test('goes on in another membership under a new token; the old one opens nothing', async () => {
    const first = await signedIn('two.hats')
    const session = await findSession(database.app, first)
    let second = ''
    const caller = callerAsNobody(database.app, { session, cookie: { set: (value) => void (second = value), clear: () => {} } })
    const me = await caller.people.chooseMembership({ membershipId: 'mem_two_hats_2' })
    expect(me).toMatchObject({ membershipId: 'mem_two_hats_2', permissions: permissionsOf(['finance_checker']) })
    expect(await findSession(database.app, first)).toBeUndefined()
    expect((await findSession(database.app, second))?.actor.membership.organisation.id).toBe('org_pool_trustee')
  })

  test("does not move into another person's membership", async () => {
    const session = await findSession(database.app, await signedIn('two.hats'))
    const move = callerAsNobody(database.app, { session }).people.chooseMembership({ membershipId: 'mem_admin_1' })
    expect((await refusalOf(move)).code).toBe('record.not_found')
  })

  test('ends with sign-out, and the act says so', async () => {
    const token = await signedIn('vc.maker')
    const session = await findSession(database.app, token)
    await callerAsNobody(database.app, { session }).people.signOut()
    expect(await findSession(database.app, token)).toBeUndefined()
    const acts = await database.owner.selectFrom('act').select('kind').where('membership_id', '=', 'mem_vc_maker_1').orderBy('id').execute()
    expect(acts.map(({ kind }) => kind)).toEqual(['session.opened', 'session.ended'])
  })
})
