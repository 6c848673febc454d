import { allocateUnits } from '../kernel/allocate.ts'
import { type Money, money } from '../kernel/money.ts'
import { type PlainDate, daysBetween } from '../kernel/plain-date.ts'
import type { BookId, BookKind } from '../ledger/book.ts'
import { type Month, lastDayOf } from '../ledger/period.ts'
import type { OrganisationId } from '../people/organisation.ts'
import { firstInFirstOut } from './first-in-first-out.ts'

/** One side of a debt between books. A book out of the reader's sight is told by its keeper alone. */
export interface Party {
  readonly bookId: BookId
  readonly kind: BookKind
  readonly code: string | null
  readonly nameZh: string
  readonly nameEn: string
  readonly organisationId: OrganisationId | null
}

/** What one book owes another now, how long for, and in which account that stands. */
export interface TierBalance {
  readonly debtor: Party
  readonly creditor: Party
  readonly owed: Money
  readonly ageing: Ageing
  /** Where the reader can open it: the debtor's own account, or the creditor's where the debtor's book is out of sight. */
  readonly account: { readonly bookId: BookId; readonly head: 'due_from' | 'due_to'; readonly detail: string }
}

/** What one tier owes another through the pool between them. */
export interface TierDebt {
  readonly debtor: Party
  readonly pool: Party
  readonly creditor: Party
  readonly owed: Money
}

/** Days, counted from the end of the month in which it came: what lies in a bucket has lain at least so long. */
export const ageLimits = [30, 90, 180, 365] as const

export interface Ageing {
  /** The month of the oldest part; null where nothing is left. */
  readonly since: Month | null
  /** By age: up to the first limit, up to the second … , and beyond the last. */
  readonly buckets: readonly bigint[]
}

/** What came in one month. */
export interface Arrival {
  readonly month: Month
  readonly minor: bigint
}

/**
 * How old a balance is, when what came first went first: what is left came last. `arrivals` are the months' increases in any order;
 * a balance above all of them counts as older than any. Ages are counted from the last day of a month, so that nothing is called
 * older than it is.
 */
export function ageingOf(balance: bigint, arrivals: readonly Arrival[], today: PlainDate): Ageing {
  const buckets = [...ageLimits, 0].map(() => 0n)
  let since: Month | null = null
  let left = balance
  for (const { month, minor } of arrivals.toSorted((a, b) => (a.month < b.month ? 1 : -1))) {
    if (left <= 0n) break
    const part = minor < left ? minor : left
    if (part <= 0n) continue
    const bucket = bucketOf(daysBetween(lastDayOf(month), today))
    buckets[bucket] = (buckets[bucket] ?? 0n) + part
    since = month
    left -= part
  }
  if (left > 0n) buckets[buckets.length - 1] = (buckets.at(-1) ?? 0n) + left
  return { since, buckets }
}

const bucketOf = (days: number): number => {
  const index = ageLimits.findIndex((limit) => days <= limit)
  return index < 0 ? ageLimits.length : index
}

/**
 * What tiers owe each other through pools. A pool in the middle keeps nothing for itself: a tier that owes the pool owes those to whom
 * the pool owes, as far as the pool owes them. Where several owe more than the pool does, each is taken in proportion (largest
 * remainder); what is over is the pool's own claim and stays out. No tier is said to owe itself.
 */
export function debtsThroughPools(balances: readonly TierBalance[]): TierDebt[] {
  const pools = Map.groupBy(
    balances.filter(({ debtor, creditor }) => (debtor.kind === 'pool') !== (creditor.kind === 'pool')),
    ({ debtor, creditor }) => (debtor.kind === 'pool' ? debtor.bookId : creditor.bookId),
  )
  return [...pools].flatMap(([poolBookId, held]) => debtsThrough(poolBookId, held))
}

function debtsThrough(poolBookId: BookId, balances: readonly TierBalance[]): TierDebt[] {
  const into = balances.filter(({ creditor, owed }) => creditor.bookId === poolBookId && owed.minor > 0n)
  const out = balances.filter(({ debtor, owed }) => debtor.bookId === poolBookId && owed.minor > 0n)
  const [claims, debts] = [total(into), total(out)]
  const passing = claims < debts ? claims : debts
  const [currency] = balances.map(({ owed }) => owed.currency)
  if (passing === 0n || currency === undefined) return []
  const share = (rows: readonly TierBalance[]) => allocateUnits(passing, rows.map(({ owed }) => owed.minor))
  const [from, onto] = [share(into), share(out)]
  return firstInFirstOut(
    into.map((source, index) => ({ source, minor: from[index] ?? 0n })),
    out.map((target, index) => ({ target, minor: onto[index] ?? 0n })),
  )
    .parts.filter(({ source, target }) => source.debtor.bookId !== target.creditor.bookId)
    .map(({ source, target, minor }) => ({
      debtor: source.debtor,
      pool: source.creditor,
      creditor: target.creditor,
      owed: money(minor, currency),
    }))
}

const total = (rows: readonly TierBalance[]): bigint => rows.reduce((sum, { owed }) => sum + owed.minor, 0n)

/** Cash that lies in a pool's or treasury's book. */
export interface IdleCash {
  readonly book: Party
  readonly cash: Money
  /** The last day on which any of it moved; null where it never did. */
  readonly lastMovedOn: PlainDate | null
  readonly ageing: Ageing
}

/** Whether money lies idle: there is some, and none of it has moved for `days`. */
export const liesIdle = ({ cash, lastMovedOn }: Pick<IdleCash, 'cash' | 'lastMovedOn'>, today: PlainDate, days: number): boolean =>
  cash.minor > 0n && (lastMovedOn === null || daysBetween(lastMovedOn, today) > days)
