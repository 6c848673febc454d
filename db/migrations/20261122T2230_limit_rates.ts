import { type Kysely, sql } from 'kysely'

// Guessing and hurry are counted for all servers together; and a place's rules are written by those who answer for it.
export async function up(db: Kysely<unknown>): Promise<void> {
  // Unlogged: after a crash everybody begins anew, which costs less than a disk write for each request.
  await sql`
    create unlogged table rate_limit (
      bucket text primary key,
      taken integer not null,
      renewed_at timestamptz not null,
      constraint rate_limit_bucket_is_hashed check (bucket ~ '^[a-z_]+ [0-9a-f]{64}$'),
      constraint rate_limit_taken_not_negative check (taken >= 0)
    )`.execute(db)
  // No right for the application role: it takes turns through definer.sql, and learns nobody else's.
  await sql`alter table rate_limit enable row level security`.execute(db)

  for (const [table, place] of [
    ['policy', sql`may_lay_down(jurisdiction_code)`],
    ['policy_version', sql`exists (select from policy where policy.id = policy_id and may_lay_down(policy.jurisdiction_code))`],
  ] as const) {
    for (const [deed, rule] of [
      ['insert', 'with check'],
      ['update', 'using'],
    ] as const) {
      const name = sql.id(`${table}_${deed}`)
      await sql`drop policy ${name} on ${sql.table(table)}`.execute(db)
      await sql`create policy ${name} on ${sql.table(table)} for ${sql.raw(deed)} ${sql.raw(rule)} (${place})`.execute(db)
    }
  }
}
