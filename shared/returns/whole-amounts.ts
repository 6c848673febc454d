import { type Fraction, fraction } from '../kernel/fraction.ts'
import { roundFraction } from '../kernel/rounding.ts'

/** Values as whole numbers of one common unit, `perOne` of which make 1. */
export interface WholeAmounts {
  readonly amounts: readonly bigint[]
  readonly perOne: bigint
}

/** A common denominator longer than this, in bits, is given up for a power of two. */
const longestDenominator = 4096

/**
 * Amounts over their common denominator, exactly. Flows compounded by thousands of index levels can have none of a bearable
 * length: they keep 4096 binary places instead, some thousand decimals more than the double they end in.
 */
export function wholeAmounts(values: readonly Fraction[]): WholeAmounts {
  let perOne = 1n
  for (const { denominator } of values) {
    // In lowest terms, the other denominator's share that is missing is what is left of it.
    if (perOne % denominator !== 0n) perOne *= fraction(perOne, denominator).denominator
    if (perOne >> BigInt(longestDenominator) > 0n) return wholeParts(values, 1n << BigInt(longestDenominator))
  }
  return { amounts: values.map(({ numerator, denominator }) => numerator * (perOne / denominator)), perOne }
}

const wholeParts = (values: readonly Fraction[], perOne: bigint): WholeAmounts => ({
  amounts: values.map(({ numerator, denominator }) => roundFraction({ numerator: numerator * perOne, denominator }, 'half_even')),
  perOne,
})
