import { type Fraction, fraction, times } from './fraction.ts'
import { type Rounding, roundFraction } from './rounding.ts'

/** ISO 4217 codes of the currencies that the product keeps books in, with their decimal places. */
export const currencies = { CNY: 2, USD: 2, EUR: 2, GBP: 2, HKD: 2, JPY: 0 } as const
export type Currency = keyof typeof currencies

/** An amount in minor units (fen for CNY). Never a float, never without its currency. */
export interface Money {
  readonly minor: bigint
  readonly currency: Currency
}

export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency })
export const fen = (minor: bigint): Money => ({ minor, currency: 'CNY' })
export const nothing = (currency: Currency): Money => ({ minor: 0n, currency })

export const isCurrency = (text: string): text is Currency => Object.hasOwn(currencies, text)

export const add = (a: Money, b: Money): Money => money(a.minor + b.minor, sameCurrency(a, b))
export const subtract = (a: Money, b: Money): Money => money(a.minor - b.minor, sameCurrency(a, b))
export const negate = ({ minor, currency }: Money): Money => money(-minor, currency)
export const sum = (amounts: readonly Money[], currency: Currency): Money => amounts.reduce(add, nothing(currency))
export const lesser = (first: Money, ...rest: readonly Money[]): Money =>
  rest.reduce((low, next) => (sameCurrency(low, next) && next.minor < low.minor ? next : low), first)
/** The fewer of two counts of minor units. */
export const fewer = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const isZero = ({ minor }: Money): boolean => minor === 0n

/** `ratio` of `amount`; who calls says how the odd minor unit is rounded, and so who keeps it. */
export const portion = ({ minor, currency }: Money, ratio: Fraction, rounding: Rounding): Money =>
  money(roundFraction(times(fraction(minor), ratio), rounding), currency)

/** The exact decimal text in major units, "-1234.50": what travels, is stored in JSON and is pasted into a sheet. */
export function toDecimal({ minor, currency }: Money): string {
  const places = currencies[currency]
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return `${minor < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`
}

/**
 * The amount that a plain decimal text names exactly, or undefined: "12,000.50", "１２３", "1e999", "NaN", "-0" and
 * a third decimal place are refused here; what a person types goes through `readAmount` first.
 */
export function parseDecimal(text: string, currency: Currency): Money | undefined {
  const match = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text)
  if (!match?.[2]) return undefined
  const places = currencies[currency]
  const decimals = match[3] ?? ''
  if (/[1-9]/.test(decimals.slice(places))) return undefined
  const minor = BigInt(match[2] + decimals.slice(0, places).padEnd(places, '0'))
  if (match[1] === '-' && minor === 0n) return undefined
  return money(match[1] === '-' ? -minor : minor, currency)
}

function sameCurrency(a: Money, b: Money): Currency {
  if (a.currency !== b.currency) throw new TypeError(`${a.currency} and ${b.currency} do not add up`)
  return a.currency
}
