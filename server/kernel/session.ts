import { createHash, randomBytes } from 'node:crypto'
import { type Actor, type Owed, signInLimits } from '@cofund/shared/people/person'
import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'
import { refuse } from '@cofund/shared/refuse'
import { findActor, findHalfOpenSession } from '../people/people.sql.ts'

/** What the browser holds: 256 random bits. The database holds their hash, so that a leaked table opens no door. */
export const newToken = (): string => randomBytes(32).toString('base64url')
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** A session that goes on, and who acts in it. */
export interface Session {
  readonly tokenHash: string
  readonly actor: Actor
  /** What its owner owes before it acts; the database shows such a session nothing (acting_membership in db/definer.sql). */
  readonly owes: Owed | null
}

/** The session, when its owner owes nothing; else refuses, saying what comes first. */
export function openedFully<S extends Pick<Session, 'owes'>>(session: S): S {
  if (session.owes === 'new_password') refuse('access.change_password_first', {})
  if (session.owes === 'second_factor') refuse('access.enrol_first', {})
  return session
}

/** The session that `token` opens, or undefined when there is none, or it has ended, idled away or run out. */
export async function findSession(db: Db, token: string | undefined): Promise<Session | undefined> {
  if (!token) return undefined
  const tokenHash = hashOf(token)
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ live: boolean }>`select touch_session(${tokenHash}) as live`.execute(trx)
    if (!rows[0]?.live) return undefined
    await actAs(trx, tokenHash)
    const found = await findWhoSignedIn(trx)
    return found && { tokenHash, ...found }
  })
}

/** Whose the context's session is, and what they still owe. */
export async function findWhoSignedIn(trx: Db): Promise<Omit<Session, 'tokenHash'> | undefined> {
  const actor = await findActor(trx)
  if (actor) return { actor, owes: null }
  const halfOpen = await findHalfOpenSession(trx)
  return halfOpen && { actor: halfOpen.actor, owes: halfOpen.owes }
}

/**
 * Gives the transaction its actor. The setting ends with the transaction, so that a pooled connection never carries
 * another's sight. The hash is written out, since `set` takes no values.
 */
export async function actAs(trx: Db, tokenHash: string): Promise<void> {
  await sql`set local cofund.session = ${sql.lit(tokenHash)}`.execute(trx)
}

/** In development over plain http on loopback a `__Host-` cookie (which demands Secure) would not come back. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-cofund' : 'cofund')

export const cookieOptions = (secure: boolean) =>
  ({ httpOnly: true, secure, sameSite: 'lax', path: '/', maxAge: signInLimits.absoluteHours * 3600 }) as const
