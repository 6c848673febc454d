import { type Kysely, sql } from 'kysely'

// Enterprises: one for each social credit code, known to everybody who works here; what is stated of them is dated and kept.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table enterprise (
      id text primary key,
      uscc text collate "C" not null,
      name text not null,
      -- Firms under one controller share it; caps follow the group.
      group_code text,
      registered_by text not null references organisation,
      -- A code whose check character is wrong is taken on the word of its certificate, with the reason.
      override_reason text,
      constraint enterprise_uscc_once unique (uscc),
      constraint enterprise_uscc_shape check (uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$')
    )`.execute(db)
  await sql`create index enterprise_by_group on enterprise (group_code) where group_code is not null`.execute(db)
  await sql`create index enterprise_by_name on enterprise (name)`.execute(db)

  await sql`
    create table enterprise_fact (
      id bigint generated always as identity primary key,
      enterprise_id text not null references enterprise,
      organisation_id text not null references organisation,
      fact text not null,
      -- As the fact's kind writes it: digits, true or false, a day, a code.
      value text not null,
      stated_for date not null,
      source text,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint enterprise_fact_said_once unique (enterprise_id, organisation_id, fact, stated_for, value)
    )`.execute(db)
  await sql`
    create table enterprise_certificate (
      id bigint generated always as identity primary key,
      enterprise_id text not null references enterprise,
      organisation_id text not null references organisation,
      kind text not null,
      number text,
      valid_from date not null,
      valid_to date,
      revoked_on date,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint enterprise_certificate_once unique nulls not distinct (enterprise_id, kind, number, valid_from),
      constraint enterprise_certificate_ends_after_it_begins check (valid_to >= valid_from)
    )`.execute(db)
  await sql`
    create table enterprise_flag (
      id bigint generated always as identity primary key,
      enterprise_id text not null references enterprise,
      organisation_id text not null references organisation,
      list text not null,
      subject text not null,
      stands_from date not null,
      stands_to date,
      repaired_on date,
      source text,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint enterprise_flag_once unique (enterprise_id, list, subject, stands_from)
    )`.execute(db)
  await sql`
    create table enterprise_check (
      id bigint generated always as identity primary key,
      enterprise_id text not null references enterprise,
      organisation_id text not null references organisation,
      checked_on date not null,
      list text,
      subject text,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint enterprise_check_once unique nulls not distinct (enterprise_id, organisation_id, checked_on, list, subject)
    )`.execute(db)

  for (const table of ['enterprise', 'enterprise_fact', 'enterprise_certificate', 'enterprise_flag', 'enterprise_check']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    const keeper = sql.id(table === 'enterprise' ? 'registered_by' : 'organisation_id')
    await sql`create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert with check (${keeper} = (select acting_organisation()))`.execute(db)
    if (table !== 'enterprise') {
      await sql`create index ${sql.id(`${table}_by_enterprise`)} on ${sql.table(table)} (enterprise_id)`.execute(db)
      await sql`
        create trigger ${sql.id(`${table}_append_only`)} before delete or truncate on ${sql.table(table)}
        for each statement execute function refuse_change()`.execute(db)
    }
  }
  // Register entries, certificates and public lists are public; what a firm earns or owes is for who was told and who oversees.
  for (const table of ['enterprise', 'enterprise_certificate', 'enterprise_flag', 'enterprise_check']) {
    await sql`
      create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select
      using ((select acting_organisation()) is not null and not (select acting_is_administrator()))`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
  await sql`
    create policy enterprise_fact_read on enterprise_fact for select using (organisation_id in (select visible_organisations()))`.execute(db)
  await sql`grant select, insert on enterprise_fact to cofund_app`.execute(db)
}
