import type { Instant } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { ApiKeyId } from '@cofund/shared/people/api-key'
import type { OrganisationId, OrganisationKind, SecondFactorRule } from '@cofund/shared/people/organisation'
import type { MembershipId, PersonId } from '@cofund/shared/people/person'
import type { Permission, Role } from '@cofund/shared/people/role'
import type { Generated } from 'kysely'

export interface JurisdictionTable {
  code: string
  name_zh: string
  name_en: string
  level: 'nation' | 'province' | 'district'
  parent_code: string | null
}

export interface OrganisationTable {
  id: OrganisationId
  kind: OrganisationKind
  name_zh: string
  name_en: string
  jurisdiction_code: string
  second_factor: Generated<SecondFactorRule>
}

export interface PersonTable {
  id: PersonId
  name: string
  sign_in_name: string
}

export interface MembershipTable {
  id: MembershipId
  person_id: PersonId
  organisation_id: OrganisationId
  roles: Role[]
  since_on: PlainDate
  ended_on: PlainDate | null
}

/** Out of the application role's reach: db/definer.sql. */
export interface CredentialTable {
  person_id: PersonId
  password_hash: string
  totp_secret: string | null
  totp_step: bigint | null
  failures: Generated<number>
  locked_until: Instant | null
  /** Until when a password that was given opens the account; null once its owner chose one. */
  given_until: Instant | null
  /** Failed sign-ins since the last that succeeded. */
  missed: Generated<number>
}

/** Out of the application role's reach: db/definer.sql. */
export interface SessionTable {
  token_hash: string
  membership_id: MembershipId
  opened_from: string
  opened_at: Generated<Instant>
  last_seen_at: Generated<Instant>
  expires_at: Instant
  ended_at: Instant | null
  opened_by: Generated<'sign_in' | 'operator'>
  missed_before: Generated<number>
}

/** A key of an organisation's own systems; its hash is out of the application role's sight. */
export interface ApiKeyTable {
  id: ApiKeyId
  organisation_id: OrganisationId
  name: string
  hash: string
  scopes: Permission[]
  issued_on: PlainDate
  expires_on: PlainDate
  revoked_on: PlainDate | null
  replaces: ApiKeyId | null
  last_used_at: Instant | null
}
