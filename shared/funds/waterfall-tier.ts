import { allocateUnits } from '../kernel/allocate.ts'
import { type Derivation, minorOf } from '../kernel/derivation.ts'
import { type Fraction, fraction, greatest, minus, one, sumOf, zero } from '../kernel/fraction.ts'
import { fewer } from '../kernel/money.ts'
import { type Pot, hurdleIndex } from './waterfall-pot.ts'
import type { Steps } from './waterfall-steps.ts'
import { type CatchUp, type IrrHurdle, type Tier, type WaterfallTerms, gpShareOf, includesClass } from './waterfall.terms.ts'

/** What one tier took of one distribution, and who got it. */
export interface TierPayment {
  readonly tier: string
  readonly amount: bigint
  /** Carry: the gp's share of the tier. What it gets as an investor stands among the parts. */
  readonly gp: bigint
  readonly splits: readonly Split[]
  /** How `amount` came about; where the gp shares in the tier, as the sum of its part and the investors'. */
  readonly derivation: Derivation
}

/** The investors' amount of one pot, split by largest remainder in proportion to `weights`, in the order of the parties. */
export interface Split {
  readonly deal: string | undefined
  readonly amount: bigint
  readonly weights: readonly Fraction[]
  readonly parts: readonly bigint[]
}

/** A pot whose investors a distribution serves, with what it owes them that day by the name of the tier. */
interface ClaimingPot {
  readonly pot: Pot
  readonly owed: ReadonlyMap<string, Derivation>
}

/** All that a tier must know of the distribution that it pays from. */
export interface TierContext {
  readonly terms: WaterfallTerms
  readonly steps: Steps
  /** Own deal first, then the fund's own costs, then what realised deals have lost. */
  readonly pots: readonly ClaimingPot[]
  /** The distribution, and what the tiers above took of it. */
  readonly distributed: Derivation
  readonly above: readonly TierPayment[]
  /** What a tier has paid in all distributions so far, this one included. */
  readonly paidBy: (tier: Tier['tier']) => bigint
}

/** Pays one tier: works out what it is due, caps it at what is left, and hands it to the gp and the investors. */
export function payTier(tier: Tier, index: number, context: TierContext): TierPayment {
  const { terms, steps, distributed, above } = context
  const path = `tiers.${index}`
  const left = steps.work(
    'waterfall.left',
    'remainder',
    distributed,
    ...above.map(({ amount }) => steps.amount('waterfall.paid_above', amount)),
  )
  const due = dueOf(tier, path, context)
  const amount = due ? steps.work('waterfall.tier_amount', 'least', left, due) : left
  const share = gpShareOf(tier)
  if (share.numerator === 0n) return paymentOf(tier, amount, 0n, amount, context)

  const part = steps.work('waterfall.gp_part', 'product', steps.ratio('waterfall.gp_share', share, `${path}.gp_share`), amount)
  const gp = steps.work('waterfall.gp_part', `round:${terms.rounding}`, part)
  const investors = steps.work('waterfall.investors_part', 'remainder', amount, gp)
  return paymentOf(tier, steps.work('waterfall.tier_amount', 'sum', gp, investors), minorOf(gp), investors, context)
}

const paymentOf = (tier: Tier, derivation: Derivation, gp: bigint, investors: Derivation, context: TierContext): TierPayment => ({
  tier: tier.name,
  amount: minorOf(derivation),
  gp,
  splits: payInvestors(tier, minorOf(investors), context),
  derivation,
})

/** What the tier may take before it is full, in whole minor units; undefined when it takes all that is left. */
function dueOf(tier: Tier, path: string, context: TierContext): Derivation | undefined {
  const { terms, steps, pots } = context
  switch (tier.tier) {
    case 'return_of_capital': {
      const capital = pots.map(({ pot }) => steps.amount('waterfall.capital_outstanding', sumOf(weightsOf(tier, pot, context))))
      return steps.work('waterfall.due', 'sum', ...capital)
    }
    case 'preferred_return': {
      const preferred = pots.map(({ owed }) => roundedDue(owed.get(tier.name) ?? nothingOwed(steps), terms, steps))
      return steps.work('waterfall.due', 'sum', ...preferred)
    }
    case 'irr_hurdle':
      return roundedDue(shortOfHurdle(tier, path, context), terms, steps)
    case 'catch_up':
      return roundedDue(caughtUp(tier, path, context), terms, steps)
    case 'split':
      return undefined
  }
}

/** What the tier must pay in all, so that the investors' share of it brings them to the hurdle. */
function shortOfHurdle({ name, gp_share }: IrrHurdle, path: string, context: TierContext): Derivation {
  const { steps, pots } = context
  const received = steps.amount('waterfall.received_above', receivedAbove(context))
  const short = steps.work('waterfall.hurdle_short', 'difference', pots[0]?.owed.get(name) ?? nothingOwed(steps), received)
  if (gp_share.numerator === 0n) return short
  const gpShare = steps.ratio('waterfall.gp_share', gp_share, `${path}.gp_share`)
  const investorsShare = steps.workRatio('waterfall.investors_share', 'difference', steps.ratio('waterfall.one', one), gpShare)
  return steps.work('waterfall.due', 'ratio', short, investorsShare)
}

/** The whole catch-up for the preferred return paid so far, less what the tier has paid of it already. */
function caughtUp(tier: CatchUp, path: string, { steps, paidBy }: TierContext): Derivation {
  const carry = steps.ratio('waterfall.carry', tier.carry, `${path}.carry`)
  const share = steps.ratio('waterfall.gp_share', tier.gp_share, `${path}.gp_share`)
  const preferred = steps.amount('waterfall.preferred_paid', paidBy('preferred_return'))
  const onPreferred = steps.work('waterfall.carry_on_preferred', 'product', preferred, carry)
  const whole = tier.method === 'standard' ? untilLevel() : onceOver()
  return steps.work('waterfall.catch_up', 'difference', whole, steps.amount('waterfall.caught_up', paidBy('catch_up')))

  // The gp gains (share − carry) of every unit on its claim.
  function untilLevel(): Derivation {
    return steps.work(
      'waterfall.catch_up',
      'ratio',
      onPreferred,
      steps.workRatio('waterfall.catching', 'difference', share, carry),
    )
  }
  // As if at full speed, stretched: the investors' part of the tier earns the gp nothing.
  function onceOver(): Derivation {
    const rest = steps.workRatio('waterfall.investors_share', 'difference', steps.ratio('waterfall.one', one), carry)
    const atFullSpeed = steps.work('waterfall.carry_on_preferred', 'ratio', onPreferred, rest)
    return steps.work('waterfall.catch_up', 'ratio', atFullSpeed, share)
  }
}

/** Hands the investors' amount to the pots in their order, and in each to its accounts. */
function payInvestors(tier: Tier, amount: bigint, context: TierContext): readonly Split[] {
  const splits: Split[] = []
  let left = amount
  for (const { pot, owed } of context.pots) {
    const weights = weightsOf(tier, pot, context)
    const here = fewer(left, dueIn(tier, weights, owed.get(tier.name), left, context))
    if (here === 0n) continue
    const parts = allocateUnits(here, weights)
    pay(tier, pot, parts)
    splits.push({ deal: pot.deal, amount: here, weights, parts })
    left -= here
  }
  return splits
}

/** What the investors of one pot may take of a tier; whoever shares in a profit takes all there is, so the own deal's do. */
function dueIn(
  tier: Tier,
  weights: readonly Fraction[],
  owed: Derivation | undefined,
  left: bigint,
  { terms, steps }: TierContext,
): bigint {
  switch (tier.tier) {
    case 'return_of_capital':
      return sumOf(weights).numerator
    case 'preferred_return':
      return owed ? minorOf(roundedDue(owed, terms, steps)) : 0n
    default:
      return left
  }
}

/** In proportion to what investors share a tier: what each is owed by it, and above that what each has paid in. */
function weightsOf(tier: Tier, { accounts }: Pot, { terms }: TierContext): readonly Fraction[] {
  const included = (party: number): boolean => !('classes' in tier) || includesClass(tier, terms.parties[party]?.class ?? 'lp')
  switch (tier.tier) {
    case 'return_of_capital':
      return accounts.map(({ capital }, party) => (included(party) ? fraction(capital) : zero))
    case 'preferred_return':
      return accounts.map(({ preferred }, party) => (included(party) ? greatest(preferred, zero) : zero))
    case 'irr_hurdle': {
      const place = hurdleIndex(terms, tier.name)
      return accounts.map(({ hurdles }) => greatest(hurdles[place] ?? zero, zero))
    }
    default:
      return accounts.map(({ paidIn }) => fraction(paidIn))
  }
}

/** Writes down what investors have received; every hurdle looks at every receipt. */
function pay(tier: Tier, { accounts }: Pot, parts: readonly bigint[]): void {
  for (const [party, account] of accounts.entries()) {
    const part = parts[party] ?? 0n
    if (tier.tier === 'return_of_capital') account.capital -= part
    if (tier.tier === 'preferred_return') account.preferred = minus(account.preferred, fraction(part))
    account.hurdles = account.hurdles.map((short) => minus(short, fraction(part)))
  }
}

const roundedDue = (due: Derivation, { rounding }: WaterfallTerms, steps: Steps): Derivation =>
  steps.work('waterfall.due', 'at_least_zero', steps.work('waterfall.due', `round:${rounding}`, due))

const receivedAbove = ({ above }: TierContext): bigint => above.reduce((total, { amount, gp }) => total + amount - gp, 0n)

const nothingOwed = (steps: Steps): Derivation => steps.amount('waterfall.due', 0n)
