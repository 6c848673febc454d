import { createHash, randomBytes } from 'node:crypto'
import type { Actor } from '@cofund/shared/people/person'
import { signInLimits } from '@cofund/shared/people/person'
import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'
import { findActor } from '../people/people.sql.ts'

/** What the browser holds: 256 random bits. The database holds their hash, so that a leaked table opens no door. */
export const newToken = (): string => randomBytes(32).toString('base64url')
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** A session that goes on, and who acts in it. */
export interface Session {
  readonly tokenHash: string
  readonly actor: Actor
}

/** The session that `token` opens, or undefined when there is none, or it has ended, idled away or run out. */
export async function findSession(db: Db, token: string | undefined): Promise<Session | undefined> {
  if (!token) return undefined
  const tokenHash = hashOf(token)
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ live: boolean }>`select touch_session(${tokenHash}) as live`.execute(trx)
    if (!rows[0]?.live) return undefined
    await actAs(trx, tokenHash)
    const actor = await findActor(trx)
    return actor && { tokenHash, actor }
  })
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
