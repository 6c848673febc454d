import type { ProposeInput } from '@cofund/shared/proposals'
import type { callerAs } from './actors.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

/** Has a second person confirm a deed as it is shown: what used to be one call is `byTwo(maker, checker, { kind, what })`. */
export async function byTwo(maker: Caller, checker: Caller, deed: ProposeInput): Promise<void> {
  await agree(checker, await maker.approvals.propose(deed))
}

/** Confirms what is shown now. */
export async function agree(checker: Caller, { proposalId }: { readonly proposalId: `prp_${string}` }) {
  const { proposal } = await checker.approvals.get({ proposalId })
  return checker.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })
}
