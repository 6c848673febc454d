import type { Db } from '@cofund/db/connect'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { type Session, actAs, hashOf, newToken } from '../kernel/session.ts'
import { findActor } from './people.sql.ts'

/**
 * A session for who operates the server itself: the command line holds the owner's connection, so it needs no
 * password to act as a person, but it acts as one, under that person's permissions and with `from` in the record.
 */
export async function openOperatorSession(owner: Db, signInName: string, from: string): Promise<Session> {
  const tokenHash = hashOf(newToken())
  return owner.transaction().execute(async (trx) => {
    await sql`
      insert into session (token_hash, membership_id, opened_from, opened_by, expires_at)
      select ${tokenHash}, membership.id, ${from}, 'operator', now() + interval '12 hours'
      from membership join person on person.id = membership.person_id
      where person.sign_in_name = ${signInName} and membership.ended_on is null
      order by membership.id limit 1`.execute(trx)
    await actAs(trx, tokenHash)
    const actor = (await findActor(trx)) ?? refuse('record.not_found', { noun: 'person', id: signInName })
    return { tokenHash, actor, owes: null }
  })
}
