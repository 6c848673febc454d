import { catalogue } from '../words.ts'
import { type Citation, type Derivation, valueOf } from './derivation.ts'
import { type Fraction, fraction, over } from './fraction.ts'
import { type Currency, currencies, isCurrency } from './money.ts'
import { formatPercent } from './rate.ts'
import type { Language } from './refusal.ts'
import { roundedText } from './rounding.ts'
import { sayWord } from './words.ts'

/** A step in words and figures: the same on a page, on paper and in a sheet. */

/** What a step is called; a label that no word stands for is shown as it is. */
export const sayStepLabel = ({ label }: Pick<Derivation, 'label'>, language: Language): string =>
  isWord(label) ? sayWord(catalogue[label], language) : label

const signs: Partial<Record<Derivation['operation'], string>> = {
  sum: ' + ',
  product: ' × ',
  difference: ' − ',
  remainder: ' − ',
  ratio: ' ÷ ',
  at_or_below: ' ≤ ',
}

/** "the least of (1,000.00, 800.00)", "800.00 × 40.00%": the operation with its operands filled in; nothing for what is given. */
export function sayFormula(step: Derivation, language: Language): string {
  if (step.operation === 'given') return ''
  const sign = signs[step.operation]
  const operands = step.operands.map((operand) => {
    const text = sayStepValue(operand, language)
    return sign && sign !== ' + ' && text.startsWith('-') ? `(${text})` : text
  })
  return sign ? operands.join(sign) : `${sayOperation(step.operation, language)} (${operands.join(', ')})`
}

function sayOperation(operation: Derivation['operation'], language: Language): string {
  const [name = '', argument = ''] = operation.split(':')
  if (name === 'share') return sayWord(catalogue['derivation.share'], language, { part: Number(argument) + 1 })
  const key = name === 'round' ? `rounding.${argument}` : `derivation.${name}`
  return isWord(key) ? sayWord(catalogue[key], language) : operation
}

/** The value with its unit: money in major units, to the fen or, where a step has not been rounded yet, as far as it goes. */
export function sayStepValue(step: Derivation, language: Language): string {
  const value = valueOf(step)
  if (step.operation === 'at_or_below') {
    return sayWord(catalogue[value.numerator === 0n ? 'derivation.no' : 'derivation.yes'], language)
  }
  switch (step.unit) {
    case 'minor': {
      const places = currencies[currencyOfStep(step)]
      return sayExactly(over(value, fraction(10n ** BigInt(places))), places)
    }
    case 'days':
      return sayWord(catalogue['derivation.days'], language, { count: sayExactly(value) })
    case 'count':
      return sayExactly(value)
    case 'ratio':
      // A percentage where two decimals say it exactly ("80.00%"), else a decimal.
      return 10_000n % value.denominator === 0n ? formatPercent(value) : sayExactly(value)
  }
}

export const currencyOfStep = ({ currency }: Derivation): Currency => (currency && isCurrency(currency) ? currency : 'CNY')

/** The document of a clause, in the marks that a title has; one that brings its own is left as it is. */
export const sayDocument = ({ document }: Pick<Citation, 'document'>, language: Language): string =>
  document.startsWith('\u300a') ? document : sayWord(catalogue['derivation.clause'], language, { document })

/** Document and clause: "《…》 第七条". */
export const sayClause = (cite: Citation, language: Language): string => [sayDocument(cite, language), cite.clause].filter(Boolean).join(' ')

/** All decimals when there are no more than eight; a longer value is cut there and says so. */
export function sayExactly(value: Fraction, fewest = 0): string {
  for (let places = fewest; places <= 8; places += 1) {
    if (10n ** BigInt(places) % value.denominator === 0n) return separated(value, places)
  }
  return `≈ ${separated(value, 8)}`
}

function separated(value: Fraction, places: number): string {
  const [whole = '', ...decimals] = roundedText(value, places, 'half_up').split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')
}

const isWord = (key: string): key is keyof typeof catalogue => Object.hasOwn(catalogue, key)
