import { type Effect, type EffectRow, asDay, asText } from '@cofund/shared/kernel/effect'
import type { ClosePeriod, ReopenPeriod } from '@cofund/shared/ledger/ledger.input'
import { type Month, checkClosing, checkReopening, lastDayOf, monthText } from '@cofund/shared/ledger/period'
import { refuse } from '@cofund/shared/refuse'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import { lockBook } from './book.sql.ts'
import { findClosedThrough, getMonthsShown, insertPeriodEvent } from './period.sql.ts'

/**
 * Closing a month: who checks it sees what the month shows. The book is held from that look to the commit, so what was agreed is
 * what was closed; an entry that comes in between proposal and check has the case shown anew.
 */
export const periodClosing: ProposalHandler<ClosePeriod, ClosePeriod> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { bookId, month }, { now }): Promise<Effect> => {
    const book = await lockBook(trx, bookId)
    const closedThrough = await findClosedThrough(trx, bookId)
    checkClosing(month, { closedThrough, today: todayOf({ now }) })
    const { entries, sums } = await getMonthsShown(trx, bookId, closedThrough, month)
    const uneven = sums.find(({ difference }) => difference.minor !== 0n)
    if (uneven) refuse('ledger.period_unbalanced', { month: monthText(month), difference: uneven.difference })
    return {
      about: `${book.code} ${monthText(month)}`,
      rows: [
        closedRow(closedThrough, month),
        { field: ['ledger.period.entries'], before: null, after: asText(String(entries)) },
        ...sums.map(({ debits, memorandum }): EffectRow => ({
          field: memorandum ? ['ledger.period.debits', 'account.class.memorandum'] : ['ledger.period.debits'],
          before: null,
          after: { as: 'amount', amount: debits },
        })),
      ],
    }
  },
  apply: async ({ trx, record }, { bookId, month }) => {
    await insertPeriodEvent(trx, { bookId, event: 'closed', month, reason: null })
    record({ act: 'period.closed', bookId, month })
  },
}

/** Reopening the last closed month; what was booked later because it was closed stays where it is. */
export const periodReopening: ProposalHandler<ReopenPeriod, ReopenPeriod> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { bookId, month, reason }): Promise<Effect> => {
    const book = await lockBook(trx, bookId)
    const closedThrough = await findClosedThrough(trx, bookId)
    checkReopening(month, { closedThrough })
    return {
      about: `${book.code} ${monthText(month)}`,
      rows: [
        {
          field: ['ledger.period.month'],
          before: { as: 'words', words: ['ledger.period.event.closed'] },
          after: { as: 'words', words: ['ledger.period.event.reopened'] },
        },
        { field: ['ledger.period.reason'], before: null, after: asText(reason) },
      ],
    }
  },
  apply: async ({ trx, record }, { bookId, month, reason }) => {
    await insertPeriodEvent(trx, { bookId, event: 'reopened', month, reason })
    record({ act: 'period.reopened', bookId, month, reason })
  },
}

const closedRow = (before: Month | null, after: Month): EffectRow => ({
  field: ['ledger.period.closed_until'],
  before: before && asDay(lastDayOf(before)),
  after: asDay(lastDayOf(after)),
})
