import { type Kysely, sql } from 'kysely'

// A keeper's historic loans are a book too: what the records say stands in its memorandum accounts.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table book drop constraint book_kind_known,
      add constraint book_kind_known check (kind in ('pool', 'fund', 'vehicle', 'treasury', 'loan_book'))`.execute(db)
  await sql`create unique index book_one_loan_book on book (organisation_id) where kind = 'loan_book'`.execute(db)
}
