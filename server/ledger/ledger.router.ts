import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { Instant } from '@cofund/shared/kernel/instant'
import { accountNamed } from '@cofund/shared/ledger/account'
import {
  asOfOf,
  bookAsOfInput,
  bookIdInput,
  byReportId,
  entriesInput,
  entryIdInput,
  knownOnInput,
  openBookInput,
  postEntryInput,
  postOpeningInput,
  postTransferInput,
  reportListInput,
  reverseEntryInput,
  runReportInput,
  statementInput,
} from '@cofund/shared/ledger/ledger.input'
import { refuse } from '@cofund/shared/refuse'
import { z } from 'zod'
import { command, query, router } from '../kernel/trpc.ts'
import { listBalances } from './balance.sql.ts'
import { getBook, listBooks } from './book.sql.ts'
import { findKnownBy, getEntry, listEntries, listTransfer } from './entry.sql.ts'
import { findDetailName } from './detail-name.sql.ts'
import { openBook, postByHand, postOpening, reverseByHand, transferByHand } from './ledger.commands.ts'
import { listActsOf } from './entry-acts.sql.ts'
import { findClosedThrough, listPeriodEvents } from './period.sql.ts'
import { rerunReport, restate, runReport } from './report.commands.ts'
import { listReports } from './report.sql.ts'
import { getStatement } from './statement.sql.ts'

export const ledgerRouter = router({
  books: query.query(({ ctx }) => listBooks(ctx.db)),

  book: query.input(bookAsOfInput).query(async ({ ctx, input: { bookId, ...times } }) => {
    const [summary] = await listBooks(ctx.db, bookId)
    if (!summary) refuse('record.not_found', { noun: 'book', id: bookId })
    return { ...summary, balances: await listBalances(ctx.db, bookId, asOfOf(times)) }
  }),

  entries: query.input(entriesInput).query(async ({ ctx, input }) => {
    const { id: bookId } = await getBook(ctx.db, input.bookId)
    return listEntries(ctx.db, { ...input, ...asOfOf(input), bookId })
  }),

  statement: query.input(statementInput).query(async ({ ctx, input }) => {
    const { detail = '', currency = 'CNY' } = input
    const book = await getBook(ctx.db, input.bookId)
    const account = accountNamed(book, { head: input.head, detail })
    return {
      book,
      account,
      detailName: await findDetailName(ctx.db, account),
      ...(await getStatement(ctx.db, { ...input, ...asOfOf(input), account, currency })),
    }
  }),

  /** An entry with what belongs to it: its book, its reversal or what it reverses, the other sides of its transfer, its acts. */
  entry: query.input(z.object({ entryId: entryIdInput })).query(async ({ ctx, input }) => {
    const entry = await getEntry(ctx.db, input.entryId)
    const paired = entry.reverses ?? entry.reversedBy
    const legs = entry.transferId ? await listTransfer(ctx.db, entry.transferId) : []
    return {
      entry,
      book: await getBook(ctx.db, entry.bookId),
      pair: paired ? await getEntry(ctx.db, paired) : null,
      otherLegs: await Promise.all(
        legs.filter(({ id }) => id !== entry.id).map(async (leg) => ({ entry: leg, book: await getBook(ctx.db, leg.bookId) })),
      ),
      acts: await listActsOf(ctx.db, entry.id),
    }
  }),

  /** The place in a book that was its newest at the end of a day in Shanghai: what "known by" that day means. */
  knownOn: query
    .input(knownOnInput)
    .query(async ({ ctx, input: { bookId, day } }) => ({ known: Number(await findKnownBy(ctx.db, bookId, endOf(day))) })),

  /** Through which month a book is closed, and how that came about, the newest first. */
  periods: query.input(z.object({ bookId: bookIdInput })).query(async ({ ctx, input }) => {
    const { id: bookId } = await getBook(ctx.db, input.bookId)
    return { closedThrough: await findClosedThrough(ctx.db, bookId), events: await listPeriodEvents(ctx.db, bookId) }
  }),

  reports: query.input(reportListInput).query(({ ctx, input }) => listReports(ctx.db, input)),
  rerunReport: query.input(byReportId).query(({ ctx, input }) => rerunReport(ctx.db, input.reportId)),
  /** What has changed in a report's period since it ran, and who changed it. */
  restatement: query.input(byReportId).query(({ ctx, input }) => restate(ctx.db, input.reportId)),
  runReport: command('signed_in')
    .input(runReportInput)
    .mutation(({ ctx, input }) => runReport(ctx, input)),

  openBook: command('ledger.post')
    .input(openBookInput)
    .mutation(({ ctx, input }) => openBook(ctx, input)),
  post: command('ledger.post')
    .input(postEntryInput)
    .mutation(({ ctx, input }) => postByHand(ctx, input)),
  postOpening: command('ledger.post')
    .input(postOpeningInput)
    .mutation(({ ctx, input }) => postOpening(ctx, input)),
  transfer: command('ledger.post')
    .input(postTransferInput)
    .mutation(({ ctx, input }) => transferByHand(ctx, input)),
  reverse: command('ledger.reverse')
    .input(reverseEntryInput)
    .mutation(({ ctx, input }) => reverseByHand(ctx, input)),
})

/** Shanghai's midnight after `day` (UTC+8). */
const endOf = (day: PlainDate) => `${day}T16:00:00.000000Z` as Instant
