import {
  changePasswordInput,
  chooseMembershipInput,
  createOrganisationInput,
  endSessionsInput,
  enrolSecondFactorInput,
  signInInput,
} from '@cofund/shared/people/people.input'
import type { Me } from '@cofund/shared/people/person'
import { type Session, actAs } from '../kernel/session.ts'
import { todayOf } from '../kernel/today.ts'
import { type RequestContext, command, openProcedure, query, router, signedInProcedure } from '../kernel/trpc.ts'
import { listApiKeys } from './api-key.sql.ts'
import { beginSecondFactor, changePassword, createOrganisation, endSessions, enrolSecondFactor } from './people.commands.ts'
import { findLastSignIn, hasSecondFactor, listJurisdictions, listOrganisations, listOwnMemberships, listPeople } from './people.sql.ts'
import { listOwnSessions } from './own-session.sql.ts'
import { moveSession, signIn, signOut } from './sign-in.commands.ts'

export const peopleRouter = router({
  me: openProcedure.query(({ ctx }) => (ctx.session ? meOf(ctx, ctx.session) : null)),

  signIn: openProcedure.input(signInInput).mutation(async ({ ctx, input }) => {
    const session = await signIn(ctx.db, { ...input, from: ctx.from, at: ctx.now() })
    ctx.cookie.set(session.token)
    return meOf(ctx, session)
  }),

  chooseMembership: signedInProcedure.input(chooseMembershipInput).mutation(async ({ ctx, input }) => {
    const session = await moveSession(ctx.db, ctx.session, input.membershipId)
    ctx.cookie.set(session.token)
    return meOf(ctx, session)
  }),

  signOut: signedInProcedure.mutation(async ({ ctx }) => {
    await signOut(ctx.db, ctx.session)
    ctx.cookie.clear()
  }),

  list: query.query(({ ctx }) => listPeople(ctx.db)),
  organisations: query.query(({ ctx }) => listOrganisations(ctx.db)),
  jurisdictions: query.query(({ ctx }) => listJurisdictions(ctx.db)),
  apiKeys: query.query(({ ctx }) => listApiKeys(ctx.db)),
  createOrganisation: command('person.manage').input(createOrganisationInput).mutation(({ ctx, input }) => createOrganisation(ctx, input)),

  changePassword: command('signed_in').input(changePasswordInput).mutation(({ ctx, input }) => changePassword(ctx, input)),
  sessions: query.query(({ ctx }) => listOwnSessions(ctx.db)),
  endSessions: command('signed_in').input(endSessionsInput).mutation(({ ctx, input }) => endSessions(ctx, input.sessionId)),
  beginSecondFactor: query.query(({ ctx }) => beginSecondFactor(ctx.actor.person.signInName)),
  enrolSecondFactor: command('signed_in').input(enrolSecondFactorInput).mutation(({ ctx, input }) => enrolSecondFactor(ctx, input)),
})

const meOf = (ctx: RequestContext, { tokenHash, actor }: Session): Promise<Me> =>
  ctx.db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      await actAs(trx, tokenHash)
      return {
        person: actor.person,
        memberships: await listOwnMemberships(trx, actor.person.id),
        membershipId: actor.membership.id,
        permissions: actor.permissions,
        secondFactor: await hasSecondFactor(trx),
        demonstration: ctx.demonstration,
        lastSignIn: await findLastSignIn(trx, actor.person.id),
        serverDay: todayOf(ctx),
      }
    })
