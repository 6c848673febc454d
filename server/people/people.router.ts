import {
  changePasswordInput,
  chooseMembershipInput,
  createOrganisationInput,
  endSessionsForInput,
  endSessionsInput,
  enrolSecondFactorInput,
  signInInput,
} from '@cofund/shared/people/people.input'
import type { HalfSignedIn, Me } from '@cofund/shared/people/person'
import { type Session, actAs } from '../kernel/session.ts'
import { todayOf } from '../kernel/today.ts'
import { type RequestContext, accountCommand, accountProcedure, command, openProcedure, query, router, signedInProcedure } from '../kernel/trpc.ts'
import { listApiKeys } from './api-key.sql.ts'
import { beginSecondFactor, changePassword, createOrganisation, endSessions, endSessionsFor, enrolSecondFactor } from './people.commands.ts'
import { countMissedBefore, findHalfOpenSession, findLastSignIn, hasSecondFactor, listJurisdictions, listOrganisations, listOwnMemberships, listPeople } from './people.sql.ts'
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

  signOut: accountProcedure.mutation(async ({ ctx }) => {
    await signOut(ctx.db, ctx.session)
    ctx.cookie.clear()
  }),

  list: query.query(({ ctx }) => listPeople(ctx.db)),
  organisations: query.query(({ ctx }) => listOrganisations(ctx.db)),
  jurisdictions: query.query(({ ctx }) => listJurisdictions(ctx.db)),
  apiKeys: query.query(({ ctx }) => listApiKeys(ctx.db)),
  createOrganisation: command('person.manage').input(createOrganisationInput).mutation(({ ctx, input }) => createOrganisation(ctx, input)),

  changePassword: accountCommand().input(changePasswordInput).mutation(({ ctx, input }) => changePassword(ctx, input)),
  sessions: query.query(({ ctx }) => listOwnSessions(ctx.db)),
  endSessions: accountCommand().input(endSessionsInput).mutation(({ ctx, input }) => endSessions(ctx, input)),
  endSessionsFor: command('person.manage').input(endSessionsForInput).mutation(({ ctx, input }) => endSessionsFor(ctx, input.personId)),
  beginSecondFactor: accountProcedure.query(({ ctx }) => beginSecondFactor(ctx.session.actor.person.signInName)),
  enrolSecondFactor: accountCommand().input(enrolSecondFactorInput).mutation(({ ctx, input }) => enrolSecondFactor(ctx, input)),
})

const meOf = (ctx: RequestContext, { tokenHash, actor, owes }: Session): Promise<Me | HalfSignedIn> =>
  ctx.db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      await actAs(trx, tokenHash)
      const { person, membership, permissions } = actor
      const { demonstration } = ctx
      if (owes) {
        const givenUntil = (await findHalfOpenSession(trx))?.givenUntil ?? null
        return { owes, person, organisation: membership.organisation, givenUntil, demonstration }
      }
      return {
        owes,
        person,
        memberships: await listOwnMemberships(trx, person.id),
        membershipId: membership.id,
        permissions,
        secondFactor: await hasSecondFactor(trx),
        demonstration,
        lastSignIn: await findLastSignIn(trx, person.id),
        missedBefore: await countMissedBefore(trx),
        serverDay: todayOf(ctx),
      }
    })
