create table act (
  id bigint generated always as identity not null,
  organisation_id text not null,
  membership_id text not null,
  kind text not null,
  facts jsonb not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint act_pkey PRIMARY KEY (id),
  constraint act_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint act_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint act_kind_is_noun_and_deed CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text))
);
CREATE INDEX act_by_organisation ON public.act USING btree (organisation_id, id DESC);
CREATE TRIGGER act_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.act FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table act enable row level security;
create policy act_add on act for insert with check (((membership_id = ( SELECT acting_membership() AS acting_membership)) AND (organisation_id = ( SELECT acting_organisation() AS acting_organisation))));
create policy act_read on act for select using ((organisation_id IN ( SELECT visible_organisations() AS visible_organisations)));
grant insert, select on act to cofund_app;

create table credential (
  person_id text not null,
  password_hash text not null,
  totp_secret text,
  totp_step bigint,
  failures integer default 0 not null,
  locked_until timestamp with time zone,
  constraint credential_pkey PRIMARY KEY (person_id),
  constraint credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint credential_password_is_argon2id CHECK ((password_hash ~~ '$argon2id$%'::text))
);
alter table credential enable row level security;

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
alter table jurisdiction enable row level security;
create policy jurisdiction_read on jurisdiction for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
grant select on jurisdiction to cofund_app;

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
alter table membership enable row level security;
create policy membership_add on membership for insert with check (( SELECT acting_is_administrator() AS acting_is_administrator));
create policy membership_read on membership for select using (((person_id = ( SELECT acting_person() AS acting_person)) OR (organisation_id IN ( SELECT visible_organisations() AS visible_organisations)) OR ( SELECT acting_is_administrator() AS acting_is_administrator)));
grant insert, select on membership to cofund_app;

create table organisation (
  id text not null,
  kind text not null,
  name_zh text not null,
  name_en text not null,
  jurisdiction_code text not null,
  constraint organisation_pkey PRIMARY KEY (id),
  constraint organisation_jurisdiction_code_fkey FOREIGN KEY (jurisdiction_code) REFERENCES jurisdiction(code),
  constraint organisation_kind_known CHECK ((kind = ANY (ARRAY['city_finance'::text, 'district_finance'::text, 'programme_department'::text, 'joint_meeting'::text, 'state_assets'::text, 'soe_group'::text, 'fund_manager'::text, 'soe_vc'::text, 'bank'::text, 'guarantor'::text, 'trustee'::text, 'custodian'::text, 'appraiser'::text, 'exchange'::text, 'audit_office'::text, 'accounting_firm'::text, 'admin'::text])))
);
CREATE INDEX organisation_by_jurisdiction ON public.organisation USING btree (jurisdiction_code);
alter table organisation enable row level security;
create policy organisation_read on organisation for select using ((( SELECT acting_membership() AS acting_membership) IS NOT NULL));
grant select on organisation to cofund_app;

create table person (
  id text not null,
  name text not null,
  sign_in_name text not null,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_sign_in_name_unique UNIQUE (sign_in_name),
  constraint person_sign_in_name_plain CHECK ((sign_in_name ~ '^[a-z0-9][a-z0-9._-]{1,63}$'::text))
);
alter table person enable row level security;
create policy person_add on person for insert with check (( SELECT acting_is_administrator() AS acting_is_administrator));
create policy person_read on person for select using (((id = ( SELECT acting_person() AS acting_person)) OR (id IN ( SELECT membership.person_id
   FROM membership)) OR ( SELECT acting_is_administrator() AS acting_is_administrator)));
grant insert, select on person to cofund_app;

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

create table session (
  token_hash text not null,
  membership_id text not null,
  opened_from text not null,
  opened_at timestamp with time zone default now() not null,
  last_seen_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  constraint session_token_is_hashed CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX session_by_membership ON public.session USING btree (membership_id, opened_at DESC);
alter table session enable row level security;

CREATE OR REPLACE FUNCTION public.acting_has_second_factor()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select exists (select from public.credential where person_id = public.acting_person() and totp_secret is not null)
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

CREATE OR REPLACE FUNCTION public.acting_membership()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select membership_id from public.session
  where token_hash = nullif(current_setting('cofund.session', true), '')
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
$function$;
grant execute on function acting_membership() to cofund_app;

CREATE OR REPLACE FUNCTION public.acting_organisation()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select organisation_id from public.membership where id = public.acting_membership()
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

CREATE OR REPLACE FUNCTION public.credential_of(sign_in_name text)
 RETURNS TABLE(person_id text, password_hash text, totp_secret text, totp_step bigint, failures integer, locked_until timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select person.id, password_hash, totp_secret, totp_step, failures, locked_until
  from public.credential join public.person on person.id = credential.person_id
  where person.sign_in_name = credential_of.sign_in_name
$function$;
grant execute on function credential_of(text) to cofund_app;

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

CREATE OR REPLACE FUNCTION public.move_session(old_hash text, new_hash text, to_membership text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  with ended as (
    update public.session set ended_at = now()
    from public.membership as old_membership, public.membership as new_membership
    where token_hash = old_hash and ended_at is null and now() < expires_at
      and old_membership.id = session.membership_id and new_membership.id = to_membership
      and new_membership.person_id = old_membership.person_id and new_membership.ended_on is null
    returning opened_from, expires_at
  )
  insert into public.session (token_hash, membership_id, opened_from, expires_at)
  select new_hash, to_membership, opened_from, expires_at from ended
  returning true
$function$;
grant execute on function move_session(text,text,text) to cofund_app;

CREATE OR REPLACE FUNCTION public.note_failed_sign_in(person_id text, failures_before_lock integer, lock_minutes integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.credential set
    failures = case when failures + 1 >= failures_before_lock then 0 else failures + 1 end,
    locked_until = case when failures + 1 >= failures_before_lock then now() + make_interval(mins => lock_minutes) end
  where credential.person_id = note_failed_sign_in.person_id and (locked_until is null or locked_until <= now())
  returning case when failures = 0 then 0 else failures_before_lock - failures end
$function$;
grant execute on function note_failed_sign_in(text,integer,integer) to cofund_app;

CREATE OR REPLACE FUNCTION public.open_session(token_hash text, person_id text, opened_from text, totp_step bigint, absolute_hours integer)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.credential set failures = 0, locked_until = null, totp_step = coalesce(open_session.totp_step, credential.totp_step)
  where credential.person_id = open_session.person_id;
  insert into public.session (token_hash, membership_id, opened_from, expires_at)
  select open_session.token_hash, membership.id, opened_from, now() + make_interval(hours => absolute_hours)
  from public.membership where membership.person_id = open_session.person_id and membership.ended_on is null
  order by membership.id limit 1
  returning membership_id
$function$;
grant execute on function open_session(text,text,text,bigint,integer) to cofund_app;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_name;
    end $function$;
grant execute on function refuse_change() to public;

CREATE OR REPLACE FUNCTION public.set_own_totp_secret(secret text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  update public.credential set totp_secret = secret, totp_step = null where person_id = public.acting_person() returning true
$function$;
grant execute on function set_own_totp_secret(text) to cofund_app;

CREATE OR REPLACE FUNCTION public.set_password(person_id text, password_hash text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  insert into public.credential (person_id, password_hash) select set_password.person_id, set_password.password_hash
  -- One's own, or, for an administrator, that of a person without any yet.
  where set_password.person_id = public.acting_person()
    or (public.acting_is_administrator()
      and not exists (select from public.credential where credential.person_id = set_password.person_id))
  on conflict on constraint credential_pkey do update set password_hash = excluded.password_hash
  returning true
$function$;
grant execute on function set_password(text,text) to cofund_app;

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
