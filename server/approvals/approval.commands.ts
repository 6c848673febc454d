import { createHash } from 'node:crypto'
import { newId } from '@cofund/db/new-id'
import { deedOf } from '@cofund/shared/approvals/approval.acts'
import type { CheckProposal } from '@cofund/shared/approvals/approval.input'
import {
  type Move,
  type Proposal,
  type ProposalId,
  checkMayCheck,
  checkMayMove,
  checkMayRefresh,
  decisionText,
  proposalNumber,
} from '@cofund/shared/approvals/proposal'
import { proposalKindFacts, subjectOf } from '@cofund/shared/approvals/proposal-kinds'
import { deadlineOf } from '@cofund/shared/approvals/route'
import type { Effect } from '@cofund/shared/kernel/effect'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import type { ProposeInput } from '@cofund/shared/proposals'
import { refuse } from '@cofund/shared/refuse'
import type { Moved } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { type HeldProposal, countAgreed, findRoute, insertMove, insertProposal, lockProposal } from './approval.sql.ts'
import type { Kind, ProposalKinds } from './proposal-kind.ts'

/** A command that knows what may be proposed. */
export interface ApprovalCommand extends Command {
  readonly kinds: ProposalKinds
}

/** What a maker gets back; `secret`, where there is one, this once only. */
export interface Proposed {
  readonly proposalId: ProposalId
  readonly number: string
  readonly secret: string | null
}

/** Asks for a second person: what would change is decided now and shown to them, and nothing is changed yet. */
export async function propose(command: ApprovalCommand, { kind, what, note }: ProposeInput & { note?: string | undefined }): Promise<Proposed> {
  const { trx, actor, kinds } = command
  const { prepare, effect: effectOf, moved } = kinds[kind] as Kind<unknown>
  const { permission } = proposalKindFacts[kind]
  if (!actor.permissions.includes(permission)) refuse('access.not_permitted', { permission })

  const { payload, sealed = null, secret = null } = await prepare(what)
  const effect = await effectOf(trx, payload, command)
  const digest = digestOf({ kind, payload, effect })
  const route = (await findRoute(trx, kind, payload)) ?? refuse('approval.not_yours_to_make', {})
  const unstaffed = route.steps.findIndex(({ organisations }) => organisations.length === 0)
  if (unstaffed !== -1) refuse('approval.nobody_for_step', { step: unstaffed + 1 })
  const proposal = await insertProposal(trx, {
    id: newId('prp'),
    kind,
    subject: subjectOf(kind, payload),
    payload,
    sealed,
    note: note || null,
    effect,
    digest,
    dueOn: dueFrom(command, route.steps[0]),
  })
  await moved(command, payload, movedTo(proposal, 'propose', { opinion: note || null }))
  told(command, proposal, 'propose')
  return { proposalId: proposal.id, number: proposalNumber(proposal), secret }
}

/**
 * A checker's word. To agree is to confirm the digest that was shown: the decision is taken again on the data of this
 * moment, and a difference is refused and told. When the last step is satisfied, the deed is done in this transaction.
 */
export async function check(command: ApprovalCommand, input: CheckProposal): Promise<Proposal> {
  const { trx, actor } = command
  const held = await lockProposal(trx, input.proposalId)
  const { proposal, payload, sealed } = held
  checkMayCheck(proposal, actor)
  if (input.verdict !== 'approve') {
    if (!input.opinion) refuse('approval.opinion_needed', {})
    return move(command, held, { move: input.verdict, opinion: input.opinion, dueOn: proposal.dueOn })
  }

  const step = proposal.route.steps[proposal.step]
  if (step?.document && !input.document) refuse('approval.document_needed', step.document)
  if (input.digest !== proposal.digest) refuse('approval.digest_stale', {})
  const { effect, digest } = await decideAgain(command, held)
  if (digest !== proposal.digest) refuse('approval.effect_changed', { shown: proposal.effect, now: effect })

  const completes = (await countAgreed(trx, proposal)) + 1 >= (step?.people ?? 1)
  const dueOn = completes ? dueFrom(command, proposal.route.steps[proposal.step + 1]) : proposal.dueOn
  const after = await move(command, held, { move: 'approve', opinion: input.opinion, document: input.document, dueOn })
  if (after.status === 'applied') {
    await kindOfProposal(command, proposal).apply(command, payload, { proposalId: proposal.id, sealed })
    command.record({ act: 'proposal.applied', proposalId: proposal.id, deed: proposal.kind, digest })
  }
  return after
}

/** Brings what is shown up to date, so that it can be confirmed as it is now: from the first step on, by everybody. */
export async function refresh(command: ApprovalCommand, proposalId: ProposalId): Promise<Proposal> {
  const held = await lockProposal(command.trx, proposalId)
  checkMayRefresh(held.proposal, command.actor)
  const now = await decideAgain(command, held)
  if (now.digest === held.proposal.digest) refuse('approval.nothing_changed', {})
  return move(command, held, { move: 'refresh', ...now, dueOn: dueFrom(command, held.proposal.route.steps[0]) })
}

/** Its maker takes it back. */
export async function withdraw(command: ApprovalCommand, proposalId: ProposalId, opinion?: string): Promise<Proposal> {
  const held = await lockProposal(command.trx, proposalId)
  checkMayMove('withdraw', held.proposal, command.actor)
  return move(command, held, { move: 'withdraw', opinion, dueOn: null })
}

/** Its maker sends it on its way again, with what it would change by now. */
export async function resubmit(command: ApprovalCommand, proposalId: ProposalId, opinion?: string): Promise<Proposal> {
  const held = await lockProposal(command.trx, proposalId)
  checkMayMove('resubmit', held.proposal, command.actor)
  const now = await decideAgain(command, held)
  return move(command, held, { move: 'resubmit', opinion, ...now, dueOn: dueFrom(command, held.proposal.route.steps[0]) })
}

interface Moving {
  readonly move: Exclude<Move, 'propose'>
  readonly digest?: string
  readonly effect?: Effect
  readonly opinion?: string | undefined
  readonly document?: string | undefined
  readonly dueOn: PlainDate | null
}

async function move(command: ApprovalCommand, { proposal, payload }: HeldProposal, { opinion, document, ...moving }: Moving): Promise<Proposal> {
  const said = { opinion: opinion || null, document: document ?? null }
  const after = await insertMove(command.trx, { proposalId: proposal.id, digest: proposal.digest, ...moving, ...said })
  await kindOfProposal(command, after).moved(command, payload, movedTo(after, moving.move, said))
  told(command, after, moving.move)
  return after
}

const movedTo = (
  { id, status, dueOn, route, step }: Proposal,
  made: Move,
  { opinion, document = null }: { readonly opinion: string | null; readonly document?: string | null },
): Moved => ({ proposalId: id, move: made, status, stage: route.steps[step - 1]?.stage ?? null, dueOn, opinion, document })

async function decideAgain(command: ApprovalCommand, { proposal, payload }: HeldProposal): Promise<{ effect: Effect; digest: string }> {
  const effect = await kindOfProposal(command, proposal).effect(command.trx, payload, command)
  return { effect, digest: digestOf({ kind: proposal.kind, payload, effect }) }
}

const kindOfProposal = ({ kinds }: ApprovalCommand, { kind }: Proposal) => kinds[kind] as Kind<unknown>

const digestOf = (decision: Parameters<typeof decisionText>[0]): string =>
  createHash('sha256').update(decisionText(decision)).digest('hex')

const told = ({ record }: Command, { id, kind, digest }: Proposal, done: Move): void =>
  record({ act: `proposal.${deedOf[done]}`, proposalId: id, deed: kind, digest })

const dueFrom = ({ now }: Command, step: Parameters<typeof deadlineOf>[0] | undefined): PlainDate | null =>
  step ? deadlineOf(step, todayOf({ now }), stateCouncilCalendar) : null
