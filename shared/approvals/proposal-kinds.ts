import type { Permission } from '../people/role.ts'
import type { RouteCode } from '../policies/approval-route.ts'
import type { ProposalKind } from '../proposals.ts'

/**
 * What the database knows of a kind of proposal, and asks whoever writes a case (open_proposal in db/definer.sql): what a maker's role must
 * bring, what the case is about, and the route that it goes. What it is about tells who may make it: the administration; whoever keeps
 * the book, account, plan, voucher or pool; the bank whose claim or recovery it is; whoever runs a claim's pool; the funder that was
 * called; whoever lays down the policy.
 */
export interface ProposalKindFacts {
  readonly permission: Permission
  readonly about:
    | 'administration'
    | 'book'
    | 'account'
    | 'plan'
    | 'voucher'
    | 'pool_book'
    | 'policy'
    | 'opening'
    | 'pool'
    | 'call'
    | 'contribution'
    | 'claim'
    | 'pooled_claim'
    | 'recovery'
  /** Of the parameters, those that together are the subject: one open case for each. */
  readonly subject: readonly string[]
  /** `CLAIM`: the route that the claim's pool has chosen for its claims. */
  readonly route: RouteCode | 'CLAIM'
}

const administration = { permission: 'person.manage', about: 'administration', route: 'ROUTE-ADMINISTRATION' } as const
const bookkeeping = { permission: 'ledger.post', route: 'ROUTE-BOOKKEEPING' } as const
const rules = { permission: 'policy.draft', about: 'policy', subject: ['versionId'], route: 'ROUTE-RULES' } as const
const treasury = { permission: 'fiscal.draw', route: 'ROUTE-TREASURY' } as const
const poolKeeping = { permission: 'pool.manage', about: 'pool', route: 'ROUTE-POOL-KEEPING' } as const
const ofClaim = { about: 'claim', subject: ['claimId'] } as const
const ofPooledClaim = { about: 'pooled_claim', subject: ['claimId'] } as const

/** One line for each kind. */
export const proposalKindFacts: Readonly<Record<ProposalKind, ProposalKindFacts>> = {
  'person.create': { ...administration, subject: ['personId'] },
  'roles.set': { ...administration, subject: ['personId'] },
  'password.reset': { ...administration, subject: ['personId'] },
  'second_factor.reset': { ...administration, subject: ['personId'] },
  'organisation.set_second_factor': { ...administration, subject: ['organisationId'] },
  'api_key.issue': { ...administration, subject: ['keyId'] },
  'api_key.rotate': { ...administration, subject: ['keyId'] },
  'api_key.revoke': { ...administration, subject: ['keyId'] },
  'ledger.close_period': { ...bookkeeping, about: 'book', subject: ['bookId'] },
  'ledger.reopen_period': { ...bookkeeping, about: 'book', subject: ['bookId'] },
  'statements.reconciliation': { ...bookkeeping, about: 'account', subject: ['bankAccountId'] },
  'policy.activate': rules,
  'policy.close': rules,
  'policy.retire': rules,
  'fiscal.draw_voucher': { ...treasury, about: 'plan', subject: ['voucherId'] },
  'fiscal.pay_voucher': { ...treasury, about: 'voucher', subject: ['voucherId'] },
  'fiscal.settle_tiers': { ...treasury, about: 'voucher', subject: ['voucherId'] },
  'fiscal.return_to_treasury': { ...treasury, about: 'pool_book', subject: ['returnId'] },
  'pool.open': { permission: 'pool.manage', about: 'opening', subject: ['poolId'], route: 'ROUTE-POOL-OPENING' },
  'pool.call_contribution': { permission: 'pool.manage', about: 'call', subject: ['contributionId'], route: 'ROUTE-POOL-CALL' },
  'pool.pay_contribution': { ...poolKeeping, about: 'contribution', subject: ['contributionId'] },
  'pool.set_member': { ...poolKeeping, subject: ['poolId', 'organisationId'] },
  'pool.set_quota': { ...poolKeeping, subject: ['poolId', 'organisationId', 'year'] },
  'pool.override_breaker': { ...poolKeeping, subject: ['overrideId'], route: 'ROUTE-POOL-OVERRIDE' },
  'claim.decide': { permission: 'claim.draft', ...ofClaim, route: 'CLAIM' },
  'claim.true_up': { permission: 'claim.draft', ...ofClaim, route: 'CLAIM' },
  'claim.pay': { permission: 'claim.pay', ...ofPooledClaim, route: 'ROUTE-CLAIM-PAYMENT' },
  'claim.claw_back': { permission: 'recovery.manage', ...ofPooledClaim, route: 'ROUTE-POOL-RECOVERY' },
  'claim.close': { permission: 'recovery.manage', ...ofPooledClaim, route: 'ROUTE-POOL-RECOVERY' },
  'settlement.decide': { permission: 'settlement.manage', ...ofPooledClaim, route: 'ROUTE-YEAR' },
  'settlement.close': { permission: 'settlement.manage', ...ofPooledClaim, route: 'ROUTE-POOL-RECOVERY' },
  'recovery.share': { permission: 'recovery.report', ...ofClaim, route: 'ROUTE-RECOVERY' },
  'recovery.reverse': { permission: 'recovery.report', about: 'recovery', subject: ['recoveryId'], route: 'ROUTE-RECOVERY' },
  'recovery.return': { permission: 'recovery.manage', about: 'pool', subject: ['poolId', 'treasuryBookId'], route: 'ROUTE-POOL-RECOVERY' },
}

/** The id of what a case is about, as its parameters name it: one open case for each. */
export const subjectOf = (kind: ProposalKind, payload: unknown): string => {
  const named = payload as Readonly<Record<string, unknown>>
  return proposalKindFacts[kind].subject.map((field) => String(named[field])).join(' ')
}
