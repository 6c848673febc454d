import { allocateUnits } from '../kernel/allocate.ts'
import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import { type Fraction, fraction, greatest, minus, one, sumOf, zero } from '../kernel/fraction.ts'
import { type Pot, hurdleIndex } from './waterfall-pot.ts'
import type { Steps } from './waterfall-steps.ts'
import { type CatchUp, type Tier, type WaterfallTerms, gpShareOf, includesClass } from './waterfall.terms.ts'

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
export interface ClaimingPot {
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
  const left = derive(
    'remainder',
    [distributed, ...above.map(({ amount }) => given(amount, steps.money('waterfall.paid_above')))],
    steps.money('waterfall.left'),
  )
  const due = dueOf(tier, path, context)
  const amount = due ? derive('least', [left, due], steps.money('waterfall.tier_amount')) : left
  const share = gpShareOf(tier)
  if (share.numerator === 0n) {
    return { tier: tier.name, amount: minorOf(amount), gp: 0n, splits: payInvestors(tier, minorOf(amount), context), derivation: amount }
  }
  const gp = derive(
    `round:${terms.rounding}`,
    [derive('product', [given(share, steps.ratio('waterfall.gp_share', `${path}.gp_share`)), amount], steps.money('waterfall.gp_part'))],
    steps.money('waterfall.gp_part'),
  )
  const investors = derive('remainder', [amount, gp], steps.money('waterfall.investors_part'))
  return {
    tier: tier.name,
    amount: minorOf(amount),
    gp: minorOf(gp),
    splits: payInvestors(tier, minorOf(investors), context),
    derivation: derive('sum', [gp, investors], steps.money('waterfall.tier_amount')),
  }
}

/** What the tier may take before it is full, in whole minor units; undefined when it takes all that is left. */
function dueOf(tier: Tier, path: string, context: TierContext): Derivation | undefined {
  const { terms, steps, pots } = context
  const rounded = (due: Derivation): Derivation => roundedDue(due, terms, steps)
  switch (tier.tier) {
    case 'return_of_capital':
      return derive(
        'sum',
        pots.map(({ pot }) => given(sumOf(weightsOf(tier, pot, context)), steps.money('waterfall.capital_outstanding'))),
        steps.money('waterfall.due'),
      )
    case 'preferred_return':
      return derive('sum', pots.map(({ owed }) => rounded(owed.get(tier.name) ?? nothingOwed(steps))), steps.money('waterfall.due'))
    case 'irr_hurdle': {
      const received = given(receivedAbove(context), steps.money('waterfall.received_above'))
      const short = derive('difference', [pots[0]?.owed.get(tier.name) ?? nothingOwed(steps), received], steps.money('waterfall.hurdle_short'))
      if (tier.gp_share.numerator === 0n) return rounded(short)
      const investors = derive(
        'difference',
        [given(one, steps.ratio('waterfall.one')), given(tier.gp_share, steps.ratio('waterfall.gp_share', `${path}.gp_share`))],
        steps.ratio('waterfall.investors_share'),
      )
      return rounded(derive('ratio', [short, investors], steps.money('waterfall.due')))
    }
    case 'catch_up':
      return rounded(caughtUp(tier, path, context))
    case 'split':
      return undefined
  }
}

/** The whole catch-up for the preferred return paid so far, less what the tier has paid of it already. */
function caughtUp(tier: CatchUp, path: string, { steps, paidBy }: TierContext): Derivation {
  const preferred = given(paidBy('preferred_return'), steps.money('waterfall.preferred_paid'))
  const carry = given(tier.carry, steps.ratio('waterfall.carry', `${path}.carry`))
  const share = given(tier.gp_share, steps.ratio('waterfall.gp_share', `${path}.gp_share`))
  const onPreferred = derive('product', [preferred, carry], steps.money('waterfall.carry_on_preferred'))
  const whole =
    tier.method === 'standard'
      ? derive('ratio', [onPreferred, derive('difference', [share, carry], steps.ratio('waterfall.catching'))], steps.money('waterfall.catch_up'))
      : derive(
          'ratio',
          [
            derive(
              'ratio',
              [onPreferred, derive('difference', [given(one, steps.ratio('waterfall.one')), carry], steps.ratio('waterfall.investors_share'))],
              steps.money('waterfall.carry_on_preferred'),
            ),
            share,
          ],
          steps.money('waterfall.catch_up'),
        )
  return derive('difference', [whole, given(paidBy('catch_up'), steps.money('waterfall.caught_up'))], steps.money('waterfall.catch_up'))
}

/** Hands the investors' amount to the pots in their order, and in each to its accounts. */
function payInvestors(tier: Tier, amount: bigint, context: TierContext): readonly Split[] {
  const splits: Split[] = []
  let left = amount
  for (const { pot, owed } of context.pots) {
    const weights = weightsOf(tier, pot, context)
    const here = smaller(left, dueIn(tier, weights, owed.get(tier.name), left, context))
    if (here === 0n) continue
    const parts = allocateUnits(here, weights)
    pay(tier, pot, parts)
    splits.push({ deal: pot.deal, amount: here, weights, parts })
    left -= here
  }
  return splits
}

/** What the investors of one pot may take of a tier; whoever shares in a profit takes all there is, so the own deal's do. */
function dueIn(tier: Tier, weights: readonly Fraction[], owed: Derivation | undefined, left: bigint, { terms, steps }: TierContext): bigint {
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
  derive('at_least_zero', [derive(`round:${rounding}`, [due], steps.money('waterfall.due'))], steps.money('waterfall.due'))

const receivedAbove = ({ above }: TierContext): bigint => above.reduce((total, { amount, gp }) => total + amount - gp, 0n)

const nothingOwed = (steps: Steps): Derivation => given(0n, steps.money('waterfall.due'))

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
