import { readDecimal } from '../kernel/decimal.ts'
import { type Fraction, fraction, times } from '../kernel/fraction.ts'
import { type Currency, type Money, currencies, money } from '../kernel/money.ts'
import { type WordKey, catalogue } from '../words.ts'
import type { Parameter, ParameterPath } from './policy.ts'

/** A parameter's name, part by part: a word for each part of its path, and the place in a list, counted from one. */
export const parameterName = (path: ParameterPath): readonly (WordKey | number)[] =>
  path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) + 1 : wordOr(`parameter.${part}`, 'parameter.other')))

/**
 * The order in which a rule is read: what is shared, who bears it, under which caps, then when. The database keeps a
 * document's parts in an order of its own.
 */
export const inReadingOrder = <P extends Parameter>(parameters: readonly P[]): readonly P[] =>
  parameters.toSorted((a, b) => {
    const [left, right] = [a.path.split('.'), b.path.split('.')]
    const at = left.findIndex((part, index) => part !== right[index])
    return at === -1 ? 0 : rankOf(left[at]) - rankOf(right[at])
  })

const rankOf = (part = ''): number => (/^\d+$/.test(part) ? Number(part) : readingOrder.indexOf(part))

const readingOrder: readonly string[] = `
  family currency base base_limit interest_included first_loss compensation bearers remainder
  caps cross_level_cap limits breakers exclusive_with claim advance recovery
  when scope bearer by of over mode above up_to rate classes tiers bands agreed
  steps floors addons points rate_cap split rounding share amount action rule joint_with
  costs_first cost_rule application_order remit_within_working_days clawback interest_rate day_count
  route taken_by seat kind tier permission people working_days stage document zh en
`
  .trim()
  .split(/\s+/)

/** How a parameter's value is to be read, by its place in a scheme; what it names is shown in the reader's words. */
export type ParameterReading =
  | { readonly as: 'unread' }
  | { readonly as: 'rate'; readonly rate: Fraction }
  | { readonly as: 'amount'; readonly amount: Money }
  | { readonly as: 'word'; readonly word: WordKey }
  | { readonly as: 'text'; readonly text: string }

export function readParameter({ path, value }: Parameter, currency: Currency): ParameterReading {
  if (value === null) return { as: 'unread' }
  if (typeof value === 'boolean') return { as: 'word', word: value ? 'parameter.yes' : 'parameter.no' }
  const number = readDecimal(value)
  if (number && isRate(path)) return { as: 'rate', rate: number }
  if (number && isAmount(path)) {
    const minor = times(number, fraction(10n ** BigInt(currencies[currency])))
    if (minor.denominator === 1n) return { as: 'amount', amount: money(minor.numerator, currency) }
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const word = vocabularies.map((vocabulary) => `${vocabulary}.${text}`).find(isWord)
  return word ? { as: 'word', word } : { as: 'text', text }
}

const isRate = (path: ParameterPath): boolean =>
  /(^|\.)(rate|points|rate_cap|share|interest_rate|cross_level_cap|deposit_rate_min|deposit_rate_max)$/.test(path) ||
  /^(breakers|compensation\.bands)\..*(above|up_to)$/.test(path)
const isAmount = (path: ParameterPath): boolean =>
  /(^|\.)(amount|loan_amount_max|revenue_below|revenue_up_to)$/.test(path) || /^compensation\.tiers\..*(above|up_to)$/.test(path)

/** Where the names that stand as values have their words; the first that knows one says it. */
const vocabularies = [
  'bearer',
  'fact',
  'flag',
  'family',
  'breaker',
  'scope',
  'mode',
  'rounding_rule',
  'recovery_part',
  'recovery',
  'cost_rule',
  'day_count',
  'cover',
  'seat',
  'permission',
] as const

const isWord = (key: string): key is WordKey => Object.hasOwn(catalogue, key)
const wordOr = (key: string, otherwise: WordKey): WordKey => (isWord(key) ? key : otherwise)
