import { type Money, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { BankLine } from './bank-account.ts'

/** What of a bank's line says how the balance went. */
export type BalanceLine = Pick<BankLine, 'bookedOn' | 'amount' | 'balanceAfter'>

/** A day whose balances do not follow from those before it: a line or a whole statement is missing between, or was changed. */
export interface StatementBreak {
  readonly on: PlainDate
  /** The day before it that the bank has lines of; its own day where its lines do not follow from each other. */
  readonly after: PlainDate
  /** What the account would hold at the end of the day by the bank's own lines. */
  readonly expected: Money
  /** What the bank says that it held. */
  readonly said: Money
  /** said − expected: what the lines that are missing come to. */
  readonly missing: Money
}

interface DayClosed {
  readonly on: PlainDate
  /** null where the bank has not said a balance yet, or one that can be told from others. */
  readonly closing: Money | null
  readonly meant: readonly bigint[]
  readonly broken: StatementBreak | null
}

/**
 * The bank's balance at the end of each day that it has lines of. Banks list a day upwards or downwards, so its last line is not the
 * last one told: a day is right when its lines lead from a balance before it to one that a line bears. Where lines undo each other
 * several may be meant until a later day tells which. A day that follows from none is broken, and counted on from what the bank says.
 */
export function closeDays(lines: readonly BalanceLine[]): DayClosed[] {
  const days = [...Map.groupBy(lines, ({ bookedOn }) => bookedOn)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  let before: Before | null = null
  return days.map(([on, ofDay]): DayClosed => {
    const closed = closeDay(on, ofDay, before)
    if (closed.meant.length > 0) before = { on, meant: closed.meant }
    return closed
  })
}

/** The days that do not follow from those before them, in their order. */
export const breaksIn = (lines: readonly BalanceLine[]): StatementBreak[] => closeDays(lines).flatMap(({ broken }) => broken ?? [])

interface Before {
  readonly on: PlainDate
  /** The balances that may have closed it. */
  readonly meant: readonly bigint[]
}

function closeDay(on: PlainDate, lines: readonly BalanceLine[], before: Before | null): DayClosed {
  const { currency } = lines[0]?.amount ?? { currency: 'CNY' }
  const closed = (meant: readonly bigint[], broken: StatementBreak | null = null): DayClosed => {
    const [only, other] = meant
    return { on, meant, closing: only === undefined || other !== undefined ? null : money(only, currency), broken }
  }
  const moved = lines.reduce((total, { amount }) => total + amount.minor, 0n)
  const told = lines.flatMap(({ amount, balanceAfter }) => (balanceAfter ? [{ begins: balanceAfter.minor - amount.minor, ends: balanceAfter.minor }] : []))
  // A day of which a line bears no balance says nothing by itself: it is counted on.
  if (told.length < lines.length) return closed((before?.meant ?? []).map((minor) => minor + moved))
  const ends = new Set(told.map((line) => line.ends))
  const after = (openings: readonly bigint[]) => [...new Set(openings)].map((minor) => minor + moved).filter((minor) => ends.has(minor))
  const [own, following] = [after(told.map(({ begins }) => begins)), after(before?.meant ?? [])]
  if (before ? following.length > 0 : own.length > 0) return closed(before ? following : own)
  const said = own.length === 1 ? own[0] : told.at(-1)?.ends
  const expected = (before?.meant[0] ?? told[0]?.begins ?? 0n) + moved
  if (said === undefined) return closed([])
  const [sum, end, missing] = [expected, said, said - expected].map((minor) => money(minor, currency)) as [Money, Money, Money]
  return closed(own.length > 0 ? own : [said], { on, after: own.length > 0 && before ? before.on : on, expected: sum, said: end, missing })
}
