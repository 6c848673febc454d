import type { Db } from '@cofund/db/connect'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { type Account, type AccountClass, type HeadName, accountClasses, headsOf } from '@cofund/shared/ledger/account'
import { type BookId, bookKinds } from '@cofund/shared/ledger/book'
import type { AccountBalance, AsOf } from '@cofund/shared/ledger/statement'
import { type RawBuilder, sql } from 'kysely'
import { type DetailNameRow, detailNameColumns, detailNameJoins, toDetailName } from './detail-name.sql.ts'
import { toAccount } from './entry.sql.ts'

/**
 * What is left of the kept monthly sums as of two times. Both are taken by subtraction: from the months up to that of
 * the effective day, what takes effect in the rest of that month, and what was recorded after the place known. As of now
 * both are empty or nearly so, and the answer is as quick after 10⁷ entries as after ten.
 *
 * Days are compared with days: an operator between a date and a timestamp is not leakproof, so under row-level security it
 * waits for the policy and no index serves it (300,000 entries, end of a month: 132 ms instead of 2).
 */
const movements = (
  scope: { kept: RawBuilder<unknown>; posted: RawBuilder<unknown> },
  { effectiveOn, knownAt, basis }: AsOf,
): RawBuilder<unknown> => sql`
  select account_id, currency, debit_minor - credit_minor as minor from account_balance
  where ${scope.kept} ${effectiveOn ? sql`and month <= ${effectiveOn}::date` : sql``}
  ${
    effectiveOn
      ? sql`union all
  select account_id, currency, -minor from account join posting on posting.account_id = account.id
  where ${scope.posted} and effective_on > ${effectiveOn}::date
    and effective_on < (date_trunc('month', ${effectiveOn}::timestamp) + interval '1 month')::date`
      : sql``
  }
  ${
    knownAt === undefined
      ? sql``
      : sql`union all
  select account_id, currency, -minor from posting join account on account.id = posting.account_id
  where ${scope.posted} and posting.book_id = account.book_id and sequence > ${knownAt}
    ${effectiveOn ? sql`and effective_on <= ${effectiveOn}::date` : sql``}`
  }
  ${effectiveOn && basis === 'posted' ? sql`union all ${late(scope.posted, effectiveOn, knownAt)}` : sql``}`

/** What had happened by a day and counts in a later month: few, and found by an index of their own (journal_entry_late). */
const late = (posted: RawBuilder<unknown>, on: PlainDate, knownAt: bigint | undefined): RawBuilder<unknown> => sql`
  select account_id, currency, -minor
  from journal_entry as entry
  join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
  join account on account.id = posting.account_id and account.book_id = entry.book_id
  where ${posted} and entry.posted_in > entry.effective_on and entry.posted_in > ${on}::date and entry.effective_on <= ${on}::date
    ${knownAt === undefined ? sql`` : sql`and entry.sequence <= ${knownAt}`}`

/** What every account of a book stands at, in the order of its chart; accounts that never moved are left out. */
export async function listBalances(db: Db, bookId: BookId, asOf: AsOf = {}): Promise<AccountBalance[]> {
  const ofBook = { kept: sql`book_id = ${bookId}`, posted: sql`account.book_id = ${bookId}` }
  const { rows } = await sql<BalanceRow>`
    select head, detail, account.name, class, currency, total.minor, ${detailNameColumns}
    from (
      select account_id, currency, sum(minor)::int8 as minor from (${movements(ofBook, asOf)}) as movement group by account_id, currency
    ) as total
    join account on account.id = total.account_id ${detailNameJoins}`.execute(db)
  return rows.map((row) => toBalance(bookId, row)).toSorted(inOrderOfChart)
}

/** What one account stands at in one currency: debits less credits. An account that nobody has posted to stands at nothing. */
export async function balanceOf(db: Db, { bookId, head, detail }: Account, currency: Currency, asOf: AsOf = {}): Promise<Money> {
  const own = sql`select id from account where book_id = ${bookId} and head = ${head} and detail = ${detail}`
  const ofAccount = {
    kept: sql`account_id = (${own}) and currency = ${currency}`,
    posted: sql`account.id = (${own}) and currency = ${currency}`,
  }
  const { rows } = await sql<{ minor: bigint }>`
    select coalesce(sum(minor), 0)::int8 as minor from (${movements(ofAccount, asOf)}) as movement`.execute(db)
  return money(rows[0]?.minor ?? 0n, currency)
}

interface BalanceRow extends DetailNameRow {
  readonly head: HeadName
  readonly detail: string
  readonly name: string | null
  readonly class: AccountClass
  readonly currency: Currency
  readonly minor: bigint
}

const toBalance = (bookId: BookId, row: BalanceRow): AccountBalance => ({
  account: toAccount(bookId, row),
  balance: money(row.minor, row.currency),
  detailName: toDetailName(row),
})

const heads = [...new Set(bookKinds.flatMap((kind) => headsOf(kind).map(([name]) => name)))]

const inOrderOfChart = (a: AccountBalance, b: AccountBalance): number =>
  accountClasses.indexOf(a.account.class) - accountClasses.indexOf(b.account.class) ||
  heads.indexOf(a.account.head) - heads.indexOf(b.account.head) ||
  inOrder(a.account.detail, b.account.detail) ||
  inOrder(a.balance.currency, b.balance.currency)

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
