import { type Kysely, sql } from 'kysely'

// Rules are data: what a version says is fixed once it is in effect, and no day has two versions of one policy.
export async function up(db: Kysely<unknown>): Promise<void> {
  // An exclusion constraint compares a policy's id, a text, beside its period.
  await sql`create extension if not exists btree_gist`.execute(db)

  // A rule may be known of a place in which nobody here acts, so its jurisdiction is a code and no reference.
  await sql`
    create table policy (
      id text primary key,
      kind text not null,
      code text not null,
      name_zh text not null,
      name_en text not null,
      jurisdiction_code text,
      constraint policy_code_unique unique (code),
      constraint policy_kind_known check (kind in ('compensation_scheme')),
      constraint policy_code_plain check (code ~ '^[A-Z][A-Z0-9-]{1,31}$'),
      constraint policy_jurisdiction_is_gb_2260 check (jurisdiction_code ~ '^[0-9]{6}$')
    )`.execute(db)

  await sql`
    create table policy_version (
      id text primary key,
      policy_id text not null references policy,
      number integer not null,
      status text not null default 'draft',
      document text not null,
      effective_from date,
      effective_to date,
      params jsonb not null,
      cites jsonb not null,
      constraint policy_version_number_once unique (policy_id, number),
      constraint policy_version_number_from_one check (number >= 1),
      constraint policy_version_status_known check (status in ('draft', 'active', 'retired')),
      constraint policy_version_ends_after_it_begins check (effective_to > effective_from),
      constraint policy_version_end_needs_a_beginning check (effective_to is null or effective_from is not null),
      constraint policy_version_in_effect_from_a_day check (status = 'draft' or effective_from is not null),
      constraint policy_version_in_effect_is_complete check (status = 'draft' or not jsonb_path_exists(params, '$.** ? (@ == null)')),
      constraint policy_version_params_are_named check (jsonb_typeof(params) = 'object' and jsonb_typeof(cites) = 'object'),
      constraint policy_version_periods_do_not_overlap
        exclude using gist (policy_id with =, daterange(effective_from, effective_to) with &&) where (status = 'active')
    )`.execute(db)

  // A decision keeps the version that it used, so that version must go on saying the same. What may still happen to it:
  // it is given the end that it lacked, or it is withdrawn.
  await sql`
    create function keep_policy_version() returns trigger language plpgsql set search_path = pg_catalog, public as $$
    begin
      if tg_op = 'UPDATE' and (old.status = 'draft' or (
        (new.id, new.policy_id, new.number, new.document, new.effective_from, new.params, new.cites)
          is not distinct from (old.id, old.policy_id, old.number, old.document, old.effective_from, old.params, old.cites)
        and (old.effective_to is null or new.effective_to is not distinct from old.effective_to)
        and (new.status = old.status or old.status = 'active' and new.status = 'retired')))
      then return new; end if;
      raise exception 'policy version % is in effect', old.id
        using errcode = 'integrity_constraint_violation', constraint = 'policy_version_fixed_once_in_effect';
    end $$`.execute(db)
  await sql`
    create trigger policy_version_fixed_once_in_effect before update or delete on policy_version
    for each row execute function keep_policy_version()`.execute(db)
  await sql`
    create trigger policy_version_kept before truncate on policy_version for each statement execute function refuse_change()`.execute(
    db,
  )

  // Rules are public: whoever is signed in reads them. Those who answer for public money write them.
  for (const table of ['policy', 'policy_version']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select using ((select acting_membership()) is not null)`.execute(
      db,
    )
    for (const [deed, rule] of [
      ['insert', 'with check'],
      ['update', 'using'],
    ] as const) {
      await sql`
        create policy ${sql.id(`${table}_${deed}`)} on ${sql.table(table)} for ${sql.raw(deed)} ${sql.raw(rule)} (exists (
          select from organisation where organisation.id = (select acting_organisation())
            and organisation.kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting')))`.execute(db)
    }
  }
  await sql`grant select, insert on policy, policy_version to cofund_app`.execute(db)
  await sql`grant update (name_zh, name_en) on policy to cofund_app`.execute(db)
  await sql`grant update (status, document, effective_from, effective_to, params, cites) on policy_version to cofund_app`.execute(
    db,
  )
}
