import { type Kysely, sql } from 'kysely'

// Months of a book close by two people; what is recorded later counts in the first open month, under its own day. Reports store
// the places that they saw, so that they can be run again.
export async function up(db: Kysely<unknown>): Promise<void> {
  // Place, standing and time of an event are a trigger's to give (place_book_period_event in definer.sql).
  await sql`
    create table book_period_event (
      book_id text not null references book,
      place integer not null default 0,
      event text not null,
      month date not null,
      closed_through date,
      at_sequence bigint not null default 0,
      reason text,
      recorded_at timestamptz not null default clock_timestamp(),
      recorded_in xid8 not null default pg_current_xact_id(),
      constraint book_period_event_in_order primary key (book_id, place),
      constraint book_period_event_known check (event in ('closed', 'reopened')),
      constraint book_period_event_month_is_its_first_day check (extract(day from month) = 1),
      constraint book_period_event_reopening_says_why check (event = 'closed' or length(trim(reason)) > 0)
    )`.execute(db)
  await sql`
    create trigger book_period_event_in_turn before insert on book_period_event
    for each row execute function place_book_period_event()`.execute(db)
  await sql`
    create trigger book_period_event_append_only before update or delete or truncate on book_period_event
    for each statement execute function refuse_change()`.execute(db)
  await sql`alter table book_period_event enable row level security`.execute(db)
  await sql`create policy book_period_event_read on book_period_event for select using (book_id in (select id from book))`.execute(db)
  await sql`
    create policy book_period_event_by_two on book_period_event for insert with check (
      case event when 'closed' then applying_proposal('ledger.close_period', book_id)
        else applying_proposal('ledger.reopen_period', book_id) end)`.execute(db)
  await sql`grant select, insert (book_id, event, month, reason) on book_period_event to cofund_app`.execute(db)

  // Until now nothing was closed: every entry counts in the month of its day.
  await sql`alter table journal_entry add column posted_in date not null default '1000-01-01'`.execute(db)
  await sql`alter table journal_entry disable trigger journal_entry_append_only`.execute(db)
  await sql`update journal_entry set posted_in = effective_on - (extract(day from effective_on)::integer - 1)`.execute(db)
  await sql`alter table journal_entry enable trigger journal_entry_append_only`.execute(db)
  await sql`
    alter table journal_entry
      add constraint journal_entry_posted_in_is_a_month check (extract(day from posted_in) = 1),
      add constraint journal_entry_posted_in_no_earlier_month check (
        posted_in >= effective_on - (extract(day from effective_on)::integer - 1))`.execute(db)
  // The few that count later than they happened are all that a closed month's balance leaves out of that by day.
  await sql`create index journal_entry_late on journal_entry (book_id, posted_in) where posted_in > effective_on`.execute(db)

  await sql`
    create table report_run (
      id text primary key,
      organisation_id text not null references organisation,
      membership_id text not null references membership,
      kind text not null,
      parameters jsonb not null,
      sequences jsonb not null,
      hash text not null,
      ran_at timestamptz not null default clock_timestamp(),
      constraint report_run_kind_known check (kind in ('trial_balance')),
      constraint report_run_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$')
    )`.execute(db)
  await sql`create index report_run_by_organisation on report_run (organisation_id, ran_at desc)`.execute(db)
  await sql`
    create trigger report_run_append_only before update or delete or truncate on report_run
    for each statement execute function refuse_change()`.execute(db)
  await sql`alter table report_run enable row level security`.execute(db)
  await sql`
    create policy report_run_read on report_run for select using (organisation_id in (select visible_organisations()))`.execute(db)
  await sql`
    create policy report_run_add on report_run for insert with check (
      organisation_id = (select acting_organisation()) and membership_id = (select acting_membership()))`.execute(db)
  await sql`
    grant select, insert (id, organisation_id, membership_id, kind, parameters, sequences, hash) on report_run to cofund_app`.execute(db)
}
