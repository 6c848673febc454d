import { type Kysely, sql } from 'kysely'

// Files live in the database, named by their hash, in pieces small enough to stream: any number of servers share them.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table document (
      organisation_id text not null references organisation,
      hash text not null,
      name text not null,
      kind text not null,
      bytes bigint not null,
      stored_by text not null references membership,
      stored_at timestamptz not null default clock_timestamp(),
      -- By organisation as well as by hash: that a file is already here would tell one bank what another has sent.
      primary key (organisation_id, hash),
      constraint document_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$'),
      constraint document_kind_known check (kind in ('csv', 'gzip', 'xlsx', 'pdf', 'png', 'jpeg', 'unknown')),
      constraint document_not_empty check (bytes > 0)
    )`.execute(db)
  await sql`
    create table document_chunk (
      organisation_id text not null,
      hash text not null,
      index integer not null,
      bytes bytea not null,
      primary key (organisation_id, hash, index),
      foreign key (organisation_id, hash) references document,
      constraint document_chunk_bounded check (octet_length(bytes) between 1 and 1048576)
    )`.execute(db)
  // What arrives is mostly compressed already; trying to compress it again only takes time.
  await sql`alter table document_chunk alter column bytes set storage external`.execute(db)

  for (const table of ['document', 'document_chunk']) {
    await sql`
      create trigger ${sql.raw(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.raw(`${table}_read`)} on ${sql.table(table)} for select using (organisation_id in (select visible_organisations()))`.execute(db)
    await sql`create policy ${sql.raw(`${table}_add`)} on ${sql.table(table)} for insert with check (organisation_id = (select acting_organisation()))`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
}
