import type { Db } from '@cofund/db/connect'
import { type IdleCash, type Party, type TierBalance, ageingOf } from '@cofund/shared/fiscal/tiers'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId, BookKind } from '@cofund/shared/ledger/book'
import type { Month } from '@cofund/shared/ledger/period'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { sql } from 'kysely'

interface PartyRow {
  readonly id: BookId
  readonly kind: BookKind | null
  readonly code: string | null
  readonly name_zh: string | null
  readonly name_en: string | null
  readonly keeper: OrganisationId | null
  readonly keeper_zh: string | null
  readonly keeper_en: string | null
}

/**
 * What books of pools and treasuries owe one another now, from both sides' accounts: a debt stands in the debtor's `due_to` and the
 * creditor's `due_from`, and is told once, from the debtor's where it is in sight. Ages come from the kept monthly sums, so that it
 * answers as quickly after ten years as after one.
 */
export async function tierBalances(db: Db, today: PlainDate): Promise<TierBalance[]> {
  const { rows } = await sql<{
    book_id: BookId
    head: 'due_from' | 'due_to'
    detail: BookId
    currency: Currency
    minor: bigint
    months: Month[]
    arrivals: bigint[]
  }>`
    select account.book_id, head, detail, currency,
      sum(case head when 'due_from' then debit_minor - credit_minor else credit_minor - debit_minor end)::int8 as minor,
      array_agg(month order by month) as months,
      array_agg(case head when 'due_from' then debit_minor else credit_minor end order by month) as arrivals
    from account join account_balance as kept on kept.account_id = account.id
    join book on book.id = account.book_id
    where head in ('due_from', 'due_to') and book.kind in ('pool', 'treasury')
    group by account.id, account.book_id, head, detail, currency
    order by account.book_id, head, detail, currency`.execute(db)
  const parties = await listParties(db, [...new Set(rows.flatMap(({ book_id, detail }) => [book_id, detail]))])
  const debtors = new Set(rows.filter(({ head }) => head === 'due_to').map(({ book_id }) => book_id))
  return rows
    .filter(({ head, detail }) => head === 'due_to' || !debtors.has(detail))
    .filter(({ minor }) => minor !== 0n)
    .flatMap(({ book_id, head, detail, currency, minor, months, arrivals }): TierBalance[] => {
      const [here, there] = [parties.get(book_id), parties.get(detail)]
      if (!here || !there) return []
      const [debtor, creditor] = head === 'due_to' ? [here, there] : [there, here]
      const arrived = months.map((month, index) => ({ month, minor: arrivals[index] ?? 0n }))
      return [
        {
          debtor,
          creditor,
          owed: money(minor, currency),
          ageing: ageingOf(minor, arrived, today),
          account: { bookId: book_id, head, detail },
        },
      ]
    })
}

/** Cash in every pool's and treasury's book within sight, and how long it has lain. */
export async function listIdleCash(db: Db, today: PlainDate): Promise<IdleCash[]> {
  const { rows } = await sql<{
    book_id: BookId
    currency: Currency
    minor: bigint
    months: Month[]
    arrivals: bigint[]
    last_moved_on: PlainDate | null
  }>`
    select account.book_id, currency, sum(debit_minor - credit_minor)::int8 as minor,
      array_agg(month order by month) as months, array_agg(debit_minor order by month) as arrivals,
      (select max(effective_on) from posting where posting.account_id = account.id) as last_moved_on
    from account join account_balance as kept on kept.account_id = account.id
    join book on book.id = account.book_id
    where head = 'cash' and book.kind in ('pool', 'treasury')
    group by account.id, account.book_id, currency
    order by account.book_id, currency`.execute(db)
  const parties = await listParties(db, rows.map(({ book_id }) => book_id))
  return rows.flatMap(({ book_id, currency, minor, months, arrivals, last_moved_on: lastMovedOn }): IdleCash[] => {
    const book = parties.get(book_id)
    const arrived = months.map((month, index) => ({ month, minor: arrivals[index] ?? 0n }))
    return book ? [{ book, cash: money(minor, currency), lastMovedOn, ageing: ageingOf(minor, arrived, today) }] : []
  })
}

/** A book in sight tells its name; a funder's purse out of sight is told by the funder, whom everybody who sees the pool sees. */
async function listParties(db: Db, bookIds: readonly BookId[]): Promise<ReadonlyMap<BookId, Party>> {
  const { rows } = await sql<PartyRow>`
    select asked.id, coalesce(book.kind, case when funder.treasury_book_id is not null then 'treasury' end) as kind, book.code,
      book.name_zh, book.name_en, organisation.id as keeper, organisation.name_zh as keeper_zh, organisation.name_en as keeper_en
    from unnest(${[...bookIds]}::text[]) as asked (id)
    left join book on book.id = asked.id
    left join (select distinct treasury_book_id, organisation_id from pool_funder) as funder on funder.treasury_book_id = asked.id
    left join organisation on organisation.id = coalesce(book.organisation_id, funder.organisation_id)`.execute(db)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        bookId: row.id,
        kind: row.kind ?? 'treasury',
        code: row.code,
        // A pool is called by its name, a purse by whose it is.
        nameZh: (row.kind === 'pool' ? row.name_zh : row.keeper_zh) ?? row.code ?? row.id,
        nameEn: (row.kind === 'pool' ? row.name_en : row.keeper_en) ?? row.code ?? row.id,
        organisationId: row.keeper,
      },
    ]),
  )
}
