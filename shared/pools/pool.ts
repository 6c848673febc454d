import type { ProposalId } from '../approvals/proposal.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { BookId } from '../ledger/book.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { Bearer, BreakerAction } from '../policies/compensation-scheme.ts'
import type { PolicyId } from '../policies/policy.ts'

/** A risk compensation pool: one book, one scheme, those who fund and run it, and the banks that lend under it. */
export interface Pool {
  readonly id: PoolId
  /** Its keeper, whose book it is. */
  readonly organisationId: OrganisationId
  readonly bookId: BookId
  readonly code: string
  readonly nameZh: string
  readonly nameEn: string
  readonly currency: Money['currency']
  readonly schemePolicyId: PolicyId
  readonly schemeCode: string
  /** The rule set that a firm passes on the loan date. */
  readonly ruleSetCode: string
  /** The way that claims go. */
  readonly routeCode: ClaimRouteCode
  readonly funding: PoolFunding
  readonly openedOn: PlainDate
  readonly closedOn: PlainDate | null
  /** Enrolled exposure may be at most so many times the capital, in hundredths; null where nobody laid one down. */
  readonly leverageHundredths: number | null
  /** What may be paid out over the whole of the cooperation. */
  readonly periodCap: Money | null
  readonly recoveriesGo: RecoveriesGo
  /** By tier, the highest first. */
  readonly funders: readonly Funder[]
  readonly parties: readonly PoolParty[]
}
export type PoolId = Id<'rcp'>

/** Ways that claims go, by name; their steps are the claims' own to say. */
export const claimRouteCodes = ['WUXI', 'CITY-LED', 'DISTRICT-THEN-CITY'] as const
export type ClaimRouteCode = (typeof claimRouteCodes)[number]

/** Its own cash pays, or each year's budget does. */
export const poolFundings = ['pool_cash', 'annual_budget'] as const
export type PoolFunding = (typeof poolFundings)[number]

/** What comes back stays in the pool, or goes back to those who paid. */
export const recoveryDestinations = ['stay', 'return'] as const
export type RecoveriesGo = (typeof recoveryDestinations)[number]

/** What an organisation does for a pool. */
export const poolParts = ['keeper', 'funder', 'trustee', 'reviewer', 'decider', 'auditor'] as const
export type PoolPart = (typeof poolParts)[number]

export interface PoolParty {
  readonly organisationId: OrganisationId
  readonly nameZh: string
  readonly nameEn: string
  readonly part: PoolPart
  readonly since: PlainDate
  /** The first day without it. */
  readonly until: PlainDate | null
}

/** Tiers of government that fund: those of a scheme's bearers that have a purse, the highest first. */
export const fundingTiers = ['nation', 'province', 'city', 'district', 'park'] as const satisfies readonly Bearer[]
export type FundingTier = (typeof fundingTiers)[number]

/** Its share is charged to the pool's cash, to which it has contributed; or it owes its share once that is decided. */
export const funderPayments = ['beforehand', 'afterwards'] as const
export type FunderPays = (typeof funderPayments)[number]

export interface Funder {
  readonly tier: FundingTier
  readonly organisationId: OrganisationId
  readonly nameZh: string
  readonly nameEn: string
  readonly jurisdictionCode: string
  readonly treasuryBookId: BookId
  /** Of what the pool bears. */
  readonly sharePpm: number
  readonly pays: FunderPays
  readonly since: PlainDate
}

/** A bank that lends under the pool. */
export interface PoolMember {
  readonly organisationId: OrganisationId
  readonly nameZh: string
  readonly nameEn: string
  readonly agreementNumber: string
  readonly agreedOn: PlainDate
  /** The first day without it. */
  readonly endedOn: PlainDate | null
  readonly suspendedOn: PlainDate | null
  readonly products: readonly PoolProduct[]
  readonly quotas: readonly PoolQuota[]
}

export interface PoolProduct {
  readonly code: string
  readonly name: string
  readonly approvedOn: PlainDate
  readonly endedOn: PlainDate | null
}

/** What a bank may lend under cover in a year, and what of it enrolled loans occupy. */
export interface PoolQuota {
  readonly year: number
  readonly granted: Money
  readonly occupied: Money
}

/** What two people agreed on: a tripped breaker does not act in this while. */
export interface BreakerOverride {
  readonly id: BreakerOverrideId
  /** null: of every bank. */
  readonly organisationId: OrganisationId | null
  readonly action: BreakerAction
  readonly from: PlainDate
  /** The last day. */
  readonly to: PlainDate
  readonly reason: string
  readonly proposalId: ProposalId
}
export type BreakerOverrideId = Id<'brk'>

/** Who pays first where the pool has no cash of its own: the highest tier that pays beforehand, else the highest. */
export const leadFunderOf = ({ funders }: Pick<Pool, 'funders'>): Funder | undefined =>
  funders.find(({ pays }) => pays === 'beforehand') ?? funders[0]
