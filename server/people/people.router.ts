import { shanghaiDay, instantOf } from '@cofund/shared/kernel/instant'
import { toWire } from '@cofund/shared/kernel/wire'
import {
  changePasswordInput,
  chooseMembershipInput,
  createPersonInput,
  enrolSecondFactorInput,
  signInInput,
} from '@cofund/shared/people/people.input'
import type { Me } from '@cofund/shared/people/person'
import { type RequestContext, command, openProcedure, query, router } from '../kernel/trpc.ts'
import { type Session, findSession } from '../kernel/session.ts'
import { beginSecondFactor, changePassword, chooseMembership, createPerson, endSession, enrolSecondFactor } from './people.commands.ts'
import { readMe, listOrganisations, listPeople } from './people.sql.ts'
import { signIn } from './sign-in.commands.ts'

export const peopleRouter = router({
  me: openProcedure.query(({ ctx }): Promise<Me | null> => meOf(ctx, ctx.session)),

  signIn: openProcedure.input(signInInput).mutation(async ({ ctx, input }) => {
    const { token, ...session } = await signIn(ctx.db, { ...input, from: ctx.from, at: ctx.now() })
    ctx.cookie.set(token)
    return meOf(ctx, session)
  }),

  signOut: command('signed_in').mutation(async ({ ctx }) => {
    await endSession(ctx, ctx.session)
    ctx.cookie.clear()
  }),

  chooseMembership: command('signed_in')
    .input(chooseMembershipInput)
    .mutation(async ({ ctx, input }) => {
      const { token } = await chooseMembership(ctx, ctx.session, input.membershipId)
      ctx.cookie.set(token)
    }),

  list: query.query(({ ctx }) => listPeople(ctx.db)),
  organisations: query.query(({ ctx }) => listOrganisations(ctx.db)),
  create: command('person.manage').input(createPersonInput).mutation(({ ctx, input }) => createPerson(ctx, input)),
  changePassword: command('signed_in').input(changePasswordInput).mutation(({ ctx, input }) => changePassword(ctx, input)),
  beginSecondFactor: query.query(({ ctx }) => beginSecondFactor(ctx.actor.person.signInName)),
  enrolSecondFactor: command('signed_in').input(enrolSecondFactorInput).mutation(({ ctx, input }) => enrolSecondFactor(ctx, input)),
})
