-- What a decision needs beyond its caller's sight: every security definer function of the product, and nothing else.
-- Applied (create or replace) by each migrate, before the migrations, whose policies call them.
-- The house rule, which tests/db/definer.test.ts walks the catalogue to check: a fixed search path, no public execute,
-- owned by the owner role, an answer as small as the question allows.

-- Who acts ---------------------------------------------------------------------------------------------------------
-- The context of a transaction is the hash of a session's token. The application role cannot read the session table,
-- so a context that nobody signed in for is one that nobody can invent: a forged or unset one finds no session.

create or replace function acting_membership() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select membership_id from public.session
  where token_hash = nullif(current_setting('cofund.session', true), '')
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
$$;

create or replace function acting_person() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select person_id from public.membership where id = public.acting_membership()
$$;

create or replace function acting_organisation() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select organisation_id from public.membership where id = public.acting_membership()
$$;

create or replace function acting_is_administrator() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select from public.organisation where id = public.acting_organisation() and kind = 'admin')
$$;

-- Whose records the actor sees: the own organisation's; for those who oversee a jurisdiction, everybody's within it.
-- Administrators keep no business records and oversee none.
create or replace function visible_organisations() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 20 as $$
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
$$;

-- Signing in -------------------------------------------------------------------------------------------------------
-- The one place that hands out more than a number: nobody is signed in yet, and the hash is checked in the server.

create or replace function credential_of(sign_in_name text)
returns table (person_id text, password_hash text, totp_secret text, totp_step bigint, failures integer, locked_until timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select person.id, password_hash, totp_secret, totp_step, failures, locked_until
  from public.credential join public.person on person.id = credential.person_id
  where person.sign_in_name = credential_of.sign_in_name
$$;

create or replace function note_failed_sign_in(person_id text, failures_before_lock integer, lock_minutes integer)
returns integer
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.credential set
    failures = case when failures + 1 >= failures_before_lock then 0 else failures + 1 end,
    locked_until = case when failures + 1 >= failures_before_lock then now() + make_interval(mins => lock_minutes) end
  where credential.person_id = note_failed_sign_in.person_id and (locked_until is null or locked_until <= now())
  returning case when failures = 0 then 0 else failures_before_lock - failures end
$$;

-- Opens a session for a person whose password (and code) the server has checked; answers the membership it acts in.
create or replace function open_session(token_hash text, person_id text, opened_from text, totp_step bigint, absolute_hours integer)
returns text
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.credential set failures = 0, locked_until = null, totp_step = coalesce(open_session.totp_step, credential.totp_step)
  where credential.person_id = open_session.person_id;
  insert into public.session (token_hash, membership_id, opened_from, expires_at)
  select open_session.token_hash, membership.id, opened_from, now() + make_interval(hours => absolute_hours)
  from public.membership where membership.person_id = open_session.person_id and membership.ended_on is null
  order by membership.id limit 1
  returning membership_id
$$;

-- A live session goes on: answers whether it does, and remembers that it was seen (at most once a minute, so that
-- reading pages writes little).
create or replace function touch_session(token_hash text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.session set last_seen_at = now()
  where session.token_hash = touch_session.token_hash and last_seen_at < now() - interval '1 minute'
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes';
  select exists (
    select from public.session
    where session.token_hash = touch_session.token_hash
      and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
  )
$$;

create or replace function end_session(token_hash text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.session set ended_at = now() where session.token_hash = end_session.token_hash and ended_at is null
  returning true
$$;

-- Rotates the token whenever what the session may do changes; the new one keeps the old one's absolute limit.
create or replace function move_session(old_hash text, new_hash text, to_membership text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
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
$$;

create or replace function set_password(person_id text, password_hash text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
  insert into public.credential (person_id, password_hash) select set_password.person_id, set_password.password_hash
  -- One's own, or, for an administrator, that of a person without any yet.
  where set_password.person_id = public.acting_person()
    or (public.acting_is_administrator()
      and not exists (select from public.credential where credential.person_id = set_password.person_id))
  on conflict on constraint credential_pkey do update set password_hash = excluded.password_hash
  returning true
$$;

create or replace function acting_has_second_factor() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select from public.credential where person_id = public.acting_person() and totp_secret is not null)
$$;

create or replace function set_own_totp_secret(secret text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.credential set totp_secret = secret, totp_step = null where person_id = public.acting_person() returning true
$$;

do $$
declare signature regprocedure;
begin
  for signature in
    select p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
  loop
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to cofund_app', signature);
  end loop;
end $$;
