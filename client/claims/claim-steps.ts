import type { AppRouter } from '@cofund/server/app'
import type { ClaimStatus } from '@cofund/shared/claims/claim'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { workingDaysLeft } from '@cofund/shared/kernel/working-days'
import type { inferRouterOutputs } from '@trpc/server'

export type ClaimPageData = inferRouterOutputs<AppRouter>['claims']['page']

/** Where a claim is on its way: what is behind it, where it stands, what is still to come; or where it ended. */
export interface ClaimStep {
  readonly name: 'submitted' | 'examined' | 'publicised' | 'decided' | 'ordered' | 'paid'
  /** Who takes it, for a step of the route. */
  readonly organisations: readonly { readonly nameZh: string; readonly nameEn: string }[]
  readonly at: 'passed' | 'here' | 'later'
  readonly on: PlainDate | null
  /** Working days since the step before; null beyond the known calendar, or where there is no step before. */
  readonly took: number | null
  /** Until when, for the step that it stands at. */
  readonly dueOn: PlainDate | null
}

const afterDecision: readonly ClaimStatus[] = ['approved', 'publicised', 'paying', 'paid', 'recovering', 'closed', 'advanced', 'trued_up', 'refunded', 'clawed_back', 'settled_between_tiers']

/** The claim's steps in their order, from the route it goes and what was done on it. */
export function stepsOf({ claim, case: found, route, payments }: Pick<ClaimPageData, 'claim' | 'case' | 'route' | 'payments'>): readonly ClaimStep[] {
  const decided = afterDecision.includes(claim.status)
  const steps: Omit<ClaimStep, 'took'>[] = [
    { name: 'submitted', organisations: [], at: claim.submittedOn ? 'passed' : 'here', on: claim.submittedOn, dueOn: null },
  ]
  const round = found?.proposal.round
  for (const [index, { organisations }] of (found?.steps ?? []).entries()) {
    const passed = found !== null && (decided || index < found.proposal.step)
    const last = found?.moves.findLast((move) => move.move === 'approve' && move.step === index && move.round === round)
    const here = found?.proposal.status === 'open' && index === found.proposal.step && !decided
    steps.push({
      name: 'examined',
      organisations,
      at: passed ? 'passed' : here ? 'here' : 'later',
      on: passed && last ? shanghaiDay(last.movedAt) : null,
      dueOn: here ? claim.dueOn : null,
    })
  }
  const ordered = payments.at(-1)
  const received = payments.findLast(({ receivedOn }) => receivedOn)
  steps.push({ name: 'decided', organisations: [], at: decided ? 'passed' : 'later', on: claim.decidedOn, dueOn: null })
  if (route.publicityWorkingDays !== null) {
    const here = claim.status === 'publicised'
    steps.push({ name: 'publicised', organisations: [], at: here ? 'here' : ordered ? 'passed' : 'later', on: ordered ? claim.publicisedUntil : null, dueOn: claim.publicisedUntil })
  }
  steps.push(
    { name: 'ordered', organisations: [], at: ordered ? 'passed' : claim.status === 'approved' ? 'here' : 'later', on: ordered?.orderedOn ?? null, dueOn: null },
    { name: 'paid', organisations: [], at: received ? 'passed' : claim.status === 'paying' ? 'here' : 'later', on: received?.receivedOn ?? null, dueOn: null },
  )
  let before: PlainDate | null = null
  return steps.map((step) => {
    const took = step.on && before && before <= step.on ? workingDaysLeft(before, step.on, stateCouncilCalendar) : null
    before = step.on ?? before
    return { ...step, took }
  })
}
