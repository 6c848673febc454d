import type { Money } from '../kernel/money.ts'
import type { BookId } from '../ledger/book.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { ContributionId } from './contribution.ts'
import type { BreakerOverrideId, PoolId } from './pool.ts'

/** They stand in the chain of the pool's book; what they post in a purse joins the purse's own. */
type InPool = { readonly bookId: BookId; readonly poolId: PoolId }

export type PoolAct =
  | ({ readonly act: 'pool.opened'; readonly code: string } & InPool)
  | ({ readonly act: 'pool.contribution_called'; readonly contributionId: ContributionId; readonly amount: Money; readonly entryId: EntryId } & InPool)
  | ({ readonly act: 'pool.contribution_paid'; readonly contributionId: ContributionId; readonly amount: Money; readonly entryId: EntryId } & InPool)
  | ({ readonly act: 'pool.member_set'; readonly organisationId: OrganisationId } & InPool)
  | ({ readonly act: 'pool.quota_set'; readonly organisationId: OrganisationId; readonly year: number; readonly granted: Money } & InPool)
  | ({ readonly act: 'pool.breaker_overridden'; readonly overrideId: BreakerOverrideId } & InPool)
