import { type Kysely, sql } from 'kysely'

// Every row of the business stands by digest in the act that wrote it: what a table says can be held to the signed record, column by column.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sealed_row (
      id bigint generated always as identity,
      seal uuid not null,
      relation text not null,
      key text not null,
      digest bytea not null,
      primary key (seal, id),
      constraint sealed_row_digest_is_sha256 check (length(digest) = 32)
    )`.execute(db)
  await sql`create index sealed_row_by_row on sealed_row (relation, key, id)`.execute(db)
  await sql`
    create trigger sealed_row_append_only before update or delete or truncate on sealed_row
    for each statement execute function refuse_change()`.execute(db)
  await sql`alter table sealed_row enable row level security`.execute(db)

  await sql`
    create table seal (
      id uuid primary key default gen_random_uuid(),
      organisation_id text references organisation,
      opened_in xid8 not null default pg_current_xact_id(),
      stream text,
      sequence bigint,
      constraint seal_named_whole check ((stream is null) = (sequence is null))
    )`.execute(db)
  await sql`create index seal_unnamed on seal (opened_in) where stream is null`.execute(db)
  await sql`alter table seal enable row level security`.execute(db)

  // What is left out is proved otherwise or is no business of anybody's: server/audit/sealed-tables.ts says which and why.
  await sql`
    select keep_sealed(relname::text, case relname when 'api_key' then 'last_used_at' when 'import_batch' then 'phase,progress_rows,progress_bytes,progress_at' else '' end)
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' and relname <> all (array[
      'act', 'act_head', 'checkpoint', 'sealed_row', 'seal', 'loan', 'journal_entry', 'posting', 'account_balance', 'document_chunk',
      'evaluated_loss', 'loan_rollup', 'loss_rollup', 'note_rollup', 'import_finding', 'import_reason',
      'session', 'credential', 'rate_limit', 'request', 'account_number_key'])
    order by relname`.execute(db)
  await sql`
    create trigger loan_sealed_when_imported after insert on loan referencing new table as added
    for each statement execute function seal_batch()`.execute(db)
  await sql`select seal_standing_rows()`.execute(db)
}
