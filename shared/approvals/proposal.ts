import type { Effect } from '../kernel/effect.ts'
import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import { movesOf } from '../kernel/moves.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { canonicalJson } from '../kernel/wire.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { Actor, PersonId } from '../people/person.ts'
import type { ProposalKind } from '../proposals.ts'
import { refuse } from '../refuse.ts'
import type { StaffedRoute } from './route.ts'

export type ProposalId = Id<'prp'>

/** open: waits for its checkers; returned: waits for its maker; the others are ends. */
export const proposalStatuses = ['open', 'returned', 'applied', 'rejected', 'withdrawn'] as const
export type ProposalStatus = (typeof proposalStatuses)[number]

/** The checkers' moves, then the maker's; either side may have what is shown brought up to date. */
export const checks = ['approve', 'reject', 'return'] as const
export type Check = (typeof checks)[number]
export type Move = Check | 'propose' | 'withdraw' | 'resubmit' | 'refresh'

/** Where each move may start. The database says the same (move_proposal in db/definer.sql). */
export const proposalCan = movesOf<ProposalStatus>()({
  approve: ['open'],
  reject: ['open'],
  return: ['open'],
  refresh: ['open'],
  withdraw: ['open', 'returned'],
  resubmit: ['returned'],
})

export interface Proposal {
  readonly id: ProposalId
  /** Told as SP-000012. */
  readonly number: bigint
  readonly kind: ProposalKind
  readonly subject: string
  readonly status: ProposalStatus
  readonly organisationId: OrganisationId
  readonly maker: { readonly id: PersonId; readonly name: string }
  readonly route: StaffedRoute
  /** The step that it waits at, from 0. */
  readonly step: number
  readonly round: number
  readonly effect: Effect
  /** Of the decision as it is shown: who agrees, agrees to this. */
  readonly digest: string
  readonly checkedBy: readonly PersonId[]
  readonly note: string | null
  readonly dueOn: PlainDate | null
  readonly proposedAt: Instant
  readonly closedAt: Instant | null
}

/** One line of a case's history. */
export interface ProposalMove {
  readonly place: number
  readonly move: Move
  readonly round: number
  readonly step: number
  readonly person: { readonly id: PersonId; readonly name: string } | null
  readonly organisation: { readonly nameZh: string; readonly nameEn: string } | null
  readonly digest: string
  readonly effect: Effect | null
  readonly opinion: string | null
  readonly document: string | null
  readonly movedAt: Instant
}

export const proposalNumber = ({ number }: Pick<Proposal, 'number'>): string => `SP-${String(number).padStart(6, '0')}`

/** What is hashed into the digest: the deed, its parameters, and what it changes. */
export const decisionText = (decision: { readonly kind: string; readonly payload: unknown; readonly effect: Effect }): string =>
  canonicalJson({ kind: decision.kind, payload: decision.payload, effect: decision.effect })

type Case = Pick<Proposal, 'status' | 'maker' | 'organisationId' | 'route' | 'step' | 'checkedBy'>

/**
 * Whether `actor` may check this case now; refuses otherwise. Persons are compared, not memberships: who made a case never
 * checks it, whatever else they are elsewhere.
 */
export function checkMayCheck(proposal: Case, { person, membership, permissions }: Actor): void {
  if (person.id === proposal.maker.id) refuse('approval.maker_is_checker', {})
  const step = proposal.route.steps[proposal.step]
  if (!proposalCan.approve(proposal) || !step) return refuse('approval.wrong_status', { status: proposal.status })
  if (!step.organisations.includes(membership.organisation.id)) refuse('approval.not_your_step', { step: proposal.step + 1 })
  if (!permissions.includes(step.permission)) refuse('access.not_permitted', { permission: step.permission })
  if (proposal.checkedBy.includes(person.id)) refuse('approval.checked_already', {})
}

/** Whether `actor` may bring what is shown up to date: the maker where they made it, or whoever could check it. */
export function checkMayRefresh(proposal: Case, { person, membership, permissions }: Actor): void {
  const step = proposal.route.steps[proposal.step]
  if (!proposalCan.refresh(proposal) || !step) return refuse('approval.wrong_status', { status: proposal.status })
  const here = membership.organisation.id
  if (person.id === proposal.maker.id && here === proposal.organisationId) return
  if (!step.organisations.includes(here)) refuse('approval.not_your_step', { step: proposal.step + 1 })
  if (!permissions.includes(step.permission)) refuse('access.not_permitted', { permission: step.permission })
}

/** Whether `actor` may take a case back or send it on again: its maker, as long as it has not ended. */
export function checkMayMove(move: 'withdraw' | 'resubmit', proposal: Case, { person }: Pick<Actor, 'person'>): void {
  if (!proposalCan[move](proposal)) refuse('approval.wrong_status', { status: proposal.status })
  if (person.id !== proposal.maker.id) refuse('approval.not_yours', {})
}
