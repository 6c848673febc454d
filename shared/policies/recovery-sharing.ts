import { allocateUnits } from '../kernel/allocate.ts'
import { minus, one } from '../kernel/fraction.ts'
import { type Money, money } from '../kernel/money.ts'
import { refuse } from '../refusals.ts'
import type { CompensationScheme, RecoveryRule } from './compensation-scheme.ts'
import { type CitedScheme, type LossCase, amountText, mustBeRead } from './loss-case.ts'
import { type Share, shareLoss } from './loss-sharing.ts'

/**
 * What each bearer gets back of all that has been recovered so far on a loss, net of costs; parts sum to it. The rule is
 * the scheme's: by what each bore, by sharing the smaller loss anew, at a flat rate, or one side first. The odd minor unit
 * goes where the scheme's remainder is. Refuses recoveries beyond the loss: those are no part of it.
 */
export function shareRecovery(cited: CitedScheme, lossCase: LossCase, recovered: Money): readonly Share[] {
  mustBeRead(cited, 'recovery')
  const { scheme } = cited
  const { rule } = scheme.recovery ?? refuse('compensation.recovery_unruled', {})
  const { loss, shares } = shareLoss(cited, lossCase)
  if (recovered.minor > loss.minor) {
    const say = ({ minor }: Money): string => amountText(minor, scheme.currency)
    refuse('compensation.recovery_above_loss', { recovered: say(recovered), loss: say(loss) })
  }
  return byRule[rule]({ cited, lossCase, shares, recovered: recovered.minor })
}

interface Recovery {
  readonly cited: CitedScheme
  readonly lossCase: LossCase
  readonly shares: readonly Share[]
  readonly recovered: bigint
}

const byRule: Readonly<Record<RecoveryRule, (recovery: Recovery) => readonly Share[]>> = {
  pro_rata_borne: ({ shares, recovered }) =>
    recovered === 0n
      ? back(shares, () => 0n)
      : returned(
          shares,
          allocateUnits(
            recovered,
            shares.map(({ amount }) => amount.minor),
          ),
        ),
  recompute_on_net_loss: ({ cited, lossCase, shares, recovered }) => {
    const left = shareLoss(cited, lessPrincipal(cited.scheme, lossCase, recovered)).shares
    return back(
      shares,
      ({ bearer, amount }) => amount.minor - (left.find((share) => share.bearer === bearer)?.amount.minor ?? 0n),
    )
  },
  flat_rate: (recovery) => {
    const { recovered, cited } = recovery
    const rate = cited.scheme.recovery?.rate ?? refuse('policy.parameters_empty', { paths: ['recovery.rate'] })
    const [toFunders = 0n] = allocateUnits(recovered, [rate, minus(one, rate)])
    return inTwo(recovery, toFunders)
  },
  fiscal_first: (recovery) => inTwo(recovery, lesser(recovery.recovered, borneByFunders(recovery))),
  bank_first: (recovery) => {
    const { shares, recovered } = recovery
    const toOthers = lesser(recovered, totalOf(shares) - borneByFunders(recovery))
    return inTwo(recovery, recovered - toOthers)
  },
}

/** Principal comes back before interest: the smaller loss is one with less principal. */
function lessPrincipal({ base }: CompensationScheme, lossCase: LossCase, recovered: bigint): LossCase {
  const principal = lossCase.amounts[base] ?? refuse('compensation.fact_unknown', { fact: base })
  const fromPrincipal = lesser(recovered, principal)
  const interest = lossCase.amounts.interest
  return {
    ...lossCase,
    amounts: {
      ...lossCase.amounts,
      [base]: principal - fromPrincipal,
      ...(interest === undefined ? {} : { interest: interest - (recovered - fromPrincipal) }),
    },
  }
}

/** Those who fund the compensation get `toFunders`, everybody else the rest, each side by what its bearers bore. */
function inTwo({ cited: { scheme }, shares, recovered }: Recovery, toFunders: bigint): readonly Share[] {
  const sides = [
    { amount: toFunders, isOn: (share: Share) => isFunder(scheme, share) },
    { amount: recovered - toFunders, isOn: (share: Share) => !isFunder(scheme, share) },
  ]
  const parts = sides.map(({ amount, isOn }) => {
    const borne = shares.map((share) => (isOn(share) ? share.amount.minor : 0n))
    // A side that bore nothing gets nothing: what a flat rate would give it is the remainder's.
    const weights = borne.some((minor) => minor > 0n)
      ? borne
      : shares.map(({ bearer }) => (bearer === scheme.remainder ? 1n : 0n))
    return amount === 0n ? borne.map(() => 0n) : allocateUnits(amount, weights)
  })
  return returned(
    shares,
    shares.map((_, index) => parts.reduce((total, side) => total + (side[index] ?? 0n), 0n)),
  )
}

const isFunder = ({ compensation }: CompensationScheme, { bearer }: Share): boolean =>
  bearer === 'public_joint' || (compensation?.split ?? []).some((funder) => funder.bearer === bearer)
const borneByFunders = ({ cited: { scheme }, shares }: Recovery): bigint =>
  totalOf(shares.filter((share) => isFunder(scheme, share)))
const totalOf = (shares: readonly Share[]): bigint => shares.reduce((total, { amount }) => total + amount.minor, 0n)

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const back = (shares: readonly Share[], amountOf: (share: Share) => bigint): readonly Share[] =>
  shares.map((share) => ({ bearer: share.bearer, amount: money(amountOf(share), share.amount.currency) }))
const returned = (shares: readonly Share[], parts: readonly bigint[]): readonly Share[] =>
  shares.map(({ bearer, amount }, index) => ({ bearer, amount: money(parts[index] ?? 0n, amount.currency) }))
