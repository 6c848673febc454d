import { type Kysely, sql } from 'kysely'

// What a person said does not belong together is not suggested again, and rules no longer match it.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table statement_rejection (
      id text primary key,
      organisation_id text not null references organisation,
      bank_account_id text not null references bank_account,
      membership_id text not null references membership,
      line_ids text[] not null,
      sequences bigint[] not null,
      posting_lines smallint[] not null,
      rejected_at timestamptz not null default clock_timestamp(),
      constraint statement_rejection_once unique (bank_account_id, line_ids, sequences, posting_lines),
      constraint statement_rejection_names_postings check (cardinality(sequences) = cardinality(posting_lines)),
      constraint statement_rejection_parts_two check (cardinality(line_ids) + cardinality(sequences) >= 2)
    )`.execute(db)
  await sql`
    create trigger statement_rejection_append_only before update or delete or truncate on statement_rejection
    for each statement execute function refuse_change()`.execute(db)
  await sql`alter table statement_rejection enable row level security`.execute(db)
  await sql`
    create policy statement_rejection_read on statement_rejection for select
    using (organisation_id in (select visible_organisations()))`.execute(db)
  await sql`
    create policy statement_rejection_add on statement_rejection for insert with check (
      organisation_id = (select acting_organisation()) and membership_id = (select acting_membership())
      and bank_account_id in (select id from bank_account where organisation_id = (select acting_organisation())))`.execute(db)
  await sql`
    grant select, insert (id, organisation_id, bank_account_id, membership_id, line_ids, sequences, posting_lines)
    on statement_rejection to cofund_app`.execute(db)
}
