import type { Db } from '@cofund/db/connect'
import type { Money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { account } from '@cofund/shared/ledger/account'
import type { Pool } from '@cofund/shared/pools/pool'
import type { BankAccountId } from '@cofund/shared/statements/bank-account'
import { type ReconciliationTable, outstandingAt, reconcile, statementBalanceAt } from '@cofund/shared/statements/reconciliation'
import { balanceOf } from '../ledger/balance.sql.ts'
import { getBankAccount, listSides } from '../statements/statement.sql.ts'

/** Whether a pool's book and its bank say the same, as of the last day that the bank has told of. */
export interface StatementStanding {
  readonly bankAccountId: BankAccountId
  readonly name: string
  readonly masked: string
  readonly on: PlainDate
  readonly book: Money
  /** null where the statement tells no balance: unknown is not zero. */
  readonly table: ReconciliationTable | null
  readonly bankLeft: number
  readonly bookLeft: number
}

/** The pool's bank accounts within the reader's sight that have a statement. */
export async function listStatementStandings(db: Db, { bookId, currency }: Pool): Promise<StatementStanding[]> {
  const rows = await db
    .selectFrom('bank_account')
    .select('id')
    .where('book_id', '=', bookId)
    .where('currency', '=', currency)
    .orderBy('id')
    .execute()
  const standings = await Promise.all(rows.map(async ({ id }) => standingOf(db, id, bookId)))
  return standings.flatMap((standing) => standing ?? [])
}

async function standingOf(db: Db, bankAccountId: BankAccountId, bookId: Pool['bookId']): Promise<StatementStanding | null> {
  const bank = await getBankAccount(db, bankAccountId)
  const sides = await listSides(db, bank)
  const on = sides.lines.at(-1)?.bookedOn
  if (!on) return null
  const book = await balanceOf(db, account.pool(bookId).cash, bank.currency, { effectiveOn: on })
  const outstanding = outstandingAt(sides, on)
  const statement = statementBalanceAt(sides.lines, on)
  return {
    bankAccountId,
    name: bank.name,
    masked: bank.masked,
    on,
    book,
    table: statement && reconcile(statement, book, outstanding),
    bankLeft: outstanding.filter(({ lineId }) => lineId !== null).length,
    bookLeft: outstanding.filter(({ entryId }) => entryId !== null).length,
  }
}
