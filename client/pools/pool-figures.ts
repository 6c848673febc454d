import { type Fraction, fraction, over, zero } from '@cofund/shared/kernel/fraction'
import { roundedText } from '@cofund/shared/kernel/rounding'

/** A part of a whole; of nothing, none. */
export const shareOfWhole = (part: bigint, whole: bigint): Fraction => (whole === 0n ? zero : over(fraction(part), fraction(whole)))

/** "20" for 2000 hundredths, "12.5" for 1250. */
export const timesText = (hundredths: number): string => roundedText(fraction(BigInt(hundredths), 100n), 2, 'half_up').replace(/\.?0+$/, '')
