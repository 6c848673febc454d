import { type Kysely, sql } from 'kysely'

// A bulk import is one batch: its file, what was found in it, what was confirmed, and what came of it.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table import_batch (
      id text primary key,
      organisation_id text not null references organisation,
      kind text not null,
      mapping text,
      document_hash text not null,
      status text not null,
      phase text,
      progress_rows integer not null default 0,
      progress_bytes bigint not null default 0,
      progress_at timestamptz not null default clock_timestamp(),
      encoding text,
      rows integer,
      taken integer,
      rejected integer,
      duplicate integer,
      warned integer,
      root text,
      digest text,
      refusal jsonb,
      started_by text not null references membership,
      started_at timestamptz not null default clock_timestamp(),
      checked_at timestamptz,
      confirmed_by text references membership,
      confirmed_at timestamptz,
      accepted_rejections boolean not null default false,
      imported_at timestamptz,
      foreign key (organisation_id, document_hash) references document,
      constraint import_batch_kind_known check (kind in ('loans', 'commitments')),
      constraint import_batch_status_known check (status in ('checking', 'checked', 'importing', 'imported', 'refused')),
      constraint import_batch_phase_known check (phase in ('waiting', 'reading', 'judging', 'writing')),
      constraint import_batch_encoding_known check (encoding in ('utf-8', 'gb18030', 'xlsx')),
      constraint import_batch_counts_add_up check (rows = taken + rejected + duplicate and warned <= taken),
      constraint import_batch_imported_as_confirmed check (
        status not in ('importing', 'imported') or (digest is not null and confirmed_by is not null)),
      constraint import_batch_left_out_knowingly check (status <> 'imported' or accepted_rejections or rows = taken),
      constraint import_batch_refused_with_reason check ((status = 'refused') = (refusal is not null))
    )`.execute(db)
  await sql`create index import_batch_by_organisation on import_batch (organisation_id, started_at desc)`.execute(db)
  await sql`
    create unique index import_batch_file_once on import_batch (organisation_id, kind, document_hash) where status = 'imported'`.execute(db)

  await sql`
    create table import_total (
      batch_id text not null references import_batch,
      organisation_id text not null,
      name text not null,
      currency text not null,
      taken_minor bigint not null,
      left_minor bigint not null,
      taken_known integer not null,
      primary key (batch_id, name, currency)
    )`.execute(db)
  await sql`
    create table import_reason (
      batch_id text not null references import_batch,
      organisation_id text not null,
      severity text not null,
      field text not null,
      code text not null,
      rows integer not null,
      primary key (batch_id, severity, field, code)
    )`.execute(db)
  // No foreign key here: ten million findings of a bad file would each be checked against the one batch they all name.
  await sql`
    create table import_finding (
      batch_id text not null,
      organisation_id text not null,
      severity text not null,
      line integer not null,
      field text not null,
      code text not null,
      value text,
      detail text,
      constraint import_finding_severity_known check (severity in ('error', 'duplicate', 'warning'))
    )`.execute(db)
  await sql`create index import_finding_by_line on import_finding (batch_id, line)`.execute(db)

  for (const table of ['import_batch', 'import_total', 'import_reason', 'import_finding']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.raw(`${table}_read`)} on ${sql.table(table)} for select using (organisation_id in (select visible_organisations()))`.execute(db)
    await sql`create policy ${sql.raw(`${table}_add`)} on ${sql.table(table)} for insert with check (organisation_id = (select acting_organisation()))`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
  for (const table of ['import_total', 'import_reason', 'import_finding']) {
    await sql`
      create trigger ${sql.raw(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
  }
  await sql`create policy import_batch_work on import_batch for update using (organisation_id = (select acting_organisation()))`.execute(db)
  await sql`
    grant update (mapping, status, phase, progress_rows, progress_bytes, progress_at, encoding, rows, taken, rejected, duplicate, warned,
      root, digest, refusal, checked_at, confirmed_by, confirmed_at, accepted_rejections, imported_at) on import_batch to cofund_app`.execute(db)
}
