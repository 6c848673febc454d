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
import { instantOf, shanghaiDay } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { workingDaysBetween } from '@cofund/shared/kernel/working-days'
import { proposeInput } from '@cofund/shared/proposals'
import { z } from 'zod'
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
        workingDaysLeft: daysLeft(found.proposal.dueOn, ctx.now()),
        next: await findNext(ctx.db, ctx.actor, proposalId),
      }
    }),

    inbox: query.input(inboxInput).query(async ({ ctx, input }) => {
      const { rows, ...listing } = await listProposals(ctx.db, ctx.actor, input)
      return { ...listing, rows: rows.map((row) => ({ ...row, workingDaysLeft: daysLeft(row.dueOn, ctx.now()) })) }
    }),

    /** How many stand in each box. */
    counts: query.query(async ({ ctx }) => {
      const counted = await Promise.all(boxes.map(async (box) => [box, await countProposals(ctx.db, ctx.actor, box)] as const))
      return Object.fromEntries(counted) as Record<(typeof boxes)[number], number>
    }),
  })
}

const standing = ({ status, step, digest }: Proposal) => ({ status, step, digest })

/** Negative when overdue; null without a deadline, or beyond the known calendar. */
function daysLeft(dueOn: PlainDate | null, now: Date): number | null {
  if (dueOn === null) return null
  const day = shanghaiDay(instantOf(now))
  const known = [day, dueOn].every((date) => stateCouncilCalendar.years.has(Number(date.slice(0, 4))))
  return known ? workingDaysBetween(day, dueOn, stateCouncilCalendar) : null
}
