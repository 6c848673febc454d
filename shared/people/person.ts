import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Organisation } from './organisation.ts'
import type { Permission, Role } from './role.ts'

export type PersonId = Id<'per'>
export type MembershipId = Id<'mem'>

export interface Person {
  readonly id: PersonId
  readonly name: string
  readonly signInName: string
}

/** A person's place in one organisation, with the roles held there. One person may have several. */
export interface Membership {
  readonly id: MembershipId
  readonly organisation: Organisation
  readonly roles: readonly Role[]
}

/** Who acts: the person, in which membership, with which permissions. */
export interface Actor {
  readonly person: Person
  readonly membership: Membership
  readonly permissions: readonly Permission[]
}

/** What somebody who has signed in owes before anything opens: a password of their own, then a second factor where one is demanded. */
export type Owed = 'new_password' | 'second_factor'

/** What the page of somebody who still owes something knows of them. */
export interface HalfSignedIn {
  readonly owes: Owed
  readonly person: Person
  readonly organisation: Organisation
  /** Until when the password that was given is good; null once the owner has chosen one. */
  readonly givenUntil: Instant | null
  readonly demonstration: boolean
}

/** What the signed-in reader's page knows of them. */
export interface Me {
  readonly owes: null
  readonly person: Person
  readonly memberships: readonly Membership[]
  readonly membershipId: MembershipId
  readonly permissions: readonly Permission[]
  readonly secondFactor: boolean
  readonly demonstration: boolean
  readonly lastSignIn: { readonly at: Instant; readonly from: string } | null
  /** How often somebody failed to sign in under this name before this session. */
  readonly missedBefore: number
  readonly serverDay: PlainDate
}

/** The limits of a session and of guessing (GB/T 22239 level 3 asks for lock-out and idle time-out; the numbers are ours). */
export const signInLimits = {
  idleMinutes: 30,
  absoluteHours: 12,
  failuresBeforeLock: 5,
  lockMinutes: 15,
  givenPasswordDays: 7,
} as const
