create extension btree_gist;

create table account (
  id bigint generated always as identity not null,
  book_id text not null,
  head text not null,
  detail text default ''::text not null,
  name text,
  class text not null,
  counterparty_book_id text generated always as (
CASE
    WHEN (head = ANY (ARRAY['due_from'::text, 'due_to'::text])) THEN detail
    ELSE NULL::text
END) stored,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_of_book UNIQUE (book_id, id),
  constraint account_once UNIQUE (book_id, head, detail),
  constraint account_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint account_counterparty_book_id_fkey FOREIGN KEY (counterparty_book_id) REFERENCES book(id),
  constraint account_cash_is_an_asset CHECK (((class = 'asset'::text) OR (head <> ALL (ARRAY['cash'::text, 'due_from'::text])))),
  constraint account_class_known CHECK ((class = ANY (ARRAY['asset'::text, 'liability'::text, 'equity'::text, 'income'::text, 'expense'::text, 'memorandum'::text]))),
  constraint account_counterparty_is_another_book CHECK ((counterparty_book_id <> book_id)),
  constraint account_detail_plain CHECK ((detail ~ '^[a-z0-9_.-]{0,64}$'::text)),
  constraint account_due_to_is_a_liability CHECK (((class = 'liability'::text) OR (head <> 'due_to'::text))),
  constraint account_head_plain CHECK ((head ~ '^[a-z_]{1,64}$'::text))
);
CREATE TRIGGER account_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_sealed_when_added AFTER INSERT ON public.account REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER account_sealed_when_changed AFTER UPDATE ON public.account REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table account enable row level security;
create policy account_add on account for insert with check ((book_id IN ( SELECT writable_books() AS writable_books)));
create policy account_read on account for select using ((book_id IN ( SELECT book.id
   FROM book)));
grant select on account to cofund_app;
grant insert (book_id) on account to cofund_app;
grant insert (class) on account to cofund_app;
grant insert (detail) on account to cofund_app;
grant insert (head) on account to cofund_app;
grant insert (name) on account to cofund_app;

create table account_balance (
  book_id text not null,
  account_id bigint not null,
  currency text not null,
  month date not null,
  debit_minor bigint not null,
  credit_minor bigint not null,
  constraint account_balance_pkey PRIMARY KEY (account_id, currency, month),
  constraint account_balance_of_book FOREIGN KEY (book_id, account_id) REFERENCES account(book_id, id),
  constraint account_balance_month_is_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
CREATE INDEX account_balance_by_book ON public.account_balance USING btree (book_id, month);
CREATE TRIGGER account_balance_kept_whole BEFORE DELETE OR TRUNCATE ON public.account_balance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table account_balance enable row level security;
create policy account_balance_read on account_balance for select using ((book_id IN ( SELECT book.id
   FROM book)));
grant select on account_balance to cofund_app;

create table account_number_key (
  id boolean default true not null,
  inner_pad bytea not null,
  outer_pad bytea not null,
  constraint account_number_key_pkey PRIMARY KEY (id),
  constraint account_number_key_is_a_block CHECK (((length(inner_pad) = 64) AND (length(outer_pad) = 64))),
  constraint account_number_key_one CHECK (id)
);
CREATE TRIGGER account_number_key_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.account_number_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table account_number_key enable row level security;

create table act (
  id bigint generated always as identity not null,
  organisation_id text not null,
  membership_id text not null,
  kind text not null,
  facts jsonb not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  recorded_in xid8 default pg_current_xact_id() not null,
  stream text not null,
  sequence bigint not null,
  bytes text not null,
  hash bytea not null,
  constraint act_pkey PRIMARY KEY (id),
  constraint act_sequence_once UNIQUE (stream, sequence),
  constraint act_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint act_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint act_hash_is_of_its_bytes CHECK ((hash = sha256(convert_to(bytes, 'UTF8'::name)))),
  constraint act_kind_is_noun_and_deed CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text))
);
CREATE INDEX act_by_organisation ON public.act USING btree (organisation_id, id DESC);
CREATE INDEX act_by_transaction ON public.act USING btree (recorded_in);
CREATE TRIGGER act_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.act FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table act enable row level security;
create policy act_read on act for select using (((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR (stream IN ( SELECT book.id
   FROM book))));
grant select on act to cofund_app;

create table act_head (
  stream text not null,
  organisation_id text not null,
  sequence bigint not null,
  hash bytea not null,
  constraint act_head_pkey PRIMARY KEY (stream),
  constraint act_head_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint act_head_hash_is_sha256 CHECK ((length(hash) = 32))
);
alter table act_head enable row level security;
create policy act_head_read on act_head for select using (((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR (stream IN ( SELECT book.id
   FROM book))));
grant select on act_head to cofund_app;

create table api_key (
  id text not null,
  organisation_id text not null,
  name text not null,
  hash text not null,
  scopes text[] not null,
  issued_on date not null,
  expires_on date not null,
  revoked_on date,
  replaces text,
  last_used_at timestamp with time zone,
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_hash_unique UNIQUE (hash),
  constraint api_key_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint api_key_replaces_fkey FOREIGN KEY (replaces) REFERENCES api_key(id),
  constraint api_key_expires_after_it_is_issued CHECK ((expires_on > issued_on)),
  constraint api_key_has_a_scope CHECK ((cardinality(scopes) > 0)),
  constraint api_key_is_hashed CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX api_key_by_organisation ON public.api_key USING btree (organisation_id);
CREATE TRIGGER api_key_sealed_when_added AFTER INSERT ON public.api_key REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('last_used_at', 'id');
CREATE TRIGGER api_key_sealed_when_changed AFTER UPDATE ON public.api_key REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('last_used_at', 'id');
alter table api_key enable row level security;
create policy api_key_add on api_key for insert with check ((applying_proposal('api_key.issue'::text, id) OR applying_proposal('api_key.rotate'::text, replaces)));
create policy api_key_end on api_key for update using ((applying_proposal('api_key.revoke'::text, id) OR applying_proposal('api_key.rotate'::text, id)));
create policy api_key_read on api_key for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR ( SELECT acting_is_administrator() AS acting_is_administrator)));
grant insert on api_key to cofund_app;
grant select (expires_on) on api_key to cofund_app;
grant select (id) on api_key to cofund_app;
grant select (issued_on) on api_key to cofund_app;
grant select (last_used_at) on api_key to cofund_app;
grant select (name) on api_key to cofund_app;
grant select (organisation_id) on api_key to cofund_app;
grant select (replaces) on api_key to cofund_app;
grant select, update (revoked_on) on api_key to cofund_app;
grant select (scopes) on api_key to cofund_app;

create table bank_account (
  id text not null,
  organisation_id text not null,
  book_id text not null,
  name text not null,
  masked text not null,
  number_hash text not null,
  currency text not null,
  matched_from date not null,
  opened_at timestamp with time zone default clock_timestamp() not null,
  constraint bank_account_pkey PRIMARY KEY (id),
  constraint bank_account_number_once UNIQUE (organisation_id, number_hash),
  constraint bank_account_one_for_book_and_currency UNIQUE (book_id, currency),
  constraint bank_account_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint bank_account_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint bank_account_currency_known CHECK ((currency = ANY (ARRAY['CNY'::text, 'USD'::text, 'EUR'::text, 'GBP'::text, 'HKD'::text, 'JPY'::text]))),
  constraint bank_account_number_is_hashed CHECK ((number_hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE TRIGGER bank_account_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.bank_account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bank_account_sealed_when_added AFTER INSERT ON public.bank_account REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER bank_account_sealed_when_changed AFTER UPDATE ON public.bank_account REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table bank_account enable row level security;
create policy bank_account_add on bank_account for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (book_id IN ( SELECT book.id
   FROM book
  WHERE (book.organisation_id = ( SELECT acting_organisation() AS acting_organisation))))));
create policy bank_account_read on bank_account for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant select on bank_account to cofund_app;
grant insert (book_id) on bank_account to cofund_app;
grant insert (currency) on bank_account to cofund_app;
grant insert (id) on bank_account to cofund_app;
grant insert (masked) on bank_account to cofund_app;
grant insert (matched_from) on bank_account to cofund_app;
grant insert (name) on bank_account to cofund_app;
grant insert (number_hash) on bank_account to cofund_app;
grant insert (organisation_id) on bank_account to cofund_app;

create table book (
  id text not null,
  organisation_id text not null,
  kind text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  opened_at timestamp with time zone default clock_timestamp() not null,
  constraint book_pkey PRIMARY KEY (id),
  constraint book_code_unique UNIQUE (code),
  constraint book_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint book_code_plain CHECK ((code ~ '^[A-Z0-9][A-Z0-9-]{1,23}$'::text)),
  constraint book_kind_known CHECK ((kind = ANY (ARRAY['pool'::text, 'fund'::text, 'vehicle'::text, 'treasury'::text, 'loan_book'::text])))
);
CREATE INDEX book_by_organisation ON public.book USING btree (organisation_id);
CREATE UNIQUE INDEX book_one_loan_book ON public.book USING btree (organisation_id) WHERE (kind = 'loan_book'::text);
CREATE TRIGGER book_sealed_when_added AFTER INSERT ON public.book REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER book_sealed_when_changed AFTER UPDATE ON public.book REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table book enable row level security;
create policy book_add on book for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy book_read on book for select using (((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR (id IN ( SELECT pool_books_in_sight() AS pool_books_in_sight))));
grant select on book to cofund_app;
grant insert (code) on book to cofund_app;
grant insert (id) on book to cofund_app;
grant insert (kind) on book to cofund_app;
grant insert (name_en) on book to cofund_app;
grant insert (name_zh) on book to cofund_app;
grant insert (organisation_id) on book to cofund_app;

create table book_period_event (
  book_id text not null,
  place integer default 0 not null,
  event text not null,
  month date not null,
  closed_through date,
  at_sequence bigint default 0 not null,
  reason text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  recorded_in xid8 default pg_current_xact_id() not null,
  constraint book_period_event_in_order PRIMARY KEY (book_id, place),
  constraint book_period_event_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint book_period_event_known CHECK ((event = ANY (ARRAY['closed'::text, 'reopened'::text]))),
  constraint book_period_event_month_is_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  constraint book_period_event_reopening_says_why CHECK (((event = 'closed'::text) OR (length(TRIM(BOTH FROM reason)) > 0)))
);
CREATE TRIGGER book_period_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.book_period_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER book_period_event_in_turn BEFORE INSERT ON public.book_period_event FOR EACH ROW EXECUTE FUNCTION place_book_period_event();
CREATE TRIGGER book_period_event_sealed_when_added AFTER INSERT ON public.book_period_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'book_id,place');
CREATE TRIGGER book_period_event_sealed_when_changed AFTER UPDATE ON public.book_period_event REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'book_id,place');
alter table book_period_event enable row level security;
create policy book_period_event_by_two on book_period_event for insert with check (
CASE event
    WHEN 'closed'::text THEN applying_proposal('ledger.close_period'::text, book_id)
    ELSE applying_proposal('ledger.reopen_period'::text, book_id)
END);
create policy book_period_event_read on book_period_event for select using ((book_id IN ( SELECT book.id
   FROM book)));
grant select on book_period_event to cofund_app;
grant insert (book_id) on book_period_event to cofund_app;
grant insert (event) on book_period_event to cofund_app;
grant insert (month) on book_period_event to cofund_app;
grant insert (reason) on book_period_event to cofund_app;

create table budget_change (
  id bigint generated always as identity not null,
  indicator_id text not null,
  kind text not null,
  document_number text not null,
  effective_on date not null,
  minor bigint not null,
  reason text,
  entry_id text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint budget_change_pkey PRIMARY KEY (id),
  constraint budget_change_number_once UNIQUE (indicator_id, document_number),
  constraint budget_change_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint budget_change_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES budget_indicator(id),
  constraint budget_change_kind_known CHECK ((kind = ANY (ARRAY['granted'::text, 'adjusted'::text, 'carried_over'::text, 'surplus_returned'::text]))),
  constraint budget_change_of_something CHECK ((minor <> 0))
);
CREATE INDEX budget_change_by_indicator ON public.budget_change USING btree (indicator_id);
CREATE TRIGGER budget_change_kept BEFORE DELETE OR TRUNCATE ON public.budget_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_change_sealed_when_added AFTER INSERT ON public.budget_change REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER budget_change_sealed_when_changed AFTER UPDATE ON public.budget_change REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table budget_change enable row level security;
create policy budget_change_add on budget_change for insert with check ((indicator_id IN ( SELECT budget_indicator.id
   FROM budget_indicator
  WHERE (budget_indicator.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy budget_change_read on budget_change for select using ((indicator_id IN ( SELECT budget_indicator.id
   FROM budget_indicator)));
grant insert, select on budget_change to cofund_app;

create table budget_indicator (
  id text not null,
  organisation_id text not null,
  book_id text not null,
  document_number text not null,
  name text not null,
  source text not null,
  function_code text not null,
  budget_year integer not null,
  currency text default 'CNY'::text not null,
  granted_minor bigint default 0 not null,
  planned_minor bigint default 0 not null,
  drawn_minor bigint default 0 not null,
  carried_from text,
  constraint budget_indicator_pkey PRIMARY KEY (id),
  constraint budget_indicator_number_once UNIQUE (organisation_id, document_number),
  constraint budget_indicator_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint budget_indicator_carried_from_fkey FOREIGN KEY (carried_from) REFERENCES budget_indicator(id),
  constraint budget_indicator_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint budget_indicator_draws_within_plans CHECK (((drawn_minor >= 0) AND (drawn_minor <= planned_minor))),
  constraint budget_indicator_function_code_digits CHECK ((function_code ~ '^[0-9]{3,7}$'::text)),
  constraint budget_indicator_plans_within_grant CHECK (((planned_minor >= 0) AND (planned_minor <= granted_minor))),
  constraint budget_indicator_source_known CHECK ((source = ANY (ARRAY['general'::text, 'government_fund'::text, 'state_capital'::text])))
);
CREATE TRIGGER budget_indicator_kept BEFORE DELETE OR TRUNCATE ON public.budget_indicator FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_indicator_sealed_when_added AFTER INSERT ON public.budget_indicator REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER budget_indicator_sealed_when_changed AFTER UPDATE ON public.budget_indicator REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table budget_indicator enable row level security;
create policy budget_indicator_add on budget_indicator for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (book_id IN ( SELECT book.id
   FROM book
  WHERE (book.organisation_id = ( SELECT acting_organisation() AS acting_organisation))))));
create policy budget_indicator_count on budget_indicator for update using ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy budget_indicator_read on budget_indicator for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on budget_indicator to cofund_app;
grant update (drawn_minor) on budget_indicator to cofund_app;
grant update (granted_minor) on budget_indicator to cofund_app;
grant update (planned_minor) on budget_indicator to cofund_app;

create table checkpoint (
  number bigint not null,
  made_at timestamp with time zone not null,
  bytes text not null,
  hash bytea not null,
  signature bytea not null,
  public_key bytea not null,
  key_id text not null,
  constraint checkpoint_pkey PRIMARY KEY (number),
  constraint checkpoint_hash_is_of_its_bytes CHECK ((hash = sha256(convert_to(bytes, 'UTF8'::name)))),
  constraint checkpoint_key_is_named_by_its_hash CHECK ((key_id = encode(sha256(public_key), 'hex'::text))),
  constraint checkpoint_numbered_from_one CHECK ((number >= 1)),
  constraint checkpoint_signature_is_ed25519 CHECK (((length(signature) = 64) AND (length(public_key) = 32)))
);
CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table checkpoint enable row level security;
create policy checkpoint_read on checkpoint for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
grant select on checkpoint to cofund_app;

create table claim (
  id text not null,
  number bigint generated always as identity not null,
  pool_id text not null,
  organisation_id text not null,
  family text not null,
  mode text default 'compensation'::text not null,
  note_id text,
  product_code text,
  settled_year integer,
  enterprise_id text,
  district_code text,
  currency text default 'CNY'::text not null,
  status text not null,
  policy_version_id text not null,
  stated jsonb not null,
  codes text[] default '{}'::text[] not null,
  proposal_id text,
  expected_minor bigint,
  payable_minor bigint default 0 not null,
  paid_minor bigint default 0 not null,
  submitted_on date,
  due_on date,
  decided_on date,
  publicised_until date,
  opened_at timestamp with time zone default clock_timestamp() not null,
  constraint claim_pkey PRIMARY KEY (id),
  constraint claim_number_once UNIQUE (number),
  constraint claim_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id),
  constraint claim_note_id_fkey FOREIGN KEY (note_id) REFERENCES drawdown_note(id),
  constraint claim_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint claim_policy_version_id_fkey FOREIGN KEY (policy_version_id) REFERENCES policy_version(id),
  constraint claim_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint claim_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES proposal(id),
  constraint claim_family_known CHECK ((family = ANY (ARRAY['loan'::text, 'bank_year'::text]))),
  constraint claim_mode_known CHECK ((mode = ANY (ARRAY['compensation'::text, 'advance'::text]))),
  constraint claim_of_its_family CHECK ((((family = 'loan'::text) = (note_id IS NOT NULL)) AND ((family = 'bank_year'::text) = (settled_year IS NOT NULL)))),
  constraint claim_paid_within_payable CHECK (((paid_minor >= 0) AND (payable_minor >= 0))),
  constraint claim_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'first_review'::text, 'verified'::text, 'approved'::text, 'publicised'::text, 'paying'::text, 'paid'::text, 'recovering'::text, 'closed'::text, 'returned'::text, 'rejected'::text, 'deferred'::text, 'withdrawn'::text, 'clawed_back'::text, 'advanced'::text, 'trued_up'::text, 'refunded'::text, 'frozen'::text, 'computed'::text, 'audited'::text, 'settled_between_tiers'::text])))
);
CREATE INDEX claim_by_bank ON public.claim USING btree (organisation_id, number);
CREATE INDEX claim_by_enterprise ON public.claim USING btree (enterprise_id);
CREATE INDEX claim_by_pool ON public.claim USING btree (pool_id, status, number);
CREATE UNIQUE INDEX claim_of_loan_once ON public.claim USING btree (note_id) WHERE ((note_id IS NOT NULL) AND (status <> ALL (ARRAY['draft'::text, 'rejected'::text, 'withdrawn'::text, 'refunded'::text])));
CREATE UNIQUE INDEX claim_of_year_once ON public.claim USING btree (pool_id, organisation_id, product_code, settled_year) WHERE ((settled_year IS NOT NULL) AND (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])));
CREATE TRIGGER claim_kept BEFORE DELETE OR TRUNCATE ON public.claim FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_moves_by_two BEFORE INSERT OR UPDATE ON public.claim FOR EACH ROW EXECUTE FUNCTION guard_claim();
CREATE TRIGGER claim_sealed_when_added AFTER INSERT ON public.claim REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER claim_sealed_when_changed AFTER UPDATE ON public.claim REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table claim enable row level security;
create policy claim_add on claim for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (pool_id IN ( SELECT joined_pools() AS joined_pools))));
create policy claim_change on claim for update using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT stewarded_pools() AS stewarded_pools))));
create policy claim_read on claim for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR ((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)) AND (status <> 'draft'::text))));
grant insert, select on claim to cofund_app;
grant update (codes) on claim to cofund_app;
grant update (decided_on) on claim to cofund_app;
grant update (due_on) on claim to cofund_app;
grant update (expected_minor) on claim to cofund_app;
grant update (paid_minor) on claim to cofund_app;
grant update (payable_minor) on claim to cofund_app;
grant update (proposal_id) on claim to cofund_app;
grant update (publicised_until) on claim to cofund_app;
grant update (stated) on claim to cofund_app;
grant update (status) on claim to cofund_app;
grant update (submitted_on) on claim to cofund_app;

create table claim_bearer (
  claim_id text not null,
  bearer text not null,
  borne_minor bigint not null,
  returned_minor bigint default 0 not null,
  constraint claim_bearer_once PRIMARY KEY (claim_id, bearer),
  constraint claim_bearer_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  constraint claim_bearer_returns_within_what_it_bore CHECK (((borne_minor >= 0) AND ((returned_minor >= 0) AND (returned_minor <= borne_minor))))
);
CREATE TRIGGER claim_bearer_kept BEFORE DELETE OR TRUNCATE ON public.claim_bearer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_bearer_sealed_when_added AFTER INSERT ON public.claim_bearer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,bearer');
CREATE TRIGGER claim_bearer_sealed_when_changed AFTER UPDATE ON public.claim_bearer REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,bearer');
alter table claim_bearer enable row level security;
create policy claim_bearer_add on claim_bearer for insert with check ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT agreed_pools() AS agreed_pools)))));
create policy claim_bearer_change on claim_bearer for update using ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT agreed_pools() AS agreed_pools)))));
create policy claim_bearer_read on claim_bearer for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
grant insert, select on claim_bearer to cofund_app;
grant update (borne_minor) on claim_bearer to cofund_app;
grant update (returned_minor) on claim_bearer to cofund_app;

create table claim_decision (
  claim_id text not null,
  place integer not null,
  reason text not null,
  loss_case jsonb not null,
  shares jsonb not null,
  derivation jsonb not null,
  loss_minor bigint not null,
  recovered_minor bigint default 0 not null,
  payable_minor bigint not null,
  proposal_id text,
  entry_id text,
  decided_on date not null,
  decided_at timestamp with time zone default clock_timestamp() not null,
  constraint claim_decision_in_order PRIMARY KEY (claim_id, place),
  constraint claim_decision_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  constraint claim_decision_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint claim_decision_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES proposal(id),
  constraint claim_decision_reason_known CHECK ((reason = ANY (ARRAY['approved'::text, 'advanced'::text, 'trued_up'::text, 'refrozen'::text, 'recovered'::text, 'clawed_back'::text, 'reversed'::text])))
);
CREATE TRIGGER claim_decision_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.claim_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_decision_sealed_when_added AFTER INSERT ON public.claim_decision REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,place');
CREATE TRIGGER claim_decision_sealed_when_changed AFTER UPDATE ON public.claim_decision REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,place');
alter table claim_decision enable row level security;
create policy claim_decision_add on claim_decision for insert with check ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT agreed_pools() AS agreed_pools)))));
create policy claim_decision_read on claim_decision for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
grant insert, select on claim_decision to cofund_app;

create table claim_document (
  claim_id text not null,
  item text not null,
  place integer not null,
  document_hash text not null,
  name text not null,
  added_at timestamp with time zone default clock_timestamp() not null,
  withdrawn_at timestamp with time zone,
  constraint claim_document_in_order PRIMARY KEY (claim_id, item, place),
  constraint claim_document_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE INDEX claim_document_by_hash ON public.claim_document USING btree (document_hash);
CREATE TRIGGER claim_document_kept BEFORE DELETE OR TRUNCATE ON public.claim_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_document_sealed_when_added AFTER INSERT ON public.claim_document REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,item,place');
CREATE TRIGGER claim_document_sealed_when_changed AFTER UPDATE ON public.claim_document REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,item,place');
alter table claim_document enable row level security;
create policy claim_document_add on claim_document for insert with check ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE ((claim.organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (claim.status = ANY (ARRAY['draft'::text, 'returned'::text]))))));
create policy claim_document_read on claim_document for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
create policy claim_document_withdraw on claim_document for update using ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE ((claim.organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (claim.status = ANY (ARRAY['draft'::text, 'returned'::text]))))));
grant insert, select on claim_document to cofund_app;
grant update (withdrawn_at) on claim_document to cofund_app;

create table claim_event (
  claim_id text not null,
  place integer not null,
  event text not null,
  status text not null,
  codes text[] default '{}'::text[] not null,
  opinion text,
  facts jsonb default '{}'::jsonb not null,
  effective_on date not null,
  membership_id text not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint claim_event_in_order PRIMARY KEY (claim_id, place),
  constraint claim_event_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  constraint claim_event_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id)
);
CREATE TRIGGER claim_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.claim_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_event_sealed_when_added AFTER INSERT ON public.claim_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,place');
CREATE TRIGGER claim_event_sealed_when_changed AFTER UPDATE ON public.claim_event REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,place');
alter table claim_event enable row level security;
create policy claim_event_add on claim_event for insert with check (((membership_id = ( SELECT acting_membership() AS acting_membership)) AND ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))) OR (claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT stewarded_pools() AS stewarded_pools)))))));
create policy claim_event_read on claim_event for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
grant insert, select on claim_event to cofund_app;

create table claim_freeze (
  claim_id text not null,
  place integer not null,
  loan_balance_minor bigint not null,
  npl_balance_minor bigint not null,
  net_loss_minor bigint not null,
  previous_balance_minor bigint,
  districts jsonb not null,
  reason text,
  frozen_at timestamp with time zone default clock_timestamp() not null,
  constraint claim_freeze_in_order PRIMARY KEY (claim_id, place),
  constraint claim_freeze_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  constraint claim_freeze_loss_not_negative CHECK ((net_loss_minor >= 0)),
  constraint claim_freeze_npl_within_balance CHECK (((npl_balance_minor >= 0) AND (npl_balance_minor <= loan_balance_minor)))
);
CREATE TRIGGER claim_freeze_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.claim_freeze FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_freeze_sealed_when_added AFTER INSERT ON public.claim_freeze REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,place');
CREATE TRIGGER claim_freeze_sealed_when_changed AFTER UPDATE ON public.claim_freeze REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'claim_id,place');
alter table claim_freeze enable row level security;
create policy claim_freeze_add on claim_freeze for insert with check ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy claim_freeze_read on claim_freeze for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
grant insert, select on claim_freeze to cofund_app;

create table claim_payment (
  id text not null,
  claim_id text not null,
  voucher_number text not null,
  minor bigint not null,
  ordered_on date not null,
  proposal_id text not null,
  entry_id text not null,
  receipt_reference text,
  received_on date,
  constraint claim_payment_pkey PRIMARY KEY (id),
  constraint claim_payment_voucher_once UNIQUE (voucher_number),
  constraint claim_payment_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  constraint claim_payment_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint claim_payment_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES proposal(id),
  constraint claim_payment_of_something CHECK ((minor > 0)),
  constraint claim_payment_received_with_receipt CHECK (((received_on IS NULL) = (receipt_reference IS NULL)))
);
CREATE INDEX claim_payment_by_claim ON public.claim_payment USING btree (claim_id);
CREATE TRIGGER claim_payment_kept BEFORE DELETE OR TRUNCATE ON public.claim_payment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_payment_sealed_when_added AFTER INSERT ON public.claim_payment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER claim_payment_sealed_when_changed AFTER UPDATE ON public.claim_payment REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table claim_payment enable row level security;
create policy claim_payment_add on claim_payment for insert with check ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT agreed_pools() AS agreed_pools)))));
create policy claim_payment_change on claim_payment for update using ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT run_pools() AS run_pools)))));
create policy claim_payment_read on claim_payment for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
grant insert, select on claim_payment to cofund_app;
grant update (receipt_reference) on claim_payment to cofund_app;
grant update (received_on) on claim_payment to cofund_app;

create table credential (
  person_id text not null,
  password_hash text not null,
  totp_secret text,
  totp_step bigint,
  failures integer default 0 not null,
  locked_until timestamp with time zone,
  given_until timestamp with time zone,
  missed integer default 0 not null,
  constraint credential_pkey PRIMARY KEY (person_id),
  constraint credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint credential_password_is_argon2id CHECK ((password_hash ~~ '$argon2id$%'::text))
);
alter table credential enable row level security;

create table disposal (
  id text not null,
  note_id text not null,
  kind text not null,
  disposed_on date not null,
  minor bigint not null,
  reference text not null,
  constraint disposal_pkey PRIMARY KEY (id),
  constraint disposal_reference_once UNIQUE (note_id, kind, reference),
  constraint disposal_note_id_fkey FOREIGN KEY (note_id) REFERENCES drawdown_note(id),
  constraint disposal_kind_known CHECK ((kind = ANY (ARRAY['cash'::text, 'asset'::text, 'transfer'::text, 'write_off'::text]))),
  constraint disposal_not_negative CHECK ((minor >= 0))
);
CREATE TRIGGER disposal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.disposal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disposal_sealed_when_added AFTER INSERT ON public.disposal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER disposal_sealed_when_changed AFTER UPDATE ON public.disposal REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table disposal enable row level security;
create policy disposal_add on disposal for insert with check ((note_id IN ( SELECT drawdown_note.id
   FROM drawdown_note
  WHERE (drawdown_note.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy disposal_read on disposal for select using ((note_id IN ( SELECT drawdown_note.id
   FROM drawdown_note)));
grant insert, select on disposal to cofund_app;

create table document (
  organisation_id text not null,
  hash text not null,
  name text not null,
  kind text not null,
  bytes bigint not null,
  stored_by text not null,
  stored_at timestamp with time zone default clock_timestamp() not null,
  constraint document_pkey PRIMARY KEY (organisation_id, hash),
  constraint document_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint document_stored_by_fkey FOREIGN KEY (stored_by) REFERENCES membership(id),
  constraint document_hash_is_sha256 CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint document_kind_known CHECK ((kind = ANY (ARRAY['csv'::text, 'gzip'::text, 'xml'::text, 'xlsx'::text, 'pdf'::text, 'png'::text, 'jpeg'::text, 'unknown'::text]))),
  constraint document_not_empty CHECK ((bytes > 0))
);
CREATE TRIGGER document_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_sealed_when_added AFTER INSERT ON public.document REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'organisation_id,hash');
CREATE TRIGGER document_sealed_when_changed AFTER UPDATE ON public.document REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'organisation_id,hash');
alter table document enable row level security;
create policy document_add on document for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy document_of_claim_read on document for select using ((EXISTS ( SELECT
   FROM (claim_document
     JOIN claim ON ((claim.id = claim_document.claim_id)))
  WHERE ((claim_document.document_hash = document.hash) AND (claim.organisation_id = document.organisation_id)))));
create policy document_read on document for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on document to cofund_app;

create table document_chunk (
  organisation_id text not null,
  hash text not null,
  index integer not null,
  bytes bytea not null,
  constraint document_chunk_pkey PRIMARY KEY (organisation_id, hash, index),
  constraint document_chunk_organisation_id_hash_fkey FOREIGN KEY (organisation_id, hash) REFERENCES document(organisation_id, hash),
  constraint document_chunk_bounded CHECK (((octet_length(bytes) >= 1) AND (octet_length(bytes) <= 1048576)))
);
CREATE TRIGGER document_chunk_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.document_chunk FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table document_chunk enable row level security;
create policy document_chunk_add on document_chunk for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy document_chunk_of_claim_read on document_chunk for select using ((EXISTS ( SELECT
   FROM (claim_document
     JOIN claim ON ((claim.id = claim_document.claim_id)))
  WHERE ((claim_document.document_hash = document_chunk.hash) AND (claim.organisation_id = document_chunk.organisation_id)))));
create policy document_chunk_read on document_chunk for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on document_chunk to cofund_app;

create table drawdown_note (
  id text not null,
  pool_id text not null,
  organisation_id text not null,
  number text not null,
  contract_number text not null,
  credit_line_number text,
  enterprise_id text not null,
  district_code text not null,
  product_code text not null,
  currency text default 'CNY'::text not null,
  principal_minor bigint not null,
  lent_on date not null,
  due_on date not null,
  rate_ppm integer not null,
  purpose text not null,
  flags text[] default '{}'::text[] not null,
  other_cover text[] default '{}'::text[] not null,
  guaranteed_minor bigint,
  predecessor_id text,
  succession text,
  status text default 'registered'::text not null,
  enrolled_on date,
  policy_version_id text,
  verdict_id text not null,
  exposed_minor bigint default 0 not null,
  balance_minor bigint not null,
  category text default 'pass'::text not null,
  overdue_days integer default 0 not null,
  reported_month date,
  npl_reported_on date,
  npl_derived_on date,
  batch_id text,
  line integer,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint drawdown_note_pkey PRIMARY KEY (id),
  constraint drawdown_note_number_once UNIQUE (organisation_id, number, pool_id),
  constraint drawdown_note_predecessor_id_fkey FOREIGN KEY (predecessor_id) REFERENCES drawdown_note(id),
  constraint drawdown_note_balance_within_principal CHECK (((balance_minor >= 0) AND (balance_minor <= principal_minor))),
  constraint drawdown_note_category_known CHECK ((category = ANY (ARRAY['pass'::text, 'special_mention'::text, 'substandard'::text, 'doubtful'::text, 'loss'::text]))),
  constraint drawdown_note_due_after_lent CHECK ((due_on > lent_on)),
  constraint drawdown_note_enrolled_by_a_rule CHECK (((status = ANY (ARRAY['registered'::text, 'rejected'::text, 'withdrawn'::text])) OR ((enrolled_on IS NOT NULL) AND (policy_version_id IS NOT NULL)))),
  constraint drawdown_note_exposed_while_covered CHECK (((exposed_minor = 0) OR ((exposed_minor = principal_minor) AND (status = ANY (ARRAY['enrolled'::text, 'overdue'::text, 'non_performing'::text, 'disposed'::text]))))),
  constraint drawdown_note_overdue_not_negative CHECK ((overdue_days >= 0)),
  constraint drawdown_note_principal_positive CHECK ((principal_minor > 0)),
  constraint drawdown_note_rate_sane CHECK (((rate_ppm >= 0) AND (rate_ppm <= 360000))),
  constraint drawdown_note_status_known CHECK ((status = ANY (ARRAY['registered'::text, 'enrolled'::text, 'overdue'::text, 'non_performing'::text, 'disposed'::text, 'closed'::text, 'repaid'::text, 'rejected'::text, 'withdrawn'::text]))),
  constraint drawdown_note_succeeds_somehow CHECK (((predecessor_id IS NULL) = (succession IS NULL))),
  constraint drawdown_note_succession_known CHECK ((succession = ANY (ARRAY['renewal'::text, 'extension'::text, 'refinancing'::text, 'restructuring'::text])))
);
CREATE INDEX drawdown_note_by_bank ON public.drawdown_note USING btree (organisation_id, lent_on, id);
CREATE INDEX drawdown_note_by_batch ON public.drawdown_note USING btree (batch_id, line) WHERE (batch_id IS NOT NULL);
CREATE INDEX drawdown_note_by_day ON public.drawdown_note USING btree (lent_on, id);
CREATE INDEX drawdown_note_by_enterprise ON public.drawdown_note USING btree (enterprise_id);
CREATE INDEX drawdown_note_by_pool ON public.drawdown_note USING btree (pool_id, status, lent_on, id);
CREATE INDEX drawdown_note_by_predecessor ON public.drawdown_note USING btree (predecessor_id) WHERE (predecessor_id IS NOT NULL);
CREATE TRIGGER drawdown_note_counted AFTER INSERT ON public.drawdown_note REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION begin_note_rollup();
CREATE TRIGGER drawdown_note_keeps_to_its_moves BEFORE UPDATE OF status ON public.drawdown_note FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION guard_steps('note');
CREATE TRIGGER drawdown_note_kept BEFORE DELETE OR TRUNCATE ON public.drawdown_note FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER drawdown_note_of_known AFTER INSERT ON public.drawdown_note REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_note_of_known();
CREATE TRIGGER drawdown_note_recounted AFTER UPDATE ON public.drawdown_note REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_note_rollup();
CREATE TRIGGER drawdown_note_sealed_when_added AFTER INSERT ON public.drawdown_note REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER drawdown_note_sealed_when_changed AFTER UPDATE ON public.drawdown_note REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER drawdown_note_still_of_known BEFORE UPDATE OF policy_version_id, verdict_id ON public.drawdown_note FOR EACH ROW EXECUTE FUNCTION require_note_still_of_known();
alter table drawdown_note enable row level security;
create policy drawdown_note_add on drawdown_note for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (pool_id IN ( SELECT joined_pools() AS joined_pools))));
create policy drawdown_note_change on drawdown_note for update using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT run_pools() AS run_pools))));
create policy drawdown_note_read on drawdown_note for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT pools_in_sight() AS pools_in_sight))));
grant insert, select on drawdown_note to cofund_app;
grant update (balance_minor) on drawdown_note to cofund_app;
grant update (category) on drawdown_note to cofund_app;
grant update (enrolled_on) on drawdown_note to cofund_app;
grant update (exposed_minor) on drawdown_note to cofund_app;
grant update (npl_derived_on) on drawdown_note to cofund_app;
grant update (npl_reported_on) on drawdown_note to cofund_app;
grant update (overdue_days) on drawdown_note to cofund_app;
grant update (policy_version_id) on drawdown_note to cofund_app;
grant update (reported_month) on drawdown_note to cofund_app;
grant update (status) on drawdown_note to cofund_app;
grant update (verdict_id) on drawdown_note to cofund_app;

create table enterprise (
  id text not null,
  uscc text not null,
  name text not null,
  group_code text,
  registered_by text not null,
  override_reason text,
  constraint enterprise_pkey PRIMARY KEY (id),
  constraint enterprise_uscc_once UNIQUE (uscc),
  constraint enterprise_registered_by_fkey FOREIGN KEY (registered_by) REFERENCES organisation(id),
  constraint enterprise_uscc_shape CHECK ((uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'::text))
);
CREATE INDEX enterprise_by_group ON public.enterprise USING btree (group_code) WHERE (group_code IS NOT NULL);
CREATE INDEX enterprise_by_name ON public.enterprise USING btree (name);
CREATE TRIGGER enterprise_sealed_when_added AFTER INSERT ON public.enterprise REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER enterprise_sealed_when_changed AFTER UPDATE ON public.enterprise REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table enterprise enable row level security;
create policy enterprise_add on enterprise for insert with check ((registered_by = ( SELECT acting_organisation() AS acting_organisation)));
create policy enterprise_read on enterprise for select using (((( SELECT acting_organisation() AS acting_organisation) IS NOT NULL) AND (NOT ( SELECT acting_is_administrator() AS acting_is_administrator))));
grant insert, select on enterprise to cofund_app;

create table enterprise_certificate (
  id bigint generated always as identity not null,
  enterprise_id text not null,
  organisation_id text not null,
  kind text not null,
  number text,
  valid_from date not null,
  valid_to date,
  revoked_on date,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint enterprise_certificate_pkey PRIMARY KEY (id),
  constraint enterprise_certificate_once UNIQUE NULLS NOT DISTINCT (enterprise_id, kind, number, valid_from),
  constraint enterprise_certificate_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id),
  constraint enterprise_certificate_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint enterprise_certificate_ends_after_it_begins CHECK ((valid_to >= valid_from))
);
CREATE INDEX enterprise_certificate_by_enterprise ON public.enterprise_certificate USING btree (enterprise_id);
CREATE TRIGGER enterprise_certificate_append_only BEFORE DELETE OR TRUNCATE ON public.enterprise_certificate FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER enterprise_certificate_sealed_when_added AFTER INSERT ON public.enterprise_certificate REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER enterprise_certificate_sealed_when_changed AFTER UPDATE ON public.enterprise_certificate REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table enterprise_certificate enable row level security;
create policy enterprise_certificate_add on enterprise_certificate for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy enterprise_certificate_read on enterprise_certificate for select using (((( SELECT acting_organisation() AS acting_organisation) IS NOT NULL) AND (NOT ( SELECT acting_is_administrator() AS acting_is_administrator))));
grant insert, select on enterprise_certificate to cofund_app;

create table enterprise_check (
  id bigint generated always as identity not null,
  enterprise_id text not null,
  organisation_id text not null,
  checked_on date not null,
  list text,
  subject text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint enterprise_check_pkey PRIMARY KEY (id),
  constraint enterprise_check_once UNIQUE NULLS NOT DISTINCT (enterprise_id, organisation_id, checked_on, list, subject),
  constraint enterprise_check_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id),
  constraint enterprise_check_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id)
);
CREATE INDEX enterprise_check_by_enterprise ON public.enterprise_check USING btree (enterprise_id);
CREATE TRIGGER enterprise_check_append_only BEFORE DELETE OR TRUNCATE ON public.enterprise_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER enterprise_check_sealed_when_added AFTER INSERT ON public.enterprise_check REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER enterprise_check_sealed_when_changed AFTER UPDATE ON public.enterprise_check REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table enterprise_check enable row level security;
create policy enterprise_check_add on enterprise_check for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy enterprise_check_read on enterprise_check for select using (((( SELECT acting_organisation() AS acting_organisation) IS NOT NULL) AND (NOT ( SELECT acting_is_administrator() AS acting_is_administrator))));
grant insert, select on enterprise_check to cofund_app;

create table enterprise_fact (
  id bigint generated always as identity not null,
  enterprise_id text not null,
  organisation_id text not null,
  fact text not null,
  value text not null,
  stated_for date not null,
  source text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint enterprise_fact_pkey PRIMARY KEY (id),
  constraint enterprise_fact_said_once UNIQUE (enterprise_id, organisation_id, fact, stated_for, value),
  constraint enterprise_fact_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id),
  constraint enterprise_fact_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id)
);
CREATE INDEX enterprise_fact_by_enterprise ON public.enterprise_fact USING btree (enterprise_id);
CREATE TRIGGER enterprise_fact_append_only BEFORE DELETE OR TRUNCATE ON public.enterprise_fact FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER enterprise_fact_sealed_when_added AFTER INSERT ON public.enterprise_fact REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER enterprise_fact_sealed_when_changed AFTER UPDATE ON public.enterprise_fact REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table enterprise_fact enable row level security;
create policy enterprise_fact_add on enterprise_fact for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy enterprise_fact_read on enterprise_fact for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on enterprise_fact to cofund_app;

create table enterprise_flag (
  id bigint generated always as identity not null,
  enterprise_id text not null,
  organisation_id text not null,
  list text not null,
  subject text not null,
  stands_from date not null,
  stands_to date,
  repaired_on date,
  source text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint enterprise_flag_pkey PRIMARY KEY (id),
  constraint enterprise_flag_once UNIQUE (enterprise_id, list, subject, stands_from),
  constraint enterprise_flag_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id),
  constraint enterprise_flag_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id)
);
CREATE INDEX enterprise_flag_by_enterprise ON public.enterprise_flag USING btree (enterprise_id);
CREATE TRIGGER enterprise_flag_append_only BEFORE DELETE OR TRUNCATE ON public.enterprise_flag FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER enterprise_flag_sealed_when_added AFTER INSERT ON public.enterprise_flag REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER enterprise_flag_sealed_when_changed AFTER UPDATE ON public.enterprise_flag REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table enterprise_flag enable row level security;
create policy enterprise_flag_add on enterprise_flag for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy enterprise_flag_read on enterprise_flag for select using (((( SELECT acting_organisation() AS acting_organisation) IS NOT NULL) AND (NOT ( SELECT acting_is_administrator() AS acting_is_administrator))));
grant insert, select on enterprise_flag to cofund_app;

create table evaluated_loss (
  evaluation_id text not null,
  organisation_id text not null,
  loan_id bigint not null,
  currency text not null,
  year integer,
  lender_id bigint,
  loss_minor bigint,
  shares bigint[],
  recorded_minor bigint,
  computed_minor bigint,
  refusal_code text,
  refusal_facts jsonb,
  constraint evaluated_loss_pkey PRIMARY KEY (evaluation_id, loan_id),
  constraint evaluated_loss_loan_id_fkey FOREIGN KEY (loan_id) REFERENCES loan(id),
  constraint evaluated_loss_positive CHECK ((loss_minor > 0)),
  constraint evaluated_loss_refused_with_reason CHECK ((((refusal_code IS NULL) = (refusal_facts IS NULL)) AND ((refusal_code IS NULL) = (computed_minor IS NOT NULL)))),
  constraint evaluated_loss_shares_are_the_loss CHECK (
CASE
    WHEN (refusal_code IS NULL) THEN (((0 <= ALL (shares)) AND (total_of(shares) = loss_minor)) IS TRUE)
    ELSE (shares IS NULL)
END)
);
CREATE INDEX evaluated_loss_by_cell ON public.evaluated_loss USING btree (evaluation_id, currency, year, lender_id);
CREATE TRIGGER evaluated_loss_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.evaluated_loss FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evaluated_loss_of_open_evaluation AFTER INSERT ON public.evaluated_loss REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_loss_evaluation_is_open();
alter table evaluated_loss enable row level security;
create policy evaluated_loss_add on evaluated_loss for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy evaluated_loss_read on evaluated_loss for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on evaluated_loss to cofund_app;

create table fund (
  id text not null,
  organisation_id text not null,
  name text not null,
  manager text not null,
  asset_class text not null,
  vintage_year integer not null,
  currency text not null,
  constraint fund_pkey PRIMARY KEY (id),
  constraint fund_named_once_per_keeper UNIQUE (organisation_id, name),
  constraint fund_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fund_vintage_plausible CHECK (((vintage_year >= 1900) AND (vintage_year <= 2200)))
);
CREATE TRIGGER fund_sealed_when_added AFTER INSERT ON public.fund REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER fund_sealed_when_changed AFTER UPDATE ON public.fund REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table fund enable row level security;
create policy fund_add on fund for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy fund_read on fund for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on fund to cofund_app;

create table import_batch (
  id text not null,
  organisation_id text not null,
  kind text not null,
  mapping text,
  document_hash text not null,
  status text not null,
  phase text,
  progress_rows integer default 0 not null,
  progress_bytes bigint default 0 not null,
  progress_at timestamp with time zone default clock_timestamp() not null,
  encoding text,
  rows integer,
  taken integer,
  rejected integer,
  duplicate integer,
  warned integer,
  root text,
  digest text,
  refusal jsonb,
  started_by text not null,
  started_at timestamp with time zone default clock_timestamp() not null,
  checked_at timestamp with time zone,
  confirmed_by text,
  confirmed_at timestamp with time zone,
  accepted_rejections boolean default false not null,
  imported_at timestamp with time zone,
  constraint import_batch_pkey PRIMARY KEY (id),
  constraint import_batch_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES membership(id),
  constraint import_batch_organisation_id_document_hash_fkey FOREIGN KEY (organisation_id, document_hash) REFERENCES document(organisation_id, hash),
  constraint import_batch_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint import_batch_started_by_fkey FOREIGN KEY (started_by) REFERENCES membership(id),
  constraint import_batch_counts_add_up CHECK (((rows = ((taken + rejected) + duplicate)) AND (warned <= taken))),
  constraint import_batch_encoding_known CHECK ((encoding = ANY (ARRAY['utf-8'::text, 'gb18030'::text, 'xlsx'::text, 'xml'::text]))),
  constraint import_batch_imported_as_confirmed CHECK (((status <> ALL (ARRAY['importing'::text, 'imported'::text])) OR ((digest IS NOT NULL) AND (confirmed_by IS NOT NULL)))),
  constraint import_batch_kind_plain CHECK ((kind ~ '^[a-z][a-z_]{1,31}$'::text)),
  constraint import_batch_left_out_knowingly CHECK (((status <> 'imported'::text) OR accepted_rejections OR (rows = taken))),
  constraint import_batch_phase_known CHECK ((phase = ANY (ARRAY['waiting'::text, 'reading'::text, 'judging'::text, 'writing'::text]))),
  constraint import_batch_refused_with_reason CHECK (((status = 'refused'::text) = (refusal IS NOT NULL))),
  constraint import_batch_status_known CHECK ((status = ANY (ARRAY['checking'::text, 'checked'::text, 'importing'::text, 'imported'::text, 'refused'::text])))
);
CREATE INDEX import_batch_by_organisation ON public.import_batch USING btree (organisation_id, started_at DESC);
CREATE UNIQUE INDEX import_batch_file_once ON public.import_batch USING btree (organisation_id, kind, document_hash) WHERE (status = 'imported'::text);
CREATE TRIGGER import_batch_kept BEFORE DELETE OR TRUNCATE ON public.import_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER import_batch_sealed_when_added AFTER INSERT ON public.import_batch REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('phase,progress_rows,progress_bytes,progress_at', 'id');
CREATE TRIGGER import_batch_sealed_when_changed AFTER UPDATE ON public.import_batch REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('phase,progress_rows,progress_bytes,progress_at', 'id');
alter table import_batch enable row level security;
create policy import_batch_add on import_batch for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy import_batch_read on import_batch for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
create policy import_batch_work on import_batch for update using ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
grant insert, select on import_batch to cofund_app;
grant update (accepted_rejections) on import_batch to cofund_app;
grant update (checked_at) on import_batch to cofund_app;
grant update (confirmed_at) on import_batch to cofund_app;
grant update (confirmed_by) on import_batch to cofund_app;
grant update (digest) on import_batch to cofund_app;
grant update (duplicate) on import_batch to cofund_app;
grant update (encoding) on import_batch to cofund_app;
grant update (imported_at) on import_batch to cofund_app;
grant update (mapping) on import_batch to cofund_app;
grant update (phase) on import_batch to cofund_app;
grant update (progress_at) on import_batch to cofund_app;
grant update (progress_bytes) on import_batch to cofund_app;
grant update (progress_rows) on import_batch to cofund_app;
grant update (refusal) on import_batch to cofund_app;
grant update (rejected) on import_batch to cofund_app;
grant update (root) on import_batch to cofund_app;
grant update (rows) on import_batch to cofund_app;
grant update (status) on import_batch to cofund_app;
grant update (taken) on import_batch to cofund_app;
grant update (warned) on import_batch to cofund_app;

create table import_finding (
  batch_id text not null,
  organisation_id text not null,
  severity text not null,
  line integer not null,
  field text not null,
  code text not null,
  value text,
  detail text,
  constraint import_finding_severity_known CHECK ((severity = ANY (ARRAY['error'::text, 'duplicate'::text, 'warning'::text])))
);
CREATE INDEX import_finding_by_line ON public.import_finding USING btree (batch_id, line);
CREATE TRIGGER import_finding_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.import_finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table import_finding enable row level security;
create policy import_finding_add on import_finding for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy import_finding_read on import_finding for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on import_finding to cofund_app;

create table import_reason (
  batch_id text not null,
  organisation_id text not null,
  severity text not null,
  field text not null,
  code text not null,
  rows integer not null,
  constraint import_reason_pkey PRIMARY KEY (batch_id, severity, field, code),
  constraint import_reason_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);
CREATE TRIGGER import_reason_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.import_reason FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table import_reason enable row level security;
create policy import_reason_add on import_reason for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy import_reason_read on import_reason for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on import_reason to cofund_app;

create table import_total (
  batch_id text not null,
  organisation_id text not null,
  name text not null,
  currency text not null,
  taken_minor bigint not null,
  left_minor bigint not null,
  taken_known integer not null,
  constraint import_total_pkey PRIMARY KEY (batch_id, name, currency),
  constraint import_total_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);
CREATE TRIGGER import_total_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.import_total FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER import_total_sealed_when_added AFTER INSERT ON public.import_total REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'batch_id,name,currency');
CREATE TRIGGER import_total_sealed_when_changed AFTER UPDATE ON public.import_total REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'batch_id,name,currency');
alter table import_total enable row level security;
create policy import_total_add on import_total for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy import_total_read on import_total for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on import_total to cofund_app;

create table journal_entry (
  id text not null,
  book_id text not null,
  sequence bigint default 0 not null,
  lines smallint not null,
  kind text not null,
  facts jsonb default '{}'::jsonb not null,
  note text,
  effective_on date not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  recorded_in xid8 default pg_current_xact_id() not null,
  evidence_reference text,
  evidence_hash text,
  reverses text,
  transfer_id text,
  posted_in date default '1000-01-01'::date not null,
  constraint journal_entry_pkey PRIMARY KEY (id),
  constraint journal_entry_sequence_once UNIQUE (book_id, sequence),
  constraint journal_entry_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint journal_entry_reverses_fkey FOREIGN KEY (reverses) REFERENCES journal_entry(id),
  constraint journal_entry_effective_on_a_day CHECK (((effective_on >= '1000-01-01'::date) AND (effective_on <= '9999-12-31'::date))),
  constraint journal_entry_evidence_is_sha256 CHECK ((evidence_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint journal_entry_has_two_lines CHECK ((lines >= 2)),
  constraint journal_entry_kind_is_noun_and_deed CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text)),
  constraint journal_entry_opening_has_evidence CHECK (((kind <> 'ledger.opening'::text) OR (evidence_reference IS NOT NULL))),
  constraint journal_entry_posted_in_is_a_month CHECK ((EXTRACT(day FROM posted_in) = (1)::numeric)),
  constraint journal_entry_posted_in_no_earlier_month CHECK ((posted_in >= (effective_on - ((EXTRACT(day FROM effective_on))::integer - 1))))
);
CREATE INDEX journal_entry_by_transaction ON public.journal_entry USING btree (recorded_in);
CREATE INDEX journal_entry_by_transfer ON public.journal_entry USING btree (transfer_id) WHERE (transfer_id IS NOT NULL);
CREATE INDEX journal_entry_late ON public.journal_entry USING btree (book_id, posted_in) WHERE (posted_in > effective_on);
CREATE UNIQUE INDEX journal_entry_reversed_once ON public.journal_entry USING btree (reverses) WHERE (reverses IS NOT NULL);
CREATE TRIGGER journal_entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER journal_entry_balances AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_journal_entry();
CREATE CONSTRAINT TRIGGER journal_entry_of_one_keeps_to_its_heads AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry_of_one();
CREATE CONSTRAINT TRIGGER journal_entry_reversal_mirrors AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.reverses IS NOT NULL)) EXECUTE FUNCTION check_reversal();
CREATE TRIGGER journal_entry_sequence_gap_free BEFORE INSERT ON public.journal_entry FOR EACH ROW EXECUTE FUNCTION place_journal_entry();
CREATE CONSTRAINT TRIGGER journal_entry_transfer_nets_to_zero AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.transfer_id IS NOT NULL)) EXECUTE FUNCTION check_transfer();
alter table journal_entry enable row level security;
create policy journal_entry_add on journal_entry for insert with check ((book_id IN ( SELECT writable_books() AS writable_books)));
create policy journal_entry_read on journal_entry for select using ((book_id IN ( SELECT book.id
   FROM book)));
grant select on journal_entry to cofund_app;
grant insert (book_id) on journal_entry to cofund_app;
grant insert (effective_on) on journal_entry to cofund_app;
grant insert (evidence_hash) on journal_entry to cofund_app;
grant insert (evidence_reference) on journal_entry to cofund_app;
grant insert (facts) on journal_entry to cofund_app;
grant insert (id) on journal_entry to cofund_app;
grant insert (kind) on journal_entry to cofund_app;
grant insert (lines) on journal_entry to cofund_app;
grant insert (note) on journal_entry to cofund_app;
grant insert (reverses) on journal_entry to cofund_app;
grant insert (transfer_id) on journal_entry to cofund_app;

create table jurisdiction (
  code text not null,
  name_zh text not null,
  name_en text not null,
  level text not null,
  parent_code text,
  constraint jurisdiction_pkey PRIMARY KEY (code),
  constraint jurisdiction_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES jurisdiction(code),
  constraint jurisdiction_code_is_gb_2260 CHECK ((code ~ '^[0-9]{6}$'::text)),
  constraint jurisdiction_level_known CHECK ((level = ANY (ARRAY['nation'::text, 'province'::text, 'district'::text]))),
  constraint jurisdiction_only_nation_has_no_parent CHECK (((level = 'nation'::text) = (parent_code IS NULL)))
);
CREATE TRIGGER jurisdiction_sealed_when_added AFTER INSERT ON public.jurisdiction REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'code');
CREATE TRIGGER jurisdiction_sealed_when_changed AFTER UPDATE ON public.jurisdiction REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'code');
alter table jurisdiction enable row level security;
create policy jurisdiction_read on jurisdiction for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
grant select on jurisdiction to cofund_app;

create table lender (
  id bigint generated always as identity not null,
  organisation_id text not null,
  name text not null,
  region text,
  linked_organisation_id text,
  constraint lender_pkey PRIMARY KEY (id),
  constraint lender_once UNIQUE NULLS NOT DISTINCT (organisation_id, name, region),
  constraint lender_linked_organisation_id_fkey FOREIGN KEY (linked_organisation_id) REFERENCES organisation(id),
  constraint lender_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id)
);
CREATE TRIGGER lender_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.lender FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lender_sealed_when_added AFTER INSERT ON public.lender REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER lender_sealed_when_changed AFTER UPDATE ON public.lender REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table lender enable row level security;
create policy lender_add on lender for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy lender_read on lender for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on lender to cofund_app;

create table litigation (
  id text not null,
  note_id text not null,
  stage text not null,
  reached_on date not null,
  case_number text not null,
  court text not null,
  constraint litigation_pkey PRIMARY KEY (id),
  constraint litigation_stage_once UNIQUE (note_id, stage, case_number),
  constraint litigation_note_id_fkey FOREIGN KEY (note_id) REFERENCES drawdown_note(id),
  constraint litigation_stage_known CHECK ((stage = ANY (ARRAY['filed'::text, 'accepted'::text, 'judged'::text, 'enforced'::text, 'ended'::text])))
);
CREATE TRIGGER litigation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.litigation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER litigation_sealed_when_added AFTER INSERT ON public.litigation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER litigation_sealed_when_changed AFTER UPDATE ON public.litigation REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table litigation enable row level security;
create policy litigation_add on litigation for insert with check ((note_id IN ( SELECT drawdown_note.id
   FROM drawdown_note
  WHERE (drawdown_note.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy litigation_read on litigation for select using ((note_id IN ( SELECT drawdown_note.id
   FROM drawdown_note)));
grant insert, select on litigation to cofund_app;

create table loan (
  id bigint generated always as identity not null,
  organisation_id text not null,
  lender_id bigint,
  number text not null,
  borrower_name text not null,
  industry_code text,
  region text,
  outcome text not null,
  currency text not null,
  approved_on date not null,
  disbursed_on date,
  charged_off_on date,
  term_months integer,
  approved_minor bigint not null,
  guaranteed_minor bigint not null,
  disbursed_minor bigint,
  charged_off_minor bigint,
  warnings text[] default '{}'::text[] not null,
  batch_id text not null,
  line integer not null,
  constraint loan_pkey PRIMARY KEY (id),
  constraint loan_number_once UNIQUE NULLS NOT DISTINCT (organisation_id, lender_id, number),
  constraint loan_amounts_not_negative CHECK (((approved_minor >= 0) AND (guaranteed_minor >= 0) AND (disbursed_minor >= 0) AND (charged_off_minor >= 0))),
  constraint loan_currency_known CHECK ((currency = ANY (ARRAY['CNY'::text, 'USD'::text, 'EUR'::text, 'GBP'::text, 'HKD'::text, 'JPY'::text]))),
  constraint loan_outcome_known CHECK ((outcome = ANY (ARRAY['repaid'::text, 'charged_off'::text])))
);
CREATE INDEX loan_by_approval ON public.loan USING btree (organisation_id, approved_on, id);
CREATE INDEX loan_by_batch ON public.loan USING btree (batch_id, line);
CREATE INDEX loan_by_number ON public.loan USING btree (organisation_id, number);
CREATE TRIGGER loan_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.loan FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER loan_of_one_keeper AFTER INSERT ON public.loan REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_loan_of_one_keeper();
CREATE TRIGGER loan_sealed_when_imported AFTER INSERT ON public.loan REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_batch();
alter table loan enable row level security;
create policy loan_add on loan for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy loan_read on loan for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on loan to cofund_app;

create table loan_rollup (
  organisation_id text not null,
  batch_id text not null,
  lender_id bigint,
  outcome text not null,
  currency text not null,
  approval_year integer not null,
  charge_off_year integer,
  loans integer not null,
  warned integer not null,
  approved_minor bigint not null,
  guaranteed_minor bigint not null,
  disbursed_minor bigint not null,
  disbursed_known integer not null,
  charged_off_minor bigint not null,
  charged_off_known integer not null,
  constraint loan_rollup_cell_once UNIQUE NULLS NOT DISTINCT (batch_id, lender_id, outcome, currency, approval_year, charge_off_year),
  constraint loan_rollup_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint loan_rollup_lender_id_fkey FOREIGN KEY (lender_id) REFERENCES lender(id)
);
CREATE INDEX loan_rollup_by_organisation ON public.loan_rollup USING btree (organisation_id);
CREATE TRIGGER loan_rollup_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.loan_rollup FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table loan_rollup enable row level security;
create policy loan_rollup_add on loan_rollup for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy loan_rollup_read on loan_rollup for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on loan_rollup to cofund_app;

create table loss_evaluation (
  id text not null,
  organisation_id text not null,
  policy_version_id text not null,
  params jsonb not null,
  cites jsonb not null,
  bearers text[] not null,
  batches text[] not null,
  evaluated_by text default acting_membership() not null,
  evaluated_at timestamp with time zone default clock_timestamp() not null,
  recorded_in text default (pg_current_xact_id())::text not null,
  constraint loss_evaluation_pkey PRIMARY KEY (id),
  constraint loss_evaluation_evaluated_by_fkey FOREIGN KEY (evaluated_by) REFERENCES membership(id),
  constraint loss_evaluation_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint loss_evaluation_policy_version_id_fkey FOREIGN KEY (policy_version_id) REFERENCES policy_version(id)
);
CREATE INDEX loss_evaluation_by_organisation ON public.loss_evaluation USING btree (organisation_id, evaluated_at DESC);
CREATE TRIGGER loss_evaluation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.loss_evaluation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER loss_evaluation_sealed_when_added AFTER INSERT ON public.loss_evaluation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER loss_evaluation_sealed_when_changed AFTER UPDATE ON public.loss_evaluation REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table loss_evaluation enable row level security;
create policy loss_evaluation_add on loss_evaluation for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy loss_evaluation_read on loss_evaluation for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on loss_evaluation to cofund_app;

create table loss_refusal (
  evaluation_id text not null,
  organisation_id text not null,
  currency text not null,
  code text not null,
  facts jsonb not null,
  alike boolean not null,
  losses integer not null,
  loss_minor bigint not null,
  constraint loss_refusal_pkey PRIMARY KEY (evaluation_id, currency, code),
  constraint loss_refusal_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES loss_evaluation(id)
);
CREATE TRIGGER loss_refusal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.loss_refusal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER loss_refusal_of_open_evaluation AFTER INSERT ON public.loss_refusal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_loss_evaluation_is_open();
CREATE TRIGGER loss_refusal_sealed_when_added AFTER INSERT ON public.loss_refusal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'evaluation_id,currency,code');
CREATE TRIGGER loss_refusal_sealed_when_changed AFTER UPDATE ON public.loss_refusal REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'evaluation_id,currency,code');
alter table loss_refusal enable row level security;
create policy loss_refusal_add on loss_refusal for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy loss_refusal_read on loss_refusal for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on loss_refusal to cofund_app;

create table loss_rollup (
  evaluation_id text not null,
  organisation_id text not null,
  currency text not null,
  grain text not null,
  year integer,
  lender_id bigint,
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
  constraint loss_rollup_cell_once UNIQUE NULLS NOT DISTINCT (evaluation_id, currency, grain, lender_id, year),
  constraint loss_rollup_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES loss_evaluation(id),
  constraint loss_rollup_lender_id_fkey FOREIGN KEY (lender_id) REFERENCES lender(id),
  constraint loss_rollup_differences_add_up CHECK ((((computed_minor - recorded_minor) = (above_minor + below_minor)) AND (above_minor >= 0) AND (below_minor <= 0) AND ((above + below) <= compared) AND (compared <= (losses - refused)) AND (unstated <= refused))),
  constraint loss_rollup_grain_known CHECK ((grain = ANY (ARRAY['all'::text, 'year'::text, 'lender'::text, 'year_lender'::text]))),
  constraint loss_rollup_shares_are_the_loss CHECK ((total_of(shares) = (loss_minor - refused_minor)))
);
CREATE INDEX loss_rollup_by_loss ON public.loss_rollup USING btree (evaluation_id, currency, grain, year, loss_minor DESC);
CREATE TRIGGER loss_rollup_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.loss_rollup FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER loss_rollup_of_open_evaluation AFTER INSERT ON public.loss_rollup REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_loss_evaluation_is_open();
alter table loss_rollup enable row level security;
create policy loss_rollup_add on loss_rollup for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy loss_rollup_read on loss_rollup for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on loss_rollup to cofund_app;

create table membership (
  id text not null,
  person_id text not null,
  organisation_id text not null,
  roles text[] not null,
  since_on date not null,
  ended_on date,
  constraint membership_pkey PRIMARY KEY (id),
  constraint membership_once UNIQUE (person_id, organisation_id),
  constraint membership_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint membership_ends_after_it_begins CHECK ((ended_on >= since_on)),
  constraint membership_has_a_role CHECK ((cardinality(roles) > 0))
);
CREATE INDEX membership_by_organisation ON public.membership USING btree (organisation_id);
CREATE TRIGGER membership_sealed_when_added AFTER INSERT ON public.membership REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER membership_sealed_when_changed AFTER UPDATE ON public.membership REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table membership enable row level security;
create policy membership_add on membership for insert with check ((applying_proposal('person.create'::text, person_id) OR applying_proposal('roles.set'::text, person_id)));
create policy membership_change on membership for update using (applying_proposal('roles.set'::text, person_id));
create policy membership_read on membership for select using (((person_id = ( SELECT acting_person() AS acting_person)) OR (organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR ( SELECT acting_is_administrator() AS acting_is_administrator)));
grant insert, select on membership to cofund_app;
grant update (ended_on) on membership to cofund_app;
grant update (roles) on membership to cofund_app;

create table monthly_report (
  id text not null,
  pool_id text not null,
  organisation_id text not null,
  month date not null,
  place integer not null,
  nil boolean not null,
  batch_id text,
  submitted_at timestamp with time zone default clock_timestamp() not null,
  constraint monthly_report_pkey PRIMARY KEY (id),
  constraint monthly_report_once UNIQUE (pool_id, organisation_id, month, place),
  constraint monthly_report_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint monthly_report_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint monthly_report_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint monthly_report_of_a_month CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
CREATE TRIGGER monthly_report_kept BEFORE DELETE OR TRUNCATE ON public.monthly_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER monthly_report_sealed_when_added AFTER INSERT ON public.monthly_report REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER monthly_report_sealed_when_changed AFTER UPDATE ON public.monthly_report REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table monthly_report enable row level security;
create policy monthly_report_add on monthly_report for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (pool_id IN ( SELECT joined_pools() AS joined_pools))));
create policy monthly_report_read on monthly_report for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT pools_in_sight() AS pools_in_sight))));
grant insert, select on monthly_report to cofund_app;

create table note_event (
  note_id text not null,
  place integer not null,
  event text not null,
  effective_on date not null,
  facts jsonb default '{}'::jsonb not null,
  membership_id text not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint note_event_in_order PRIMARY KEY (note_id, place),
  constraint note_event_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint note_event_note_id_fkey FOREIGN KEY (note_id) REFERENCES drawdown_note(id)
);
CREATE TRIGGER note_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.note_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER note_event_sealed_when_added AFTER INSERT ON public.note_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'note_id,place');
CREATE TRIGGER note_event_sealed_when_changed AFTER UPDATE ON public.note_event REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'note_id,place');
alter table note_event enable row level security;
create policy note_event_add on note_event for insert with check (((note_id IN ( SELECT drawdown_note.id
   FROM drawdown_note
  WHERE ((drawdown_note.organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (drawdown_note.pool_id IN ( SELECT run_pools() AS run_pools))))) AND (membership_id = ( SELECT acting_membership() AS acting_membership))));
create policy note_event_read on note_event for select using ((note_id IN ( SELECT drawdown_note.id
   FROM drawdown_note)));
grant insert, select on note_event to cofund_app;

create table note_report (
  report_id text not null,
  note_id text not null,
  balance_minor bigint not null,
  category text not null,
  overdue_days integer not null,
  constraint note_report_once PRIMARY KEY (report_id, note_id),
  constraint note_report_note_id_fkey FOREIGN KEY (note_id) REFERENCES drawdown_note(id),
  constraint note_report_report_id_fkey FOREIGN KEY (report_id) REFERENCES monthly_report(id),
  constraint note_report_amounts_not_negative CHECK (((balance_minor >= 0) AND (overdue_days >= 0)))
);
CREATE INDEX note_report_by_note ON public.note_report USING btree (note_id);
CREATE TRIGGER note_report_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.note_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER note_report_sealed_when_added AFTER INSERT ON public.note_report REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'report_id,note_id');
CREATE TRIGGER note_report_sealed_when_changed AFTER UPDATE ON public.note_report REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'report_id,note_id');
alter table note_report enable row level security;
create policy note_report_add on note_report for insert with check ((report_id IN ( SELECT monthly_report.id
   FROM monthly_report
  WHERE (monthly_report.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy note_report_read on note_report for select using ((report_id IN ( SELECT monthly_report.id
   FROM monthly_report)));
grant insert, select on note_report to cofund_app;

create table note_rollup (
  pool_id text not null,
  organisation_id text not null,
  district_code text not null,
  product_code text not null,
  lent_year integer not null,
  status text not null,
  renewed boolean not null,
  notes bigint default 0 not null,
  principal_minor bigint default 0 not null,
  balance_minor bigint default 0 not null,
  constraint note_rollup_cell_once PRIMARY KEY (pool_id, organisation_id, district_code, product_code, lent_year, status, renewed),
  constraint note_rollup_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint note_rollup_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id)
);
alter table note_rollup enable row level security;
create policy note_rollup_read on note_rollup for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT pools_in_sight() AS pools_in_sight))));
grant select on note_rollup to cofund_app;

create table note_verdict (
  id text not null,
  pool_id text not null,
  organisation_id text not null,
  enterprise_id text not null,
  rule_set_code text not null,
  outcome text not null,
  verdict jsonb not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint note_verdict_pkey PRIMARY KEY (id),
  constraint note_verdict_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id),
  constraint note_verdict_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint note_verdict_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint note_verdict_outcome_known CHECK ((outcome = ANY (ARRAY['eligible'::text, 'ineligible'::text, 'review'::text])))
);
CREATE INDEX note_verdict_by_enterprise ON public.note_verdict USING btree (enterprise_id);
CREATE TRIGGER note_verdict_kept BEFORE DELETE OR TRUNCATE ON public.note_verdict FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER note_verdict_sealed_when_added AFTER INSERT ON public.note_verdict REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER note_verdict_sealed_when_changed AFTER UPDATE ON public.note_verdict REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table note_verdict enable row level security;
create policy note_verdict_add on note_verdict for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (pool_id IN ( SELECT joined_pools() AS joined_pools))));
create policy note_verdict_read on note_verdict for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT pools_in_sight() AS pools_in_sight))));
grant insert, select on note_verdict to cofund_app;

create table organisation (
  id text not null,
  kind text not null,
  name_zh text not null,
  name_en text not null,
  jurisdiction_code text not null,
  second_factor text default 'demanded'::text not null,
  constraint organisation_pkey PRIMARY KEY (id),
  constraint organisation_jurisdiction_code_fkey FOREIGN KEY (jurisdiction_code) REFERENCES jurisdiction(code),
  constraint organisation_kind_known CHECK ((kind = ANY (ARRAY['city_finance'::text, 'district_finance'::text, 'programme_department'::text, 'joint_meeting'::text, 'state_assets'::text, 'soe_group'::text, 'fund_manager'::text, 'soe_vc'::text, 'bank'::text, 'guarantor'::text, 'trustee'::text, 'custodian'::text, 'appraiser'::text, 'exchange'::text, 'audit_office'::text, 'accounting_firm'::text, 'admin'::text]))),
  constraint organisation_second_factor_known CHECK ((second_factor = ANY (ARRAY['demanded'::text, 'offered'::text])))
);
CREATE INDEX organisation_by_jurisdiction ON public.organisation USING btree (jurisdiction_code);
CREATE TRIGGER organisation_sealed_when_added AFTER INSERT ON public.organisation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER organisation_sealed_when_changed AFTER UPDATE ON public.organisation REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table organisation enable row level security;
create policy organisation_add on organisation for insert with check ((( SELECT acting_is_administrator() AS acting_is_administrator) AND (kind <> 'admin'::text)));
create policy organisation_read on organisation for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
create policy organisation_set_second_factor on organisation for update using (applying_proposal('organisation.set_second_factor'::text, id));
grant insert, select on organisation to cofund_app;
grant update (second_factor) on organisation to cofund_app;

create table payment_plan (
  id text not null,
  indicator_id text not null,
  number text not null,
  planned_on date not null,
  month date not null,
  purpose text not null,
  minor bigint not null,
  drawn_minor bigint default 0 not null,
  released_minor bigint default 0 not null,
  constraint payment_plan_pkey PRIMARY KEY (id),
  constraint payment_plan_number_once UNIQUE (indicator_id, number),
  constraint payment_plan_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES budget_indicator(id),
  constraint payment_plan_draws_within CHECK (((drawn_minor >= 0) AND (released_minor >= 0) AND ((drawn_minor + released_minor) <= minor))),
  constraint payment_plan_of_a_month CHECK ((month = (date_trunc('month'::text, (month)::timestamp without time zone))::date)),
  constraint payment_plan_of_something CHECK ((minor > 0))
);
CREATE TRIGGER payment_plan_kept BEFORE DELETE OR TRUNCATE ON public.payment_plan FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_plan_sealed_when_added AFTER INSERT ON public.payment_plan REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER payment_plan_sealed_when_changed AFTER UPDATE ON public.payment_plan REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table payment_plan enable row level security;
create policy payment_plan_add on payment_plan for insert with check ((indicator_id IN ( SELECT budget_indicator.id
   FROM budget_indicator
  WHERE (budget_indicator.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy payment_plan_draw on payment_plan for update using ((indicator_id IN ( SELECT budget_indicator.id
   FROM budget_indicator
  WHERE (budget_indicator.organisation_id = ( SELECT acting_organisation() AS acting_organisation)))));
create policy payment_plan_read on payment_plan for select using ((indicator_id IN ( SELECT budget_indicator.id
   FROM budget_indicator)));
grant insert, select on payment_plan to cofund_app;
grant update (drawn_minor) on payment_plan to cofund_app;
grant update (released_minor) on payment_plan to cofund_app;

create table payment_voucher (
  id text not null,
  organisation_id text not null,
  indicator_id text not null,
  plan_id text not null,
  number text not null,
  drawn_on date not null,
  minor bigint not null,
  purpose text not null,
  subject text not null,
  payee text not null,
  payee_book_id text,
  through_book_id text,
  status text default 'drawn'::text not null,
  paid_on date,
  entry_id text,
  paid_entry_id text,
  constraint payment_voucher_pkey PRIMARY KEY (id),
  constraint payment_voucher_number_once UNIQUE (organisation_id, number),
  constraint payment_voucher_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint payment_voucher_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES budget_indicator(id),
  constraint payment_voucher_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint payment_voucher_paid_entry_id_fkey FOREIGN KEY (paid_entry_id) REFERENCES journal_entry(id),
  constraint payment_voucher_payee_book_id_fkey FOREIGN KEY (payee_book_id) REFERENCES book(id),
  constraint payment_voucher_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES payment_plan(id),
  constraint payment_voucher_through_book_id_fkey FOREIGN KEY (through_book_id) REFERENCES book(id),
  constraint payment_voucher_of_something CHECK ((minor > 0)),
  constraint payment_voucher_paid_on_a_day CHECK (((paid_on IS NOT NULL) = (status = 'paid'::text))),
  constraint payment_voucher_purpose_known CHECK ((purpose = ANY (ARRAY['contribution'::text, 'compensation'::text, 'settlement'::text]))),
  constraint payment_voucher_status_known CHECK ((status = ANY (ARRAY['drawn'::text, 'paid'::text, 'cancelled'::text])))
);
CREATE INDEX payment_voucher_by_plan ON public.payment_voucher USING btree (plan_id);
CREATE INDEX payment_voucher_by_subject ON public.payment_voucher USING btree (subject);
CREATE TRIGGER payment_voucher_keeps_to_its_moves BEFORE UPDATE OF status ON public.payment_voucher FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION guard_steps('voucher');
CREATE TRIGGER payment_voucher_kept BEFORE DELETE OR TRUNCATE ON public.payment_voucher FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_voucher_sealed_when_added AFTER INSERT ON public.payment_voucher REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER payment_voucher_sealed_when_changed AFTER UPDATE ON public.payment_voucher REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table payment_voucher enable row level security;
create policy payment_voucher_add on payment_voucher for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND ( SELECT applying_something() AS applying_something) AND (status = 'drawn'::text) AND ((indicator_id, plan_id) IN ( SELECT plan.indicator_id,
    plan.id
   FROM (payment_plan plan
     JOIN budget_indicator ON ((budget_indicator.id = plan.indicator_id)))
  WHERE (budget_indicator.organisation_id = ( SELECT acting_organisation() AS acting_organisation))))));
create policy payment_voucher_move on payment_voucher for update using ((organisation_id = ( SELECT acting_organisation() AS acting_organisation))) with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND ((status <> 'paid'::text) OR ( SELECT applying_something() AS applying_something))));
create policy payment_voucher_read on payment_voucher for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on payment_voucher to cofund_app;
grant update (entry_id) on payment_voucher to cofund_app;
grant update (paid_entry_id) on payment_voucher to cofund_app;
grant update (paid_on) on payment_voucher to cofund_app;
grant update (status) on payment_voucher to cofund_app;

create table person (
  id text not null,
  name text not null,
  sign_in_name text not null,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_sign_in_name_unique UNIQUE (sign_in_name),
  constraint person_sign_in_name_plain CHECK ((sign_in_name ~ '^[a-z0-9][a-z0-9._-]{1,63}$'::text))
);
CREATE TRIGGER person_sealed_when_added AFTER INSERT ON public.person REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER person_sealed_when_changed AFTER UPDATE ON public.person REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table person enable row level security;
create policy person_add on person for insert with check (applying_proposal('person.create'::text, id));
create policy person_read on person for select using (((id = ( SELECT acting_person() AS acting_person)) OR (id IN ( SELECT membership.person_id
   FROM membership)) OR ( SELECT acting_is_administrator() AS acting_is_administrator)));
grant insert, select on person to cofund_app;

create table policy (
  id text not null,
  kind text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  jurisdiction_code text,
  constraint policy_pkey PRIMARY KEY (id),
  constraint policy_code_unique UNIQUE (code),
  constraint policy_code_plain CHECK ((code ~ '^[A-Z][A-Z0-9-]{1,31}$'::text)),
  constraint policy_jurisdiction_is_gb_2260 CHECK ((jurisdiction_code ~ '^[0-9]{6}$'::text)),
  constraint policy_kind_known CHECK ((kind = ANY (ARRAY['compensation_scheme'::text, 'approval_route'::text]))),
  constraint policy_route_has_its_code CHECK (((kind = 'approval_route'::text) = starts_with(code, 'ROUTE-'::text)))
);
CREATE TRIGGER policy_sealed_when_added AFTER INSERT ON public.policy REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER policy_sealed_when_changed AFTER UPDATE ON public.policy REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table policy enable row level security;
create policy policy_insert on policy for insert with check (may_lay_down(jurisdiction_code));
create policy policy_read on policy for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
create policy policy_update on policy for update using (may_lay_down(jurisdiction_code));
grant insert, select on policy to cofund_app;
grant update (name_en) on policy to cofund_app;
grant update (name_zh) on policy to cofund_app;

create table policy_version (
  id text not null,
  policy_id text not null,
  number integer not null,
  status text default 'draft'::text not null,
  document text not null,
  effective_from date,
  effective_to date,
  params jsonb not null,
  cites jsonb not null,
  constraint policy_version_pkey PRIMARY KEY (id),
  constraint policy_version_number_once UNIQUE (policy_id, number),
  constraint policy_version_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES policy(id),
  constraint policy_version_end_needs_a_beginning CHECK (((effective_to IS NULL) OR (effective_from IS NOT NULL))),
  constraint policy_version_ends_after_it_begins CHECK ((effective_to > effective_from)),
  constraint policy_version_in_effect_from_a_day CHECK (((status = 'draft'::text) OR (effective_from IS NOT NULL))),
  constraint policy_version_in_effect_is_complete CHECK (((status = 'draft'::text) OR (NOT jsonb_path_exists(params, '$.**?(@ == null)'::jsonpath)))),
  constraint policy_version_number_from_one CHECK ((number >= 1)),
  constraint policy_version_params_are_named CHECK (((jsonb_typeof(params) = 'object'::text) AND (jsonb_typeof(cites) = 'object'::text))),
  constraint policy_version_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'retired'::text]))),
  constraint policy_version_periods_do_not_overlap EXCLUDE USING gist (policy_id WITH =, daterange(effective_from, effective_to) WITH &&) WHERE ((status = 'active'::text))
);
CREATE TRIGGER policy_version_activated_by_two BEFORE INSERT OR UPDATE ON public.policy_version FOR EACH ROW EXECUTE FUNCTION activate_policy_version_by_two();
CREATE TRIGGER policy_version_fixed_once_in_effect BEFORE DELETE OR UPDATE ON public.policy_version FOR EACH ROW EXECUTE FUNCTION keep_policy_version();
CREATE TRIGGER policy_version_kept BEFORE TRUNCATE ON public.policy_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_version_route_leads_somewhere BEFORE INSERT OR UPDATE ON public.policy_version FOR EACH ROW EXECUTE FUNCTION check_approval_route();
CREATE TRIGGER policy_version_sealed_when_added AFTER INSERT ON public.policy_version REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER policy_version_sealed_when_changed AFTER UPDATE ON public.policy_version REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table policy_version enable row level security;
create policy policy_version_insert on policy_version for insert with check ((EXISTS ( SELECT
   FROM policy
  WHERE ((policy.id = policy_version.policy_id) AND may_lay_down(policy.jurisdiction_code)))));
create policy policy_version_read on policy_version for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
create policy policy_version_update on policy_version for update using ((EXISTS ( SELECT
   FROM policy
  WHERE ((policy.id = policy_version.policy_id) AND may_lay_down(policy.jurisdiction_code)))));
grant insert, select on policy_version to cofund_app;
grant update (cites) on policy_version to cofund_app;
grant update (document) on policy_version to cofund_app;
grant update (effective_from) on policy_version to cofund_app;
grant update (effective_to) on policy_version to cofund_app;
grant update (params) on policy_version to cofund_app;
grant update (status) on policy_version to cofund_app;

create table pool (
  id text not null,
  organisation_id text not null,
  book_id text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  currency text default 'CNY'::text not null,
  scheme_policy_id text not null,
  rule_set_code text not null,
  route_code text not null,
  funding text not null,
  opened_on date not null,
  closed_on date,
  leverage_hundredths integer,
  period_cap_minor bigint,
  recoveries_go text default 'stay'::text not null,
  constraint pool_pkey PRIMARY KEY (id),
  constraint pool_book_once UNIQUE (book_id),
  constraint pool_code_once UNIQUE (code),
  constraint pool_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint pool_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint pool_scheme_policy_id_fkey FOREIGN KEY (scheme_policy_id) REFERENCES policy(id),
  constraint pool_closes_after_it_opens CHECK ((closed_on > opened_on)),
  constraint pool_code_plain CHECK ((code ~ '^[A-Z][A-Z0-9-]{1,31}$'::text)),
  constraint pool_funding_known CHECK ((funding = ANY (ARRAY['pool_cash'::text, 'annual_budget'::text]))),
  constraint pool_leverage_positive CHECK ((leverage_hundredths > 0)),
  constraint pool_recoveries_known CHECK ((recoveries_go = ANY (ARRAY['stay'::text, 'return'::text])))
);
CREATE TRIGGER pool_kept BEFORE DELETE OR TRUNCATE ON public.pool FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_sealed_when_added AFTER INSERT ON public.pool REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER pool_sealed_when_changed AFTER UPDATE ON public.pool REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table pool enable row level security;
create policy pool_add on pool for insert with check (opening_with(id, organisation_id, book_id));
create policy pool_read on pool for select using (((id IN ( SELECT pools_in_sight() AS pools_in_sight)) OR (id IN ( SELECT joined_pools() AS joined_pools))));
grant insert, select on pool to cofund_app;

create table pool_breaker_override (
  id text not null,
  pool_id text not null,
  organisation_id text,
  action text not null,
  overrides_from date not null,
  overrides_to date not null,
  reason text not null,
  proposal_id text not null,
  constraint pool_breaker_override_pkey PRIMARY KEY (id),
  constraint pool_breaker_override_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint pool_breaker_override_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_breaker_override_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES proposal(id),
  constraint pool_breaker_override_action_known CHECK ((action = ANY (ARRAY['defer'::text, 'suspend'::text, 'terminate'::text]))),
  constraint pool_breaker_override_ends_after_it_begins CHECK ((overrides_to >= overrides_from)),
  constraint pool_breaker_override_says_why CHECK ((length(TRIM(BOTH FROM reason)) > 0))
);
CREATE INDEX pool_breaker_override_by_pool ON public.pool_breaker_override USING btree (pool_id);
CREATE TRIGGER pool_breaker_override_kept BEFORE DELETE OR TRUNCATE ON public.pool_breaker_override FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_breaker_override_sealed_when_added AFTER INSERT ON public.pool_breaker_override REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER pool_breaker_override_sealed_when_changed AFTER UPDATE ON public.pool_breaker_override REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table pool_breaker_override enable row level security;
create policy pool_breaker_override_add on pool_breaker_override for insert with check ((applying_proposal('pool.override_breaker'::text, id) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_breaker_override_read on pool_breaker_override for select using (((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)) OR ((pool_id IN ( SELECT joined_pools() AS joined_pools)) AND (COALESCE(organisation_id, ( SELECT acting_organisation() AS acting_organisation)) = ( SELECT acting_organisation() AS acting_organisation)))));
grant insert, select on pool_breaker_override to cofund_app;

create table pool_cap_use (
  pool_id text not null,
  scope text not null,
  counts_for text not null,
  used_minor bigint default 0 not null,
  constraint pool_cap_use_once PRIMARY KEY (pool_id, scope, counts_for),
  constraint pool_cap_use_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_cap_use_not_negative CHECK ((used_minor >= 0))
);
CREATE TRIGGER pool_cap_use_kept BEFORE DELETE OR TRUNCATE ON public.pool_cap_use FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_cap_use_sealed_when_added AFTER INSERT ON public.pool_cap_use REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,scope,counts_for');
CREATE TRIGGER pool_cap_use_sealed_when_changed AFTER UPDATE ON public.pool_cap_use REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,scope,counts_for');
alter table pool_cap_use enable row level security;
create policy pool_cap_use_add on pool_cap_use for insert with check (((used_minor = 0) AND (pool_id IN ( SELECT stewarded_pools() AS stewarded_pools))));
create policy pool_cap_use_change on pool_cap_use for update using ((pool_id IN ( SELECT stewarded_pools() AS stewarded_pools))) with check ((pool_id IN ( SELECT agreed_pools() AS agreed_pools)));
create policy pool_cap_use_read on pool_cap_use for select using ((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)));
grant insert, select on pool_cap_use to cofund_app;
grant update (used_minor) on pool_cap_use to cofund_app;

create table pool_contribution (
  id text not null,
  pool_id text not null,
  tier text not null,
  jurisdiction_code text not null,
  document_number text not null,
  called_on date not null,
  due_on date,
  minor bigint not null,
  paid_minor bigint default 0 not null,
  entry_id text not null,
  constraint pool_contribution_pkey PRIMARY KEY (id),
  constraint pool_contribution_document_once UNIQUE (pool_id, document_number),
  constraint pool_contribution_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint pool_contribution_of_funder FOREIGN KEY (pool_id, tier, jurisdiction_code) REFERENCES pool_funder(pool_id, tier, jurisdiction_code),
  constraint pool_contribution_due_after_call CHECK ((due_on >= called_on)),
  constraint pool_contribution_of_something CHECK ((minor > 0)),
  constraint pool_contribution_paid_within_call CHECK (((paid_minor >= 0) AND (paid_minor <= minor)))
);
CREATE TRIGGER pool_contribution_kept BEFORE DELETE OR TRUNCATE ON public.pool_contribution FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_contribution_sealed_when_added AFTER INSERT ON public.pool_contribution REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER pool_contribution_sealed_when_changed AFTER UPDATE ON public.pool_contribution REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table pool_contribution enable row level security;
create policy pool_contribution_add on pool_contribution for insert with check ((applying_proposal('pool.call_contribution'::text, id) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_contribution_pay on pool_contribution for update using ((pool_id IN ( SELECT agreed_pools() AS agreed_pools)));
create policy pool_contribution_read on pool_contribution for select using ((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)));
grant insert, select on pool_contribution to cofund_app;
grant update (paid_minor) on pool_contribution to cofund_app;

create table pool_contribution_payment (
  contribution_id text not null,
  place integer not null,
  paid_on date not null,
  minor bigint not null,
  paid_by text not null,
  reference text not null,
  entry_id text not null,
  constraint pool_contribution_payment_in_order PRIMARY KEY (contribution_id, place),
  constraint pool_contribution_payment_contribution_id_fkey FOREIGN KEY (contribution_id) REFERENCES pool_contribution(id),
  constraint pool_contribution_payment_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint pool_contribution_payment_by_known CHECK ((paid_by = ANY (ARRAY['cash'::text, 'advance'::text]))),
  constraint pool_contribution_payment_of_something CHECK ((minor > 0))
);
CREATE TRIGGER pool_contribution_payment_kept BEFORE DELETE OR TRUNCATE ON public.pool_contribution_payment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_contribution_payment_sealed_when_added AFTER INSERT ON public.pool_contribution_payment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'contribution_id,place');
CREATE TRIGGER pool_contribution_payment_sealed_when_changed AFTER UPDATE ON public.pool_contribution_payment REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'contribution_id,place');
alter table pool_contribution_payment enable row level security;
create policy pool_contribution_payment_add on pool_contribution_payment for insert with check ((contribution_id IN ( SELECT pool_contribution.id
   FROM pool_contribution
  WHERE (pool_contribution.pool_id IN ( SELECT agreed_pools() AS agreed_pools)))));
create policy pool_contribution_payment_read on pool_contribution_payment for select using ((contribution_id IN ( SELECT pool_contribution.id
   FROM pool_contribution)));
grant insert, select on pool_contribution_payment to cofund_app;

create table pool_funder (
  pool_id text not null,
  tier text not null,
  organisation_id text not null,
  jurisdiction_code text not null,
  treasury_book_id text not null,
  share_ppm integer not null,
  pays text not null,
  since date not null,
  constraint pool_funder_once PRIMARY KEY (pool_id, tier, jurisdiction_code),
  constraint pool_funder_book_once UNIQUE (pool_id, treasury_book_id),
  constraint pool_funder_jurisdiction_code_fkey FOREIGN KEY (jurisdiction_code) REFERENCES jurisdiction(code),
  constraint pool_funder_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint pool_funder_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_funder_treasury_book_id_fkey FOREIGN KEY (treasury_book_id) REFERENCES book(id),
  constraint pool_funder_pays_known CHECK ((pays = ANY (ARRAY['beforehand'::text, 'afterwards'::text]))),
  constraint pool_funder_share_part CHECK (((share_ppm >= 0) AND (share_ppm <= 1000000))),
  constraint pool_funder_tier_known CHECK ((tier = ANY (ARRAY['nation'::text, 'province'::text, 'city'::text, 'district'::text, 'park'::text])))
);
CREATE TRIGGER pool_funder_kept BEFORE DELETE OR TRUNCATE ON public.pool_funder FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_funder_sealed_when_added AFTER INSERT ON public.pool_funder REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,tier,jurisdiction_code');
CREATE TRIGGER pool_funder_sealed_when_changed AFTER UPDATE ON public.pool_funder REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,tier,jurisdiction_code');
alter table pool_funder enable row level security;
create policy pool_funder_add on pool_funder for insert with check (opening_with(pool_id, organisation_id, treasury_book_id));
create policy pool_funder_read on pool_funder for select using ((pool_id IN ( SELECT pool.id
   FROM pool)));
grant insert, select on pool_funder to cofund_app;

create table pool_member (
  pool_id text not null,
  organisation_id text not null,
  agreement_number text not null,
  agreed_on date not null,
  ended_on date,
  suspended_on date,
  constraint pool_member_once PRIMARY KEY (pool_id, organisation_id),
  constraint pool_member_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint pool_member_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_member_ends_after_it_begins CHECK ((ended_on > agreed_on))
);
CREATE INDEX pool_member_by_organisation ON public.pool_member USING btree (organisation_id);
CREATE TRIGGER pool_member_kept BEFORE DELETE OR TRUNCATE ON public.pool_member FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_member_sealed_when_added AFTER INSERT ON public.pool_member REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id');
CREATE TRIGGER pool_member_sealed_when_changed AFTER UPDATE ON public.pool_member REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id');
alter table pool_member enable row level security;
create policy pool_member_add on pool_member for insert with check ((applying_proposal('pool.set_member'::text, ((pool_id || ' '::text) || organisation_id)) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_member_change on pool_member for update using ((applying_proposal('pool.set_member'::text, ((pool_id || ' '::text) || organisation_id)) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_member_read on pool_member for select using (((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)) OR (organisation_id = ( SELECT acting_organisation() AS acting_organisation))));
grant insert, select on pool_member to cofund_app;
grant update (ended_on) on pool_member to cofund_app;
grant update (suspended_on) on pool_member to cofund_app;

create table pool_party (
  pool_id text not null,
  organisation_id text not null,
  part text not null,
  since date not null,
  until date,
  constraint pool_party_once PRIMARY KEY (pool_id, organisation_id, part),
  constraint pool_party_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint pool_party_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_party_part_known CHECK ((part = ANY (ARRAY['keeper'::text, 'funder'::text, 'trustee'::text, 'reviewer'::text, 'decider'::text, 'auditor'::text])))
);
CREATE INDEX pool_party_by_organisation ON public.pool_party USING btree (organisation_id);
CREATE TRIGGER pool_party_kept BEFORE DELETE OR TRUNCATE ON public.pool_party FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_party_sealed_when_added AFTER INSERT ON public.pool_party REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id,part');
CREATE TRIGGER pool_party_sealed_when_changed AFTER UPDATE ON public.pool_party REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id,part');
alter table pool_party enable row level security;
create policy pool_party_add on pool_party for insert with check (applying_proposal('pool.open'::text, pool_id));
create policy pool_party_read on pool_party for select using ((pool_id IN ( SELECT pool.id
   FROM pool)));
grant insert, select on pool_party to cofund_app;

create table pool_product (
  pool_id text not null,
  organisation_id text not null,
  code text not null,
  name text not null,
  approved_on date not null,
  ended_on date,
  constraint pool_product_once PRIMARY KEY (pool_id, organisation_id, code),
  constraint pool_product_of_member FOREIGN KEY (pool_id, organisation_id) REFERENCES pool_member(pool_id, organisation_id)
);
CREATE TRIGGER pool_product_kept BEFORE DELETE OR TRUNCATE ON public.pool_product FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_product_sealed_when_added AFTER INSERT ON public.pool_product REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id,code');
CREATE TRIGGER pool_product_sealed_when_changed AFTER UPDATE ON public.pool_product REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id,code');
alter table pool_product enable row level security;
create policy pool_product_add on pool_product for insert with check ((applying_proposal('pool.set_member'::text, ((pool_id || ' '::text) || organisation_id)) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_product_change on pool_product for update using ((applying_proposal('pool.set_member'::text, ((pool_id || ' '::text) || organisation_id)) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_product_read on pool_product for select using (((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)) OR (organisation_id = ( SELECT acting_organisation() AS acting_organisation))));
grant insert, select on pool_product to cofund_app;
grant update (ended_on) on pool_product to cofund_app;

create table pool_quota (
  pool_id text not null,
  organisation_id text not null,
  quota_year integer not null,
  granted_minor bigint not null,
  occupied_minor bigint default 0 not null,
  constraint pool_quota_once PRIMARY KEY (pool_id, organisation_id, quota_year),
  constraint pool_quota_of_member FOREIGN KEY (pool_id, organisation_id) REFERENCES pool_member(pool_id, organisation_id),
  constraint pool_quota_occupied_within_grant CHECK (((occupied_minor >= 0) AND (occupied_minor <= granted_minor)))
);
CREATE TRIGGER pool_quota_kept BEFORE DELETE OR TRUNCATE ON public.pool_quota FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pool_quota_sealed_when_added AFTER INSERT ON public.pool_quota REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id,quota_year');
CREATE TRIGGER pool_quota_sealed_when_changed AFTER UPDATE ON public.pool_quota REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'pool_id,organisation_id,quota_year');
alter table pool_quota enable row level security;
create policy pool_quota_add on pool_quota for insert with check ((applying_proposal('pool.set_quota'::text, ((((pool_id || ' '::text) || organisation_id) || ' '::text) || quota_year)) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_quota_change on pool_quota for update using ((applying_proposal('pool.set_quota'::text, ((((pool_id || ' '::text) || organisation_id) || ' '::text) || quota_year)) AND (pool_id IN ( SELECT agreed_pools() AS agreed_pools))));
create policy pool_quota_read on pool_quota for select using (((pool_id IN ( SELECT pools_in_sight() AS pools_in_sight)) OR (organisation_id = ( SELECT acting_organisation() AS acting_organisation))));
grant insert, select on pool_quota to cofund_app;
grant update (granted_minor) on pool_quota to cofund_app;

create table position (
  id text not null,
  organisation_id text not null,
  fund_id text not null,
  investor text not null,
  as_of date not null,
  committed_minor bigint not null,
  called_minor bigint not null,
  distributed_minor bigint not null,
  value_minor bigint not null,
  reported_net_irr_ppm integer,
  reported_multiple_ppm integer,
  batch_id text,
  line integer,
  constraint position_pkey PRIMARY KEY (id),
  constraint position_reported_once_a_day UNIQUE (fund_id, investor, as_of),
  constraint position_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint position_fund_id_fkey FOREIGN KEY (fund_id) REFERENCES fund(id),
  constraint position_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint position_called_not_negative CHECK ((called_minor >= 0)),
  constraint position_commitment_not_negative CHECK ((committed_minor >= 0)),
  constraint position_value_not_negative CHECK ((value_minor >= 0))
);
CREATE INDEX position_by_batch ON public."position" USING btree (batch_id, line);
CREATE INDEX position_by_day ON public."position" USING btree (organisation_id, as_of);
CREATE TRIGGER position_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public."position" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER position_sealed_when_added AFTER INSERT ON public."position" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER position_sealed_when_changed AFTER UPDATE ON public."position" REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table "position" enable row level security;
create policy position_add on """position""" for insert with check ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
create policy position_read on """position""" for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on "position" to cofund_app;

create table posting (
  book_id text not null,
  sequence bigint not null,
  line smallint not null,
  account_id bigint not null,
  currency text not null,
  minor bigint not null,
  effective_on date not null,
  constraint posting_pkey PRIMARY KEY (book_id, sequence, line),
  constraint posting_amount_nonzero CHECK ((minor <> 0)),
  constraint posting_currency_known CHECK ((currency = ANY (ARRAY['CNY'::text, 'USD'::text, 'EUR'::text, 'GBP'::text, 'HKD'::text, 'JPY'::text]))),
  constraint posting_line_from_one CHECK ((line >= 1))
);
CREATE INDEX posting_by_account ON public.posting USING btree (account_id, effective_on, sequence, line) INCLUDE (currency, minor);
CREATE TRIGGER account_balance_follows AFTER INSERT ON public.posting REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_account_balances();
CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table posting enable row level security;
create policy posting_add on posting for insert with check ((book_id IN ( SELECT writable_books() AS writable_books)));
create policy posting_read on posting for select using ((book_id IN ( SELECT book.id
   FROM book)));
grant insert, select on posting to cofund_app;

create table proposal (
  id text not null,
  number bigint generated always as identity not null,
  kind text not null,
  organisation_id text default ''::text not null,
  maker_person_id text default ''::text not null,
  maker_membership_id text default ''::text not null,
  subject text not null,
  payload jsonb not null,
  sealed text,
  note text,
  route jsonb not null,
  parties text[] default '{}'::text[] not null,
  step integer default 0 not null,
  round integer default 1 not null,
  status text default 'open'::text not null,
  effect jsonb not null,
  digest text not null,
  checked_by text[] default '{}'::text[] not null,
  due_on date,
  proposed_at timestamp with time zone default clock_timestamp() not null,
  closed_at timestamp with time zone,
  applied_in xid8,
  constraint proposal_pkey PRIMARY KEY (id),
  constraint proposal_number_once UNIQUE (number),
  constraint proposal_maker_membership_id_fkey FOREIGN KEY (maker_membership_id) REFERENCES membership(id),
  constraint proposal_maker_person_id_fkey FOREIGN KEY (maker_person_id) REFERENCES person(id),
  constraint proposal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint proposal_applied_in_one_transaction CHECK (((status = 'applied'::text) = (applied_in IS NOT NULL))),
  constraint proposal_closed_when_it_ends CHECK (((closed_at IS NULL) = (status = ANY (ARRAY['open'::text, 'returned'::text])))),
  constraint proposal_digest_is_sha256 CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
  constraint proposal_kind_is_noun_and_deed CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text)),
  constraint proposal_maker_is_not_checker CHECK ((NOT (maker_person_id = ANY (checked_by)))),
  constraint proposal_route_leads_somewhere CHECK ((jsonb_array_length((route -> 'steps'::text)) > 0)),
  constraint proposal_status_known CHECK ((status = ANY (ARRAY['open'::text, 'returned'::text, 'applied'::text, 'rejected'::text, 'withdrawn'::text]))),
  constraint proposal_step_of_its_route CHECK (((step >= 0) AND (step <= jsonb_array_length((route -> 'steps'::text))))),
  constraint proposal_unsealed_when_it_ends CHECK (((closed_at IS NULL) OR (sealed IS NULL)))
);
CREATE INDEX proposal_by_maker ON public.proposal USING btree (maker_person_id, number DESC);
CREATE INDEX proposal_by_organisation ON public.proposal USING btree (organisation_id, number DESC);
CREATE INDEX proposal_by_party ON public.proposal USING gin (parties);
CREATE INDEX proposal_by_transaction ON public.proposal USING btree (applied_in) WHERE (applied_in IS NOT NULL);
CREATE UNIQUE INDEX proposal_open_once ON public.proposal USING btree (kind, subject) WHERE (closed_at IS NULL);
CREATE TRIGGER proposal_begins AFTER INSERT ON public.proposal FOR EACH ROW EXECUTE FUNCTION begin_proposal();
CREATE TRIGGER proposal_kept BEFORE DELETE OR TRUNCATE ON public.proposal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proposal_opens BEFORE INSERT ON public.proposal FOR EACH ROW EXECUTE FUNCTION open_proposal();
CREATE TRIGGER proposal_sealed_when_added AFTER INSERT ON public.proposal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER proposal_sealed_when_changed AFTER UPDATE ON public.proposal REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table proposal enable row level security;
create policy proposal_add on proposal for insert with check ((maker_membership_id = ( SELECT acting_membership() AS acting_membership)));
create policy proposal_read on proposal for select using (((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR (maker_person_id = ( SELECT acting_person() AS acting_person)) OR (parties && ARRAY[( SELECT acting_organisation() AS acting_organisation)])));
grant select on proposal to cofund_app;
grant insert (digest) on proposal to cofund_app;
grant insert (due_on) on proposal to cofund_app;
grant insert (effect) on proposal to cofund_app;
grant insert (id) on proposal to cofund_app;
grant insert (kind) on proposal to cofund_app;
grant insert (note) on proposal to cofund_app;
grant insert (payload) on proposal to cofund_app;
grant insert (sealed) on proposal to cofund_app;
grant insert (subject) on proposal to cofund_app;

create table proposal_move (
  proposal_id text not null,
  place integer default 0 not null,
  move text not null,
  round integer default 0 not null,
  step integer default 0 not null,
  person_id text default ''::text not null,
  membership_id text default ''::text not null,
  digest text not null,
  effect jsonb,
  opinion text,
  document text,
  due_on date,
  moved_at timestamp with time zone default clock_timestamp() not null,
  constraint proposal_move_in_order PRIMARY KEY (proposal_id, place),
  constraint proposal_move_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint proposal_move_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint proposal_move_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES proposal(id),
  constraint proposal_move_known CHECK ((move = ANY (ARRAY['propose'::text, 'approve'::text, 'reject'::text, 'return'::text, 'withdraw'::text, 'resubmit'::text, 'refresh'::text]))),
  constraint proposal_move_says_why CHECK (((move <> ALL (ARRAY['reject'::text, 'return'::text])) OR (length(TRIM(BOTH FROM opinion)) > 0))),
  constraint proposal_move_shows_its_effect CHECK (((effect IS NOT NULL) = (move = ANY (ARRAY['propose'::text, 'resubmit'::text, 'refresh'::text]))))
);
CREATE INDEX proposal_move_by_person ON public.proposal_move USING btree (person_id, proposal_id);
CREATE UNIQUE INDEX proposal_person_checks_once ON public.proposal_move USING btree (proposal_id, round, person_id) WHERE (move = ANY (ARRAY['approve'::text, 'reject'::text, 'return'::text]));
CREATE TRIGGER proposal_move_allowed BEFORE INSERT ON public.proposal_move FOR EACH ROW EXECUTE FUNCTION move_proposal();
CREATE TRIGGER proposal_move_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.proposal_move FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proposal_move_sealed_when_added AFTER INSERT ON public.proposal_move REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'proposal_id,place');
CREATE TRIGGER proposal_move_sealed_when_changed AFTER UPDATE ON public.proposal_move REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'proposal_id,place');
alter table proposal_move enable row level security;
create policy proposal_move_add on proposal_move for insert with check ((proposal_id IN ( SELECT proposal.id
   FROM proposal)));
create policy proposal_move_read on proposal_move for select using ((proposal_id IN ( SELECT proposal.id
   FROM proposal)));
grant select on proposal_move to cofund_app;
grant insert (digest) on proposal_move to cofund_app;
grant insert (document) on proposal_move to cofund_app;
grant insert (due_on) on proposal_move to cofund_app;
grant insert (effect) on proposal_move to cofund_app;
grant insert (move) on proposal_move to cofund_app;
grant insert (opinion) on proposal_move to cofund_app;
grant insert (proposal_id) on proposal_move to cofund_app;

create table rate_limit (
  bucket text not null,
  taken integer not null,
  renewed_at timestamp with time zone not null,
  constraint rate_limit_pkey PRIMARY KEY (bucket),
  constraint rate_limit_bucket_is_hashed CHECK ((bucket ~ '^[a-z_]+ [0-9a-f]{64}$'::text)),
  constraint rate_limit_taken_not_negative CHECK ((taken >= 0))
);
alter table rate_limit enable row level security;

create table reconciliation (
  id text not null,
  organisation_id text not null,
  book_id text not null,
  bank_account_id text not null,
  month date not null,
  currency text not null,
  statement_minor bigint not null,
  book_minor bigint not null,
  difference_minor bigint not null,
  outstanding jsonb not null,
  reviewed_at timestamp with time zone default clock_timestamp() not null,
  recorded_in xid8 default pg_current_xact_id() not null,
  constraint reconciliation_pkey PRIMARY KEY (id),
  constraint reconciliation_bank_account_id_fkey FOREIGN KEY (bank_account_id) REFERENCES bank_account(id),
  constraint reconciliation_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint reconciliation_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint reconciliation_month_is_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
CREATE INDEX reconciliation_by_account ON public.reconciliation USING btree (bank_account_id, month);
CREATE TRIGGER reconciliation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reconciliation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reconciliation_sealed_when_added AFTER INSERT ON public.reconciliation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER reconciliation_sealed_when_changed AFTER UPDATE ON public.reconciliation REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table reconciliation enable row level security;
create policy reconciliation_by_two on reconciliation for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND applying_proposal('statements.reconciliation'::text, bank_account_id)));
create policy reconciliation_read on reconciliation for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant select on reconciliation to cofund_app;
grant insert (bank_account_id) on reconciliation to cofund_app;
grant insert (book_id) on reconciliation to cofund_app;
grant insert (book_minor) on reconciliation to cofund_app;
grant insert (currency) on reconciliation to cofund_app;
grant insert (difference_minor) on reconciliation to cofund_app;
grant insert (id) on reconciliation to cofund_app;
grant insert (month) on reconciliation to cofund_app;
grant insert (organisation_id) on reconciliation to cofund_app;
grant insert (outstanding) on reconciliation to cofund_app;
grant insert (statement_minor) on reconciliation to cofund_app;

create table recovery (
  id text not null,
  claim_id text not null,
  organisation_id text not null,
  place integer not null,
  kind text not null,
  received_on date not null,
  gross_minor bigint not null,
  cost_minor bigint default 0 not null,
  principal_minor bigint not null,
  interest_minor bigint default 0 not null,
  penalty_minor bigint default 0 not null,
  reference text not null,
  document_hash text,
  reverses text,
  reason text,
  shares jsonb not null,
  derivation jsonb not null,
  due_minor bigint not null,
  due_on date,
  remitted_minor bigint default 0 not null,
  proposal_id text,
  entry_id text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint recovery_pkey PRIMARY KEY (id),
  constraint recovery_in_order UNIQUE (claim_id, place),
  constraint recovery_reference_once UNIQUE (claim_id, reference),
  constraint recovery_reversed_once UNIQUE (reverses),
  constraint recovery_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  constraint recovery_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint recovery_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint recovery_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES proposal(id),
  constraint recovery_reverses_fkey FOREIGN KEY (reverses) REFERENCES recovery(id),
  constraint recovery_kind_known CHECK ((kind = ANY (ARRAY['cash'::text, 'asset'::text, 'transfer'::text, 'after_write_off'::text, 'clawback'::text, 'refund'::text, 'reversal'::text]))),
  constraint recovery_remitted_within_due CHECK (((remitted_minor >= LEAST(due_minor, (0)::bigint)) AND (remitted_minor <= GREATEST(due_minor, (0)::bigint)))),
  constraint recovery_reversal_names_one CHECK (((kind = 'reversal'::text) = (reverses IS NOT NULL)))
);
CREATE INDEX recovery_by_bank ON public.recovery USING btree (organisation_id);
CREATE INDEX recovery_open ON public.recovery USING btree (organisation_id, due_on) WHERE (remitted_minor <> due_minor);
CREATE TRIGGER recovery_kept BEFORE DELETE OR TRUNCATE ON public.recovery FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recovery_sealed_when_added AFTER INSERT ON public.recovery REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER recovery_sealed_when_changed AFTER UPDATE ON public.recovery REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table recovery enable row level security;
create policy recovery_add on recovery for insert with check (((claim_id, organisation_id) IN ( SELECT claim.id,
    claim.organisation_id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT agreed_pools() AS agreed_pools)))));
create policy recovery_read on recovery for select using ((claim_id IN ( SELECT claim.id
   FROM claim)));
create policy recovery_remit on recovery for update using ((claim_id IN ( SELECT claim.id
   FROM claim
  WHERE (claim.pool_id IN ( SELECT run_pools() AS run_pools)))));
grant insert, select on recovery to cofund_app;
grant update (remitted_minor) on recovery to cofund_app;

create table remittance (
  id text not null,
  pool_id text not null,
  organisation_id text not null,
  number text not null,
  remitted_on date not null,
  minor bigint not null,
  pays jsonb not null,
  entry_id text,
  receipt_reference text,
  received_on date,
  constraint remittance_pkey PRIMARY KEY (id),
  constraint remittance_number_once UNIQUE (organisation_id, number),
  constraint remittance_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint remittance_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint remittance_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint remittance_of_something CHECK ((minor > 0))
);
CREATE INDEX remittance_by_pool ON public.remittance USING btree (pool_id);
CREATE TRIGGER remittance_kept BEFORE DELETE OR TRUNCATE ON public.remittance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER remittance_pays_what_is_due BEFORE INSERT OR UPDATE ON public.remittance FOR EACH ROW EXECUTE FUNCTION guard_remittance();
CREATE TRIGGER remittance_sealed_when_added AFTER INSERT ON public.remittance REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER remittance_sealed_when_changed AFTER UPDATE ON public.remittance REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table remittance enable row level security;
create policy remittance_add on remittance for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (pool_id IN ( SELECT joined_pools() AS joined_pools)) AND (ROW(entry_id, receipt_reference, received_on) IS NULL)));
create policy remittance_read on remittance for select using (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) OR (pool_id IN ( SELECT pools_in_sight() AS pools_in_sight))));
create policy remittance_receive on remittance for update using ((pool_id IN ( SELECT run_pools() AS run_pools)));
grant insert, select on remittance to cofund_app;
grant update (entry_id) on remittance to cofund_app;
grant update (receipt_reference) on remittance to cofund_app;
grant update (received_on) on remittance to cofund_app;

create table report_run (
  id text not null,
  organisation_id text not null,
  membership_id text not null,
  kind text not null,
  parameters jsonb not null,
  sequences jsonb not null,
  hash text not null,
  ran_at timestamp with time zone default clock_timestamp() not null,
  constraint report_run_pkey PRIMARY KEY (id),
  constraint report_run_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint report_run_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint report_run_hash_is_sha256 CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint report_run_kind_known CHECK ((kind = 'trial_balance'::text))
);
CREATE INDEX report_run_by_organisation ON public.report_run USING btree (organisation_id, ran_at DESC);
CREATE TRIGGER report_run_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.report_run FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_run_sealed_when_added AFTER INSERT ON public.report_run REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER report_run_sealed_when_changed AFTER UPDATE ON public.report_run REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table report_run enable row level security;
create policy report_run_add on report_run for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (membership_id = ( SELECT acting_membership() AS acting_membership))));
create policy report_run_read on report_run for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant select on report_run to cofund_app;
grant insert (hash) on report_run to cofund_app;
grant insert (id) on report_run to cofund_app;
grant insert (kind) on report_run to cofund_app;
grant insert (membership_id) on report_run to cofund_app;
grant insert (organisation_id) on report_run to cofund_app;
grant insert (parameters) on report_run to cofund_app;
grant insert (sequences) on report_run to cofund_app;

create table request (
  organisation_id text not null,
  key text not null,
  procedure text not null,
  body_hash text not null,
  answer jsonb,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint request_answered_once PRIMARY KEY (organisation_id, key),
  constraint request_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint request_key_bounded CHECK (((length(key) >= 8) AND (length(key) <= 200)))
);
alter table request enable row level security;
create policy request_own on request for all using ((organisation_id = ( SELECT acting_organisation() AS acting_organisation)));
grant insert, select on request to cofund_app;
grant update (answer) on request to cofund_app;

create table seal (
  id uuid default gen_random_uuid() not null,
  organisation_id text,
  opened_in xid8 default pg_current_xact_id() not null,
  stream text,
  sequence bigint,
  constraint seal_pkey PRIMARY KEY (id),
  constraint seal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint seal_named_whole CHECK (((stream IS NULL) = (sequence IS NULL)))
);
CREATE INDEX seal_unnamed ON public.seal USING btree (opened_in) WHERE (stream IS NULL);
alter table seal enable row level security;

create table sealed_row (
  id bigint generated always as identity not null,
  seal uuid not null,
  relation text not null,
  key text not null,
  digest bytea not null,
  constraint sealed_row_pkey PRIMARY KEY (seal, id),
  constraint sealed_row_digest_is_sha256 CHECK ((length(digest) = 32))
);
CREATE INDEX sealed_row_by_row ON public.sealed_row USING btree (relation, key, id);
CREATE TRIGGER sealed_row_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.sealed_row FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table sealed_row enable row level security;

create table session (
  token_hash text not null,
  membership_id text not null,
  opened_from text not null,
  opened_at timestamp with time zone default now() not null,
  last_seen_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  opened_by text default 'sign_in'::text not null,
  missed_before integer default 0 not null,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint session_opened_by_known CHECK ((opened_by = ANY (ARRAY['sign_in'::text, 'operator'::text]))),
  constraint session_token_is_hashed CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX session_by_membership ON public.session USING btree (membership_id, opened_at DESC);
alter table session enable row level security;

create table statement_line (
  id text not null,
  organisation_id text not null,
  bank_account_id text not null,
  batch_id text not null,
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
  constraint statement_line_pkey PRIMARY KEY (id),
  constraint statement_line_once UNIQUE (bank_account_id, identity),
  constraint statement_line_bank_account_id_fkey FOREIGN KEY (bank_account_id) REFERENCES bank_account(id),
  constraint statement_line_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint statement_line_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint statement_line_amount_nonzero CHECK ((minor <> 0))
);
CREATE INDEX statement_line_by_day ON public.statement_line USING btree (bank_account_id, booked_on);
CREATE TRIGGER statement_line_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.statement_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_line_sealed_when_added AFTER INSERT ON public.statement_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER statement_line_sealed_when_changed AFTER UPDATE ON public.statement_line REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table statement_line enable row level security;
create policy statement_line_add on statement_line for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (bank_account_id IN ( SELECT bank_account.id
   FROM bank_account
  WHERE (bank_account.organisation_id = ( SELECT acting_organisation() AS acting_organisation))))));
create policy statement_line_read on statement_line for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on statement_line to cofund_app;

create table statement_match (
  id text not null,
  organisation_id text not null,
  bank_account_id text not null,
  membership_id text not null,
  how text not null,
  line_ids text[] not null,
  sequences bigint[] not null,
  posting_lines smallint[] not null,
  undoes text,
  matched_at timestamp with time zone default clock_timestamp() not null,
  constraint statement_match_pkey PRIMARY KEY (id),
  constraint statement_match_undone_once UNIQUE (undoes),
  constraint statement_match_bank_account_id_fkey FOREIGN KEY (bank_account_id) REFERENCES bank_account(id),
  constraint statement_match_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint statement_match_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint statement_match_undoes_fkey FOREIGN KEY (undoes) REFERENCES statement_match(id),
  constraint statement_match_how_known CHECK ((how = ANY (ARRAY['reversed'::text, 'reference'::text, 'same_day'::text, 'near_day'::text, 'sum'::text, 'by_hand'::text, 'booked'::text, 'undone'::text]))),
  constraint statement_match_joins_two CHECK (
CASE how
    WHEN 'undone'::text THEN ((cardinality(line_ids) + cardinality(sequences)) = 0)
    ELSE ((cardinality(line_ids) + cardinality(sequences)) >= 2)
END),
  constraint statement_match_names_postings CHECK ((cardinality(sequences) = cardinality(posting_lines))),
  constraint statement_match_undoing_says_so CHECK (((how = 'undone'::text) = (undoes IS NOT NULL)))
);
CREATE INDEX statement_match_by_account ON public.statement_match USING btree (bank_account_id);
CREATE TRIGGER statement_match_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.statement_match FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_match_balances AFTER INSERT ON public.statement_match FOR EACH ROW EXECUTE FUNCTION check_match_sum();
CREATE TRIGGER statement_match_once AFTER INSERT ON public.statement_match FOR EACH ROW EXECUTE FUNCTION check_matched_once();
CREATE TRIGGER statement_match_receipt_stands AFTER INSERT ON public.statement_match FOR EACH ROW WHEN ((new.undoes IS NOT NULL)) EXECUTE FUNCTION check_receipt_stands();
CREATE TRIGGER statement_match_sealed_when_added AFTER INSERT ON public.statement_match REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER statement_match_sealed_when_changed AFTER UPDATE ON public.statement_match REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table statement_match enable row level security;
create policy statement_match_add on statement_match for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (membership_id = ( SELECT acting_membership() AS acting_membership)) AND (bank_account_id IN ( SELECT bank_account.id
   FROM bank_account
  WHERE (bank_account.organisation_id = ( SELECT acting_organisation() AS acting_organisation))))));
create policy statement_match_read on statement_match for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant select on statement_match to cofund_app;
grant insert (bank_account_id) on statement_match to cofund_app;
grant insert (how) on statement_match to cofund_app;
grant insert (id) on statement_match to cofund_app;
grant insert (line_ids) on statement_match to cofund_app;
grant insert (membership_id) on statement_match to cofund_app;
grant insert (organisation_id) on statement_match to cofund_app;
grant insert (posting_lines) on statement_match to cofund_app;
grant insert (sequences) on statement_match to cofund_app;
grant insert (undoes) on statement_match to cofund_app;

create table statement_rejection (
  id text not null,
  organisation_id text not null,
  bank_account_id text not null,
  membership_id text not null,
  line_ids text[] not null,
  sequences bigint[] not null,
  posting_lines smallint[] not null,
  rejected_at timestamp with time zone default clock_timestamp() not null,
  withdraws text,
  constraint statement_rejection_pkey PRIMARY KEY (id),
  constraint statement_rejection_withdrawn_once UNIQUE (withdraws),
  constraint statement_rejection_bank_account_id_fkey FOREIGN KEY (bank_account_id) REFERENCES bank_account(id),
  constraint statement_rejection_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint statement_rejection_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint statement_rejection_withdraws_fkey FOREIGN KEY (withdraws) REFERENCES statement_rejection(id),
  constraint statement_rejection_names_postings CHECK ((cardinality(sequences) = cardinality(posting_lines))),
  constraint statement_rejection_parts_two CHECK (
CASE
    WHEN (withdraws IS NULL) THEN ((cardinality(line_ids) + cardinality(sequences)) >= 2)
    ELSE ((cardinality(line_ids) + cardinality(sequences)) = 0)
END)
);
CREATE INDEX statement_rejection_by_account ON public.statement_rejection USING btree (bank_account_id);
CREATE TRIGGER statement_rejection_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.statement_rejection FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_rejection_once AFTER INSERT ON public.statement_rejection FOR EACH ROW EXECUTE FUNCTION check_rejected_once();
CREATE TRIGGER statement_rejection_sealed_when_added AFTER INSERT ON public.statement_rejection REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER statement_rejection_sealed_when_changed AFTER UPDATE ON public.statement_rejection REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table statement_rejection enable row level security;
create policy statement_rejection_add on statement_rejection for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (membership_id = ( SELECT acting_membership() AS acting_membership)) AND (bank_account_id IN ( SELECT bank_account.id
   FROM bank_account
  WHERE (bank_account.organisation_id = ( SELECT acting_organisation() AS acting_organisation))))));
create policy statement_rejection_read on statement_rejection for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant select on statement_rejection to cofund_app;
grant insert (bank_account_id) on statement_rejection to cofund_app;
grant insert (id) on statement_rejection to cofund_app;
grant insert (line_ids) on statement_rejection to cofund_app;
grant insert (membership_id) on statement_rejection to cofund_app;
grant insert (organisation_id) on statement_rejection to cofund_app;
grant insert (posting_lines) on statement_rejection to cofund_app;
grant insert (sequences) on statement_rejection to cofund_app;
grant insert (withdraws) on statement_rejection to cofund_app;

create table treasury_return (
  id text not null,
  organisation_id text not null,
  book_id text not null,
  number text not null,
  returned_on date not null,
  minor bigint not null,
  reason text not null,
  subject text,
  entry_id text,
  constraint treasury_return_pkey PRIMARY KEY (id),
  constraint treasury_return_number_once UNIQUE (organisation_id, number),
  constraint treasury_return_book_id_fkey FOREIGN KEY (book_id) REFERENCES book(id),
  constraint treasury_return_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES journal_entry(id),
  constraint treasury_return_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint treasury_return_of_something CHECK ((minor > 0))
);
CREATE TRIGGER treasury_return_kept BEFORE DELETE OR TRUNCATE ON public.treasury_return FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER treasury_return_sealed_when_added AFTER INSERT ON public.treasury_return REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
CREATE TRIGGER treasury_return_sealed_when_changed AFTER UPDATE ON public.treasury_return REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION seal_rows('', 'id');
alter table treasury_return enable row level security;
create policy treasury_return_add on treasury_return for insert with check (((organisation_id = ( SELECT acting_organisation() AS acting_organisation)) AND (book_id IN ( SELECT writable_books() AS writable_books))));
create policy treasury_return_read on treasury_return for select using (((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR (book_id IN ( SELECT book.id
   FROM book))));
grant insert, select on treasury_return to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_has_second_factor()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (select from public.credential where person_id = public.signed_in_person() and totp_secret is not null)
$function$;
grant execute on function acting_has_second_factor() to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_is_administrator()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (select from public.organisation where id = public.acting_organisation() and kind = 'admin')
$function$;
grant execute on function acting_is_administrator() to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_may(permission text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (
    select from public.membership join public.role_permissions() as brings on brings.role = any (membership.roles)
    where membership.id = public.acting_membership() and brings.permission = acting_may.permission)
$function$;
grant execute on function acting_may(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_membership()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select membership.id from public.session join public.membership on membership.id = session.membership_id
  where token_hash = nullif(current_setting('cofund.session', true), '') and membership.ended_on is null
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and (session.opened_by = 'operator' or exists (
      select from public.credential join public.organisation on organisation.id = membership.organisation_id
      where credential.person_id = membership.person_id and given_until is null
        and (totp_secret is not null or second_factor = 'offered')))
$function$;
grant execute on function acting_membership() to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_organisation()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select membership.organisation_id from public.session join public.membership on membership.id = session.membership_id
  where token_hash = nullif(current_setting('cofund.session', true), '') and membership.ended_on is null
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and (session.opened_by = 'operator' or exists (
      select from public.credential join public.organisation on organisation.id = membership.organisation_id
      where credential.person_id = membership.person_id and given_until is null
        and (totp_secret is not null or second_factor = 'offered')))
$function$;
grant execute on function acting_organisation() to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_person()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select person_id from public.membership where id = public.acting_membership()
$function$;
grant execute on function acting_person() to cofund_app;

CREATE OR REPLACE FUNCTION public.activate_policy_version_by_two()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
    declare was text := case tg_op when 'UPDATE' then old.status else 'draft' end;
    begin
      if row_security_active('public.policy_version') and (
        new.status = 'active' and was <> 'active' and not applying_proposal('policy.activate', new.id)
        or new.status = 'retired' and was <> 'retired' and not applying_proposal('policy.retire', new.id)
        or new.status = 'active' and was = 'active' and new.effective_to is distinct from old.effective_to
          and not applying_proposal('policy.close', new.id))
      then
        raise exception 'policy version % takes effect, ends and is withdrawn by two people', new.id
          using errcode = 'integrity_constraint_violation', constraint = 'policy_version_activated_by_two';
      end if;
      return new;
    end $function$;
grant execute on function activate_policy_version_by_two() to public;

CREATE OR REPLACE FUNCTION public.agreed_pools()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 2
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with agreed as (
    select payload from public.proposal where applied_in = pg_current_xact_id_if_assigned()
  ), concerned as (
    select payload ->> 'poolId' as id from agreed
    union
    select pool.id from agreed join public.pool on pool.book_id = payload ->> 'poolBookId'
    union
    select pool_id from agreed join public.claim on claim.id = payload ->> 'claimId'
    union
    select pool_id from agreed join public.recovery on recovery.id = payload ->> 'recoveryId' join public.claim on claim.id = claim_id
    union
    select pool_id from agreed join public.pool_contribution as called on called.id = payload ->> 'contributionId'
    union
    select pool.id from agreed join public.payment_voucher as voucher on voucher.id = payload ->> 'voucherId'
    join public.pool on pool.book_id in (voucher.payee_book_id, voucher.through_book_id)
  )
  select id from concerned where id in (select public.run_pools())
$function$;
grant execute on function agreed_pools() to cofund_app;

CREATE OR REPLACE FUNCTION public.append_acts(acts jsonb, request_key text DEFAULT NULL::text, answer jsonb DEFAULT NULL::jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
declare
  actor text := public.acting_membership();
  keeper text;
  told jsonb;
  posted jsonb;
  into_stream text;
  own jsonb;
  entries jsonb;
  place bigint;
  previous bytea;
  moment timestamptz;
  seals jsonb;
  said text;
begin
  if actor is not null then
    select organisation_id into keeper from public.membership where id = actor;
  else
    -- Who owes a password or a second factor leaves acts on their own account, and no others.
    select half.membership_id, half.id into actor, keeper from public.half_open_session() as half
    where not exists (
      select from jsonb_array_elements(acts) as given
      where given ->> 'stream' is not null
        or given ->> 'kind' not in ('session.opened', 'session.moved', 'session.ended', 'password.changed', 'second_factor.enrolled'));
  end if;
  if actor is null then
    raise exception 'nobody is signed in' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from public.seal where stream is null) then
    seals := public.unnamed_seals(keeper);
  end if;

  -- By stream: what was done, and what was posted.
  if jsonb_array_length(acts) = 1 then
    told := jsonb_build_object(coalesce(acts -> 0 ->> 'stream', keeper), acts);
  else
    select jsonb_object_agg(stream, done) into told from (
      select coalesce(given.value ->> 'stream', keeper) as stream, jsonb_agg(given.value order by ordinality) as done
      from jsonb_array_elements(acts) with ordinality as given group by 1) as each;
  end if;
  select jsonb_object_agg(book_id, posting) into posted from (
    select book_id, jsonb_agg(jsonb_build_object(
      'id', id, 'sequence', sequence, 'digest', encode(sha256(convert_to(public.entry_text(book_id, sequence), 'UTF8')), 'hex')) order by sequence) as posting
    from public.journal_entry where recorded_in = pg_current_xact_id() group by book_id) as each;

  for into_stream in select stream from jsonb_object_keys(coalesce(told, '{}') || coalesce(posted, '{}')) as stream order by stream collate "C" loop
    select sequence, hash into place, previous from public.act_head
    where stream = into_stream and (stream = keeper or exists (
      select from public.book where id = into_stream
        and (organisation_id = keeper or id in (select public.writable_books()) or id in (select public.exposed_books()))))
    for update;
    if not found then
      if into_stream <> keeper and not exists (
        select from public.book where id = into_stream
          and (organisation_id = keeper or id in (select public.writable_books()) or id in (select public.exposed_books())))
      then
        raise exception 'the stream % is not the actor''s', into_stream using errcode = 'insufficient_privilege';
      end if;
      insert into public.act_head (stream, organisation_id, sequence, hash)
      values (into_stream, coalesce((select organisation_id from public.book where id = into_stream), keeper), 0, sha256(convert_to(into_stream, 'UTF8')))
      on conflict do nothing;
      select sequence, hash into place, previous from public.act_head where stream = into_stream for update;
    end if;

    own := coalesce(told -> into_stream, '[{"kind": "entries.posted", "facts": {}}]');
    entries := coalesce(posted -> into_stream, '[]');
    for turn in 0 .. jsonb_array_length(own) - 1 loop
      place := place + 1;
      moment := clock_timestamp();
      said := (jsonb_build_object(
        'stream', into_stream, 'sequence', place, 'previous', encode(previous, 'hex'),
        'recordedAt', to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'organisation', keeper, 'membership', actor, 'kind', own -> turn ->> 'kind', 'facts', own -> turn -> 'facts', 'entries', entries)
        || case when seals is null then '{}' else jsonb_build_object('seals', seals) end)::text;
      previous := sha256(convert_to(said, 'UTF8'));
      insert into public.act (stream, sequence, organisation_id, membership_id, kind, facts, recorded_at, bytes, hash)
      values (into_stream, place, keeper, actor, own -> turn ->> 'kind', own -> turn -> 'facts', moment, said, previous);
      entries := '[]';
      if seals is not null then
        update public.seal set stream = into_stream, sequence = place where id in (select (named ->> 'seal')::uuid from jsonb_array_elements(seals) as named);
        seals := null;
      end if;
    end loop;
    update public.act_head set sequence = place, hash = previous where stream = into_stream;
  end loop;

  if request_key is not null then
    update public.request set answer = append_acts.answer where organisation_id = keeper and key = request_key;
  end if;
end $function$;
grant execute on function append_acts(jsonb,text,jsonb) to cofund_app;

CREATE OR REPLACE FUNCTION public.applying_proposal(kind text, subject text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (
    select from public.proposal
    where applied_in = pg_current_xact_id_if_assigned()
      and proposal.kind = applying_proposal.kind and proposal.subject = applying_proposal.subject)
$function$;
grant execute on function applying_proposal(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.applying_something()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (select from public.proposal where applied_in = pg_current_xact_id_if_assigned())
$function$;
grant execute on function applying_something() to cofund_app;

CREATE OR REPLACE FUNCTION public.begin_note_rollup()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  insert into public.note_rollup as kept
    (pool_id, organisation_id, district_code, product_code, lent_year, status, renewed, notes, principal_minor, balance_minor)
  select pool_id, organisation_id, district_code, product_code, extract(year from lent_on)::integer, status, predecessor_id is not null,
    count(*), sum(principal_minor), sum(balance_minor)
  from added group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
  on conflict on constraint note_rollup_cell_once do update set
    notes = kept.notes + excluded.notes, principal_minor = kept.principal_minor + excluded.principal_minor,
    balance_minor = kept.balance_minor + excluded.balance_minor;
  return null;
end $function$;
grant execute on function begin_note_rollup() to cofund_app;

CREATE OR REPLACE FUNCTION public.begin_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  insert into public.proposal_move (proposal_id, move, digest, effect, opinion, due_on)
  values (new.id, 'propose', new.digest, new.effect, new.note, new.due_on);
  return null;
end $function$;
grant execute on function begin_proposal() to cofund_app;

CREATE OR REPLACE FUNCTION public.cap_used(pool_id text, scope text, counts_for text)
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select coalesce((
    select used_minor from public.pool_cap_use as kept
    where kept.pool_id = cap_used.pool_id and kept.scope = cap_used.scope and kept.counts_for = cap_used.counts_for), 0)
  where cap_used.pool_id in (select public.pools_in_sight())
    -- A bank asks for the room of its own claims: what another bank has used of its year is that bank's.
    or cap_used.pool_id in (select public.joined_pools())
      and (cap_used.counts_for not like 'org\_%' or split_part(cap_used.counts_for, ':', 1) = public.acting_organisation())
$function$;
grant execute on function cap_used(text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.check_approval_route()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
declare
  laid_down text;
  shipped record;
begin
  if new.status <> 'active' or tg_op = 'UPDATE' and old.status = 'active' then return new; end if;
  select code into laid_down from public.policy where id = new.policy_id and kind = 'approval_route';
  if laid_down is null then return new; end if;
  select * into shipped from public.shipped_routes() as given where given.code = laid_down;
  if shipped.code is null or shipped.fixed
    or jsonb_typeof(new.params -> 'route') is distinct from 'array' or jsonb_array_length(new.params -> 'route') not between 1 and 12
    or exists (
      select from jsonb_array_elements(new.params -> 'route') as step
      where coalesce(step ->> 'people', '') !~ '^[1-9]$' or jsonb_typeof(step -> 'taken_by') is distinct from 'array'
        or coalesce(step -> 'taken_by', '[]') = '[]')
    or exists (
      select from jsonb_path_query(new.params, '$.route[*].taken_by[*]') as taker
      where not coalesce(taker ->> 'seat', '') = any (shipped.seats))
    or exists (
      select from unnest(shipped.needs) as needed
      where not exists (select from jsonb_path_query(new.params, '$.route[*].taken_by[*].seat') as seat where seat #>> '{}' = needed))
  then
    raise exception 'route % leads nowhere', laid_down
      using errcode = 'integrity_constraint_violation', constraint = 'policy_version_route_leads_somewhere', table = 'policy_version';
  end if;
  if exists (
    with able as (
      select organisation_id, organisation.kind, permission, count(distinct person_id) as people
      from public.membership join public.organisation on organisation.id = organisation_id
      join public.role_permissions() as brings on brings.role = any (membership.roles)
      where membership.ended_on is null group by 1, 2, 3
    ), asked as (
      select place, taker ->> 'seat' as seat, taker ->> 'kind' as kind, taker ->> 'permission' as permission,
        sum((step ->> 'people')::integer) over (partition by taker ->> 'seat', taker ->> 'kind', taker ->> 'permission')
          + case when taker ->> 'seat' = 'own' and exists (
              select from public.proposal_kinds() as made where made.route = laid_down and made.permission = taker ->> 'permission')
            then 1 else 0 end as people
      from jsonb_array_elements(new.params -> 'route') with ordinality as given (step, place),
        jsonb_array_elements(step -> 'taken_by') as taker
    )
    select from asked group by place having not bool_or(exists (
      select from able
      where able.permission = asked.permission and able.people >= asked.people
        and (seat <> 'administration' or able.kind = 'admin') and (seat <> 'bank' or able.kind = 'bank')
        and (seat <> 'kind' or able.kind = asked.kind)))
  ) then
    raise exception 'a step of route % is nobody''s to take', laid_down
      using errcode = 'integrity_constraint_violation', constraint = 'policy_version_route_leads_somewhere', table = 'policy_version';
  end if;
  return new;
end $function$;
grant execute on function check_approval_route() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_entry_of_one()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  kept constant boolean := public.rests_on_deeds(new.book_id);
  said text := new.kind;
  touched text;
begin
  if new.reverses is not null then
    select kind into said from public.journal_entry where id = new.reverses;
  end if;
  select account.head into touched
  from public.posting
  join public.account on account.id = posting.account_id
  join public.book on book.id = posting.book_id
  where posting.book_id = new.book_id and posting.sequence = new.sequence
    and (kept or account.head in ('budget_indicator', 'budget_granted', 'appropriation'))
    and case
      when account.counterparty_book_id is not null
        then said !~ '^ledger[.]' or new.reverses is null and (account.head = 'due_from') <> (posting.minor > 0)
      else not exists (
        select from public.heads_by_one() as open
        where open.entry_kind in ('', said) and open.book_kind = book.kind and open.head = account.head) end
  order by posting.line limit 1;
  if touched is not null and not public.applying_something() then
    raise exception 'entry % of % touches % without a deed of two people', new.sequence, new.book_id, touched
      using errcode = 'integrity_constraint_violation', constraint = 'journal_entry_of_one_keeps_to_its_heads', table = 'journal_entry', detail = touched;
  end if;
  return null;
end $function$;
grant execute on function check_entry_of_one() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_journal_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  postings bigint;
  uneven boolean;
  between_books boolean;
begin
  select sum(part.postings), bool_or(part.total <> 0), bool_or(part.between_books) into postings, uneven, between_books
  from (
    select count(*) as postings, sum(minor) as total, bool_or(counterparty_book_id is not null) as between_books
    from public.posting join public.account on account.id = posting.account_id
    where posting.book_id = new.book_id and posting.sequence = new.sequence
    group by currency, class = 'memorandum'
  ) as part;
  if postings is distinct from new.lines or uneven then
    raise exception 'entry % of % does not balance', new.sequence, new.book_id
      using errcode = 'integrity_constraint_violation', constraint = 'journal_entry_balances', table = 'journal_entry';
  end if;
  if between_books and new.transfer_id is null then
    raise exception 'entry % of % moves money between books without a transfer', new.sequence, new.book_id
      using errcode = 'integrity_constraint_violation', constraint = 'journal_entry_between_books_is_transfer', table = 'journal_entry';
  end if;
  return null;
end $function$;
grant execute on function check_journal_entry() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_loss_evaluation_is_open()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if exists (
        select from added left join loss_evaluation on loss_evaluation.id = evaluation_id and loss_evaluation.organisation_id = added.organisation_id
        where recorded_in is distinct from pg_current_xact_id()::text
      ) then
        raise exception 'an evaluation takes nothing after its transaction'
          using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
      end if;
      return null;
    end $function$;
grant execute on function check_loss_evaluation_is_open() to public;

CREATE OR REPLACE FUNCTION public.check_match_sum()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  holding public.bank_account;
  here record;
  there record;
begin
  select * into holding from public.bank_account where id = new.bank_account_id for no key update;
  if new.undoes is not null then
    if exists (select from public.statement_match where id = new.undoes and bank_account_id = new.bank_account_id and undoes is null) then
      return null;
    end if;
    raise exception 'a match of this account is undone, and nothing else' using errcode = 'check_violation', constraint = tg_name;
  end if;
  select count(*) as lines, coalesce(sum(minor), 0) as minor into here
  from public.statement_line where id = any (new.line_ids) and bank_account_id = new.bank_account_id;
  select count(*) as lines, coalesce(sum(posting.minor), 0) as minor into there
  from (select distinct sequence, line from unnest(new.sequences, new.posting_lines) as named (sequence, line)) as named
  join public.posting on posting.book_id = holding.book_id and posting.sequence = named.sequence and posting.line = named.line
  join public.account on account.id = posting.account_id
  where account.head = 'cash' and posting.currency = holding.currency;
  if here.lines <> cardinality(new.line_ids) or there.lines <> cardinality(new.sequences) or here.minor <> there.minor then
    raise exception 'bank lines of % and postings of % do not match', here.minor, there.minor
      using errcode = 'check_violation', constraint = tg_name;
  end if;
  return null;
end $function$;
grant execute on function check_match_sum() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_matched_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if exists (
    select from public.statement_match as other
    where other.bank_account_id = new.bank_account_id and other.id <> new.id and other.undoes is null
      -- Lists that share nothing are told apart before any pair is looked at: an account has thousands of matches.
      and (other.line_ids && new.line_ids or other.sequences && new.sequences and exists (
        select from unnest(other.sequences, other.posting_lines) as theirs (sequence, line)
        join unnest(new.sequences, new.posting_lines) as ours (sequence, line) using (sequence, line)))
      and not exists (select from public.statement_match as ending where ending.undoes = other.id))
  then
    raise exception 'matched already' using errcode = 'unique_violation', constraint = tg_name;
  end if;
  return null;
end $function$;
grant execute on function check_matched_once() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_receipt_stands()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if exists (
    select from public.statement_match as undone
    join public.bank_account as held on held.id = undone.bank_account_id
    join public.journal_entry as entry on entry.book_id = held.book_id and entry.sequence = any (undone.sequences)
    where undone.id = new.undoes and (
      exists (select from public.claim_payment where entry_id = entry.id and received_on is not null)
      or exists (select from public.remittance where entry_id = entry.id and received_on is not null)))
  then
    raise exception 'a payment counts on this receipt' using errcode = 'integrity_constraint_violation', constraint = tg_name;
  end if;
  return null;
end $function$;
grant execute on function check_receipt_stands() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_rejected_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  perform from public.bank_account where id = new.bank_account_id for no key update;
  if new.withdraws is not null and not exists (
    select from public.statement_rejection where id = new.withdraws and bank_account_id = new.bank_account_id and withdraws is null)
  then
    raise exception 'a rejection of this account is withdrawn, and nothing else' using errcode = 'check_violation', constraint = tg_name;
  end if;
  if new.withdraws is null and exists (
    select from public.statement_rejection as other
    where other.bank_account_id = new.bank_account_id and other.id <> new.id and other.withdraws is null
      and other.line_ids = new.line_ids and other.sequences = new.sequences and other.posting_lines = new.posting_lines
      and not exists (select from public.statement_rejection as ending where ending.withdraws = other.id))
  then
    raise exception 'rejected already' using errcode = 'unique_violation', constraint = tg_name;
  end if;
  return null;
end $function$;
grant execute on function check_rejected_once() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_reversal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare original public.journal_entry;
begin
  select * into original from public.journal_entry where id = new.reverses;
  if original.book_id <> new.book_id or original.reverses is not null or original.effective_on > new.effective_on
    or new.lines <> (select count(*) from public.posting where book_id = new.book_id and sequence = new.sequence)
    or exists (
      select from public.posting
      where book_id = new.book_id and sequence in (original.sequence, new.sequence)
      group by account_id, currency having sum(minor) <> 0
    )
  then
    raise exception 'entry % of % does not undo entry %', new.sequence, new.book_id, original.sequence
      using errcode = 'integrity_constraint_violation', constraint = 'journal_entry_reversal_mirrors', table = 'journal_entry';
  end if;
  return null;
end $function$;
grant execute on function check_reversal() to cofund_app;

CREATE OR REPLACE FUNCTION public.check_transfer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if exists (
    select from public.journal_entry as leg
    join public.posting on posting.book_id = leg.book_id and posting.sequence = leg.sequence
    join public.account on account.id = posting.account_id
    where leg.transfer_id = new.transfer_id and counterparty_book_id is not null
    group by least(leg.book_id, counterparty_book_id), greatest(leg.book_id, counterparty_book_id), currency
    having sum(minor) <> 0
  ) or (
    select count(distinct book_id) < 2 or count(distinct recorded_in) > 1 from public.journal_entry where transfer_id = new.transfer_id
  ) or new.lines <> (select count(*) from public.posting where book_id = new.book_id and sequence = new.sequence)
  then
    raise exception 'transfer % does not net to zero between its books', new.transfer_id
      using errcode = 'integrity_constraint_violation', constraint = 'journal_entry_transfer_nets_to_zero', table = 'journal_entry';
  end if;
  return null;
end $function$;
grant execute on function check_transfer() to cofund_app;

CREATE OR REPLACE FUNCTION public.claimed_elsewhere(note_id text, claim_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (
    select from public.drawdown_note as asked
    join public.drawdown_note as same on same.organisation_id = asked.organisation_id and same.number = asked.number
    join public.claim on claim.note_id = same.id
    where asked.id = claimed_elsewhere.note_id and claim.id <> claimed_elsewhere.claim_id
      and (asked.organisation_id = public.acting_organisation() or asked.pool_id in (select public.pools_in_sight()))
      and claim.status not in ('draft', 'rejected', 'withdrawn', 'refunded'))
$function$;
grant execute on function claimed_elsewhere(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.concern_of(kind text, payload jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
declare
  known record;
  claimed public.claim;
  concern jsonb;
begin
  select * into known from public.proposal_kinds() as given where given.kind = concern_of.kind;
  case
    when known.about in ('claim', 'pooled_claim') then select * into claimed from public.claim where id = payload ->> 'claimId';
    when known.about = 'recovery' then
      select claim.* into claimed from public.claim join public.recovery on claim_id = claim.id where recovery.id = payload ->> 'recoveryId';
    else null;
  end case;
  concern := case
    when known.about = 'administration' then (select jsonb_build_object('makers', jsonb_agg(id)) from public.organisation where organisation.kind = 'admin')
    when known.about = 'book' then (select jsonb_build_object('makers', array[organisation_id]) from public.book where id = payload ->> 'bookId')
    when known.about = 'pool_book' then (select jsonb_build_object('makers', array[organisation_id]) from public.book where id = payload ->> 'poolBookId')
    when known.about = 'account' then (
      select jsonb_build_object('makers', array[organisation_id]) from public.bank_account where id = payload ->> 'bankAccountId')
    when known.about = 'plan' then (
      select jsonb_build_object('makers', array[organisation_id])
      from public.payment_plan as plan join public.budget_indicator as indicator on indicator.id = indicator_id
      where plan.id = payload ->> 'planId' and not exists (select from public.payment_voucher where id = payload ->> 'voucherId'))
    when known.about = 'voucher' then (
      select jsonb_build_object('makers', array[organisation_id]) from public.payment_voucher where id = payload ->> 'voucherId')
    when known.about = 'policy' then (
      select jsonb_build_object('makers', array[public.acting_organisation()])
        || case when policy.kind = 'approval_route' then '{"route": "ROUTE-ROUTES"}' else '{}' end::jsonb
      from public.policy join public.policy_version on policy_id = policy.id
      where policy_version.id = payload ->> 'versionId' and public.may_lay_down(jurisdiction_code)
        and (policy.kind <> 'approval_route' or public.may_lay_down_routes()))
    when known.about = 'opening' then (
      select jsonb_build_object('makers', array[organisation_id], 'funders', (
        select jsonb_agg(id order by first) from (
          select funder ->> 'organisationId' as id, min(place) as first
          from jsonb_array_elements(payload -> 'funders') with ordinality as given (funder, place) group by 1) as funders))
      from public.book
      where id = payload ->> 'bookId' and book.kind = 'pool' and not exists (select from public.pool where id = payload ->> 'poolId'))
    when known.about in ('pool', 'call') then (
      select jsonb_build_object('makers', array[organisation_id], 'pool', id, 'funders', (
        select jsonb_agg(organisation_id) from public.pool_funder
        where pool_id = pool.id and tier = payload ->> 'tier' and jurisdiction_code = payload ->> 'jurisdictionCode'))
      from public.pool
      where id = payload ->> 'poolId'
        and (known.about = 'pool' or not exists (select from public.pool_contribution where id = payload ->> 'contributionId')))
    when known.about = 'contribution' then (
      select jsonb_build_object('makers', array[funder.organisation_id], 'pool', pool_id)
      from public.pool_contribution as called join public.pool_funder as funder using (pool_id, tier, jurisdiction_code)
      where called.id = payload ->> 'contributionId')
    when claimed.id is not null then jsonb_build_object(
      'pool', claimed.pool_id, 'bank', claimed.organisation_id, 'district', claimed.district_code,
      'makers', case known.about when 'pooled_claim' then (
        select jsonb_agg(distinct id) from (
          select organisation_id as id from public.pool where id = claimed.pool_id
          union all
          select organisation_id from public.pool_party
          where pool_id = claimed.pool_id and part <> 'auditor' and since <= current_date and (until is null or until > current_date)) as stewards)
        else jsonb_build_array(claimed.organisation_id) end)
  end;
  return jsonb_build_object('route', case known.route
    when 'CLAIM' then 'ROUTE-' || (select route_code from public.pool where id = claimed.pool_id) else known.route end) || concern;
end $function$;
grant execute on function concern_of(text,jsonb) to public;

CREATE OR REPLACE FUNCTION public.end_other_sessions(only_id text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare ended integer;
begin
  update public.session set ended_at = now()
  from public.membership
  where membership.id = session.membership_id and membership.person_id = public.signed_in_person()
    and session.ended_at is null and session.token_hash <> current_setting('cofund.session', true)
    and (only_id is null or left(encode(sha256(session.token_hash::bytea), 'hex'), 32) = only_id);
  get diagnostics ended = row_count;
  return ended;
end $function$;
grant execute on function end_other_sessions(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.end_session(token_hash text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.session set ended_at = now() where session.token_hash = end_session.token_hash and ended_at is null
  returning true
$function$;
grant execute on function end_session(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.end_sessions_of(person_id text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
declare ended integer;
begin
  update public.session set ended_at = now() from public.membership
  where membership.id = session.membership_id and membership.person_id = end_sessions_of.person_id
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and public.acting_is_administrator() and session.token_hash <> current_setting('cofund.session', true);
  get diagnostics ended = row_count;
  return ended;
end $function$;
grant execute on function end_sessions_of(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.enrol_second_factor(password_hash text, former_step bigint, secret text, step bigint)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.credential set totp_secret = secret, totp_step = step
  where person_id = public.signed_in_person() and credential.password_hash = enrol_second_factor.password_hash and given_until is null
    and (totp_secret is null or former_step > coalesce(totp_step, 0))
  returning true
$function$;
grant execute on function enrol_second_factor(text,bigint,text,bigint) to cofund_app;

CREATE OR REPLACE FUNCTION public.entry_digest(book_id text, sequence bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select encode(sha256(convert_to(public.entry_text(book_id, sequence), 'UTF8')), 'hex')
$function$;
grant execute on function entry_digest(text,bigint) to public;

CREATE OR REPLACE FUNCTION public.entry_text(book_id text, sequence bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select (jsonb_build_object(
    'id', entry.id, 'book', entry.book_id, 'sequence', entry.sequence, 'kind', entry.kind, 'facts', entry.facts, 'note', entry.note,
    'effectiveOn', entry.effective_on, 'recordedAt', to_char(entry.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'evidence', entry.evidence_reference, 'evidenceHash', entry.evidence_hash, 'reverses', entry.reverses, 'transfer', entry.transfer_id,
    'postings', (
      select jsonb_agg(jsonb_build_array(account.head, account.detail, account.class, posting.currency, posting.minor::text) order by posting.line)
      from public.posting join public.account on account.id = posting.account_id
      where posting.book_id = entry.book_id and posting.sequence = entry.sequence)
  ) || case when entry.posted_in > entry.effective_on then jsonb_build_object('postedIn', entry.posted_in) else '{}' end)::text
  from public.journal_entry as entry
  where entry.book_id = entry_text.book_id and entry.sequence = entry_text.sequence
$function$;
grant execute on function entry_text(text,bigint) to public;

CREATE OR REPLACE FUNCTION public.exposed_books()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 2
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select book_id from public.journal_entry
  where recorded_in = pg_current_xact_id_if_assigned() and book_id in (select book_id from public.pool)
  group by book_id having bool_and(kind in ('loan.enrolled', 'loan.released'))
$function$;
grant execute on function exposed_books() to cofund_app;

CREATE OR REPLACE FUNCTION public.guard_claim()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  agreed constant boolean := new.pool_id in (select public.agreed_pools());
  wrong boolean := false;
begin
  if tg_op = 'INSERT' then
    wrong := new.status not in ('draft', 'frozen') or new.payable_minor <> 0 or new.paid_minor <> 0 or new.decided_on is not null
      or new.note_id is not null and not exists (
        select from public.drawdown_note as note
        where note.id = new.note_id and note.organisation_id = new.organisation_id and note.pool_id = new.pool_id);
  else
    if new.status <> old.status then
      wrong := (old.status || ' ' || new.status) <> all (public.steps_of(case new.family when 'loan' then 'claim' else 'year' end)) or case
        when new.status in ('approved', 'publicised') and new.family = 'loan'
          then not (agreed and public.applying_proposal('claim.decide', new.id))
        when new.status = 'paying' then not (agreed and public.applying_proposal('claim.pay', new.id))
        when new.status in ('approved', 'publicised', 'recovering', 'closed', 'clawed_back', 'trued_up', 'refunded', 'settled_between_tiers')
          then not agreed
        when new.status in ('draft', 'withdrawn', 'rejected') then old.decided_on is not null
        when new.status in ('submitted', 'first_review', 'verified', 'returned', 'deferred')
          then old.decided_on is not null and new.family = 'loan'
        when new.status in ('paid', 'advanced') then not (
          exists (select from public.claim_payment where claim_id = new.id)
          and not exists (select from public.claim_payment where claim_id = new.id and received_on is null))
        else false end;
    end if;
    wrong := wrong
      or (new.payable_minor, new.decided_on, new.publicised_until) is distinct from (old.payable_minor, old.decided_on, old.publicised_until)
        and not agreed
      or new.stated is distinct from old.stated and old.status not in ('draft', 'returned')
      or new.paid_minor <> old.paid_minor and new.paid_minor <> (
        select coalesce(sum(minor), 0) from public.claim_payment where claim_id = new.id and received_on is not null);
  end if;
  if wrong then
    raise exception 'claim % may not become %', new.id, new.status
      using errcode = 'integrity_constraint_violation', constraint = 'claim_moves_by_two', table = 'claim';
  end if;
  return new;
end $function$;
grant execute on function guard_claim() to cofund_app;

CREATE OR REPLACE FUNCTION public.guard_remittance()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare wrong boolean;
begin
  if tg_op = 'INSERT' then
    perform public.lock_dues(new.pool_id, new.organisation_id);
    with paid as (
      select pay ->> 'recoveryId' as recovery_id, sum((pay -> 'minor' ->> '$bigint')::bigint) as minor, min((pay -> 'minor' ->> '$bigint')::bigint) as least
      from jsonb_array_elements(new.pays) as pay group by 1
    ), spoken as (
      select pay ->> 'recoveryId' as recovery_id, sum((pay -> 'minor' ->> '$bigint')::bigint) as minor
      from public.remittance, jsonb_array_elements(pays) as pay
      where pool_id = new.pool_id and organisation_id = new.organisation_id and entry_id is null group by 1
    )
    select coalesce(sum(paid.minor), 0) <> new.minor or coalesce(bool_or(
        paid.least <= 0 or due.id is null or due.due_minor - due.remitted_minor - coalesce(spoken.minor, 0) < paid.minor), true)
    into wrong
    from paid
    left join spoken using (recovery_id)
    left join (
      public.recovery as due join public.claim on claim.id = due.claim_id and claim.pool_id = new.pool_id
    ) on due.id = paid.recovery_id and due.organisation_id = new.organisation_id;
  else
    wrong := new.entry_id is distinct from old.entry_id and (old.entry_id is not null or not exists (
        select from public.journal_entry as entry join public.pool on pool.book_id = entry.book_id
        where entry.id = new.entry_id and pool.id = new.pool_id and entry.kind = 'recovery.remitted' and entry.facts ->> 'remittanceId' = new.id))
      or (new.received_on, new.receipt_reference) is distinct from (old.received_on, old.receipt_reference)
        and (old.received_on is not null or new.entry_id is null);
  end if;
  if wrong then
    raise exception 'remittance % does not pay what is due', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'remittance_pays_what_is_due', table = 'remittance';
  end if;
  return new;
end $function$;
grant execute on function guard_remittance() to cofund_app;

CREATE OR REPLACE FUNCTION public.guard_steps()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if (old.status || ' ' || new.status) <> all (public.steps_of(tg_argv[0])) then
    raise exception '% does not become %', old.status, new.status
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $function$;
grant execute on function guard_steps() to public;

CREATE OR REPLACE FUNCTION public.half_open_session()
 RETURNS TABLE(membership_id text, person_id text, name text, sign_in_name text, id text, kind text, name_zh text, name_en text, jurisdiction_code text, owes text, given_until timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select membership.id, person.id, person.name, person.sign_in_name,
    organisation.id, organisation.kind, organisation.name_zh, organisation.name_en, organisation.jurisdiction_code,
    case when credential.given_until is not null then 'new_password' else 'second_factor' end, credential.given_until
  from public.session join public.membership on membership.id = session.membership_id
  join public.person on person.id = membership.person_id join public.organisation on organisation.id = membership.organisation_id
  left join public.credential on credential.person_id = person.id
  where token_hash = nullif(current_setting('cofund.session', true), '') and membership.ended_on is null
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and public.acting_membership() is null
$function$;
grant execute on function half_open_session() to cofund_app;

CREATE OR REPLACE FUNCTION public.has_second_factor(person_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (
    select from public.credential
    where credential.person_id = has_second_factor.person_id and totp_secret is not null and public.acting_is_administrator())
$function$;
grant execute on function has_second_factor(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.heads_by_one()
 RETURNS TABLE(entry_kind text, book_kind text, head text)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  values
    ('', 'pool', 'cash'), ('', 'pool', 'opening_balance'), ('', 'pool', 'interest_income'), ('', 'pool', 'bank_charge'), ('', 'pool', 'service_fee'),
    ('', 'treasury', 'cash'), ('', 'treasury', 'opening_balance'), ('', 'treasury', 'interest_income'), ('', 'treasury', 'bank_charge'),
    ('', 'treasury', 'fund_contribution'), ('', 'treasury', 'returned_income'),
    ('fiscal.granted', 'treasury', 'budget_indicator'), ('fiscal.granted', 'treasury', 'budget_granted'),
    ('fiscal.adjusted', 'treasury', 'budget_indicator'), ('fiscal.adjusted', 'treasury', 'budget_granted'),
    ('fiscal.surplus_returned', 'treasury', 'budget_indicator'), ('fiscal.surplus_returned', 'treasury', 'budget_granted'),
    ('fiscal.carried_over', 'treasury', 'budget_indicator'),
    ('fiscal.voucher_drawn', 'treasury', 'budget_indicator'), ('fiscal.voucher_drawn', 'treasury', 'budget_granted'),
    ('recovery.remitted', 'pool', 'remittance_receivable'),
    ('loan.enrolled', 'pool', 'exposure'), ('loan.enrolled', 'pool', 'exposure_cover'),
    ('loan.released', 'pool', 'exposure'), ('loan.released', 'pool', 'exposure_cover')
$function$;
grant execute on function heads_by_one() to public;

CREATE OR REPLACE FUNCTION public.joined_pools()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select pool_id from public.pool_member where organisation_id = public.acting_organisation()
$function$;
grant execute on function joined_pools() to cofund_app;

CREATE OR REPLACE FUNCTION public.keep_account_balances()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare wrong record;
begin
  select entry.id is null or added.line > entry.lines or added.effective_on <> entry.effective_on as line, account.id is null as account
  into wrong
  from added
  left join public.journal_entry as entry on entry.book_id = added.book_id and entry.sequence = added.sequence
  left join public.account on account.id = added.account_id and account.book_id = added.book_id
  where entry.id is null or added.line > entry.lines or added.effective_on <> entry.effective_on or account.id is null
  limit 1;
  if wrong.line then
    raise exception 'an entry takes no other line than it was added with'
      using errcode = 'integrity_constraint_violation', constraint = 'posting_is_line_of_entry', table = 'posting';
  elsif wrong.account then
    raise exception 'an entry is posted to accounts of its own book'
      using errcode = 'integrity_constraint_violation', constraint = 'posting_account_of_book', table = 'posting';
  end if;
  insert into public.account_balance as kept (book_id, account_id, currency, month, debit_minor, credit_minor)
  select book_id, account_id, currency, effective_on - (extract(day from effective_on)::integer - 1),
    coalesce(sum(minor) filter (where minor > 0), 0), coalesce(-sum(minor) filter (where minor < 0), 0)
  from added group by 1, 2, 3, 4 order by 2, 3, 4
  on conflict on constraint account_balance_pkey do update
    set debit_minor = kept.debit_minor + excluded.debit_minor, credit_minor = kept.credit_minor + excluded.credit_minor;
  return null;
end $function$;
grant execute on function keep_account_balances() to cofund_app;

CREATE OR REPLACE FUNCTION public.keep_note_rollup()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  insert into public.note_rollup as kept
    (pool_id, organisation_id, district_code, product_code, lent_year, status, renewed, notes, principal_minor, balance_minor)
  select pool_id, organisation_id, district_code, product_code, extract(year from lent_on)::integer, status, predecessor_id is not null,
    sum(sign), sum(sign * principal_minor), sum(sign * balance_minor)
  from (select 1 as sign, added.* from added union all select -1, gone.* from gone) as change
  group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
  on conflict on constraint note_rollup_cell_once do update set
    notes = kept.notes + excluded.notes, principal_minor = kept.principal_minor + excluded.principal_minor,
    balance_minor = kept.balance_minor + excluded.balance_minor;
  return null;
end $function$;
grant execute on function keep_note_rollup() to cofund_app;

CREATE OR REPLACE FUNCTION public.keep_policy_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
    begin
      if tg_op = 'UPDATE' and (old.status = 'draft' or (
        (new.id, new.policy_id, new.number, new.document, new.effective_from, new.params, new.cites)
          is not distinct from (old.id, old.policy_id, old.number, old.document, old.effective_from, old.params, old.cites)
        and (old.effective_to is null or new.effective_to is not distinct from old.effective_to)
        and (new.status = old.status or old.status = 'active' and new.status = 'retired')))
      then return new; end if;
      raise exception 'policy version % is in effect', old.id
        using errcode = 'integrity_constraint_violation', constraint = 'policy_version_fixed_once_in_effect';
    end $function$;
grant execute on function keep_policy_version() to public;

CREATE OR REPLACE FUNCTION public.keep_sealed(relation text, apart text DEFAULT ''::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare key_of text;
begin
  select string_agg(attname, ',' order by array_position(indkey::int2[], attnum)) into key_of
  from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey::int2[])
  where indrelid = format('public.%I', relation)::regclass and indisprimary;
  execute format('create trigger %I after insert on public.%I referencing new table as added for each statement execute function public.seal_rows(%L, %L)',
    relation || '_sealed_when_added', relation, apart, key_of);
  execute format('create trigger %I after update on public.%I referencing new table as added old table as gone for each statement execute function public.seal_rows(%L, %L)',
    relation || '_sealed_when_changed', relation, apart, key_of);
end $function$;
grant execute on function keep_sealed(text,text) to public;

CREATE OR REPLACE FUNCTION public.kept_by_deeds(book_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select public.rests_on_deeds(kept_by_deeds.book_id) and (
    kept_by_deeds.book_id in (select public.writable_books())
    or exists (select from public.book where id = kept_by_deeds.book_id and organisation_id = public.acting_organisation()))
$function$;
grant execute on function kept_by_deeds(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.keyed_number(number text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select encode(sha256(outer_pad || sha256(inner_pad || convert_to(
    encode(sha256(convert_to(regexp_replace(number, '[[:space:]]', '', 'g'), 'UTF8')), 'hex'), 'UTF8'))), 'hex')
  from public.account_number_key
$function$;
grant execute on function keyed_number(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.lock_books(book_ids text[])
 RETURNS TABLE(id text, organisation_id text, kind text, code text, name_zh text, name_en text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
begin
  return query
  select id, organisation_id, kind, code, name_zh, name_en from public.book
  where id = any (book_ids) and (organisation_id = public.acting_organisation() or id in (select public.writable_books()))
  order by id for no key update;
end $function$;
grant execute on function lock_books(text[]) to cofund_app;

CREATE OR REPLACE FUNCTION public.lock_dues(pool_id text, organisation_id text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select pg_advisory_xact_lock(hashtextextended('dues ' || pool_id || ' ' || organisation_id, 37))
$function$;
grant execute on function lock_dues(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.lock_loan(organisation_id text, number text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select pg_advisory_xact_lock(hashtextextended(organisation_id || ' ' || number, 36))
$function$;
grant execute on function lock_loan(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.lock_policy(policy_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  perform from public.policy
  where id = lock_policy.policy_id
    and (public.may_lay_down(jurisdiction_code) or kind = 'approval_route' and public.acting_is_administrator())
  for update;
  return found;
end $function$;
grant execute on function lock_policy(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.lock_pool(pool_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  perform from public.pool where id = lock_pool.pool_id and id in (select public.pools_in_sight()) for no key update;
  return found;
end $function$;
grant execute on function lock_pool(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.lock_proposal(proposal_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  perform from public.proposal
  where id = proposal_id and (organisation_id in (select public.visible_organisations())
    or maker_person_id = public.acting_person() or parties && array[public.acting_organisation()])
  for no key update;
  return found;
end $function$;
grant execute on function lock_proposal(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.make_number_key()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with secret as materialized (select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) || decode(repeat('00', 32), 'hex') as key)
  insert into public.account_number_key (inner_pad, outer_pad)
  select decode(string_agg(lpad(to_hex(get_byte(key, at) # 54), 2, '0'), '' order by at), 'hex'),
    decode(string_agg(lpad(to_hex(get_byte(key, at) # 92), 2, '0'), '' order by at), 'hex')
  from secret, generate_series(0, 63) as at
  on conflict do nothing
$function$;
grant execute on function make_number_key() to cofund_app;

CREATE OR REPLACE FUNCTION public.may_lay_down(jurisdiction_code text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with recursive above as (
    select code, parent_code from public.jurisdiction where code = may_lay_down.jurisdiction_code
    union
    select up.code, up.parent_code from public.jurisdiction as up join above on up.code = above.parent_code
  ), maker as (
    select id, organisation.jurisdiction_code in (select code from above) as answers
    from public.organisation where kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting')
  )
  select coalesce(bool_or(id = public.acting_organisation()) and (bool_or(answers and id = public.acting_organisation()) or not bool_or(answers)), false)
  from maker
$function$;
grant execute on function may_lay_down(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.may_lay_down_routes()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with recursive above as (
    select parent_code as code from public.jurisdiction join public.organisation on jurisdiction_code = code
    where id = public.acting_organisation() and kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting')
    union
    select up.parent_code from public.jurisdiction as up join above on above.code = up.code
  )
  select exists (select from above) and not exists (
    select from public.organisation join above on jurisdiction_code = above.code
    where kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting'))
$function$;
grant execute on function may_lay_down_routes() to cofund_app;

CREATE OR REPLACE FUNCTION public.missed_before()
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select missed_before from public.session where token_hash = nullif(current_setting('cofund.session', true), '')
$function$;
grant execute on function missed_before() to cofund_app;

CREATE OR REPLACE FUNCTION public.move_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  held public.proposal;
  here jsonb;
  agreed bigint;
  wrong text;
begin
  select * into held from public.proposal where id = new.proposal_id for no key update;
  select coalesce(max(place), 0) + 1 into new.place from public.proposal_move where proposal_id = new.proposal_id;
  new.round := held.round;
  new.step := held.step;
  new.person_id := public.acting_person();
  new.membership_id := public.acting_membership();
  new.moved_at := clock_timestamp();
  here := held.route -> 'steps' -> held.step;

  if new.move in ('approve', 'reject', 'return') then
    -- First of all: proposal_maker_is_not_checker speaks here.
    update public.proposal set checked_by = array_append(checked_by, new.person_id) where id = held.id;
    wrong := case
      when held.status <> 'open' then 'is closed or with its maker'
      when not coalesce(here -> 'organisations' ? public.acting_organisation(), false) then 'waits for another organisation'
      when not public.acting_may(here ->> 'permission') then 'waits for somebody in another role'
      when new.move = 'approve' and here ? 'document' and coalesce(trim(new.document), '') = '' then 'rests on a document'
      when new.digest is distinct from held.digest then 'shows another effect by now' end;
  elsif new.move in ('withdraw', 'resubmit') then
    wrong := case
      when held.status <> 'returned' and not (held.status = 'open' and new.move = 'withdraw') then 'is not with its maker'
      when new.person_id is distinct from held.maker_person_id then 'is somebody else''s' end;
  elsif new.move = 'refresh' then
    wrong := case
      when held.status <> 'open' then 'is not open'
      when new.person_id is distinct from held.maker_person_id
        and not coalesce(here -> 'organisations' ? public.acting_organisation() and public.acting_may(here ->> 'permission'), false)
        then 'waits for somebody else' end;
  else
    wrong := case when new.place > 1 then 'has begun' end;
  end if;
  if wrong is not null then
    raise exception 'proposal % %', new.proposal_id, wrong
      using errcode = 'integrity_constraint_violation', constraint = 'proposal_move_allowed', table = 'proposal_move';
  end if;

  case new.move
    when 'propose' then null;
    when 'approve' then
      select count(*) + 1 into agreed from public.proposal_move
      where proposal_id = held.id and round = held.round and step = held.step and move = 'approve';
      if agreed >= (here ->> 'people')::integer then
        update public.proposal set step = held.step + 1, due_on = new.due_on where id = held.id;
        if held.step + 1 = jsonb_array_length(held.route -> 'steps') then
          update public.proposal set status = 'applied', applied_in = pg_current_xact_id(), closed_at = new.moved_at, sealed = null
          where id = held.id;
        end if;
      end if;
    when 'return' then update public.proposal set status = 'returned', due_on = null where id = held.id;
    when 'resubmit', 'refresh' then
      update public.proposal set status = 'open', step = 0, round = held.round + 1, checked_by = '{}', due_on = new.due_on,
        effect = new.effect, digest = new.digest where id = held.id;
    else
      update public.proposal set status = case new.move when 'reject' then 'rejected' else 'withdrawn' end,
        closed_at = new.moved_at, sealed = null, due_on = null where id = held.id;
  end case;
  return new;
end $function$;
grant execute on function move_proposal() to cofund_app;

CREATE OR REPLACE FUNCTION public.move_session(old_hash text, new_hash text, to_membership text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with ended as (
    update public.session set ended_at = now()
    from public.membership as old_membership, public.membership as new_membership
    where token_hash = old_hash and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
      and old_membership.id = session.membership_id and new_membership.id = to_membership
      and new_membership.person_id = old_membership.person_id and new_membership.ended_on is null
    returning opened_from, expires_at, opened_by, missed_before
  )
  insert into public.session (token_hash, membership_id, opened_from, expires_at, opened_by, missed_before)
  select new_hash, to_membership, opened_from, expires_at, opened_by, missed_before from ended
  returning true
$function$;
grant execute on function move_session(text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.movers_of_claim(claim_id text)
 RETURNS TABLE(place integer, person_id text, person_name text, name_zh text, name_en text)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select move.place, person.id, person.name, organisation.name_zh, organisation.name_en
  from public.claim
  join public.proposal_move as move on move.proposal_id = claim.proposal_id
  join public.person on person.id = move.person_id
  join public.membership on membership.id = move.membership_id
  join public.organisation on organisation.id = membership.organisation_id
  where claim.id = movers_of_claim.claim_id and claim.pool_id in (select public.pools_in_sight()) and claim.status <> 'draft'
$function$;
grant execute on function movers_of_claim(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.note_exposure(pool_id text, entry_id text, kind text, facts jsonb, on_day date, minor bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_variable
declare
  held public.pool;
  place bigint;
begin
  select * into held from public.pool where pool.id = pool_id
    and (pool.id in (select public.joined_pools()) or pool.id in (select public.run_pools()));
  if held.id is null or minor is null or (kind, sign(minor)) not in (('loan.enrolled', 1), ('loan.released', -1)) then
    raise exception 'the actor may not note exposure here' using errcode = 'insufficient_privilege';
  end if;
  insert into public.journal_entry (id, book_id, lines, kind, facts, effective_on)
  values (entry_id, held.book_id, 2, kind, facts || jsonb_build_object('poolId', pool_id), on_day) returning sequence into place;
  insert into public.posting (book_id, sequence, line, account_id, currency, minor, effective_on)
  select held.book_id, place, line, coalesce(
      (select id from public.account where account.book_id = held.book_id and account.head = side.head and detail = ''),
      public.open_account(held.book_id, side.head, '', null, 'memorandum')),
    held.currency, sign * minor, on_day
  from (values (1, 'exposure', 1), (2, 'exposure_cover', -1)) as side (line, head, sign);
end $function$;
grant execute on function note_exposure(text,text,text,jsonb,date,bigint) to cofund_app;

CREATE OR REPLACE FUNCTION public.note_failed_sign_in(person_id text, failures_before_lock integer, lock_minutes integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.credential set
    missed = missed + 1,
    failures = case when failures + 1 >= failures_before_lock then 0 else failures + 1 end,
    locked_until = case when failures + 1 >= failures_before_lock then now() + make_interval(mins => lock_minutes) end
  where credential.person_id = note_failed_sign_in.person_id and (locked_until is null or locked_until <= now())
  returning case when failures = 0 then 0 else failures_before_lock - failures end
$function$;
grant execute on function note_failed_sign_in(text,integer,integer) to cofund_app;

CREATE OR REPLACE FUNCTION public.occupy_quota(pool_id text, organisation_id text, quota_year integer, minor bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare remaining bigint;
begin
  update public.pool_quota as quota set occupied_minor = occupied_minor + occupy_quota.minor
  where quota.pool_id = occupy_quota.pool_id and quota.organisation_id = occupy_quota.organisation_id
    and quota.quota_year = occupy_quota.quota_year
    and occupied_minor + occupy_quota.minor between 0 and granted_minor
    and (quota.organisation_id = public.acting_organisation() or quota.pool_id in (select public.run_pools()))
  returning granted_minor - occupied_minor into remaining;
  return remaining;
end $function$;
grant execute on function occupy_quota(text,text,integer,bigint) to cofund_app;

CREATE OR REPLACE FUNCTION public.open_account(book_id text, head text, detail text, name text, class text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
    #variable_conflict use_column
    declare opened bigint;
    begin
      insert into public.account (book_id, head, detail, name, class) values ($1, $2, $3, $4, $5)
      on conflict on constraint account_once do nothing returning id into opened;
      if opened is null then
        select id into opened from public.account where book_id = $1 and head = $2 and detail = $3 and class = $5;
      end if;
      return opened;
    end $function$;
grant execute on function open_account(text,text,text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.open_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  known record;
  wrong text;
begin
  new.organisation_id := public.acting_organisation();
  new.maker_person_id := public.acting_person();
  new.maker_membership_id := public.acting_membership();
  select * into known from public.proposal_kinds() as given where given.kind = new.kind;
  wrong := case
    when known.kind is null then 'proposal_of_known_kind'
    when not public.acting_may(known.permission) then 'proposal_made_in_role'
    when new.subject is distinct from (
      select string_agg(new.payload ->> field, ' ' order by place) from unnest(known.subject) with ordinality as part (field, place)
    ) or exists (
      select from unnest(array['poolId', 'poolBookId', 'claimId', 'recoveryId', 'contributionId', 'voucherId']) as named
      where new.payload ? named and not named = any (case known.about
        when 'plan' then '{voucherId}' when 'voucher' then '{voucherId}' when 'pool_book' then '{poolBookId}'
        when 'opening' then '{poolId}' when 'pool' then '{poolId}' when 'call' then '{poolId,contributionId}'
        when 'contribution' then '{contributionId}' when 'claim' then '{claimId}' when 'pooled_claim' then '{claimId}'
        when 'recovery' then '{recoveryId}' else '{}' end::text[])
    ) then 'proposal_about_its_subject' end;
  if wrong is null then
    new.route := public.route_for(new.kind, new.payload);
    wrong := case
      when new.route is null then 'proposal_made_by_who_answers_for_it'
      when new.route -> 'steps' = '[]' or new.route -> 'steps' @> '[{"organisations": []}]'
        and exists (select from jsonb_array_elements(new.route -> 'steps') as step where step -> 'organisations' = '[]')
        then 'proposal_route_leads_somewhere' end;
  end if;
  if wrong is not null then
    raise exception 'a case of % about % may not be opened so: %', new.kind, new.subject, wrong
      using errcode = 'integrity_constraint_violation', constraint = wrong, table = 'proposal';
  end if;
  new.parties := array(
    select distinct party from jsonb_array_elements(new.route -> 'steps') as step, jsonb_array_elements_text(step -> 'organisations') as party);
  return new;
end $function$;
grant execute on function open_proposal() to cofund_app;

CREATE OR REPLACE FUNCTION public.open_session(token_hash text, person_id text, password_hash text, opened_from text, totp_step bigint, absolute_hours integer)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with before as (
    select credential.person_id, missed from public.credential where credential.person_id = open_session.person_id
  ), proven as (
    update public.credential set
      failures = 0, locked_until = null, missed = 0, totp_step = coalesce(open_session.totp_step, credential.totp_step)
    where credential.person_id = open_session.person_id and credential.password_hash = open_session.password_hash
      and (locked_until is null or locked_until <= now()) and (given_until is null or now() < given_until)
      and (totp_secret is null or open_session.totp_step > coalesce(credential.totp_step, 0))
    returning credential.person_id
  ), opened as (
    insert into public.session (token_hash, membership_id, opened_from, expires_at, missed_before)
    select open_session.token_hash, membership.id, opened_from, now() + make_interval(hours => absolute_hours), missed
    from public.membership join proven on proven.person_id = membership.person_id join before on before.person_id = proven.person_id
    where membership.ended_on is null
    order by membership.id limit 1
    returning membership_id
  )
  select coalesce((select membership_id from opened), '') from proven
$function$;
grant execute on function open_session(text,text,text,text,bigint,integer) to cofund_app;

CREATE OR REPLACE FUNCTION public.opening_with(pool_id text, organisation_id text, book_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (
    select from public.proposal
    where applied_in = pg_current_xact_id_if_assigned() and proposal.kind = 'pool.open' and proposal.subject = opening_with.pool_id
      and (proposal.organisation_id = opening_with.organisation_id or exists (
        select from public.proposal_move join public.membership on membership.id = membership_id
        where proposal_id = proposal.id and move = 'approve' and membership.organisation_id = opening_with.organisation_id)))
    and exists (select from public.book where id = opening_with.book_id and book.organisation_id = opening_with.organisation_id)
$function$;
grant execute on function opening_with(text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.own_sessions()
 RETURNS TABLE(id text, organisation_id text, opened_from text, opened_at timestamp with time zone, last_seen_at timestamp with time zone, is_this boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select left(encode(sha256(session.token_hash::bytea), 'hex'), 32), membership.organisation_id, opened_from, opened_at, last_seen_at,
    session.token_hash = current_setting('cofund.session', true)
  from public.session join public.membership on membership.id = session.membership_id
  where membership.person_id = public.signed_in_person()
    and session.ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
  order by last_seen_at desc
$function$;
grant execute on function own_sessions() to cofund_app;

CREATE OR REPLACE FUNCTION public.password_is(person_id text, password_hash text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (
    select from public.credential
    where credential.person_id = password_is.person_id and credential.password_hash = password_is.password_hash)
$function$;
grant execute on function password_is(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.place_book_period_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare last public.book_period_event;
begin
  perform from public.book where id = new.book_id for no key update;
  select * into last from public.book_period_event where book_id = new.book_id order by place desc limit 1;
  if new.event = 'closed' and new.month <> last.closed_through + interval '1 month'
    or new.event = 'reopened' and new.month is distinct from last.closed_through
  then
    raise exception 'period % of % is % out of turn', new.month, new.book_id, new.event
      using errcode = 'integrity_constraint_violation', constraint = 'book_period_event_in_turn', table = 'book_period_event';
  end if;
  new.place := coalesce(last.place, 0) + 1;
  select coalesce(max(sequence), 0) into new.at_sequence from public.journal_entry where book_id = new.book_id;
  new.recorded_at := greatest(clock_timestamp(), last.recorded_at);
  new.closed_through := case new.event when 'closed' then new.month else (
    select before.closed_through
    from public.book_period_event as closing join public.book_period_event as before
      on before.book_id = closing.book_id and before.place = closing.place - 1
    where closing.book_id = new.book_id and closing.event = 'closed' and closing.month = new.month
    order by closing.place desc limit 1) end;
  return new;
end $function$;
grant execute on function place_book_period_event() to cofund_app;

CREATE OR REPLACE FUNCTION public.place_journal_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare last record;
begin
  perform from public.book where id = new.book_id for no key update;
  select entry.sequence, entry.recorded_at, period.closed_through into last
  from (values (1)) as always
  left join lateral (
    select sequence, recorded_at from public.journal_entry where book_id = new.book_id order by sequence desc limit 1) as entry on true
  left join lateral (
    select closed_through from public.book_period_event where book_id = new.book_id order by place desc limit 1) as period on true;
  new.sequence := coalesce(last.sequence, 0) + 1;
  new.recorded_at := greatest(clock_timestamp(), last.recorded_at);
  new.posted_in := greatest(new.effective_on - (extract(day from new.effective_on)::integer - 1), (last.closed_through + interval '1 month')::date);
  return new;
end $function$;
grant execute on function place_journal_entry() to cofund_app;

CREATE OR REPLACE FUNCTION public.pool_books_in_sight()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select book_id from public.pool where id in (select public.pools_in_sight())
  union
  select treasury_book_id from public.pool_funder
  where pool_id in (select public.agreed_pools())
$function$;
grant execute on function pool_books_in_sight() to cofund_app;

CREATE OR REPLACE FUNCTION public.pool_figures(pool_id text, budget_year integer)
 RETURNS TABLE(cash_minor bigint, reserved_minor bigint, contributed_minor bigint, unpaid_minor bigint, surplus_returned_minor bigint, exposure_minor bigint, unspent_minor bigint, period_used_minor bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with own as (
    select id, book_id, currency from public.pool
    where id = pool_figures.pool_id and id in (select public.joined_pools() union select public.pools_in_sight())
  ), kept as (
    select head, sum(debit_minor - credit_minor)::bigint as minor
    from own join public.account on account.book_id = own.book_id
    join public.account_balance on account_id = account.id and account_balance.currency = own.currency
    where head in ('cash', 'compensation_payable', 'contribution', 'surplus_returned', 'exposure')
    group by head
  ), lead as (
    select treasury_book_id from own join public.pool_funder on pool_funder.pool_id = own.id
    order by pays = 'beforehand' desc, array_position(array['nation', 'province', 'city', 'district', 'park'], tier), jurisdiction_code
    limit 1
  )
  select
    coalesce((select minor from kept where head = 'cash'), 0),
    coalesce((select -minor from kept where head = 'compensation_payable'), 0),
    coalesce((select -minor from kept where head = 'contribution'), 0),
    coalesce((select sum(minor - paid_minor)::bigint from public.pool_contribution as called where called.pool_id = own.id), 0),
    coalesce((select minor from kept where head = 'surplus_returned'), 0),
    coalesce((select minor from kept where head = 'exposure'), 0),
    (select sum(granted_minor - drawn_minor)::bigint from public.budget_indicator as indicator
     where book_id = (select treasury_book_id from lead) and indicator.budget_year = pool_figures.budget_year
       and indicator.currency = own.currency),
    coalesce((select used_minor from public.pool_cap_use as used
     where used.pool_id = own.id and scope = 'pool_period' and counts_for = 'all'), 0)
  from own
$function$;
grant execute on function pool_figures(text,integer) to cofund_app;

CREATE OR REPLACE FUNCTION public.pools_in_sight()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select public.stewarded_pools()
  union
  select id from public.pool where organisation_id in (select public.visible_organisations())
$function$;
grant execute on function pools_in_sight() to cofund_app;

CREATE OR REPLACE FUNCTION public.post_entries(ids text[], book_ids text[], line_counts smallint[], kinds text[], facts jsonb[], notes text[], days date[], evidence_references text[], evidence_hashes text[], reversed text[], transfer_id text, account_books text[], heads text[], details text[], names text[], classes text[], line_entries integer[], line_numbers smallint[], line_accounts integer[], currencies text[], minors bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  keeper constant text := public.acting_organisation();
  sequences bigint[];
  accounts bigint[];
begin
  if exists (
    select from unnest(book_ids || account_books) as asked (book_id)
    where not exists (
      select from public.book where id = asked.book_id and (organisation_id = keeper or id in (select public.writable_books())))
  ) then
    raise exception 'the actor may not post to these books' using errcode = 'insufficient_privilege';
  end if;

  -- In sorted order: two transfers the opposite way never wait for each other in a ring.
  insert into public.journal_entry
    (id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, transfer_id)
  select id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, post_entries.transfer_id
  from unnest(ids, book_ids, line_counts, kinds, facts, notes, days, evidence_references, evidence_hashes, reversed)
    with ordinality
    as draft (id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, place)
  order by book_id, place;
  select array_agg(sequence order by place) into sequences
  from unnest(ids) with ordinality as asked (id, place) join public.journal_entry on journal_entry.id = asked.id;

  -- Under the lock of their books by now: what another has opened meanwhile is found, not opened twice.
  accounts := array(
    select coalesce(
      (select id from public.account where book_id = named.book_id and head = named.head and detail = named.detail),
      public.open_account(named.book_id, named.head, named.detail, named.name, named.class))
    from unnest(account_books, heads, details, names, classes) as named (book_id, head, detail, name, class));

  insert into public.posting (book_id, sequence, line, account_id, currency, minor, effective_on)
  select book_ids[entry], sequences[entry], line, accounts[account], currency, minor, days[entry]
  from unnest(line_entries, line_numbers, line_accounts, currencies, minors) as line (entry, line, account, currency, minor);
end $function$;
grant execute on function post_entries(text[],text[],smallint[],text[],jsonb[],text[],date[],text[],text[],text[],text,text[],text[],text[],text[],text[],integer[],smallint[],integer[],text[],bigint[]) to cofund_app;

CREATE OR REPLACE FUNCTION public.proposal_kinds()
 RETURNS TABLE(kind text, permission text, about text, subject text[], route text)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  values
    ('api_key.issue', 'person.manage', 'administration', array['keyId']::text[], 'ROUTE-ADMINISTRATION'),
    ('api_key.revoke', 'person.manage', 'administration', array['keyId']::text[], 'ROUTE-ADMINISTRATION'),
    ('api_key.rotate', 'person.manage', 'administration', array['keyId']::text[], 'ROUTE-ADMINISTRATION'),
    ('claim.claw_back', 'recovery.manage', 'pooled_claim', array['claimId']::text[], 'ROUTE-POOL-RECOVERY'),
    ('claim.close', 'recovery.manage', 'pooled_claim', array['claimId']::text[], 'ROUTE-POOL-RECOVERY'),
    ('claim.decide', 'claim.draft', 'claim', array['claimId']::text[], 'CLAIM'),
    ('claim.pay', 'claim.pay', 'pooled_claim', array['claimId']::text[], 'ROUTE-CLAIM-PAYMENT'),
    ('claim.true_up', 'claim.draft', 'claim', array['claimId']::text[], 'CLAIM'),
    ('fiscal.draw_voucher', 'fiscal.draw', 'plan', array['voucherId']::text[], 'ROUTE-TREASURY'),
    ('fiscal.pay_voucher', 'fiscal.draw', 'voucher', array['voucherId']::text[], 'ROUTE-TREASURY'),
    ('fiscal.return_to_treasury', 'fiscal.draw', 'pool_book', array['returnId']::text[], 'ROUTE-TREASURY'),
    ('fiscal.settle_tiers', 'fiscal.draw', 'voucher', array['voucherId']::text[], 'ROUTE-TREASURY'),
    ('ledger.close_period', 'ledger.post', 'book', array['bookId']::text[], 'ROUTE-BOOKKEEPING'),
    ('ledger.reopen_period', 'ledger.post', 'book', array['bookId']::text[], 'ROUTE-BOOKKEEPING'),
    ('organisation.set_second_factor', 'person.manage', 'administration', array['organisationId']::text[], 'ROUTE-ADMINISTRATION'),
    ('password.reset', 'person.manage', 'administration', array['personId']::text[], 'ROUTE-ADMINISTRATION'),
    ('person.create', 'person.manage', 'administration', array['personId']::text[], 'ROUTE-ADMINISTRATION'),
    ('policy.activate', 'policy.draft', 'policy', array['versionId']::text[], 'ROUTE-RULES'),
    ('policy.close', 'policy.draft', 'policy', array['versionId']::text[], 'ROUTE-RULES'),
    ('policy.retire', 'policy.draft', 'policy', array['versionId']::text[], 'ROUTE-RULES'),
    ('pool.call_contribution', 'pool.manage', 'call', array['contributionId']::text[], 'ROUTE-POOL-CALL'),
    ('pool.open', 'pool.manage', 'opening', array['poolId']::text[], 'ROUTE-POOL-OPENING'),
    ('pool.override_breaker', 'pool.manage', 'pool', array['overrideId']::text[], 'ROUTE-POOL-OVERRIDE'),
    ('pool.pay_contribution', 'pool.manage', 'contribution', array['contributionId']::text[], 'ROUTE-POOL-KEEPING'),
    ('pool.set_member', 'pool.manage', 'pool', array['poolId', 'organisationId']::text[], 'ROUTE-POOL-KEEPING'),
    ('pool.set_quota', 'pool.manage', 'pool', array['poolId', 'organisationId', 'year']::text[], 'ROUTE-POOL-KEEPING'),
    ('recovery.return', 'recovery.manage', 'pool', array['poolId', 'treasuryBookId']::text[], 'ROUTE-POOL-RECOVERY'),
    ('recovery.reverse', 'recovery.report', 'recovery', array['recoveryId']::text[], 'ROUTE-RECOVERY'),
    ('recovery.share', 'recovery.report', 'claim', array['claimId']::text[], 'ROUTE-RECOVERY'),
    ('roles.set', 'person.manage', 'administration', array['personId']::text[], 'ROUTE-ADMINISTRATION'),
    ('second_factor.reset', 'person.manage', 'administration', array['personId']::text[], 'ROUTE-ADMINISTRATION'),
    ('settlement.close', 'settlement.manage', 'pooled_claim', array['claimId']::text[], 'ROUTE-POOL-RECOVERY'),
    ('settlement.decide', 'settlement.manage', 'pooled_claim', array['claimId']::text[], 'ROUTE-YEAR'),
    ('statements.reconciliation', 'ledger.post', 'account', array['bankAccountId']::text[], 'ROUTE-BOOKKEEPING')
$function$;
grant execute on function proposal_kinds() to public;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_name;
    end $function$;
grant execute on function refuse_change() to public;

CREATE OR REPLACE FUNCTION public.renew_session(new_hash text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.session set token_hash = new_hash
  where token_hash = nullif(current_setting('cofund.session', true), '') and ended_at is null
    and now() < expires_at and now() < last_seen_at + interval '30 minutes'
  returning true
$function$;
grant execute on function renew_session(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.require_loan_of_one_keeper()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if exists (
        select from (select distinct organisation_id, lender_id, batch_id from added) as named
        where not exists (select from import_batch where id = named.batch_id and organisation_id = named.organisation_id)
          or (lender_id is not null
            and not exists (select from lender where id = named.lender_id and organisation_id = named.organisation_id))
      ) then
        raise exception 'a loan names a lender or a batch that is not its keeper''s'
          using errcode = 'foreign_key_violation', constraint = 'loan_of_one_keeper';
      end if;
      return null;
    end $function$;
grant execute on function require_loan_of_one_keeper() to public;

CREATE OR REPLACE FUNCTION public.require_note_of_known()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if exists (
    select from (select distinct pool_id, organisation_id, batch_id, policy_version_id from added) as named
    where not exists (
        select from public.pool_member
        where pool_member.pool_id = named.pool_id and pool_member.organisation_id = named.organisation_id)
      or batch_id is not null and not exists (
        select from public.import_batch where id = named.batch_id and import_batch.organisation_id = named.organisation_id)
      or policy_version_id is not null and not exists (select from public.policy_version where id = named.policy_version_id)
  ) or exists (
    select from (select distinct pool_id, enterprise_id, verdict_id from added) as named
    where not exists (
      select from public.note_verdict
      where id = named.verdict_id and note_verdict.enterprise_id = named.enterprise_id and note_verdict.pool_id = named.pool_id)
  ) then
    raise exception 'a note names a bank, batch, rule or verdict that is not its own'
      using errcode = 'foreign_key_violation', constraint = 'drawdown_note_of_known', table = 'drawdown_note';
  end if;
  return null;
end $function$;
grant execute on function require_note_of_known() to cofund_app;

CREATE OR REPLACE FUNCTION public.require_note_still_of_known()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if not exists (
      select from public.note_verdict
      where id = new.verdict_id and note_verdict.enterprise_id = new.enterprise_id and note_verdict.pool_id = new.pool_id)
    or new.policy_version_id is not null and not exists (select from public.policy_version where id = new.policy_version_id)
  then
    raise exception 'a note names a rule or verdict that is not its own'
      using errcode = 'foreign_key_violation', constraint = 'drawdown_note_of_known', table = 'drawdown_note';
  end if;
  return new;
end $function$;
grant execute on function require_note_still_of_known() to cofund_app;

CREATE OR REPLACE FUNCTION public.reset_second_factor(person_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
begin
  if not public.applying_proposal('second_factor.reset', reset_second_factor.person_id) then return false; end if;
  update public.session set ended_at = now() from public.membership
  where membership.id = session.membership_id and membership.person_id = reset_second_factor.person_id and ended_at is null;
  update public.credential set totp_secret = null, totp_step = null where person_id = reset_second_factor.person_id;
  return found;
end $function$;
grant execute on function reset_second_factor(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.rests_on_deeds(book_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (select from public.pool where pool.book_id = rests_on_deeds.book_id)
    or exists (select from public.pool_funder where treasury_book_id = rests_on_deeds.book_id)
$function$;
grant execute on function rests_on_deeds(text) to public;

CREATE OR REPLACE FUNCTION public.return_turn(bucket text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.rate_limit set taken = greatest(0, taken - 1) where rate_limit.bucket = return_turn.bucket
$function$;
grant execute on function return_turn(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.role_permissions()
 RETURNS TABLE(role text, permission text)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  values
    ('finance_maker', 'enterprise.record'),
    ('finance_maker', 'loan.import'),
    ('finance_maker', 'loss.evaluate'),
    ('finance_maker', 'policy.draft'),
    ('finance_maker', 'ledger.post'),
    ('finance_maker', 'fiscal.draw'),
    ('finance_maker', 'pool.manage'),
    ('finance_maker', 'claim.pay'),
    ('finance_maker', 'recovery.manage'),
    ('finance_maker', 'settlement.manage'),
    ('finance_checker', 'loss.evaluate'),
    ('finance_checker', 'policy.activate'),
    ('finance_checker', 'ledger.reverse'),
    ('finance_checker', 'fiscal.check'),
    ('finance_checker', 'pool.check'),
    ('finance_checker', 'evidence.export'),
    ('finance_checker', 'claim.check'),
    ('finance_checker', 'claim.release'),
    ('fund_maker', 'commitment.import'),
    ('fund_maker', 'ledger.post'),
    ('fund_checker', 'ledger.reverse'),
    ('bank_maker', 'enterprise.record'),
    ('bank_maker', 'loan.import'),
    ('bank_maker', 'loan.enrol'),
    ('bank_maker', 'loan.report'),
    ('bank_maker', 'loss.evaluate'),
    ('bank_maker', 'claim.draft'),
    ('bank_maker', 'recovery.report'),
    ('bank_maker', 'settlement.freeze'),
    ('bank_checker', 'loss.evaluate'),
    ('bank_checker', 'claim.submit'),
    ('reviewer', 'claim.check'),
    ('regulator', 'loss.evaluate'),
    ('auditor', 'loss.evaluate'),
    ('auditor', 'settlement.audit'),
    ('auditor', 'evidence.export'),
    ('administrator', 'person.manage')
$function$;
grant execute on function role_permissions() to public;

CREATE OR REPLACE FUNCTION public.route_for(kind text, payload jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
  here constant text := public.acting_organisation();
  concern constant jsonb := public.concern_of(kind, payload);
  ruling record;
begin
  if not coalesce(concern -> 'makers' ? here, false) then return null; end if;
  select * into ruling from public.route_in_effect(concern ->> 'route');
  return jsonb_build_object('code', concern ->> 'route', 'versionId', ruling.version_id, 'steps', (
    with listed as (
      select place, step, taker, organisations
      from jsonb_array_elements(ruling.params -> 'route') with ordinality as given (step, place)
      cross join lateral (
        select held.taker, public.seated(held.taker, here, concern) as organisations
        from jsonb_array_elements(step -> 'taken_by') with ordinality as held (taker, choice)
        order by cardinality(public.seated(held.taker, here, concern)) = 0, choice limit 1) as chosen
    ), apart as (
      select place, 1::bigint as turn, step, taker, organisations from listed
      where taker ->> 'seat' <> 'each_funder' and not (taker ->> 'seat' = 'called_funder' and cardinality(organisations) = 0)
      union all
      select place, turn, step, taker, array[organisation] from listed, unnest(organisations) with ordinality as funder (organisation, turn)
      where taker ->> 'seat' = 'each_funder'
    )
    select coalesce(jsonb_agg(
      taker || step - '{taken_by,working_days}'::text[] || jsonb_build_object('organisations', organisations)
        || case when step ? 'working_days' then jsonb_build_object('workingDays', step -> 'working_days') else '{}' end
      order by place, turn), '[]')
    from apart));
end $function$;
grant execute on function route_for(text,jsonb) to cofund_app;

CREATE OR REPLACE FUNCTION public.route_in_effect(code text)
 RETURNS TABLE(version_id text, params jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select laid_down.id, coalesce(laid_down.params, shipped.params)
  from public.shipped_routes() as shipped left join lateral (
    select version.id, version.params from public.policy join public.policy_version as version on policy_id = policy.id
    where policy.kind = 'approval_route' and policy.code = shipped.code and not shipped.fixed
      and status = 'active' and effective_from <= current_date
    order by effective_from desc limit 1) as laid_down on true
  where shipped.code = route_in_effect.code
$function$;
grant execute on function route_in_effect(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.run_pools()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select pool_id from public.pool_party
  where organisation_id = public.acting_organisation() and part <> 'auditor' and since <= current_date and (until is null or until > current_date)
  union
  select id from public.pool where organisation_id = public.acting_organisation()
$function$;
grant execute on function run_pools() to cofund_app;

CREATE OR REPLACE FUNCTION public.seal_batch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
 SET "TimeZone" TO 'UTC'
 SET bytea_output TO 'hex'
AS $function$
begin
  if public.acting_membership() is null then
    return null;
  end if;
  insert into public.sealed_row (seal, relation, key, digest)
  select public.seal_to_fill(), tg_table_name, batch_id, sha256(string_agg(public.sealed_digest(to_jsonb(added), '{}'), ''::bytea order by id))
  from added group by batch_id;
  return null;
end $function$;
grant execute on function seal_batch() to cofund_app;

CREATE OR REPLACE FUNCTION public.seal_digest(seal uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select encode(sha256(convert_to(string_agg(digest, '' order by piece), 'UTF8')), 'hex') from public.seal_pieces(seal)
$function$;
grant execute on function seal_digest(uuid) to public;

CREATE OR REPLACE FUNCTION public.seal_pieces(seal uuid)
 RETURNS TABLE(piece bigint, lines text, digest text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select piece, lines, encode(sha256(convert_to(lines, 'UTF8')), 'hex') from (
    select piece, string_agg(line, '' order by id) as lines from (
      select id, (row_number() over (order by id) - 1) / 256 as piece,
        encode(sha256(convert_to(relation || ' ' || key, 'UTF8')), 'hex') || encode(sealed_row.digest, 'hex') as line
      from public.sealed_row where sealed_row.seal = seal_pieces.seal
    ) as each group by piece
  ) as pieces
$function$;
grant execute on function seal_pieces(uuid) to cofund_app;

CREATE OR REPLACE FUNCTION public.seal_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
 SET "TimeZone" TO 'UTC'
 SET bytea_output TO 'hex'
AS $function$
declare
  apart text[] := string_to_array(tg_argv[0], ',');
  key_of text[] := string_to_array(tg_argv[1], ',');
begin
  if public.acting_membership() is null then
    return null;
  elsif tg_op = 'INSERT' then
    if exists (select from added) then
      insert into public.sealed_row (seal, relation, key, digest)
      select opened, tg_table_name, public.sealed_key(said, key_of), public.sealed_digest(said, apart)
      from public.seal_to_fill() as opened, lateral (select to_jsonb(added) as said from added) as rows;
    end if;
  elsif exists (select from added) then
    insert into public.sealed_row (seal, relation, key, digest)
    select opened, tg_table_name, now.key, now.digest
    from public.seal_to_fill() as opened, (
      select public.sealed_key(to_jsonb(added), key_of) as key, public.sealed_digest(to_jsonb(added), apart) as digest from added) as now
    where not exists (
      select from gone where public.sealed_key(to_jsonb(gone), key_of) = now.key and public.sealed_digest(to_jsonb(gone), apart) = now.digest);
  end if;
  return null;
end $function$;
grant execute on function seal_rows() to cofund_app;

CREATE OR REPLACE FUNCTION public.seal_standing_rows()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
 SET "TimeZone" TO 'UTC'
 SET bytea_output TO 'hex'
AS $function$
declare
  kept record;
  opened uuid := gen_random_uuid();
begin
  for kept in
    select relname, string_to_array(encode(tgargs, 'escape'), '\000') as arguments
    from pg_trigger join pg_class on pg_class.oid = tgrelid where tgname = relname || '_sealed_when_added' order by relname
  loop
    execute format('
      insert into public.sealed_row (seal, relation, key, digest)
      select $1, %1$L, public.sealed_key(said, $3), public.sealed_digest(said, $2)
      from (select to_jsonb(standing) as said from public.%1$I as standing) as standing
      where not exists (select from public.sealed_row as before where before.relation = %1$L and before.key = public.sealed_key(said, $3))
      order by 3', kept.relname)
    using opened, string_to_array(kept.arguments[1], ','), string_to_array(kept.arguments[2], ',');
  end loop;
  insert into public.sealed_row (seal, relation, key, digest)
  select opened, 'loan', batch_id, sha256(string_agg(public.sealed_digest(to_jsonb(loan), '{}'), ''::bytea order by id))
  from public.loan
  where not exists (select from public.sealed_row as before where before.relation = 'loan' and before.key = loan.batch_id)
  group by batch_id;
  -- In an empty database there is nothing to name, and a backup is restored into one that is empty.
  insert into public.seal (id) select opened where exists (select from public.sealed_row where seal = opened);
end $function$;
grant execute on function seal_standing_rows() to public;

CREATE OR REPLACE FUNCTION public.seal_to_fill()
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare opened uuid;
begin
  select id into opened from public.seal where opened_in = pg_current_xact_id() and stream is null;
  if not found then
    insert into public.seal (organisation_id) values (public.acting_organisation()) returning id into opened;
  end if;
  return opened;
end $function$;
grant execute on function seal_to_fill() to cofund_app;

CREATE OR REPLACE FUNCTION public.sealed_digest(said jsonb, apart text[])
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
AS $function$ select sha256(convert_to(jsonb_strip_nulls(said - apart)::text, 'UTF8')) $function$;
grant execute on function sealed_digest(jsonb,text[]) to public;

CREATE OR REPLACE FUNCTION public.sealed_in(relation text, key text, said text)
 RETURNS TABLE(seal uuid, piece bigint, stream text, sequence bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select last.seal, (select count(*) from public.sealed_row as before where before.seal = last.seal and before.id < last.id) / 256, named.stream, named.sequence
  from (
    select sealed_row.seal, id, digest from public.sealed_row
    where sealed_row.relation = sealed_in.relation and sealed_row.key = sealed_in.key order by id desc limit 1
  ) as last join public.seal as named on named.id = last.seal
  where digest = sha256(convert_to(said, 'UTF8'))
$function$;
grant execute on function sealed_in(text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.sealed_key(said jsonb, key_of text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when cardinality(key_of) = 1 then said ->> key_of[1]
    else (select string_agg(said ->> part, ' ' order by place) from unnest(key_of) with ordinality as named (part, place)) end
$function$;
grant execute on function sealed_key(jsonb,text[]) to public;

CREATE OR REPLACE FUNCTION public.sealed_text(said jsonb, apart text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ select jsonb_strip_nulls(said - apart)::text $function$;
grant execute on function sealed_text(jsonb,text[]) to public;

CREATE OR REPLACE FUNCTION public.seated(taker jsonb, maker text, concern jsonb)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with recursive above as (
    select jurisdiction.code, level, parent_code from public.jurisdiction
    join public.organisation on jurisdiction_code = code where id = maker
    union
    select up.code, up.level, up.parent_code from public.jurisdiction as up join above on up.code = above.parent_code
  ), sitting as (
    select maker as id, 1::bigint as place where taker ->> 'seat' = 'own'
    union all
    select id, 1 from public.organisation where taker ->> 'seat' = 'administration' and kind = 'admin'
    union all
    select id, 1 from public.organisation join above on above.code = jurisdiction_code
    where taker ->> 'seat' = 'kind' and kind = taker ->> 'kind' and above.level = coalesce(taker ->> 'tier', above.level)
    union all
    select concern ->> 'bank', 1 where taker ->> 'seat' = 'bank' and concern ? 'bank'
    union all
    select organisation_id, 1 from public.pool where id = concern ->> 'pool' and taker ->> 'seat' = 'keeper'
    union all
    select organisation_id, 1 from public.pool_party
    where pool_id = concern ->> 'pool' and part = taker ->> 'seat' and not taker ? 'tier'
      and since <= current_date and (until is null or until > current_date)
    union all
    select organisation_id, 1 from public.pool_funder
    where pool_id = concern ->> 'pool' and taker ->> 'seat' = 'funder' and tier = taker ->> 'tier'
      and (tier <> 'district' or jurisdiction_code = concern ->> 'district')
    union all
    select id, place from jsonb_array_elements_text(nullif(concern -> 'funders', 'null')) with ordinality as funder (id, place)
    where taker ->> 'seat' in ('called_funder', 'each_funder') and id <> maker
  )
  select coalesce(array_agg(id order by place, id), '{}') from (select id, min(place) as place from sitting group by id) as once
$function$;
grant execute on function seated(jsonb,text,jsonb) to public;

CREATE OR REPLACE FUNCTION public.set_password(person_id text, password_hash text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
declare by_two constant boolean := public.applying_proposal('person.create', set_password.person_id)
  or public.applying_proposal('password.reset', set_password.person_id);
begin
  if by_two then
    update public.session set ended_at = now() from public.membership
    where membership.id = session.membership_id and membership.person_id = set_password.person_id and ended_at is null;
  elsif set_password.person_id is distinct from public.signed_in_person() or exists (
    select from public.credential
    where credential.person_id = set_password.person_id and (given_until <= now() or credential.password_hash = set_password.password_hash))
  then
    return false;
  end if;
  insert into public.credential (person_id, password_hash, given_until)
  values (set_password.person_id, set_password.password_hash, case when by_two then now() + interval '7 days' end)
  on conflict on constraint credential_pkey do update
    set password_hash = excluded.password_hash, given_until = excluded.given_until, failures = 0, locked_until = null;
  return true;
end $function$;
grant execute on function set_password(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.shipped_routes()
 RETURNS TABLE(code text, fixed boolean, seats text[], needs text[], params jsonb)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  values
    ('ROUTE-ADMINISTRATION', false, array['own', 'administration', 'kind']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"person.manage"}],"people":1,"working_days":3}]}'::jsonb),
    ('ROUTE-BOOKKEEPING', false, array['own', 'administration', 'kind']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"ledger.reverse"}],"people":1,"working_days":3}]}'::jsonb),
    ('ROUTE-RULES', false, array['own', 'administration', 'kind']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"policy.activate"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-ROUTES', true, array['own', 'administration', 'kind']::text[], array['administration', 'own']::text[], '{"route":[{"taken_by":[{"seat":"administration","permission":"person.manage"}],"people":1,"working_days":5},{"taken_by":[{"seat":"own","permission":"policy.activate"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-TREASURY', false, array['own', 'administration', 'kind']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"fiscal.check"}],"people":1,"working_days":3}]}'::jsonb),
    ('ROUTE-POOL-OPENING', false, array['own', 'administration', 'kind', 'each_funder']::text[], array['own', 'each_funder']::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"pool.check"}],"people":1,"working_days":5},{"taken_by":[{"seat":"each_funder","permission":"pool.check"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-POOL-CALL', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'called_funder']::text[], array['own', 'called_funder']::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"pool.check"}],"people":1,"working_days":5},{"taken_by":[{"seat":"called_funder","permission":"pool.check"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-POOL-KEEPING', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"pool.check"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-POOL-OVERRIDE', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"decider","permission":"pool.check"},{"seat":"own","permission":"pool.check"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-WUXI', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array['bank']::text[], '{"route":[{"taken_by":[{"seat":"bank","permission":"claim.submit"}],"people":1,"working_days":2,"stage":"first_review"},{"taken_by":[{"seat":"trustee","permission":"claim.check"}],"people":1,"working_days":5,"stage":"first_review"},{"taken_by":[{"seat":"reviewer","permission":"claim.check"}],"people":2,"working_days":5,"stage":"verified"},{"taken_by":[{"seat":"decider","permission":"claim.check"}],"people":2,"working_days":10,"stage":"approved","document":{"zh":"联席会议纪要","en":"Minutes of the joint meeting"}}]}'::jsonb),
    ('ROUTE-CITY-LED', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array['bank']::text[], '{"route":[{"taken_by":[{"seat":"bank","permission":"claim.submit"}],"people":1,"working_days":2,"stage":"first_review"},{"taken_by":[{"seat":"funder","tier":"city","permission":"claim.check"}],"people":2,"working_days":10,"stage":"verified"},{"taken_by":[{"seat":"decider","permission":"claim.check"}],"people":2,"working_days":10,"stage":"approved","document":{"zh":"批复文件","en":"Letter of approval"}}]}'::jsonb),
    ('ROUTE-DISTRICT-THEN-CITY', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array['bank']::text[], '{"route":[{"taken_by":[{"seat":"bank","permission":"claim.submit"}],"people":1,"working_days":2,"stage":"first_review"},{"taken_by":[{"seat":"funder","tier":"district","permission":"claim.check"}],"people":2,"working_days":10,"stage":"verified"},{"taken_by":[{"seat":"funder","tier":"city","permission":"claim.check"}],"people":2,"working_days":10,"stage":"approved","document":{"zh":"批复文件","en":"Letter of approval"}}]}'::jsonb),
    ('ROUTE-CLAIM-PAYMENT', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array['own']::text[], '{"route":[{"taken_by":[{"seat":"own","permission":"claim.release"}],"people":1,"working_days":3}]}'::jsonb),
    ('ROUTE-YEAR', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array[]::text[], '{"route":[{"taken_by":[{"seat":"auditor","permission":"settlement.audit"},{"seat":"trustee","permission":"claim.check"},{"seat":"keeper","permission":"claim.check"}],"people":1,"working_days":20,"stage":"audited","document":{"zh":"审计意见文号","en":"Number of the audit opinion"}},{"taken_by":[{"seat":"reviewer","permission":"claim.check"},{"seat":"funder","permission":"claim.check"},{"seat":"keeper","permission":"claim.check"}],"people":1,"working_days":10,"stage":"verified"},{"taken_by":[{"seat":"decider","permission":"claim.check"},{"seat":"keeper","permission":"claim.check"}],"people":1,"working_days":10,"stage":"approved","document":{"zh":"批准文号","en":"Number of the approval"}}]}'::jsonb),
    ('ROUTE-RECOVERY', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array['bank', 'keeper']::text[], '{"route":[{"taken_by":[{"seat":"bank","permission":"claim.submit"}],"people":1,"working_days":2},{"taken_by":[{"seat":"keeper","permission":"claim.check"}],"people":1,"working_days":5}]}'::jsonb),
    ('ROUTE-POOL-RECOVERY', false, array['own', 'administration', 'kind', 'keeper', 'trustee', 'reviewer', 'decider', 'auditor', 'funder', 'bank']::text[], array['keeper']::text[], '{"route":[{"taken_by":[{"seat":"keeper","permission":"claim.check"}],"people":1,"working_days":3}]}'::jsonb)
$function$;
grant execute on function shipped_routes() to public;

CREATE OR REPLACE FUNCTION public.sign_in_of(sign_in_name text)
 RETURNS TABLE(person_id text, password_salt text, totp_secret text, totp_step bigint, locked_until timestamp with time zone, given_until timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select person.id, regexp_replace(password_hash, '[$][^$]*$', ''), totp_secret, totp_step, locked_until, given_until
  from public.credential join public.person on person.id = credential.person_id
  where person.sign_in_name = sign_in_of.sign_in_name
$function$;
grant execute on function sign_in_of(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.signed_in_person()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select coalesce(public.acting_person(), (select person_id from public.half_open_session()))
$function$;
grant execute on function signed_in_person() to cofund_app;

CREATE OR REPLACE FUNCTION public.steps_of(noun text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select case noun
    when 'claim' then array[
      'advanced clawed_back', 'advanced recovering', 'advanced refunded', 'advanced trued_up', 'approved clawed_back',
      'approved paying', 'closed clawed_back', 'closed recovering', 'deferred rejected', 'deferred returned',
      'deferred submitted', 'deferred withdrawn', 'draft deferred', 'draft submitted', 'draft withdrawn',
      'first_review approved', 'first_review deferred', 'first_review publicised', 'first_review rejected',
      'first_review returned', 'first_review submitted', 'first_review verified', 'first_review withdrawn', 'paid clawed_back',
      'paid closed', 'paid recovering', 'paying advanced', 'paying paid', 'publicised clawed_back', 'publicised paying',
      'recovering clawed_back', 'recovering closed', 'returned deferred', 'returned submitted', 'returned withdrawn',
      'settled_between_tiers clawed_back', 'settled_between_tiers recovering', 'submitted approved', 'submitted deferred',
      'submitted first_review', 'submitted publicised', 'submitted rejected', 'submitted returned', 'submitted verified',
      'submitted withdrawn', 'trued_up clawed_back', 'trued_up paying', 'trued_up recovering', 'verified approved',
      'verified deferred', 'verified first_review', 'verified publicised', 'verified rejected', 'verified returned',
      'verified submitted', 'verified withdrawn']
    when 'year' then array[
      'approved clawed_back', 'approved frozen', 'approved paying', 'audited approved', 'audited closed', 'audited computed',
      'audited paid', 'audited verified', 'closed clawed_back', 'closed recovering', 'computed approved', 'computed audited',
      'computed closed', 'computed frozen', 'computed paid', 'computed verified', 'frozen computed', 'paid clawed_back',
      'paid frozen', 'paid settled_between_tiers', 'paying paid', 'recovering clawed_back', 'recovering frozen',
      'settled_between_tiers clawed_back', 'settled_between_tiers frozen', 'verified approved', 'verified audited',
      'verified closed', 'verified computed', 'verified paid']
    when 'note' then array[
      'disposed closed', 'disposed repaid', 'enrolled non_performing', 'enrolled overdue', 'enrolled repaid',
      'enrolled withdrawn', 'non_performing closed', 'non_performing disposed', 'non_performing enrolled',
      'non_performing overdue', 'non_performing repaid', 'overdue disposed', 'overdue enrolled', 'overdue non_performing',
      'overdue repaid', 'registered enrolled', 'registered rejected', 'registered withdrawn']
    when 'voucher' then array[
      'drawn cancelled', 'drawn paid']
  end
$function$;
grant execute on function steps_of(text) to public;

CREATE OR REPLACE FUNCTION public.stewarded_pools()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select pool_id from public.pool_party
  where organisation_id = public.acting_organisation() and since <= current_date and (until is null or until > current_date)
  union
  select id from public.pool where organisation_id = public.acting_organisation()
$function$;
grant execute on function stewarded_pools() to cofund_app;

CREATE OR REPLACE FUNCTION public.take_key(key text, procedure text, body_hash text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_variable
begin
  insert into public.request (organisation_id, key, procedure, body_hash)
  values (public.acting_organisation(), key, procedure, body_hash) on conflict on constraint request_answered_once do nothing;
  return found;
end $function$;
grant execute on function take_key(text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.take_turn(bucket text, turns integer, seconds integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
#variable_conflict use_column
declare wait integer;
begin
  insert into public.rate_limit as kept (bucket, taken, renewed_at)
  values (take_turn.bucket, 1, clock_timestamp() + make_interval(secs => seconds))
  on conflict on constraint rate_limit_pkey do update set
    taken = case when kept.renewed_at <= clock_timestamp() then 1 else least(kept.taken, 1000000) + 1 end,
    renewed_at = case when kept.renewed_at <= clock_timestamp() then excluded.renewed_at else kept.renewed_at end
  returning case when kept.taken > turns then greatest(1, ceil(extract(epoch from kept.renewed_at - clock_timestamp()))) else 0 end
  into wait;
  -- Now and then, whoever comes by sweeps up.
  if random() < 0.001 then
    delete from public.rate_limit where bucket in (
      select old.bucket from public.rate_limit as old where old.renewed_at < clock_timestamp() for update skip locked);
  end if;
  return wait;
end $function$;
grant execute on function take_turn(text,integer,integer) to cofund_app;

CREATE OR REPLACE FUNCTION public.total_of(parts bigint[])
 RETURNS bigint
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
    declare
      part bigint;
      total bigint := 0;
    begin
      foreach part in array parts loop
        total := total + part;
      end loop;
      return total;
    end $function$;
grant execute on function total_of(bigint[]) to public;

CREATE OR REPLACE FUNCTION public.touch_session(token_hash text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.session set last_seen_at = now()
  where session.token_hash = touch_session.token_hash and last_seen_at < now() - interval '1 minute'
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes';
  select exists (
    select from public.session
    where session.token_hash = touch_session.token_hash
      and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
  )
$function$;
grant execute on function touch_session(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.treasury_of(organisation_id text, code text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select id from public.book
  where book.organisation_id = treasury_of.organisation_id and book.code = treasury_of.code and kind = 'treasury'
    and public.acting_organisation() is not null
$function$;
grant execute on function treasury_of(text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.unnamed_seals(keeper text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare named jsonb;
begin
  select jsonb_agg(jsonb_build_object('seal', id, 'rows', counted, 'digest', public.seal_digest(id)) ||
    case when organisation_id is null then '{"stood": true}' else '{}'::jsonb end order by id) into named
  from (
    select id, organisation_id from public.seal
    where stream is null and (opened_in = pg_current_xact_id() or organisation_id = keeper or organisation_id is null)
    for update skip locked
  ) as unnamed cross join lateral (select count(*) as counted from public.sealed_row where sealed_row.seal = unnamed.id) as filled where counted > 0;
  return named;
end $function$;
grant execute on function unnamed_seals(text) to public;

CREATE OR REPLACE FUNCTION public.use_api_key(key_hash text)
 RETURNS TABLE(id text, organisation_id text, scopes text[])
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.api_key set last_used_at = now()
  where hash = key_hash and revoked_on is null and current_date < expires_on
    and (last_used_at is null or last_used_at < now() - interval '1 minute');
  select id, organisation_id, scopes from public.api_key where hash = key_hash and revoked_on is null and current_date < expires_on
$function$;
grant execute on function use_api_key(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.visible_organisations()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with recursive own as (
    select id, kind, jurisdiction_code from public.organisation where id = public.acting_organisation()
  ), overseen as (
    select jurisdiction_code as code from own
    where kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting', 'state_assets', 'audit_office')
    union
    select below.code from public.jurisdiction as below join overseen on below.parent_code = overseen.code
  )
  select id from own
  union
  select organisation.id from public.organisation join overseen on organisation.jurisdiction_code = overseen.code
  where organisation.kind <> 'admin'
$function$;
grant execute on function visible_organisations() to cofund_app;

CREATE OR REPLACE FUNCTION public.writable_books()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select id from public.book where organisation_id = public.acting_organisation()
  union
  select book_id from public.pool where id in (select public.agreed_pools())
  union
  select treasury_book_id from public.pool_funder where pool_id in (select public.agreed_pools())
$function$;
grant execute on function writable_books() to cofund_app;

CREATE OR REPLACE FUNCTION public.writable_books(book_ids text[])
 RETURNS TABLE(id text, organisation_id text, kind text, code text, name_zh text, name_en text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select id, organisation_id, kind, code, name_zh, name_en from public.book
  where id = any (book_ids) and (organisation_id = public.acting_organisation() or id in (select public.writable_books())) order by id
$function$;
grant execute on function writable_books(text[]) to cofund_app;
