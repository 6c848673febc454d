import { type Kysely, sql } from 'kysely'

// Budget indicator → adjustment → payment plan → voucher, each with number, day, amount and what is left: of every yuan that a pool
// pays it can be told by which indicator.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table budget_indicator (
      id text primary key,
      organisation_id text not null references organisation,
      book_id text not null references book,
      document_number text not null,
      name text not null,
      source text not null,
      function_code text not null,
      budget_year integer not null,
      currency text not null default 'CNY',
      -- Kept beside the changes and vouchers, under this row's lock: what was granted by now, planned, and paid out.
      granted_minor bigint not null default 0,
      planned_minor bigint not null default 0,
      drawn_minor bigint not null default 0,
      carried_from text references budget_indicator,
      constraint budget_indicator_number_once unique (organisation_id, document_number),
      constraint budget_indicator_source_known check (source in ('general', 'government_fund', 'state_capital')),
      constraint budget_indicator_function_code_digits check (function_code ~ '^[0-9]{3,7}$'),
      constraint budget_indicator_plans_within_grant check (planned_minor between 0 and granted_minor),
      constraint budget_indicator_draws_within_plans check (drawn_minor between 0 and planned_minor)
    )`.execute(db)
  await sql`
    create table budget_change (
      id bigint generated always as identity primary key,
      indicator_id text not null references budget_indicator,
      kind text not null,
      document_number text not null,
      effective_on date not null,
      minor bigint not null,
      reason text,
      entry_id text references journal_entry,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint budget_change_number_once unique (indicator_id, document_number),
      constraint budget_change_kind_known check (kind in ('granted', 'adjusted', 'carried_over', 'surplus_returned')),
      constraint budget_change_of_something check (minor <> 0)
    )`.execute(db)
  await sql`
    create table payment_plan (
      id text primary key,
      indicator_id text not null references budget_indicator,
      number text not null,
      planned_on date not null,
      month date not null,
      purpose text not null,
      minor bigint not null,
      drawn_minor bigint not null default 0,
      -- What was planned and let go again, undrawn.
      released_minor bigint not null default 0,
      constraint payment_plan_number_once unique (indicator_id, number),
      constraint payment_plan_of_something check (minor > 0),
      constraint payment_plan_of_a_month check (month = date_trunc('month', month::timestamp)::date),
      constraint payment_plan_draws_within check (drawn_minor >= 0 and released_minor >= 0 and drawn_minor + released_minor <= minor)
    )`.execute(db)
  // A voucher draws on a plan, for a pool (contribution), a claim (compensation) or another tier (settlement).
  await sql`
    create table payment_voucher (
      id text primary key,
      organisation_id text not null references organisation,
      indicator_id text not null references budget_indicator,
      plan_id text not null references payment_plan,
      number text not null,
      drawn_on date not null,
      minor bigint not null,
      purpose text not null,
      subject text not null,
      payee text not null,
      -- The book into which it is paid, where the payee keeps one here; and the pool's, through which one tier settles with another.
      payee_book_id text references book,
      through_book_id text references book,
      status text not null default 'drawn',
      paid_on date,
      entry_id text references journal_entry,
      paid_entry_id text references journal_entry,
      constraint payment_voucher_number_once unique (organisation_id, number),
      constraint payment_voucher_of_something check (minor > 0),
      constraint payment_voucher_purpose_known check (purpose in ('contribution', 'compensation', 'settlement')),
      constraint payment_voucher_status_known check (status in ('drawn', 'paid', 'cancelled')),
      constraint payment_voucher_paid_on_a_day check ((paid_on is not null) = (status = 'paid'))
    )`.execute(db)
  await sql`create index payment_voucher_by_subject on payment_voucher (subject)`.execute(db)
  await sql`create index payment_voucher_by_plan on payment_voucher (plan_id)`.execute(db)
  await sql`create index budget_change_by_indicator on budget_change (indicator_id)`.execute(db)

  // 非税缴款书: money that goes back to the treasury.
  await sql`
    create table treasury_return (
      id text primary key,
      organisation_id text not null references organisation,
      book_id text not null references book,
      number text not null,
      returned_on date not null,
      minor bigint not null,
      reason text not null,
      subject text,
      entry_id text references journal_entry,
      constraint treasury_return_number_once unique (organisation_id, number),
      constraint treasury_return_of_something check (minor > 0)
    )`.execute(db)

  // Of the actor's own purse, or, where a pool gives back, of the one that it gives to; a voucher is drawn, and paid, by two.
  const of = {
    budget_indicator: sql`book_id in (select id from book where organisation_id = (select acting_organisation()))`,
    payment_voucher: sql`(select applying_something()) and status = 'drawn' and (indicator_id, plan_id) in (
      select plan.indicator_id, plan.id from payment_plan as plan join budget_indicator on budget_indicator.id = plan.indicator_id
      where organisation_id = (select acting_organisation()))`,
    treasury_return: sql`book_id in (select writable_books())`,
  }
  // Who keeps the purse that money comes back to sees its return too.
  const facing = { budget_indicator: sql``, payment_voucher: sql``, treasury_return: sql`or book_id in (select id from book)` }
  for (const [table, others] of Object.entries(facing)) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select
      using (organisation_id in (select visible_organisations()) ${others})`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (organisation_id = (select acting_organisation()) and ${of[table as keyof typeof of]})`.execute(db)
  }
  for (const table of ['budget_change', 'payment_plan']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select using (indicator_id in (select id from budget_indicator))`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (indicator_id in (select id from budget_indicator where organisation_id = (select acting_organisation())))`.execute(db)
  }
  for (const table of ['budget_indicator', 'budget_change', 'payment_plan', 'payment_voucher', 'treasury_return']) {
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
    await sql`
      create trigger ${sql.id(`${table}_kept`)} before delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
  }
  await sql`create policy budget_indicator_count on budget_indicator for update using (organisation_id = (select acting_organisation()))`.execute(db)
  await sql`grant update (granted_minor, planned_minor, drawn_minor) on budget_indicator to cofund_app`.execute(db)
  await sql`
    create policy payment_plan_draw on payment_plan for update
    using (indicator_id in (select id from budget_indicator where organisation_id = (select acting_organisation())))`.execute(db)
  await sql`grant update (drawn_minor, released_minor) on payment_plan to cofund_app`.execute(db)
  await sql`
    create policy payment_voucher_move on payment_voucher for update using (organisation_id = (select acting_organisation()))
    with check (organisation_id = (select acting_organisation()) and (status <> 'paid' or (select applying_something())))`.execute(db)
  await sql`grant update (status, paid_on, entry_id, paid_entry_id) on payment_voucher to cofund_app`.execute(db)
}
