import { type Derivation, derive, findStep, given, minorOf, valueOf } from '../kernel/derivation.ts'
import { compare } from '../kernel/fraction.ts'
import { allocateUnits } from '../kernel/allocate.ts'
import { type Money, money } from '../kernel/money.ts'
import { advanceOf } from '../policies/advance.ts'
import type { ShareBearer, UsedScope } from '../policies/compensation-scheme.ts'
import type { CitedScheme, LossCase } from '../policies/loss-case.ts'
import { type Share, shareLoss } from '../policies/loss-sharing.ts'
import { shareRecovery } from '../policies/recovery-sharing.ts'
import type { Pool } from '../pools/pool.ts'
import type { Standing } from './standing.ts'

/** What of a compensation is decided on: all of it, or the part that is paid before the loss is final. */
export type Payout = 'whole' | 'advance'

/** A loss as a scheme shares it, and where each bearer is to stand for it and for what has come back so far. */
export interface Evaluation {
  readonly loss: Money
  readonly shares: readonly Share[]
  readonly standing: readonly Standing[]
  /** What those who fund the compensation bear together, before anything came back. */
  readonly payable: Money
  /** What they would bear if no cap bound. */
  readonly computed: Money
  /** The caps that made it less, by name. */
  readonly binding: readonly CapName[]
  readonly derivation: Derivation
}

/** A cap of the scheme by what it counts over; `cross_level` is that over all levels of government. */
export type CapName = 'loan' | UsedScope | 'cross_level'

/**
 * Where every bearer of a loss stands by the scheme's own evaluation, for the loss and all that has come back on it by now: the one place
 * where that is decided, first and whenever something changes. Pure: the same case and the same recoveries give the same standing, in
 * whatever order they came.
 */
export function evaluate(cited: CitedScheme, lossCase: LossCase, recovered: Money, payout: Payout = 'whole'): Evaluation {
  const whole = shareLoss(cited, lossCase)
  const { shares, derivation } = payout === 'advance' ? inAdvance(cited, whole) : whole
  const back = recovered.minor === 0n ? [] : shareRecovery(cited, lossCase, recovered)
  const compensation = findStep(derivation, 'loss.compensation')
  const computed = findStep(derivation, 'loss.compensation_computed')
  const { currency } = cited.scheme
  return {
    loss: whole.loss,
    shares,
    standing: shares.map(({ bearer, amount }) => ({
      bearer,
      borne: amount.minor,
      returned: back.find((share) => share.bearer === bearer)?.amount.minor ?? 0n,
    })),
    payable: money(fundedOf(cited, shares), currency),
    computed: money(computed ? minorOf(computed) : fundedOf(cited, whole.shares), currency),
    binding: compensation && computed ? bindingIn(derivation, compensation, computed) : [],
    derivation,
  }
}

/** Who funds the compensation of a scheme: its parts are what the pool pays. */
export const isFundedBy = ({ scheme }: Pick<CitedScheme, 'scheme'>, bearer: ShareBearer): boolean =>
  bearer === 'public_joint' || (scheme.compensation?.split ?? []).some((funder) => funder.bearer === bearer)

const fundedOf = (cited: CitedScheme, shares: readonly Share[]): bigint =>
  shares.reduce((total, { bearer, amount }) => (isFundedBy(cited, bearer) ? total + amount.minor : total), 0n)

/** The rule of the pool beside those of its scheme: what it may pay out over the whole cooperation is one cap more. */
export function withPeriodCap(cited: CitedScheme, { code, periodCap }: Pick<Pool, 'code' | 'periodCap'>): CitedScheme {
  if (!periodCap) return cited
  const caps = [...(cited.scheme.caps ?? []), { scope: 'pool_period' as const, amount: periodCap.minor }]
  const cites = { ...cited.cites, [`caps.${caps.length - 1}`]: { document: code, tag: 'D' as const } }
  return { ...cited, scheme: { ...cited.scheme, caps }, cites }
}

/** What a decision takes up of a cap: its compensation, and with a joint cap the parts of those who are counted with it. */
export function useOf(cited: CitedScheme, shares: readonly Share[], scope: UsedScope): bigint {
  const joint = cited.scheme.caps?.find((cap) => `${cap.scope}_joint` === scope && cap.joint_with)?.joint_with ?? []
  return shares.reduce(
    (total, { bearer, amount }) => (isFundedBy(cited, bearer) || joint.some((partner) => partner === bearer) ? total + amount.minor : total),
    0n,
  )
}

/**
 * A part of what is expected: those who fund it bear so much less for now, and whoever bears the remainder carries the rest until the loss
 * is final. Still every minor unit of the loss has its bearer.
 */
function inAdvance(cited: CitedScheme, { shares, derivation }: { readonly shares: readonly Share[]; readonly derivation: Derivation }) {
  const { scheme } = cited
  const expected = fundedOf(cited, shares)
  if (expected === 0n) return { shares, derivation }
  const split = advanceOf(cited, money(expected, scheme.currency))
  const minor = { unit: 'minor', currency: scheme.currency } as const
  const advance = findStep(split.derivation, 'advance.amount') ?? given(split.advance.minor, { label: 'advance.amount', ...minor })
  const weights = shares.map(({ bearer, amount }) => (isFundedBy(cited, bearer) ? amount.minor : 0n))
  const parts = allocateUnits(split.advance.minor, weights)
  const lent = expected - split.advance.minor
  const now = shares.map(({ bearer, amount }, index) => {
    if (isFundedBy(cited, bearer)) return money(parts[index] ?? 0n, amount.currency)
    return bearer === scheme.remainder ? money(amount.minor + lent, amount.currency) : amount
  })
  const given_ = derivation.operands.map((operand, index) => ({ operand, bearer: shares[index]?.bearer, place: index }))
  const lines = given_.map(({ operand, bearer, place }) => {
    if (bearer && isFundedBy(cited, bearer)) {
      const own = weights.map((weight, at) => given(weight, { label: derivation.operands[at]?.label ?? operand.label, ...minor }))
      return derive(`share:${place}`, [advance, ...own], { label: operand.label, ...minor })
    }
    if (bearer !== scheme.remainder) return operand
    const carried = derive('remainder', [given(expected, { label: 'loss.compensation', ...minor }), advance], { label: 'advance.balance', ...minor })
    return derive('sum', [operand, carried], { label: operand.label, ...minor })
  })
  return {
    shares: shares.map(({ bearer }, index) => ({ bearer, amount: now[index] ?? money(0n, scheme.currency) })),
    derivation: derive('sum', lines, { label: derivation.label, ...minor }),
  }
}

function bindingIn(whole: Derivation, compensation: Derivation, computed: Derivation): readonly CapName[] {
  const names = new Set<CapName>()
  if (compare(valueOf(compensation), valueOf(computed)) < 0) {
    for (const room of compensation.operands) if (room !== computed && room.label !== 'loss.left' && room.value === compensation.value) names.add(capNameOf(room))
  }
  const joint = findStep(whole, 'loss.joint_capped')
  if (joint?.operands[1]) names.add(capNameOf(joint.operands[1]))
  return [...names]
}

/** A room says what it is the room of: by what is used of it, or that it counts one loan alone. */
function capNameOf(room: Derivation): CapName {
  if (findStep(room, 'scheme.cross_level_cap')) return 'cross_level'
  const used = labelsIn(room).find((label) => label.startsWith('used.'))
  return used ? (used.slice('used.'.length) as UsedScope) : 'loan'
}

const labelsIn = ({ label, operands }: Derivation): readonly string[] => [label, ...operands.flatMap(labelsIn)]
