import { type Effect, type EffectRow, asText } from '@cofund/shared/kernel/effect'
import type { Money } from '@cofund/shared/kernel/money'
import { type Month, lastDayOf, monthOfDay, monthText } from '@cofund/shared/ledger/period'
import { refuse } from '@cofund/shared/refuse'
import type { BankAccount } from '@cofund/shared/statements/bank-account'
import type { ReconciliationTable, outstandingKinds } from '@cofund/shared/statements/reconciliation'
import type { ReconciliationAsked } from '@cofund/shared/statements/statement.input'
import type { Trx } from '@cofund/db/connect'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import { lockBook } from '../ledger/book.sql.ts'
import { type MonthReconciled, insertReconciliation, reconcileMonth } from './reconciliation.sql.ts'
import { getBankAccount } from './statement.sql.ts'

/**
 * One person prepares a month's 余额调节表, another reviews it. The book is held from the figures to the commit; whatever is matched
 * or booked between the two has the case shown anew. A difference does not stop it: it is shown, and stays on record.
 */
export const reconciliationReview: ProposalHandler<ReconciliationAsked, ReconciliationAsked> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { bankAccountId, month }, { now }): Promise<Effect> => {
    const bank = await getBankAccount(trx, bankAccountId)
    const book = await lockBook(trx, bank.bookId)
    if (lastDayOf(month) < bank.matchedFrom) refuse('statement.before_matching', { matchedFrom: monthText(monthOfDay(bank.matchedFrom)) })
    if (lastDayOf(month) >= todayOf({ now })) refuse('statement.month_not_over', { month: monthText(month) })
    const { table, outstanding } = await knownMonth(trx, bank, month)
    const row = (name: Exclude<keyof ReconciliationTable, 'totals'> | (typeof outstandingKinds)[number], amount: Money): EffectRow => ({
      field: [`reconciliation.${name === 'adjustedStatement' ? 'adjusted_statement' : name === 'adjustedBook' ? 'adjusted_book' : name}`],
      before: null,
      after: { as: 'amount', amount },
    })
    return {
      about: `${book.code} ${monthText(month)}`,
      rows: [
        row('statement', table.statement),
        row('book_received', table.totals.book_received),
        row('book_paid', table.totals.book_paid),
        row('adjustedStatement', table.adjustedStatement),
        row('book', table.book),
        row('bank_received', table.totals.bank_received),
        row('bank_paid', table.totals.bank_paid),
        row('adjustedBook', table.adjustedBook),
        row('difference', table.difference),
        { field: ['reconciliation.outstanding'], before: null, after: asText(String(outstanding.length)) },
      ],
    }
  },
  apply: async ({ trx, record }, { bankAccountId, month }) => {
    const bank = await getBankAccount(trx, bankAccountId)
    const reconciliationId = await insertReconciliation(trx, bank, await knownMonth(trx, bank, month))
    record({ act: 'reconciliation.agreed', bookId: bank.bookId, bankAccountId, reconciliationId, month })
  },
}

async function knownMonth(trx: Trx, bank: BankAccount, month: Month): Promise<MonthReconciled & { table: ReconciliationTable }> {
  const reconciled = await reconcileMonth(trx, bank, month)
  return { ...reconciled, table: reconciled.table ?? refuse('statement.balance_unknown', { month: monthText(month) }) }
}
