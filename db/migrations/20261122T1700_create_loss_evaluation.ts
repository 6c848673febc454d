import { type Kysely, sql } from 'kysely'

// Schemes tried on historic loans: what each evaluation found, loss by loss, and the sums that its dashboard reads.
export async function up(db: Kysely<unknown>): Promise<void> {
  // In plpgsql, since a check runs it for every row: as a query it took seven times as long.
  await sql`
    create function total_of(parts bigint[]) returns bigint language plpgsql immutable strict parallel safe as $$
    declare
      part bigint;
      total bigint := 0;
    begin
      foreach part in array parts loop
        total := total + part;
      end loop;
      return total;
    end $$`.execute(db)

  // Scheme and batches are kept as they then were: a draft may be rewritten, and books go on being imported.
  await sql`
    create table loss_evaluation (
      id text primary key,
      organisation_id text not null references organisation,
      policy_version_id text not null references policy_version,
      params jsonb not null,
      cites jsonb not null,
      bearers text[] not null,
      batches text[] not null,
      evaluated_by text not null default acting_membership() references membership,
      evaluated_at timestamptz not null default clock_timestamp(),
      recorded_in text not null default pg_current_xact_id()::text
    )`.execute(db)
  await sql`create index loss_evaluation_by_organisation on loss_evaluation (organisation_id, evaluated_at desc)`.execute(db)

  // Shares stand in the order of the evaluation's bearers: one row says all of one loss, and a check holds it to its sum.
  // That the evaluation is there, check_loss_evaluation_is_open asks once for each statement rather than for each row.
  await sql`
    create table evaluated_loss (
      evaluation_id text not null,
      organisation_id text not null,
      loan_id bigint not null references loan,
      currency text not null,
      year integer,
      lender_id bigint,
      loss_minor bigint,
      shares bigint[],
      recorded_minor bigint,
      computed_minor bigint,
      refusal_code text,
      refusal_facts jsonb,
      primary key (evaluation_id, loan_id),
      constraint evaluated_loss_positive check (loss_minor > 0),
      constraint evaluated_loss_shares_are_the_loss check (
        case when refusal_code is null
          then (0 <= all (shares) and total_of(shares) = loss_minor) is true
          else shares is null
        end),
      constraint evaluated_loss_refused_with_reason check (
        (refusal_code is null) = (refusal_facts is null) and (refusal_code is null) = (computed_minor is not null))
    )`.execute(db)
  await sql`create index evaluated_loss_by_cell on evaluated_loss (evaluation_id, currency, year, lender_id)`.execute(db)

  // One row for all losses, one for each year, each lender, and each lender in each year: whatever a page leads with is a few rows.
  await sql`
    create table loss_rollup (
      evaluation_id text not null references loss_evaluation,
      organisation_id text not null,
      currency text not null,
      grain text not null,
      year integer,
      lender_id bigint references lender,
      losses integer not null,
      loss_minor bigint not null,
      unstated integer not null,
      refused integer not null,
      refused_minor bigint not null,
      shares bigint[] not null,
      compared integer not null,
      recorded_minor bigint not null,
      computed_minor bigint not null,
      above integer not null,
      above_minor bigint not null,
      below integer not null,
      below_minor bigint not null,
      constraint loss_rollup_cell_once unique nulls not distinct (evaluation_id, currency, grain, lender_id, year),
      constraint loss_rollup_grain_known check (grain in ('all', 'year', 'lender', 'year_lender')),
      constraint loss_rollup_shares_are_the_loss check (total_of(shares) = loss_minor - refused_minor),
      constraint loss_rollup_differences_add_up check (
        computed_minor - recorded_minor = above_minor + below_minor and above_minor >= 0 and below_minor <= 0
        and above + below <= compared and compared <= losses - refused and unstated <= refused)
    )`.execute(db)
  await sql`create index loss_rollup_by_loss on loss_rollup (evaluation_id, currency, grain, year, loss_minor desc)`.execute(db)

  // Why losses were not shared; "facts" are the first such loss's.
  await sql`
    create table loss_refusal (
      evaluation_id text not null references loss_evaluation,
      organisation_id text not null,
      currency text not null,
      code text not null,
      facts jsonb not null,
      alike boolean not null,
      losses integer not null,
      loss_minor bigint not null,
      primary key (evaluation_id, currency, code)
    )`.execute(db)

  // What an evaluation found is found in one transaction: nothing joins it later.
  await sql`
    create function check_loss_evaluation_is_open() returns trigger language plpgsql as $$
    begin
      if exists (
        select from added left join loss_evaluation on loss_evaluation.id = evaluation_id and loss_evaluation.organisation_id = added.organisation_id
        where recorded_in is distinct from pg_current_xact_id()::text
      ) then
        raise exception 'an evaluation takes nothing after its transaction'
          using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
      end if;
      return null;
    end $$`.execute(db)

  for (const table of ['loss_evaluation', 'evaluated_loss', 'loss_rollup', 'loss_refusal']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.raw(`${table}_read`)} on ${sql.table(table)} for select using (organisation_id in (select visible_organisations()))`.execute(
      db,
    )
    await sql`create policy ${sql.raw(`${table}_add`)} on ${sql.table(table)} for insert with check (organisation_id = (select acting_organisation()))`.execute(
      db,
    )
    await sql`
      create trigger ${sql.raw(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
  for (const table of ['evaluated_loss', 'loss_rollup', 'loss_refusal']) {
    await sql`
      create trigger ${sql.raw(`${table}_of_open_evaluation`)} after insert on ${sql.table(table)} referencing new table as added
      for each statement execute function check_loss_evaluation_is_open()`.execute(db)
  }
}
