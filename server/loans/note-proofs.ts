import { sql } from 'kysely'
import { type Proof, type Prove, runProofs } from '../audit/proof.ts'

/** What enrolled loans take up is what quotas, exposure and the sums of dashboards say. */
const proofs: readonly Proof[] = [
  {
    statement: 'quotas of banks are occupied by the loans that they cover',
    of: sql`select count(*) from pool_quota`,
    wrong: sql`
      select format('%s %s %s: occupied %s, loans %s', coalesce(quota.pool_id, held.pool_id), coalesce(quota.organisation_id, held.organisation_id),
        coalesce(quota_year, lent_year), coalesce(occupied_minor, 0), coalesce(exposed, 0)) as difference
      from pool_quota as quota full join (
        select pool_id, organisation_id, extract(year from lent_on)::int as lent_year, sum(exposed_minor) as exposed
        from drawdown_note where exposed_minor > 0 group by 1, 2, 3
      ) as held on held.pool_id = quota.pool_id and held.organisation_id = quota.organisation_id and held.lent_year = quota_year
      where coalesce(occupied_minor, 0) <> coalesce(exposed, 0)`,
  },
  {
    statement: 'pools are exposed by the loans that they cover, in the memorandum accounts of their books',
    of: sql`select count(*) from pool`,
    wrong: sql`
      select format('%s: ledger %s, loans %s', code, coalesce(stands, 0), coalesce(exposed, 0)) as difference
      from pool
      left join (
        select account.book_id, sum(minor) as stands from account join posting on posting.account_id = account.id
        join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
        where head = 'exposure' and entry.facts ? 'poolId' group by 1
      ) as memo on memo.book_id = pool.book_id
      left join (select pool_id, sum(exposed_minor) as exposed from drawdown_note group by 1) as held on held.pool_id = pool.id
      where coalesce(stands, 0) <> coalesce(exposed, 0)`,
  },
  {
    statement: 'sums of enrolled loans equal their loans',
    of: sql`select count(*) from note_rollup`,
    wrong: sql`
      select format('%s %s %s %s %s %s renewed %s: kept %s/%s/%s, loans %s/%s/%s', coalesce(kept.pool_id, held.pool_id),
        coalesce(kept.organisation_id, held.organisation_id), coalesce(kept.district_code, held.district_code),
        coalesce(kept.product_code, held.product_code), coalesce(kept.lent_year, held.lent_year), coalesce(kept.status, held.status),
        coalesce(kept.renewed, held.renewed), coalesce(kept.notes, 0), coalesce(kept.principal_minor, 0), coalesce(kept.balance_minor, 0),
        coalesce(held.notes, 0), coalesce(held.principal, 0), coalesce(held.balance, 0)) as difference
      from note_rollup as kept full join (
        select pool_id, organisation_id, district_code, product_code, extract(year from lent_on)::int as lent_year, status,
          predecessor_id is not null as renewed, count(*) as notes, sum(principal_minor) as principal, sum(balance_minor) as balance
        from drawdown_note group by 1, 2, 3, 4, 5, 6, 7
      ) as held using (pool_id, organisation_id, district_code, product_code, lent_year, status, renewed)
      where (coalesce(kept.notes, 0), coalesce(kept.principal_minor, 0), coalesce(kept.balance_minor, 0))
        is distinct from (coalesce(held.notes, 0), coalesce(held.principal, 0), coalesce(held.balance, 0))`,
  },
  {
    statement: 'loans stand as their last report has them',
    of: sql`select count(*) from drawdown_note where reported_month is not null`,
    wrong: sql`
      select format('%s: kept %s %s %s, reported %s %s %s', note.number, note.balance_minor, note.category, note.overdue_days,
        last.balance_minor, last.category, last.overdue_days) as difference
      from drawdown_note as note cross join lateral (
        select told.balance_minor, told.category, told.overdue_days from note_report as told
        join monthly_report as report on report.id = told.report_id
        where told.note_id = note.id order by report.month desc, report.place desc limit 1) as last
      where (note.balance_minor, note.category, note.overdue_days) is distinct from (last.balance_minor, last.category, last.overdue_days)`,
  },
]

export const proveNotes: Prove = (db) => runProofs(db, proofs)
