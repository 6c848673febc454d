import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, fromWire, toWire } from '@cofund/shared/kernel/wire'

/** Whatever the product sends: null, booleans, finite numbers, texts, bigints, lists and records of them. */
const sendable = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string(),
    fc.bigInt(),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '$bigint'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value

describe('the wire', () => {
  test('brings back through JSON what was sent, bigints beyond 2^53 included', () => {
    fc.assert(
      fc.property(sendable, (value) => {
        expect(fromWire(JSON.parse(JSON.stringify(toWire(value))))).toEqual(value)
      }),
    )
    expect(fromWire(JSON.parse(JSON.stringify(toWire({ minor: 2n ** 63n - 1n }))))).toEqual({ minor: 2n ** 63n - 1n })
  })

  test('leaves a record alone that only looks like a bigint', () => {
    expect(fromWire({ $bigint: 'twelve' })).toEqual({ $bigint: 'twelve' })
    expect(fromWire({ $bigint: '12', other: 1 })).toEqual({ $bigint: '12', other: 1 })
  })

  test('sends no property that is undefined', () => expect(toWire({ a: 1, b: undefined })).toEqual({ a: 1 }))

  test.each([
    ['a Date', new Date(0)],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('has no place for %s', (_, value) => expect(() => toWire({ value })).toThrow(TypeError))
})

describe('canonical text', () => {
  test('is one for one value, whatever the order of its keys', () => {
    expect(canonicalJson({ b: 1n, a: [true, null, { d: 'x', c: 0 }] })).toBe(
      '{"a":[true,null,{"c":0,"d":"x"}],"b":{"$bigint":"1"}}',
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        expect(canonicalJson(Object.fromEntries(Object.entries(record).toReversed()))).toBe(canonicalJson(record))
      }),
    )
  })

  test('tells values apart that differ', () => {
    expect(canonicalJson({ minor: 1n })).not.toBe(canonicalJson({ minor: '1' }))
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]))
  })
})
