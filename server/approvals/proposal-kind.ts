import type { Trx } from '@cofund/db/connect'
import type { Effect } from '@cofund/shared/kernel/effect'
import type { ProposalKind, ProposeInput } from '@cofund/shared/proposals'
import type { Applying, Moved, Prepared, ProposalHandler } from '../kernel/proposal-handler.ts'
import type { Command } from '../kernel/trpc.ts'

type WhatOf<Kind extends ProposalKind> = Extract<ProposeInput, { kind: Kind }>['what']

/** A kind of proposal as this mechanism uses it: what its handler's payload looks like is the handler's own business. */
export interface Kind<What> {
  readonly prepare: (what: What) => Promise<Prepared<unknown>>
  readonly effect: (trx: Trx, payload: unknown, command: Command) => Promise<Effect>
  readonly apply: (command: Command, payload: unknown, applying: Applying) => Promise<void>
  readonly moved: (command: Command, payload: unknown, moved: Moved) => Promise<void>
}

export type ProposalKinds = { readonly [K in ProposalKind]: Kind<WhatOf<K>> }

/** A handler as a kind. What it is handed later is what it prepared itself, so its payload is what it says it is. */
export const kindOf = <What, Payload>(handler: ProposalHandler<What, Payload>): Kind<What> => ({
  prepare: async (what) => handler.prepare(what),
  effect: (trx, payload, command) => handler.effect(trx, payload as Payload, command),
  apply: (command, payload, applying) => handler.apply(command, payload as Payload, applying),
  moved: async (command, payload, moved) => handler.moved?.(command, payload as Payload, moved),
})
