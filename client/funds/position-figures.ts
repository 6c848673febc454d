import type { Fraction } from '@cofund/shared/kernel/fraction'
import { ppm } from '@cofund/shared/kernel/rate'

/** A reported rate, exactly as far as it was reported; null stays "not reported". */
export const ppmFraction = (reported: number | null): Fraction | null => (reported === null ? null : ppm(reported))
