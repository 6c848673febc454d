import { Refusal } from '@cofund/shared/kernel/refusal'
import { signInLimits } from '@cofund/shared/people/person'
import { permissionsOf } from '@cofund/shared/people/role'
import { Secret, TOTP } from 'otpauth'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSession } from '../../../server/kernel/session.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs, callerAsNobody, testNow } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
})
afterAll(() => database.close())

const password = demonstrationPassword
const refusalOf = async (work: Promise<unknown>): Promise<{ code: string; facts: unknown }> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return { code: cause.code, facts: cause.facts }
}

describe('signing in', () => {
  test('the right name and password open a session that acts in the first membership', async () => {
    let token = ''
    const caller = callerAsNobody(database.app, { cookie: { set: (value) => void (token = value), clear: () => {} } })
    const me = await caller.people.signIn({ name: ' Yangpu.Maker ', password })
    expect(me).toMatchObject({ person: { signInName: 'yangpu.maker' }, secondFactor: false, demonstration: true, serverDay: '2026-06-30' })
    expect(me.permissions).toContain('loan.import')
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

  test('a second factor is asked for once enrolled, and each code opens one session', async () => {
    const caller = await callerAs(database, 'city.checker')
    const { secret } = await caller.people.beginSecondFactor()
    const codeAt = (moment: Date) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: moment.getTime() })
    await expect(refusalOf(caller.people.enrolSecondFactor({ secret, code: '000000' }))).resolves.toMatchObject({ code: 'sign_in.code_wrong' })
    await caller.people.enrolSecondFactor({ secret, code: codeAt(testNow) })

    const nobody = callerAsNobody(database.app)
    const name = 'city.checker'
    expect((await refusalOf(nobody.people.signIn({ name, password }))).code).toBe('sign_in.code_needed')
    await expect(nobody.people.signIn({ name, password, code: codeAt(testNow) })).resolves.toMatchObject({ secondFactor: true })
    expect((await refusalOf(nobody.people.signIn({ name, password, code: codeAt(testNow) }))).code).toBe('sign_in.code_wrong')
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
    expect(me.membershipId).toBe('mem_two_hats_2')
    expect(me.permissions).toEqual(permissionsOf(['finance_checker']))
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
