import type { Db } from '@cofund/db/connect'
import { type RequestContext, createCallerFactory, newTraceId } from '../kernel/trpc.ts'
import { openOperatorSession } from '../people/operator-session.ts'
import { policyRouter } from '../policies/policy.router.ts'

/** Drafts what the product brings along, and puts into effect all of which nothing is left to read: by commands, as two people. */
export async function seedPolicies(owner: Db): Promise<void> {
  const maker = await policiesAs(owner, 'city.maker')
  await maker.draftShipped()
  const checker = await policiesAs(owner, 'city.checker')
  for (const { versions } of await checker.list()) {
    for (const { id, effective, emptyCount } of versions) {
      if (effective && emptyCount === 0) await checker.activate({ versionId: id })
    }
  }
}

const createCaller = createCallerFactory(policyRouter)

async function policiesAs(owner: Db, signInName: string) {
  const context: RequestContext = {
    db: owner,
    session: await openOperatorSession(owner, signInName, 'seed'),
    now: () => new Date(),
    from: 'seed',
    idempotencyKey: undefined,
    preview: false,
    traceId: newTraceId(),
    cookie: { set: () => {}, clear: () => {} },
    reportBug: (error) => {
      throw error
    },
    demonstration: true,
  }
  return createCaller(context)
}
