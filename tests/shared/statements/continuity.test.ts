import { fen } from '@cofund/shared/kernel/money'
import { addDays, plainDate, type PlainDate } from '@cofund/shared/kernel/plain-date'
import { type BalanceLine, breaksIn, closeDays } from '@cofund/shared/statements/continuity'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const line = (bookedOn: PlainDate, minor: bigint, after: bigint | null): BalanceLine => ({
  bookedOn,
  amount: fen(minor),
  balanceAfter: after === null ? null : fen(after),
})
const told = (lines: readonly BalanceLine[]) => breaksIn(lines).map(({ on, after, missing }) => [on, after, missing.minor])

test.each<[string, BalanceLine[], unknown[]]>([
  ['nothing of lines that follow', [line('2026-03-02', 5n, 105n), line('2026-03-04', -7n, 98n)], []],
  ['a gap: 105 − 7 = 98, and the bank says 198', [line('2026-03-02', 5n, 105n), line('2026-03-04', -7n, 198n)], [['2026-03-04', '2026-03-02', 100n]]],
  ['a line that is missing within a day', [line('2026-03-02', 5n, 105n), line('2026-03-02', 1n, 206n)], [['2026-03-02', '2026-03-02', 100n]]],
  ['nothing of lines without balances', [line('2026-03-02', 5n, null), line('2026-03-04', -7n, 198n)], []],
  ['what comes after a break by what the bank said last', [line('2026-03-02', 5n, 105n), line('2026-03-04', 1n, 9n), line('2026-03-05', 1n, 10n)], [['2026-03-04', '2026-03-02', -97n]]],
])('a statement tells %s', (_, lines, expected) => {
  expect(told(lines)).toEqual(expected)
})

interface Told {
  readonly opening: bigint
  readonly moves: readonly { readonly day: number; readonly minor: bigint }[]
  readonly upwards: boolean
}

const account: fc.Arbitrary<Told> = fc.record({
  opening: fc.bigInt({ min: -100n, max: 1_000n }),
  moves: fc.array(fc.record({ day: fc.nat({ max: 6 }), minor: fc.bigInt({ min: -40n, max: 40n }).filter((minor) => minor !== 0n) }), { minLength: 2, maxLength: 12 }),
  upwards: fc.boolean(),
})
function tell({ opening, moves, upwards }: Told): BalanceLine[] {
  let balance = opening
  const lines = moves
    .toSorted((a, b) => a.day - b.day)
    .map(({ day, minor }) => {
      balance += minor
      return line(addDays(plainDate('2026-03-01'), day), minor, balance)
    })
  return upwards ? lines : lines.toReversed()
}

test('a bank’s own statement never breaks, listed upwards or downwards, and closes where its lines end', () => {
  fc.assert(
    fc.property(account, (of) => {
      const lines = tell(of)
      expect(told(lines)).toEqual([])
      const closing = of.opening + of.moves.reduce((total, { minor }) => total + minor, 0n)
      // Where lines undo each other the end may not be told apart; then it is not known, and never another.
      expect([closing, undefined]).toContain(closeDays(lines).at(-1)?.closing?.minor)
      expect(closeDays(lines).at(-1)?.meant).toContain(closing)
    }),
  )
})

test('a whole day left out between two others breaks the statement by what it moved', () => {
  fc.assert(
    fc.property(account, fc.nat({ max: 6 }), (of, day) => {
      const lines = tell(of)
      const left = addDays(plainDate('2026-03-01'), day)
      const [before, after] = [lines.some(({ bookedOn }) => bookedOn < left), lines.some(({ bookedOn }) => bookedOn > left)]
      const moved = lines.reduce((total, { bookedOn, amount }) => (bookedOn === left ? total + amount.minor : total), 0n)
      fc.pre(before && after && moved !== 0n)
      const broken = breaksIn(lines.filter(({ bookedOn }) => bookedOn !== left))
      // Lines that undo each other may hide a break by leading to several balances; with one line a day nothing does.
      if (new Set(lines.map(({ bookedOn }) => bookedOn)).size === lines.length) expect(broken.map(({ missing }) => missing.minor)).toEqual([moved])
    }),
  )
})
