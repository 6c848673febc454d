import type { Db } from '@cofund/db/connect'
import { instantOf } from '@cofund/shared/kernel/instant'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId, PersonId } from '@cofund/shared/people/person'
import type { Role } from '@cofund/shared/people/role'
import { openOperatorSession } from '../../server/people/operator-session.ts'
import { hashPassword } from '../../server/people/password.ts'
import { moveSession, signIn } from '../../server/people/sign-in.commands.ts'
import { demonstrationPassword } from '../../server/seed/district.ts'
import type { TestDatabase } from './database.ts'

/** Sets the stage: somebody who sits in these organisations with these roles, the first of them where they sign in. */
export async function plantPerson(
  owner: Db,
  signInName: string,
  memberships: readonly (readonly [OrganisationId, ...Role[]])[],
): Promise<PersonId> {
  const id: PersonId = `per_${signInName}`
  await owner.insertInto('person').values({ id, name: signInName, sign_in_name: signInName }).execute()
  await owner
    .insertInto('membership')
    .values(
      memberships.map(([organisation_id, ...roles], index) => ({
        id: `mem_${signInName}_${index + 1}` as const,
        person_id: id,
        organisation_id,
        roles,
        since_on: '2024-01-01' as const,
      })),
    )
    .execute()
  return id
}

/** An organisation of the district that nobody sits in yet; it demands a second factor, as every new one does. */
export async function plantOrganisation(owner: Db, id: OrganisationId): Promise<void> {
  await owner
    .insertInto('organisation')
    .values({ id, kind: 'exchange', name_zh: id, name_en: id, jurisdiction_code: '310110' })
    .execute()
}

/** The demonstration's password for somebody who was planted: chosen by themselves, or given for so long. */
export async function plantCredential(
  owner: Db,
  person_id: PersonId,
  { totpSecret = null, givenUntil = null }: { readonly totpSecret?: string | null; readonly givenUntil?: Date | null } = {},
): Promise<void> {
  await owner
    .insertInto('credential')
    .values({
      person_id,
      password_hash: await hashPassword(demonstrationPassword),
      totp_secret: totpSecret,
      given_until: givenUntil && instantOf(givenUntil),
    })
    .execute()
}

/** A session that somebody opened with their password, by its cookie's token: whatever they owe, it is half open. */
export async function signedIn(app: Db, name: string, { password = demonstrationPassword, code }: { password?: string; code?: string } = {}) {
  const { token, ...session } = await signIn(app, { name, password, code, from: 'test', at: new Date() })
  return { token, session }
}

/** A session of somebody in another of their memberships than the first. */
export async function sessionIn({ owner, app }: TestDatabase, signInName: string, membershipId: MembershipId) {
  return moveSession(app, await openOperatorSession(owner, signInName, 'test'), membershipId)
}
