import { type Derivation, minorOf } from '../kernel/derivation.ts'
import type { Fraction } from '../kernel/fraction.ts'
import { refuse } from '../refuse.ts'
import type { WordKey } from '../words.ts'
import type { AmountFact, Bands, Compensation, Step, Tiers } from './compensation-scheme.ts'
import { type CaseFile, amountText, isMore } from './loss-case.ts'
import type { ParameterPath } from './policy.ts'

/** The part of the base that is compensated: by class, tier, band or one rate, with its add-ons and their cap. */
export function rateOf(file: CaseFile, compensation: Compensation): Derivation {
  const { classes = [], tiers, bands, agreed, rate } = compensation
  const fits = classes.findIndex(({ when }) => file.holds(when))
  const fitting = classes[fits]
  if (fitting) {
    return file.ratio('loss.rate_of_class', 'choose', [
      raised(file, compensation, fitting.rate, `compensation.classes.${fits}.rate`),
    ])
  }
  if (tiers) return tiers.mode === 'whole' ? wholeTierRate(file, compensation, tiers) : marginalRate(file, compensation, tiers)
  if (bands) return bandRate(file, compensation, bands)
  if (agreed) return agreedRate(file, agreed)
  return rate ? raised(file, compensation, rate, 'compensation.rate') : refuse('compensation.not_covered', {})
}

function agreedRate({ fact, ratio }: CaseFile, { of, over }: { readonly of: AmountFact; readonly over: AmountFact }): Derivation {
  if (minorOf(fact(over)) === 0n) refuse('compensation.ratio_of_nothing', { fact: over })
  if (isMore(fact(of), fact(over))) refuse('compensation.agreed_above_whole', { of, over })
  return ratio('loss.rate_agreed', 'ratio', [fact(of), fact(over)])
}

/** A rate with the add-ons that hold, at most the percentage cap. */
function raised(
  { parameter, holds, ratio }: CaseFile,
  { addons = [], rate_cap: cap }: Compensation,
  rate: Fraction,
  path: ParameterPath,
): Derivation {
  const plain = parameter('scheme.rate', rate, path)
  const points = addons.flatMap(({ when, points: added }, index) =>
    holds(when) ? [parameter('scheme.points', added, `compensation.addons.${index}.points`)] : [],
  )
  const sum = points.length === 0 ? plain : ratio('loss.rate_raised', 'sum', [plain, ...points])
  return cap ? ratio('loss.rate_capped', 'least', [sum, parameter('scheme.rate_cap', cap, 'compensation.rate_cap')]) : sum
}

function wholeTierRate(file: CaseFile, compensation: Compensation, { by, steps }: Tiers): Derivation {
  const amount = file.fact(by)
  const index = withinTiers(file, by, steps).findIndex(({ up_to }) => up_to === undefined || minorOf(amount) <= up_to)
  const step = steps[index] ?? refuse('compensation.not_covered', {})
  return file.ratio('loss.rate_of_tier', 'choose', [
    raised(file, compensation, step.rate, `compensation.tiers.steps.${index}.rate`),
    amount,
    ...boundsOf(file, step, `compensation.tiers.steps.${index}`),
  ])
}

function marginalRate(file: CaseFile, compensation: Compensation, { by, steps }: Tiers): Derivation {
  const { minor, ratio } = file
  const amount = file.fact(by)
  // Of nothing no slice is part of anything: the lowest step speaks for it.
  if (minorOf(amount) === 0n) return wholeTierRate(file, compensation, { by, mode: 'whole', steps })
  const slices = withinTiers(file, by, steps).map((step, index) => {
    const place = `compensation.tiers.steps.${index}`
    const above = file.parameter('scheme.bound', step.above, `${place}.above`)
    const reach =
      step.up_to === undefined
        ? amount
        : minor('loss.tier_reach', 'least', [amount, file.parameter('scheme.bound', step.up_to, `${place}.up_to`)])
    const slice = minor('loss.tier_slice', 'at_least_zero', [minor('loss.tier_reach', 'difference', [reach, above])])
    return minor('loss.tier_weighted', 'product', [slice, raised(file, compensation, step.rate, `${place}.rate`)])
  })
  return ratio('loss.rate_blended', 'ratio', [minor('loss.tiers_weighted', 'sum', slices), amount])
}

/** The steps, once the amount is known to lie within them. */
function withinTiers({ fact, scheme }: CaseFile, by: AmountFact, steps: readonly Step<bigint>[]): readonly Step<bigint>[] {
  const amount = minorOf(fact(by))
  const highest = steps.at(-1)?.up_to
  if (highest !== undefined && amount > highest) {
    const [said, limit] = [amountText(amount, scheme.currency), amountText(highest, scheme.currency)]
    refuse('compensation.outside_tiers', { fact: by, amount: said, highest: limit })
  }
  return steps
}

const boundsOf = ({ parameter }: CaseFile, { above, up_to }: Step<bigint>, place: ParameterPath): readonly Derivation[] => [
  parameter('scheme.bound', above, `${place}.above`),
  ...(up_to === undefined ? [] : [parameter('scheme.bound', up_to, `${place}.up_to`)]),
]

function bandRate(file: CaseFile, compensation: Compensation, bands: Bands): Derivation {
  const { fact, ratio, parameter, holds } = file
  if (minorOf(fact('loan_balance')) === 0n) refuse('compensation.ratio_of_nothing', { fact: 'loan_balance' })
  const nplRate = ratio('loss.npl_rate', 'ratio', [fact('npl_balance'), fact('loan_balance')])

  const lowered = bands.floors?.findIndex(({ when }) => holds(when)) ?? -1
  const floorOf = (step: Step<Fraction>, index: number): Derivation => {
    const lower = index === 0 ? bands.floors?.[lowered] : undefined
    return lower
      ? parameter('scheme.bound', lower.above, `compensation.bands.floors.${lowered}.above`)
      : parameter('scheme.bound', step.above, `compensation.bands.steps.${index}.above`)
  }
  const reached = bands.steps.map((step, index) => {
    const place = `compensation.bands.steps.${index}`
    const ceiling = step.up_to && parameter('scheme.bound', step.up_to, `${place}.up_to`)
    return { floor: floorOf(step, index), ceiling, rate: () => raised(file, compensation, step.rate, `${place}.rate`) }
  })

  const outside = (label: WordKey): Derivation =>
    ratio(label, 'choose', [file.nothing('loss.rate_outside_bands'), nplRate, ...reached.map(({ floor }) => floor)])

  if (bands.mode === 'cliff') {
    const within = reached.find(({ floor, ceiling }) => isMore(nplRate, floor) && !(ceiling && isMore(nplRate, ceiling)))
    if (!within) return outside('loss.rate_of_band')
    const bounds = within.ceiling ? [within.floor, within.ceiling] : [within.floor]
    return ratio('loss.rate_of_band', 'choose', [within.rate(), nplRate, ...bounds])
  }
  const touched = reached.filter(({ floor }) => isMore(nplRate, floor))
  const contributions = touched.map(({ floor, ceiling, rate }) => {
    const reach = ceiling ? ratio('loss.tier_reach', 'least', [nplRate, ceiling]) : nplRate
    const share = ratio('loss.band_share', 'ratio', [ratio('loss.tier_slice', 'difference', [reach, floor]), nplRate])
    return ratio('loss.band_rate', 'product', [share, rate()])
  })
  return contributions.length > 0 ? ratio('loss.fiscal_ratio', 'sum', contributions) : outside('loss.fiscal_ratio')
}
