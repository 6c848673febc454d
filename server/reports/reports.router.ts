import type { Db } from '@cofund/db/connect'
import type { Currency } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { coverDifference, evaluateLoss, isSameStored, laysDownAmounts, toStored } from '@cofund/shared/reports/loss-evaluation'
import { compensationInput, decidedClaimsInput } from '@cofund/shared/reports/compensation.input'
import {
  type LossSharingQuestion,
  evaluateLossesInput,
  evaluationListInput,
  lossIdInput,
  lossListInput,
  lossSharingInput,
} from '@cofund/shared/reports/loss-evaluation.input'
import { todayOf } from '../kernel/today.ts'
import { command, query, router } from '../kernel/trpc.ts'
import {
  findBreakerLevel,
  listDecidedClaims,
  listFirmPayouts,
  listNplMonths,
  listPoolMonths,
  listRecoveryCurves,
  listVintages,
  sumCompensation,
} from './compensation.sql.ts'
import { evaluateLosses } from './loss-evaluation.commands.ts'
import {
  countBatchesSince,
  findLatestEvaluation,
  getEvaluatedLoss,
  getEvaluatedScheme,
  getLossEvaluation,
  listEvaluatedTotals,
  listLossEvaluations,
} from './loss-evaluation.sql.ts'
import {
  findLossTotal,
  listLosses,
  listLossesByLender,
  listLossesByYear,
  listRefusedLosses,
  restOf,
  toldRefusal,
} from './loss-sharing.sql.ts'
import { listSchemes } from './scheme.sql.ts'

/** How many lenders stand by name; the others stand together. */
const lendersNamed = 20
const lendersToChoose = 100

export const reportsRouter = router({
  /** Who bears what of the losses that were decided, what came back, where the pools' money stands: every figure of the page. */
  compensation: query.input(compensationInput).query(async ({ ctx, input }) => {
    const { db } = ctx
    const today = todayOf(ctx)
    return {
      ...(await sumCompensation(db, input)),
      /** By what it may be narrowed. */
      choices: await sumCompensation(db, {}),
      firms: await listFirmPayouts(db, input),
      poolMonths: await listPoolMonths(db, input),
      nplMonths: await listNplMonths(db, input),
      vintages: await listVintages(db, input, today),
      recoveryCurves: await listRecoveryCurves(db, input, today),
      level: await findBreakerLevel(db, input, today),
    }
  }),

  /** The claims that a figure of it is made of. */
  decidedClaims: query.input(decidedClaimsInput).query(({ ctx, input }) => listDecidedClaims(ctx.db, input)),

  /** Every version of a scheme that may be tried, and why the others may not. */
  schemes: query.query(async ({ ctx }) =>
    (await listSchemes(ctx.db)).map((scheme) => ({ ...scheme, ...readable(scheme.params), params: undefined })),
  ),

  evaluations: query.input(evaluationListInput).query(({ ctx, input }) => listLossEvaluations(ctx.db, input)),
  evaluateLosses: command('loss.evaluate')
    .input(evaluateLossesInput)
    .mutation(({ ctx, input }) => evaluateLosses(ctx, input)),

  /** Who bears what, by year and by bank; the guarantee as recorded beside the one computed. Reads rollups alone. */
  lossSharing: query
    .input(lossSharingInput)
    .query(({ ctx, input }) => lossSharing(ctx.db, input, ctx.actor.membership.organisation.id)),

  lossRows: query.input(lossListInput).query(async ({ ctx, input }) => {
    const { bearers } = await getLossEvaluation(ctx.db, input.evaluationId)
    const [total] = await listEvaluatedTotals(ctx.db, input.evaluationId, bearers)
    const currency = input.currency ?? total?.currency ?? 'CNY'
    return listLosses(ctx.db, { evaluationId: input.evaluationId, currency, bearers }, input)
  }),

  /** One loss shared again from its record, by the scheme as it was then: it must come to what was stored. */
  lossDerivation: query.input(lossIdInput).query(async ({ ctx, input: { evaluationId, loanId } }) => {
    const { bearers } = await getLossEvaluation(ctx.db, evaluationId)
    const { number, recorded, stored, refusalCode } = await getEvaluatedLoss(ctx.db, evaluationId, loanId)
    const evaluated = evaluateLoss(await getEvaluatedScheme(ctx.db, evaluationId), recorded)
    return {
      number,
      shared: evaluated.shared?.derivation ?? null,
      refusal: evaluated.refusal && toldRefusal(evaluated.refusal),
      recorded: evaluated.recorded,
      computed: evaluated.computed,
      difference: coverDifference(evaluated),
      asStored: (evaluated.refusal?.code ?? null) === refusalCode && isSameStored(toStored(evaluated, bearers), stored),
    }
  }),
})

async function lossSharing(
  db: Db,
  { evaluation: evaluationId, version, currency: asked, ...filter }: LossSharingQuestion,
  readerId: string,
) {
  const evaluation = evaluationId ? await getLossEvaluation(db, evaluationId) : await findLatestEvaluation(db, version)
  if (!evaluation) return null
  const { bearers } = evaluation
  const totals = await listEvaluatedTotals(db, evaluation.id, bearers)
  const currencies = totals.map(({ currency }) => currency)
  const currency: Currency = currencies.find((known) => known === asked) ?? currencies[0] ?? 'CNY'
  const book = { evaluationId: evaluation.id, currency, bearers }
  const { scheme } = await getEvaluatedScheme(db, evaluation.id)
  const total = await findLossTotal(db, book, filter)
  const byLender = await listLossesByLender(db, book, filter, lendersNamed)
  return {
    evaluation,
    /** Batches imported since; whether others have more in sight is not for this reader to see. */
    batchesSince: evaluation.organisation.id === readerId ? await countBatchesSince(db, evaluation.id) : null,
    /** The scheme's own currency, where it is another and yet holds for these loans. */
    carriedFrom: scheme.currency !== currency && !laysDownAmounts(scheme) ? scheme.currency : null,
    currencies,
    currency,
    total,
    byYear: await listLossesByYear(db, book, filter),
    byLender,
    otherLenders: total && restOf(total, byLender, book),
    choices: {
      years: (await listLossesByYear(db, book, {})).map(({ year }) => year),
      lenders: (await listLossesByLender(db, book, {}, lendersToChoose)).map(({ lender }) => lender),
    },
    refusals: await listRefusedLosses(db, book),
  }
}

function readable(params: unknown) {
  try {
    const { scheme } = decodeForSharing(params)
    return { currency: scheme.currency, anyCurrency: !laysDownAmounts(scheme), unreadable: null }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return { currency: null, anyCurrency: false, unreadable: toldRefusal(thrown) }
  }
}
