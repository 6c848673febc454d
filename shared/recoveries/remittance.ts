import type { Money } from '../kernel/money.ts'
import { money, nothing, toDecimal } from '../kernel/money.ts'
import { type PlainDate, daysBetween } from '../kernel/plain-date.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { PoolId } from '../pools/pool.ts'
import { refuse } from '../refuse.ts'
import type { Recovery, RecoveryId, RemittanceId } from './recovery.ts'

/** Money on its way from a bank to the pool (回款上缴). */
export interface Remittance {
  readonly id: RemittanceId
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  readonly number: string
  readonly remittedOn: PlainDate
  readonly amount: Money
  readonly pays: readonly PaidDue[]
  readonly entryId: EntryId | null
  readonly receiptReference: string | null
  readonly receivedOn: PlainDate | null
}

/** How much of which recovery's due a remittance pays. */
export interface PaidDue {
  readonly recoveryId: RecoveryId
  readonly minor: bigint
}

type DueRow = Pick<Recovery, 'id' | 'due' | 'dueOn' | 'remitted' | 'reverses' | 'receivedOn'>

/** What is left of one recovery's due. */
export interface OpenDue<Row extends DueRow = DueRow> {
  readonly recovery: Row
  readonly left: Money
}

/**
 * What is left of each due once what reversals give back is set against it: against the recovery that is taken back, then against
 * the oldest. Below zero: what the pool owes the bank, until something is due again.
 */
export function offsetDues<Row extends DueRow>(recoveries: readonly Row[]): ReadonlyMap<RecoveryId, bigint> {
  const left = new Map(recoveries.map(({ id, due, remitted }) => [id, due.minor - remitted.minor]))
  const inOrder = recoveries.toSorted(oldestFirst)
  for (const giving of inOrder) {
    const own = inOrder.filter(({ id }) => id === giving.reverses)
    for (const taking of [...own, ...inOrder]) {
      const [credit, debt] = [left.get(giving.id) ?? 0n, left.get(taking.id) ?? 0n]
      if (credit >= 0n) break
      if (debt <= 0n) continue
      const offset = debt < -credit ? debt : -credit
      left.set(giving.id, credit + offset)
      left.set(taking.id, debt - offset)
    }
  }
  return left
}

/** What a bank still owes a pool, oldest first; `credit` is what the pool owes the bank instead. */
export function openDues<Row extends DueRow>(
  recoveries: readonly Row[],
): { readonly dues: readonly OpenDue<Row>[]; readonly credit: bigint } {
  const left = offsetDues(recoveries)
  return {
    dues: recoveries.toSorted(oldestFirst).flatMap((recovery) => {
      const minor = left.get(recovery.id) ?? 0n
      return minor > 0n ? [{ recovery, left: money(minor, recovery.due.currency) }] : []
    }),
    credit: [...left.values()].reduce((sum, minor) => (minor < 0n ? sum - minor : sum), 0n),
  }
}

// What has no day comes last: nobody can say that it is late.
const oldestFirst = (a: DueRow, b: DueRow): number => (orderOf(a) < orderOf(b) ? -1 : 1)
const orderOf = ({ dueOn, receivedOn, id }: DueRow): string => `${dueOn ?? '9999-12-31'} ${receivedOn} ${id}`

/** Which dues an amount pays, oldest first; refuses more than is due. */
export function payDues(dues: readonly OpenDue[], amount: Money): readonly PaidDue[] {
  const due = dues.reduce((sum, { left }) => sum + left.minor, 0n)
  if (amount.minor > due) {
    refuse('recovery.remit_above_due', { amount: toDecimal(amount), due: toDecimal(money(due, amount.currency)) })
  }
  let rest = amount.minor
  return dues.flatMap(({ recovery, left }) => {
    const minor = left.minor < rest ? left.minor : rest
    rest -= minor
    return minor > 0n ? [{ recoveryId: recovery.id, minor }] : []
  })
}

/** How late a due is, by the day on which it should have come. */
export const ageBuckets = ['not_due', 'to_30', 'to_90', 'to_180', 'over_180', 'undated'] as const
export type AgeBucket = (typeof ageBuckets)[number]

export function ageOf(dueOn: PlainDate | null, today: PlainDate): AgeBucket {
  if (dueOn === null) return 'undated'
  const late = daysBetween(dueOn, today)
  return late <= 0 ? 'not_due' : late <= 30 ? 'to_30' : late <= 90 ? 'to_90' : late <= 180 ? 'to_180' : 'over_180'
}

/** What is due by how late it is: one amount for each bucket, nothing where there is none. */
export function ageingOf(dues: readonly OpenDue[], today: PlainDate): Readonly<Record<AgeBucket, Money>> {
  const currency = dues[0]?.left.currency ?? 'CNY'
  const sums = new Map<AgeBucket, bigint>()
  for (const { recovery, left } of dues) {
    const bucket = ageOf(recovery.dueOn, today)
    sums.set(bucket, (sums.get(bucket) ?? 0n) + left.minor)
  }
  return Object.fromEntries(
    ageBuckets.map((bucket) => [bucket, sums.has(bucket) ? money(sums.get(bucket) ?? 0n, currency) : nothing(currency)]),
  ) as Record<AgeBucket, Money>
}
