import { type Fraction, fraction } from '../kernel/fraction.ts'

/** What went in, what came out and what is left, in one unit; each the sum of its flows, never net of the other's. */
export interface Totals {
  readonly paidIn: bigint
  readonly distributed: bigint
  /** Residual value; undefined when it is not known, which is not 0. */
  readonly nav?: bigint | undefined
  readonly committed?: bigint | undefined
}

/** Exact multiples of what was paid in; null where nothing was paid in, or the residual value or commitment is not known. */
export interface Multiples {
  /** Distributed over paid in: what came back in money. */
  readonly dpi: Fraction | null
  /** Residual value over paid in. */
  readonly rvpi: Fraction | null
  /** Total value over paid in: DPI + RVPI. */
  readonly tvpi: Fraction | null
  /** Paid in over committed. */
  readonly pic: Fraction | null
}

export const multiplesOf = ({ paidIn, distributed, nav, committed }: Totals): Multiples => ({
  dpi: multiple(distributed, paidIn),
  rvpi: multiple(nav, paidIn),
  tvpi: multiple(nav === undefined ? undefined : distributed + nav, paidIn),
  pic: multiple(paidIn, committed),
})

/** One amount over another, MOIC of one investment for instance; null where there is nothing to divide by or into. */
export const multiple = (value: bigint | undefined, invested: bigint | undefined): Fraction | null =>
  value === undefined || invested === undefined || invested === 0n ? null : fraction(value, invested)

/**
 * The paid-in and the distributed among signed flows. Flows of one day stay apart: on one real fund netting them would turn
 * 1.40 into 1.66.
 */
export const grossTotals = (amounts: readonly bigint[]): { readonly paidIn: bigint; readonly distributed: bigint } => ({
  paidIn: amounts.reduce((sum, amount) => (amount < 0n ? sum - amount : sum), 0n),
  distributed: amounts.reduce((sum, amount) => (amount > 0n ? sum + amount : sum), 0n),
})
