import type { Trx } from '@cofund/db/connect'
import type { Route } from '@cofund/shared/approvals/route'
import type { Effect } from '@cofund/shared/kernel/effect'
import type { Permission } from '@cofund/shared/people/role'
import type { ProposalKind, ProposeInput } from '@cofund/shared/proposals'
import type { Applying, Moved, Prepared, ProposalHandler } from '../kernel/proposal-handler.ts'
import type { Command } from '../kernel/trpc.ts'

type WhatOf<Kind extends ProposalKind> = Extract<ProposeInput, { kind: Kind }>['what']

/** A kind of proposal as this mechanism uses it: what its handler's payload looks like is the handler's own business. */
export interface Kind<What> {
  readonly route: RouteOf<unknown>
  readonly permission: Permission
  readonly prepare: (what: What) => Promise<Prepared<unknown>>
  readonly subject: (payload: unknown) => string
  readonly effect: (trx: Trx, payload: unknown, command: Command) => Promise<Effect>
  readonly apply: (command: Command, payload: unknown, applying: Applying) => Promise<void>
  readonly moved: (command: Command, payload: unknown, moved: Moved) => Promise<void>
}

export type ProposalKinds = { readonly [K in ProposalKind]: Kind<WhatOf<K>> }

/** The same route for every case of a kind, or one that the case decides. */
type RouteOf<Payload> = Route | ((trx: Trx, payload: Payload) => Promise<Route>)

/** A handler on its route. What it is handed later is what it prepared itself, so its payload is what it says it is. */
export const kindOf = <What, Payload>(handler: ProposalHandler<What, Payload>, route: RouteOf<Payload>): Kind<What> => ({
  route: typeof route === 'function' ? (trx, payload) => route(trx, payload as Payload) : route,
  permission: handler.permission,
  prepare: async (what) => handler.prepare(what),
  subject: (payload) => handler.subject(payload as Payload),
  effect: (trx, payload, command) => handler.effect(trx, payload as Payload, command),
  apply: (command, payload, applying) => handler.apply(command, payload as Payload, applying),
  moved: async (command, payload, moved) => handler.moved?.(command, payload as Payload, moved),
})
