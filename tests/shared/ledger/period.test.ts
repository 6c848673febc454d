import { Refusal } from '@cofund/shared/kernel/refusal'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { type Month, checkClosing, checkReopening, lastDayOf, monthOfDay, nextMonth, postedIn } from '@cofund/shared/ledger/period'
import { type ShownLine, restatementOf, resultText } from '@cofund/shared/ledger/report'
import { expect, test } from 'vitest'

const codeOf = (work: () => void): string => {
  try {
    work()
    return 'accepted'
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
}

test('months begin, follow one another and end, February too', () => {
  expect(monthOfDay('2026-12-31')).toBe('2026-12-01')
  expect(nextMonth('2026-12-01')).toBe('2027-01-01')
  expect(lastDayOf('2028-02-01')).toBe('2028-02-29')
})

test.for<[PlainDate, Month | null, Month]>([
  ['2026-03-31', null, '2026-03-01'],
  ['2026-03-31', '2026-02-01', '2026-03-01'],
  ['2026-03-31', '2026-03-01', '2026-04-01'],
  ['2025-01-01', '2026-03-01', '2026-04-01'],
  ['2026-12-31', '2026-12-01', '2027-01-01'],
])('what happened on %s, closed through %s, counts in %s', ([effectiveOn, closedThrough, month]) => {
  expect(postedIn(effectiveOn, closedThrough)).toBe(month)
})

test.for<[Month, Month | null, PlainDate, string]>([
  ['2026-02-01', '2026-03-01', '2026-06-30', 'ledger.period_closed_already'],
  ['2026-03-01', '2026-03-01', '2026-06-30', 'ledger.period_closed_already'],
  ['2026-05-01', '2026-03-01', '2026-06-30', 'ledger.earlier_period_open'],
  ['2026-06-01', '2026-05-01', '2026-06-30', 'ledger.period_not_over'],
  ['2026-06-01', '2026-05-01', '2026-07-01', 'accepted'],
  ['2026-04-01', '2026-03-01', '2026-06-30', 'accepted'],
  // Nothing is closed: the first closing takes in every month before it.
  ['2026-05-01', null, '2026-06-30', 'accepted'],
])('closing %s, closed through %s, on %s: %s', ([month, closedThrough, today, outcome]) => {
  expect(codeOf(() => checkClosing(month, { closedThrough, today }))).toBe(outcome)
})

test.for<[Month, Month | null, string]>([
  ['2026-03-01', null, 'ledger.nothing_closed'],
  ['2026-02-01', '2026-03-01', 'ledger.reopen_last_only'],
  ['2026-04-01', '2026-03-01', 'ledger.reopen_last_only'],
  ['2026-03-01', '2026-03-01', 'accepted'],
])('reopening %s, closed through %s: %s', ([month, closedThrough, outcome]) => {
  expect(codeOf(() => checkReopening(month, { closedThrough }))).toBe(outcome)
})

const line = (head: 'cash' | 'recovery' | 'compensation', minor: bigint): ShownLine => ({
  bookId: 'bok_a',
  head,
  detail: '',
  currency: 'CNY',
  minor,
  detailName: null,
})

test('a restatement names what changed, came and went: 100 → 130, 0 → -30, 5 → 0; what stayed is left out', () => {
  const before = [line('cash', 100n), line('compensation', 5n)]
  const after = [line('cash', 130n), line('recovery', -30n)]
  expect(restatementOf(before, after).map(({ account: { head }, difference }) => [head, difference.minor])).toEqual([
    ['cash', 30n],
    ['compensation', -5n],
    ['recovery', -30n],
  ])
  expect(restatementOf(before, before)).toEqual([])
})

test('a result reads the same whatever the order of its lines, and whether an account stands at nothing or is not there', () => {
  const report = {
    kind: 'trial_balance',
    parameters: { bookIds: ['bok_a'], on: '2026-03-31', basis: 'effective' },
    sequences: { bok_a: 2n },
  } as const
  const text = resultText({ ...report, lines: [line('cash', 1n), line('recovery', -1n)] })
  expect(resultText({ ...report, lines: [line('recovery', -1n), line('compensation', 0n), line('cash', 1n)] })).toBe(text)
  expect(resultText({ ...report, lines: [line('cash', 2n), line('recovery', -2n)] })).not.toBe(text)
  // Names change; the report does not.
  const renamed = { zh: '新', en: 'new' }
  expect(resultText({ ...report, lines: [{ ...line('cash', 1n), detailName: renamed }, line('recovery', -1n)] })).toBe(text)
})
