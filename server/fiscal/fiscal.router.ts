import { liesIdle, debtsThroughPools } from '@cofund/shared/fiscal/tiers'
import {
  adjustIndicatorInput,
  byIndicatorId,
  cancelVoucherInput,
  carryOverInput,
  grantIndicatorInput,
  idleAfterDays,
  indicatorListInput,
  planPaymentInput,
  releasePlanInput,
  returnSurplusInput,
} from '@cofund/shared/fiscal/fiscal.input'
import { idInput } from '@cofund/shared/kernel/id.input'
import { yearOf } from '@cofund/shared/kernel/plain-date'
import { z } from 'zod'
import { todayOf } from '../kernel/today.ts'
import { command, query, router } from '../kernel/trpc.ts'
import {
  getIndicator,
  listChangesOf,
  listIndicators,
  listOpenPlans,
  listPlansOf,
  listTreasuryReturns,
  listVoucherNumbers,
  listVouchersOf,
  memoBalanceOf,
} from './budget.sql.ts'
import { adjustIndicator, cancelVoucher, carryOver, grantIndicator, planPayment, releasePlan, returnSurplus } from './fiscal.commands.ts'
import { indicatorsPaying } from './paying.sql.ts'
import { listIdleCash, tierBalances } from './tiers.sql.ts'

export const fiscalRouter = router({
  indicators: query.input(indicatorListInput).query(({ ctx, input }) => listIndicators(ctx.db, input)),

  /** An indicator with all that happened to it, and what its memorandum account says is left. */
  indicator: query.input(byIndicatorId).query(async ({ ctx, input: { indicatorId } }) => {
    const indicator = await getIndicator(ctx.db, indicatorId)
    const changes = await listChangesOf(ctx.db, indicatorId)
    const vouchers = await listVouchersOf(ctx.db, indicatorId)
    const entries = [...changes.map(({ entryId }) => entryId), ...vouchers.flatMap(({ entryId, paidEntryId }) => [entryId, paidEntryId])]
    return {
      indicator,
      changes,
      vouchers,
      plans: await listPlansOf(ctx.db, indicatorId),
      memo: await memoBalanceOf(ctx.db, indicator),
      carriedFrom: indicator.carriedFrom ? await getIndicator(ctx.db, indicator.carriedFrom) : null,
      entryNumbers: [...(await listVoucherNumbers(ctx.db, entries.flatMap((id) => id ?? [])))].map(([id, entry]) => ({ id, ...entry })),
    }
  }),

  /** The acting organisation's plans of this year on which something is left to draw. */
  openPlans: query.query(({ ctx }) =>
    listOpenPlans(ctx.db, { organisationId: ctx.actor.membership.organisation.id, budgetYear: yearOf(todayOf(ctx)) }),
  ),

  /** What tiers owe one another tonight, and the money that lies still. */
  tiers: query.query(async ({ ctx }) => {
    const today = todayOf(ctx)
    const balances = await tierBalances(ctx.db, today)
    const idle = await listIdleCash(ctx.db, today)
    return {
      today,
      balances,
      debts: debtsThroughPools(balances),
      idle: idle.map((cash) => ({ ...cash, isIdle: liesIdle(cash, today, idleAfterDays) })),
      returns: await listTreasuryReturns(ctx.db),
    }
  }),

  /** Which indicators paid a claim, and what is left of them. */
  paying: query
    .input(z.object({ claimId: idInput('clm') }))
    .query(({ ctx, input }) => indicatorsPaying(ctx.db, input.claimId)),

  grant: command('fiscal.draw')
    .input(grantIndicatorInput)
    .mutation(({ ctx, input }) => grantIndicator(ctx, input)),
  adjust: command('fiscal.draw')
    .input(adjustIndicatorInput)
    .mutation(({ ctx, input }) => adjustIndicator(ctx, input)),
  carryOver: command('fiscal.draw')
    .input(carryOverInput)
    .mutation(({ ctx, input }) => carryOver(ctx, input)),
  returnSurplus: command('fiscal.draw')
    .input(returnSurplusInput)
    .mutation(({ ctx, input }) => returnSurplus(ctx, input)),
  plan: command('fiscal.draw')
    .input(planPaymentInput)
    .mutation(({ ctx, input }) => planPayment(ctx, input)),
  releasePlan: command('fiscal.draw')
    .input(releasePlanInput)
    .mutation(({ ctx, input }) => releasePlan(ctx, input)),
  cancelVoucher: command('fiscal.draw')
    .input(cancelVoucherInput)
    .mutation(({ ctx, input }) => cancelVoucher(ctx, input)),
})
