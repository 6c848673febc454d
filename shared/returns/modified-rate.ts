import { type RateAbsence, type Root, periods, rateAbsence, rootAt } from './internal-rate.ts'

export type ModifiedRateAnswer =
  | ({ readonly status: 'ok' } & Root)
  | { readonly status: Exclude<RateAbsence, 'no_real_root'>; readonly rate: null }

/**
 * MIRR: the rate per period at which all that was paid in, discounted to the first period at `financeRate`, grows to all
 * that was received, compounded to the last period at `reinvestRate`. There is one at most, so nothing has to be chosen.
 */
export function modifiedRate(amounts: readonly bigint[], financeRate: number, reinvestRate: number): ModifiedRateAnswer {
  const absence = rateAbsence(periods(amounts), amounts)
  if (absence) return { status: absence, rate: null }
  const last = amounts.length - 1
  const paid = logOfWorth(amounts.map((amount) => -amount), (period) => -period * Math.log1p(financeRate))
  const received = logOfWorth(amounts, (period) => (last - period) * Math.log1p(reinvestRate))
  return { status: 'ok', ...rootAt((received - paid) / last) }
}

/** ln of what the amounts above 0 are worth, each times e^growth: logarithms, since 1.1 to the power of 10 000 is no double. */
function logOfWorth(amounts: readonly bigint[], growthUntil: (period: number) => number): number {
  const logs = amounts.flatMap((amount, period) => (amount > 0n ? [logOf(amount) + growthUntil(period)] : []))
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity)
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0))
}

/** ln of a whole number above 0 of any length. */
function logOf(value: bigint): number {
  const excess = Math.max(0, value.toString(2).length - 1000)
  return Math.log(Number(value >> BigInt(excess))) + excess * Math.LN2
}
