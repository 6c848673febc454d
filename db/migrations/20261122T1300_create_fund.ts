import { type Kysely, sql } from 'kysely'

// A portfolio is what investors' reports say of their commitments, fund by fund and day by day: nothing is overwritten.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table fund (
      id text primary key,
      organisation_id text not null references organisation,
      name text not null,
      manager text not null,
      asset_class text not null,
      vintage_year integer not null,
      currency text not null,
      constraint fund_named_once_per_keeper unique (organisation_id, name),
      constraint fund_vintage_plausible check (vintage_year between 1900 and 2200)
    )`.execute(db)

  await sql`
    create table position (
      id text primary key,
      organisation_id text not null references organisation,
      fund_id text not null references fund,
      investor text not null,
      as_of date not null,
      committed_minor bigint not null,
      called_minor bigint not null,
      distributed_minor bigint not null,
      value_minor bigint not null,
      reported_net_irr_ppm integer,
      reported_multiple_ppm integer,
      batch_id text references import_batch,
      line integer,
      constraint position_reported_once_a_day unique (fund_id, investor, as_of),
      constraint position_commitment_not_negative check (committed_minor >= 0),
      constraint position_called_not_negative check (called_minor >= 0),
      constraint position_value_not_negative check (value_minor >= 0)
    )`.execute(db)
  await sql`create index position_by_day on position (organisation_id, as_of)`.execute(db)
  await sql`create index position_by_batch on position (batch_id, line)`.execute(db)

  await sql`alter table fund enable row level security`.execute(db)
  await sql`alter table position enable row level security`.execute(db)
  for (const table of ['fund', 'position']) {
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select
      using (organisation_id in (select visible_organisations()))`.execute(db)
    await sql`create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (organisation_id = (select acting_organisation()))`.execute(db)
  }
  await sql`create trigger position_append_only before update or delete or truncate on position
    for each statement execute function refuse_change()`.execute(db)
  await sql`grant select, insert on fund, position to cofund_app`.execute(db)
}
