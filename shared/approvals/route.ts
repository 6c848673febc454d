import { z } from 'zod'
import { type WorkingCalendar, addWorkingDays } from '../kernel/working-days.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { Refusal } from '../kernel/refusal.ts'
import { type OrganisationId, organisationKinds } from '../people/organisation.ts'
import { permissions } from '../people/role.ts'

/**
 * A route is data: who has to agree, step after step. A step is taken by `people` different persons of any organisation that
 * fits it: the maker's own, or those of a kind in the maker's jurisdiction or above, at one level where `tier` names it.
 */
export const routeStepInput = z.strictObject({
  organisation: z.enum(['own', ...organisationKinds]),
  /** The organisations that take it, where the subject names them: a pool's own reviewer, not every one of its kind. */
  at: z.array(z.custom<OrganisationId>((id) => typeof id === 'string' && id.startsWith('org_'))).min(1).exactOptional(),
  tier: z.enum(['nation', 'province', 'district']).exactOptional(),
  /** What the subject is called once this step is taken: a claim is `verified`. */
  stage: z.string().min(1).exactOptional(),
  people: z.int().min(1).max(9),
  /** What a role must bring for its holder to check at this step. */
  permission: z.enum(permissions),
  /** Within which the step is to be taken. */
  workingDays: z.int().min(1).max(250).exactOptional(),
  /** The paper on which agreement rests; whoever agrees gives its number. */
  document: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }).exactOptional(),
})
export type RouteStep = z.output<typeof routeStepInput>

export const routeInput = z.strictObject({ steps: z.array(routeStepInput).min(1).max(12) })
export type Route = z.output<typeof routeInput>

/** A route on its way: each step with the organisations that fitted it when the case began. */
export interface StaffedRoute {
  readonly steps: readonly (RouteStep & { readonly organisations: readonly OrganisationId[] })[]
}

/** The last day of a step that begins on `from`; null where it has no limit, or none that the known calendar can tell. */
export function deadlineOf({ workingDays }: RouteStep, from: PlainDate, calendar: WorkingCalendar): PlainDate | null {
  if (workingDays === undefined) return null
  try {
    return addWorkingDays(from, workingDays, calendar)
  } catch (thrown) {
    // Next year's holidays are not announced yet: no day is better than a wrong one.
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}
