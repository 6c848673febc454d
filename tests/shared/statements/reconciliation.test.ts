import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BankLine } from '@cofund/shared/statements/bank-account'
import { statementBalanceAt } from '@cofund/shared/statements/reconciliation'
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
