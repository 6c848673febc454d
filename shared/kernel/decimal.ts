import { type Fraction, fraction } from './fraction.ts'

/**
 * The exact value of a JSON number or decimal text: "-1000.00", 0.1, 2.4e-7, "1e3". Undefined for anything else, and for what is
 * beyond the doubles on either side ("1e999", "1e-999") or longer than a thousand characters.
 */
export function readDecimal(value: unknown): Fraction | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const text = String(value)
  const [, sign, whole = '', places = '', exponent = '0'] = (text.length <= 1000 && pattern.exec(text)) || []
  if (whole === '') return undefined
  const digits = BigInt(whole + places)
  const nearest = Number(text)
  if (!Number.isFinite(nearest) || (nearest === 0 && digits !== 0n)) return undefined
  if (digits === 0n) return fraction(0n)
  const scale = Number(exponent) - places.length
  const signed = sign === '-' ? -digits : digits
  return scale >= 0 ? fraction(signed * 10n ** BigInt(scale)) : fraction(signed, 10n ** BigInt(-scale))
}

const pattern = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * Reads JSON without losing a digit: a number that a double does not hold exactly arrives as its own text, so that
 * 12345678901234567890.12 stays what it is. Throws SyntaxError on what is not JSON.
 */
export const parseExactJson = (text: string): unknown => JSON.parse(text, keepDigits)

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  return typeof value !== 'number' || source === undefined || String(value) === source || isSame(value, source) ? value : source
}

function isSame(value: number, source: string): boolean {
  const [a, b] = [readDecimal(value), readDecimal(source)]
  return a !== undefined && b !== undefined && a.numerator === b.numerator && a.denominator === b.denominator
}
