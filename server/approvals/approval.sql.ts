import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { ProposalTable } from '@cofund/db/tables/proposal.table'
import type { Box, Inbox } from '@cofund/shared/approvals/approval.input'
import type { Move, Proposal, ProposalId, ProposalMove } from '@cofund/shared/approvals/proposal'
import type { StaffedRoute } from '@cofund/shared/approvals/route'
import type { Effect } from '@cofund/shared/kernel/effect'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { Organisation } from '@cofund/shared/people/organisation'
import type { Actor } from '@cofund/shared/people/person'
import type { ProposalKind } from '@cofund/shared/proposals'
import { refuse } from '@cofund/shared/refuse'
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'

export async function getProposal(db: Db, proposalId: ProposalId): Promise<Proposal> {
  const row = await proposals(db).where('proposal.id', '=', proposalId).executeTakeFirst()
  return row ? toProposal(row) : refuse('record.not_found', { noun: 'proposal', id: proposalId })
}

/** What a case was made of, for its handler. */
export interface HeldProposal {
  readonly proposal: Proposal
  readonly payload: unknown
  readonly sealed: string | null
}

/** Holds the case, so that two checkers decide it one after another, each on where the other left it. */
export async function lockProposal(trx: Trx, proposalId: ProposalId): Promise<HeldProposal> {
  const { rows } = await sql<{ held: boolean }>`select lock_proposal(${proposalId}) as held`.execute(trx)
  if (!rows[0]?.held) refuse('record.not_found', { noun: 'proposal', id: proposalId })
  const row = await proposals(trx).select(['payload', 'sealed']).where('proposal.id', '=', proposalId).executeTakeFirstOrThrow()
  return { proposal: toProposal(row), payload: row.payload, sealed: row.sealed }
}

interface NewProposal {
  readonly id: ProposalId
  readonly kind: ProposalKind
  readonly subject: string
  readonly payload: unknown
  readonly sealed: string | null
  readonly note: string | null
  readonly effect: Effect
  readonly digest: string
  readonly dueOn: PlainDate | null
}

/**
 * The route that a case of this kind, about this, would go if it were made now, each step with its organisations; null where the actor's
 * organisation does not answer for what it is about.
 */
export async function findRoute(db: Db, kind: ProposalKind, payload: unknown): Promise<StaffedRoute | null> {
  const { rows } = await sql<{ route: StaffedRoute | null }>`select route_for(${kind}, ${asJson(payload)}) as route`.execute(db)
  return rows[0]?.route ?? null
}

/** Who makes it and along which route it goes is the database's to say: the answer tells. */
export async function insertProposal(trx: Trx, { dueOn, payload, effect, ...proposal }: NewProposal): Promise<Proposal> {
  await trx
    .insertInto('proposal')
    .values({ ...proposal, payload: asJson(payload), effect: asJson(effect), due_on: dueOn })
    .execute()
  return getProposal(trx, proposal.id)
}

interface NewMove {
  readonly proposalId: ProposalId
  readonly move: Exclude<Move, 'propose'>
  readonly digest: string
  readonly effect?: Effect
  readonly opinion: string | null
  readonly document?: string | null
  readonly dueOn: PlainDate | null
}

/** Makes a move; answers where the case stands after it. */
export async function insertMove(trx: Trx, { proposalId, effect, dueOn, document = null, ...move }: NewMove): Promise<Proposal> {
  await trx
    .insertInto('proposal_move')
    .values({ ...move, document, proposal_id: proposalId, effect: effect ? asJson(effect) : null, due_on: dueOn })
    .execute()
  return getProposal(trx, proposalId)
}

/** How many have agreed at the step that the case waits at, in this round. */
export async function countAgreed(db: Db, { id, round, step }: Proposal): Promise<number> {
  const { count } = await db
    .selectFrom('proposal_move')
    .where('proposal_id', '=', id)
    .where('round', '=', round)
    .where('step', '=', step)
    .where('move', '=', 'approve')
    .select(sql<bigint>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** From the proposal on. Somebody out of the reader's sight stands there without name. */
export async function listMoves(db: Db, proposalId: ProposalId): Promise<ProposalMove[]> {
  const rows = await db
    .selectFrom('proposal_move')
    .leftJoin('person', 'person.id', 'proposal_move.person_id')
    .leftJoin('membership', 'membership.id', 'proposal_move.membership_id')
    .leftJoin('organisation', 'organisation.id', 'membership.organisation_id')
    .where('proposal_id', '=', proposalId)
    .select([
      'place',
      'move',
      'round',
      'step',
      'person.id as person_id',
      'person.name',
      'organisation.name_zh',
      'organisation.name_en',
      'digest',
      'effect',
      'opinion',
      'document',
      'moved_at',
    ])
    .orderBy('place')
    .execute()
  return rows.map((row) => ({
    place: row.place,
    move: row.move,
    round: row.round,
    step: row.step,
    person: row.person_id === null || row.name === null ? null : { id: row.person_id, name: row.name },
    organisation: row.name_zh === null || row.name_en === null ? null : { nameZh: row.name_zh, nameEn: row.name_en },
    digest: row.digest,
    effect: row.effect,
    opinion: row.opinion,
    document: row.document,
    movedAt: row.moved_at,
  }))
}

export type ProposalSummary = Pick<
  Proposal,
  'id' | 'number' | 'kind' | 'status' | 'maker' | 'step' | 'dueOn' | 'proposedAt'
> & {
  readonly about: string
  /** How many the step that it waits at may take; null without a limit. */
  readonly workingDays: number | null
  readonly steps: number
  readonly organisation: Pick<Organisation, 'nameZh' | 'nameEn'>
  /** Whose move is next: those who may take the step, or its maker's organisation; nobody's once it has ended. */
  readonly waitsOn: readonly Pick<Organisation, 'nameZh' | 'nameEn'>[]
  /** When the last move was made. */
  readonly waitsSince: Instant
}

export async function listProposals(db: Db, actor: Actor, { box = 'todo', sort, descending, ...page }: Inbox, today: PlainDate): Promise<Listing<ProposalSummary>> {
  const { limit, offset } = pageOf(page)
  // What waits comes by deadline, what has none last; everything else the newest first.
  const byDeadline = sort === 'dueOn' || (sort === undefined && (box === 'todo' || box === 'overdue'))
  const backwards = descending ?? !byDeadline
  const rows = await proposals(db)
    .select([waitsOn.as('waits_on'), waitsSince.as('waits_since')])
    .where((eb) => isIn(box, actor, today, eb))
    .orderBy(byDeadline ? 'due_on' : 'number', (order) => (backwards ? order.desc() : order.asc()).nullsLast())
    .orderBy('number')
    .limit(limit)
    .offset(offset)
    .execute()
  return { rows: rows.map(({ waits_on, waits_since, ...row }) => ({ ...toSummary(row), waitsOn: waits_on, waitsSince: waits_since })), count: await countProposals(db, actor, box, today) }
}

export async function countProposals(db: Db, actor: Actor, box: Box, today: PlainDate): Promise<number> {
  const { count } = await db
    .selectFrom('proposal')
    .where((eb) => isIn(box, actor, today, eb))
    .select(sql<bigint>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The to-do after this one: the most urgent other. */
export async function findNext(db: Db, actor: Actor, after: ProposalId): Promise<ProposalId | null> {
  const row = await db
    .selectFrom('proposal')
    .select('id')
    .where('id', '!=', after)
    .where(waitsFor(actor))
    .orderBy('due_on', (order) => order.asc().nullsLast())
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** What belongs to a box of `actor`. To do: what they may check now (the same as checkMayCheck), and what was returned to them. */
function isIn(box: Box, actor: Actor, today: PlainDate, eb: ExpressionBuilder<{ proposal: ProposalTable }, 'proposal'>) {
  const { person } = actor
  switch (box) {
    case 'todo':
      return waitsFor(actor)
    case 'overdue':
      return eb.and([eb('proposal.status', '=', 'open'), eb('proposal.due_on', '<', today)])
    case 'done':
      return sql<SqlBool>`proposal.id in (
        select proposal_id from proposal_move where person_id = ${person.id} and move in ('approve', 'reject', 'return'))`
    case 'mine':
      return eb('proposal.maker_person_id', '=', person.id)
    case 'all':
      return eb.val(true)
  }
}

/** Of a proposal: it waits for this person, to be checked or, returned, to be sent on again. */
export const waitsFor = ({ person, membership, permissions }: Actor) => sql<SqlBool>`(
  proposal.status = 'open' and proposal.maker_person_id <> ${person.id} and not ${person.id} = any (proposal.checked_by)
    and proposal.route -> 'steps' -> proposal.step -> 'organisations' ? ${membership.organisation.id}
    and proposal.route -> 'steps' -> proposal.step ->> 'permission' = any (${sql.val([...permissions])})
  or proposal.status = 'returned' and proposal.maker_person_id = ${person.id})`

const waitsOn = sql<Pick<Organisation, 'nameZh' | 'nameEn'>[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('nameZh', awaited.name_zh, 'nameEn', awaited.name_en) order by awaited.id), '[]')
  from organisation as awaited
  where proposal.status = 'open' and proposal.route -> 'steps' -> proposal.step -> 'organisations' ? awaited.id
    or proposal.status = 'returned' and awaited.id = proposal.organisation_id)`

const waitsSince = sql<Instant>`(select max(moved_at) from proposal_move where proposal_id = proposal.id)`

const proposals = (db: Db) =>
  db
    .selectFrom('proposal')
    .leftJoin('person', 'person.id', 'proposal.maker_person_id')
    .innerJoin('organisation', 'organisation.id', 'proposal.organisation_id')
    .select([
      'proposal.id',
      'number',
      'proposal.kind',
      'subject',
      'status',
      'proposal.organisation_id',
      'maker_person_id',
      'person.name as maker_name',
      'organisation.name_zh',
      'organisation.name_en',
      'route',
      'step',
      'round',
      'effect',
      'digest',
      'checked_by',
      'note',
      'due_on',
      'proposed_at',
      'closed_at',
    ])

type ProposalRow = Awaited<ReturnType<ReturnType<typeof proposals>['executeTakeFirstOrThrow']>>

const toProposal = (row: ProposalRow): Proposal => ({
  id: row.id,
  number: row.number,
  // Only a kind that is known was ever taken.
  kind: row.kind as ProposalKind,
  subject: row.subject,
  status: row.status,
  organisationId: row.organisation_id,
  maker: { id: row.maker_person_id, name: row.maker_name ?? '' },
  route: row.route,
  step: row.step,
  round: row.round,
  effect: row.effect,
  digest: row.digest,
  checkedBy: row.checked_by,
  note: row.note,
  dueOn: row.due_on,
  proposedAt: row.proposed_at,
  closedAt: row.closed_at,
})

const toSummary = (row: ProposalRow): Omit<ProposalSummary, 'waitsOn' | 'waitsSince'> => {
  const { id, number, kind, status, maker, step, dueOn, proposedAt, effect, route } = toProposal(row)
  return {
    id,
    number,
    kind,
    status,
    maker,
    step,
    dueOn,
    proposedAt,
    about: effect.about,
    workingDays: route.steps[step]?.workingDays ?? null,
    steps: route.steps.length,
    organisation: { nameZh: row.name_zh, nameEn: row.name_en },
  }
}
