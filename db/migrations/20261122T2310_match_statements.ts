import { type Kysely, sql } from 'kysely'

// What the bank says stands beside what the book says: statements are imported, their lines matched with postings to cash, and
// what neither side explains is agreed on by two people month by month.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import_batch drop constraint import_batch_kind_known,
      add constraint import_batch_kind_known check (kind in ('loans', 'commitments', 'statement_lines'))`.execute(db)

  // A book has one cash account, so it has one bank account for each currency: otherwise nobody could say at which bank a
  // posting should have arrived.
  await sql`
    create table bank_account (
      id text primary key,
      organisation_id text not null references organisation,
      book_id text not null references book,
      name text not null,
      masked text not null,
      number_hash text not null,
      currency text not null,
      matched_from date not null,
      opened_at timestamptz not null default clock_timestamp(),
      constraint bank_account_one_for_book_and_currency unique (book_id, currency),
      constraint bank_account_number_once unique (organisation_id, number_hash),
      constraint bank_account_number_is_hashed check (number_hash ~ '^[0-9a-f]{64}$'),
      constraint bank_account_currency_known check (currency in ('CNY', 'USD', 'EUR', 'GBP', 'HKD', 'JPY'))
    )`.execute(db)

  await sql`
    create table statement_line (
      id text primary key,
      organisation_id text not null references organisation,
      bank_account_id text not null references bank_account,
      batch_id text not null references import_batch,
      line integer not null,
      identity text not null,
      booked_on date not null,
      value_on date,
      currency text not null,
      minor bigint not null,
      counterparty text,
      summary text,
      reference text,
      balance_after_minor bigint,
      constraint statement_line_once unique (bank_account_id, identity),
      constraint statement_line_amount_nonzero check (minor <> 0)
    )`.execute(db)
  await sql`create index statement_line_by_day on statement_line (bank_account_id, booked_on)`.execute(db)

  // A match is one row, so that it is never half there; what ends it is another row.
  await sql`
    create table statement_match (
      id text primary key,
      organisation_id text not null references organisation,
      bank_account_id text not null references bank_account,
      membership_id text not null references membership,
      how text not null,
      line_ids text[] not null,
      sequences bigint[] not null,
      posting_lines smallint[] not null,
      undoes text references statement_match,
      matched_at timestamptz not null default clock_timestamp(),
      constraint statement_match_undone_once unique (undoes),
      constraint statement_match_how_known check (
        how in ('reversed', 'reference', 'same_day', 'near_day', 'sum', 'by_hand', 'booked', 'undone')),
      constraint statement_match_undoing_says_so check ((how = 'undone') = (undoes is not null)),
      constraint statement_match_names_postings check (cardinality(sequences) = cardinality(posting_lines)),
      constraint statement_match_joins_two check (
        case how when 'undone' then cardinality(line_ids) + cardinality(sequences) = 0
          else cardinality(line_ids) + cardinality(sequences) >= 2 end)
    )`.execute(db)
  await sql`create index statement_match_by_account on statement_match (bank_account_id)`.execute(db)
  await sql`
    create trigger statement_match_balances after insert on statement_match
    for each row execute function check_match_sum()`.execute(db)
  await sql`
    create trigger statement_match_once after insert on statement_match
    for each row execute function check_matched_once()`.execute(db)

  await sql`
    create table reconciliation (
      id text primary key,
      organisation_id text not null references organisation,
      book_id text not null references book,
      bank_account_id text not null references bank_account,
      month date not null,
      currency text not null,
      statement_minor bigint not null,
      book_minor bigint not null,
      difference_minor bigint not null,
      outstanding jsonb not null,
      reviewed_at timestamptz not null default clock_timestamp(),
      recorded_in xid8 not null default pg_current_xact_id(),
      constraint reconciliation_month_is_its_first_day check (extract(day from month) = 1)
    )`.execute(db)
  await sql`create index reconciliation_by_account on reconciliation (bank_account_id, month)`.execute(db)

  for (const table of ['bank_account', 'statement_line', 'statement_match', 'reconciliation']) {
    await sql`
      create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
    await sql`
      create policy ${sql.id(`${table}_read`)} on ${sql.table(table)} for select
      using (organisation_id in (select visible_organisations()))`.execute(db)
  }
  await sql`
    create policy bank_account_add on bank_account for insert with check (
      organisation_id = (select acting_organisation())
      and book_id in (select id from book where organisation_id = (select acting_organisation())))`.execute(db)
  await sql`
    create policy statement_line_add on statement_line for insert with check (
      organisation_id = (select acting_organisation())
      and bank_account_id in (select id from bank_account where organisation_id = (select acting_organisation())))`.execute(db)
  await sql`
    create policy statement_match_add on statement_match for insert with check (
      organisation_id = (select acting_organisation()) and membership_id = (select acting_membership())
      and bank_account_id in (select id from bank_account where organisation_id = (select acting_organisation())))`.execute(db)
  await sql`
    create policy reconciliation_by_two on reconciliation for insert with check (
      organisation_id = (select acting_organisation())
      and applying_proposal('statements.reconciliation', bank_account_id))`.execute(db)
  await sql`grant select on bank_account, statement_line, statement_match, reconciliation to cofund_app`.execute(db)
  await sql`
    grant insert (id, organisation_id, book_id, name, masked, number_hash, currency, matched_from) on bank_account to cofund_app`.execute(db)
  await sql`grant insert on statement_line to cofund_app`.execute(db)
  await sql`
    grant insert (id, organisation_id, bank_account_id, membership_id, how, line_ids, sequences, posting_lines, undoes)
    on statement_match to cofund_app`.execute(db)
  await sql`
    grant insert (id, organisation_id, book_id, bank_account_id, month, currency, statement_minor, book_minor, difference_minor, outstanding)
    on reconciliation to cofund_app`.execute(db)
}
