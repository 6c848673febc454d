import { firstInFirstOut } from '@cofund/shared/fiscal/first-in-first-out'
import { type Given, partsOfClaim } from '@cofund/shared/fiscal/paying'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../kit/soak.ts'

const sum = (parts: readonly { readonly minor: bigint }[]) => parts.reduce((total, { minor }) => total + minor, 0n)
const amount = fc.bigInt({ min: 0n, max: 10n ** 16n })

describe('first in, first out', () => {
  test('of 100 and 50 pays 120 with all of the first and 20 of the second, and leaves 30', () => {
    expect(firstInFirstOut([{ source: 'a', minor: 100n }, { source: 'b', minor: 50n }], [{ target: 'x', minor: 120n }])).toEqual({
      parts: [
        { source: 'a', target: 'x', minor: 100n },
        { source: 'b', target: 'x', minor: 20n },
      ],
      left: [{ source: 'b', minor: 30n }],
      uncovered: [],
    })
  })

  test('loses nothing, uses nothing twice, and leaves something of the money only where every use is covered', () => {
    fc.assert(
      fc.property(fc.array(amount), fc.array(amount), (layers, uses) => {
        const given = layers.map((minor, source) => ({ source, minor }))
        const asked = uses.map((minor, target) => ({ target, minor }))
        const { parts, left, uncovered } = firstInFirstOut(given, asked)
        expect(sum(parts) + sum(left)).toBe(sum(given))
        expect(sum(parts) + sum(uncovered)).toBe(sum(asked))
        expect(parts.every(({ minor }) => minor > 0n)).toBe(true)
        expect(sum(left) === 0n || sum(uncovered) === 0n).toBe(true)
        for (const { source, minor } of given) expect(sum(parts.filter((part) => part.source === source)) <= minor).toBe(true)
        // Oldest first: a part never takes from an older layer than the part before it.
        expect(parts.every((part, index) => index === 0 || part.source >= (parts[index - 1]?.source ?? 0))).toBe(true)
      }),
      { numRuns: runs(300) },
    )
  })
})

describe('what paid a claim', () => {
  const given = (minor: bigint, voucherNumber: string): Given => ({
    way: 'contribution',
    minor,
    indicatorId: 'ind_1',
    documentNumber: 'd',
    voucherNumber,
    entryId: null,
  })
  const tiers = ['city', 'district']

  test('of 100 borne 40 : 60 takes 60 of the district’s contributions, the older first: 50, then 10', () => {
    const payouts = [{ claimId: 'clm_1', minor: 100n, borne: { city: 40n, district: 60n } }]
    const parts = partsOfClaim('clm_1', 'district', { given: [given(50n, 'first'), given(50n, 'second')], payouts, tiers })
    expect(parts.map(({ given: from, minor }) => [from?.voucherNumber, minor])).toEqual([
      ['first', 50n],
      ['second', 10n],
    ])
  })

  test('sums over all claims and tiers to what was paid out, and is owed where nothing was given', () => {
    const payout = fc.record({ minor: amount, city: amount, district: amount }).filter(({ city, district }) => city + district > 0n)
    fc.assert(
      fc.property(fc.array(payout, { maxLength: 8 }), fc.array(amount, { maxLength: 8 }), (paid, money) => {
        const payouts = paid.map(({ minor, city, district }, index) => ({ claimId: `clm_${index}`, minor, borne: { city, district } }))
        const contributions = money.map((minor, index) => given(minor, `v${index}`))
        const all = tiers.flatMap((tier) => payouts.flatMap(({ claimId }) => partsOfClaim(claimId, tier, { given: contributions, payouts, tiers })))
        expect(sum(all)).toBe(sum(payouts))
        const used = tiers.map((tier) => payouts.flatMap(({ claimId }) => partsOfClaim(claimId, tier, { given: contributions, payouts, tiers })))
        for (const parts of used) expect(sum(parts.filter((part) => part.given !== null)) <= sum(contributions)).toBe(true)
      }),
      { numRuns: runs(100) },
    )
  })
})
