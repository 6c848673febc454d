import { type Derivation, derive, given } from '../kernel/derivation.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Money, subtract } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Word } from '../kernel/words.ts'
import type { LenderId, LoanId, LoanOutcome } from '../loans/loan.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { ShareBearer } from '../policies/compensation-scheme.ts'
import type { Share } from '../policies/loss-sharing.ts'
import type { PolicyVersionId, PolicyVersionStatus } from '../policies/policy.ts'
import type { LossEvaluationId } from './loss-evaluation.ts'

/** An evaluation as it is listed: which scheme, tried by whom and when, on how many batches. */
export interface LossEvaluation {
  readonly id: LossEvaluationId
  readonly organisation: { readonly id: OrganisationId; readonly nameZh: string; readonly nameEn: string }
  readonly policyVersionId: PolicyVersionId
  readonly policy: { readonly code: string; readonly name: Word; readonly number: number; readonly status: PolicyVersionStatus }
  readonly bearers: readonly ShareBearer[]
  readonly batches: number
  readonly evaluatedBy: string | null
  readonly evaluatedAt: Instant
}

/** Losses of one currency counted and summed: all of them, a year's, a lender's. */
export interface LossCell {
  readonly losses: number
  /** Principal charged off, as far as the record says how much. */
  readonly loss: Money
  /** Of how many it does not. */
  readonly unstated: number
  /** Of them, those that the scheme does not share. */
  readonly refused: number
  readonly refusedLoss: Money
  /** One for each bearer of the scheme, in its order; they sum to the loss less what was refused. */
  readonly shares: readonly Share[]
  /** Where both the recorded guarantee and the computed cover are known, and what those come to. */
  readonly compared: number
  readonly recorded: Money
  readonly computed: Money
  /** Of those compared: where the scheme covers more than the record, and where less (an amount below zero). */
  readonly above: number
  readonly aboveBy: Money
  readonly below: number
  readonly belowBy: Money
}

/** What a year's or a lender's losses come to; null is the year, or the lender, that no record names. */
export interface YearCell extends LossCell {
  readonly year: number | null
}
export interface LenderCell extends LossCell {
  readonly lender: { readonly id: LenderId; readonly name: string; readonly region: string | null } | null
}

/** One loss as the evaluation has it, beside what its record says. */
export interface LossRow {
  readonly loanId: LoanId
  readonly number: string
  readonly borrowerName: string
  readonly lenderName: string | null
  readonly outcome: LoanOutcome
  readonly year: number | null
  readonly chargedOffOn: PlainDate | null
  readonly approved: Money
  readonly guaranteed: Money
  readonly loss: Money | null
  readonly shares: readonly Share[] | null
  readonly recorded: Money | null
  readonly computed: Money | null
  readonly difference: Money | null
  /** Why the scheme does not share it, in both languages. */
  readonly refusal: Word | null
}

/** What was refused; null when no such loss has an amount on record, for what is unknown is not nothing. */
export const refusedLossOf = ({ refused, refusedLoss }: LossCell): Money | null =>
  refused > 0 && refusedLoss.minor === 0n ? null : refusedLoss

/** What a bearer bears of a cell; null where no loss of it could be shared. */
export const shareIn = ({ losses, refused, shares }: LossCell, bearer: ShareBearer): Money | null =>
  losses === refused ? null : (shares.find((share) => share.bearer === bearer)?.amount ?? null)

/** A figure of the comparison; null where there is nothing to compare. */
export const comparedIn = (cell: LossCell, figure: 'recorded' | 'computed' | 'aboveBy' | 'belowBy'): Money | null =>
  cell.compared === 0 ? null : cell[figure]

const evaluatedLoss = ({ loss, refusedLoss }: LossCell): Money => subtract(loss, refusedLoss)
export const differenceOf = ({ compared, recorded, computed }: LossCell): Money | null =>
  compared === 0 ? null : subtract(computed, recorded)

/** A bearer's part of the losses that the scheme shares; null where it shares none. */
export function partOf(cell: LossCell, share: Share): Derivation | null {
  const whole = evaluatedLoss(cell)
  if (whole.minor === 0n) return null
  return derive('ratio', [amount(`bearer.${share.bearer}`, share.amount), sharedOf(cell)], {
    label: 'loss_sharing.part',
    unit: 'ratio',
  })
}

/** The losses shared: all charged off, less those that the scheme refuses. */
export const sharedOf = ({ loss, refusedLoss }: LossCell): Derivation =>
  derive(
    'difference',
    [amount('loss_sharing.loss', loss), amount('loss_sharing.refused', refusedLoss)],
    inMinor('loss_sharing.shared', loss),
  )

export const differenceDerivation = ({ recorded, computed }: LossCell): Derivation =>
  derive(
    'difference',
    [amount('guarantee.computed', computed), amount('guarantee.recorded', recorded)],
    inMinor('guarantee.difference', recorded),
  )

/** A figure as the sum of its years (or whatever its parts are called). */
export const sumOfParts = (
  label: string,
  whole: Money,
  parts: readonly { readonly label: string; readonly amount: Money }[],
): Derivation =>
  derive(
    'sum',
    parts.map((part) => amount(part.label, part.amount)),
    inMinor(label, whole),
  )

const inMinor = (label: string, { currency }: Money) => ({ label, unit: 'minor', currency }) as const
const amount = (label: string, of: Money): Derivation => given(of.minor, inMinor(label, of))
