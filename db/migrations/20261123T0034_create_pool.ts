import { type Kysely, sql } from 'kysely'

// Risk compensation pools: who funds and runs one, which banks lend under it, and what of its caps is used. Those who run a pool see
// all that stands under it and may write in its books while what two people agreed on takes effect; its banks see their own.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table pool (
      id text primary key,
      organisation_id text not null references organisation,
      book_id text not null references book,
      code text not null,
      name_zh text not null,
      name_en text not null,
      currency text not null default 'CNY',
      scheme_policy_id text not null references policy,
      rule_set_code text not null,
      route_code text not null,
      funding text not null,
      opened_on date not null,
      closed_on date,
      -- Enrolled exposure may be at most so many times the capital; hundredths.
      leverage_hundredths integer,
      -- What may be paid out over the whole of the cooperation.
      period_cap_minor bigint,
      -- What comes back stays in the pool, or goes back to those who paid.
      recoveries_go text not null default 'stay',
      constraint pool_code_once unique (code),
      constraint pool_book_once unique (book_id),
      constraint pool_code_plain check (code ~ '^[A-Z][A-Z0-9-]{1,31}$'),
      constraint pool_funding_known check (funding in ('pool_cash', 'annual_budget')),
      constraint pool_recoveries_known check (recoveries_go in ('stay', 'return')),
      constraint pool_leverage_positive check (leverage_hundredths > 0),
      constraint pool_closes_after_it_opens check (closed_on > opened_on)
    )`.execute(db)
  // What an organisation does for the pool. A funder may also review; each is a row.
  await sql`
    create table pool_party (
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      part text not null,
      since date not null,
      until date,
      constraint pool_party_once primary key (pool_id, organisation_id, part),
      constraint pool_party_part_known check (part in ('keeper', 'funder', 'trustee', 'reviewer', 'decider', 'auditor'))
    )`.execute(db)
  await sql`create index pool_party_by_organisation on pool_party (organisation_id)`.execute(db)
  // A funder's share of what the pool bears stands in the scheme; here is which purse pays it, beforehand or afterwards.
  await sql`
    create table pool_funder (
      pool_id text not null references pool,
      tier text not null,
      organisation_id text not null references organisation,
      jurisdiction_code text not null references jurisdiction (code),
      treasury_book_id text not null references book,
      share_ppm integer not null,
      pays text not null,
      since date not null,
      constraint pool_funder_once primary key (pool_id, tier, jurisdiction_code),
      constraint pool_funder_book_once unique (pool_id, treasury_book_id),
      constraint pool_funder_tier_known check (tier in ('nation', 'province', 'city', 'district', 'park')),
      constraint pool_funder_pays_known check (pays in ('beforehand', 'afterwards')),
      constraint pool_funder_share_part check (share_ppm between 0 and 1000000)
    )`.execute(db)
  // What a funder was called upon to pay in, under which paper, and what of it has come.
  await sql`
    create table pool_contribution (
      id text primary key,
      pool_id text not null,
      tier text not null,
      jurisdiction_code text not null,
      document_number text not null,
      called_on date not null,
      due_on date,
      minor bigint not null,
      paid_minor bigint not null default 0,
      entry_id text not null references journal_entry,
      constraint pool_contribution_document_once unique (pool_id, document_number),
      constraint pool_contribution_of_funder foreign key (pool_id, tier, jurisdiction_code) references pool_funder,
      constraint pool_contribution_of_something check (minor > 0),
      constraint pool_contribution_paid_within_call check (paid_minor between 0 and minor),
      constraint pool_contribution_due_after_call check (due_on >= called_on)
    )`.execute(db)
  // By the funder's money, or set off against what its purse had advanced.
  await sql`
    create table pool_contribution_payment (
      contribution_id text not null references pool_contribution,
      place integer not null,
      paid_on date not null,
      minor bigint not null,
      paid_by text not null,
      reference text not null,
      entry_id text not null references journal_entry,
      constraint pool_contribution_payment_in_order primary key (contribution_id, place),
      constraint pool_contribution_payment_of_something check (minor > 0),
      constraint pool_contribution_payment_by_known check (paid_by in ('cash', 'advance'))
    )`.execute(db)
  await sql`
    create table pool_member (
      pool_id text not null references pool,
      organisation_id text not null references organisation,
      agreement_number text not null,
      agreed_on date not null,
      ended_on date,
      suspended_on date,
      constraint pool_member_once primary key (pool_id, organisation_id),
      constraint pool_member_ends_after_it_begins check (ended_on > agreed_on)
    )`.execute(db)
  await sql`create index pool_member_by_organisation on pool_member (organisation_id)`.execute(db)
  await sql`
    create table pool_product (
      pool_id text not null,
      organisation_id text not null,
      code text not null,
      name text not null,
      approved_on date not null,
      ended_on date,
      constraint pool_product_once primary key (pool_id, organisation_id, code),
      constraint pool_product_of_member foreign key (pool_id, organisation_id) references pool_member
    )`.execute(db)
  // The grain that enrolment locks: what a bank was granted for a year, and what of it is occupied.
  await sql`
    create table pool_quota (
      pool_id text not null,
      organisation_id text not null,
      quota_year integer not null,
      granted_minor bigint not null,
      occupied_minor bigint not null default 0,
      constraint pool_quota_once primary key (pool_id, organisation_id, quota_year),
      constraint pool_quota_of_member foreign key (pool_id, organisation_id) references pool_member,
      constraint pool_quota_occupied_within_grant check (occupied_minor between 0 and granted_minor)
    )`.execute(db)
  // The grain that a decision locks: what of each cap is used, by whom it counts for.
  await sql`
    create table pool_cap_use (
      pool_id text not null references pool,
      scope text not null,
      counts_for text not null,
      used_minor bigint not null default 0,
      constraint pool_cap_use_once primary key (pool_id, scope, counts_for),
      constraint pool_cap_use_not_negative check (used_minor >= 0)
    )`.execute(db)
  await sql`
    create table pool_breaker_override (
      id text primary key,
      pool_id text not null references pool,
      organisation_id text references organisation,
      action text not null,
      overrides_from date not null,
      overrides_to date not null,
      reason text not null,
      proposal_id text not null references proposal,
      constraint pool_breaker_override_action_known check (action in ('defer', 'suspend', 'terminate')),
      constraint pool_breaker_override_ends_after_it_begins check (overrides_to >= overrides_from),
      constraint pool_breaker_override_says_why check (length(trim(reason)) > 0)
    )`.execute(db)
  await sql`create index pool_breaker_override_by_pool on pool_breaker_override (pool_id)`.execute(db)

  const tables = [
    'pool',
    'pool_party',
    'pool_funder',
    'pool_contribution',
    'pool_contribution_payment',
    'pool_member',
    'pool_product',
    'pool_quota',
    'pool_cap_use',
    'pool_breaker_override',
  ]
  for (const table of tables) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`grant select, insert on ${sql.table(table)} to cofund_app`.execute(db)
    await sql`
      create trigger ${sql.id(`${table}_kept`)} before delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
  }
  await sql`create policy pool_read on pool for select using (id in (select pools_in_sight()) or id in (select joined_pools()))`.execute(db)
  // Opened when all who pay for it have agreed: whoever is the last of them, it becomes its keeper's.
  await sql`create policy pool_add on pool for insert with check (opening_with(id, organisation_id, book_id))`.execute(db)
  // Nobody's purse pays who has not agreed.
  for (const [table, agreed] of [
    ['pool_party', sql`applying_proposal('pool.open', pool_id)`],
    ['pool_funder', sql`opening_with(pool_id, organisation_id, treasury_book_id)`],
  ] as const) {
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select using (pool_id in (select id from pool))`.execute(db)
    await sql`create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert with check (${agreed})`.execute(db)
  }
  for (const table of ['pool_member', 'pool_product', 'pool_quota']) {
    await sql`
      create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select
      using (pool_id in (select pools_in_sight()) or organisation_id = (select acting_organisation()))`.execute(db)
  }
  // A bank knows what is let pass for it, or for all.
  await sql`
    create policy pool_breaker_override_read on pool_breaker_override for select
    using (pool_id in (select pools_in_sight())
      or pool_id in (select joined_pools()) and coalesce(organisation_id, (select acting_organisation())) = (select acting_organisation()))`.execute(db)
  for (const table of ['pool_cap_use', 'pool_contribution']) {
    await sql`create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select using (pool_id in (select pools_in_sight()))`.execute(db)
  }
  await sql`
    create policy pool_contribution_payment_read on pool_contribution_payment for select
    using (contribution_id in (select id from pool_contribution))`.execute(db)
  await sql`
    create policy pool_contribution_add on pool_contribution for insert
    with check (applying_proposal('pool.call_contribution', id) and pool_id in (select agreed_pools()))`.execute(db)
  await sql`
    create policy pool_contribution_payment_add on pool_contribution_payment for insert
    with check (contribution_id in (select id from pool_contribution where pool_id in (select agreed_pools())))`.execute(db)
  // Those who run a pool hold its caps while they look, and count them when they decide; members and quotas change while what two people agreed on takes effect, and not otherwise.
  await sql`
    create policy pool_cap_use_add on pool_cap_use for insert
    with check (used_minor = 0 and pool_id in (select stewarded_pools()))`.execute(db)
  await sql`
    create policy pool_cap_use_change on pool_cap_use for update
    using (pool_id in (select stewarded_pools())) with check (pool_id in (select agreed_pools()))`.execute(db)
  await sql`grant update (used_minor) on pool_cap_use to cofund_app`.execute(db)
  await sql`
    create policy pool_breaker_override_add on pool_breaker_override for insert
    with check (applying_proposal('pool.override_breaker', id) and pool_id in (select agreed_pools()))`.execute(db)
  for (const [table, columns, agreed] of [
    ['pool_member', 'ended_on, suspended_on', sql`applying_proposal('pool.set_member', pool_id || ' ' || organisation_id)`],
    ['pool_product', 'ended_on', sql`applying_proposal('pool.set_member', pool_id || ' ' || organisation_id)`],
    ['pool_quota', 'granted_minor', sql`applying_proposal('pool.set_quota', pool_id || ' ' || organisation_id || ' ' || quota_year)`],
  ] as const) {
    await sql`create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert with check (${agreed} and pool_id in (select agreed_pools()))`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_change`)} on ${sql.table(table)} for update
      using (${agreed} and pool_id in (select agreed_pools()))`.execute(db)
    await sql`grant update (${sql.raw(columns)}) on ${sql.table(table)} to cofund_app`.execute(db)
  }
  await sql`
    create policy pool_contribution_pay on pool_contribution for update using (pool_id in (select agreed_pools()))`.execute(db)
  await sql`grant update (paid_minor) on pool_contribution to cofund_app`.execute(db)

  // Whoever runs a pool reads its book, and writes in the books that its money passes while what two people agreed on takes effect.
  await sql`drop policy book_read on book`.execute(db)
  await sql`
    create policy book_read on book for select
    using (organisation_id in (select visible_organisations()) or id in (select pool_books_in_sight()))`.execute(db)
  // What others did in a book that one reads is a link of its chain: who reads the book reads all of it.
  await sql`drop policy act_head_read on act_head`.execute(db)
  await sql`
    create policy act_head_read on act_head for select
    using (organisation_id in (select visible_organisations()) or stream in (select id from book))`.execute(db)
  await sql`drop policy act_read on act`.execute(db)
  await sql`
    create policy act_read on act for select
    using (organisation_id in (select visible_organisations()) or stream in (select id from book))`.execute(db)
  for (const table of ['account', 'journal_entry', 'posting']) {
    await sql`drop policy ${sql.id(`${table}_add`)} on ${sql.table(table)}`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (book_id in (select writable_books()))`.execute(db)
  }
}
