import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'
import { type Proof, type Prove, proofResult, runProofs } from '../audit/proof.ts'
import { rerunReport } from './report.commands.ts'

/**
 * What always holds of the ledger, each proved anew from the entries alone. The constraints refuse what would break it;
 * these find what got past them: a restored file, a switched-off trigger, a hand in the data files.
 */
const proofs: readonly Proof[] = [
  {
    statement: 'entries have all their lines and balance in every currency, memorandum accounts apart',
    of: sql`select count(*) from journal_entry`,
    wrong: sql`
      select format('%s %s: %s of %s lines, out by %s', book.code, entry.sequence, coalesce(found.postings, 0), entry.lines,
        coalesce(found.uneven, '0')) as difference
      from journal_entry as entry join book on book.id = entry.book_id
      left join (
        select book_id, sequence, sum(postings) as postings,
          string_agg(total || ' ' || currency, ', ') filter (where total <> 0) as uneven
        from (
          select posting.book_id, sequence, currency, count(*) as postings, sum(minor) as total
          from posting join account on account.id = posting.account_id
          group by posting.book_id, sequence, currency, class = 'memorandum'
        ) as part group by book_id, sequence
      ) as found on found.book_id = entry.book_id and found.sequence = entry.sequence
      where found.postings is distinct from entry.lines or found.uneven is not null`,
  },
  {
    statement: 'postings belong to an entry, on its day and in its book',
    of: sql`select count(*) from posting`,
    wrong: sql`
      select format('%s %s line %s', posting.book_id, posting.sequence, line) as difference
      from posting
      left join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
      left join account on account.id = posting.account_id and account.book_id = posting.book_id
      where account.id is null or entry.effective_on is distinct from posting.effective_on or line not between 1 and entry.lines`,
  },
  {
    statement: 'monthly balances equal the sums of their postings',
    of: sql`select count(*) from account_balance`,
    wrong: sql`
      select format('%s %s %s %s: kept %s/%s, postings %s/%s', book.code, head || coalesce(':' || nullif(detail, ''), ''),
        month, currency, coalesce(kept.debits, 0), coalesce(kept.credits, 0),
        coalesce(summed.debits, 0), coalesce(summed.credits, 0)) as difference
      from (select book_id, account_id, currency, month, debit_minor as debits, credit_minor as credits from account_balance) as kept
      full join (
        select account_id, currency, effective_on - (extract(day from effective_on)::integer - 1) as month,
          coalesce(sum(minor) filter (where minor > 0), 0) as debits, coalesce(-sum(minor) filter (where minor < 0), 0) as credits
        from posting group by 1, 2, 3
      ) as summed using (account_id, currency, month)
      join account on account.id = account_id join book on book.id = account.book_id
      where (kept.debits, kept.credits, kept.book_id) is distinct from (summed.debits, summed.credits, account.book_id)`,
  },
  {
    statement: 'books number their entries without a gap, in the order of their times',
    of: sql`select count(*) from book`,
    wrong: sql`
      select format('%s: %s entries, numbered %s to %s, %s out of time', book.code, count(*), min(sequence), max(sequence),
        count(*) filter (where recorded_at < before)) as difference
      from (select *, lag(recorded_at) over (partition by book_id order by sequence) as before from journal_entry) as entry
      join book on book.id = entry.book_id
      group by book.code having count(*) <> max(sequence) or min(sequence) <> 1 or bool_or(recorded_at < before)`,
  },
  {
    statement: 'transfers net to zero between their books',
    of: sql`select count(distinct transfer_id) from journal_entry where transfer_id is not null`,
    wrong: sql`
      select format('%s: out by %s', coalesce(transfer_id, 'without a transfer'),
        string_agg(total || ' ' || currency, ', ')) as difference
      from (
        select transfer_id, currency, sum(minor) as total
        from posting join account on account.id = posting.account_id and counterparty_book_id is not null
        join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
        group by transfer_id, currency, least(entry.book_id, counterparty_book_id), greatest(entry.book_id, counterparty_book_id)
      ) as pair group by transfer_id having bool_or(total <> 0) or transfer_id is null`,
  },
  {
    statement: 'reversals undo their entries line by line',
    of: sql`select count(*) from journal_entry where reverses is not null`,
    wrong: sql`
      select format('%s %s', book.code, reversal.sequence) as difference
      from journal_entry as reversal join book on book.id = reversal.book_id
      left join journal_entry as original on original.id = reversal.reverses
      where reversal.reverses is not null and (
        original.book_id is distinct from reversal.book_id
        or exists (
          select from posting where posting.book_id = reversal.book_id and sequence in (reversal.sequence, original.sequence)
          group by account_id, currency having sum(minor) <> 0))`,
  },
  {
    statement: 'entries count in the month of their day, or where that was closed, in the first that was open',
    of: sql`select count(*) from journal_entry`,
    wrong: sql`
      select format('%s %s: effective on %s, counts in %s', book.code, entry.sequence, entry.effective_on, entry.posted_in) as difference
      from journal_entry as entry join book on book.id = entry.book_id
      left join lateral (
        select closed_through from book_period_event as turn
        where turn.book_id = entry.book_id and turn.at_sequence < entry.sequence order by place desc limit 1
      ) as found on true
      where entry.posted_in is distinct from greatest(
        entry.effective_on - (extract(day from entry.effective_on)::integer - 1),
        (found.closed_through + interval '1 month')::date)`,
  },
  {
    statement: 'closings and reopenings of periods follow one another, each by two people',
    of: sql`select count(*) from book_period_event`,
    wrong: sql`
      select format('%s %s %s %s', book.code, turn.place, event, month) as difference
      from (
        select *, row_number() over own as nth, lag(closed_through) over own as before,
          lag(at_sequence) over own as sequence_before
        from book_period_event window own as (partition by book_id order by place)
      ) as turn join book on book.id = turn.book_id
      where turn.place <> nth or at_sequence < sequence_before
        or event = 'closed' and (closed_through is distinct from month or month <> before + interval '1 month')
        or event = 'reopened' and (month is distinct from before or closed_through >= month)
        or not exists (select from proposal where applied_in = turn.recorded_in and subject = turn.book_id
          and kind = case event when 'closed' then 'ledger.close_period' else 'ledger.reopen_period' end)`,
  },
]

export const proveLedger: Prove = async (db) => [...(await runProofs(db, proofs)), await proveReports(db)]

/** Each stored report is computed again from what it saw. */
async function proveReports(db: Db) {
  const ids = await db.selectFrom('report_run').select('id').orderBy('id').execute()
  const wrong: string[] = []
  for (const { id } of ids) {
    const { report, hash, identical } = await rerunReport(db, id)
    if (!identical) wrong.push(`${report.id}: stored ${report.hash}, now ${hash}`)
  }
  return proofResult(ids.length, 'stored reports come out the same when they are run again', wrong)
}
