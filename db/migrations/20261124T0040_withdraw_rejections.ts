import { type Kysely, sql } from 'kysely'

// A rejection may be taken back, by a row of its own; and a match that says that money arrived stands while it is counted on.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table statement_rejection
      add column withdraws text references statement_rejection,
      add constraint statement_rejection_withdrawn_once unique (withdraws),
      drop constraint statement_rejection_once,
      drop constraint statement_rejection_parts_two,
      add constraint statement_rejection_parts_two check (
        case when withdraws is null then cardinality(line_ids) + cardinality(sequences) >= 2
          else cardinality(line_ids) + cardinality(sequences) = 0 end)`.execute(db)
  await sql`create index statement_rejection_by_account on statement_rejection (bank_account_id)`.execute(db)
  await sql`grant insert (withdraws) on statement_rejection to cofund_app`.execute(db)
  await sql`
    create trigger statement_rejection_once after insert on statement_rejection
    for each row execute function check_rejected_once()`.execute(db)
  await sql`
    create trigger statement_match_receipt_stands after insert on statement_match
    for each row when (new.undoes is not null) execute function check_receipt_stands()`.execute(db)
}
