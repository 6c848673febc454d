import type { Word } from '../kernel/words.ts'
import type { OrganisationKind } from '../people/organisation.ts'
import type { Permission } from '../people/role.ts'
import type { Cites } from './policy.ts'

/**
 * Seats at a step, each filled from the rows of what a case is about when the case begins (seated in db/definer.sql): the maker's own
 * organisation; the administration; those of a kind, in the maker's jurisdiction or above; a claim's bank; whoever keeps a pool, or plays
 * a part for it; the funder of a tier, for a district the claim's own; the funder that is called upon; every funder that is to pay for a
 * pool, each by a step of its own.
 */
export const seats = [
  'own',
  'administration',
  'kind',
  'bank',
  'keeper',
  'trustee',
  'reviewer',
  'decider',
  'auditor',
  'funder',
  'called_funder',
  'each_funder',
] as const
export type Seat = (typeof seats)[number]

/** `tier`: of a kind, at which level of jurisdictions; of a funder, which tier it pays for. */
export interface Taker {
  readonly seat: Seat
  readonly kind?: OrganisationKind
  readonly tier?: string
  /** What a role must bring for its holder to agree. */
  readonly permission: Permission
}

/** One step: `people` different persons, of the first of its takers that anybody is. */
export interface RouteDocumentStep {
  readonly taken_by: readonly Taker[]
  readonly people: number
  readonly working_days?: number
  /** What the subject is called once this step is taken. */
  readonly stage?: string
  /** The paper on which agreement rests. */
  readonly document?: Word
}

/** Who agrees to a kind of deed, step after step: the parameters of a policy of kind approval_route. */
export interface RouteDocument {
  readonly route: readonly RouteDocumentStep[]
}

interface RouteName {
  /** Seats that the deeds of this route can fill, beside those that everybody has. */
  readonly seats: readonly Seat[]
  /** Seats that no version leaves out: whose money or duty it is, agrees. */
  readonly needs: readonly Seat[]
  /** The route by which routes change is the product's own: no edit locks everybody out of the next one. */
  readonly fixed?: true
}

const always: readonly Seat[] = ['own', 'administration', 'kind']
const ofPool: readonly Seat[] = ['keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder']
const ofClaim: readonly Seat[] = [...ofPool, 'bank']

/** Every route that there is a deed for, by the code of its policy. */
export const routeNames = {
  'ROUTE-ADMINISTRATION': { seats: always, needs: [] },
  'ROUTE-BOOKKEEPING': { seats: always, needs: [] },
  'ROUTE-RULES': { seats: always, needs: [] },
  'ROUTE-ROUTES': { seats: always, needs: ['administration', 'own'], fixed: true },
  'ROUTE-TREASURY': { seats: always, needs: [] },
  'ROUTE-POOL-OPENING': { seats: [...always, 'each_funder'], needs: ['own', 'each_funder'] },
  'ROUTE-POOL-CALL': { seats: [...always, ...ofPool, 'called_funder'], needs: ['own', 'called_funder'] },
  'ROUTE-POOL-KEEPING': { seats: [...always, ...ofPool], needs: [] },
  'ROUTE-POOL-OVERRIDE': { seats: [...always, ...ofPool], needs: [] },
  'ROUTE-WUXI': { seats: [...always, ...ofClaim], needs: ['bank'] },
  'ROUTE-CITY-LED': { seats: [...always, ...ofClaim], needs: ['bank'] },
  'ROUTE-DISTRICT-THEN-CITY': { seats: [...always, ...ofClaim], needs: ['bank'] },
  'ROUTE-CLAIM-PAYMENT': { seats: [...always, ...ofClaim], needs: ['own'] },
  'ROUTE-YEAR': { seats: [...always, ...ofClaim], needs: [] },
  'ROUTE-RECOVERY': { seats: [...always, ...ofClaim], needs: ['bank', 'keeper'] },
  'ROUTE-POOL-RECOVERY': { seats: [...always, ...ofClaim], needs: ['keeper'] },
} as const satisfies Record<string, RouteName>
export type RouteCode = keyof typeof routeNames

export const isRouteCode = (code: string): code is RouteCode => Object.hasOwn(routeNames, code)

/** A route as the product brings it along, in effect until another version of it is. */
export interface ShippedRoute {
  readonly code: RouteCode
  readonly name: Word
  readonly document: string
  readonly params: RouteDocument
  readonly cites: Cites
}
