import type { Db } from '@cofund/db/connect'
import { appRouter } from '../../server/app.ts'
import { type RequestContext, createCallerFactory } from '../../server/kernel/trpc.ts'
import { openOperatorSession } from '../../server/people/operator-session.ts'

/** The test's hour, unless it says otherwise. */
export const testNow = new Date('2026-06-30T02:00:00Z')

const createCaller = createCallerFactory(appRouter)

/** What a request would bring; nobody is signed in unless `session` says who. */
export const requestContext = (app: Db, overrides: Partial<RequestContext> = {}): RequestContext => ({
  db: app,
  session: undefined,
  now: () => testNow,
  from: 'test',
  idempotencyKey: undefined,
  preview: false,
  traceId: 'test',
  cookie: { set: () => {}, clear: () => {} },
  // A bug in a test is thrown whole by the caller; nothing is swallowed here.
  reportBug: () => {},
  demonstration: true,
  ...overrides,
})

/** Calls the procedures as `signInName`, a person of the demonstration district, through the application role. */
export async function callerAs({ owner, app }: { owner: Db; app: Db }, signInName: string, overrides: Partial<RequestContext> = {}) {
  const session = await openOperatorSession(owner, signInName, 'test')
  return createCaller(requestContext(app, { session, ...overrides }))
}

/** Calls the procedures as somebody who has not signed in. */
export const callerAsNobody = (app: Db, overrides: Partial<RequestContext> = {}) => createCaller(requestContext(app, overrides))
