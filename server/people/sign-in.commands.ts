import type { Db, Trx } from '@cofund/db/connect'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { type MembershipId, signInLimits } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { insertActs } from '../audit/act.sql.ts'
import { returnTurn, takeTurn } from '../kernel/rate-limit.ts'
import { type Session, actAs, findWhoSignedIn, hashOf, newToken } from '../kernel/session.ts'
import { hashLike, nobodysSalt } from './password.ts'
import { type Credential, findCredential, isPasswordOf } from './people.sql.ts'
import { acceptedStep } from './second-factor.ts'

interface SignIn {
  readonly name: string
  readonly password: string
  readonly code?: string | undefined
  readonly from: string
  readonly at: Date
}

/** A session's token and whom it signs in. The token is known to the caller alone. */
export interface OpenedSession extends Session {
  readonly token: string
}

/**
 * Checks name, password and code, and opens a session. A failure is counted in a transaction of its own, before the
 * refusal: one that rolled back with it would let guessing go on for ever.
 */
export async function signIn(db: Db, attempt: SignIn): Promise<OpenedSession> {
  const { name, from } = attempt
  // Before anything is looked at, so that a hundred tries at once are a hundred turns.
  const seconds = Math.max(await takeTurn(db, 'sign_in_address', from), await takeTurn(db, 'sign_in_name', name))
  if (seconds > 0) refuse('access.too_many', { seconds })
  const giveBack = () => Promise.all([returnTurn(db, 'sign_in_address', from), returnTurn(db, 'sign_in_name', name)])
  try {
    const session = await checkAndOpen(db, attempt)
    await giveBack()
    return session
  } catch (thrown) {
    // The right password without its code is half a sign-in, and no guess.
    if (thrown instanceof Refusal && thrown.code === 'sign_in.code_needed') await giveBack()
    throw thrown
  }
}

async function checkAndOpen(db: Db, { name, password, code, from, at }: SignIn): Promise<OpenedSession> {
  const credential = await findCredential(db, name)
  if (credential?.lockedUntil && Date.parse(credential.lockedUntil) > at.getTime()) {
    refuse('sign_in.locked', { minutes: Math.ceil((Date.parse(credential.lockedUntil) - at.getTime()) / 60_000) })
  }
  const passwordHash = await hashLike(password, credential?.passwordSalt ?? nobodysSalt)
  if (!credential) refuse('sign_in.wrong', { failuresLeft: null })
  if (!(await isPasswordOf(db, credential.personId, passwordHash))) {
    const failuresLeft = await noteFailure(db, credential)
    if (failuresLeft === 0) refuse('sign_in.locked', { minutes: signInLimits.lockMinutes })
    refuse('sign_in.wrong', { failuresLeft })
  }
  // Told to who shows it, and to nobody else.
  if (credential.givenUntil && Date.parse(credential.givenUntil) <= at.getTime()) refuse('sign_in.password_expired', {})
  return openSession(db, { credential, passwordHash, totpStep: await checkedStep(db, credential, code, at), from })
}

/** The second factor, where the person has one. */
async function checkedStep(db: Db, credential: Credential, code: string | undefined, at: Date): Promise<bigint | null> {
  if (!credential.totpSecret) return null
  if (!code) refuse('sign_in.code_needed', {})
  const step = acceptedStep(credential.totpSecret, code, at, credential.totpStep)
  if (step === undefined) {
    await noteFailure(db, credential)
    refuse('sign_in.code_wrong', {})
  }
  return step
}

async function noteFailure(db: Db, { personId }: Credential): Promise<number> {
  const { failuresBeforeLock, lockMinutes } = signInLimits
  const { rows } = await sql<{ left: number }>`
    select note_failed_sign_in(${personId}, ${failuresBeforeLock}, ${lockMinutes}) as left`.execute(db)
  return rows[0]?.left ?? 0
}

async function openSession(
  db: Db,
  {
    credential,
    passwordHash,
    totpStep,
    from,
  }: { credential: Credential; passwordHash: string; totpStep: bigint | null; from: string },
): Promise<OpenedSession> {
  const token = newToken()
  const tokenHash = hashOf(token)
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ membership_id: MembershipId | '' | null }>`
      select open_session(
        ${tokenHash}, ${credential.personId}, ${passwordHash}, ${from}, ${totpStep}, ${signInLimits.absoluteHours}) as membership_id`.execute(trx)
    const membershipId = rows[0]?.membership_id ?? null
    // Between looking and opening somebody else used the code, changed the password or had the account locked.
    if (membershipId === null) refuse(totpStep === null ? 'sign_in.wrong' : 'sign_in.code_wrong', { failuresLeft: null })
    if (membershipId === '') refuse('sign_in.no_membership', {})
    const entered = await enter(trx, tokenHash)
    const factors = totpStep === null ? 'password' : 'password_and_code'
    await insertActs(trx, [{ act: 'session.opened', membershipId: entered.actor.membership.id, from, factors }])
    return { token, tokenHash, ...entered }
  })
}

/** Goes on in another membership of the same person, under a new token: what the session may do has changed. */
export async function moveSession(db: Db, session: Session, membershipId: MembershipId): Promise<OpenedSession> {
  const token = newToken()
  const tokenHash = hashOf(token)
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ moved: boolean | null }>`
      select move_session(${session.tokenHash}, ${tokenHash}, ${membershipId}) as moved`.execute(trx)
    if (!rows[0]?.moved) refuse('record.not_found', { noun: 'membership', id: membershipId })
    const entered = await enter(trx, tokenHash)
    await insertActs(trx, [{ act: 'session.moved', membershipId }])
    return { token, tokenHash, ...entered }
  })
}

/** The act comes first: once the session has ended, nobody acts any more. */
export async function signOut(db: Db, { tokenHash }: Session): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    await insertActs(trx, [{ act: 'session.ended' }])
    await sql`select end_session(${tokenHash})`.execute(trx)
  })
}

async function enter(trx: Trx, tokenHash: string): Promise<Omit<Session, 'tokenHash'>> {
  await actAs(trx, tokenHash)
  return (await findWhoSignedIn(trx)) ?? refuse('sign_in.no_membership', {})
}
