import type { Move, ProposalId, ProposalStatus } from '@cofund/shared/approvals/proposal'
import type { StaffedRoute } from '@cofund/shared/approvals/route'
import type { Effect } from '@cofund/shared/kernel/effect'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId, PersonId } from '@cofund/shared/people/person'
import type { ColumnType, GeneratedAlways } from 'kysely'

/** What a trigger fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface ProposalTable {
  id: ProposalId
  number: GeneratedAlways<bigint>
  kind: string
  organisation_id: Given<OrganisationId>
  maker_person_id: Given<PersonId>
  maker_membership_id: Given<MembershipId>
  /** The id of what it is about; one open proposal of a kind for each. */
  subject: string
  /** As the kind's handler prepared it. */
  payload: unknown
  /** What only the applying needs to know, a password's hash say; gone when the case ends. */
  sealed: string | null
  note: string | null
  /** The route in effect when the case began, with the organisations of each step. */
  route: Given<StaffedRoute>
  /** Every organisation that has a step. */
  parties: Given<string[]>
  step: Given<number>
  /** Counts up whenever what is shown changes: then it is confirmed from the first step on. */
  round: Given<number>
  status: Given<ProposalStatus>
  effect: Effect
  digest: string
  /** Who checked in this round. */
  checked_by: Given<PersonId[]>
  due_on: PlainDate | null
  proposed_at: Given<Instant>
  closed_at: Given<Instant | null>
  /** The transaction that carried it out, as text. */
  applied_in: Given<string | null>
}

/** Only ever added to; who, when and at which step is filled in. */
export interface ProposalMoveTable {
  proposal_id: ProposalId
  place: Given<number>
  move: Move
  round: Given<number>
  step: Given<number>
  person_id: Given<PersonId>
  membership_id: Given<MembershipId>
  /** Of the decision that was shown. */
  digest: string
  /** What is shown from here on, where that changes. */
  effect: Effect | null
  opinion: string | null
  document: string | null
  /** The deadline from here on. */
  due_on: PlainDate | null
  moved_at: Given<Instant>
}
