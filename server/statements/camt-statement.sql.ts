import type { Trx } from '@cofund/db/connect'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { maskedNumber } from '@cofund/shared/statements/bank-account'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { isOwnAccount } from './account-number.sql.ts'

/**
 * A camt.053 statement is one thing, from its opening to its closing balance: of another account, in another currency, or over days
 * that are in the books, it is refused whole. (A table's lines are recognised one by one instead.)
 * @throws Refusal statement.other_account, statement.other_currency, statement.told_already, statement.overlaps
 */
export async function refuseCamt(trx: Trx): Promise<void> {
  await refuseAccount(trx)
  await refuseTold(trx)
}

async function refuseAccount(trx: Trx): Promise<void> {
  const { rows } = await sql<{ account_number: string; currency: string; masked: string | null; registered: string | null }>`
    select account_number, import_row.currency, masked, bank_account.currency as registered
    from (select distinct account_number, currency from import_row) as import_row left join bank_account on ${isOwnAccount}
    where bank_account.currency is distinct from import_row.currency order by account_number limit 1`.execute(trx)
  const [wrong] = rows
  if (!wrong) return
  const { account_number: number, currency: other, masked, registered: currency } = wrong
  if (masked === null || currency === null) refuse('statement.other_account', { masked: maskedNumber(number) })
  refuse('statement.other_currency', { masked, currency, other })
}

/** Lines told twice, in the books or in the file; and lines of the books that lie within the days of this statement. */
async function refuseTold(trx: Trx): Promise<void> {
  const { rows: told } = await sql<{ batch: string | null; first: PlainDate; last: PlainDate; lines: number; every: boolean }>`
    select max(detail) filter (where code = 'already_recorded') as batch, min(booked_on) as first, max(booked_on) as last,
      count(*)::int as lines, count(*) = (select count(*) from import_row) and bool_and(code = 'already_recorded') as every
    from import_duplicate join import_row using (line) having count(*) > 0`.execute(trx)
  const { rows: within } = await sql<{ first: PlainDate; last: PlainDate; lines: number }>`
    select min(line.booked_on) as first, max(line.booked_on) as last, count(*)::int as lines
    from (
      select bank_account.id, min(booked_on) as first, max(booked_on) as last
      from import_row join bank_account on ${isOwnAccount} group by bank_account.id
    ) as period
    join statement_line as line on line.bank_account_id = period.id and line.booked_on > period.first and line.booked_on < period.last
    having count(*) > 0`.execute(trx)
  const [again] = told
  if (again?.every && again.batch) refuse('statement.told_already', { batchId: again.batch })
  const overlap = again ?? within[0]
  if (overlap) refuse('statement.overlaps', { from: overlap.first, to: overlap.last, lines: overlap.lines })
}
