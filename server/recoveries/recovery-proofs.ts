import { sql } from 'kysely'
import { type Proof, type Prove, runProofs } from '../audit/proof.ts'

/** What banks owe of what came back is what was shared less what was remitted, on paper and in the books. */
const proofs: readonly Proof[] = [
  {
    statement: 'banks owe their pools what recoveries make due and remittances have not paid',
    of: sql`select count(distinct (claim.pool_id, recovery.organisation_id)) from recovery join claim on claim.id = claim_id`,
    wrong: sql`
      select format('%s %s: due %s, settled %s, remitted %s, ledger %s', code, owed.organisation_id, due, settled, coalesce(paid, 0), coalesce(stands, 0)) as difference
      from (
        select claim.pool_id, recovery.organisation_id, sum(due_minor) as due, sum(remitted_minor) as settled
        from recovery join claim on claim.id = claim_id group by 1, 2) as owed
      join pool on pool.id = owed.pool_id
      left join (
        select pool_id, organisation_id, sum(minor) as paid from remittance where entry_id is not null group by 1, 2
      ) as remitted on remitted.pool_id = owed.pool_id and remitted.organisation_id = owed.organisation_id
      left join (
        select account.book_id, detail as bank, sum(minor) as stands
        from account join posting on posting.account_id = account.id where head = 'remittance_receivable' group by 1, 2
      ) as receivable on receivable.book_id = pool.book_id and bank = owed.organisation_id
      where settled <> coalesce(paid, 0) or due - settled <> coalesce(stands, 0)`,
  },
  {
    statement: 'claims have given back to their bearers what their recoveries shared out',
    of: sql`select count(distinct claim_id) from recovery`,
    wrong: sql`
      select format('%s: returned %s, shared %s', claim.id, returned, shared) as difference
      from claim
      cross join lateral (select coalesce(sum(returned_minor), 0) as returned from claim_bearer where claim_id = claim.id) as bearers
      cross join lateral (
        select coalesce(sum((share -> 'amount' -> 'minor' ->> '$bigint')::int8), 0) as shared from recovery
        cross join lateral jsonb_array_elements(shares) as share where claim_id = claim.id) as recoveries
      where returned <> shared`,
  },
]

export const proveRecoveries: Prove = (db) => runProofs(db, proofs)
