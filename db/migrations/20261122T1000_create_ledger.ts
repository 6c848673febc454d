import { type Kysely, sql } from 'kysely'

// Every yuan moves by a balanced entry in a book that is only ever added to; the schema itself refuses anything else.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table book (
      id text primary key,
      organisation_id text not null references organisation,
      kind text not null,
      code text not null,
      name_zh text not null,
      name_en text not null,
      opened_at timestamptz not null default clock_timestamp(),
      constraint book_code_unique unique (code),
      constraint book_code_plain check (code ~ '^[A-Z0-9][A-Z0-9-]{1,23}$'),
      constraint book_kind_known check (kind in ('pool', 'fund', 'vehicle', 'treasury'))
    )`.execute(db)
  await sql`create index book_by_organisation on book (organisation_id)`.execute(db)

  // An account's numeric id stays within the database; people and programs name it by head and detail.
  await sql`
    create table account (
      id bigint generated always as identity primary key,
      book_id text not null references book,
      head text not null,
      detail text not null default '',
      name text,
      class text not null,
      counterparty_book_id text generated always as (case when head in ('due_from', 'due_to') then detail end) stored references book,
      constraint account_once unique (book_id, head, detail),
      constraint account_of_book unique (book_id, id),
      constraint account_head_plain check (head ~ '^[a-z_]{1,64}$'),
      constraint account_detail_plain check (detail ~ '^[a-z0-9_.-]{0,64}$'),
      constraint account_class_known check (class in ('asset', 'liability', 'equity', 'income', 'expense', 'memorandum')),
      constraint account_cash_is_an_asset check (class = 'asset' or head not in ('cash', 'due_from')),
      constraint account_due_to_is_a_liability check (class = 'liability' or head <> 'due_to'),
      constraint account_counterparty_is_another_book check (counterparty_book_id <> book_id)
    )`.execute(db)

  // Place and time are a trigger's to give (place_journal_entry in definer.sql); the defaults are only its beginnings.
  await sql`
    create table journal_entry (
      id text primary key,
      book_id text not null references book,
      sequence bigint not null default 0,
      lines smallint not null,
      kind text not null,
      facts jsonb not null default '{}',
      note text,
      effective_on date not null,
      recorded_at timestamptz not null default clock_timestamp(),
      recorded_in xid8 not null default pg_current_xact_id(),
      evidence_reference text,
      evidence_hash text,
      reverses text references journal_entry,
      transfer_id text,
      constraint journal_entry_sequence_once unique (book_id, sequence),
      constraint journal_entry_has_two_lines check (lines >= 2),
      constraint journal_entry_effective_on_a_day check (effective_on between '1000-01-01' and '9999-12-31'),
      constraint journal_entry_kind_is_noun_and_deed check (kind ~ '^[a-z_]+\\.[a-z_]+$'),
      constraint journal_entry_opening_has_evidence check (kind <> 'ledger.opening' or evidence_reference is not null),
      constraint journal_entry_evidence_is_sha256 check (evidence_hash ~ '^[0-9a-f]{64}$')
    )`.execute(db)
  await sql`create unique index journal_entry_reversed_once on journal_entry (reverses) where reverses is not null`.execute(db)
  await sql`create index journal_entry_by_transfer on journal_entry (transfer_id) where transfer_id is not null`.execute(db)

  // The effective day is repeated here, so that a statement of one account reads one index from its first day to its last.
  // That a posting's entry and account exist, keep_account_balances (definer.sql) checks once for each statement: nothing
  // is ever removed, and two foreign keys, checked row by row, took as long as all the rest of an insert.
  await sql`
    create table posting (
      book_id text not null,
      sequence bigint not null,
      line smallint not null,
      account_id bigint not null,
      currency text not null,
      minor bigint not null,
      effective_on date not null,
      constraint posting_pkey primary key (book_id, sequence, line),
      constraint posting_line_from_one check (line >= 1),
      constraint posting_amount_nonzero check (minor <> 0),
      constraint posting_currency_known check (currency in ('CNY', 'USD', 'EUR', 'GBP', 'HKD', 'JPY'))
    )`.execute(db)
  await sql`create index posting_by_account on posting (account_id, effective_on, sequence, line) include (currency, minor)`.execute(
    db,
  )

  // At book × account × month: one total for all would be one row that every writer waits for. Room in each page lets an
  // update stay beside its predecessor instead of touching the index.
  await sql`
    create table account_balance (
      book_id text not null,
      account_id bigint not null,
      currency text not null,
      month date not null,
      debit_minor bigint not null,
      credit_minor bigint not null,
      constraint account_balance_pkey primary key (account_id, currency, month),
      constraint account_balance_of_book foreign key (book_id, account_id) references account (book_id, id),
      constraint account_balance_month_is_its_first_day check (extract(day from month) = 1)
    ) with (fillfactor = 70)`.execute(db)
  await sql`create index account_balance_by_book on account_balance (book_id, month)`.execute(db)

  // The account of that head and detail, opened when it is first posted to. The book is locked by then, and this
  // function's own statements see what was committed while its caller waited for that lock.
  await sql`
    create function open_account(book_id text, head text, detail text, name text, class text) returns bigint
    language plpgsql volatile set search_path = pg_catalog, public as $$
    #variable_conflict use_column
    declare opened bigint;
    begin
      insert into public.account (book_id, head, detail, name, class) values ($1, $2, $3, $4, $5)
      on conflict on constraint account_once do nothing returning id into opened;
      if opened is null then
        select id into opened from public.account where book_id = $1 and head = $2 and detail = $3 and class = $5;
      end if;
      return opened;
    end $$`.execute(db)
  await sql`revoke all on function open_account(text, text, text, text, text) from public`.execute(db)
  await sql`grant execute on function open_account(text, text, text, text, text) to cofund_app`.execute(db)

  await sql`create trigger journal_entry_sequence_gap_free before insert on journal_entry for each row execute function place_journal_entry()`.execute(
    db,
  )
  await sql`
    create constraint trigger journal_entry_balances after insert on journal_entry deferrable initially deferred
    for each row execute function check_journal_entry()`.execute(db)
  await sql`
    create constraint trigger journal_entry_reversal_mirrors after insert on journal_entry deferrable initially deferred
    for each row when (new.reverses is not null) execute function check_reversal()`.execute(db)
  await sql`
    create constraint trigger journal_entry_transfer_nets_to_zero after insert on journal_entry deferrable initially deferred
    for each row when (new.transfer_id is not null) execute function check_transfer()`.execute(db)
  await sql`
    create trigger account_balance_follows after insert on posting referencing new table as added
    for each statement execute function keep_account_balances()`.execute(db)
  for (const table of ['account', 'journal_entry', 'posting']) {
    await sql`
      create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db)
  }
  await sql`
    create trigger account_balance_kept_whole before delete or truncate on account_balance
    for each statement execute function refuse_change()`.execute(db)

  for (const table of ['book', 'account', 'journal_entry', 'posting', 'account_balance']) {
    await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
  }
  await sql`create policy book_read on book for select using (organisation_id in (select visible_organisations()))`.execute(db)
  await sql`create policy book_add on book for insert with check (organisation_id = (select acting_organisation()))`.execute(db)
  for (const table of ['account', 'journal_entry', 'posting', 'account_balance']) {
    const reading = sql.id(`${table}_read`)
    await sql`create policy ${reading} on ${sql.table(table)} for select using (book_id in (select id from book))`.execute(db)
  }
  for (const table of ['account', 'journal_entry', 'posting']) {
    await sql`
      create policy ${sql.id(`${table}_add`)} on ${sql.table(table)} for insert
      with check (book_id in (select id from book where organisation_id = (select acting_organisation())))`.execute(db)
  }

  // Place, time and transaction of an entry are not among the columns that may be brought; balances none at all.
  await sql`grant select on book, account, journal_entry, posting, account_balance to cofund_app`.execute(db)
  await sql`grant insert (id, organisation_id, kind, code, name_zh, name_en) on book to cofund_app`.execute(db)
  await sql`grant insert (book_id, head, detail, name, class) on account to cofund_app`.execute(db)
  await sql`
    grant insert (id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, transfer_id)
    on journal_entry to cofund_app`.execute(db)
  await sql`grant insert on posting to cofund_app`.execute(db)

  // An act says in which transaction it was recorded, as an entry does: so each entry finds the acts that account for it.
  await sql`alter table act add column recorded_in xid8 not null default pg_current_xact_id()`.execute(db)
  await sql`create index act_by_transaction on act (recorded_in)`.execute(db)
  await sql`revoke insert on act from cofund_app`.execute(db)
  await sql`grant insert (organisation_id, membership_id, kind, facts) on act to cofund_app`.execute(db)
}
