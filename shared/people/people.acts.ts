import type { MembershipId, PersonId } from './person.ts'
import type { OrganisationId } from './organisation.ts'
import type { Role } from './role.ts'

export type PeopleAct =
  | { readonly act: 'session.opened'; readonly membershipId: MembershipId; readonly from: string }
  | { readonly act: 'session.moved'; readonly membershipId: MembershipId }
  | { readonly act: 'session.ended' }
  | { readonly act: 'person.created'; readonly personId: PersonId; readonly organisationId: OrganisationId; readonly roles: readonly Role[] }
  | { readonly act: 'password.changed' }
  | { readonly act: 'second_factor.enrolled' }
