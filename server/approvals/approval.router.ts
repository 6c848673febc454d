import {
  boxes,
  byProposalId,
  checkProposalInput,
  inboxInput,
  noteInput,
  resubmitProposalInput,
  withdrawProposalInput,
} from '@cofund/shared/approvals/approval.input'
import type { Proposal } from '@cofund/shared/approvals/proposal'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { workingDaysLeft } from '@cofund/shared/kernel/working-days'
import { proposeInput } from '@cofund/shared/proposals'
import { z } from 'zod'
import { todayOf } from '../kernel/today.ts'
import { type Command, command, query, router } from '../kernel/trpc.ts'
import { check, propose, refresh, resubmit, withdraw } from './approval.commands.ts'
import { countProposals, findNext, listProposals } from './approval.sql.ts'
import { getCase } from './case.sql.ts'
import type { ProposalKinds } from './proposal-kind.ts'

/** The kinds come from above: this mechanism serves features below it and above it alike. */
export const approvalsRouterOf = (kinds: ProposalKinds) => {
  // The permission is the kind's, or the step's, so it is asked for in the command, once that is known.
  const change = command('signed_in')
  const knowing = (ctx: Command) => ({ ...ctx, kinds })
  return router({
    propose: change
      .input(z.intersection(proposeInput, z.object({ note: noteInput.optional() })))
      .mutation(({ ctx, input }) => propose(knowing(ctx), input)),
    check: change.input(checkProposalInput).mutation(async ({ ctx, input }) => standing(await check(knowing(ctx), input))),
    refresh: change.input(byProposalId).mutation(async ({ ctx, input }) => standing(await refresh(knowing(ctx), input.proposalId))),
    withdraw: change
      .input(withdrawProposalInput)
      .mutation(async ({ ctx, input }) => standing(await withdraw(knowing(ctx), input.proposalId, input.opinion))),
    resubmit: change
      .input(resubmitProposalInput)
      .mutation(async ({ ctx, input }) => standing(await resubmit(knowing(ctx), input.proposalId, input.opinion))),

    get: query.input(byProposalId).query(async ({ ctx, input: { proposalId } }) => {
      const found = await getCase(ctx.db, proposalId)
      return {
        ...found,
        workingDaysLeft: workingDaysLeft(todayOf(ctx), found.proposal.dueOn, stateCouncilCalendar),
        next: await findNext(ctx.db, ctx.actor, proposalId),
      }
    }),

    inbox: query.input(inboxInput).query(async ({ ctx, input }) => {
      const today = todayOf(ctx)
      const { rows, ...listing } = await listProposals(ctx.db, ctx.actor, input, today)
      return { ...listing, rows: rows.map((row) => ({ ...row, workingDaysLeft: workingDaysLeft(today, row.dueOn, stateCouncilCalendar) })) }
    }),

    /** How many stand in each box. */
    counts: query.query(async ({ ctx }) => {
      const counted = await Promise.all(boxes.map(async (box) => [box, await countProposals(ctx.db, ctx.actor, box, todayOf(ctx))] as const))
      return Object.fromEntries(counted) as Record<(typeof boxes)[number], number>
    }),
  })
}

const standing = ({ status, step, digest }: Proposal) => ({ status, step, digest })
