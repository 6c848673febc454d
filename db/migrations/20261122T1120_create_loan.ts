import { type Kysely, sql } from 'kysely'

// Historic books of guaranteed loans, as their keepers bring them, and the sums that dashboards read.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table lender (
      id bigint generated always as identity primary key,
      organisation_id text not null references organisation,
      name text not null,
      region text,
      linked_organisation_id text references organisation,
      constraint lender_once unique nulls not distinct (organisation_id, name, region)
    )`.execute(db)

  await sql`
    create table loan (
      id bigint generated always as identity primary key,
      organisation_id text not null,
      lender_id bigint,
      number text collate "C" not null,
      borrower_name text collate "C" not null,
      industry_code text,
      region text,
      outcome text not null,
      currency text not null,
      approved_on date not null,
      disbursed_on date,
      charged_off_on date,
      term_months integer,
      approved_minor bigint not null,
      guaranteed_minor bigint not null,
      disbursed_minor bigint,
      charged_off_minor bigint,
      warnings text[] not null default '{}',
      batch_id text not null,
      line integer not null,
      -- Rows without a lender share one key space, so that a second one with the same number is recognised.
      constraint loan_number_once unique nulls not distinct (organisation_id, lender_id, number),
      constraint loan_outcome_known check (outcome in ('repaid', 'charged_off')),
      constraint loan_currency_known check (currency in ('CNY', 'USD', 'EUR', 'GBP', 'HKD', 'JPY')),
      constraint loan_amounts_not_negative check (
        approved_minor >= 0 and guaranteed_minor >= 0 and disbursed_minor >= 0 and charged_off_minor >= 0)
    )`.execute(db)
  // What two foreign keys would promise, and that lender and batch are the same keeper's, asked once for each statement
  // instead of twice for each row: a million keys took nine seconds, this takes one. What it found cannot go away again,
  // since neither table lets anything be deleted.
  await sql`
    create function require_loan_of_one_keeper() returns trigger language plpgsql as $$
    begin
      if exists (
        select from (select distinct organisation_id, lender_id, batch_id from added) as named
        where not exists (select from import_batch where id = named.batch_id and organisation_id = named.organisation_id)
          or (lender_id is not null
            and not exists (select from lender where id = named.lender_id and organisation_id = named.organisation_id))
      ) then
        raise exception 'a loan names a lender or a batch that is not its keeper''s'
          using errcode = 'foreign_key_violation', constraint = 'loan_of_one_keeper';
      end if;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger loan_of_one_keeper after insert on loan referencing new table as added
    for each statement execute function require_loan_of_one_keeper()`.execute(db)
  await sql`create trigger import_batch_kept before delete or truncate on import_batch for each statement execute function refuse_change()`.execute(db)
  await sql`create index loan_by_approval on loan (organisation_id, approved_on, id)`.execute(db)
  await sql`create index loan_by_number on loan (organisation_id, number)`.execute(db)
  await sql`create index loan_by_batch on loan (batch_id, line)`.execute(db)

  // At the grain that questions are asked at; kept by the import that adds the loans, in its transaction.
  await sql`
    create table loan_rollup (
      organisation_id text not null,
      batch_id text not null references import_batch,
      lender_id bigint references lender,
      outcome text not null,
      currency text not null,
      approval_year integer not null,
      charge_off_year integer,
      loans integer not null,
      warned integer not null,
      approved_minor bigint not null,
      guaranteed_minor bigint not null,
      disbursed_minor bigint not null,
      disbursed_known integer not null,
      charged_off_minor bigint not null,
      charged_off_known integer not null,
      constraint loan_rollup_cell_once unique nulls not distinct
        (batch_id, lender_id, outcome, currency, approval_year, charge_off_year)
    )`.execute(db)
  await sql`create index loan_rollup_by_organisation on loan_rollup (organisation_id)`.execute(db)

  for (const table of ['lender', 'loan', 'loan_rollup']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.raw(`${table}_read`)} on ${sql.table(table)} for select using (organisation_id in (select visible_organisations()))`.execute(db)
    await sql`create policy ${sql.raw(`${table}_add`)} on ${sql.table(table)} for insert with check (organisation_id = (select acting_organisation()))`.execute(db)
    await sql`
      create trigger ${sql.raw(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
}
