import type { Db, Trx } from '@cofund/db/connect'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Actor, Membership, MembershipId, Owed, Person, PersonId } from '@cofund/shared/people/person'
import type { FoundedOrganisation, Organisation, OrganisationId, SecondFactorRule } from '@cofund/shared/people/organisation'
import { type Role, permissionsOf } from '@cofund/shared/people/role'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'

/** Who acts in this transaction, by its session. */
export async function findActor(db: Db): Promise<Actor | undefined> {
  const row = await memberships(db).where('membership.id', '=', sql<MembershipId>`acting_membership()`).executeTakeFirst()
  if (!row) return undefined
  const membership = toMembership(row)
  return { person: toPerson(row), membership, permissions: permissionsOf(membership.roles) }
}

/** Whose session this is while they owe something: they act in no membership yet, and are permitted nothing. */
export interface HalfOpenSession {
  readonly actor: Actor
  readonly owes: Owed
  readonly givenUntil: Instant | null
}

export async function findHalfOpenSession(db: Db): Promise<HalfOpenSession | undefined> {
  const { rows } = await sql<Omit<MembershipRow, 'roles'> & { owes: Owed; given_until: Instant | null }>`
    select * from half_open_session()`.execute(db)
  const [row] = rows
  return (
    row && {
      actor: {
        person: toPerson(row),
        membership: { id: row.membership_id, organisation: toOrganisation(row), roles: [] },
        permissions: [],
      },
      owes: row.owes,
      givenUntil: row.given_until,
    }
  )
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

export async function listOrganisations(db: Db): Promise<FoundedOrganisation[]> {
  const rows = await db.selectFrom('organisation').selectAll().orderBy('jurisdiction_code').orderBy('id').execute()
  return rows.map(toFoundedOrganisation)
}

export async function listJurisdictions(db: Db): Promise<{ code: string; nameZh: string; nameEn: string }[]> {
  return db.selectFrom('jurisdiction').select(['code', 'name_zh as nameZh', 'name_en as nameEn']).orderBy('code').execute()
}

export async function getOrganisation(db: Db, organisationId: OrganisationId): Promise<FoundedOrganisation> {
  const row = await db.selectFrom('organisation').selectAll().where('id', '=', organisationId).executeTakeFirst()
  return row ? toFoundedOrganisation(row) : refuse('record.not_found', { noun: 'organisation', id: organisationId })
}

export async function insertOrganisation(trx: Trx, { id, kind, nameZh, nameEn, jurisdictionCode }: Organisation): Promise<void> {
  await trx
    .insertInto('organisation')
    .values({ id, kind, name_zh: nameZh, name_en: nameEn, jurisdiction_code: jurisdictionCode })
    .execute()
}

export async function setSecondFactorRule(trx: Trx, organisationId: OrganisationId, rule: SecondFactorRule): Promise<void> {
  await trx.updateTable('organisation').set({ second_factor: rule }).where('id', '=', organisationId).execute()
}

export async function getPerson(db: Db, personId: PersonId): Promise<Person> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirst()
  return row ? { id: row.id, name: row.name, signInName: row.sign_in_name } : refuse('record.not_found', { noun: 'person', id: personId })
}

export async function isNameTaken(db: Db, signInName: string): Promise<boolean> {
  return (await db.selectFrom('person').select('id').where('sign_in_name', '=', signInName).executeTakeFirst()) !== undefined
}

/** The place of a person in an organisation, an ended one too: its roles are none then. */
export async function findMembership(
  db: Db,
  personId: PersonId,
  organisationId: OrganisationId,
): Promise<{ readonly id: MembershipId; readonly roles: readonly Role[] } | undefined> {
  const row = await db
    .selectFrom('membership')
    .select(['id', 'roles', 'ended_on'])
    .where('person_id', '=', personId)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()
  return row && { id: row.id, roles: row.ended_on === null ? row.roles : [] }
}

/** Also opens again what had ended: a person has one place in an organisation. */
export async function setMembershipRoles(trx: Trx, membershipId: MembershipId, roles: readonly Role[]): Promise<void> {
  await trx.updateTable('membership').set({ roles: [...roles], ended_on: null }).where('id', '=', membershipId).execute()
}

export async function endMembership(trx: Trx, personId: PersonId, organisationId: OrganisationId): Promise<void> {
  await trx
    .updateTable('membership')
    .set({ ended_on: sql`current_date` })
    .where('person_id', '=', personId)
    .where('organisation_id', '=', organisationId)
    .execute()
}

/** A name that is taken may belong to somebody out of sight, of whom the database's own error tells nothing. */
export async function insertPerson(trx: Trx, { id, name, signInName }: Person): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('person')
    .values({ id, name, sign_in_name: signInName })
    .onConflict((conflict) => conflict.constraint('person_sign_in_name_unique').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('person.name_taken', { signInName })
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
  /** What its hash begins with: algorithm, costs, salt. */
  readonly passwordSalt: string
  readonly totpSecret: string | null
  readonly totpStep: bigint | null
  readonly lockedUntil: Instant | null
  /** Until when a password that was given opens the account; null for one that its owner chose. */
  readonly givenUntil: Instant | null
}

export async function findCredential(db: Db, signInName: string): Promise<Credential | undefined> {
  const { rows } = await sql<{
    person_id: PersonId
    password_salt: string
    totp_secret: string | null
    totp_step: bigint | null
    locked_until: Instant | null
    given_until: Instant | null
  }>`select * from sign_in_of(${signInName})`.execute(db)
  const row = rows[0]
  return (
    row && {
      personId: row.person_id,
      passwordSalt: row.password_salt,
      totpSecret: row.totp_secret,
      totpStep: row.totp_step,
      lockedUntil: row.locked_until,
      givenUntil: row.given_until,
    }
  )
}

/** Whether the hash is that of the person's password: the database compares, and tells it to nobody. */
export async function isPasswordOf(db: Db, personId: PersonId, passwordHash: string): Promise<boolean> {
  const { rows } = await sql<{ right: boolean }>`select password_is(${personId}, ${passwordHash}) as right`.execute(db)
  return rows[0]?.right ?? false
}

/** Whether it may be: one's own, or by two; the database says (set_password in db/definer.sql). */
export async function setPassword(trx: Trx, personId: PersonId, hash: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean | null }>`select set_password(${personId}, ${hash}) as done`.execute(trx)
  return rows[0]?.done ?? false
}

export async function hasSecondFactor(db: Db): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`select acting_has_second_factor() as has`.execute(db)
  return rows[0]?.has ?? false
}

/** Of somebody else, for administrators. */
export async function hasSecondFactorOf(db: Db, personId: PersonId): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`select has_second_factor(${personId}) as has`.execute(db)
  return rows[0]?.has ?? false
}

export async function countMissedBefore(db: Db): Promise<number> {
  const { rows } = await sql<{ missed: number | null }>`select missed_before() as missed`.execute(db)
  return rows[0]?.missed ?? 0
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

const toPerson = (row: Pick<MembershipRow, 'person_id' | 'name' | 'sign_in_name'>): Person => ({ id: row.person_id, name: row.name, signInName: row.sign_in_name })

const toMembership = (row: MembershipRow): Membership => ({ id: row.membership_id, organisation: toOrganisation(row), roles: row.roles })

const toOrganisation = (row: Pick<MembershipRow, 'id' | 'kind' | 'name_zh' | 'name_en' | 'jurisdiction_code'>): Organisation => ({
  id: row.id,
  kind: row.kind,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  jurisdictionCode: row.jurisdiction_code,
})

const toFoundedOrganisation = (row: Parameters<typeof toOrganisation>[0] & { second_factor: SecondFactorRule }): FoundedOrganisation => ({
  ...toOrganisation(row),
  secondFactor: row.second_factor,
})
