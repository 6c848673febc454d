import type { PlainDate } from '../kernel/plain-date.ts'
import type { Contribution } from './waterfall.flows.ts'
import type { WaterfallStatement } from './waterfall.ts'
import type { WaterfallTerms } from './waterfall.terms.ts'

/** One day of the investors' capital account: what was out, what came in and went out, what is out now. Minor units. */
export interface CapitalAccountRow {
  readonly date: PlainDate
  readonly opening: bigint
  readonly contributed: bigint
  readonly proceeds: bigint
  readonly returnOfCapital: bigint
  /** To the investors, beyond their capital. */
  readonly profit: bigint
  readonly carry: bigint
  readonly closing: bigint
}

/** The capital account of all investors together, day by day. A call after profits opens it again: that capital is out, and comes back first. */
export function capitalAccount(
  terms: WaterfallTerms,
  statement: WaterfallStatement,
  contributions: readonly Contribution[],
): readonly CapitalAccountRow[] {
  const isCapital = (name: string): boolean => terms.tiers.some((tier) => tier.name === name && tier.tier === 'return_of_capital')
  const called = contributions.filter(({ date }) => date <= statement.asOf)
  const dates = [...new Set([...called, ...statement.distributions].map(({ date }) => date))].toSorted()
  const rows: CapitalAccountRow[] = []
  for (const date of dates) {
    const payments = statement.distributions.filter((distribution) => distribution.date === date).flatMap(({ tiers }) => tiers)
    const opening = rows.at(-1)?.closing ?? 0n
    const contributed = total(called.filter((call) => call.date === date).map(({ amount }) => amount))
    const proceeds = total(payments.map(({ amount }) => amount))
    const returnOfCapital = total(payments.filter(({ tier }) => isCapital(tier)).map(({ amount }) => amount))
    const carry = total(payments.map(({ gp }) => gp))
    rows.push({
      date,
      opening,
      contributed,
      proceeds,
      returnOfCapital,
      profit: proceeds - returnOfCapital - carry,
      carry,
      closing: opening + contributed - returnOfCapital,
    })
  }
  return rows
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)
