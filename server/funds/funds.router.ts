import { concentrationOf, multiplesOf, shareOf } from '@cofund/shared/funds/portfolio'
import { portfolioInput, positionIdInput, positionListInput } from '@cofund/shared/funds/position.input'
import { query, router } from '../kernel/trpc.ts'
import { type PositionGroup, getPosition, listPositionChoices, listPositions, sumPositions, sumPositionsBy } from './position.sql.ts'

export const fundsRouter = router({
  list: query.input(positionListInput).query(({ ctx, input }) => listPositions(ctx.db, input)),
  get: query.input(positionIdInput).query(({ ctx, input }) => getPosition(ctx.db, input.positionId)),
  choices: query.query(({ ctx }) => listPositionChoices(ctx.db)),

  /** One portfolio for each currency: what was promised, called, returned and is still held, and where it lies. */
  portfolio: query.input(portfolioInput).query(async ({ ctx, input }) => {
    const totals = await sumPositions(ctx.db, input)
    const [byVintage, byManager] = [await sumPositionsBy(ctx.db, 'vintageYear', input), await sumPositionsBy(ctx.db, 'manager', input)]
    return totals.map((total) => ({
      ...withFigures(total, total),
      byVintage: byVintage.filter(({ currency }) => currency === total.currency).map((group) => ({ ...withFigures(group, total), key: group.key })),
      byManager: byManager
        .filter(({ currency }) => currency === total.currency)
        .toSorted((a, b) => (a.value.minor < b.value.minor ? 1 : a.value.minor > b.value.minor ? -1 : 0))
        .map((group) => ({ ...withFigures(group, total), key: group.key })),
      concentration: concentrationOf(byManager.filter(({ currency }) => currency === total.currency).map(({ value }) => value)),
    }))
  }),
})

const withFigures = (group: PositionGroup, whole: PositionGroup) => ({
  currency: group.currency,
  count: group.count,
  committed: group.committed,
  called: group.called,
  distributed: group.distributed,
  value: group.value,
  ...multiplesOf(group),
  share: shareOf(group.value, whole.value),
})
