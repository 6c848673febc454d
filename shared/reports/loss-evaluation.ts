import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import type { Id } from '../kernel/id.ts'
import type { Currency, Money } from '../kernel/money.ts'
import { type Facts, Refusal } from '../kernel/refusal.ts'
import type { Rounding } from '../kernel/rounding.ts'
import { type CompensationScheme, type ShareBearer, bearers } from '../policies/compensation-scheme.ts'
import type { CitedScheme } from '../policies/loss-case.ts'
import { type SharedLoss, shareLoss } from '../policies/loss-sharing.ts'
import { refuse } from '../refuse.ts'

/**
 * A scheme tried on a historic book: who would bear what of each loss in it. A what-if: nothing moves and nothing is posted,
 * whatever day the scheme takes effect. What it found is kept, with the scheme as it then read and the batches it saw.
 */
export type LossEvaluationId = Id<'lev'>

/** What a historic loan's record says of its loss; null where it says that something was charged off, and not how much. */
export interface RecordedLoss {
  readonly approved: Money
  readonly guaranteed: Money
  readonly chargedOff: Money | null
}

/** A loss as the scheme shares it, or why it does not, beside what the record says of the guarantee. */
export interface EvaluatedLoss {
  readonly shared: SharedLoss | null
  readonly refusal: { readonly code: string; readonly facts: Facts } | null
  /** What the recorded guarantee bears of the loss; null where the record does not say. */
  readonly recorded: Derivation | null
  /** What the scheme lets others than the bank bear; null where it does not share the loss. */
  readonly computed: Derivation | null
}

/**
 * What a historic loan's record tells a scheme: the loan amount is what was approved, with the guarantee agreed on it, and
 * principal charged off is principal lost and not repaid. Its net loss, interest, flags and the use of caps are in no such
 * record, so a scheme that depends on them refuses the loan: it is told apart, never counted as nothing.
 */
export function evaluateLoss(cited: CitedScheme, recorded: RecordedLoss): EvaluatedLoss {
  const guarantee = recordedGuarantee(recorded, cited.scheme.compensation?.rounding ?? 'down')
  try {
    const shared = shareRecordedLoss(cited, recorded)
    return { shared, refusal: null, recorded: guarantee, computed: coverOf(shared) }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return { shared: null, refusal: { code: thrown.code, facts: thrown.facts }, recorded: guarantee, computed: null }
  }
}

function shareRecordedLoss(cited: CitedScheme, { approved, guaranteed, chargedOff }: RecordedLoss): SharedLoss {
  const loss = chargedOff?.minor || refuse('loss.amount_unstated', {})
  const amounts = {
    loan_amount: approved.minor,
    guaranteed_amount: guaranteed.minor,
    principal_loss: loss,
    unpaid_principal: loss,
  }
  return shareLoss({ ...cited, scheme: schemeIn(cited.scheme, approved.currency) }, { amounts, used: {}, flags: {} })
}

/**
 * The scheme for loans in another currency than its own: rates hold in any, an amount laid down in one says nothing in
 * another. In a decoded scheme every bare bigint is an amount, for rates are fractions.
 */
export function schemeIn(scheme: CompensationScheme, currency: Currency): CompensationScheme {
  if (scheme.currency === currency) return scheme
  if (laysDownAmounts(scheme)) refuse('loss.other_currency', { scheme: scheme.currency, loan: currency })
  return { ...scheme, currency }
}

export const laysDownAmounts = (part: unknown): boolean => {
  if (typeof part === 'bigint') return part !== 0n
  if (part === null || typeof part !== 'object' || 'denominator' in part) return false
  return Object.values(part).some(laysDownAmounts)
}

/** Everybody whom a scheme lets bear a part of a loss, in the order of tiers, the bank last. */
export function bearersOf({
  first_loss: firstLoss = [],
  bearers: fixed = [],
  compensation,
  remainder,
  ...scheme
}: CompensationScheme): readonly ShareBearer[] {
  const named = new Set<ShareBearer>([...firstLoss, ...fixed, ...(compensation?.split ?? [])].map(({ bearer }) => bearer))
  named.add(remainder)
  if (compensation?.split === null) named.add('public_joint')
  if (scheme.cross_level_cap) named.add('other_levels')
  return shareBearers.filter((bearer) => named.has(bearer))
}

export const shareBearers = ['public_joint', 'other_levels', ...bearers] as const satisfies readonly ShareBearer[]

/**
 * The guaranteed part of the approval, of the loss: charged off × guaranteed ÷ approved. Of what was lost beyond the approval it
 * is no part, or a guarantee of 30,000.00 would bear 33,000.00. It is rounded as the scheme beside it rounds: two roundings
 * of one ratio are no difference. An approval of nothing, and a guarantee above it, say nothing of a share.
 */
export function recordedGuarantee({ approved, guaranteed, chargedOff }: RecordedLoss, rounding: Rounding): Derivation | null {
  if (!chargedOff?.minor || approved.minor === 0n || guaranteed.minor > approved.minor) return null
  const inMinor = { unit: 'minor', currency: approved.currency } as const
  const [loss, lent, covered] = [
    given(chargedOff.minor, { label: 'loan.charged_off', ...inMinor }),
    given(approved.minor, { label: 'loan.approved', ...inMinor }),
    given(guaranteed.minor, { label: 'loan.guaranteed', ...inMinor }),
  ]
  const within = derive('least', [loss, lent], { label: 'loss.within_loan', ...inMinor })
  const part = derive('ratio', [covered, lent], { label: 'guarantee.recorded_part', unit: 'ratio' })
  const exact = derive('product', [within, part], { label: 'guarantee.recorded_exact', ...inMinor })
  return derive(`round:${rounding}`, [exact], { label: 'guarantee.recorded', ...inMinor })
}

/** What the bank does not bear: beside a guarantee on record, that is what the scheme puts in its place. */
function coverOf({ loss, derivation }: SharedLoss): Derivation {
  const others = derivation.operands.filter(({ label }) => label !== 'bearer.bank')
  return derive('sum', others, { label: 'guarantee.computed', unit: 'minor', currency: loss.currency })
}

/** How far the scheme covers a loss beyond the guarantee on record; less than it where negative. Null where one is unknown. */
export function coverDifference({ recorded, computed }: Pick<EvaluatedLoss, 'recorded' | 'computed'>): Derivation | null {
  if (!recorded || !computed) return null
  const currency = recorded.currency === undefined ? {} : { currency: recorded.currency }
  return derive('difference', [computed, recorded], { label: 'guarantee.difference', unit: 'minor', ...currency })
}

/** An evaluated loss in the shape that it is stored in: shares by the evaluation's bearers, in their order. */
export interface StoredLoss {
  readonly shares: readonly bigint[] | null
  readonly recordedMinor: bigint | null
  readonly computedMinor: bigint | null
}

/** Throws on a share of somebody whom the scheme does not name: stored, it would be nobody's. */
export function toStored({ shared, recorded, computed }: EvaluatedLoss, bearersNamed: readonly ShareBearer[]): StoredLoss {
  const borne = new Map(shared?.shares.map(({ bearer, amount }) => [bearer, amount.minor]))
  for (const bearer of borne.keys())
    if (!bearersNamed.includes(bearer)) throw new RangeError(`${bearer} bears a share and is no bearer of the scheme`)
  return {
    shares: shared && bearersNamed.map((bearer) => borne.get(bearer) ?? 0n),
    recordedMinor: recorded && minorOf(recorded),
    computedMinor: computed && minorOf(computed),
  }
}

export const isSameStored = (a: StoredLoss, b: StoredLoss): boolean =>
  a.recordedMinor === b.recordedMinor && a.computedMinor === b.computedMinor && String(a.shares) === String(b.shares)

/** Whether the scheme covers more of a loss than the recorded guarantee, less, or the same; `unknown` where either is. */
export const comparisons = ['above', 'below', 'same', 'unknown'] as const
export type Comparison = (typeof comparisons)[number]
