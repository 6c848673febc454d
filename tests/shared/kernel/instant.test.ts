import { describe, expect, test } from 'vitest'
import { instantOf, parseInstant, shanghaiDay } from '@cofund/shared/kernel/instant'

const at = (text: string) => {
  const instant = parseInstant(text)
  if (!instant) throw new RangeError(text)
  return instant
}

describe('an instant', () => {
  test.each(['2026-11-22T08:00:00Z', '2026-11-22T08:00:00.1Z', '2026-11-22T23:59:59.123456Z'])('%s is one', (text) =>
    expect(parseInstant(text)).toBe(text),
  )

  test.each([
    '2026-02-30T08:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T08:60:00Z',
    '2026-11-22T08:00:00+08:00',
    '2026-11-22 08:00:00Z',
    '2026-11-22',
  ])('%s is none', (text) => expect(parseInstant(text)).toBeUndefined())

  test('of a Date is its UTC text', () => expect(instantOf(new Date(0))).toBe('1970-01-01T00:00:00.000Z'))
})

describe('the day in Shanghai', () => {
  test('begins at 16:00 UTC the evening before', () => {
    expect(shanghaiDay(at('2026-12-31T15:59:59.999999Z'))).toBe('2026-12-31')
    expect(shanghaiDay(at('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
  })
})
