import { sql } from 'kysely'
import { type Proof, type Prove, runProofs } from '../audit/proof.ts'

/** What pools and their funders owe one another and have paid: kept, counted and posted alike. */
const proofs: readonly Proof[] = [
  {
    statement: 'contributions are paid as far as their payments say',
    of: sql`select count(*) from pool_contribution`,
    wrong: sql`
      select format('%s: kept %s, payments %s', document_number, paid_minor, paid) as difference
      from pool_contribution cross join lateral (
        select coalesce(sum(minor), 0) as paid from pool_contribution_payment where contribution_id = pool_contribution.id) as payments
      where paid_minor <> paid`,
  },
  {
    statement: 'entries of payments brought pools what the contributions were paid by them',
    of: sql`select count(distinct entry_id) from pool_contribution_payment`,
    wrong: sql`
      select format('%s: payments %s, posted %s', entry_id, paid, coalesce(posted, 0)) as difference
      from (
        select payment.entry_id, pool.book_id, paid_by, sum(payment.minor) as paid from pool_contribution_payment as payment
        join pool_contribution as contribution on contribution.id = contribution_id join pool on pool.id = pool_id group by 1, 2, 3
      ) as payments left join lateral (
        select sum(posting.minor) as posted from journal_entry as entry
        join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
        join account on account.id = posting.account_id and head = case paid_by when 'cash' then 'cash' else 'due_to' end
        where entry.id = payments.entry_id and entry.book_id = payments.book_id
          and not exists (select from journal_entry as back where back.reverses = entry.id)
      ) as entry on true
      where paid is distinct from posted`,
  },
  {
    statement: 'debts between books stand alike in both',
    of: sql`select count(*) from account where head in ('due_from', 'due_to')`,
    wrong: sql`
      with side as (
        select account.book_id as own, detail as other, currency, sum(minor) as minor
        from account join posting on posting.account_id = account.id where head in ('due_from', 'due_to') group by 1, 2, 3)
      select format('%s and %s: %s against %s', one.own, one.other, one.minor, coalesce(two.minor, 0)) as difference
      from side as one left join side as two on two.own = one.other and two.other = one.own and two.currency = one.currency
      where one.minor + coalesce(two.minor, 0) <> 0`,
  },
]

export const provePools: Prove = (db) => runProofs(db, proofs)
