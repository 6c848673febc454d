import type { Db } from '@cofund/db/connect'
import { approvalsRouterOf } from '../approvals/approval.router.ts'
import { createCallerFactory, router } from '../kernel/trpc.ts'
import { policyRouter } from '../policies/policy.router.ts'
import { proposalKinds } from '../proposal-kinds.ts'
import { seedContext } from './seed-caller.ts'

/** Drafts what the product brings along, and puts into effect all of which nothing is left to read: by commands, as two people. */
export async function seedPolicies(owner: Db): Promise<void> {
  const maker = await callerAs(owner, 'city.maker')
  const checker = await callerAs(owner, 'city.checker')
  await maker.policies.draftShipped()
  for (const { versions } of await maker.policies.list()) {
    for (const { id, effective, emptyCount } of versions) {
      if (!effective || emptyCount > 0) continue
      const { proposalId } = await maker.approvals.propose({ kind: 'policy.activate', what: { versionId: id } })
      const { proposal } = await checker.approvals.get({ proposalId })
      await checker.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })
    }
  }
}

const createCaller = createCallerFactory(router({ policies: policyRouter, approvals: approvalsRouterOf(proposalKinds) }))

const callerAs = async (owner: Db, signInName: string) => createCaller(await seedContext(owner, signInName))
