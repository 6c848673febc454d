import type { EnterpriseRecord } from '../enterprises/enterprise.ts'
import { type Fact, type FactName, factAsOf, factKinds } from '../enterprises/fact.ts'
import { type Fraction, fraction, over } from '../kernel/fraction.ts'
import { fen, toDecimal } from '../kernel/money.ts'
import { type PlainDate, addDays, addMonths, monthOf, yearOf } from '../kernel/plain-date.ts'
import { roundFraction, roundedText } from '../kernel/rounding.ts'
import type { FactUsed, Missing } from './finding.ts'
import type { Quantity } from './rule-set.ts'

/** The enterprise as of the day that it is judged on. */
export interface Subject {
  readonly record: EnterpriseRecord
  readonly asOf: PlainDate
}

/** A figure with the facts it rests on; without a value where one of them is not known. */
export interface Measured {
  readonly value: Fraction | undefined
  readonly facts: readonly FactUsed[]
  readonly missing: readonly Missing[]
}

/** Works a figure out as of the day. A ratio over nothing is unknown: a firm without revenue has no share of it. */
export function measure(quantity: Quantity, { record, asOf }: Subject, maxAgeDays?: number): Measured {
  const names = 'fact' in quantity ? [quantity.fact] : 'ratio' in quantity ? quantity.ratio : [quantity.months_since]
  const since = maxAgeDays === undefined ? undefined : addDays(asOf, -maxAgeDays)
  const known = names.map((name) => ({ name, ...factAsOf(record.facts, name, asOf, since) }))
  const facts = known.flatMap(({ fact }) => (fact ? [used(fact)] : []))
  const missing = known.flatMap(({ name, ...found }): Missing[] =>
    found.fact ? [] : [{ need: 'fact', fact: name, why: found.why }],
  )
  if (missing.length > 0) return { value: undefined, facts, missing }

  const [first, second] = known.map(({ fact }) => fact)
  if ('months_since' in quantity)
    return { value: fraction(monthsBetween(String(first?.value) as PlainDate, asOf)), facts, missing }
  if (!('ratio' in quantity)) return { value: numeric(first), facts, missing }
  const [part, whole] = [numeric(first), numeric(second)]
  if (whole.numerator === 0n)
    return { value: undefined, facts, missing: [{ need: 'fact', fact: quantity.ratio[1], why: 'missing' }] }
  return { value: over(part, whole), facts, missing }
}

/** A figure as a person writes it: yuan, a count, or a ratio to four places. */
export function tellQuantity(quantity: Quantity, value: Fraction): string {
  if ('ratio' in quantity) return roundedText(value, 4, 'half_up')
  if ('fact' in quantity && factKinds[quantity.fact] === 'money') return toDecimal(fen(roundFraction(value, 'half_up')))
  return roundedText(value, 0, 'half_up')
}

/** "staff", "rd_expense/revenue", "months since established_on" */
export const nameOf = (quantity: Quantity): string =>
  'fact' in quantity ? quantity.fact : 'ratio' in quantity ? quantity.ratio.join('/') : `months_since ${quantity.months_since}`

export const used = ({ fact, value, on, source }: Fact): FactUsed => ({
  fact,
  value: tellFact(fact, value),
  on,
  ...(source === undefined ? {} : { source }),
})

function tellFact(name: FactName, value: Fact['value']): string | boolean {
  if (typeof value !== 'bigint') return value
  return factKinds[name] === 'money' ? toDecimal(fen(value)) : value.toString()
}

const numeric = (fact: Fact | undefined): Fraction => fraction(typeof fact?.value === 'bigint' ? fact.value : 0n)

/** Whole months that have passed: 31 January to 28 February is one. */
function monthsBetween(from: PlainDate, to: PlainDate): bigint {
  const months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from)
  return BigInt(addMonths(from, months) <= to ? months : months - 1)
}
