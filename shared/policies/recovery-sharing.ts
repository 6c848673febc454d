import { type Derivation, given, minorOf } from '../kernel/derivation.ts'
import { minus, one } from '../kernel/fraction.ts'
import { type Money, fewer, money } from '../kernel/money.ts'
import { refuse } from '../refuse.ts'
import type { WordKey } from '../words.ts'
import type { CompensationScheme, RecoveryRule } from './compensation-scheme.ts'
import { type CaseFile, type CitedScheme, type LossCase, amountText, isMore, mustBeRead, openCase } from './loss-case.ts'
import { type Share, shareLoss } from './loss-sharing.ts'

/** All that has come back on a loss so far, net of costs, by what it was applied to; minor units of the scheme's currency. */
export interface Recovered {
  readonly principal: bigint
  readonly interest: bigint
}

/** What each bearer has got back by now: parts sum to what was recovered, each at most what its bearer bore. */
export interface SharedRecovery {
  readonly shares: readonly Share[]
  readonly derivation: Derivation
}

/**
 * What each bearer gets back of all that has been recovered so far on a loss. The rule is the scheme's: by what each bore,
 * by sharing the smaller loss anew, at a flat rate, or one side first. Interest that the scheme does not share is the bank's and
 * moves no share. Nobody gets back more than it bore, and nobody bears more because something came back: what a flat rate or a
 * lower tier would give one side beyond that is the others'. Refuses recoveries beyond the loss: those are no part of it.
 */
export function sharesRecovered(cited: CitedScheme, lossCase: LossCase, recovered: Recovered): SharedRecovery {
  mustBeRead(cited, 'recovery')
  const { scheme } = cited
  const { rule } = scheme.recovery ?? refuse('compensation.recovery_unruled', {})
  const { interest: stated = 0n, ...rest } = lossCase.amounts
  const sharedCase = scheme.interest_included ? lossCase : { ...lossCase, amounts: rest }
  checkWithin(scheme, { principal: rest[scheme.base] ?? 0n, interest: stated }, recovered)

  const file = openCase(cited, sharedCase)
  const { shares } = shareLoss(cited, sharedCase)
  const interest = file.amount('recovered.interest', recovered.interest)
  const principal = file.amount('recovered.principal', recovered.principal)
  const parts = byRule[rule]({
    ...file,
    shares,
    recovered: scheme.interest_included ? file.minor('recovered.shared', 'sum', [principal, interest]) : principal,
    left: {
      ...sharedCase,
      amounts: {
        ...sharedCase.amounts,
        [scheme.base]: (rest[scheme.base] ?? 0n) - recovered.principal,
        ...(scheme.interest_included ? { interest: stated - recovered.interest } : {}),
      },
    },
  })
  const lines = shares.map(({ bearer }, index) => ({ bearer, operands: parts[index] ? [parts[index]] : [] }))
  // The bank stands among those who bear the loss, or bears its interest alone.
  if (!scheme.interest_included && stated > 0n) {
    const besides = { ...interest, label: 'recovered.beside' }
    const bank = lines.find(({ bearer }) => bearer === 'bank')
    if (bank) bank.operands.push(besides)
    else lines.push({ bearer: 'bank', operands: [besides] })
  }
  const named = lines.map(({ bearer, operands }) => ({ bearer, part: file.minor(`bearer.${bearer}`, 'sum', operands) }))
  return {
    shares: named.map(({ bearer, part }) => ({ bearer, amount: money(minorOf(part), scheme.currency) })),
    derivation: file.minor(
      'recovered.returned',
      'sum',
      named.map(({ part }) => part),
    ),
  }
}

/** The same for one sum, principal coming back before interest. */
export function shareRecovery(cited: CitedScheme, lossCase: LossCase, recovered: Money): readonly Share[] {
  const principal = fewer(recovered.minor, lossCase.amounts[cited.scheme.base] ?? 0n)
  return sharesRecovered(cited, lossCase, { principal, interest: recovered.minor - principal }).shares
}

function checkWithin(scheme: CompensationScheme, loss: Recovered, recovered: Recovered): void {
  const say = ({ principal, interest }: Recovered): string => amountText(principal + interest, scheme.currency)
  if (recovered.principal < 0n || recovered.interest < 0n) refuse('compensation.recovery_negative', { recovered: say(recovered) })
  if (recovered.principal > loss.principal || recovered.interest > loss.interest) {
    refuse('compensation.recovery_above_loss', { recovered: say(recovered), loss: say(loss) })
  }
}

interface Recovery extends CaseFile {
  readonly shares: readonly Share[]
  readonly recovered: Derivation
  /** The loss as it is now. */
  readonly left: LossCase
}

/** One part for each share, in their order. */
const byRule: Readonly<Record<RecoveryRule, (recovery: Recovery) => readonly Derivation[]>> = {
  pro_rata_borne: (recovery) => split(recovery, 'recovered.part', recovery.recovered, borneOf(recovery)),
  recompute_on_net_loss: (recovery) => {
    const { minor, cites, unread, scheme, left } = recovery
    const anew = shareLoss({ scheme, cites, unread }, left)
    const parts = borneOf(recovery).map((borne, index) => {
      const at = anew.shares.findIndex(({ bearer }) => bearer === recovery.shares[index]?.bearer)
      const now = anew.derivation.operands[at]
      return now ? minor('recovered.part', 'difference', [borne, { ...now, label: 'recovered.left' }]) : borne
    })
    // A smaller loss may fall into a tier of a higher rate: then nobody gets anything that another would have to add.
    if (parts.every((part) => minorOf(part) >= 0n)) return parts
    const weights = parts.map((part) => minor('recovered.part', 'at_least_zero', [part]))
    return split(recovery, 'recovered.part', recovery.recovered, weights)
  },
  flat_rate: (recovery) => {
    const { recovered, scheme, parameter, minor } = recovery
    const rate = scheme.recovery?.rate ?? refuse('policy.parameters_empty', { paths: ['recovery.rate'] })
    const whole = parameter('recovered.rate', rate, 'recovery.rate')
    const rest = given(minus(one, rate), { label: 'recovered.rest', unit: 'ratio' })
    return inTwo(recovery, minor('recovered.to_funders', 'share:0', [recovered, whole, rest]))
  },
  fiscal_first: (recovery) => inTwo(recovery, recovery.recovered),
  bank_first: (recovery) => inTwo(recovery, recovery.minor('recovered.to_funders', 'sum', [])),
}

/**
 * Those who fund the compensation get what is meant for them, everybody else the rest, each side by what its bearers bore
 * and at most that.
 */
function inTwo(recovery: Recovery, meant: Derivation): readonly Derivation[] {
  const { minor, scheme, shares, recovered } = recovery
  const borne = borneOf(recovery)
  const onSide = (funders: boolean): readonly Derivation[] =>
    borne.map((part, index) => (shares[index] && isFunder(scheme, shares[index].bearer) === funders ? part : nothingOf(recovery)))
  const [ofFunders, ofOthers] = [onSide(true), onSide(false)]
  const funders = minor('recovered.side', 'sum', ofFunders)
  const others = minor('recovered.side', 'sum', ofOthers)

  const atMost = isMore(meant, funders) ? minor('recovered.to_funders', 'least', [meant, funders]) : meant
  const beyondOthers = minor('recovered.to_funders', 'difference', [recovered, others])
  const toFunders = isMore(beyondOthers, atMost) ? minor('recovered.to_funders', 'greatest', [atMost, beyondOthers]) : atMost
  const toOthers = minor('recovered.to_others', 'remainder', [recovered, toFunders])
  const back = split(recovery, 'recovered.part', toFunders, ofFunders)
  const rest = split(recovery, 'recovered.part', toOthers, ofOthers)
  return shares.map(({ bearer }, index) => (isFunder(scheme, bearer) ? back : rest)[index] ?? nothingOf(recovery))
}

/** By largest remainder; of nothing everybody gets nothing, and those who bore nothing have no weights to share by. */
const split = (
  recovery: Recovery,
  label: WordKey,
  amount: Derivation,
  weights: readonly Derivation[],
): readonly Derivation[] =>
  minorOf(amount) === 0n
    ? weights.map(() => nothingOf(recovery))
    : weights.map((_, index) => recovery.minor(label, `share:${index}`, [amount, ...weights]))

const nothingOf = ({ minor }: Recovery): Derivation => minor('recovered.part', 'sum', [])

const borneOf = ({ shares, amount }: Recovery): readonly Derivation[] =>
  shares.map((share) => amount('recovered.borne', share.amount.minor))

/** Whether a bearer is one of those who fund the compensation: what comes back to them goes to the pool. */
export const isFunder = ({ compensation }: CompensationScheme, bearer: Share['bearer']): boolean =>
  bearer === 'public_joint' || (compensation?.split ?? []).some((funder) => funder.bearer === bearer)
