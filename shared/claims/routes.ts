import type { Route, RouteStep } from '../approvals/route.ts'
import type { Citation } from '../kernel/derivation.ts'
import type { Word } from '../kernel/words.ts'
import type { OrganisationId } from '../people/organisation.ts'
import { type ClaimRouteCode, type FundingTier, type Pool, type PoolPart, claimRouteCodes } from '../pools/pool.ts'
import { refuse } from '../refusals.ts'
import type { ChecklistItem, ClaimStatus } from './claim.ts'
import { claimRouteWords } from './claim-route.words.ts'

/** Who takes a step: the bank's own second person; whoever plays a part for the pool; or the funder of a tier, for a district the claim's own. */
type Seat = { readonly of: 'bank' } | { readonly of: 'part'; readonly part: PoolPart } | { readonly of: 'funder'; readonly tier: FundingTier }

interface ClaimStep {
  readonly seat: Seat
  readonly people: number
  readonly permission: RouteStep['permission']
  readonly workingDays: number
  /** What the claim is called once this step is taken. */
  readonly stage: ClaimStatus
  readonly document?: Word
}

/** The way that a pool's claims go, as data: another way is another entry here. */
export interface ClaimRoute {
  readonly code: ClaimRouteCode
  readonly name: Word
  readonly steps: readonly ClaimStep[]
  /** 公示: so many working days after the decision nothing is paid. */
  readonly publicityWorkingDays: number | null
  /** What the checklist asks for beside what every claim needs. */
  readonly documents: readonly ChecklistItem[]
  readonly cite: Citation
}

const bankSecond: ClaimStep = { seat: { of: 'bank' }, people: 1, permission: 'claim.submit', workingDays: 2, stage: 'first_review' }

export const claimRoutes: Readonly<Record<ClaimRouteCode, ClaimRoute>> = {
  // 申请 → 科创中心 5 working days → 科技局 5 working days → 联席会议.
  WUXI: {
    code: 'WUXI',
    name: claimRouteWords['claim_route.wuxi'],
    steps: [
      bankSecond,
      { seat: { of: 'part', part: 'trustee' }, people: 1, permission: 'claim.check', workingDays: 5, stage: 'first_review' },
      { seat: { of: 'part', part: 'reviewer' }, people: 2, permission: 'claim.check', workingDays: 5, stage: 'verified' },
      {
        seat: { of: 'part', part: 'decider' },
        people: 2,
        permission: 'claim.check',
        workingDays: 10,
        stage: 'approved',
        document: claimRouteWords['claim_route.minutes'],
      },
    ],
    publicityWorkingDays: null,
    documents: ['application_report', 'recovery_plan', 'complaint', 'acceptance_notice', 'financial_statements'],
    cite: { document: '锡政办发〔2019〕63号', tag: 'R2', url: 'http://www.yzzsnet.com/techan/104712.html' },
  },
  'CITY-LED': {
    code: 'CITY-LED',
    name: claimRouteWords['claim_route.city_led'],
    steps: [
      bankSecond,
      { seat: { of: 'funder', tier: 'city' }, people: 2, permission: 'claim.check', workingDays: 10, stage: 'verified' },
      {
        seat: { of: 'part', part: 'decider' },
        people: 2,
        permission: 'claim.check',
        workingDays: 10,
        stage: 'approved',
        document: claimRouteWords['claim_route.approval'],
      },
    ],
    publicityWorkingDays: 5,
    documents: ['application_report', 'financial_statements', 'firm_status_proof'],
    cite: { document: 'Cofund', tag: 'D' },
  },
  'DISTRICT-THEN-CITY': {
    code: 'DISTRICT-THEN-CITY',
    name: claimRouteWords['claim_route.district_then_city'],
    steps: [
      bankSecond,
      { seat: { of: 'funder', tier: 'district' }, people: 2, permission: 'claim.check', workingDays: 10, stage: 'verified' },
      {
        seat: { of: 'funder', tier: 'city' },
        people: 2,
        permission: 'claim.check',
        workingDays: 10,
        stage: 'approved',
        document: claimRouteWords['claim_route.approval'],
      },
    ],
    publicityWorkingDays: null,
    documents: ['application_report', 'recovery_plan'],
    cite: { document: 'Cofund', tag: 'D' },
  },
}

const isClaimRouteCode = (text: string): text is ClaimRouteCode => (claimRouteCodes as readonly string[]).includes(text)

export const claimRouteOf = ({ routeCode }: Pick<Pool, 'routeCode'>): ClaimRoute =>
  isClaimRouteCode(routeCode) ? claimRoutes[routeCode] : refuse('claim.route_unknown', { code: routeCode })

interface Seating {
  readonly pool: Pick<Pool, 'parties' | 'funders' | 'routeCode'>
  readonly bankId: OrganisationId
  readonly districtCode: string | null
}

/** A pool's route with its seats taken: by name where the pool names who, so that nobody else of the kind finds the claim in their inbox. */
export function routeFor({ pool, bankId, districtCode }: Seating): Route {
  const seatedBy = (seat: Seat): readonly OrganisationId[] => {
    switch (seat.of) {
      case 'bank':
        return [bankId]
      case 'part':
        return pool.parties
          .filter(({ part, until }) => part === seat.part && until === null)
          .map(({ organisationId }) => organisationId)
      case 'funder':
        return pool.funders
          .filter(({ tier, jurisdictionCode }) => tier === seat.tier && (tier !== 'district' || jurisdictionCode === districtCode))
          .map(({ organisationId }) => organisationId)
    }
  }
  return {
    steps: claimRouteOf(pool).steps.map(({ seat, people, permission, workingDays, stage, document }, index) => {
      const at = [...new Set(seatedBy(seat))].toSorted()
      if (at.length === 0) refuse('approval.nobody_for_step', { step: index + 1 })
      return { organisation: 'own', at, people, permission, workingDays, stage, ...(document ? { document } : {}) }
    }),
  }
}

/** A payment is ordered by one person of whoever holds the money, and released by another. */
export const paymentRoute: Route = { steps: [{ organisation: 'own', people: 1, permission: 'claim.release', workingDays: 3 }] }
