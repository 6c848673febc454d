import { type Kysely, sql } from 'kysely'

// Two remittances that are reported at once could name the same dues: what a remittance pays is the database's to check, one after another.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create trigger remittance_pays_what_is_due before insert or update on remittance
    for each row execute function guard_remittance()`.execute(db)
}
