import { type AmountUnit, formatAmount, sayAmount, sayAmountUnit, unitIn } from '@cofund/shared/kernel/amount-text'
import { parseFraction, plus, zero } from '@cofund/shared/kernel/fraction'
import type { Currency, Money } from '@cofund/shared/kernel/money'
import type { Language } from '@cofund/shared/kernel/refusal'
import { preferences } from '../preferences.ts'

/** The units that a reader may choose: 元 · 万元 · 亿元; an English reader's thousands leave two, CNY and CNY mn. */
export const unitChoices: Readonly<Record<Language, readonly AmountUnit[]>> = {
  zh: ['one', 'ten_thousand', 'hundred_million'],
  en: ['one', 'ten_thousand'],
}

/** An amount under a head that names its unit. */
export const bareAmount = (amount: Money, unit: AmountUnit): string => formatAmount(amount, unitIn(preferences().language, unit))

/** An amount that names its unit, parted so that the figure can stand out: ["", "1,234.56", " 万元"], ["CNY ", "12.35", " mn"]. */
export function namedAmount(amount: Money, unit: AmountUnit): readonly [before: string, figure: string, after: string] {
  const figure = bareAmount(amount, unit)
  const [before = '', after = ''] = sayAmount(amount, preferences().language, unit).split(figure)
  return [before, figure, after]
}

/** The whole value to the fen, with its unit. */
export const wholeAmount = (amount: Money): string => sayAmount(amount, preferences().language)

export const unitName = (currency: Currency, unit: AmountUnit): string => sayAmountUnit(currency, unit, preferences().language)

/** The one currency of some amounts; undefined when there are several, or no amount at all. */
export function currencyOf(amounts: readonly (Money | null)[]): Currency | undefined {
  const found = new Set(amounts.flatMap((amount) => (amount ? [amount.currency] : [])))
  return found.size === 1 ? [...found][0] : undefined
}

/** Whether the amounts, each as shown, add up to the total as shown; where not, a footnote owns up to the tail. */
export function addsUpAsShown(amounts: readonly (Money | null)[], total: Money, unit: AmountUnit): boolean {
  const shown = (amount: Money) => parseFraction(bareAmount(amount, unit).replaceAll(',', '')) ?? zero
  const sum = amounts.reduce((running, amount) => (amount ? plus(running, shown(amount)) : running), zero)
  const whole = shown(total)
  return sum.numerator === whole.numerator && sum.denominator === whole.denominator
}
