import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { checks } from './proposal.ts'

export const proposalIdInput = idInput('prp')
export const byProposalId = z.object({ proposalId: proposalIdInput })

const opinionInput = z.string().trim().max(500)

export const checkProposalInput = z.object({
  proposalId: proposalIdInput,
  verdict: z.enum(checks),
  /** Of the decision that the checker was shown. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  opinion: opinionInput.optional(),
  /** The number of the paper that the step rests on, where it names one. */
  document: z.string().trim().min(1).max(100).optional(),
})
export type CheckProposal = z.output<typeof checkProposalInput>

export const withdrawProposalInput = byProposalId.extend({ opinion: opinionInput.optional() })
export const resubmitProposalInput = withdrawProposalInput

/** `overdue`: past its day, whoever it waits on, among the cases that the reader has to do with or oversees. */
export const boxes = ['todo', 'overdue', 'mine', 'done', 'all'] as const
export type Box = (typeof boxes)[number]

/** The inbox, as an address tells it; the to-dos when it tells nothing. */
export const inboxInput = listingInput(['number', 'dueOn']).extend({ box: z.enum(boxes).optional() })
export type Inbox = z.output<typeof inboxInput>

/** Why something is proposed, for whoever checks it. */
export const noteInput = z.string().trim().max(500)
