import { amountWords, capitals, typedMarks, typedPowers } from './amount-text.words.ts'
import { type Fraction, fraction, over, parseFraction, times } from './fraction.ts'
import { halfWidth } from './half-width.ts'
import { type Currency, type Money, currencies, money } from './money.ts'
import type { Language } from './refusal.ts'
import { roundedText } from './rounding.ts'
import { sayWord } from './words.ts'

/** The unit that a view shows its amounts in: 元, 万元, 百万元, 亿元. What is stored never changes with it. */
export const amountUnits = ['one', 'ten_thousand', 'million', 'hundred_million'] as const
export type AmountUnit = (typeof amountUnits)[number]

const powerOf: Readonly<Record<AmountUnit, number>> = { one: 0, ten_thousand: 4, million: 6, hundred_million: 8 }

/** English counts in thousands: what Chinese shows in 万 or 亿 it shows in millions. */
export const unitIn = (language: Language, unit: AmountUnit): AmountUnit =>
  language === 'zh' || unit === 'one' ? unit : 'million'

/**
 * "-1,234.50": the amount in `unit`, rounded half up, for a cell whose header names the unit. Single units show the currency's
 * own places and larger ones two, unless `places` says otherwise. For the eye only: amounts are summed before they are shown.
 */
export function formatAmount(
  amount: Money,
  unit: AmountUnit = 'one',
  places = unit === 'one' ? currencies[amount.currency] : 2,
): string {
  const value = over(fraction(amount.minor), powerOfTen(currencies[amount.currency] + powerOf[unit]))
  const [whole = '', ...decimals] = roundedText(value, places, 'half_up').split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')
}

/** An amount in running text, where no header names the unit: "1,234.56 万元", "CNY 12.35 mn". */
export const sayAmount = (amount: Money, language: Language, unit: AmountUnit = 'one'): string =>
  phrase(formatAmount(amount, unitIn(language, unit)), amount.currency, unit, language)

/** What the header above a column of amounts says: "万元", "CNY mn". */
export const sayAmountUnit = (currency: Currency, unit: AmountUnit, language: Language): string =>
  phrase('', currency, unit, language)

function phrase(figure: string, currency: Currency, unit: AmountUnit, language: Language): string {
  const facts = { figure, currency: amountWords[`currency.${currency}`][language] }
  return sayWord(amountWords[`amount.unit.${unitIn(language, unit)}`], language, facts)
    .replace(/ +/g, ' ')
    .trim()
}

/**
 * The amount that a person typed, exactly: "1,234.56", "１２３４", "12.5万", "3亿", "¥80", "-80 元". The unit is the field's, unless
 * the text names one. Undefined when it is no amount in this currency, is finer than its minor unit, or has commas astray.
 */
export function readAmount(text: string, currency: Currency = 'CNY', unit: AmountUnit = 'one'): Money | undefined {
  const plain = halfWidth(text).replace(/\s/g, '').replace('\u2212', '-').toLowerCase()
  const [, sign, before = '', digits = '', after = ''] =
    /^(-?)([^\d.-]*)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(\D*)$/.exec(plain) ?? []
  const marks = ['', ...typedMarks[currency]]
  const named = Object.keys(typedPowers).find((word) => after.startsWith(word) && marks.includes(after.slice(word.length)))
  if (!marks.includes(before) || !(named || marks.includes(after))) return undefined

  const power = named ? typedPowers[named] : after === '' ? powerOf[unit] : 0
  const value = parseFraction(digits.replaceAll(',', ''))
  const minor = value && times(value, powerOfTen(currencies[currency] + (power ?? 0)))
  if (minor?.denominator !== 1n) return undefined
  return money(sign === '-' ? -minor.numerator : minor.numerator, currency)
}

/**
 * 大写金额, for vouchers, approvals and documents: "人民币壹佰贰拾叁元整". Zeros stand where the rules for filling in instruments
 * require one (支付结算办法, annex 1) and nowhere that they merely allow it; 整 closes what ends before the 分.
 */
export function capitalAmount({ minor, currency }: Money): string {
  const magnitude = minor < 0n ? -minor : minor
  const scale = 10n ** BigInt(currencies[currency])
  const [whole, part] = [magnitude / scale, Number(magnitude % scale)]
  const [tenths, hundredths] = [Math.trunc(part / 10), part % 10]
  return [
    capitals.currency[currency],
    minor < 0n ? capitals.minus : '',
    whole > 0n || part === 0 ? spell(whole) + capitals.unit : '',
    tenths > 0 ? digit(tenths) + capitals.tenth : whole > 0n && hundredths > 0 ? capitals.zero : '',
    hundredths > 0 ? digit(hundredths) + capitals.hundredth : capitals.exactly,
  ].join('')
}

/** A whole number in capitals: so many of the largest size, then the rest, with one zero between when a place is skipped. */
function spell(number: bigint): string {
  for (const [size, name] of capitals.sizes) {
    if (number < size) continue
    const rest = number % size
    const skipped = rest > 0n && rest < size / 10n ? capitals.zero : ''
    return spell(number / size) + name + skipped + (rest > 0n ? spell(rest) : '')
  }
  return digit(Number(number))
}

const digit = (value: number): string => capitals.digits.charAt(value)

const powerOfTen = (power: number): Fraction => fraction(10n ** BigInt(power))
