import { byLoanId, loanFilterInput, loanListInput } from '@cofund/shared/loans/loan.input'
import { getBatch, listBatchActs } from '../imports/import.sql.ts'
import { query, router } from '../kernel/trpc.ts'
import { getLoan, listLenders, listLoans, loanYears, sumLoans } from './loan.sql.ts'

export const loanRouter = router({
  list: query.input(loanListInput).query(({ ctx, input }) => listLoans(ctx.db, input)),
  /** The figures above the list, and what they are made of year by year. */
  summary: query.input(loanFilterInput).query(async ({ ctx, input }) => ({ sums: await sumLoans(ctx.db, input), years: await loanYears(ctx.db, input) })),
  /** The loan, the batch that brought it and what was done to that batch. */
  get: query.input(byLoanId).query(async ({ ctx, input }) => {
    const loan = await getLoan(ctx.db, input.loanId)
    return { loan, batch: await getBatch(ctx.db, loan.batchId), acts: await listBatchActs(ctx.db, loan.batchId) }
  }),
  lenders: query.query(({ ctx }) => listLenders(ctx.db)),
})
