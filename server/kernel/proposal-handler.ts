import type { Trx } from '@cofund/db/connect'
import type { Effect } from '@cofund/shared/kernel/effect'
import type { Id } from '@cofund/shared/kernel/id'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { Command } from './trpc.ts'

/** What a maker's words become: the parameters that are decided on, and what is not for everybody's eyes. */
export interface Prepared<Payload> {
  readonly payload: Payload
  /** What only applying needs to know, a secret's hash say; it is gone when the case ends. */
  readonly sealed?: string
  /** Answered to the maker once, and kept nowhere. */
  readonly secret?: string
}

/** The case that is being carried out: what rests on it names it. */
export interface Applying {
  readonly proposalId: Id<'prp'>
  readonly sealed: string | null
}

/** Where a case stands after a move, for the subject that follows it. */
export interface Moved {
  readonly proposalId: Id<'prp'>
  readonly move: 'propose' | 'approve' | 'reject' | 'return' | 'withdraw' | 'resubmit' | 'refresh'
  readonly status: 'open' | 'returned' | 'applied' | 'rejected' | 'withdrawn'
  /** What the last step that was taken calls the subject from here on; null before the first, and where it does not say. */
  readonly stage: string | null
  readonly dueOn: PlainDate | null
  readonly opinion: string | null
  readonly document: string | null
}

/**
 * How a feature has a second person confirm one of its deeds. Approvals stand higher and are handed it (server/proposal-kinds.ts); who may
 * propose it, what it is about and which way it goes stands in shared/approvals/proposal-kinds.ts, where the database reads it too.
 */
export interface ProposalHandler<What = never, Payload = unknown> {
  readonly prepare: (what: What) => Prepared<Payload> | Promise<Prepared<Payload>>
  /** What would change, decided on the data of this moment, which is held until the transaction ends; refuses what cannot be done. */
  readonly effect: (trx: Trx, payload: Payload, command: Command) => Promise<Effect>
  /** Does it, in the transaction in which the last checker agrees, right after `effect` has said the same as was shown. */
  readonly apply: (command: Command, payload: Payload, applying: Applying) => Promise<void>
  /** Hears of each move in its transaction, before `apply`, where the subject has a standing of its own to keep. */
  readonly moved?: (command: Command, payload: Payload, moved: Moved) => Promise<void>
}
