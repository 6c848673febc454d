import type { Db } from '@cofund/db/connect'
import { approvalsRouterOf } from '../approvals/approval.router.ts'
import { createCallerFactory } from '../kernel/trpc.ts'
import { proposalKinds } from '../proposal-kinds.ts'
import { seedContext } from './seed-caller.ts'

/** Something that waits for its second person: an administrator would let the science commission's officer oversee. */
export async function seedApprovals(owner: Db): Promise<void> {
  const admin = createCallerFactory(approvalsRouterOf(proposalKinds))(await seedContext(owner, 'admin'))
  await admin.propose({
    kind: 'roles.set',
    what: { personId: 'per_science_officer', organisationId: 'org_yangpu_science', roles: ['regulator'] },
    note: '该同志兼任科技信贷风险补偿监管工作',
  })
}
