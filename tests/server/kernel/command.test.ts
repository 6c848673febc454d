import { Refusal } from '@cofund/shared/kernel/refusal'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { insertPerson } from '../../../server/people/people.sql.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { type RequestContext, command, createCallerFactory, query, router } from '../../../server/kernel/trpc.ts'
import type { Session } from '../../../server/kernel/session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { requestContext } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

/** The smallest command there is: it seats a person and says so, or forgets to, or fails halfway. */
const nounRouter = router({
  seat: command('person.manage')
    .input(z.object({ signInName: z.string().min(2), then: z.enum(['record', 'forget', 'fail']).default('record') }))
    .mutation(async ({ ctx, input }) => {
      const personId = `per_${input.signInName}` as const
      await insertPerson(ctx.trx, { id: personId, name: input.signInName, signInName: input.signInName })
      if (input.then === 'fail') throw new Error('halfway')
      if (input.then === 'record') ctx.record({ act: 'person.created', personId, organisationId: 'org_administration', roles: [] })
      return { personId, weight: 10n ** 20n }
    }),
  writeWhileReading: query.query(({ ctx }) => sql`insert into person (id, name, sign_in_name) values ('per_x', 'x', 'xx')`.execute(ctx.db)),
})
const callerOf = createCallerFactory(nounRouter)

let database: TestDatabase
let session: Session
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  session = await openOperatorSession(database.owner, 'admin', 'test')
})
afterAll(() => database.close())

let bugs: unknown[]
beforeEach(() => void (bugs = []))
const as = (overrides: Partial<RequestContext> = {}) =>
  callerOf(requestContext(database.app, { session, reportBug: (error) => void bugs.push(error), ...overrides }))

const seated = async (signInName: string) =>
  (await database.owner.selectFrom('person').select('id').where('sign_in_name', '=', signInName).execute()).length
const causeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.cause : error),
  )
const codeOf = async (work: Promise<unknown>) => {
  const cause = await causeOf(work)
  return cause instanceof Refusal ? cause.code : cause
}

describe('a command', () => {
  test('is refused in order: sign in first, then the permission, then the input', async () => {
    const banker = await openOperatorSession(database.owner, 'shenjiang.maker', 'test')
    expect(await codeOf(as({ session: undefined }).seat({ signInName: 'a' }))).toBe('access.sign_in_first')
    expect(await codeOf(as({ session: banker }).seat({ signInName: 'a' }))).toBe('access.not_permitted')
    expect(await codeOf(as().seat({ signInName: 'a' }))).toBe('input.invalid')
    expect(await seated('a')).toBe(0)
  })

  test('records its acts beside the change', async () => {
    await as().seat({ signInName: 'beside' })
    const acts = await database.owner.selectFrom('act').selectAll().where('kind', '=', 'person.created').execute()
    expect(acts).toMatchObject([{ organisation_id: 'org_administration', membership_id: 'mem_admin_1', facts: { personId: 'per_beside' } }])
  })

  test('without an act is a bug, and leaves nothing behind', async () => {
    await expect(as().seat({ signInName: 'forgetful', then: 'forget' })).rejects.toThrow()
    expect(bugs).toMatchObject([{ message: 'seat changed something and recorded no act' }])
    expect(await seated('forgetful')).toBe(0)
  })

  test('that fails halfway leaves nothing behind', async () => {
    await expect(as().seat({ signInName: 'halfway', then: 'fail' })).rejects.toThrow('halfway')
    expect(await seated('halfway')).toBe(0)
  })

  test('previewed, answers as it would and changes nothing', async () => {
    await expect(as({ preview: true }).seat({ signInName: 'previewed' })).resolves.toMatchObject({ personId: 'per_previewed' })
    expect(await seated('previewed')).toBe(0)
  })

  test('that breaks a promise of the database is refused in words', async () => {
    await as().seat({ signInName: 'twice' })
    expect(await causeOf(as().seat({ signInName: 'twice' }))).toMatchObject({ constraint: 'person_pkey' })
  })
})

describe('an idempotency key', () => {
  test('gives the same answer to the same request, bigint and all, and runs it once', async () => {
    const caller = as({ idempotencyKey: 'key-once-1' })
    const first = await caller.seat({ signInName: 'once' })
    expect(await caller.seat({ signInName: 'once' })).toEqual(first)
    expect(first.weight).toBe(10n ** 20n)
    expect(await seated('once')).toBe(1)
  })

  test('with another body is refused', async () => {
    await as({ idempotencyKey: 'key-body-1' }).seat({ signInName: 'body1' })
    expect(await codeOf(as({ idempotencyKey: 'key-body-1' }).seat({ signInName: 'body2' }))).toBe('request.key_reused')
    expect(await seated('body2')).toBe(0)
  })

  test('pressed 8 times at once runs once, and all 8 get the one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => as({ idempotencyKey: 'key-racing' }).seat({ signInName: 'racing' })))
    expect(new Set(answers.map(({ personId }) => personId))).toEqual(new Set(['per_racing']))
    expect(await seated('racing')).toBe(1)
  })

  test('of a refused request is free again', async () => {
    const caller = as({ idempotencyKey: 'key-again-1' })
    await expect(caller.seat({ signInName: 'again', then: 'fail' })).rejects.toThrow()
    await expect(caller.seat({ signInName: 'again' })).resolves.toMatchObject({ personId: 'per_again' })
  })
})

test('a read cannot write', async () => {
  expect(await causeOf(as().writeWhileReading())).toMatchObject({ message: expect.stringContaining('read-only transaction') })
})
