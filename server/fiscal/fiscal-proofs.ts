import { sql } from 'kysely'
import { type Proof, type Prove, runProofs } from '../audit/proof.ts'

/** What is kept beside plans and vouchers equals them, and what the ledger's memorandum accounts say. */
const proofs: readonly Proof[] = [
  {
    statement: 'budget indicators equal their changes, plans and vouchers',
    of: sql`select count(*) from budget_indicator`,
    wrong: sql`
      select format('%s: granted %s/%s, planned %s/%s, drawn %s/%s', document_number, granted_minor, changed, planned_minor, planned,
        drawn_minor, drawn) as difference
      from budget_indicator as indicator
      cross join lateral (select coalesce(sum(minor), 0) as changed from budget_change where indicator_id = indicator.id) as changes
      cross join lateral (
        select coalesce(sum(minor - released_minor), 0) as planned from payment_plan where indicator_id = indicator.id) as plans
      cross join lateral (
        select coalesce(sum(minor), 0) as drawn from payment_voucher where indicator_id = indicator.id and status <> 'cancelled') as vouchers
      where (granted_minor, planned_minor, drawn_minor) is distinct from (changed, planned, drawn)`,
  },
  {
    statement: 'payment plans equal their vouchers',
    of: sql`select count(*) from payment_plan`,
    wrong: sql`
      select format('%s: kept %s, vouchers %s', plan.number, drawn_minor, drawn) as difference
      from payment_plan as plan
      cross join lateral (
        select coalesce(sum(minor), 0) as drawn from payment_voucher where plan_id = plan.id and status <> 'cancelled') as vouchers
      where drawn_minor <> drawn`,
  },
  {
    statement: 'budget indicators have as much left as their memorandum accounts in the treasury’s book',
    of: sql`select count(*) from budget_indicator`,
    wrong: sql`
      select format('%s: kept %s, ledger %s', document_number, granted_minor - drawn_minor, coalesce(stands, 0)) as difference
      from budget_indicator as indicator left join (
        select account.book_id, detail, currency, sum(minor) as stands from account join posting on posting.account_id = account.id
        where head = 'budget_indicator' group by 1, 2, 3
      ) as memo on memo.book_id = indicator.book_id and memo.detail = indicator.id and memo.currency = indicator.currency
      where granted_minor - drawn_minor is distinct from coalesce(stands, 0)`,
  },
  {
    statement: 'paid vouchers were appropriated once, to the fen',
    of: sql`select count(*) from payment_voucher where status = 'paid'`,
    wrong: sql`
      select format('%s: voucher %s, appropriated %s', number, voucher.minor, coalesce(given, 0)) as difference
      from payment_voucher as voucher
      left join lateral (
        select -sum(posting.minor) as given from journal_entry as entry
        join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
        join account on account.id = posting.account_id
        where entry.id = voucher.paid_entry_id and head = 'appropriation' and detail = voucher.indicator_id
      ) as entry on true
      where status = 'paid' and voucher.minor is distinct from given`,
  },
]

export const proveFiscal: Prove = (db) => runProofs(db, proofs)
