import type { Db } from '@cofund/db/connect'
import { createCallerFactory } from '../kernel/trpc.ts'
import { reportsRouter } from '../reports/reports.router.ts'
import { seedContext } from './seed-caller.ts'

/** Tries the demonstration's scheme on its historic book, so that loss sharing opens with an answer. */
export async function seedLosses(owner: Db): Promise<void> {
  const reports = createCaller(await seedContext(owner, 'yangpu.maker'))
  const scheme = (await reports.schemes()).find(({ code }) => code === 'DEMO-TWO-TIER')
  if (scheme) await reports.evaluateLosses({ policyVersionId: scheme.versionId })
}

const createCaller = createCallerFactory(reportsRouter)
