import type { Db, Trx } from '@cofund/db/connect'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Actor, Membership, MembershipId, Person, PersonId } from '@cofund/shared/people/person'
import type { Organisation } from '@cofund/shared/people/organisation'
import { permissionsOf } from '@cofund/shared/people/role'
import { sql } from 'kysely'

/** Who acts in this transaction, by its session. */
export async function findActor(db: Db): Promise<Actor | undefined> {
  const row = await memberships(db).where('membership.id', '=', sql<MembershipId>`acting_membership()`).executeTakeFirst()
  if (!row) return undefined
  const membership = toMembership(row)
  return { person: toPerson(row), membership, permissions: permissionsOf(membership.roles) }
}

/** The memberships that the actor may choose from. */
export async function listOwnMemberships(db: Db, personId: PersonId): Promise<Membership[]> {
  const rows = await memberships(db).where('person_id', '=', personId).orderBy('membership.id').execute()
  return rows.map(toMembership)
}

export interface PersonInOrganisation {
  readonly person: Person
  readonly membership: Membership
}

/** Everybody within the actor's sight, by organisation. */
export async function listPeople(db: Db): Promise<PersonInOrganisation[]> {
  const rows = await memberships(db).orderBy('organisation.jurisdiction_code').orderBy('organisation.id').orderBy('membership.id').execute()
  return rows.map((row) => ({ person: toPerson(row), membership: toMembership(row) }))
}

export async function listOrganisations(db: Db): Promise<Organisation[]> {
  const rows = await db.selectFrom('organisation').selectAll().orderBy('jurisdiction_code').orderBy('id').execute()
  return rows.map(toOrganisation)
}

export async function insertPerson(trx: Trx, { id, name, signInName }: Person): Promise<void> {
  await trx.insertInto('person').values({ id, name, sign_in_name: signInName }).execute()
}

export async function insertMembership(
  trx: Trx,
  membership: Pick<Membership, 'id' | 'roles'> & { organisationId: Organisation['id']; personId: PersonId },
): Promise<void> {
  await trx
    .insertInto('membership')
    .values({
      id: membership.id,
      person_id: membership.personId,
      organisation_id: membership.organisationId,
      roles: [...membership.roles],
      since_on: sql`current_date`,
    })
    .execute()
}

/** What sign-in needs to know; undefined when the name is unknown or has no password yet. */
export interface Credential {
  readonly personId: PersonId
  readonly passwordHash: string
  readonly totpSecret: string | null
  readonly totpStep: bigint | null
  readonly lockedUntil: Instant | null
}

export async function findCredential(db: Db, signInName: string): Promise<Credential | undefined> {
  const { rows } = await sql<{
    person_id: PersonId
    password_hash: string
    totp_secret: string | null
    totp_step: bigint | null
    locked_until: Instant | null
  }>`select * from credential_of(${signInName})`.execute(db)
  const row = rows[0]
  return (
    row && {
      personId: row.person_id,
      passwordHash: row.password_hash,
      totpSecret: row.totp_secret,
      totpStep: row.totp_step,
      lockedUntil: row.locked_until,
    }
  )
}

export async function hasSecondFactor(db: Db): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`select acting_has_second_factor() as has`.execute(db)
  return rows[0]?.has ?? false
}

/** The sign-in before this one, so that its owner notices one that was not theirs. */
export async function findLastSignIn(db: Db, personId: PersonId): Promise<{ at: Instant; from: string } | null> {
  const row = await db
    .selectFrom('act')
    .innerJoin('membership', 'membership.id', 'act.membership_id')
    .where('membership.person_id', '=', personId)
    .where('act.kind', '=', 'session.opened')
    .select(['act.recorded_at', sql<string>`act.facts ->> 'from'`.as('from')])
    .orderBy('act.id', 'desc')
    .offset(1)
    .executeTakeFirst()
  return row ? { at: row.recorded_at, from: row.from } : null
}

const memberships = (db: Db) =>
  db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation_id')
    .where('membership.ended_on', 'is', null)
    .select([
      'membership.id as membership_id',
      'membership.roles',
      'person.id as person_id',
      'person.name',
      'person.sign_in_name',
      'organisation.id',
      'organisation.kind',
      'organisation.name_zh',
      'organisation.name_en',
      'organisation.jurisdiction_code',
    ])

type MembershipRow = Awaited<ReturnType<ReturnType<typeof memberships>['executeTakeFirstOrThrow']>>

const toPerson = (row: MembershipRow): Person => ({ id: row.person_id, name: row.name, signInName: row.sign_in_name })

const toMembership = (row: MembershipRow): Membership => ({ id: row.membership_id, organisation: toOrganisation(row), roles: row.roles })

const toOrganisation = (row: Pick<MembershipRow, 'id' | 'kind' | 'name_zh' | 'name_en' | 'jurisdiction_code'>): Organisation => ({
  id: row.id,
  kind: row.kind,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  jurisdictionCode: row.jurisdiction_code,
})
