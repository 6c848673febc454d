import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import { fraction } from '../kernel/fraction.ts'
import { type Money, money } from '../kernel/money.ts'
import type { WordKey } from '../words.ts'
import type { Pool } from './pool.ts'

/** What a pool's room is made of, in minor units: balances of its book and what is kept beside them. */
export interface PoolFigures {
  readonly cash: bigint
  /** Compensation approved and not yet paid. */
  readonly reserved: bigint
  readonly contributed: bigint
  /** Called, and not come yet. */
  readonly unpaid: bigint
  readonly surplusReturned: bigint
  /** Principal of enrolled loans. */
  readonly exposure: bigint
  /** Of the indicators of the funder who pays first; null where it has none for the year. */
  readonly unspent: bigint | null
  /** Paid out or reserved over the whole of the cooperation. */
  readonly periodUsed: bigint
}

export const roomParts = ['cash', 'indicator', 'period_cap', 'leverage'] as const
export type RoomPartName = (typeof roomParts)[number]

/** One of the limits that a pool's room is the least of. */
export interface RoomPart {
  readonly name: RoomPartName
  /** null: not known, and then nothing may rest on it. */
  readonly left: { readonly amount: Money; readonly derivation: Derivation } | null
}

/** How much more a pool can bear: the least of its limits, and which of them it is. */
export interface Room {
  readonly parts: readonly RoomPart[]
  /** null while one of the limits is not known. */
  readonly least: { readonly amount: Money; readonly binding: RoomPartName; readonly derivation: Derivation } | null
}

/**
 * The room of a pool: unreserved cash, or what is unspent of the year's indicators for one that pays by annual budget; what the
 * cooperation's cap leaves; and leverage times the capital that has come, less the enrolled exposure. What nobody laid down is no limit.
 */
export function roomFrom(pool: Pick<Pool, 'funding' | 'currency' | 'periodCap' | 'leverageHundredths'>, figures: PoolFigures): Room {
  return leastOf(pool.currency, [
    ...payingParts(pool, figures),
    ...(pool.leverageHundredths === null ? [] : [leveragePart(pool.currency, pool.leverageHundredths, figures)]),
  ])
}

/** Of a room, what bounds a payout: leverage bounds what is enrolled, and a loss that has come is paid whatever else is enrolled. */
export const payableRoom = ({ parts }: Room, currency: Money['currency']): Room =>
  leastOf(currency, parts.filter(({ name }) => name !== 'leverage'))

/** Of a room, what bounds a new loan's enrolment; null where the pool has no leverage limit. */
export const enrollableRoom = ({ parts }: Room): RoomPart | null => parts.find(({ name }) => name === 'leverage') ?? null

/** What a pool may bear at most, rounded down, beside what is enrolled. */
export const bearableOf = (
  leverageHundredths: number,
  { contributed, unpaid, surplusReturned, exposure }: PoolFigures,
): { readonly bearable: bigint; readonly exposure: bigint } => ({
  bearable: ((contributed - unpaid - surplusReturned) * BigInt(leverageHundredths)) / 100n,
  exposure,
})

function payingParts(
  { funding, currency, periodCap }: Pick<Pool, 'funding' | 'currency' | 'periodCap'>,
  { cash, reserved, unspent, periodUsed }: PoolFigures,
): readonly RoomPart[] {
  const { amount, step } = inCurrency(currency)
  const less = (held: Derivation, taken: Derivation, label: WordKey) => step(label, 'at_least_zero', [step('room.left', 'difference', [held, taken])])
  const paying: RoomPart =
    funding === 'pool_cash'
      ? part('cash', currency, less(amount('room.cash', cash), amount('room.reserved', reserved), 'room.part.cash'))
      : part(
          'indicator',
          currency,
          unspent === null ? null : less(amount('room.unspent', unspent), amount('room.reserved', reserved), 'room.part.indicator'),
        )
  if (!periodCap) return [paying]
  const capped = less(amount('room.period_cap', periodCap.minor), amount('room.period_used', periodUsed), 'room.part.period_cap')
  return [paying, part('period_cap', currency, capped)]
}

function leveragePart(
  currency: Money['currency'],
  leverageHundredths: number,
  { contributed, unpaid, surplusReturned, exposure }: PoolFigures,
): RoomPart {
  const { amount, step } = inCurrency(currency)
  const capital = step('room.capital', 'remainder', [
    amount('room.contributed', contributed),
    amount('room.unpaid', unpaid),
    amount('room.surplus_returned', surplusReturned),
  ])
  const leverage = given(fraction(BigInt(leverageHundredths), 100n), { label: 'room.leverage', unit: 'ratio' })
  const bearable = step('room.bearable', 'round:down', [step('room.bearable_exact', 'product', [capital, leverage])])
  const left = step('room.left', 'difference', [bearable, amount('room.exposure', exposure)])
  return part('leverage', currency, step('room.part.leverage', 'at_least_zero', [left]))
}

const part = (name: RoomPartName, currency: Money['currency'], derivation: Derivation | null): RoomPart => ({
  name,
  left: derivation && { amount: money(minorOf(derivation), currency), derivation },
})

/** Equal ones: the first in the order of the parts is named. */
function leastOf(currency: Money['currency'], parts: readonly RoomPart[]): Room {
  const known = parts.flatMap(({ name, left }) => (left ? [{ name, left }] : []))
  const [first, ...rest] = known
  if (!first || known.length < parts.length) return { parts, least: null }
  const lowest = rest.reduce((low, next) => (next.left.amount.minor < low.left.amount.minor ? next : low), first)
  const derivation = inCurrency(currency).step('room.least', 'least', known.map(({ left }) => left.derivation))
  return { parts, least: { amount: lowest.left.amount, binding: lowest.name, derivation } }
}

const inCurrency = (currency: Money['currency']) => ({
  amount: (label: WordKey, minor: bigint): Derivation => given(minor, { label, unit: 'minor', currency }),
  step: (label: WordKey, operation: Parameters<typeof derive>[0], operands: readonly Derivation[]): Derivation =>
    derive(operation, operands, { label, unit: 'minor', currency }),
})
