import type { Db } from '@cofund/db/connect'
import { type RequestContext, newTraceId } from '../kernel/trpc.ts'
import { openOperatorSession } from '../people/operator-session.ts'

/** The day on which the demonstration was written down: its own clock, whatever the machine's says. */
const seedNow = new Date('2026-11-20T02:00:00Z')

/** What a request of `signInName` would bring, through the owner's connection: the seed goes by the commands that people use. */
export const seedContext = async (owner: Db, signInName: string): Promise<RequestContext> => ({
  db: owner,
  session: await openOperatorSession(owner, signInName, 'seed'),
  now: () => seedNow,
  from: 'seed',
  idempotencyKey: undefined,
  preview: false,
  traceId: newTraceId(),
  cookie: { set: () => {}, clear: () => {} },
  reportBug: (error) => {
    throw error
  },
  demonstration: true,
})
