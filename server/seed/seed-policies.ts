import type { Db } from '@cofund/db/connect'
import { createCallerFactory } from '../kernel/trpc.ts'
import { policyRouter } from '../policies/policy.router.ts'
import { seedContext } from './seed-caller.ts'

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

const policiesAs = async (owner: Db, signInName: string) => createCaller(await seedContext(owner, signInName))
