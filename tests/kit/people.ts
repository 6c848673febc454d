import type { Db } from '@cofund/db/connect'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId, PersonId } from '@cofund/shared/people/person'
import type { Role } from '@cofund/shared/people/role'
import { moveSession } from '../../server/people/sign-in.commands.ts'
import { openOperatorSession } from '../../server/people/operator-session.ts'
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

/** A session of somebody in another of their memberships than the first. */
export async function sessionIn({ owner, app }: TestDatabase, signInName: string, membershipId: MembershipId) {
  return moveSession(app, await openOperatorSession(owner, signInName, 'test'), membershipId)
}
