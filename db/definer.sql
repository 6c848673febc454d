-- What a decision needs beyond its caller's sight: every security definer function of the product, and nothing else.
-- Applied (create or replace) by each migrate, before the migrations, whose policies call them.
-- The house rule, which tests/db/definer.test.ts walks the catalogue to check: a fixed search path, no public execute,
-- owned by the owner role, an answer as small as the question allows.

-- Who acts ---------------------------------------------------------------------------------------------------------
-- The context of a transaction is the hash of a session's token. The application role cannot read the session table,
-- so a context that nobody signed in for is one that nobody can invent: a forged or unset one finds no session.

-- A session acts once its owner owes nothing: no password of their own choosing, and no second factor where it is demanded.
create or replace function acting_membership() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select membership.id from public.session join public.membership on membership.id = session.membership_id
  where token_hash = nullif(current_setting('cofund.session', true), '') and membership.ended_on is null
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and (session.opened_by = 'operator' or exists (
      select from public.credential join public.organisation on organisation.id = membership.organisation_id
      where credential.person_id = membership.person_id and given_until is null
        and (totp_secret is not null or second_factor = 'offered')))
$$;

create or replace function acting_person() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select person_id from public.membership where id = public.acting_membership()
$$;

-- Asked by nearly every policy: it reads the session itself instead of asking acting_membership, whose conditions these are.
create or replace function acting_organisation() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select membership.organisation_id from public.session join public.membership on membership.id = session.membership_id
  where token_hash = nullif(current_setting('cofund.session', true), '') and membership.ended_on is null
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and (session.opened_by = 'operator' or exists (
      select from public.credential join public.organisation on organisation.id = membership.organisation_id
      where credential.person_id = membership.person_id and given_until is null
        and (totp_secret is not null or second_factor = 'offered')))
$$;

-- The session of the context, where it lives and still owes something: enough to lead its owner through, and no more.
create or replace function half_open_session()
returns table (
  membership_id text, person_id text, name text, sign_in_name text,
  id text, kind text, name_zh text, name_en text, jurisdiction_code text, owes text, given_until timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select membership.id, person.id, person.name, person.sign_in_name,
    organisation.id, organisation.kind, organisation.name_zh, organisation.name_en, organisation.jurisdiction_code,
    case when credential.given_until is not null then 'new_password' else 'second_factor' end, credential.given_until
  from public.session join public.membership on membership.id = session.membership_id
  join public.person on person.id = membership.person_id join public.organisation on organisation.id = membership.organisation_id
  left join public.credential on credential.person_id = person.id
  where token_hash = nullif(current_setting('cofund.session', true), '') and membership.ended_on is null
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and public.acting_membership() is null
$$;

-- Whose session it is, half open or open: for what is done to one's own account, and nothing else.
create or replace function signed_in_person() returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(public.acting_person(), (select person_id from public.half_open_session()))
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
-- Nobody is signed in yet, and still whoever runs SQL in the server's name is nobody either: a session opens to who shows
-- the hash of the password, and the hash itself is told to nobody.

drop function if exists credential_of(text);
drop function if exists open_session(text, text, text, bigint, integer);
drop function if exists sign_in_of(text);
drop function if exists set_own_totp_secret(text);

-- What the server needs to hash a password as its owner's was: algorithm, costs and salt.
create or replace function sign_in_of(sign_in_name text)
returns table (person_id text, password_salt text, totp_secret text, totp_step bigint, locked_until timestamptz, given_until timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select person.id, regexp_replace(password_hash, '[$][^$]*$', ''), totp_secret, totp_step, locked_until, given_until
  from public.credential join public.person on person.id = credential.person_id
  where person.sign_in_name = sign_in_of.sign_in_name
$$;

create or replace function password_is(person_id text, password_hash text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (
    select from public.credential
    where credential.person_id = password_is.person_id and credential.password_hash = password_is.password_hash)
$$;

create or replace function note_failed_sign_in(person_id text, failures_before_lock integer, lock_minutes integer)
returns integer
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.credential set
    missed = missed + 1,
    failures = case when failures + 1 >= failures_before_lock then 0 else failures + 1 end,
    locked_until = case when failures + 1 >= failures_before_lock then now() + make_interval(mins => lock_minutes) end
  where credential.person_id = note_failed_sign_in.person_id and (locked_until is null or locked_until <= now())
  returning case when failures = 0 then 0 else failures_before_lock - failures end
$$;

-- Opens a session for a person whose password the hash proves, and whose code, where there is a second factor, belongs to a
-- later step than any before: of two who send it at once, one gets in. Answers the membership that the session acts in,
-- nothing where the proof fails, and an empty text for a person without any place.
create or replace function open_session(
  token_hash text, person_id text, password_hash text, opened_from text, totp_step bigint, absolute_hours integer
) returns text
language sql volatile security definer set search_path = pg_catalog, public as $$
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
    where token_hash = old_hash and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
      and old_membership.id = session.membership_id and new_membership.id = to_membership
      and new_membership.person_id = old_membership.person_id and new_membership.ended_on is null
    returning opened_from, expires_at, opened_by, missed_before
  )
  insert into public.session (token_hash, membership_id, opened_from, expires_at, opened_by, missed_before)
  select new_hash, to_membership, opened_from, expires_at, opened_by, missed_before from ended
  returning true
$$;

-- The same session under another token, once its owner has proved again who they are: whoever held the old one holds nothing.
create or replace function renew_session(new_hash text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.session set token_hash = new_hash
  where token_hash = nullif(current_setting('cofund.session', true), '') and ended_at is null
    and now() < expires_at and now() < last_seen_at + interval '30 minutes'
  returning true
$$;

-- One's own, chosen by oneself: it has no end, and is not the one that was given. Or that of a person whom two people are just
-- seating, or whose password they are just resetting: it is good for a week to choose another, whoever used the old one is
-- signed out everywhere, and a lock ends.
create or replace function set_password(person_id text, password_hash text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
end $$;

-- One's own sessions that go on. A session is named by a hash of its hash: who reads the list cannot act by it.
create or replace function own_sessions()
returns table (id text, organisation_id text, opened_from text, opened_at timestamptz, last_seen_at timestamptz, is_this boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select left(encode(sha256(session.token_hash::bytea), 'hex'), 32), membership.organisation_id, opened_from, opened_at, last_seen_at,
    session.token_hash = current_setting('cofund.session', true)
  from public.session join public.membership on membership.id = session.membership_id
  where membership.person_id = public.signed_in_person()
    and session.ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
  order by last_seen_at desc
$$;

-- Ends others of one's own sessions, one or all; answers how many. The one that asks is ended by signing out.
create or replace function end_other_sessions(only_id text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare ended integer;
begin
  update public.session set ended_at = now()
  from public.membership
  where membership.id = session.membership_id and membership.person_id = public.signed_in_person()
    and session.ended_at is null and session.token_hash <> current_setting('cofund.session', true)
    and (only_id is null or left(encode(sha256(session.token_hash::bytea), 'hex'), 32) = only_id);
  get diagnostics ended = row_count;
  return ended;
end $$;

create or replace function acting_has_second_factor() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select from public.credential where person_id = public.signed_in_person() and totp_secret is not null)
$$;

-- How often somebody failed to sign in under the actor's name before this session was opened.
create or replace function missed_before() returns integer
language sql stable security definer set search_path = pg_catalog, public as $$
  select missed_before from public.session where token_hash = nullif(current_setting('cofund.session', true), '')
$$;

-- Enrols one's own authenticator, to who proves the password, and where there is one already, a code of it that is later than any
-- before: answers whether both were proved. A password that was given enrols nothing.
create or replace function enrol_second_factor(password_hash text, former_step bigint, secret text, step bigint) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.credential set totp_secret = secret, totp_step = step
  where person_id = public.signed_in_person() and credential.password_hash = enrol_second_factor.password_hash and given_until is null
    and (totp_secret is null or former_step > coalesce(totp_step, 0))
  returning true
$$;

-- Takes a lost authenticator from its owner, when two administrators agree: whoever holds it is signed out, and where a second
-- factor is demanded the next sign-in enrols another.
create or replace function reset_second_factor(person_id text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
  if not public.applying_proposal('second_factor.reset', reset_second_factor.person_id) then return false; end if;
  update public.session set ended_at = now() from public.membership
  where membership.id = session.membership_id and membership.person_id = reset_second_factor.person_id and ended_at is null;
  update public.credential set totp_secret = null, totp_step = null where person_id = reset_second_factor.person_id;
  return found;
end $$;

-- For administrators: whether somebody has a second factor, and which of somebody's sessions end now, which is all of them.
create or replace function has_second_factor(person_id text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (
    select from public.credential
    where credential.person_id = has_second_factor.person_id and totp_secret is not null and public.acting_is_administrator())
$$;

create or replace function end_sessions_of(person_id text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare ended integer;
begin
  update public.session set ended_at = now() from public.membership
  where membership.id = session.membership_id and membership.person_id = end_sessions_of.person_id
    and ended_at is null and now() < expires_at and now() < last_seen_at + interval '30 minutes'
    and public.acting_is_administrator() and session.token_hash <> current_setting('cofund.session', true);
  get diagnostics ended = row_count;
  return ended;
end $$;

-- The organisation and scopes of a live key, by the hash of its secret; and that it was used, at most once a minute.
create or replace function use_api_key(key_hash text) returns table (id text, organisation_id text, scopes text[])
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.api_key set last_used_at = now()
  where hash = key_hash and revoked_on is null and current_date < expires_on
    and (last_used_at is null or last_used_at < now() - interval '1 minute');
  select id, organisation_id, scopes from public.api_key where hash = key_hash and revoked_on is null and current_date < expires_on
$$;

-- Approvals --------------------------------------------------------------------------------------------------------
-- The application adds proposals and moves; who acts, where a case stands and where it goes next is said here.

-- Whether this very transaction carries out what two people agreed on: `subject` is what the proposal was about.
create or replace function applying_proposal(kind text, subject text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (
    select from public.proposal
    where applied_in = pg_current_xact_id_if_assigned()
      and proposal.kind = applying_proposal.kind and proposal.subject = applying_proposal.subject)
$$;

-- Holds a proposal that the actor may see until the transaction ends, so that two who decide it do so one after another.
create or replace function lock_proposal(proposal_id text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  perform from public.proposal
  where id = proposal_id and (organisation_id in (select public.visible_organisations())
    or maker_person_id = public.acting_person() or parties && array[public.acting_organisation()])
  for no key update;
  return found;
end $$;

-- Whether the roles of the membership that acts bring a permission (role_permissions is written by migrate, from shared/people/role.ts).
create or replace function acting_may(permission text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (
    select from public.membership join public.role_permissions() as brings on brings.role = any (membership.roles)
    where membership.id = public.acting_membership() and brings.permission = acting_may.permission)
$$;

-- Routes bind everybody here: they are laid down by those who make rules and have nobody above them who does.
create or replace function may_lay_down_routes() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive above as (
    select parent_code as code from public.jurisdiction join public.organisation on jurisdiction_code = code
    where id = public.acting_organisation() and kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting')
    union
    select up.parent_code from public.jurisdiction as up join above on above.code = up.code
  )
  select exists (select from above) and not exists (
    select from public.organisation join above on jurisdiction_code = above.code
    where kind in ('city_finance', 'district_finance', 'programme_department', 'joint_meeting'))
$$;

-- What a case is about, read from the subject's own rows and not from what was handed in: which organisations may make it, the route it
-- goes, and who fills the seats that its route may name. Nothing, where the subject is not there. Asked by route_for, with its right; whoever asks
-- by themselves sees no more than they see anyway.
create or replace function concern_of(kind text, payload jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, public as $$
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
end $$;

-- Who fills a seat at a step: the maker's own organisation, the administration, those of a kind in the maker's jurisdiction or above it (at one
-- level where a tier is named), or whoever the subject's rows name. Of those who are to pay, the maker has spoken already.
create or replace function seated(taker jsonb, maker text, concern jsonb) returns text[]
language sql stable set search_path = pg_catalog, public as $$
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
$$;

-- The route of a code as it stands today: the version that began last, or, until there is one, the route as it is shipped. A route goes on
-- until the next begins, and shipped routes never end: no closing and no withdrawing leaves a deed without a way.
create or replace function route_in_effect(code text) returns table (version_id text, params jsonb)
language sql stable security definer set search_path = pg_catalog, public as $$
  select laid_down.id, coalesce(laid_down.params, shipped.params)
  from public.shipped_routes() as shipped left join lateral (
    select version.id, version.params from public.policy join public.policy_version as version on policy_id = policy.id
    where policy.kind = 'approval_route' and policy.code = shipped.code and not shipped.fixed
      and status = 'active' and effective_from <= current_date
    order by effective_from desc limit 1) as laid_down on true
  where shipped.code = route_in_effect.code
$$;

-- The way that a case of this kind, about this, would go if the actor made it now: each step with its organisations. Of a step's takers
-- the first that anybody is; every funder that is to pay for a pool has a step of its own; a step for a funder that is the maker falls
-- away. Nothing for who may not make it.
create or replace function route_for(kind text, payload jsonb) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public as $$
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
end $$;

-- The maker is whoever acts, in a role that may propose this kind; the subject is what the parameters name, and nothing else's ids stand
-- among them (agreed_pools reads those); the route is the one in effect, staffed now, for good. The application hands in none of it.
create or replace function open_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- A route takes effect where it leads somewhere: of a code that deeds go by and that is not the product's own, every seat fillable, nobody left
-- out whose consent it is about, and each step with as many people as it asks for, its maker apart. Row-level security binds the
-- application alone; this binds everybody.
create or replace function check_approval_route() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

create or replace function begin_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.proposal_move (proposal_id, move, digest, effect, opinion, due_on)
  values (new.id, 'propose', new.digest, new.effect, new.note, new.due_on);
  return null;
end $$;

-- One move: who makes it and where the case stands are read here, under the case's lock; so is where the case goes next.
create or replace function move_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Turns ------------------------------------------------------------------------------------------------------------
-- So many turns in so many seconds, counted for all servers together. A bucket is named by a kind and a hash.

-- Takes a turn; answers 0, or the seconds until there is one again.
create or replace function take_turn(bucket text, turns integer, seconds integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Gives a turn back: what succeeded was no guess.
create or replace function return_turn(bucket text) returns void
language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.rate_limit set taken = greatest(0, taken - 1) where rate_limit.bucket = return_turn.bucket
$$;

-- Rules -------------------------------------------------------------------------------------------------------------

-- Whether the actor may write the rules of a place: whoever here makes rules for it or for a place above it, and nobody
-- else. The rules of places that nobody here answers for are kept by any of those who make rules.
create or replace function may_lay_down(jurisdiction_code text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
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
$$;

-- Holds a policy until the transaction ends, for who makes the rules of its place; and for administrators, who agree to routes.
create or replace function lock_policy(policy_id text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  perform from public.policy
  where id = lock_policy.policy_id
    and (public.may_lay_down(jurisdiction_code) or kind = 'approval_route' and public.acting_is_administrator())
  for update;
  return found;
end $$;

-- Pools ------------------------------------------------------------------------------------------------------------
-- Those who run a pool (its keeper, funders, reviewers, deciders, auditors) see all that stands under it; its banks see their own.

create or replace function stewarded_pools() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 5 as $$
  select pool_id from public.pool_party
  where organisation_id = public.acting_organisation() and since <= current_date and (until is null or until > current_date)
  union
  select id from public.pool where organisation_id = public.acting_organisation()
$$;

-- Of these, the ones that the actor runs: whoever audits a pool looks on.
create or replace function run_pools() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 5 as $$
  select pool_id from public.pool_party
  where organisation_id = public.acting_organisation() and part <> 'auditor' and since <= current_date and (until is null or until > current_date)
  union
  select id from public.pool where organisation_id = public.acting_organisation()
$$;

-- And of these, the ones that what takes effect in this very transaction is about: no other deed of the actor's opens their books.
create or replace function agreed_pools() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 2 as $$
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
$$;

-- Whether a pool is being opened right now with the consent of an organisation, whose book that is.
create or replace function opening_with(pool_id text, organisation_id text, book_id text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (
    select from public.proposal
    where applied_in = pg_current_xact_id_if_assigned() and proposal.kind = 'pool.open' and proposal.subject = opening_with.pool_id
      and (proposal.organisation_id = opening_with.organisation_id or exists (
        select from public.proposal_move join public.membership on membership.id = membership_id
        where proposal_id = proposal.id and move = 'approve' and membership.organisation_id = opening_with.organisation_id)))
    and exists (select from public.book where id = opening_with.book_id and book.organisation_id = opening_with.organisation_id)
$$;

create or replace function pools_in_sight() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 5 as $$
  select public.stewarded_pools()
  union
  select id from public.pool where organisation_id in (select public.visible_organisations())
$$;

-- The pools under which the acting bank lends, or lent: what it enrolled then it goes on reporting.
create or replace function joined_pools() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 5 as $$
  select pool_id from public.pool_member where organisation_id = public.acting_organisation()
$$;

-- Whether what two people agreed on takes effect in this very transaction.
create or replace function applying_something() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select from public.proposal where applied_in = pg_current_xact_id_if_assigned())
$$;

-- The books of the pools that the actor helps to run; the funders' purses too, while an agreed deed is posted through them.
create or replace function pool_books_in_sight() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 10 as $$
  select book_id from public.pool where id in (select public.pools_in_sight())
  union
  select treasury_book_id from public.pool_funder
  where pool_id in (select public.agreed_pools())
$$;

-- Where the actor may write entries: in books of its own, and in a pool's while an agreed deed takes effect.
create or replace function writable_books() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 10 as $$
  select id from public.book where organisation_id = public.acting_organisation()
  union
  select book_id from public.pool where id in (select public.agreed_pools())
  union
  select treasury_book_id from public.pool_funder where pool_id in (select public.agreed_pools())
$$;

-- Holds a pool in sight until the transaction ends: what is decided on its money and members is decided one after another.
create or replace function lock_pool(pool_id text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  perform from public.pool where id = lock_pool.pool_id and id in (select public.pools_in_sight()) for no key update;
  return found;
end $$;

-- The purse that a funder names by its code: the keeper of a pool does not look into the books of those who pay for it.
create or replace function treasury_of(organisation_id text, code text) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select id from public.book
  where book.organisation_id = treasury_of.organisation_id and book.code = treasury_of.code and kind = 'treasury'
    and public.acting_organisation() is not null
$$;

-- The figures that a pool's room is made of: a bank that lends under it may learn what is left, and sees none of the books.
drop function if exists pool_figures(text, integer);
create function pool_figures(pool_id text, budget_year integer)
returns table (cash_minor bigint, reserved_minor bigint, contributed_minor bigint, unpaid_minor bigint, surplus_returned_minor bigint,
  exposure_minor bigint, unspent_minor bigint, period_used_minor bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
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
$$;

-- Takes up a bank's quota, or gives it back where `minor` is negative, and answers what is left of it; null, and nothing done, where
-- it does not suffice. The bank's own enrolment does this, and may not write the row.
create or replace function occupy_quota(pool_id text, organisation_id text, quota_year integer, minor bigint) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare remaining bigint;
begin
  update public.pool_quota as quota set occupied_minor = occupied_minor + occupy_quota.minor
  where quota.pool_id = occupy_quota.pool_id and quota.organisation_id = occupy_quota.organisation_id
    and quota.quota_year = occupy_quota.quota_year
    and occupied_minor + occupy_quota.minor between 0 and granted_minor
    and (quota.organisation_id = public.acting_organisation() or quota.pool_id in (select public.run_pools()))
  returning granted_minor - occupied_minor into remaining;
  return remaining;
end $$;

-- What of a cap is used already: a number that a member bank's expected payout needs and may not look up.
create or replace function cap_used(pool_id text, scope text, counts_for text) returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce((
    select used_minor from public.pool_cap_use as kept
    where kept.pool_id = cap_used.pool_id and kept.scope = cap_used.scope and kept.counts_for = cap_used.counts_for), 0)
  where cap_used.pool_id in (select public.pools_in_sight())
    -- A bank asks for the room of its own claims: what another bank has used of its year is that bank's.
    or cap_used.pool_id in (select public.joined_pools())
      and (cap_used.counts_for not like 'org\_%' or split_part(cap_used.counts_for, ':', 1) = public.acting_organisation())
$$;

-- Of a loan, whether it has a claim anywhere that has not come to nothing: over all pools, beyond the caller's sight.
create or replace function claimed_elsewhere(note_id text, claim_id text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (
    select from public.drawdown_note as asked
    join public.drawdown_note as same on same.organisation_id = asked.organisation_id and same.number = asked.number
    join public.claim on claim.note_id = same.id
    where asked.id = claimed_elsewhere.note_id and claim.id <> claimed_elsewhere.claim_id
      and (asked.organisation_id = public.acting_organisation() or asked.pool_id in (select public.pools_in_sight()))
      and claim.status not in ('draft', 'rejected', 'withdrawn', 'refunded'))
$$;

-- Who took each step of a claim's case, by name: whoever runs or oversees its pool answers for what was decided, and has to know by whom,
-- whichever organisation they sit in.
create or replace function movers_of_claim(claim_id text)
returns table (place integer, person_id text, person_name text, name_zh text, name_en text)
language sql stable security definer set search_path = pg_catalog, public rows 10 as $$
  select move.place, person.id, person.name, organisation.name_zh, organisation.name_en
  from public.claim
  join public.proposal_move as move on move.proposal_id = claim.proposal_id
  join public.person on person.id = move.person_id
  join public.membership on membership.id = move.membership_id
  join public.organisation on organisation.id = membership.organisation_id
  where claim.id = movers_of_claim.claim_id and claim.pool_id in (select public.pools_in_sight()) and claim.status <> 'draft'
$$;

-- The table of moves of each noun, step by step, as shared has it (`stepsOf` in shared/kernel/moves.ts); a test compares the two.
create or replace function steps_of(noun text) returns text[]
language sql immutable set search_path = pg_catalog, public as $$
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
$$;

-- A status moves by the steps of its noun, which the trigger names, and by no others.
create or replace function guard_steps() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  if (old.status || ' ' || new.status) <> all (public.steps_of(tg_argv[0])) then
    raise exception '% does not become %', old.status, new.status
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;

-- Guards where a claim may come to stand: what moves money only while what people agreed on takes effect, and paid only when the bank's
-- receipt is there for every order to pay; what was decided never becomes undecided, or the same loss would be claimed again. Beyond these,
-- by the steps of its family alone. Whoever writes SQL in the server's name is bound by it too.
create or replace function guard_claim() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Holds a loan, whatever pools it stands under, until the transaction ends: the same bank's same number.
create or replace function lock_loan(organisation_id text, number text) returns void
language sql volatile security definer set search_path = pg_catalog, public as $$
  select pg_advisory_xact_lock(hashtextextended(organisation_id || ' ' || number, 36))
$$;

-- Holds what a bank owes a pool of money that came back, until the transaction ends: of two remittances none pays what the other does.
create or replace function lock_dues(pool_id text, organisation_id text) returns void
language sql volatile security definer set search_path = pg_catalog, public as $$
  select pg_advisory_xact_lock(hashtextextended('dues ' || pool_id || ' ' || organisation_id, 37))
$$;

-- A remittance pays what its bank owes this pool, each due once: what remittances on their way pay already is spoken for. It is booked once,
-- by the entry that was posted for it, and received once, when it is booked.
create or replace function guard_remittance() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Notes in a pool's memorandum accounts what is lent under its cover, or, below zero, is no longer. Its banks may, in a book that
-- they may not read: they follow rules that two people laid down, within a quota that two people granted, and no money moves.
create or replace function note_exposure(pool_id text, entry_id text, kind text, facts jsonb, on_day date, minor bigint) returns void
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
end $$;

-- The books of pools in which this very transaction has noted exposure, and nothing else: their records take the acts of it.
create or replace function exposed_books() returns setof text
language sql stable security definer set search_path = pg_catalog, public rows 2 as $$
  select book_id from public.journal_entry
  where recorded_in = pg_current_xact_id_if_assigned() and book_id in (select book_id from public.pool)
  group by book_id having bool_and(kind in ('loan.enrolled', 'loan.released'))
$$;

-- What foreign keys would promise of a note, asked once for each statement instead of five times for each row: a file brings a
-- million. What it found cannot go away again: none of these tables lets anything be deleted.
create or replace function require_note_of_known() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- The same of a note that is judged anew.
create or replace function require_note_still_of_known() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Counts and sums of drawdown notes at the grain that dashboards ask for: added to by what comes, and by the difference of what changes.
create or replace function keep_note_rollup() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

create or replace function begin_note_rollup() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- The ledger -------------------------------------------------------------------------------------------------------
-- Triggers of the ledger's tables read and keep what the application role may not write: places in a book, balances.

drop function if exists lock_books(text[]);

-- Those of these books that the actor may write in, in sorted order.
create or replace function writable_books(book_ids text[])
returns table (id text, organisation_id text, kind text, code text, name_zh text, name_en text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select id, organisation_id, kind, code, name_zh, name_en from public.book
  where id = any (book_ids) and (organisation_id = public.acting_organisation() or id in (select public.writable_books())) order by id
$$;

-- The same, held until the transaction ends.
create function lock_books(book_ids text[])
returns table (id text, organisation_id text, kind text, code text, name_zh text, name_en text)
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
  return query
  select id, organisation_id, kind, code, name_zh, name_en from public.book
  where id = any (book_ids) and (organisation_id = public.acting_organisation() or id in (select public.writable_books()))
  order by id for no key update;
end $$;

-- Adds entries with all their lines, in the order given within each book, and opens accounts that are posted to for the first
-- time. Whether the actor may write in the books is asked once here; row-level security would ask it at each table, twice.
-- Lines name their entry and their account by place in the arrays: nothing is joined, so one plan serves two lines and a
-- hundred thousand (left to itself, the planner would look at the arrays and plan anew for each call). What an entry must be
-- is the tables' own to check, whoever adds to them.
do $$
begin
  -- It used to answer with places and moments.
  if exists (select from pg_proc where proname = 'post_entries' and proretset) then drop function post_entries; end if;
end $$;
create or replace function post_entries(
  ids text[], book_ids text[], line_counts smallint[], kinds text[], facts jsonb[], notes text[], days date[],
  evidence_references text[], evidence_hashes text[], reversed text[], transfer_id text,
  account_books text[], heads text[], details text[], names text[], classes text[],
  line_entries integer[], line_numbers smallint[], line_accounts integer[], currencies text[], minors bigint[]
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, public set plan_cache_mode = force_generic_plan as $$
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
end $$;

-- Gives a new entry its place and its time, both read under the book's lock: places leave no gap, since the next one is
-- free only when this one's fate is known, and times never run against places, even when the clock is set back.
-- The same lock decides the month in which it counts: its day's, or where that is closed by now, the first open one.
create or replace function place_journal_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- A period closes or reopens under the same lock: each entry was placed either before or after. Months close one after another
-- (the first closing of a book takes in all before it), and reopen in the opposite order, each to what stood before its closing.
create or replace function place_book_period_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Once for each entry, at commit: all its lines are there, and cancel out in every currency, memorandum accounts apart.
-- The entry said how many lines it has when it was added, so one that has passed is full: nothing joins it, neither
-- later nor after a "set constraints … immediate" in its own transaction.
create or replace function check_journal_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- At commit: a reversal undoes an entry of its own book line by line, on no earlier day, and is not itself undone.
create or replace function check_reversal() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- At commit: what one book of a transfer is owed, the other owes, in every currency; and nothing joins it later.
create or replace function check_transfer() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- Which accounts one person alone may touch in a book that deeds of two keep: by an entry of any kind, or of the kind named. The first rows
-- are the heads that shared/ledger/account.ts leaves to entries by hand; the others, what a command of one person posts by its own rules.
create or replace function heads_by_one() returns table (entry_kind text, book_kind text, head text)
language sql immutable set search_path = pg_catalog, public as $$
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
$$;

-- Whether deeds of two people keep a book: a pool rests on it, or a pool is paid from it.
create or replace function rests_on_deeds(book_id text) returns boolean
language sql stable set search_path = pg_catalog, public as $$
  select exists (select from public.pool where pool.book_id = rests_on_deeds.book_id)
    or exists (select from public.pool_funder where treasury_book_id = rests_on_deeds.book_id)
$$;

-- The same, told of the books that the actor writes in.
create or replace function kept_by_deeds(book_id text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select public.rests_on_deeds(kept_by_deeds.book_id) and (
    kept_by_deeds.book_id in (select public.writable_books())
    or exists (select from public.book where id = kept_by_deeds.book_id and organisation_id = public.acting_organisation()))
$$;

-- At commit, of an entry that one person posts, whatever it is called: in a book that deeds keep it touches no claim, capital, loss or exposure,
-- and between books it puts money in and settles no debt. What undoes an entry counts as that entry does; what an indicator stands at is
-- nobody's to write by hand in any book.
create or replace function check_entry_of_one() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- After each statement that adds postings: each is a line that its entry has, on its entry's day, in an account of its
-- entry's book; and the balances follow.
create or replace function keep_account_balances() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- The record ---------------------------------------------------------------------------------------------------------

-- Takes an idempotency key for the acting organisation; false where it has been taken before. A twin of a request that is still
-- under way waits here for its end.
create or replace function take_key(key text, procedure text, body_hash text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
#variable_conflict use_variable
begin
  insert into public.request (organisation_id, key, procedure, body_hash)
  values (public.acting_organisation(), key, procedure, body_hash) on conflict on constraint request_answered_once do nothing;
  return found;
end $$;

-- Appends acts, each to its stream: the book it names, else the acting organisation. The heads are locked here, at the
-- end of the work and in one order, so that writers wait shortly and never for each other in a ring. Entries posted in
-- this transaction stand by digest in the first act of their book, or in one of their own: no entry is outside the chain.
drop function if exists append_acts(jsonb);
create or replace function append_acts(acts jsonb, request_key text default null, answer jsonb default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
end $$;

-- After each statement on a table of the business: what its rows say now is sealed, and the next act of the same transaction, or
-- of the same organisation, names the seal by digest. What is written by nobody who is signed in is not sealed, and so is found.
create or replace function seal_rows() returns trigger
language plpgsql security definer set search_path = pg_catalog, public set timezone = 'UTC' set bytea_output = 'hex' as $$
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
end $$;

-- Imported rows never change after their batch: one line seals all that a batch brought, in the order of their ids.
create or replace function seal_batch() returns trigger
language plpgsql security definer set search_path = pg_catalog, public set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  if public.acting_membership() is null then
    return null;
  end if;
  insert into public.sealed_row (seal, relation, key, digest)
  select public.seal_to_fill(), tg_table_name, batch_id, sha256(string_agg(public.sealed_digest(to_jsonb(added), '{}'), ''::bytea order by id))
  from added group by batch_id;
  return null;
end $$;

-- The seal of this transaction that no act has named yet.
create or replace function seal_to_fill() returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare opened uuid;
begin
  select id into opened from public.seal where opened_in = pg_current_xact_id() and stream is null;
  if not found then
    insert into public.seal (organisation_id) values (public.acting_organisation()) returning id into opened;
  end if;
  return opened;
end $$;

-- What a row is called by its primary key, and what it says: its columns without those that are not of the business, nulls left out, so
-- that a column which comes to be added changes no digest. Of jsonb, whose text is one for one content.
create or replace function sealed_key(said jsonb, key_of text[]) returns text
language sql immutable as $$
  select case when cardinality(key_of) = 1 then said ->> key_of[1]
    else (select string_agg(said ->> part, ' ' order by place) from unnest(key_of) with ordinality as named (part, place)) end
$$;

create or replace function sealed_text(said jsonb, apart text[]) returns text
language sql immutable as $$ select jsonb_strip_nulls(said - apart)::text $$;

create or replace function sealed_digest(said jsonb, apart text[]) returns bytea
language sql immutable as $$ select sha256(convert_to(jsonb_strip_nulls(said - apart)::text, 'UTF8')) $$;

-- What a seal comes to: its lines (hash of which row, hash of what it says) in pieces of 256, each hashed, and these hashed: whoever shows
-- one row need not show the lines of all.
create or replace function seal_pieces(seal uuid) returns table (piece bigint, lines text, digest text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select piece, lines, encode(sha256(convert_to(lines, 'UTF8')), 'hex') from (
    select piece, string_agg(line, '' order by id) as lines from (
      select id, (row_number() over (order by id) - 1) / 256 as piece,
        encode(sha256(convert_to(relation || ' ' || key, 'UTF8')), 'hex') || encode(sealed_row.digest, 'hex') as line
      from public.sealed_row where sealed_row.seal = seal_pieces.seal
    ) as each group by piece
  ) as pieces
$$;

create or replace function seal_digest(seal uuid) returns text
language sql stable set search_path = pg_catalog, public as $$
  select encode(sha256(convert_to(string_agg(digest, '' order by piece), 'UTF8')), 'hex') from public.seal_pieces(seal)
$$;

-- Where a row was sealed last, and in which piece, told to who can show what it says: where anything else is shown, nothing is told.
create or replace function sealed_in(relation text, key text, said text) returns table (seal uuid, piece bigint, stream text, sequence bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select last.seal, (select count(*) from public.sealed_row as before where before.seal = last.seal and before.id < last.id) / 256, named.stream, named.sequence
  from (
    select sealed_row.seal, id, digest from public.sealed_row
    where sealed_row.relation = sealed_in.relation and sealed_row.key = sealed_in.key order by id desc limit 1
  ) as last join public.seal as named on named.id = last.seal
  where digest = sha256(convert_to(said, 'UTF8'))
$$;

-- The seals of this transaction, and those that the organisation, or the owner of the database, left without an act: what an act names of them.
create or replace function unnamed_seals(keeper text) returns jsonb
language plpgsql volatile set search_path = pg_catalog, public as $$
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
end $$;

-- For migrations and seeds, which nobody who is signed in runs. From here on a table's rows are sealed; and rows that stand without
-- ever having been are taken in as they stand, which the act that names them says of them. What has once been sealed is never taken in anew.
create or replace function keep_sealed(relation text, apart text default '') returns void
language plpgsql set search_path = pg_catalog, public as $$
declare key_of text;
begin
  select string_agg(attname, ',' order by array_position(indkey::int2[], attnum)) into key_of
  from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey::int2[])
  where indrelid = format('public.%I', relation)::regclass and indisprimary;
  execute format('create trigger %I after insert on public.%I referencing new table as added for each statement execute function public.seal_rows(%L, %L)',
    relation || '_sealed_when_added', relation, apart, key_of);
  execute format('create trigger %I after update on public.%I referencing new table as added old table as gone for each statement execute function public.seal_rows(%L, %L)',
    relation || '_sealed_when_changed', relation, apart, key_of);
end $$;

create or replace function seal_standing_rows() returns void
language plpgsql set search_path = pg_catalog, public set timezone = 'UTC' set bytea_output = 'hex' as $$
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
end $$;

-- What an entry says, of its own columns and of its postings in their order: the text that its digest is of. The month it was
-- posted in stands there only where it is a later one, so that entries from before months closed keep their digests.
-- No definer's right goes with it: whoever asks reads what row-level security lets them, and append_acts asks as the owner.
create or replace function entry_text(book_id text, sequence bigint) returns text
language sql stable set search_path = pg_catalog, public as $$
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
$$;

-- The same as one hash; nothing, for an entry out of the caller's sight.
create or replace function entry_digest(book_id text, sequence bigint) returns text
language sql stable set search_path = pg_catalog, public as $$
  select encode(sha256(convert_to(public.entry_text(book_id, sequence), 'UTF8')), 'hex')
$$;

-- The numbers of bank accounts ---------------------------------------------------------------------------------------
-- A number is of few digits, so that whoever holds a plain hash finds it by trying: it is kept as HMAC-SHA256 of the SHA-256
-- of its characters, under a key that the application can use and not read.

-- Makes the key where there is none yet: 244 random bits, hashed to 32 bytes and kept as HMAC's two pads.
create or replace function make_number_key() returns void
language sql volatile security definer set search_path = pg_catalog, public as $$
  with secret as materialized (select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) || decode(repeat('00', 32), 'hex') as key)
  insert into public.account_number_key (inner_pad, outer_pad)
  select decode(string_agg(lpad(to_hex(get_byte(key, at) # 54), 2, '0'), '' order by at), 'hex'),
    decode(string_agg(lpad(to_hex(get_byte(key, at) # 92), 2, '0'), '' order by at), 'hex')
  from secret, generate_series(0, 63) as at
  on conflict do nothing
$$;

-- The hash under which a number is kept, blanks in it left out; nothing, while no account has been registered.
create or replace function keyed_number(number text) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select encode(sha256(outer_pad || sha256(inner_pad || convert_to(
    encode(sha256(convert_to(regexp_replace(number, '[[:space:]]', '', 'g'), 'UTF8')), 'hex'), 'UTF8'))), 'hex')
  from public.account_number_key
$$;

-- A match is whole: its bank lines and its postings to cash are this account's, exist, and come to the same. The account is
-- held from here to the commit, so that of two who match the same line one comes after the other and is told.
create or replace function check_match_sum() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- No line and no posting stands in two matches at once. check_match_sum, which runs before this, holds the account.
create or replace function check_matched_once() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- The same lines are rejected once, until that is taken back; and what is taken back is a rejection of the same account.
create or replace function check_rejected_once() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

-- A claim or a remittance that counts as paid rests on its receipt: that match is not undone under it.
create or replace function check_receipt_stands() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
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
end $$;

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
