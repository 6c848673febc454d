import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import { ageingOf, ageOf, openDues, payDues } from '@cofund/shared/recoveries/remittance'
import { describe, expect, test } from 'vitest'

const recovery = (name: string, due: bigint, dueOn: PlainDate | null, more: { remitted?: bigint; reverses?: string } = {}) => ({
  id: `rcv_${name}` as const,
  due: fen(due),
  dueOn,
  receivedOn: '2026-01-01' as const,
  remitted: fen(more.remitted ?? 0n),
  reverses: more.reverses ? (`rcv_${more.reverses}` as const) : null,
})
const left = (recoveries: ReturnType<typeof recovery>[]) =>
  openDues(recoveries).dues.map(({ recovery: { id }, left: amount }) => `${id} ${amount.minor}`)

describe('what a bank still owes the pool', () => {
  test('stands oldest first, what has no day last', () => {
    expect(left([recovery('c', 5n, null), recovery('b', 7n, '2026-02-01', { remitted: 3n }), recovery('a', 9n, '2026-01-10')])).toEqual([
      'rcv_a 9',
      'rcv_b 4',
      'rcv_c 5',
    ])
  })

  test('a reversal is set against what it takes back before anything older', () => {
    const rows = [recovery('a', 9n, '2026-01-10'), recovery('b', 7n, '2026-02-01'), recovery('r', -7n, null, { reverses: 'b' })]
    expect(left(rows)).toEqual(['rcv_a 9'])
  })

  test('what was remitted already and then taken back pays older dues, and beyond them the pool owes the bank', () => {
    const rows = [recovery('a', 4n, '2026-01-10'), recovery('b', 7n, '2026-02-01', { remitted: 7n }), recovery('r', -7n, null, { reverses: 'b' })]
    expect(left(rows)).toEqual([])
    expect(openDues(rows).credit).toBe(3n)
  })

  test('a remittance pays the oldest first, and never more than is due', () => {
    const { dues } = openDues([recovery('b', 7n, '2026-02-01'), recovery('a', 9n, '2026-01-10')])
    expect(payDues(dues, fen(12n))).toEqual([
      { recoveryId: 'rcv_a', minor: 9n },
      { recoveryId: 'rcv_b', minor: 3n },
    ])
    expect(refusalOf(() => payDues(dues, fen(17n)))?.facts).toEqual({ amount: '0.17', due: '0.16' })
  })
})

describe('how late it is', () => {
  test.each([
    [null, 'undated'],
    ['2026-03-01', 'not_due'],
    ['2026-02-28', 'to_30'],
    ['2026-01-30', 'to_30'],
    ['2026-01-29', 'to_90'],
    ['2025-12-01', 'to_90'],
    ['2025-11-30', 'to_180'],
    ['2025-09-02', 'to_180'],
    ['2025-09-01', 'over_180'],
  ] as const)('due on %s, on 2026-03-01: %s', (dueOn, bucket) => expect(ageOf(dueOn, '2026-03-01')).toBe(bucket))

  test('amounts add up by bucket', () => {
    const { dues } = openDues([recovery('a', 9n, '2026-02-01'), recovery('b', 7n, '2026-02-10'), recovery('c', 1n, null)])
    expect(ageingOf(dues, '2026-03-01')).toMatchObject({ to_30: fen(16n), undated: fen(1n), not_due: fen(0n) })
  })
})
