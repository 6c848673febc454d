import type { Db } from '@cofund/db/connect'
import type { Proposal, ProposalId, ProposalMove } from '@cofund/shared/approvals/proposal'
import type { StaffedStep } from '@cofund/shared/approvals/route'
import type { Organisation } from '@cofund/shared/people/organisation'
import { listOrganisations } from '../people/people.sql.ts'
import { getProposal, listMoves } from './approval.sql.ts'

/** A proposal with its history, and with who is to take each step. */
export interface Case {
  readonly proposal: Proposal
  readonly moves: readonly ProposalMove[]
  readonly steps: readonly CaseStep[]
}

export interface CaseStep extends Omit<StaffedStep, 'organisations'> {
  readonly organisations: readonly Organisation[]
  /** How many have agreed in this round. */
  readonly agreed: number
}

/** What a page shows of a case, and what a form prints of it. */
export async function getCase(db: Db, proposalId: ProposalId): Promise<Case> {
  const proposal = await getProposal(db, proposalId)
  const moves = await listMoves(db, proposalId)
  const named = new Map((await listOrganisations(db)).map((organisation) => [organisation.id, organisation]))
  return {
    proposal,
    moves,
    steps: proposal.route.steps.map((step, index) => ({
      ...step,
      organisations: step.organisations.flatMap((id) => named.get(id) ?? []),
      agreed: moves.filter((each) => each.move === 'approve' && each.round === proposal.round && each.step === index).length,
    })),
  }
}
