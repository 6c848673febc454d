import type { Move, ProposalId } from './proposal.ts'

type Deed = {
  propose: 'proposed'
  approve: 'approved'
  reject: 'rejected'
  return: 'returned'
  withdraw: 'withdrawn'
  resubmit: 'resubmitted'
  refresh: 'refreshed'
}

/** The digest stands for the decision as it was shown to whoever acted. */
export type ApprovalAct =
  | { readonly act: `proposal.${Deed[Move]}`; readonly proposalId: ProposalId; readonly deed: string; readonly digest: string }
  | { readonly act: 'proposal.applied'; readonly proposalId: ProposalId; readonly deed: string; readonly digest: string }

export const deedOf: Deed = {
  propose: 'proposed',
  approve: 'approved',
  reject: 'rejected',
  return: 'returned',
  withdraw: 'withdrawn',
  resubmit: 'resubmitted',
  refresh: 'refreshed',
}
