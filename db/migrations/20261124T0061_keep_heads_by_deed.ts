import { type Kysely, sql } from 'kysely'

// In a book that deeds of two people keep, no entry that one person posts, whatever it is called, may say what only such a deed can.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create constraint trigger journal_entry_of_one_keeps_to_its_heads after insert on journal_entry
    deferrable initially deferred for each row execute function check_entry_of_one()`.execute(db)
}
