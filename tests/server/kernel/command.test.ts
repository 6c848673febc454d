import { Refusal } from '@cofund/shared/kernel/refusal'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { insertOrganisation } from '../../../server/people/people.sql.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { type RequestContext, command, createCallerFactory, query, router } from '../../../server/kernel/trpc.ts'
import type { Session } from '../../../server/kernel/session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { requestContext } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

/** The smallest command there is: it founds an organisation and says so, or forgets to, or fails halfway. */
const nounRouter = router({
  found: command('person.manage')
    .input(z.object({ name: z.string().min(2), then: z.enum(['record', 'forget', 'fail']).default('record') }))
    .mutation(async ({ ctx, input }) => {
      const organisationId = `org_${input.name}` as const
      await insertOrganisation(ctx.trx, { id: organisationId, kind: 'bank', nameZh: input.name, nameEn: input.name, jurisdictionCode: '310110' })
      if (input.then === 'fail') throw new Error('halfway')
      if (input.then === 'record') ctx.record({ act: 'organisation.created', organisationId })
      return { organisationId, weight: 10n ** 20n }
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

const founded = async (name: string) =>
  (await database.owner.selectFrom('organisation').select('id').where('name_zh', '=', name).execute()).length
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
    expect(await codeOf(as({ session: undefined }).found({ name: 'a' }))).toBe('access.sign_in_first')
    expect(await codeOf(as({ session: banker }).found({ name: 'a' }))).toBe('access.not_permitted')
    expect(await codeOf(as().found({ name: 'a' }))).toBe('input.invalid')
    expect(await founded('a')).toBe(0)
  })

  test('records its acts beside the change', async () => {
    await as().found({ name: 'beside' })
    const acts = await database.owner.selectFrom('act').selectAll().where('kind', '=', 'organisation.created').execute()
    expect(acts).toMatchObject([{ organisation_id: 'org_administration', membership_id: 'mem_admin_1', facts: { organisationId: 'org_beside' } }])
  })

  test('without an act is a bug, and leaves nothing behind', async () => {
    await expect(as().found({ name: 'forgetful', then: 'forget' })).rejects.toThrow()
    expect(bugs).toMatchObject([{ message: 'found changed something and recorded no act' }])
    expect(await founded('forgetful')).toBe(0)
  })

  test('that fails halfway leaves nothing behind', async () => {
    await expect(as().found({ name: 'halfway', then: 'fail' })).rejects.toThrow('halfway')
    expect(await founded('halfway')).toBe(0)
  })

  test('previewed, answers as it would and changes nothing', async () => {
    await expect(as({ preview: true }).found({ name: 'previewed' })).resolves.toMatchObject({ organisationId: 'org_previewed' })
    expect(await founded('previewed')).toBe(0)
  })

  test('that breaks a promise of the database is refused in words', async () => {
    await as().found({ name: 'twice' })
    expect(await causeOf(as().found({ name: 'twice' }))).toMatchObject({ constraint: 'organisation_pkey' })
  })
})

describe('an idempotency key', () => {
  test('gives the same answer to the same request, bigint and all, and runs it once', async () => {
    const caller = as({ idempotencyKey: 'key-once-1' })
    const first = await caller.found({ name: 'once' })
    expect(await caller.found({ name: 'once' })).toEqual(first)
    expect(first.weight).toBe(10n ** 20n)
    expect(await founded('once')).toBe(1)
  })

  test('with another body is refused', async () => {
    await as({ idempotencyKey: 'key-body-1' }).found({ name: 'body1' })
    expect(await codeOf(as({ idempotencyKey: 'key-body-1' }).found({ name: 'body2' }))).toBe('request.key_reused')
    expect(await founded('body2')).toBe(0)
  })

  test('pressed 8 times at once runs once, and all 8 get the one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => as({ idempotencyKey: 'key-racing' }).found({ name: 'racing' })))
    expect(new Set(answers.map(({ organisationId }) => organisationId))).toEqual(new Set(['org_racing']))
    expect(await founded('racing')).toBe(1)
  })

  test('of a refused request is free again', async () => {
    const caller = as({ idempotencyKey: 'key-again-1' })
    await expect(caller.found({ name: 'again', then: 'fail' })).rejects.toThrow()
    await expect(caller.found({ name: 'again' })).resolves.toMatchObject({ organisationId: 'org_again' })
  })
})

test('a read cannot write', async () => {
  expect(await causeOf(as().writeWhileReading())).toMatchObject({ message: expect.stringContaining('read-only transaction') })
})
