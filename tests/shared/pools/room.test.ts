import { minorOf, replay } from '@cofund/shared/kernel/derivation'
import { fen } from '@cofund/shared/kernel/money'
import { type PoolFigures, enrollableRoom, payableRoom, roomFrom } from '@cofund/shared/pools/room'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const nothing: PoolFigures = { cash: 0n, reserved: 0n, contributed: 0n, unpaid: 0n, surplusReturned: 0n, exposure: 0n, unspent: null, periodUsed: 0n }
const cashPool = { funding: 'pool_cash', currency: 'CNY', periodCap: null, leverageHundredths: null } as const

describe('the room of a pool', () => {
  test.each([
    ['100 of cash less 30 reserved → 70', cashPool, { cash: 100n, reserved: 30n }, 'cash', 70n],
    ['20 of cash and 30 reserved → 0, never less', cashPool, { cash: 20n, reserved: 30n }, 'cash', 0n],
    ['a cap of 50 with 45 used leaves 5, beside 100 of cash', { ...cashPool, periodCap: fen(50n) }, { cash: 100n, periodUsed: 45n }, 'period_cap', 5n],
    [
      '2.5 × (40 − 10 called and not come) = 75, less 70 enrolled → 5',
      { ...cashPool, leverageHundredths: 250 },
      { cash: 100n, contributed: 40n, unpaid: 10n, exposure: 70n },
      'leverage',
      5n,
    ],
    ['1.5 × 3 = 4.5 rounds down to 4', { ...cashPool, leverageHundredths: 150 }, { cash: 100n, contributed: 3n }, 'leverage', 4n],
    ['of equal limits the first is named', { ...cashPool, periodCap: fen(10n) }, { cash: 10n }, 'cash', 10n],
    ['an annual budget of which 80 is unspent and 15 reserved → 65', { ...cashPool, funding: 'annual_budget' }, { unspent: 80n, reserved: 15n }, 'indicator', 65n],
  ] as const)('%s', (_, pool, figures, binding, left) => {
    const { least } = roomFrom(pool, { ...nothing, ...figures })
    expect([least?.binding, least?.amount]).toEqual([binding, fen(left)])
  })

  test('is not known where no indicator of the year is, whatever else is left', () => {
    const room = roomFrom({ ...cashPool, funding: 'annual_budget', periodCap: fen(100n) }, { ...nothing, cash: 1_000n })
    expect(room.least).toBeNull()
    expect(room.parts.map(({ name, left }) => [name, left?.amount ?? null])).toEqual([
      ['indicator', null],
      ['period_cap', fen(100n)],
    ])
  })

  test('for payouts leaves leverage out: 30 is there to be paid although no loan may be enrolled any more', () => {
    const room = roomFrom({ ...cashPool, leverageHundredths: 100 }, { ...nothing, cash: 30n, contributed: 10n, exposure: 10n })
    expect(room.least?.amount).toEqual(fen(0n))
    expect(payableRoom(room, 'CNY').least?.amount).toEqual(fen(30n))
    expect(enrollableRoom(room)?.left?.amount).toEqual(fen(0n))
  })

  test('replays, is the least of its parts, and is never negative, for any figures', () => {
    const amount = fc.bigInt(-(10n ** 14n), 10n ** 14n)
    const figures = fc.record({
      cash: amount,
      reserved: amount,
      contributed: amount,
      unpaid: amount,
      surplusReturned: amount,
      exposure: amount,
      unspent: fc.option(amount),
      periodUsed: amount,
    })
    const pool = fc.record({
      funding: fc.constantFrom('pool_cash' as const, 'annual_budget' as const),
      currency: fc.constant('CNY' as const),
      periodCap: fc.option(fc.bigInt(0n, 10n ** 14n).map(fen)),
      leverageHundredths: fc.option(fc.integer({ min: 1, max: 5_000 })),
    })
    fc.assert(
      fc.property(pool, figures, (asked, known) => {
        const { parts, least } = roomFrom(asked, known)
        if (!least) {
          expect(parts.some(({ left }) => left === null)).toBe(true)
          return
        }
        expect(replay(least.derivation)).toBeUndefined()
        expect(minorOf(least.derivation)).toBe(least.amount.minor)
        expect(least.amount.minor).toBeGreaterThanOrEqual(0n)
        for (const { left } of parts) expect(left?.amount.minor).toBeGreaterThanOrEqual(least.amount.minor)
      }),
    )
  })
})
