import { type Kysely, sql } from 'kysely'

// What a second person has to confirm waits here: a case with its route, and every move that anybody made in it.
// The moves themselves, who makes them, and that nobody makes and checks one case, are definer.sql's to see to.
export async function up(db: Kysely<unknown>): Promise<void> {
  // A column that refers to somebody and has a default refers to nobody until a trigger says who: open_proposal, move_proposal.
  await sql`
    create table proposal (
      id text primary key,
      number bigint generated always as identity,
      kind text not null,
      organisation_id text not null default '' references organisation,
      maker_person_id text not null default '' references person,
      maker_membership_id text not null default '' references membership,
      subject text not null,
      payload jsonb not null,
      sealed text,
      note text,
      route jsonb not null,
      parties text[] not null default '{}',
      step integer not null default 0,
      round integer not null default 1,
      status text not null default 'open',
      effect jsonb not null,
      digest text not null,
      checked_by text[] not null default '{}',
      due_on date,
      proposed_at timestamptz not null default clock_timestamp(),
      closed_at timestamptz,
      applied_in xid8,
      constraint proposal_maker_is_not_checker check (not maker_person_id = any (checked_by)),
      constraint proposal_number_once unique (number),
      constraint proposal_kind_is_noun_and_deed check (kind ~ '^[a-z_]+\\.[a-z_]+$'),
      constraint proposal_status_known check (status in ('open', 'returned', 'applied', 'rejected', 'withdrawn')),
      constraint proposal_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$'),
      constraint proposal_step_of_its_route check (step between 0 and jsonb_array_length(route -> 'steps')),
      constraint proposal_route_leads_somewhere check (jsonb_array_length(route -> 'steps') > 0),
      constraint proposal_closed_when_it_ends check ((closed_at is null) = (status in ('open', 'returned'))),
      constraint proposal_applied_in_one_transaction check ((status = 'applied') = (applied_in is not null)),
      constraint proposal_unsealed_when_it_ends check (closed_at is null or sealed is null)
    )`.execute(db)
  await sql`create unique index proposal_open_once on proposal (kind, subject) where closed_at is null`.execute(db)
  await sql`create index proposal_by_organisation on proposal (organisation_id, number desc)`.execute(db)
  await sql`create index proposal_by_maker on proposal (maker_person_id, number desc)`.execute(db)
  await sql`create index proposal_by_party on proposal using gin (parties)`.execute(db)
  await sql`create index proposal_by_transaction on proposal (applied_in) where applied_in is not null`.execute(db)

  await sql`
    create table proposal_move (
      proposal_id text not null references proposal,
      place integer not null default 0,
      move text not null,
      round integer not null default 0,
      step integer not null default 0,
      person_id text not null default '' references person,
      membership_id text not null default '' references membership,
      digest text not null,
      effect jsonb,
      opinion text,
      document text,
      due_on date,
      moved_at timestamptz not null default clock_timestamp(),
      constraint proposal_move_in_order primary key (proposal_id, place),
      constraint proposal_move_known check (move in ('propose', 'approve', 'reject', 'return', 'withdraw', 'resubmit', 'refresh')),
      constraint proposal_move_shows_its_effect check ((effect is not null) = (move in ('propose', 'resubmit', 'refresh'))),
      constraint proposal_move_says_why check (move not in ('reject', 'return') or length(trim(opinion)) > 0)
    )`.execute(db)
  // Over all steps of a round: what is shown anew is confirmed anew, by whoever confirmed it before.
  await sql`
    create unique index proposal_person_checks_once on proposal_move (proposal_id, round, person_id)
    where move in ('approve', 'reject', 'return')`.execute(db)
  await sql`create index proposal_move_by_person on proposal_move (person_id, proposal_id)`.execute(db)

  await sql`create trigger proposal_opens before insert on proposal for each row execute function open_proposal()`.execute(db)
  await sql`create trigger proposal_begins after insert on proposal for each row execute function begin_proposal()`.execute(db)
  await sql`create trigger proposal_move_allowed before insert on proposal_move for each row execute function move_proposal()`.execute(db)
  await sql`create trigger proposal_kept before delete or truncate on proposal for each statement execute function refuse_change()`.execute(db)
  await sql`
    create trigger proposal_move_append_only before update or delete or truncate on proposal_move
    for each statement execute function refuse_change()`.execute(db)

  // Who proposed, whose organisation has a step in the route, and who oversees the proposing organisation.
  await sql`alter table proposal enable row level security`.execute(db)
  await sql`alter table proposal_move enable row level security`.execute(db)
  await sql`create policy proposal_read on proposal for select using (
    organisation_id in (select visible_organisations()) or maker_person_id = (select acting_person())
    or parties && array[(select acting_organisation())])`.execute(db)
  await sql`create policy proposal_add on proposal for insert with check (maker_membership_id = (select acting_membership()))`.execute(db)
  await sql`create policy proposal_move_read on proposal_move for select using (proposal_id in (select id from proposal))`.execute(db)
  await sql`create policy proposal_move_add on proposal_move for insert with check (proposal_id in (select id from proposal))`.execute(db)
  await sql`grant select, insert (id, kind, subject, payload, sealed, note, route, effect, digest, due_on) on proposal to cofund_app`.execute(db)
  await sql`grant select, insert (proposal_id, move, digest, effect, opinion, document, due_on) on proposal_move to cofund_app`.execute(db)

  await sql`
    create table api_key (
      id text primary key,
      organisation_id text not null references organisation,
      name text not null,
      hash text not null,
      scopes text[] not null,
      issued_on date not null,
      expires_on date not null,
      revoked_on date,
      replaces text references api_key,
      last_used_at timestamptz,
      constraint api_key_hash_unique unique (hash),
      constraint api_key_is_hashed check (hash ~ '^[0-9a-f]{64}$'),
      constraint api_key_has_a_scope check (cardinality(scopes) > 0),
      constraint api_key_expires_after_it_is_issued check (expires_on > issued_on)
    )`.execute(db)
  await sql`create index api_key_by_organisation on api_key (organisation_id)`.execute(db)
  await sql`alter table api_key enable row level security`.execute(db)
  await sql`create policy api_key_read on api_key for select using (
    organisation_id = (select acting_organisation()) or (select acting_is_administrator()))`.execute(db)
  await sql`create policy api_key_add on api_key for insert with check (
    applying_proposal('api_key.issue', id) or applying_proposal('api_key.rotate', replaces))`.execute(db)
  await sql`create policy api_key_end on api_key for update using (
    applying_proposal('api_key.revoke', id) or applying_proposal('api_key.rotate', id))`.execute(db)
  await sql`
    grant select (id, organisation_id, name, scopes, issued_on, expires_on, revoked_on, replaces, last_used_at), insert, update (revoked_on)
    on api_key to cofund_app`.execute(db)

  // Roles, persons and organisations: an administrator alone seats nobody any more.
  await sql`drop policy membership_add on membership`.execute(db)
  await sql`create policy membership_add on membership for insert with check (
    applying_proposal('person.create', person_id) or applying_proposal('roles.set', person_id))`.execute(db)
  await sql`create policy membership_change on membership for update using (applying_proposal('roles.set', person_id))`.execute(db)
  await sql`grant update (roles, ended_on) on membership to cofund_app`.execute(db)
  await sql`drop policy person_add on person`.execute(db)
  await sql`create policy person_add on person for insert with check (applying_proposal('person.create', id))`.execute(db)
  await sql`create policy organisation_add on organisation for insert with check ((select acting_is_administrator()) and kind <> 'admin')`.execute(db)
  await sql`grant insert on organisation to cofund_app`.execute(db)

  // A version takes effect when a second person has agreed to it. (Row-level security sees a row as it is or as it becomes; this
  // is about both. Like it, this binds the application and not the owner.)
  await sql`
    create function activate_policy_version_by_two() returns trigger language plpgsql set search_path = pg_catalog, public as $$
    begin
      if new.status = 'active' and (tg_op = 'INSERT' or old.status <> 'active')
        and row_security_active('public.policy_version') and not applying_proposal('policy.activate', new.id)
      then
        raise exception 'policy version % takes effect by two people', new.id
          using errcode = 'integrity_constraint_violation', constraint = 'policy_version_activated_by_two';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger policy_version_activated_by_two before insert or update on policy_version
    for each row execute function activate_policy_version_by_two()`.execute(db)
}
