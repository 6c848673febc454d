import { type Kysely, sql } from 'kysely'

// Money that comes back on a loss that was compensated: what the bank reports, what of it is whose, and its way back.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table recovery (
      id text primary key,
      claim_id text not null references claim,
      organisation_id text not null references organisation,
      place integer not null,
      kind text not null,
      received_on date not null,
      gross_minor bigint not null,
      cost_minor bigint not null default 0,
      -- How it was applied, in the scheme's order.
      principal_minor bigint not null,
      interest_minor bigint not null default 0,
      penalty_minor bigint not null default 0,
      reference text not null,
      document_hash text,
      -- What is taken back stays; the row that takes it back names it, once, with the reason.
      reverses text references recovery,
      reason text,
      shares jsonb not null,
      derivation jsonb not null,
      -- What the bank owes the pool for it, and by when.
      due_minor bigint not null,
      due_on date,
      -- What of it has been remitted, or set against what a reversal gives back.
      remitted_minor bigint not null default 0,
      proposal_id text references proposal,
      entry_id text references journal_entry,
      recorded_at timestamptz not null default clock_timestamp(),
      constraint recovery_in_order unique (claim_id, place),
      constraint recovery_reference_once unique (claim_id, reference),
      constraint recovery_reversed_once unique (reverses),
      constraint recovery_reversal_names_one check ((kind = 'reversal') = (reverses is not null)),
      constraint recovery_kind_known check (kind in ('cash', 'asset', 'transfer', 'after_write_off', 'clawback', 'refund', 'reversal')),
      constraint recovery_remitted_within_due check (remitted_minor between least(due_minor, 0) and greatest(due_minor, 0))
    )`.execute(db)
  await sql`create index recovery_by_bank on recovery (organisation_id)`.execute(db)
  await sql`create index recovery_open on recovery (organisation_id, due_on) where remitted_minor <> due_minor`.execute(db)
  await sql`
    create table remittance (
      id text primary key,
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      number text not null,
      remitted_on date not null,
      minor bigint not null,
      -- Which recoveries it pays, and how much of each.
      pays jsonb not null,
      entry_id text references journal_entry,
      receipt_reference text,
      received_on date,
      constraint remittance_number_once unique (organisation_id, number),
      constraint remittance_of_something check (minor > 0)
    )`.execute(db)
  await sql`create index remittance_by_pool on remittance (pool_id)`.execute(db)

  await sql`alter table recovery enable row level security`.execute(db)
  await sql`create policy recovery_read on recovery for select using (claim_id in (select id from claim))`.execute(db)
  await sql`
    create policy recovery_add on recovery for insert
    with check ((claim_id, organisation_id) in (select id, organisation_id from claim where pool_id in (select agreed_pools())))`.execute(db)
  await sql`
    create policy recovery_remit on recovery for update
    using (claim_id in (select id from claim where pool_id in (select run_pools())))`.execute(db)
  await sql`grant select, insert, update (remitted_minor) on recovery to cofund_app`.execute(db)
  await sql`alter table remittance enable row level security`.execute(db)
  await sql`
    create policy remittance_read on remittance for select
    using (organisation_id = (select acting_organisation()) or pool_id in (select pools_in_sight()))`.execute(db)
  await sql`
    create policy remittance_add on remittance for insert
    with check (organisation_id = (select acting_organisation()) and pool_id in (select joined_pools())
      and (entry_id, receipt_reference, received_on) is null)`.execute(db)
  await sql`create policy remittance_receive on remittance for update using (pool_id in (select run_pools()))`.execute(db)
  await sql`grant select, insert, update (receipt_reference, received_on, entry_id) on remittance to cofund_app`.execute(db)
  for (const table of ['recovery', 'remittance']) {
    await sql`create trigger ${sql.id(`${table}_kept`)} before delete or truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(db)
  }
}
