import { newId } from '@cofund/db/new-id'
import type { Organisation, OrganisationId } from '@cofund/shared/people/organisation'
import type { CreateOrganisation } from '@cofund/shared/people/people.input'
import { isGuessable } from '@cofund/shared/people/password'
import type { PersonId } from '@cofund/shared/people/person'
import type { Role } from '@cofund/shared/people/role'
import { refuse } from '@cofund/shared/refusals'
import { sql } from 'kysely'
import type { Command } from '../kernel/trpc.ts'
import { endOtherSessions } from './own-session.sql.ts'
import { hashLike, hashPassword } from './password.ts'
import { endMembership, findCredential, findMembership, insertMembership, insertOrganisation, insertPerson, isPasswordOf, setMembershipRoles } from './people.sql.ts'
import { acceptedStep, newTotpSecret, totpUri } from './second-factor.ts'

interface NewPerson {
  readonly personId: PersonId
  readonly name: string
  readonly signInName: string
  readonly organisationId: OrganisationId
  readonly roles: readonly Role[]
}

/** What happens when a second administrator agrees to seat somebody. */
export async function createPerson({ trx, record }: Command, person: NewPerson, passwordHash: string): Promise<void> {
  const { personId, name, signInName, organisationId, roles } = person
  await insertPerson(trx, { id: personId, name, signInName })
  await insertMembership(trx, { id: newId('mem'), personId, organisationId, roles })
  await keepPassword(trx, personId, passwordHash)
  record({ act: 'person.created', personId, organisationId, roles })
}

interface RolesSet {
  readonly personId: PersonId
  readonly organisationId: OrganisationId
  readonly roles: readonly Role[]
}

/** What happens when a second administrator agrees: the roles are these from now on; without any, the membership ends. */
export async function setRoles({ trx, record }: Command, { personId, organisationId, roles }: RolesSet): Promise<void> {
  const held = await findMembership(trx, personId, organisationId)
  if (roles.length === 0) await endMembership(trx, personId, organisationId)
  else if (held) await setMembershipRoles(trx, held.id, roles)
  else await insertMembership(trx, { id: newId('mem'), personId, organisationId, roles })
  record({ act: 'roles.set', personId, organisationId, roles })
}

/** What happens when a second administrator agrees: the temporary password opens the account, and nobody is in it any more. */
export async function resetPassword({ trx, record }: Command, personId: PersonId, passwordHash: string): Promise<void> {
  await keepPassword(trx, personId, passwordHash)
  record({ act: 'password.reset', personId })
}

/** An organisation without people sees and does nothing, so one administrator may create it. */
export async function createOrganisation({ trx, record }: Command, organisation: CreateOrganisation): Promise<Pick<Organisation, 'id'>> {
  const id = newId('org')
  await insertOrganisation(trx, { id, ...organisation })
  record({ act: 'organisation.created', organisationId: id })
  return { id }
}

export async function changePassword({ trx, actor, record }: Command, { current, next }: { current: string; next: string }): Promise<void> {
  const credential = await findCredential(trx, actor.person.signInName)
  if (!credential || !(await isPasswordOf(trx, actor.person.id, await hashLike(current, credential.passwordSalt)))) refuse('password.wrong', {})
  if (isGuessable(next, actor.person.signInName)) refuse('password.guessable', {})
  await keepPassword(trx, actor.person.id, await hashPassword(next))
  // Whoever knew the old one may be signed in with it.
  await endOtherSessions(trx)
  record({ act: 'password.changed' })
}

/** Signs the actor out elsewhere: in one session, or in all but this one. */
export async function endSessions({ trx, record }: Command, sessionId: string | undefined): Promise<{ readonly ended: number }> {
  const ended = await endOtherSessions(trx, sessionId)
  if (sessionId !== undefined && ended === 0) refuse('record.not_found', { noun: 'session', id: sessionId })
  record({ act: 'sessions.ended', ended })
  return { ended }
}

/** A secret to show once; nothing is stored until a code proves that the authenticator holds it. */
export function beginSecondFactor(signInName: string) {
  const secret = newTotpSecret()
  return { secret, uri: totpUri(secret, signInName) }
}

export async function enrolSecondFactor({ trx, record, now }: Command, { secret, code }: { secret: string; code: string }): Promise<void> {
  if (acceptedStep(secret, code, now(), null) === undefined) refuse('sign_in.code_wrong', {})
  await sql`select set_own_totp_secret(${secret})`.execute(trx)
  record({ act: 'second_factor.enrolled' })
}

async function keepPassword(trx: Command['trx'], personId: PersonId, hash: string): Promise<void> {
  const { rows } = await sql<{ done: boolean | null }>`select set_password(${personId}, ${hash}) as done`.execute(trx)
  if (!rows[0]?.done) refuse('access.not_permitted', { permission: 'person.manage' })
}
