import { describe, expect, test } from 'vitest'
import { fraction } from '@cofund/shared/kernel/fraction'
import { replay } from '@cofund/shared/kernel/derivation'
import type { Refusal } from '@cofund/shared/kernel/refusal'
import { type FeeTerms, type FeeYear, managementFees } from '@cofund/shared/funds/management-fee'

const twoPercent: FeeTerms = {
  currency: 'CNY',
  basis: 'paid_in',
  rates: [
    { from_year: 1, rate: fraction(2n, 100n) },
    { from_year: 3, rate: fraction(1n, 100n) },
  ],
  rounding: 'half_up',
}
const netOf = (years: readonly FeeYear[]) => managementFees(twoPercent, years).map(({ net }) => net)

describe('management fee', () => {
  test('2 % of what is paid in, 1 % from the third year', () => {
    expect(netOf([{ base: 10_000n }, { base: 20_000n }, { base: 20_000n }, { base: 5_000n }])).toEqual([200n, 400n, 200n, 50n])
  })

  test('a rating of nine tenths pays nine tenths; half a fen rounds as the terms say', () => {
    expect(netOf([{ base: 10_000n, rating_factor: fraction(9n, 10n) }, { base: 10_025n }])).toEqual([180n, 201n])
  })

  test('waiver, rebate and offset come off; what offsets exceed the fee comes off the next one', () => {
    const fees = managementFees(twoPercent, [{ base: 10_000n, waiver: 50n, rebate: 30n, offset: 200n }, { base: 10_000n }])
    expect(fees.map(({ net, offsetCarried }) => [net, offsetCarried])).toEqual([
      [0n, 80n],
      [120n, 0n],
    ])
  })

  test('a waiver beyond the fee is not carried: only offsets are owed', () => {
    const fees = managementFees(twoPercent, [{ base: 10_000n, waiver: 500n, offset: 10n }])
    expect(fees.map(({ net, offsetCarried }) => [net, offsetCarried])).toEqual([[0n, 10n]])
  })

  test('every fee can be replayed', () => {
    for (const { derivation } of managementFees(twoPercent, [
      { base: 12_345n, offset: 7n },
      { base: 999n, waiver: 3n },
    ])) {
      expect(replay(derivation)).toBeUndefined()
    }
  })

  test.each([
    ['fee.amount_negative', twoPercent, [{ base: -1n }]],
    ['fee.first_year_without_rate', { ...twoPercent, rates: [] }, [{ base: 1n }]],
    ['fee.years_not_rising', { ...twoPercent, rates: [...twoPercent.rates, { from_year: 3, rate: fraction(0n) }] }, []],
    ['fee.rate_out_of_range', { ...twoPercent, rates: [{ from_year: 1, rate: fraction(2n) }] }, []],
  ] as const)('%s', (code, terms, years) => {
    expect(() => managementFees(terms, years)).toThrow(expect.objectContaining({ code }) as Refusal)
  })
})
