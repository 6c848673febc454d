import { type Kysely, sql } from 'kysely'

// Banks hand out statements as XML beside tables: what a file is, and how an import read it, may say so.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table document drop constraint document_kind_known,
      add constraint document_kind_known check (kind in ('csv', 'gzip', 'xml', 'xlsx', 'pdf', 'png', 'jpeg', 'unknown'))`.execute(db)
  await sql`
    alter table import_batch drop constraint import_batch_encoding_known,
      add constraint import_batch_encoding_known check (encoding in ('utf-8', 'gb18030', 'xlsx', 'xml'))`.execute(db)
}
