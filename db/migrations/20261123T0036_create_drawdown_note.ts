import { type Kysely, sql } from 'kysely'

// Loans under a pool: credit line → contract → drawdown note (借据), which is what is enrolled, reported on, disposed of and claimed for.
export async function up(db: Kysely<unknown>): Promise<void> {
  // What the pool's rule set said of a firm on a day: one for all the notes that a file brings of that firm in the same standing.
  await sql`
    create table note_verdict (
      id text primary key,
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      enterprise_id text not null references enterprise,
      rule_set_code text not null,
      outcome text not null,
      verdict jsonb not null,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint note_verdict_outcome_known check (outcome in ('eligible', 'ineligible', 'review'))
    )`.execute(db)
  await sql`create index note_verdict_by_enterprise on note_verdict (enterprise_id)`.execute(db)
  await sql`
    create table drawdown_note (
      id text collate "C" primary key,
      pool_id text not null,
      organisation_id text not null,
      number text collate "C" not null,
      contract_number text not null,
      credit_line_number text,
      enterprise_id text not null,
      -- The district of the firm's tax registration on the loan date.
      district_code text not null,
      product_code text not null,
      currency text not null default 'CNY',
      principal_minor bigint not null,
      lent_on date not null,
      due_on date not null,
      rate_ppm integer not null,
      purpose text not null,
      -- What schemes ask of a loan by name: first_loan, ip_pledge, key_list …
      flags text[] not null default '{}',
      -- Other cover that stands on this loan: codes of schemes, policy_guarantee …
      other_cover text[] not null default '{}',
      guaranteed_minor bigint,
      predecessor_id text references drawdown_note,
      succession text,
      status text not null default 'registered',
      enrolled_on date,
      policy_version_id text,
      verdict_id text not null,
      -- What of it stands in the pool's exposure and in the bank's quota: its principal while it is covered, else nothing.
      exposed_minor bigint not null default 0,
      -- As the bank last reported it, and as it follows from what was reported.
      balance_minor bigint not null,
      category text not null default 'pass',
      overdue_days integer not null default 0,
      reported_month date,
      npl_reported_on date,
      npl_derived_on date,
      batch_id text,
      line integer,
      recorded_at timestamptz not null default clock_timestamp(),
      -- A loan may stand under several pools that allow each other.
      constraint drawdown_note_number_once unique (organisation_id, number, pool_id),
      constraint drawdown_note_status_known check (status in
        ('registered', 'enrolled', 'overdue', 'non_performing', 'disposed', 'closed', 'repaid', 'rejected', 'withdrawn')),
      constraint drawdown_note_category_known check (category in ('pass', 'special_mention', 'substandard', 'doubtful', 'loss')),
      constraint drawdown_note_succession_known check (succession in ('renewal', 'extension', 'refinancing', 'restructuring')),
      constraint drawdown_note_succeeds_somehow check ((predecessor_id is null) = (succession is null)),
      constraint drawdown_note_due_after_lent check (due_on > lent_on),
      constraint drawdown_note_principal_positive check (principal_minor > 0),
      constraint drawdown_note_balance_within_principal check (balance_minor between 0 and principal_minor),
      constraint drawdown_note_rate_sane check (rate_ppm between 0 and 360000),
      constraint drawdown_note_overdue_not_negative check (overdue_days >= 0),
      constraint drawdown_note_enrolled_by_a_rule check (status in ('registered', 'rejected', 'withdrawn') or
        (enrolled_on is not null and policy_version_id is not null)),
      constraint drawdown_note_exposed_while_covered check (
        exposed_minor = 0 or (exposed_minor = principal_minor and status in ('enrolled', 'overdue', 'non_performing', 'disposed')))
    )`.execute(db)
  await sql`
    create trigger drawdown_note_of_known after insert on drawdown_note referencing new table as added
    for each statement execute function require_note_of_known()`.execute(db)
  await sql`
    create trigger drawdown_note_still_of_known before update of policy_version_id, verdict_id on drawdown_note
    for each row execute function require_note_still_of_known()`.execute(db)
  await sql`create index drawdown_note_by_pool on drawdown_note (pool_id, status, lent_on, id)`.execute(db)
  await sql`create index drawdown_note_by_day on drawdown_note (lent_on, id)`.execute(db)
  await sql`create index drawdown_note_by_bank on drawdown_note (organisation_id, lent_on, id)`.execute(db)
  await sql`create index drawdown_note_by_enterprise on drawdown_note (enterprise_id)`.execute(db)
  await sql`create index drawdown_note_by_predecessor on drawdown_note (predecessor_id) where predecessor_id is not null`.execute(db)
  await sql`create index drawdown_note_by_batch on drawdown_note (batch_id, line) where batch_id is not null`.execute(db)

  await sql`
    create table note_event (
      note_id text not null references drawdown_note,
      place integer not null,
      event text not null,
      effective_on date not null,
      facts jsonb not null default '{}',
      membership_id text not null references membership,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint note_event_in_order primary key (note_id, place)
    )`.execute(db)
  // One for each bank, pool and month; a nil return says that there is nothing to report.
  await sql`
    create table monthly_report (
      id text primary key,
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      month date not null,
      place integer not null,
      nil boolean not null,
      batch_id text references import_batch,
      submitted_at timestamptz not null default clock_timestamp(),
      constraint monthly_report_once unique (pool_id, organisation_id, month, place),
      constraint monthly_report_of_a_month check (extract(day from month) = 1)
    )`.execute(db)
  await sql`
    create table note_report (
      report_id text not null references monthly_report,
      note_id text not null references drawdown_note,
      balance_minor bigint not null,
      category text not null,
      overdue_days integer not null,
      constraint note_report_once primary key (report_id, note_id),
      constraint note_report_amounts_not_negative check (balance_minor >= 0 and overdue_days >= 0)
    )`.execute(db)
  await sql`create index note_report_by_note on note_report (note_id)`.execute(db)
  await sql`
    create table disposal (
      id text primary key,
      note_id text not null references drawdown_note,
      kind text not null,
      disposed_on date not null,
      minor bigint not null,
      reference text not null,
      constraint disposal_reference_once unique (note_id, kind, reference),
      constraint disposal_kind_known check (kind in ('cash', 'asset', 'transfer', 'write_off')),
      constraint disposal_not_negative check (minor >= 0)
    )`.execute(db)
  await sql`
    create table litigation (
      id text primary key,
      note_id text not null references drawdown_note,
      stage text not null,
      reached_on date not null,
      case_number text not null,
      court text not null,
      constraint litigation_stage_once unique (note_id, stage, case_number),
      constraint litigation_stage_known check (stage in ('filed', 'accepted', 'judged', 'enforced', 'ended'))
    )`.execute(db)

  // Counts and sums at the grain that dashboards ask for, kept in the transaction that changes the notes.
  await sql`
    create table note_rollup (
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      district_code text not null,
      product_code text not null,
      lent_year integer not null,
      status text not null,
      renewed boolean not null,
      notes bigint not null default 0,
      principal_minor bigint not null default 0,
      balance_minor bigint not null default 0,
      constraint note_rollup_cell_once primary key (pool_id, organisation_id, district_code, product_code, lent_year, status, renewed)
    )`.execute(db)
  await sql`
    create trigger drawdown_note_counted after insert on drawdown_note referencing new table as added
    for each statement execute function begin_note_rollup()`.execute(db)
  await sql`
    create trigger drawdown_note_recounted after update on drawdown_note referencing new table as added old table as gone
    for each statement execute function keep_note_rollup()`.execute(db)

  for (const table of ['note_verdict', 'drawdown_note', 'monthly_report', 'note_rollup']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select
      using (organisation_id = (select acting_organisation()) or pool_id in (select pools_in_sight()))`.execute(db)
    await sql`grant select on ${sql.table(table)} to cofund_app`.execute(db)
  }
  for (const table of ['note_verdict', 'drawdown_note', 'monthly_report']) {
    await sql`
      create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (organisation_id = (select acting_organisation()) and pool_id in (select joined_pools()))`.execute(db)
    await sql`grant insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
  await sql`
    create policy drawdown_note_change on drawdown_note for update
    using (organisation_id = (select acting_organisation()) or pool_id in (select run_pools()))`.execute(db)
  await sql`
    grant update (status, enrolled_on, policy_version_id, verdict_id, exposed_minor, balance_minor, category, overdue_days, reported_month, npl_reported_on, npl_derived_on)
    on drawdown_note to cofund_app`.execute(db)
  await sql`alter table note_report enable row level security`.execute(db)
  await sql`create policy note_report_read on note_report for select using (report_id in (select id from monthly_report))`.execute(db)
  await sql`
    create policy note_report_add on note_report for insert
    with check (report_id in (select id from monthly_report where organisation_id = (select acting_organisation())))`.execute(db)
  for (const table of ['note_event', 'disposal', 'litigation']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select using (note_id in (select id from drawdown_note))`.execute(db)
    // What befalls a loan its bank tells; that it moves, whoever runs the pool may.
    const others = table === 'note_event' ? sql`or pool_id in (select run_pools())` : sql``
    const teller = table === 'note_event' ? sql`and membership_id = (select acting_membership())` : sql``
    await sql`
      create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (note_id in (select id from drawdown_note where organisation_id = (select acting_organisation()) ${others}) ${teller})`.execute(db)
  }
  for (const table of ['note_report', 'note_event', 'disposal', 'litigation']) {
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
    await sql`
      create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
  }
  for (const table of ['drawdown_note', 'note_verdict', 'monthly_report']) {
    await sql`create trigger ${sql.id(`${table}_kept`)} before delete or truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(db)
  }
}
