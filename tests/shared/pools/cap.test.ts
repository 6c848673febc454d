import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { UsedScope } from '@cofund/shared/policies/compensation-scheme'
import { readLossCase } from '@cofund/shared/policies/loss-case.input'
import { shareLoss } from '@cofund/shared/policies/loss-sharing'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import { type CountsFor, capGauges, capKeyText, capKeysOf, usedByScope } from '@cofund/shared/pools/cap'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const { params, cites } = shippedPolicy('DEMO-ADVANCE')
const { scheme, unread } = decodeForSharing(params)
const claim: CountsFor = { enterpriseGroup: 'ent_1', bankId: 'org_wusong_bank', year: 2026 }

describe('the caps that a payout draws on', () => {
  test('are those of its scheme and that over the cooperation, in the order in which they are held', () => {
    expect(capKeysOf(scheme, claim)).toEqual([
      { scope: 'bank_year', countsFor: 'org_wusong_bank:2026' },
      { scope: 'firm', countsFor: 'ent_1' },
      { scope: 'pool_period', countsFor: 'all' },
      { scope: 'pool_year', countsFor: '2026' },
    ])
  })

  test('of a bank’s year as a whole count for no firm', () => {
    expect(capKeysOf(scheme, { ...claim, enterpriseGroup: null }).map(({ scope }) => scope)).toEqual(['bank_year', 'pool_period', 'pool_year'])
  })

  test('of a scheme without caps are that over the cooperation alone', () => {
    const plain = decodeForSharing(shippedPolicy('DEMO-TWO-TIER').params).scheme
    expect(capKeysOf(plain, claim)).toEqual([{ scope: 'pool_period', countsFor: 'all' }])
    expect(capGauges(plain, { periodCap: null })).toEqual([])
  })
})

/** What the caps of the scheme lay down, in fen: 3m a firm, 8m a bank and year, 15m a year. */
const limits: Readonly<Partial<Record<UsedScope, bigint>>> = Object.fromEntries(
  capGauges(scheme, { periodCap: null }).map(({ scope, limit }) => [scope, limit]),
)

test('no order of claims takes more from a cap than it holds, and each is paid what its scheme says until one is used up', () => {
  const claims = fc.array(
    fc.record({
      enterpriseGroup: fc.constantFrom('ent_1', 'ent_2', 'grp_3'),
      bankId: fc.constantFrom('org_wusong_bank' as const, 'org_shenjiang_bank' as const),
      year: fc.constantFrom(2025, 2026),
      yuan: fc.integer({ min: 1, max: 5_000_000 }),
      firstLoan: fc.boolean(),
      /** Some are taken back again: then what they used is free. */
      takenBack: fc.boolean(),
    }),
    { maxLength: 24 },
  )
  fc.assert(
    fc.property(claims, (made) => {
      const used = new Map<string, bigint>()
      for (const { yuan, firstLoan, takenBack, ...counts } of made) {
        const keys = capKeysOf(scheme, counts)
        const stated = {
          unpaid_principal: `${yuan}.00`,
          loan_amount: '5000000.00',
          flags: { first_loan: firstLoan },
        }
        const lossCase = { ...readLossCase(stated, scheme), used: usedByScope(keys, used) }
        const { shares } = shareLoss({ scheme, cites, unread }, lossCase)
        const paid = shares.find(({ bearer }) => bearer === 'district')?.amount.minor ?? 0n
        const due = (BigInt(yuan) * 100n * (firstLoan ? 65n : 60n)) / 100n
        const left = keys.flatMap((key) => {
          const limit = limits[key.scope]
          return limit === undefined ? [] : [limit - (used.get(capKeyText(key)) ?? 0n)]
        })
        const expected = [due, 200_000_000n, ...left].reduce((low, next) => (next < low ? next : low))
        expect(paid).toBe(expected)
        for (const key of keys) used.set(capKeyText(key), (used.get(capKeyText(key)) ?? 0n) + paid)
        for (const [key, sum] of used) expect(sum).toBeLessThanOrEqual(limits[key.split(' ')[0] as UsedScope] ?? sum)
        if (takenBack) for (const key of keys) used.set(capKeyText(key), (used.get(capKeyText(key)) ?? 0n) - paid)
      }
    }),
    { numRuns: 40 },
  )
})
