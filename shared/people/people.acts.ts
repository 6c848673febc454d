import type { MembershipId, PersonId } from './person.ts'
import type { OrganisationId, SecondFactorRule } from './organisation.ts'
import type { ApiKeyId } from './api-key.ts'
import type { Role } from './role.ts'

export type PeopleAct =
  | { readonly act: 'session.opened'; readonly membershipId: MembershipId; readonly from: string; readonly factors: 'password' | 'password_and_code' }
  | { readonly act: 'session.moved'; readonly membershipId: MembershipId }
  | { readonly act: 'session.ended' }
  | { readonly act: 'sessions.ended'; readonly ended: number }
  | { readonly act: 'person.created'; readonly personId: PersonId; readonly organisationId: OrganisationId; readonly roles: readonly Role[] }
  | { readonly act: 'roles.set'; readonly personId: PersonId; readonly organisationId: OrganisationId; readonly roles: readonly Role[] }
  | { readonly act: 'organisation.created'; readonly organisationId: OrganisationId }
  | { readonly act: 'organisation.second_factor_set'; readonly organisationId: OrganisationId; readonly secondFactor: SecondFactorRule }
  | { readonly act: 'sessions.ended_for'; readonly personId: PersonId; readonly ended: number }
  | { readonly act: 'second_factor.reset'; readonly personId: PersonId }
  | { readonly act: 'password.reset'; readonly personId: PersonId }
  | { readonly act: 'api_key.issued'; readonly keyId: ApiKeyId; readonly organisationId: OrganisationId }
  | { readonly act: 'api_key.rotated'; readonly keyId: ApiKeyId; readonly newKeyId: ApiKeyId }
  | { readonly act: 'api_key.revoked'; readonly keyId: ApiKeyId; readonly reason: string }
  | { readonly act: 'password.changed' }
  | { readonly act: 'second_factor.enrolled' }
