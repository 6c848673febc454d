import { byClaimId } from '@cofund/shared/claims/claim.input'
import { bookIdInput } from '@cofund/shared/ledger/ledger.input'
import {
  bookRemittanceInput,
  byRemittanceId,
  clawBackInput,
  divideInput,
  recoveryIdInput,
  recoveryListInput,
  reportRemittanceInput,
} from '@cofund/shared/recoveries/recovery.input'
import { z } from 'zod'
import { todayOf } from '../kernel/today.ts'
import { command, query, router } from '../kernel/trpc.ts'
import { bookRemittance, confirmRemittance, previewRecovery, reportRemittance } from './recovery.commands.ts'
import { readClaimRecoveries, readClawback, readRemittances } from './recovery-page.sql.ts'
import { listWaitingReceipts, recordReceipts } from './receipts.ts'
import { getRecovery, listRecoveries } from './recovery.sql.ts'

const byBookInput = z.object({ bookId: bookIdInput })

export const recoveryRouter = router({
  list: query.input(recoveryListInput).query(({ ctx, input }) => listRecoveries(ctx.db, input, todayOf(ctx))),
  get: query.input(z.object({ recoveryId: recoveryIdInput })).query(({ ctx, input }) => getRecovery(ctx.db, input.recoveryId)),
  ofClaim: query.input(byClaimId).query(({ ctx, input }) => readClaimRecoveries(ctx.db, input.claimId)),
  divide: query.input(divideInput).query(({ ctx, input }) => previewRecovery(ctx.db, input, todayOf(ctx))),
  previewClawback: query.input(clawBackInput.pick({ claimId: true, on: true })).query(({ ctx, input }) => readClawback(ctx.db, input, todayOf(ctx))),
  remittances: query.input(recoveryListInput.pick({ poolId: true, bankId: true })).query(({ ctx, input }) => readRemittances(ctx.db, input, todayOf(ctx))),
  reportRemittance: command('recovery.report').input(reportRemittanceInput).mutation(({ ctx, input }) => reportRemittance(ctx, input)),
  bookRemittance: command('recovery.manage').input(bookRemittanceInput).mutation(({ ctx, input }) => bookRemittance(ctx, input)),
  /** What the bank has seen of a book's payments and remittances, and nobody has recorded. */
  receiptsWaiting: query.input(byBookInput).query(({ ctx, input }) => listWaitingReceipts(ctx.db, input.bookId)),
  recordReceipts: command('claim.pay').input(byBookInput).mutation(({ ctx, input }) => recordReceipts(ctx, input.bookId)),
  confirmRemittance: command('recovery.manage').input(byRemittanceId).mutation(({ ctx, input }) => confirmRemittance(ctx, input.remittanceId)),
})
