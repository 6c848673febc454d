import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import { type Fraction, compare, one, zero } from '../kernel/fraction.ts'
import type { Currency } from '../kernel/money.ts'
import type { Rounding } from '../kernel/rounding.ts'
import { type Cites, citeOf } from '../policies/policy.ts'
import { refuse } from '../refuse.ts'
import type { FeeWord } from './management-fee.words.ts'

/** What a management fee is charged on. 沪府办发〔2025〕19号 asks for paid-in or invested money. */
export type FeeBasis = 'committed' | 'paid_in' | 'invested' | 'net_asset_value'

export interface FeeTerms {
  readonly currency: Currency
  readonly basis: FeeBasis
  /** The rate of each year from the one named on, counted from 1; the first starts in year 1. */
  readonly rates: readonly { readonly from_year: number; readonly rate: Fraction }[]
  readonly rounding: Rounding
}

/** One year of a fund: the amount of the basis, and what comes off the fee. Minor units. */
export interface FeeYear {
  readonly base: bigint
  /** The yearly rating's consequence for the fee (投向评价, 绩效评价): 0.9 pays nine tenths. */
  readonly rating_factor?: Fraction
  readonly waiver?: bigint
  readonly rebate?: bigint
  /** Fees that portfolio companies paid the manager, as far as the terms set them off. */
  readonly offset?: bigint
}

export interface Fee {
  readonly year: number
  readonly gross: bigint
  readonly net: bigint
  /** Offsets beyond the fee, kept for the next year. */
  readonly offsetCarried: bigint
  readonly derivation: Derivation
}

/**
 * The fee of each year: base × rate × rating, rounded, less waiver, rebate and offsets, never below zero: what offsets exceed
 * the fee comes off the next year's. Refuses rates and bases that cannot be.
 */
export function managementFees(terms: FeeTerms, years: readonly FeeYear[], cites: Cites = {}): readonly Fee[] {
  checkFeeTerms(terms)
  const fees: Fee[] = []
  for (const [index, year] of years.entries()) fees.push(feeOf(terms, index + 1, year, fees.at(-1)?.offsetCarried ?? 0n, cites))
  return fees
}

function feeOf(
  terms: FeeTerms,
  year: number,
  { base, rating_factor = one, waiver = 0n, rebate = 0n, offset = 0n }: FeeYear,
  brought: bigint,
  cites: Cites,
): Fee {
  const amounts = { base, waiver, rebate, offset }
  for (const [name, amount] of Object.entries(amounts)) if (amount < 0n) refuse('fee.amount_negative', { year, name })
  const place = terms.rates.findLastIndex(({ from_year }) => from_year <= year)
  const cite = citeOf(cites, `rates.${place}.rate`)
  const amount = (label: FeeWord) => ({ label, unit: 'minor', currency: terms.currency }) as const
  const gross = derive(
    `round:${terms.rounding}`,
    [
      derive(
        'product',
        [
          given(base, amount('fee.base')),
          given(terms.rates[place]?.rate ?? zero, { label: 'fee.rate', unit: 'ratio', ...(cite ? { cite } : {}) }),
          given(rating_factor, { label: 'fee.rating_factor', unit: 'ratio' }),
        ],
        amount('fee.gross'),
      ),
    ],
    amount('fee.gross'),
  )
  const charged = derive(
    'remainder',
    [
      gross,
      given(waiver, amount('fee.waiver')),
      given(rebate, amount('fee.rebate')),
      given(brought, amount('fee.offset_brought')),
      given(offset, amount('fee.offset')),
    ],
    amount('fee.net'),
  )
  const derivation = derive('at_least_zero', [charged], amount('fee.net'))
  const beyond = -minorOf(charged)
  // A waiver or rebate beyond the fee is simply that; only offsets are owed and follow it into the next year.
  const offsetCarried = beyond <= 0n ? 0n : beyond < brought + offset ? beyond : brought + offset
  return { year, gross: minorOf(gross), net: minorOf(derivation), offsetCarried, derivation }
}

function checkFeeTerms({ rates }: FeeTerms): void {
  if (rates[0]?.from_year !== 1) refuse('fee.first_year_without_rate', {})
  for (const [index, { from_year, rate }] of rates.entries()) {
    if (index > 0 && from_year <= (rates[index - 1]?.from_year ?? 0)) refuse('fee.years_not_rising', { year: from_year })
    if (compare(rate, zero) < 0 || compare(rate, one) > 0) refuse('fee.rate_out_of_range', { year: from_year })
  }
}
