/**
 * Present and future values are sums of doubles: a rate is given as a double, so that nothing exact is left to keep.
 * Amounts and values are in the same unit, whichever it is.
 */

/** XNPV: what amounts at these years are worth at year 0, at a yearly rate above −1. */
export function presentValue(years: readonly number[], amounts: readonly number[], rate: number): number {
  const force = Math.log1p(rate)
  return accurateSum(amounts.map((amount, index) => amount * Math.exp(-(years[index] ?? 0) * force)))
}

/** NPV of amounts one period apart; Excel's puts the first at the end of period 1, most others at 0. */
export const periodicPresentValue = (amounts: readonly number[], rate: number, firstPeriod = 0): number =>
  presentValue(amounts.map((_, index) => firstPeriod + index), amounts, rate)

/** What amounts at the ends of periods 1, 2 … are worth at the end of period `periods`. */
export const periodicFutureValue = (amounts: readonly number[], rate: number, periods: number): number =>
  presentValue(amounts.map((_, index) => index + 1 - periods), amounts, rate)

/** Present value of all later amounts over the first one paid; null when nothing was paid in at 0. */
export function profitabilityIndex(amounts: readonly number[], rate: number): number | null {
  const [outlay = 0, ...later] = amounts
  return outlay < 0 ? periodicPresentValue(later, rate, 1) / -outlay : null
}

/** Keeps what each addition cuts off (Neumaier), for a value near 0 is the small difference of large sums. */
function accurateSum(terms: readonly number[]): number {
  let [sum, lost] = [0, 0]
  for (const term of terms) {
    const next = sum + term
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    sum = next
  }
  return sum + lost
}
