import { type Kysely, sql } from 'kysely'

// A loan's note and a payment voucher move by the steps of their tables of moves, whoever writes; claims and years have their own guard.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create trigger drawdown_note_keeps_to_its_moves before update of status on drawdown_note
    for each row when (old.status is distinct from new.status) execute function guard_steps('note')`.execute(db)
  await sql`
    create trigger payment_voucher_keeps_to_its_moves before update of status on payment_voucher
    for each row when (old.status is distinct from new.status) execute function guard_steps('voucher')`.execute(db)
}
