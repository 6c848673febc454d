import { fen } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays, plainDate } from '@cofund/shared/kernel/plain-date'
import type { BankLine, BookLine } from '@cofund/shared/statements/bank-account'
import { outstandingAt, reconcile, statementBalanceAt } from '@cofund/shared/statements/reconciliation'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const line = (bookedOn: PlainDate, minor: bigint, after: bigint | null): BankLine => ({
  id: 'stl_1',
  bookedOn,
  valueOn: null,
  amount: fen(minor),
  counterparty: null,
  summary: null,
  reference: null,
  balanceAfter: after === null ? null : fen(after),
  matchId: null,
})

test.each<[string, BankLine[], bigint | undefined]>([
  ['of its last line', [line('2026-03-02', 5n, 105n), line('2026-03-02', 7n, 112n)], 112n],
  ['of its last line, though the bank lists downwards', [line('2026-03-02', 7n, 112n), line('2026-03-02', 5n, 105n)], 112n],
  ['unknown without one', [], undefined],
  ['unknown where no line says it', [line('2026-03-02', 5n, null)], undefined],
  ['counted on where the last day does not: 105 + 7 − 7 = 105', [line('2026-03-02', 5n, 105n), line('2026-03-03', 7n, 112n), line('2026-03-03', -7n, 105n)], 105n],
  ['not moved by the day after', [line('2026-03-02', 5n, 105n), line('2026-04-01', 7n, 112n)], 105n],
])('the bank’s balance at the end of March is %s', (_, lines, expected) => {
  expect(statementBalanceAt(lines, '2026-03-31')?.minor).toBe(expected)
})

const first = plainDate('2026-03-01')
const movement = fc.record({
  minor: fc.bigInt({ min: -1_000n, max: 1_000n }).filter((minor) => minor !== 0n),
  atBank: fc.option(fc.nat({ max: 40 })),
  inBook: fc.option(fc.nat({ max: 40 })),
})

test('statement and book agree after adjustment by whatever neither explains, and to the fen if there is nothing: on every day, however lines are matched', () => {
  fc.assert(
    fc.property(fc.array(movement, { maxLength: 15 }), fc.bigInt({ min: 0n, max: 5_000n }), fc.bigInt({ min: -2n, max: 2n }), fc.nat({ max: 40 }), (movements, opening, unexplained, at) => {
      const day = addDays(first, at)
      const lines: BankLine[] = []
      const postings: BookLine[] = []
      movements.forEach(({ minor, atBank, inBook }, index) => {
        const matchId = atBank !== null && inBook !== null ? (`mtc_${index}` as const) : null
        if (atBank !== null) lines.push({ ...line(addDays(first, atBank), minor, null), id: `stl_${index}`, matchId })
        if (inBook === null) return
        const effectiveOn = addDays(first, inBook)
        postings.push({
          entryId: `ent_${index}`, sequence: BigInt(index + 1), line: 1, kind: 'bank.interest', effectiveOn, amount: fen(minor),
          voucher: `V-${index}`, note: null, evidence: null, reverses: null, matchId,
        })
      })
      const until = (side: readonly { readonly amount: { readonly minor: bigint } }[]) => side.reduce((total, { amount }) => total + amount.minor, opening)
      const statement = fen(until(lines.filter(({ bookedOn }) => bookedOn <= day)) + unexplained)
      const book = fen(until(postings.filter(({ effectiveOn }) => effectiveOn <= day)))
      const { difference } = reconcile(statement, book, outstandingAt({ lines, postings }, day))
      expect(difference.minor).toBe(unexplained)
    }),
  )
})
