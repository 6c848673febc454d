import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fraction } from '@cofund/shared/kernel/fraction'
import {
  type Currency,
  add,
  currencies,
  fen,
  lesser,
  money,
  parseDecimal,
  portion,
  subtract,
  sum,
  toDecimal,
} from '@cofund/shared/kernel/money'

const anyCurrency = fc.constantFrom(...(Object.keys(currencies) as Currency[]))

describe('money', () => {
  test('adds in one currency and refuses two', () => {
    expect(add(fen(150n), fen(-50n))).toEqual(fen(100n))
    expect(() => add(fen(1n), money(1n, 'USD'))).toThrow(TypeError)
    expect(() => subtract(fen(1n), money(1n, 'USD'))).toThrow(TypeError)
    expect(() => lesser(fen(1n), money(0n, 'USD'))).toThrow(TypeError)
  })

  test('of nobody sums to nothing in the currency asked for', () => {
    expect(sum([], 'HKD')).toEqual(money(0n, 'HKD'))
  })

  test('a portion says who keeps the odd fen: 80 % of 0.99 is 0.79 rounded down and 0.80 rounded up', () => {
    expect(portion(fen(99n), fraction(4n, 5n), 'down')).toEqual(fen(79n))
    expect(portion(fen(99n), fraction(4n, 5n), 'up')).toEqual(fen(80n))
  })
})

describe('the decimal text of money', () => {
  test('is exact: 1 fen, minus 1 yuan, yen without places, beyond 2^53', () => {
    expect(toDecimal(fen(1n))).toBe('0.01')
    expect(toDecimal(fen(-100n))).toBe('-1.00')
    expect(toDecimal(money(100n, 'JPY'))).toBe('100')
    expect(toDecimal(fen(900_719_925_474_099_301n))).toBe('9007199254740993.01')
  })

  test('reads back to the same money', () => {
    fc.assert(
      fc.property(fc.bigInt(), anyCurrency, (minor, currency) => {
        expect(parseDecimal(toDecimal(money(minor, currency)), currency)).toEqual(money(minor, currency))
      }),
    )
  })

  test('may leave out places, and write zeros beyond the last', () => {
    expect(parseDecimal('12.5', 'CNY')).toEqual(fen(1_250n))
    expect(parseDecimal('12.500', 'CNY')).toEqual(fen(1_250n))
    expect(parseDecimal('12.0', 'JPY')).toEqual(money(12n, 'JPY'))
  })

  test.each(['12,000.50', '１２３', '1e999', 'NaN', '-0', '-0.00', '0.001', '012', '.5', '1.', '+1', ' 1', ''])(
    '“%s” names no amount',
    (text) => expect(parseDecimal(text, 'CNY')).toBeUndefined(),
  )
})
