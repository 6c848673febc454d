import { type Kysely, sql } from 'kysely'

// Claims of both families: what a bank asks for one loan, or a bank's product and year; every decision on it, who bears what by now,
// and what was paid. A claim's way through its route is a proposal, so that persons, digests and deadlines are the approvals' to keep.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table claim (
      id text primary key,
      number bigint generated always as identity,
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      family text not null,
      mode text not null default 'compensation',
      note_id text references drawdown_note,
      product_code text,
      settled_year integer,
      enterprise_id text references enterprise,
      district_code text,
      currency text not null default 'CNY',
      status text not null,
      -- Chosen by the loan's date, or the year's; whatever follows uses it.
      policy_version_id text not null references policy_version,
      -- What the bank states: the facts that the scheme asks for, and the days and numbers that findings are judged on.
      stated jsonb not null,
      codes text[] not null default '{}',
      proposal_id text references proposal,
      expected_minor bigint,
      payable_minor bigint not null default 0,
      paid_minor bigint not null default 0,
      submitted_on date,
      due_on date,
      decided_on date,
      publicised_until date,
      opened_at timestamptz not null default clock_timestamp(),
      constraint claim_number_once unique (number),
      constraint claim_family_known check (family in ('loan', 'bank_year')),
      constraint claim_mode_known check (mode in ('compensation', 'advance')),
      constraint claim_of_its_family check ((family = 'loan') = (note_id is not null) and (family = 'bank_year') = (settled_year is not null)),
      constraint claim_paid_within_payable check (paid_minor >= 0 and payable_minor >= 0),
      constraint claim_status_known check (status in (
        'draft', 'submitted', 'first_review', 'verified', 'approved', 'publicised', 'paying', 'paid', 'recovering', 'closed',
        'returned', 'rejected', 'deferred', 'withdrawn', 'clawed_back', 'advanced', 'trued_up', 'refunded',
        'frozen', 'computed', 'audited', 'settled_between_tiers'))
    )`.execute(db)
  // Over all pools: one loan has one claim that has not come to nothing.
  await sql`
    create unique index claim_of_loan_once on claim (note_id)
    where note_id is not null and status not in ('draft', 'rejected', 'withdrawn', 'refunded')`.execute(db)
  await sql`
    create unique index claim_of_year_once on claim (pool_id, organisation_id, product_code, settled_year)
    where settled_year is not null and status not in ('rejected', 'withdrawn')`.execute(db)
  await sql`create index claim_by_pool on claim (pool_id, status, number)`.execute(db)
  await sql`create index claim_by_bank on claim (organisation_id, number)`.execute(db)
  await sql`create index claim_by_enterprise on claim (enterprise_id)`.execute(db)

  await sql`
    create table claim_document (
      claim_id text not null references claim,
      item text not null,
      place integer not null,
      document_hash text not null,
      name text not null,
      added_at timestamptz not null default clock_timestamp(),
      withdrawn_at timestamptz,
      constraint claim_document_in_order primary key (claim_id, item, place)
    )`.execute(db)
  await sql`create index claim_document_by_hash on claim_document (document_hash)`.execute(db)
  await sql`
    create table claim_event (
      claim_id text not null references claim,
      place integer not null,
      event text not null,
      status text not null,
      codes text[] not null default '{}',
      opinion text,
      facts jsonb not null default '{}',
      effective_on date not null,
      membership_id text not null references membership,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint claim_event_in_order primary key (claim_id, place)
    )`.execute(db)
  // Family A: the year as it was frozen; a corrected year is frozen again, and both stay.
  await sql`
    create table claim_freeze (
      claim_id text not null references claim,
      place integer not null,
      loan_balance_minor bigint not null,
      npl_balance_minor bigint not null,
      net_loss_minor bigint not null,
      previous_balance_minor bigint,
      -- By district: balance, bad loans, net loss.
      districts jsonb not null,
      reason text,
      frozen_at timestamptz not null default clock_timestamp(),
      constraint claim_freeze_in_order primary key (claim_id, place),
      constraint claim_freeze_npl_within_balance check (npl_balance_minor between 0 and loan_balance_minor),
      constraint claim_freeze_loss_not_negative check (net_loss_minor >= 0)
    )`.execute(db)
  // What was decided, with what it rested on: the first decision, and whatever changed it since.
  await sql`
    create table claim_decision (
      claim_id text not null references claim,
      place integer not null,
      reason text not null,
      loss_case jsonb not null,
      shares jsonb not null,
      derivation jsonb not null,
      loss_minor bigint not null,
      recovered_minor bigint not null default 0,
      payable_minor bigint not null,
      proposal_id text references proposal,
      entry_id text references journal_entry,
      decided_on date not null,
      decided_at timestamptz not null default clock_timestamp(),
      constraint claim_decision_in_order primary key (claim_id, place),
      constraint claim_decision_reason_known check (reason in ('approved', 'advanced', 'trued_up', 'refrozen', 'recovered', 'clawed_back', 'reversed'))
    )`.execute(db)
  // Where every bearer stands by now; proved against the pool's memorandum accounts.
  await sql`
    create table claim_bearer (
      claim_id text not null references claim,
      bearer text not null,
      borne_minor bigint not null,
      returned_minor bigint not null default 0,
      constraint claim_bearer_once primary key (claim_id, bearer),
      constraint claim_bearer_returns_within_what_it_bore check (borne_minor >= 0 and returned_minor between 0 and borne_minor)
    )`.execute(db)
  await sql`
    create table claim_payment (
      id text primary key,
      claim_id text not null references claim,
      voucher_number text not null,
      minor bigint not null,
      ordered_on date not null,
      proposal_id text not null references proposal,
      entry_id text not null references journal_entry,
      receipt_reference text,
      received_on date,
      constraint claim_payment_voucher_once unique (voucher_number),
      constraint claim_payment_of_something check (minor > 0),
      constraint claim_payment_received_with_receipt check ((received_on is null) = (receipt_reference is null))
    )`.execute(db)
  await sql`create index claim_payment_by_claim on claim_payment (claim_id)`.execute(db)

  await sql`alter table claim enable row level security`.execute(db)
  await sql`
    create policy claim_read on claim for select using (
      organisation_id = (select acting_organisation()) or (pool_id in (select pools_in_sight()) and status <> 'draft'))`.execute(db)
  await sql`
    create policy claim_add on claim for insert with check (
      organisation_id = (select acting_organisation()) and pool_id in (select joined_pools()))`.execute(db)
  await sql`
    create policy claim_change on claim for update
    using (organisation_id = (select acting_organisation()) or pool_id in (select stewarded_pools()))`.execute(db)
  await sql`grant select, insert on claim to cofund_app`.execute(db)
  await sql`
    grant update (status, stated, codes, proposal_id, expected_minor, payable_minor, paid_minor, submitted_on, due_on, decided_on, publicised_until)
    on claim to cofund_app`.execute(db)
  await sql`create trigger claim_moves_by_two before insert or update on claim for each row execute function guard_claim()`.execute(db)
  await sql`create trigger claim_kept before delete or truncate on claim for each statement execute function refuse_change()`.execute(db)

  // A bank states and documents its own. What is decided, borne and paid is written by whoever runs the pool, while what people agreed on
  // of this pool takes effect, and at no other time.
  const own = sql`claim_id in (select id from claim where organisation_id = (select acting_organisation()))`
  const agreed = sql`claim_id in (select id from claim where pool_id in (select agreed_pools()))`
  const adding = {
    claim_document: sql`claim_id in (select id from claim where organisation_id = (select acting_organisation()) and status in ('draft', 'returned'))`,
    claim_event: sql`membership_id = (select acting_membership()) and (${own} or claim_id in (select id from claim where pool_id in (select stewarded_pools())))`,
    claim_freeze: own,
    claim_decision: agreed,
    claim_bearer: agreed,
    claim_payment: agreed,
  }
  for (const table of ['claim_document', 'claim_event', 'claim_freeze', 'claim_decision', 'claim_bearer', 'claim_payment'] as const) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select using (claim_id in (select id from claim))`.execute(db)
    await sql`create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert with check (${adding[table]})`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
  }
  for (const table of ['claim_event', 'claim_freeze', 'claim_decision']) {
    await sql`
      create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
  }
  await sql`
    create policy claim_bearer_change on claim_bearer for update using (${agreed})`.execute(db)
  await sql`grant update (borne_minor, returned_minor) on claim_bearer to cofund_app`.execute(db)
  await sql`
    create policy claim_payment_change on claim_payment for update
    using (claim_id in (select id from claim where pool_id in (select run_pools())))`.execute(db)
  await sql`grant update (receipt_reference, received_on) on claim_payment to cofund_app`.execute(db)
  await sql`
    create policy claim_document_withdraw on claim_document for update
    using (claim_id in (select id from claim where organisation_id = (select acting_organisation()) and status in ('draft', 'returned')))`.execute(db)
  await sql`grant update (withdrawn_at) on claim_document to cofund_app`.execute(db)
  for (const table of ['claim_document', 'claim_bearer', 'claim_payment']) {
    await sql`create trigger ${sql.id(`${table}_kept`)} before delete or truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(db)
  }

  // Which kinds of files there are is the program's catalogue to say: a kind more is a line there.
  await sql`
    alter table import_batch drop constraint if exists import_batch_kind_known,
      add constraint import_batch_kind_plain check (kind ~ '^[a-z][a-z_]{1,31}$')`.execute(db)
  // Whoever sees a claim reads what it rests on, as the bank that claims stored it.
  for (const table of ['document', 'document_chunk']) {
    await sql`
      create policy ${sql.id(`${table}_of_claim_read`)} on ${sql.table(table)} for select
      using (exists (
        select from claim_document join claim on claim.id = claim_id
        where document_hash = ${sql.table(table)}.hash and claim.organisation_id = ${sql.table(table)}.organisation_id))`.execute(db)
  }
}
