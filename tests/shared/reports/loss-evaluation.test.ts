import { replay } from '@cofund/shared/kernel/derivation'
import { toDecimal, money } from '@cofund/shared/kernel/money'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import { shippedPolicies, shippedPolicy } from '@cofund/shared/policies/shipped'
import {
  type RecordedLoss,
  bearersOf,
  coverDifference,
  evaluateLoss,
  laysDownAmounts,
  schemeIn,
  toStored,
} from '@cofund/shared/reports/loss-evaluation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const citedOf = (code: string): CitedScheme => {
  const { params, cites } = shippedPolicy(code)
  return { ...decodeForSharing(params), cites }
}
const document = (params: Record<string, unknown>): CitedScheme => ({ ...decodeForSharing(params), cites: {} })

/** Approved, guaranteed and charged off, in whole dollars or yuan. */
const loan = (
  approved: number,
  guaranteed: number,
  chargedOff: number | null,
  currency: 'USD' | 'CNY' = 'USD',
): RecordedLoss => ({
  approved: money(BigInt(approved) * 100n, currency),
  guaranteed: money(BigInt(guaranteed) * 100n, currency),
  chargedOff: chargedOff === null ? null : money(BigInt(chargedOff) * 100n, currency),
})

/** "guarantor 80.00, bank 20.00 | recorded 50.00, computed 80.00, difference 30.00", or the refusal's code. */
function told(cited: CitedScheme, recorded: RecordedLoss): string {
  const evaluated = evaluateLoss(cited, recorded)
  const { shared, refusal } = evaluated
  const figures = Object.entries({
    recorded: evaluated.recorded,
    computed: evaluated.computed,
    difference: coverDifference(evaluated),
  })
    .map(
      ([name, derivation]) =>
        `${name} ${derivation ? toDecimal(money(BigInt(derivation.value), recorded.approved.currency)) : 'unknown'}`,
    )
    .join(', ')
  return `${refusal ? refusal.code : shared?.shares.map(({ bearer, amount }) => `${bearer} ${toDecimal(amount)}`).join(', ')} | ${figures}`
}

describe('a loss on record beside a scheme', () => {
  test.each([
    [
      '85 % of 28,090.00 on a loan of 28,300.00 guaranteed at 85 %: the record and the rule agree',
      loan(28_300, 24_055, 28_090),
      'guarantor 23876.50, bank 4213.50 | recorded 23876.50, computed 23876.50, difference 0.00',
    ],
    [
      'guaranteed at 50 % where the rule gives 85 %: 85,000.00 − 50,000.00',
      loan(100_000, 50_000, 100_000),
      'guarantor 85000.00, bank 15000.00 | recorded 50000.00, computed 85000.00, difference 35000.00',
    ],
    [
      'guaranteed at 90 % where the rule gives 75 %: 150,000.00 − 180,000.00',
      loan(200_000, 180_000, 200_000),
      'guarantor 150000.00, bank 50000.00 | recorded 180000.00, computed 150000.00, difference -30000.00',
    ],
    [
      'of 66,000.00 lost on an approval of 60,000.00 a guarantee of 30,000.00 bears no more than 30,000.00',
      loan(60_000, 30_000, 66_000),
      'guarantor 51000.00, bank 15000.00 | recorded 30000.00, computed 51000.00, difference 21000.00',
    ],
    [
      'the record does not say how much was charged off',
      loan(60_000, 30_000, null),
      'loss.amount_unstated | recorded unknown, computed unknown, difference unknown',
    ],
    [
      'a charge-off of 0.00 says no more than none',
      loan(60_000, 30_000, 0),
      'loss.amount_unstated | recorded unknown, computed unknown, difference unknown',
    ],
    [
      'an approval of 0.00 has no guaranteed part',
      loan(0, 0, 100),
      'guarantor 0.00, bank 100.00 | recorded unknown, computed 0.00, difference unknown',
    ],
    [
      'nor has one below its guarantee',
      loan(100, 101, 100),
      'guarantor 85.00, bank 15.00 | recorded unknown, computed 85.00, difference unknown',
    ],
    [
      'beyond the highest tier: the record stands alone',
      loan(5_000_001, 4_000_000, 5_000_001),
      'compensation.outside_tiers | recorded 4000000.00, computed unknown, difference unknown',
    ],
  ])('7(a): %s', (_, recorded, expected) => {
    expect(told(citedOf('SBA7A'), recorded)).toBe(expected)
  })

  test('as agreed on each loan the record and the scheme round one ratio alike: 2/3 of 100.00 is 66.66 for both', () => {
    expect(told(citedOf('SBA7A-AGREED'), loan(3, 2, 100))).toBe(
      'guarantor 2.00, bank 98.00 | recorded 2.00, computed 2.00, difference 0.00',
    )
    expect(told(citedOf('SBA7A-AGREED'), loan(300, 200, 100))).toBe(
      'guarantor 66.66, bank 33.34 | recorded 66.66, computed 66.66, difference 0.00',
    )
  })

  test.each([
    [
      'rates alone hold in any currency: 80 % of 100.00, 4 : 6',
      'CQ',
      'city 32.00, district 48.00, bank 20.00 | recorded 50.00, computed 80.00, difference 30.00',
    ],
    [
      'what the bank does not bear counts, whoever bears it: the guarantor takes what is left',
      'DEMO-TWO-TIER',
      'city 32.00, district 48.00, bank 20.00 | recorded 50.00, computed 80.00, difference 30.00',
    ],
    [
      'an amount in CNY says nothing of a loan in USD',
      'XM-CYD',
      'loss.other_currency | recorded 50.00, computed unknown, difference unknown',
    ],
    ['a net loss is not in the record', 'SH2024', 'loss.other_currency | recorded 50.00, computed unknown, difference unknown'],
    ['nor whether a class holds', 'SD2023', 'compensation.flag_unknown | recorded 50.00, computed unknown, difference unknown'],
  ])('a scheme of elsewhere on a loan in USD: %s', (_, code, expected) => {
    expect(told(citedOf(code), loan(100, 50, 100))).toBe(expected)
  })

  test.each([
    ['a net loss is not in the record', 'SH2011', 'compensation.fact_unknown'],
    ['nor how much of a cap was used', 'GZ2025G', 'compensation.used_unknown'],
    ['nor what the firm had deposited', 'FQ2013', 'compensation.fact_unknown'],
    ['nor what other levels paid', 'AH', 'compensation.fact_unknown'],
  ])('in the scheme’s own currency: %s (%s)', (_, code, refusal) => {
    expect(evaluateLoss(citedOf(code), loan(100, 50, 100, 'CNY')).refusal?.code).toBe(refusal)
  })

  test('a bug in an evaluation is no refusal: it is thrown', () => {
    const broken = {
      ...citedOf('SBA7A'),
      get cites(): never {
        throw new TypeError('broken')
      },
    }
    expect(() => evaluateLoss(broken, loan(100, 50, 100))).toThrow('broken')
  })
})

describe('a scheme in another currency', () => {
  test.each([
    ['CQ', false],
    ['DEMO-TWO-TIER', false],
    ['SBA7A-AGREED', false],
    ['AH', false],
    ['SBA7A', true],
    ['GZ2025', true],
    ['XM-CYD', true],
    ['CQ3', true],
    ['SZPS', true],
  ])('%s lays down amounts: %s', (code, expected) => {
    expect(laysDownAmounts(citedOf(code).scheme)).toBe(expected)
  })

  test('is the scheme itself in its own', () => {
    const { scheme } = citedOf('SBA7A')
    expect(schemeIn(scheme, 'USD')).toBe(scheme)
  })

  test('a class by revenue is an amount as well', () => {
    const { scheme } = document({
      compensation: { classes: [{ when: { revenue_below: '1.00' }, rate: '0.5' }], split: [{ bearer: 'city', share: '1' }] },
    })
    expect(laysDownAmounts(scheme)).toBe(true)
  })
})

describe('properties', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 11n })
  const record = fc.tuple(amount, amount, amount).map(([approved, guaranteed, chargedOff]) => ({
    approved: money(approved, 'CNY'),
    guaranteed: money(guaranteed, 'CNY'),
    chargedOff: money(chargedOff, 'CNY'),
  }))
  const rate = fc.integer({ min: 0, max: 50 }).map((percent) => (percent / 100).toFixed(2))
  const scheme = fc
    .tuple(rate, rate, fc.constantFrom('bank', 'guarantor'), fc.boolean(), fc.constantFrom('down', 'half_up', 'half_even'))
    .map(([fixed, pool, remainder, limited, rounding]) =>
      document({
        bearers: [{ bearer: 'insurer', rate: fixed }],
        compensation: {
          rate: pool,
          split: [
            { bearer: 'city', share: '0.3' },
            { bearer: 'district', share: '0.7' },
          ],
          rounding,
        },
        remainder,
        ...(limited && { base_limit: 'loan_amount' }),
      }),
    )

  test('stored shares sum to the loss; what the bank bears and what it does not are the loss; every derivation replays', () => {
    fc.assert(
      fc.property(scheme, record, (cited, recorded) => {
        const evaluated = evaluateLoss(cited, recorded)
        const { shares, computedMinor } = toStored(evaluated, bearersOf(cited.scheme))
        const byBearer = new Map(bearersOf(cited.scheme).map((bearer, index) => [bearer, shares?.[index] ?? -1n]))
        expect(shares?.reduce((sum, share) => sum + share, 0n)).toBe(recorded.chargedOff.minor)
        expect(computedMinor).toBe(recorded.chargedOff.minor - (byBearer.get('bank') ?? 0n))
        const trees = [evaluated.shared?.derivation, evaluated.recorded, evaluated.computed, coverDifference(evaluated)]
        for (const tree of trees) if (tree) expect(replay(tree)).toBeUndefined()
      }),
    )
  })

  test('what the record guarantees is at most the guarantee, and at most the loss', () => {
    fc.assert(
      fc.property(record, (recorded) => {
        const { recordedMinor } = toStored(evaluateLoss(citedOf('DEMO-TWO-TIER'), recorded), ['city', 'district', 'bank'])
        if (recordedMinor === null) {
          expect(recorded.guaranteed.minor).toBeGreaterThan(recorded.approved.minor)
          return
        }
        expect(recordedMinor).toBeLessThanOrEqual(recorded.guaranteed.minor)
        expect(recordedMinor).toBeLessThanOrEqual(recorded.chargedOff.minor)
      }),
    )
  })

  test('whoever bears a share of any shipped scheme is among its bearers', () => {
    for (const { params, cites, code } of shippedPolicies()) {
      if (
        params['base'] === null ||
        JSON.stringify(params['compensation'] ?? {}).includes('"rate":null') ||
        params['interest_included'] === null
      )
        continue
      const cited = { ...decodeForSharing(params), cites }
      const currency = cited.scheme.currency === 'USD' ? 'USD' : 'CNY'
      const evaluated = evaluateLoss(cited, loan(100_000, 80_000, 60_000, currency))
      expect({ code, shares: toStored(evaluated, bearersOf(cited.scheme)).shares?.length ?? 0 }).toEqual({
        code,
        shares: evaluated.shared?.shares.length ?? 0,
      })
    }
  })
})
