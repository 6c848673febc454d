import { newId } from '@cofund/db/new-id'
import type { Organisation, OrganisationId } from '@cofund/shared/people/organisation'
import type { CreateOrganisation } from '@cofund/shared/people/people.input'
import type { PersonId } from '@cofund/shared/people/person'
import type { Role } from '@cofund/shared/people/role'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { actAs, hashOf, newToken } from '../kernel/session.ts'
import type { Command, RequestContext, StartingCommand } from '../kernel/trpc.ts'
import { isGuessable } from './guessable.ts'
import { endOtherSessions, endSessionsOf } from './own-session.sql.ts'
import { hashLike, hashPassword, saltOf } from './password.ts'
import { endMembership, findCredential, findMembership, getPerson, insertMembership, insertOrganisation, insertPerson, isPasswordOf, setMembershipRoles, setPassword } from './people.sql.ts'
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

/** A command of one's own account: when it is done, the browser holds another token. */
export interface AccountCommand extends StartingCommand {
  readonly cookie: RequestContext['cookie']
}

/** Whoever knew the old password, or held this session's token, is signed out by it. */
export async function changePassword(command: AccountCommand, { current, next }: { current: string; next: string }): Promise<void> {
  const { trx, actor, record } = command
  const { credential, passwordHash } = await provePassword(command, current)
  // Hashed as the present one was, the same characters come to the same text.
  if ((await hashLike(next, saltOf(passwordHash))) === passwordHash) refuse('password.same', {})
  if (await isGuessable(next, { person: actor.person, organisation: actor.membership.organisation })) refuse('password.guessable', {})
  const kept = await setPassword(trx, actor.person.id, await hashPassword(next))
  if (!kept) refuse(credential.givenUntil ? 'sign_in.password_expired' : 'access.sign_in_first', {})
  await endOtherSessions(trx)
  await renewToken(command)
  record({ act: 'password.changed' })
}

interface SessionsEnded {
  readonly password: string
  readonly sessionId?: string | undefined
}

/** Signs the actor out elsewhere: in one session, or in all but this one. */
export async function endSessions(command: AccountCommand, { password, sessionId }: SessionsEnded): Promise<{ readonly ended: number }> {
  await provePassword(command, password)
  const ended = await endOtherSessions(command.trx, sessionId)
  if (sessionId !== undefined && ended === 0) refuse('record.not_found', { noun: 'session', id: sessionId })
  await renewToken(command)
  command.record({ act: 'sessions.ended', ended })
  return { ended }
}

/** Signs somebody else out everywhere, at once and by one administrator: it takes nothing from them but the time to sign in again. */
export async function endSessionsFor({ trx, record }: Command, personId: PersonId): Promise<{ readonly ended: number }> {
  await getPerson(trx, personId)
  const ended = await endSessionsOf(trx, personId)
  record({ act: 'sessions.ended_for', personId, ended })
  return { ended }
}

/** A secret to show once; nothing is stored until a code proves that the authenticator holds it. */
export function beginSecondFactor(signInName: string) {
  const secret = newTotpSecret()
  return { secret, uri: totpUri(secret, signInName) }
}

interface Enrolment {
  readonly password: string
  readonly formerCode?: string | undefined
  readonly secret: string
  readonly code: string
}

/** Proves the password, the authenticator that there is, and the new one. Sessions that were opened without it end. */
export async function enrolSecondFactor(command: AccountCommand, { password, formerCode, secret, code }: Enrolment): Promise<void> {
  const { trx, record, now } = command
  const { credential, passwordHash } = await provePassword(command, password)
  if (credential.givenUntil) refuse('access.change_password_first', {})
  const formerStep = credential.totpSecret === null ? null : stepOf(credential.totpSecret, formerCode, now(), credential.totpStep)
  const step = stepOf(secret, code, now(), null)
  const { rows } = await sql<{ done: boolean | null }>`
    select enrol_second_factor(${passwordHash}, ${formerStep}, ${secret}, ${step}) as done`.execute(trx)
  // Somebody else used the code, or changed the password, since we looked.
  if (!rows[0]?.done) refuse('sign_in.code_wrong', {})
  await endOtherSessions(trx)
  await renewToken(command)
  record({ act: 'second_factor.enrolled' })
}

function stepOf(secret: string, code: string | undefined, at: Date, lastStep: bigint | null): bigint {
  if (!code) refuse('sign_in.code_needed', {})
  return acceptedStep(secret, code, at, lastStep) ?? refuse('sign_in.code_wrong', {})
}

/** What happens when a second administrator agrees: the lost authenticator opens nothing, and its owner enrols another. */
export async function resetSecondFactor({ trx, record }: Command, personId: PersonId): Promise<void> {
  await sql`select reset_second_factor(${personId})`.execute(trx)
  record({ act: 'second_factor.reset', personId })
}

async function provePassword({ trx, actor: { person } }: Command, password: string) {
  const credential = (await findCredential(trx, person.signInName)) ?? refuse('password.wrong', {})
  const passwordHash = await hashLike(password, credential.passwordSalt)
  return (await isPasswordOf(trx, person.id, passwordHash)) ? { credential, passwordHash } : refuse('password.wrong', {})
}

/** Whoever proved again who they are goes on under a new token; the old one opens nothing once this is committed. */
async function renewToken({ trx, cookie, afterCommit }: AccountCommand): Promise<void> {
  const token = newToken()
  await sql`select renew_session(${hashOf(token)})`.execute(trx)
  await actAs(trx, hashOf(token))
  afterCommit(() => cookie.set(token))
}

/** As two administrators have agreed. */
async function keepPassword(trx: Command['trx'], personId: PersonId, hash: string): Promise<void> {
  if (!(await setPassword(trx, personId, hash))) refuse('access.not_permitted', { permission: 'person.manage' })
}
