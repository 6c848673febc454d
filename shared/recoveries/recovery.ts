import type { ProposalId } from '../approvals/proposal.ts'
import type { BearerShare, ClaimId } from '../claims/claim.ts'
import type { DocumentHash } from '../documents/document.ts'
import { type Derivation, minorOf } from '../kernel/derivation.ts'
import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Money, fewer, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { CompensationScheme, RecoveryPart } from '../policies/compensation-scheme.ts'
import { type CaseFile, type CitedScheme, type LossCase, amountText, openCase } from '../policies/loss-case.ts'
import type { Share } from '../policies/loss-sharing.ts'
import { type Recovered, isFunder, sharesRecovered } from '../policies/recovery-sharing.ts'
import { refuse } from '../refuse.ts'

export type RecoveryId = Id<'rcv'>
export type RemittanceId = Id<'rmt'>

/**
 * How money came back: in cash, by what the bank took over, by selling the claim, after it had been written off. Compensation is
 * claimed back for cause (clawback), or because it turned out to be too much (refund); a reversal undoes one of the first four.
 */
export const recoveryKinds = ['cash', 'asset', 'transfer', 'after_write_off', 'clawback', 'refund', 'reversal'] as const
export type RecoveryKind = (typeof recoveryKinds)[number]

/** What a bank reports; the others follow from decisions. */
export const reportedKinds = ['cash', 'asset', 'transfer', 'after_write_off'] as const satisfies readonly RecoveryKind[]

export interface Recovery {
  readonly id: RecoveryId
  readonly claimId: ClaimId
  readonly bankId: OrganisationId
  readonly place: number
  readonly kind: RecoveryKind
  readonly receivedOn: PlainDate
  readonly gross: Money
  /** As the bank states them; whether they come off the money, the scheme says. */
  readonly cost: Money
  readonly principal: Money
  readonly interest: Money
  readonly penalty: Money
  readonly reference: string
  readonly documentHash: DocumentHash | null
  readonly reverses: RecoveryId | null
  readonly reason: string | null
  /** What each bearer got of it: below zero where a reversal takes back. */
  readonly shares: readonly BearerShare[]
  readonly derivation: Derivation
  /** What the bank owes the pool for it. */
  readonly due: Money
  /** Null where the scheme lays down no term, or the working days of that year are not known yet. */
  readonly dueOn: PlainDate | null
  readonly remitted: Money
  readonly proposalId: ProposalId | null
  readonly entryId: EntryId | null
  readonly recordedAt: Instant
}

/** Money from the borrower, as the bank states it; minor units. What the borrower owes beside the loss is null while unknown. */
export interface MoneyBack {
  readonly gross: bigint
  readonly cost: bigint
  readonly interestOwed: bigint | null
  readonly penaltyOwed: bigint | null
}

/** To what money was applied, all recoveries of a claim so far together. */
export interface AppliedSoFar {
  readonly principal: bigint
  readonly interest: bigint
}

/** How one recovery is divided: every fen of it goes to costs, to a bearer, or to the bank beside the loss. */
export interface DividedRecovery {
  readonly applied: Readonly<Record<RecoveryPart, bigint>>
  /** What each bearer gets of this one: the difference between where it stands now and where it stood. */
  readonly shares: readonly Share[]
  /** What the bank owes the pool for it: the funders' parts. */
  readonly due: Money
  /** Sums to the money received. */
  readonly derivation: Derivation
  readonly soFar: AppliedSoFar
}

/**
 * Divides money that came back: costs first where the scheme says so, then principal, interest and penalty in its order, each up
 * to what is owed; then what counts against the loss among its bearers, cumulatively: each stands where sharing all that has come
 * back puts it, and this recovery posts the difference. Interest beyond what the claim stated, and penalties, are the bank's.
 * Refuses costs above the money, and money above the debt.
 */
export function divideRecovery(
  cited: CitedScheme,
  lossCase: LossCase,
  before: AppliedSoFar,
  moneyBack: MoneyBack,
): DividedRecovery {
  const { scheme } = cited
  const file = openCase(cited, lossCase)
  const { minor, amount } = file
  const { gross, cost } = moneyBack
  if (gross <= 0n) refuse('recovery.nothing_came', {})
  if (cost < 0n) refuse('recovery.cost_negative', {})
  if (cost > gross) {
    refuse('recovery.costs_above_money', { cost: amountText(cost, scheme.currency), gross: amountText(gross, scheme.currency) })
  }

  const whole = amount('recovery.gross', gross)
  const costs = costsComeFirst(scheme) ? amount('recovery.cost', cost) : minor('recovery.cost', 'sum', [])
  const owed: Readonly<Record<Debt, () => Derivation>> = {
    principal: () =>
      minor('recovery.principal_owed', 'difference', [file.fact(scheme.base), amount('recovered.principal', before.principal)]),
    interest: () => amount('recovery.interest_owed', moneyBack.interestOwed ?? refuse('recovery.owed_unknown', { part: 'interest' })),
    penalty: () => amount('recovery.penalty_owed', moneyBack.penaltyOwed ?? refuse('recovery.owed_unknown', { part: 'penalty' })),
  }
  const applied: Partial<Record<Debt, Derivation>> = {}
  for (const part of debtsInOrder(scheme)) {
    const left = minor('recovery.left', 'remainder', [whole, costs, ...Object.values(applied)])
    // What nothing is left for need not be known.
    if (minorOf(left) > 0n) applied[part] = minor(`recovery.${part}`, 'least', [left, owed[part]()])
  }
  const nothing = minor('recovery.left', 'sum', [])
  const { principal = nothing, interest = nothing, penalty = nothing } = applied
  const beyond = gross - [costs, principal, interest, penalty].reduce((sum, part) => sum + minorOf(part), 0n)
  if (beyond > 0n) refuse('recovery.beyond_debt', { beyond: amountText(beyond, scheme.currency) })

  const soFar = { principal: before.principal + minorOf(principal), interest: before.interest + minorOf(interest) }
  const then = standing(cited, lossCase, before)
  const now = standing(cited, lossCase, soFar)
  const increments = incrementsOf(file, then.shared, now.shared)
  // Of the interest, what the claim stated as lost is among the bearers' parts already.
  const counted = amount('recovery.interest_counted', now.recovered.interest - then.recovered.interest)
  const beside = minor('recovery.interest_beside', 'difference', [interest, counted])
  const derivation = minor('recovery.divided', 'sum', [costs, ...increments.map(({ part }) => part), beside, penalty])
  return {
    applied: { costs: cost, principal: minorOf(principal), interest: minorOf(interest), penalty: minorOf(penalty) },
    ...sharesOf(scheme, increments),
    derivation,
    soFar,
  }
}

/** What taking a recovery back changes: every bearer goes where the others put it, which need not mirror what it once got. */
export function takeBack(
  cited: CitedScheme,
  lossCase: LossCase,
  before: AppliedSoFar,
  reversed: Pick<Recovery, 'gross' | 'cost' | 'principal' | 'interest' | 'penalty'>,
): DividedRecovery {
  const file = openCase(cited, lossCase)
  const { minor, amount } = file
  const soFar = {
    principal: before.principal - reversed.principal.minor,
    interest: before.interest - reversed.interest.minor,
  }
  const then = standing(cited, lossCase, before)
  const now = standing(cited, lossCase, soFar)
  const increments = incrementsOf(file, then.shared, now.shared)
  const costs = costsComeFirst(cited.scheme) ? -reversed.cost.minor : 0n
  const beside = -reversed.interest.minor - (now.recovered.interest - then.recovered.interest)
  return {
    applied: {
      costs: -reversed.cost.minor,
      principal: -reversed.principal.minor,
      interest: -reversed.interest.minor,
      penalty: -reversed.penalty.minor,
    },
    ...sharesOf(cited.scheme, increments),
    derivation: minor('recovery.divided', 'sum', [
      amount('recovery.cost', costs),
      ...increments.map(({ part }) => part),
      amount('recovery.interest_beside', beside),
      amount('recovery.penalty', -reversed.penalty.minor),
    ]),
    soFar,
  }
}

/** Of all that was applied so far, what counts against the loss: interest up to what the claim stated. */
export const countedOf = ({ amounts }: LossCase, { principal, interest }: AppliedSoFar): Recovered => ({
  principal,
  interest: fewer(interest, amounts.interest ?? 0n),
})

export const appliedBy = (recoveries: readonly Pick<Recovery, 'principal' | 'interest'>[]): AppliedSoFar => ({
  principal: recoveries.reduce((sum, { principal }) => sum + principal.minor, 0n),
  interest: recoveries.reduce((sum, { interest }) => sum + interest.minor, 0n),
})

export const costsComeFirst = ({ recovery }: CompensationScheme): boolean =>
  recovery?.cost_rule === 'costs_first' || recovery?.application_order?.[0] === 'costs'

type Debt = Exclude<RecoveryPart, 'costs'>
const debtsInOrder = ({ recovery }: CompensationScheme): readonly Debt[] =>
  (recovery?.application_order ?? (['principal', 'interest', 'penalty'] as const)).filter((part) => part !== 'costs')

function standing(cited: CitedScheme, lossCase: LossCase, soFar: AppliedSoFar) {
  const recovered = countedOf(lossCase, soFar)
  return { recovered, shared: sharesRecovered(cited, lossCase, recovered) }
}

interface Increment {
  readonly bearer: Share['bearer']
  readonly part: Derivation
}

/** Where a bearer stands now opens to its rule; where it stood is known from the recovery before. */
function incrementsOf(
  { minor, amount }: CaseFile,
  then: ReturnType<typeof sharesRecovered>,
  now: ReturnType<typeof sharesRecovered>,
): readonly Increment[] {
  return now.shares.map(({ bearer }, index) => {
    const stood = then.shares.find((share) => share.bearer === bearer)?.amount.minor ?? 0n
    const stands = now.derivation.operands[index] ?? amount('recovery.returned_now', 0n)
    const part = minor(`bearer.${bearer}`, 'difference', [
      { ...stands, label: 'recovery.returned_now' },
      amount('recovery.returned_before', stood),
    ])
    return { bearer, part }
  })
}

function sharesOf(scheme: CompensationScheme, increments: readonly Increment[]): Pick<DividedRecovery, 'shares' | 'due'> {
  const shares = increments.map(({ bearer, part }) => ({ bearer, amount: money(minorOf(part), scheme.currency) }))
  return { shares, due: money(dueOf(scheme, shares), scheme.currency) }
}

/** What of the shares goes to the pool: its funders' parts. */
export const dueOf = (scheme: CompensationScheme, shares: readonly Share[]): bigint =>
  shares.reduce((sum, { bearer, amount }) => (isFunder(scheme, bearer) ? sum + amount.minor : sum), 0n)
