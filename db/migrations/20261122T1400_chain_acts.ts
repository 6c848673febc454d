import { type Kysely, sql } from 'kysely'

// Acts become a chain: each names the hash of the one before it in its stream, so that nobody can rewrite one unseen.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table act
      add column stream text not null,
      add column sequence bigint not null,
      add column bytes text not null,
      add column hash bytea not null,
      add constraint act_sequence_once unique (stream, sequence),
      add constraint act_hash_is_of_its_bytes check (hash = sha256(convert_to(bytes, 'UTF8')))`.execute(db)
  await sql`create index journal_entry_by_transaction on journal_entry (recorded_in)`.execute(db)

  await sql`
    create table act_head (
      stream text primary key,
      organisation_id text not null references organisation,
      sequence bigint not null,
      hash bytea not null,
      constraint act_head_hash_is_sha256 check (length(hash) = 32)
    )`.execute(db)
  await sql`alter table act_head enable row level security`.execute(db)
  await sql`create policy act_head_read on act_head for select using (organisation_id in (select visible_organisations()))`.execute(db)
  await sql`grant select on act_head to cofund_app`.execute(db)

  // Only append_acts (definer.sql) adds an act: place, time, hash and actor are not the application's to say.
  await sql`drop policy act_add on act`.execute(db)
  await sql`revoke insert on act from cofund_app`.execute(db)
  await sql`revoke insert (organisation_id, membership_id, kind, facts) on act from cofund_app`.execute(db)
}
