import { type Kysely, sql } from 'kysely'

// Everything else asks who acts and for whom: organisations in their jurisdictions, persons, memberships, sessions.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table jurisdiction (
      code text primary key,
      name_zh text not null,
      name_en text not null,
      level text not null,
      parent_code text references jurisdiction,
      constraint jurisdiction_code_is_gb_2260 check (code ~ '^[0-9]{6}$'),
      constraint jurisdiction_level_known check (level in ('nation', 'province', 'district')),
      constraint jurisdiction_only_nation_has_no_parent check ((level = 'nation') = (parent_code is null))
    )`.execute(db)

  await sql`
    create table organisation (
      id text primary key,
      kind text not null,
      name_zh text not null,
      name_en text not null,
      jurisdiction_code text not null references jurisdiction,
      constraint organisation_kind_known check (kind in (
        'city_finance', 'district_finance', 'programme_department', 'joint_meeting', 'state_assets', 'soe_group', 'fund_manager',
        'soe_vc', 'bank', 'guarantor', 'trustee', 'custodian', 'appraiser', 'exchange', 'audit_office', 'accounting_firm', 'admin'))
    )`.execute(db)
  await sql`create index organisation_by_jurisdiction on organisation (jurisdiction_code)`.execute(db)

  await sql`
    create table person (
      id text primary key,
      name text not null,
      sign_in_name text not null,
      constraint person_sign_in_name_unique unique (sign_in_name),
      constraint person_sign_in_name_plain check (sign_in_name ~ '^[a-z0-9][a-z0-9._-]{1,63}$')
    )`.execute(db)

  await sql`
    create table membership (
      id text primary key,
      person_id text not null references person,
      organisation_id text not null references organisation,
      roles text[] not null,
      since_on date not null,
      ended_on date,
      constraint membership_once unique (person_id, organisation_id),
      constraint membership_has_a_role check (cardinality(roles) > 0),
      constraint membership_ends_after_it_begins check (ended_on >= since_on)
    )`.execute(db)
  await sql`create index membership_by_organisation on membership (organisation_id)`.execute(db)

  // The application role holds no right on the next two: it reaches them through definer.sql alone.
  await sql`
    create table credential (
      person_id text primary key references person,
      password_hash text not null,
      totp_secret text,
      totp_step bigint,
      failures integer not null default 0,
      locked_until timestamptz,
      constraint credential_password_is_argon2id check (password_hash like '$argon2id$%')
    )`.execute(db)
  await sql`
    create table session (
      token_hash text primary key,
      membership_id text not null references membership,
      opened_from text not null,
      opened_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      ended_at timestamptz,
      constraint session_token_is_hashed check (token_hash ~ '^[0-9a-f]{64}$')
    )`.execute(db)
  await sql`create index session_by_membership on session (membership_id, opened_at desc)`.execute(db)

  for (const table of ['jurisdiction', 'organisation', 'person', 'membership', 'credential', 'session']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
  }
  // Names of jurisdictions and organisations stand on every voucher: whoever is signed in reads them.
  await sql`create policy jurisdiction_read on jurisdiction for select using ((select acting_membership()) is not null)`.execute(db)
  await sql`create policy organisation_read on organisation for select using ((select acting_membership()) is not null)`.execute(db)
  await sql`create policy membership_read on membership for select using (
    person_id = (select acting_person()) or organisation_id in (select visible_organisations()) or (select acting_is_administrator()))`.execute(db)
  await sql`create policy membership_add on membership for insert with check ((select acting_is_administrator()))`.execute(db)
  await sql`create policy person_read on person for select using (
    id = (select acting_person()) or id in (select person_id from membership) or (select acting_is_administrator()))`.execute(db)
  await sql`create policy person_add on person for insert with check ((select acting_is_administrator()))`.execute(db)
  await sql`grant select on jurisdiction, organisation, person, membership to cofund_app`.execute(db)
  await sql`grant insert on person, membership to cofund_app`.execute(db)
}
