import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { placeOf } from '@cofund/shared/statements/bank-account'
import { suggestMatches } from '@cofund/shared/statements/matching'
import {
  bookLineInput,
  byBankAccountId,
  matchByHandInput,
  matchByRulesInput,
  openBankAccountInput,
  reconciliationInput,
  rejectSuggestionInput,
  unmatchInput,
  withdrawRejectionInput,
} from '@cofund/shared/statements/statement.input'
import { todayOf } from '../kernel/today.ts'
import { command, query, router } from '../kernel/trpc.ts'
import { getBook } from '../ledger/book.sql.ts'
import { listReconciliations, monthLines, reconcileMonth } from './reconciliation.sql.ts'
import { bookFromLine, matchByHand, matchByRules, openBankAccount, rejectSuggestion, unmatch, withdrawRejection } from './statement.commands.ts'
import { getBankAccount, listBankAccounts, listMatches, listRejections, listSides, standingOf } from './statement.sql.ts'

export const statementRouter = router({
  accounts: query.query(({ ctx }) => listBankAccounts(ctx.db, todayOf(ctx))),

  /** Both sides of an account, what rules make of the lines that are open, and the matches in effect. */
  account: query.input(byBankAccountId).query(async ({ ctx, input }) => {
    const account = await getBankAccount(ctx.db, input.bankAccountId)
    const { lines, postings } = await listSides(ctx.db, account)
    const open = { lines: lines.filter(({ matchId }) => !matchId), postings: postings.filter(({ matchId }) => !matchId) }
    const made = await listMatches(ctx.db, account.id)
    const rejected = await listRejections(ctx.db, account.id)
    const book = await getBook(ctx.db, account.bookId)
    return {
      account,
      book,
      ...open,
      ...(await standingOf(ctx.db, account, book, lines)),
      suggestions: suggestMatches(open.lines, open.postings, stateCouncilCalendar, rejected),
      rejected: rejected.map(({ id, by, at, lineIds, postings: places }) => ({
        id,
        by,
        at,
        lines: lines.filter((line) => lineIds.includes(line.id)),
        postings: postings.filter((posting) => places.some((place) => placeOf(place) === placeOf(posting))),
      })),
      matches: made.map((match) => ({
        ...match,
        lines: lines.filter(({ matchId }) => matchId === match.id),
        postings: postings.filter(({ matchId }) => matchId === match.id),
      })),
      agreed: await listReconciliations(ctx.db, account.id),
    }
  }),

  reconciliation: query
    .input(reconciliationInput)
    .query(async ({ ctx, input }) => reconcileMonth(ctx.db, await getBankAccount(ctx.db, input.bankAccountId), input.month)),

  /** What the balances of a month are made of. */
  monthLines: query
    .input(reconciliationInput)
    .query(async ({ ctx, input }) => monthLines(ctx.db, await getBankAccount(ctx.db, input.bankAccountId), input.month)),

  openAccount: command('ledger.post')
    .input(openBankAccountInput)
    .mutation(({ ctx, input }) => openBankAccount(ctx, input)),
  matchByRules: command('ledger.post')
    .input(matchByRulesInput)
    .mutation(({ ctx, input }) => matchByRules(ctx, input)),
  rejectSuggestion: command('ledger.post')
    .input(rejectSuggestionInput)
    .mutation(({ ctx, input }) => rejectSuggestion(ctx, input)),
  withdrawRejection: command('ledger.post')
    .input(withdrawRejectionInput)
    .mutation(({ ctx, input }) => withdrawRejection(ctx, input.rejectionId)),
  matchByHand: command('ledger.post')
    .input(matchByHandInput)
    .mutation(({ ctx, input }) => matchByHand(ctx, input)),
  unmatch: command('ledger.post')
    .input(unmatchInput)
    .mutation(({ ctx, input }) => unmatch(ctx, input.matchId)),
  bookLine: command('ledger.post')
    .input(bookLineInput)
    .mutation(({ ctx, input }) => bookFromLine(ctx, input)),
})
