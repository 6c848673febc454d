import { type PlainDate } from '../kernel/plain-date.ts'

/**
 * What can be known of an enterprise as at a day, and how it is written: a count, an amount in fen, yes or no, a day, a code.
 * - rd_staff 科技人员; rd_expense 研发费用; cost 成本费用总额
 * - class_one_ip, class_two_ip Ⅰ类、Ⅱ类知识产权, as 国科发政〔2017〕115号 counts them
 * - industry GB/T 4754; sme_class the class of 工信部联企业〔2011〕300号, where it is known outright
 * - tax_district GB/T 2260, the district of tax registration
 */
export const factKinds = {
  staff: 'count',
  rd_staff: 'count',
  revenue: 'money',
  assets: 'money',
  liabilities: 'money',
  cost: 'money',
  rd_expense: 'money',
  paid_in_capital: 'money',
  class_one_ip: 'count',
  class_two_ip: 'count',
  resident_enterprise: 'yes_no',
  restricted_products: 'yes_no',
  established_on: 'day',
  industry: 'code',
  sme_class: 'code',
  tax_district: 'code',
} as const
export type FactKind = (typeof factKinds)[FactName]
export type FactName = keyof typeof factKinds
export const factNames = Object.keys(factKinds) as readonly FactName[]

export type FactValue = bigint | boolean | string

/** One thing known of an enterprise: how it stood on a day, and who says so. */
export interface Fact {
  readonly fact: FactName
  readonly value: FactValue
  readonly on: PlainDate
  readonly source?: string
}

/** A fact, or why there is none: nobody has stated it, or two statements for one day contradict each other. */
export type Known = { readonly fact: Fact } | { readonly fact: undefined; readonly why: 'missing' | 'contradictory' | 'stale' }

/** The latest fact of its name up to `asOf`, and not before `since`; what was only stated for a later day was not so yet. */
export function factAsOf(facts: readonly Fact[], name: FactName, asOf: PlainDate, since?: PlainDate): Known {
  const known = facts.filter(({ fact, on }) => fact === name && on <= asOf)
  const [latest] = known.toSorted((a, b) => (a.on < b.on ? 1 : -1))
  if (!latest) return { fact: undefined, why: 'missing' }
  if (since !== undefined && latest.on < since) return { fact: undefined, why: 'stale' }
  const contradicted = known.some(({ on, value }) => on === latest.on && value !== latest.value)
  return contradicted ? { fact: undefined, why: 'contradictory' } : { fact: latest }
}
