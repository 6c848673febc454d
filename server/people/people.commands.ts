import { newId } from '@cofund/db/new-id'
import type { CreatePerson } from '@cofund/shared/people/people.input'
import type { PersonId } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refusals'
import { sql } from 'kysely'
import type { Command } from '../kernel/trpc.ts'
import { hashPassword, passwordMatches } from './password.ts'
import { findCredential, insertMembership, insertPerson } from './people.sql.ts'
import { acceptedStep, newTotpSecret, totpUri } from './second-factor.ts'

export async function createPerson({ trx, record }: Command, { name, signInName, password, organisationId, roles }: CreatePerson) {
  const personId = newId('per')
  await insertPerson(trx, { id: personId, name, signInName })
  await insertMembership(trx, { id: newId('mem'), personId, organisationId, roles })
  await setPassword(trx, personId, password)
  record({ act: 'person.created', personId, organisationId, roles })
  return { personId }
}

export async function changePassword({ trx, actor, record }: Command, { current, next }: { current: string; next: string }): Promise<void> {
  const credential = await findCredential(trx, actor.person.signInName)
  if (!credential || !(await passwordMatches(current, credential.passwordHash))) refuse('password.wrong', {})
  await setPassword(trx, actor.person.id, next)
  record({ act: 'password.changed' })
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

async function setPassword(trx: Command['trx'], personId: PersonId, password: string): Promise<void> {
  const { rows } = await sql<{ done: boolean | null }>`select set_password(${personId}, ${await hashPassword(password)}) as done`.execute(trx)
  if (!rows[0]?.done) refuse('access.not_permitted', { permission: 'person.manage' })
}
