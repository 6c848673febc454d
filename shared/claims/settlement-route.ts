import type { Route, RouteStep } from '../approvals/route.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Word } from '../kernel/words.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { Pool, PoolPart } from '../pools/pool.ts'
import { refuse } from '../refusals.ts'
import type { ClaimStatus } from './claim.ts'
import { settlementWords } from './settlement.words.ts'

interface YearStep {
  /** Who takes it: the first part that anybody plays for the pool. */
  readonly parts: readonly PoolPart[]
  readonly stage: ClaimStatus
  readonly workingDays: number
  readonly document?: Word
}

/** 审计 → 核查 → 批准: how a bank's year is decided, as data. */
export const yearSteps: readonly YearStep[] = [
  { parts: ['auditor', 'trustee', 'keeper'], stage: 'audited', workingDays: 20, document: settlementWords['settlement.step.audit'] },
  { parts: ['reviewer', 'funder', 'keeper'], stage: 'verified', workingDays: 10 },
  { parts: ['decider', 'keeper'], stage: 'approved', workingDays: 10, document: settlementWords['settlement.step.approval'] },
]

/** The route of a pool's years with its seats taken. An auditor audits by its own permission; everybody else checks claims. */
export function yearRouteFor({ parties }: Pick<Pool, 'parties'>, on: PlainDate): Route {
  const at = (part: PoolPart): readonly OrganisationId[] =>
    parties.filter(({ part: own, since, until }) => own === part && since <= on && (until === null || on < until)).map(({ organisationId }) => organisationId)
  return {
    steps: yearSteps.map(({ parts, stage, workingDays, document }): RouteStep => {
      const part = parts.find((each) => at(each).length > 0) ?? refuse('settlement.nobody_for_route', { step: stage })
      return {
        organisation: 'own',
        at: [...new Set(at(part))].toSorted(),
        people: 1,
        permission: part === 'auditor' ? 'settlement.audit' : 'claim.check',
        workingDays,
        stage,
        ...(document ? { document } : {}),
      }
    }),
  }
}
