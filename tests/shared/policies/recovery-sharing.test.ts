import { minorOf, replay } from '@cofund/shared/kernel/derivation'
import { fen, toDecimal } from '@cofund/shared/kernel/money'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import { readLossCase } from '@cofund/shared/policies/loss-case.input'
import { sharesRecovered } from '@cofund/shared/policies/recovery-sharing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const cited = (document: object): CitedScheme => ({ ...decodeForSharing(document), cites: {} })
const caseOf = ({ scheme }: CitedScheme, stated: object): LossCase => readLossCase(stated, scheme)

/** 80 % of the principal, 40 : 60 between city and district. */
const twoTier = (recovery: object, more: object = {}) =>
  cited({
    compensation: {
      rate: '0.80',
      split: [
        { bearer: 'city', share: '0.4' },
        { bearer: 'district', share: '0.6' },
      ],
    },
    recovery,
    ...more,
  })

function back(scheme: CitedScheme, stated: object, principal: bigint, interest = 0n): Record<string, string> {
  const { shares, derivation } = sharesRecovered(scheme, caseOf(scheme, stated), { principal, interest })
  expect(replay(derivation)).toBeUndefined()
  expect(minorOf(derivation)).toBe(principal + interest)
  return Object.fromEntries(shares.map(({ bearer, amount }) => [bearer, amount.minor.toString()]))
}

describe('a loss of 10 m, 80 % capped at 3 m (city 1.2, district 1.8, bank 7), 5 m recovered', () => {
  test.each([
    ['pro_rata_borne', 'each by what it bore: the funders 3/10 of it', 60_000_000n, 90_000_000n, 350_000_000n],
    ['recompute_on_net_loss', '80 % of the 5 m left is above the cap still: nothing', 0n, 0n, 500_000_000n],
    ['fiscal_first', 'the funders whole first', 120_000_000n, 180_000_000n, 200_000_000n],
    ['bank_first', 'the bank bore 7 m: all of it', 0n, 0n, 500_000_000n],
    ['flat_rate', '80 % would be 4 m, and they bore 3 m', 120_000_000n, 180_000_000n, 200_000_000n],
  ])('%s: %s', (rule, _, city, district, bank) => {
    const scheme = twoTier({ rule, ...(rule === 'flat_rate' ? { rate: '0.80' } : {}) }, { caps: [{ scope: 'loan', amount: '3000000' }] })
    expect(back(scheme, { loss: '10000000' }, 500_000_000n)).toEqual({
      city: `${city}`,
      district: `${district}`,
      bank: `${bank}`,
    })
  })
})

test('two tiers, 40 : 60 of 80 %, to the last fen: of 0.07 back, 0.02, 0.03 and 0.02', () => {
  expect(back(twoTier({ rule: 'pro_rata_borne' }), { loss: '1000000.01' }, 7n)).toEqual({ city: '2', district: '3', bank: '2' })
})

test('interest that is not shared comes back to the bank alone and moves no share', () => {
  const scheme = twoTier({ rule: 'pro_rata_borne' })
  expect(back(scheme, { loss: '100', interest: '10' }, 5_000n, 500n)).toEqual({ city: '1600', district: '2400', bank: '1500' })
})

test('interest that is shared comes back as the principal does', () => {
  const scheme = twoTier({ rule: 'pro_rata_borne' }, { interest_included: true })
  expect(back(scheme, { loss: '100', interest: '10' }, 5_000n, 500n)).toEqual({ city: '1760', district: '2640', bank: '1100' })
})

test('a smaller loss that falls into a dearer tier makes nobody bear more', () => {
  const scheme = cited({
    compensation: {
      tiers: { by: 'principal_loss', steps: [{ up_to: '100', rate: '0.9' }, { rate: '0.1' }] },
      split: [{ bearer: 'city', share: '1' }],
    },
    recovery: { rule: 'recompute_on_net_loss' },
  })
  // 110 at 10 % is 11; 100 at 90 % would be 90.
  expect(back(scheme, { loss: '110' }, 1_000n)).toEqual({ city: '0', bank: '1000' })
})

test('more back than was lost is refused, and less than nothing', () => {
  const scheme = twoTier({ rule: 'fiscal_first' })
  const lossCase = caseOf(scheme, { loss: '100', interest: '10' })
  const code = (principal: bigint, interest: bigint) => refusalOf(() => sharesRecovered(scheme, lossCase, { principal, interest }))?.code
  expect([code(10_001n, 0n), code(10_000n, 1_001n), code(-1n, 0n), code(10_000n, 1_000n)]).toEqual([
    'compensation.recovery_above_loss',
    'compensation.recovery_above_loss',
    'compensation.recovery_negative',
    undefined,
  ])
})

test('whatever the rule and the cap, parts sum to what came back, and each is between nothing and what its bearer bore', () => {
  const rules = fc.constantFrom('pro_rata_borne', 'recompute_on_net_loss', 'flat_rate', 'fiscal_first', 'bank_first')
  const cents = fc.bigInt(0n, 10n ** 10n)
  fc.assert(
    fc.property(rules, fc.nat(100), fc.nat(100), cents, cents, fc.nat(1000), (rule, rate, flat, cap, loss, permille) => {
      const scheme = cited({
        compensation: {
          rate: rate / 100,
          split: [
            { bearer: 'city', share: '0.333' },
            { bearer: 'district', share: '0.667' },
          ],
        },
        caps: [{ scope: 'loan', amount: toDecimal(fen(cap)) }],
        recovery: { rule, ...(rule === 'flat_rate' ? { rate: flat / 100 } : {}) },
      })
      const lossCase: LossCase = { amounts: { principal_loss: loss }, used: {}, flags: {} }
      const nothing = sharesRecovered(scheme, lossCase, { principal: 0n, interest: 0n }).shares
      const whole = sharesRecovered(scheme, lossCase, { principal: loss, interest: 0n }).shares
      const principal = (loss * BigInt(permille)) / 1000n
      const { shares, derivation } = sharesRecovered(scheme, lossCase, { principal, interest: 0n })
      expect(replay(derivation)).toBeUndefined()
      expect(shares.reduce((total, { amount }) => total + amount.minor, 0n)).toBe(principal)
      shares.forEach(({ amount }, index) => {
        expect(nothing[index]?.amount.minor).toBe(0n)
        expect(amount.minor).toBeGreaterThanOrEqual(0n)
        expect(amount.minor).toBeLessThanOrEqual(whole[index]?.amount.minor ?? -1n)
      })
    }),
    { numRuns: 200 },
  )
})
