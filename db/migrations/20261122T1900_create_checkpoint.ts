import { type Kysely, sql } from 'kysely'

// Where every stream of acts ended, once a day and signed: whoever has kept one can tell whether the record still leads there.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table checkpoint (
      number bigint primary key,
      made_at timestamptz not null,
      bytes text not null,
      hash bytea not null,
      signature bytea not null,
      public_key bytea not null,
      key_id text not null,
      constraint checkpoint_numbered_from_one check (number >= 1),
      constraint checkpoint_hash_is_of_its_bytes check (hash = sha256(convert_to(bytes, 'UTF8'))),
      constraint checkpoint_signature_is_ed25519 check (length(signature) = 64 and length(public_key) = 32),
      constraint checkpoint_key_is_named_by_its_hash check (key_id = encode(sha256(public_key), 'hex'))
    )`.execute(db)
  await sql`
    create trigger checkpoint_append_only before update or delete or truncate on checkpoint
    for each statement execute function refuse_change()`.execute(db)

  // Every organisation may keep them: the more do, the less can be rewritten. They hold ids, counts and hashes, no business.
  await sql`alter table checkpoint enable row level security`.execute(db)
  await sql`create policy checkpoint_read on checkpoint for select using ((select acting_membership()) is not null)`.execute(db)
  await sql`grant select on checkpoint to cofund_app`.execute(db)
}
