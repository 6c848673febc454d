import { type Kysely, sql } from 'kysely'

// Who agrees to what is a policy too: the database staffs each case's steps from the route in effect, and no longer takes one from whoever
// writes the case. What ends a policy takes two people like what begins it.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table policy drop constraint policy_kind_known`.execute(db)
  await sql`alter table policy add constraint policy_kind_known check (kind in ('compensation_scheme', 'approval_route'))`.execute(db)
  await sql`
    alter table policy add constraint policy_route_has_its_code check ((kind = 'approval_route') = starts_with(code, 'ROUTE-'))`.execute(db)

  await sql`revoke insert (route) on proposal from cofund_app`.execute(db)
  await sql`
    create trigger policy_version_route_leads_somewhere before insert or update on policy_version
    for each row execute function check_approval_route()`.execute(db)

  // As before of what takes effect; now of its end and its withdrawal too.
  await sql`
    create or replace function activate_policy_version_by_two() returns trigger language plpgsql set search_path = pg_catalog, public as $$
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
    end $$`.execute(db)
}
