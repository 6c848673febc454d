import { type Kysely, sql } from 'kysely'

// Every change leaves an act beside it, in its own transaction; and a request that is sent twice is answered once.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table act (
      id bigint generated always as identity primary key,
      organisation_id text not null references organisation,
      membership_id text not null references membership,
      kind text not null,
      facts jsonb not null,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint act_kind_is_noun_and_deed check (kind ~ '^[a-z_]+\\.[a-z_]+$')
    )`.execute(db)
  await sql`create index act_by_organisation on act (organisation_id, id desc)`.execute(db)

  await sql`
    create table request (
      organisation_id text not null references organisation,
      key text not null,
      procedure text not null,
      body_hash text not null,
      answer jsonb,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint request_answered_once primary key (organisation_id, key),
      constraint request_key_bounded check (length(key) between 8 and 200)
    )`.execute(db)

  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_name;
    end $$`.execute(db)
  await sql`
    create trigger act_append_only before update or delete or truncate on act
    for each statement execute function refuse_change()`.execute(db)

  await sql`alter table act enable row level security`.execute(db)
  await sql`alter table request enable row level security`.execute(db)
  await sql`create policy act_read on act for select using (organisation_id in (select visible_organisations()))`.execute(db)
  await sql`create policy act_add on act for insert with check (
    membership_id = (select acting_membership()) and organisation_id = (select acting_organisation()))`.execute(db)
  await sql`create policy request_own on request for all using (organisation_id = (select acting_organisation()))`.execute(db)
  await sql`grant select, insert on act to cofund_app`.execute(db)
  await sql`grant select, insert, update (answer) on request to cofund_app`.execute(db)
}
