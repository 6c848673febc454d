import type { Db, Trx } from '@cofund/db/connect'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PersonId } from '@cofund/shared/people/person'
import { sql } from 'kysely'

/** A session of the actor's own that goes on, as its owner may know it: neither the token nor its hash. */
export interface OwnSession {
  readonly id: string
  readonly organisationId: OrganisationId
  readonly openedFrom: string
  readonly openedAt: Instant
  readonly lastSeenAt: Instant
  readonly isThis: boolean
}

export async function listOwnSessions(db: Db): Promise<OwnSession[]> {
  const { rows } = await sql<OwnSession>`
    select id, organisation_id as "organisationId", opened_from as "openedFrom", opened_at as "openedAt",
      last_seen_at as "lastSeenAt", is_this as "isThis" from own_sessions()`.execute(db)
  return rows
}

/** Ends one of them, or all but the one that asks; answers how many. */
export async function endOtherSessions(trx: Trx, sessionId?: string): Promise<number> {
  const { rows } = await sql<{ ended: number }>`select end_other_sessions(${sessionId ?? null}) as ended`.execute(trx)
  return rows[0]?.ended ?? 0
}

/** Ends every session of somebody else, for an administrator; answers how many. */
export async function endSessionsOf(trx: Trx, personId: PersonId): Promise<number> {
  const { rows } = await sql<{ ended: number }>`select end_sessions_of(${personId}) as ended`.execute(trx)
  return rows[0]?.ended ?? 0
}
