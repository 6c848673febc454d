import type { Citation } from '../kernel/derivation.ts'
import type { Word } from '../kernel/words.ts'
import { type ClaimRouteCode, type Pool, claimRouteCodes } from '../pools/pool.ts'
import { refuse } from '../refuse.ts'
import type { ChecklistItem } from './claim.ts'
import { claimRouteWords } from './claim-route.words.ts'

/** What comes with the way that a pool's claims go; who takes its steps is the approval route of the same code (shared/policies). */
export interface ClaimRoute {
  readonly code: ClaimRouteCode
  readonly name: Word
  /** 公示: so many working days after the decision nothing is paid. */
  readonly publicityWorkingDays: number | null
  /** What the checklist asks for beside what every claim needs. */
  readonly documents: readonly ChecklistItem[]
  readonly cite: Citation
}

export const claimRoutes: Readonly<Record<ClaimRouteCode, ClaimRoute>> = {
  // 申请 → 科创中心 5 working days → 科技局 5 working days → 联席会议.
  WUXI: {
    code: 'WUXI',
    name: claimRouteWords['claim_route.wuxi'],
    publicityWorkingDays: null,
    documents: ['application_report', 'recovery_plan', 'complaint', 'acceptance_notice', 'financial_statements'],
    cite: { document: '锡政办发〔2019〕63号', tag: 'R2', url: 'http://www.yzzsnet.com/techan/104712.html' },
  },
  'CITY-LED': {
    code: 'CITY-LED',
    name: claimRouteWords['claim_route.city_led'],
    publicityWorkingDays: 5,
    documents: ['application_report', 'financial_statements', 'firm_status_proof'],
    cite: { document: 'Cofund', tag: 'D' },
  },
  'DISTRICT-THEN-CITY': {
    code: 'DISTRICT-THEN-CITY',
    name: claimRouteWords['claim_route.district_then_city'],
    publicityWorkingDays: null,
    documents: ['application_report', 'recovery_plan'],
    cite: { document: 'Cofund', tag: 'D' },
  },
}

const isClaimRouteCode = (text: string): text is ClaimRouteCode => (claimRouteCodes as readonly string[]).includes(text)

export const claimRouteOf = ({ routeCode }: Pick<Pool, 'routeCode'>): ClaimRoute =>
  isClaimRouteCode(routeCode) ? claimRoutes[routeCode] : refuse('claim.route_unknown', { code: routeCode })
