import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, allocateUnits, allocationRules } from '@cofund/shared/kernel/allocate'
import { fen, money } from '@cofund/shared/kernel/money'
import { bps } from '@cofund/shared/kernel/rate'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { runs } from '../../kit/soak.ts'

const total = (parts: readonly bigint[]) => parts.reduce((a, b) => a + b, 0n)

const anyUnits = fc.oneof(fc.bigInt({ min: -1_000n, max: 1_000n }), fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }))
const anyRule = fc.constantFrom(...allocationRules)
const decimal = fc.tuple(fc.nat({ max: 10_000 }), fc.nat({ max: 999 })).map(([whole, part]) => `${whole}.${part}`)
const anyWeights = fc
  .array(fc.oneof(fc.constant('0'), decimal, fc.nat({ max: 100 }).map(String)), { minLength: 1, maxLength: 12 })
  .filter((weights) => weights.some((weight) => /[1-9]/.test(weight)))

describe('an allocation', () => {
  test('sums to the whole under every rule, beyond 2^53 too', () => {
    fc.assert(
      fc.property(anyUnits, anyWeights, anyRule, (units, weights, rule) => {
        expect(total(allocateUnits(units, weights, rule))).toBe(units)
      }),
      { numRuns: runs(1_000) },
    )
  })

  test('mirrors in sign, so that a reversal leaves no residue; rounding toward −∞ does not where parts tie', () => {
    fc.assert(
      fc.property(anyUnits, anyWeights, anyRule, (units, weights, rule) => {
        fc.pre(rule !== 'largest_fraction_floor')
        expect(allocateUnits(-units, weights, rule)).toEqual(allocateUnits(units, weights, rule).map((part) => -part))
      }),
      { numRuns: runs(1_000) },
    )
    expect(allocateUnits(1n, [1, 1], 'largest_fraction_floor')).toEqual([1n, 0n])
    expect(allocateUnits(-1n, [1, 1], 'largest_fraction_floor')).toEqual([0n, -1n])
  })

  test('gives a part of weight 0 nothing', () => {
    fc.assert(
      fc.property(anyUnits, anyWeights, anyRule, (units, weights, rule) => {
        const parts = allocateUnits(units, ['0', ...weights], rule)
        expect(parts[0]).toBe(0n)
      }),
    )
  })

  test('under our rule leaves nobody a whole unit from the exact share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.array(fc.nat(), { minLength: 1 }), (units, weights) => {
        const sum = total(weights.map(BigInt))
        fc.pre(sum > 0n)
        for (const [index, part] of allocateUnits(units, weights).entries()) {
          const off = part * sum - units * BigInt(weights[index] ?? 0)
          expect(off < sum && -off < sum).toBe(true)
        }
      }),
    )
  })

  test('by highest averages gives the seats that counting them one by one gives', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 6 }), (units, weights) => {
        fc.pre(weights.some((weight) => weight > 0))
        const seats = weights.map(() => 0n)
        for (let seat = 0; seat < units; seat += 1) {
          let best = 0
          for (const [index, weight] of weights.entries()) {
            const [mine, theirs] = [
              BigInt(weight) * ((seats[best] ?? 0n) + 1n),
              BigInt(weights[best] ?? 0) * ((seats[index] ?? 0n) + 1n),
            ]
            if (mine > theirs) best = index
          }
          seats[best] = (seats[best] ?? 0n) + 1n
        }
        expect(allocateUnits(BigInt(units), weights, 'highest_average')).toEqual(seats)
      }),
    )
  })

  test('ties go to the earlier part: 0.01 over 50:50 → 0.01 and 0.00', () => {
    expect(allocate(fen(1n), [50, 50])).toEqual([fen(1n), fen(0n)])
    expect(allocate(fen(-1n), [50, 50])).toEqual([fen(-1n), fen(0n)])
  })

  test('keeps the currency: 100 yen over 1:1:1 → 34, 33, 33', () => {
    expect(allocate(money(100n, 'JPY'), [1, 1, 1])).toEqual([money(34n, 'JPY'), money(33n, 'JPY'), money(33n, 'JPY')])
  })

  test('takes weights as rates, whole numbers, bigints and exact texts alike: 4:6 of 10.01 is 4.00 and 6.01', () => {
    for (const weights of [
      [bps(4_000), bps(6_000)],
      [4, 6],
      [4n, 6n],
      ['0.4', '0.6'],
      ['2/5', '3/5'],
    ]) {
      expect(allocate(fen(1_001n), weights)).toEqual([fen(400n), fen(601n)])
    }
  })

  test('differs between the rules where their names say so: 125 over 50.5:49.5', () => {
    const parts = Object.fromEntries(allocationRules.map((rule) => [rule, allocateUnits(125n, ['50.5', '49.5'], rule).join(' ')]))
    expect(parts).toEqual({
      largest_remainder: '63 62',
      largest_ratio: '64 61',
      largest_fraction_floor: '63 62',
      cascade_right: '64 61',
      highest_average: '63 62',
    })
  })

  test.each([
    ['nobody', [], 'allocate.no_weight'],
    ['weights that are all zero', ['0', '0.00'], 'allocate.no_weight'],
    ['a negative weight, even beside a larger one', ['-1', '2'], 'allocate.weight_negative'],
    ['a text that is no number', ['half', '1'], 'allocate.weight_unreadable'],
    ['a number that is not whole: its text is exact, it is not', [0.1, 0.9], 'allocate.weight_unreadable'],
  ])('over %s is refused', (_, weights, code) => {
    expect(() => allocateUnits(1n, weights)).toThrow(expect.objectContaining({ code }))
    expect(() => allocateUnits(1n, weights)).toThrow(Refusal)
  })
})
