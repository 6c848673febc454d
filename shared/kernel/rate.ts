import { type Fraction, fraction, parseFraction, times } from './fraction.ts'
import { halfWidth } from './half-width.ts'
import { roundedText } from './rounding.ts'

/**
 * An agreed rate is an integer with its unit in its name: `pool_share_bps`, `levy_ppm`. It becomes a fraction where it is
 * applied: `portion(loss, bps(poolShareBps), 'down')`.
 */
export const bps = (rate: number): Fraction => fraction(BigInt(rate), 10_000n)
export const ppm = (rate: number): Fraction => fraction(BigInt(rate), 1_000_000n)
export const percent = (rate: number): Fraction => fraction(BigInt(rate), 100n)

/** The whole basis points (parts per million) that a ratio is; undefined when it is no whole number of them. */
export const toBps = (ratio: Fraction): number | undefined => wholeNumber(times(ratio, fraction(10_000n)))
export const toPpm = (ratio: Fraction): number | undefined => wholeNumber(times(ratio, fraction(1_000_000n)))

/** What a person types as a percentage, exactly: "12.5%", "１２．５％" and, the sign being shown beside the field, "12.5". */
export function readPercent(text: string): Fraction | undefined {
  const digits = halfWidth(text).trim().replace(/\s*%$/, '')
  const value = digits.includes('/') ? undefined : parseFraction(digits)
  return value && times(value, percent(1))
}

/** "18.32%": two places, half up. */
export const formatPercent = (ratio: Fraction, places = 2): string =>
  `${roundedText(times(ratio, fraction(100n)), places, 'half_up')}%`

/** A difference of two rates in percentage points, signed: "+0.35", "-1.20", "0.00"; 个百分点 or pp stands beside it. */
export function formatPoints(difference: Fraction, places = 2): string {
  const text = roundedText(times(difference, fraction(100n)), places, 'half_up')
  return /^[\d.]*[1-9]/.test(text) ? `+${text}` : text
}

/** TVPI, DPI, RVPI, MOIC: "1.85x". */
export const formatMultiple = (ratio: Fraction, places = 2): string => `${roundedText(ratio, places, 'half_up')}x`

function wholeNumber({ numerator, denominator }: Fraction): number | undefined {
  const value = Number(numerator)
  return denominator === 1n && Number.isSafeInteger(value) ? value : undefined
}
