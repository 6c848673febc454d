import { type WorkingCalendar, addWorkingDays } from '../kernel/working-days.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Word } from '../kernel/words.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { Permission } from '../people/role.ts'
import type { Seat } from '../policies/approval-route.ts'
import type { PolicyVersionId } from '../policies/policy.ts'

/** One step of a case: taken by `people` different persons of any of its organisations. */
export interface StaffedStep {
  readonly seat?: Seat
  /** What a role must bring for its holder to check at this step. */
  readonly permission: Permission
  readonly people: number
  /** Within which the step is to be taken. */
  readonly workingDays?: number
  /** What the subject is called once this step is taken: a claim is `verified`. */
  readonly stage?: string
  /** The paper on which agreement rests; whoever agrees gives its number. */
  readonly document?: Word
  readonly organisations: readonly OrganisationId[]
}

/**
 * A route on its way, as the database staffed it when the case began (route_for in db/definer.sql): the version that laid it down, none
 * where it is the product's own, and its steps, each with whoever fitted it that day.
 */
export interface StaffedRoute {
  readonly code?: string
  readonly versionId?: PolicyVersionId | null
  readonly steps: readonly StaffedStep[]
}

/** The last day of a step that begins on `from`; null where it has no limit, or none that the known calendar can tell. */
export function deadlineOf({ workingDays }: Pick<StaffedStep, 'workingDays'>, from: PlainDate, calendar: WorkingCalendar): PlainDate | null {
  if (workingDays === undefined) return null
  try {
    return addWorkingDays(from, workingDays, calendar)
  } catch (thrown) {
    // Next year's holidays are not announced yet: no day is better than a wrong one.
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}
