import { type Kysely, sql } from 'kysely'

// A password that somebody else has seen opens an account only to choose another, for a week; and an organisation says whether
// its people need a second factor. What existed before keeps the rule it had; whatever is founded from now on demands one.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organisation add column second_factor text not null default 'offered'`.execute(db)
  await sql`alter table organisation alter column second_factor set default 'demanded'`.execute(db)
  await sql`
    alter table organisation add constraint organisation_second_factor_known check (second_factor in ('demanded', 'offered'))`.execute(db)
  await sql`
    create policy organisation_set_second_factor on organisation for update
    using (applying_proposal('organisation.set_second_factor', id))`.execute(db)
  await sql`grant update (second_factor) on organisation to cofund_app`.execute(db)

  // A password that was given is good until then; one that its owner chose has no end.
  await sql`alter table credential add column given_until timestamptz`.execute(db)
  await sql`alter table credential add column missed integer not null default 0`.execute(db)

  // The command line acts as a person without that person's proof, through the owner's connection: it owes none either.
  await sql`alter table session add column opened_by text not null default 'sign_in'`.execute(db)
  await sql`
    alter table session add constraint session_opened_by_known check (opened_by in ('sign_in', 'operator'))`.execute(db)
  await sql`alter table session add column missed_before integer not null default 0`.execute(db)
}
