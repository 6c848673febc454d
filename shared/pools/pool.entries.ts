import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { account } from '../ledger/account.ts'
import { type EntryDraft, credit, debit } from '../ledger/entry.ts'
import type { ContributionId, PaidBy } from './contribution.ts'
import type { Funder, Pool } from './pool.ts'

interface Called {
  readonly contributionId: ContributionId
  readonly amount: Money
  readonly on: PlainDate
  readonly documentNumber: string
}

/** A contribution is called: the funder's purse owes it from that day, and the pool holds the claim. */
export function contributionCalled(
  { id: poolId, bookId }: Pick<Pool, 'id' | 'bookId'>,
  { tier, treasuryBookId }: Pick<Funder, 'tier' | 'treasuryBookId'>,
  { contributionId, amount, on, documentNumber }: Called,
): readonly EntryDraft[] {
  const [purse, pool] = [account.treasury(treasuryBookId), account.pool(bookId)]
  const said = {
    kind: 'pool.contribution_called',
    effectiveOn: on,
    facts: { poolId, contributionId, tier },
    evidence: { reference: documentNumber },
  } as const
  return [
    { ...said, bookId: treasuryBookId, postings: [debit(purse.poolContribution(bookId), amount), credit(purse.dueTo(bookId), amount)] },
    { ...said, bookId, postings: [debit(pool.dueFrom(treasuryBookId), amount), credit(pool.contribution(tier), amount)] },
  ]
}

interface Paid {
  readonly contributionId: ContributionId
  readonly amount: Money
  readonly on: PlainDate
  readonly by: PaidBy
  readonly reference: string
}

/** It is paid: in money, or by what the purse had advanced to the pool and now need not come back. */
export function contributionPaid(
  { id: poolId, bookId }: Pick<Pool, 'id' | 'bookId'>,
  { tier, treasuryBookId }: Pick<Funder, 'tier' | 'treasuryBookId'>,
  { contributionId, amount, on, by, reference }: Paid,
): readonly EntryDraft[] {
  const [purse, pool] = [account.treasury(treasuryBookId), account.pool(bookId)]
  const said = {
    kind: 'pool.contribution_paid',
    effectiveOn: on,
    facts: { poolId, contributionId, tier },
    evidence: { reference },
  } as const
  const [given, received] = by === 'cash' ? [purse.cash, pool.cash] : [purse.dueFrom(bookId), pool.dueTo(treasuryBookId)]
  return [
    { ...said, bookId: treasuryBookId, postings: [debit(purse.dueTo(bookId), amount), credit(given, amount)] },
    { ...said, bookId, postings: [debit(received, amount), credit(pool.dueFrom(treasuryBookId), amount)] },
  ]
}
