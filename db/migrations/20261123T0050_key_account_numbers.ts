import { type Kysely, sql } from 'kysely'

// A bank account's number has too few digits for a plain hash to hide it: from now on the hash takes a key. The key is made with
// the first account (make_number_key in definer.sql), so that an empty database stays one that a backup can be restored into.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account_number_key (
      id boolean primary key default true,
      inner_pad bytea not null,
      outer_pad bytea not null,
      constraint account_number_key_one check (id),
      constraint account_number_key_is_a_block check (length(inner_pad) = 64 and length(outer_pad) = 64)
    )`.execute(db)
  await sql`alter table account_number_key enable row level security`.execute(db)
  await sql`
    create trigger account_number_key_append_only before update or delete or truncate on account_number_key
    for each statement execute function refuse_change()`.execute(db)

  await sql`select make_number_key() where exists (select from bank_account)`.execute(db)
  await sql`alter table bank_account disable trigger bank_account_append_only`.execute(db)
  // What was kept is the inner hash of what is kept now: nobody need know the number again.
  await sql`
    update bank_account set number_hash = encode(sha256(outer_pad || sha256(inner_pad || convert_to(number_hash, 'UTF8'))), 'hex')
    from account_number_key`.execute(db)
  await sql`alter table bank_account enable trigger bank_account_append_only`.execute(db)
}
