import type { AmountFact, CompensationScheme, Condition, Flag, UsedScope } from './compensation-scheme.ts'

/** What a scheme may ask of a case: the fields of a form. Which of them matter, a case itself decides. */
export interface SchemeQuestions {
  readonly amounts: readonly AmountFact[]
  readonly flags: readonly Flag[]
  readonly products: readonly string[]
  readonly used: readonly UsedScope[]
}

export function questionsOf(scheme: CompensationScheme): SchemeQuestions {
  const {
    base,
    base_limit: baseLimit,
    interest_included: interest,
    first_loss: firstLoss = [],
    compensation,
    caps = [],
    limits = [],
  } = scheme
  const conditions = conditionsOf(scheme)
  return {
    amounts: distinct<AmountFact>([
      base,
      ...(baseLimit ? [baseLimit] : []),
      ...(interest ? (['interest'] as const) : []),
      ...firstLoss.flatMap(({ fact, of }) => fact ?? of ?? []),
      ...(compensation?.tiers ? [compensation.tiers.by] : []),
      ...(compensation?.bands ? (['npl_balance', 'loan_balance'] as const) : []),
      ...(compensation?.agreed ? [compensation.agreed.of, compensation.agreed.over] : []),
      ...caps.flatMap(({ of }) => of ?? []),
      ...(scheme.cross_level_cap ? (['other_levels'] as const) : []),
      ...(limits.some(({ loan_amount_max: limit }) => limit !== undefined) ? (['loan_amount'] as const) : []),
      ...(limits.some(({ deposit_rate_min: least, deposit_rate_max: most }) => least ?? most)
        ? (['deposit', 'loan_amount'] as const)
        : []),
      ...(conditions.some(({ revenue_below: below, revenue_up_to: upTo }) => below ?? upTo) ? (['revenue'] as const) : []),
    ]),
    flags: distinct(conditions.flatMap(({ any = [], all = [] }) => [...any, ...all])),
    products: distinct(conditions.flatMap(({ product = [] }) => product)),
    used: distinct(
      caps.flatMap(({ scope, joint_with: joint }): readonly UsedScope[] =>
        scope === 'loan' ? [] : [joint ? `${scope}_joint` : scope],
      ),
    ),
  }
}

function conditionsOf({
  first_loss: firstLoss = [],
  compensation,
  caps = [],
  limits = [],
}: CompensationScheme): readonly Condition[] {
  const { classes = [], addons = [], bands } = compensation ?? {}
  return [...firstLoss, ...classes, ...addons, ...(bands?.floors ?? []), ...caps, ...limits].flatMap(({ when }) => when ?? [])
}

const distinct = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]
