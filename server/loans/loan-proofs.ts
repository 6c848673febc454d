import { sql } from 'kysely'
import { type Proof, type Prove, runProofs } from '../audit/proof.ts'

/** What dashboards read of imported loans is the sum of them. */
const proofs: readonly Proof[] = [
  {
    statement: 'sums of imported loans equal their loans',
    of: sql`select count(*) from loan_rollup`,
    wrong: sql`
      with kept as (table loan_rollup), summed as (
        select organisation_id, batch_id, lender_id, outcome, currency, extract(year from approved_on)::int as approval_year,
          extract(year from charged_off_on)::int as charge_off_year, count(*)::int, (count(*) filter (where warnings <> '{}'))::int,
          sum(approved_minor)::int8, sum(guaranteed_minor)::int8, coalesce(sum(disbursed_minor), 0)::int8, count(disbursed_minor)::int,
          coalesce(sum(charged_off_minor), 0)::int8, count(charged_off_minor)::int
        from loan group by 1, 2, 3, 4, 5, 6, 7)
      select distinct format('%s lender %s %s %s, approved %s, charged off %s', batch_id, coalesce(lender_id::text, '-'), outcome, currency,
        approval_year, coalesce(charge_off_year::text, '-')) as difference
      from ((table kept except table summed) union all (table summed except table kept)) as apart`,
  },
]

export const proveLoans: Prove = (db) => runProofs(db, proofs)
