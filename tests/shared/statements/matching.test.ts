import { fen } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays } from '@cofund/shared/kernel/plain-date'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { type BankLine, type BookLine, placeOf } from '@cofund/shared/statements/bank-account'
import { suggestMatches } from '@cofund/shared/statements/matching'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

let made = 0
const bank = (bookedOn: PlainDate, minor: bigint, reference: string | null = null): BankLine => ({
  id: `stl_${(made += 1)}`,
  bookedOn,
  valueOn: null,
  amount: fen(minor),
  counterparty: null,
  summary: null,
  reference,
  balanceAfter: null,
  matchId: null,
})
const book = (effectiveOn: PlainDate, minor: bigint, evidence: string | null = null, reverses: BookLine['reverses'] = null): BookLine => {
  const sequence = BigInt((made += 1))
  const entryId = `ent_${sequence}` as const
  const voucher = `YP-${sequence.toString().padStart(6, '0')}`
  return { entryId, sequence, line: 1, kind: 'ledger.manual', effectiveOn, amount: fen(minor), voucher, note: null, evidence, reverses, matchId: null }
}
const rulesOf = (lines: readonly BankLine[], postings: readonly BookLine[]) =>
  suggestMatches(lines, postings, stateCouncilCalendar).matches.map(({ rule }) => rule)

describe('a line is matched', () => {
  test.each<[string, BankLine[], BookLine[], string[]]>([
    ['by amount and day', [bank('2026-03-02', 100n)], [book('2026-03-02', 100n)], ['same_day']],
    ['by amount, three working days later over a weekend', [bank('2026-03-11', 100n)], [book('2026-03-06', 100n)], ['near_day']],
    ['not on the fourth', [bank('2026-03-12', 100n)], [book('2026-03-06', 100n)], []],
    ['over the eight days of the October holiday, which are no working days', [bank('2026-10-08', 7n)], [book('2026-09-30', 7n)], ['near_day']],
    ['never against its sign', [bank('2026-03-02', 100n)], [book('2026-03-02', -100n)], []],
    [
      'by the number that both name, before its twin of the same day',
      [bank('2026-03-02', 100n, '20260302-0117')],
      [book('2026-03-02', 100n), book('2026-03-02', 100n, '回单 20260302-0117')],
      ['reference'],
    ],
    ['with two postings that come to it: 60 + 40 = 100', [bank('2026-03-02', 100n)], [book('2026-03-02', 60n), book('2026-03-02', 40n)], ['sum']],
    ['not where 60 + 40 and 70 + 30 both do', [bank('2026-03-02', 100n)], [60n, 40n, 70n, 30n].map((part) => book('2026-03-02', part)), []],
    ['not with one of two equal ones', [bank('2026-03-02', 100n)], [book('2026-03-02', 100n), book('2026-03-02', 100n)], []],
  ])('%s', (_, lines, postings, rules) => expect(rulesOf(lines, postings)).toEqual(rules))

  test('and an entry with its reversal, of which the bank never heard', () => {
    const wrong = book('2026-06-30', -60n)
    expect(rulesOf([], [wrong, book('2026-07-03', 60n, null, wrong.entryId)])).toEqual(['reversed'])
  })

  test('what could be two things is listed with both', () => {
    const { matches, ambiguous } = suggestMatches([bank('2026-03-02', 5n)], [book('2026-03-02', 5n), book('2026-03-02', 5n)], stateCouncilCalendar)
    expect([matches.length, ambiguous[0]?.candidates.length]).toEqual([0, 2])
  })
})

const days = fc.integer({ min: 0, max: 9 }).map((days) => addDays('2026-03-02', days))
const amounts = fc.integer({ min: -6, max: 6 }).filter((minor) => minor !== 0).map(BigInt)
const sides = fc.record({
  lines: fc.array(fc.tuple(days, amounts), { maxLength: 9 }).map((all) => all.map(([day, minor]) => bank(day, minor))),
  postings: fc.array(fc.tuple(days, amounts), { maxLength: 9 }).map((all) => all.map(([day, minor]) => book(day, minor))),
})
const total = (all: readonly (BankLine | BookLine)[]) => all.reduce((sum, { amount }) => sum + amount.minor, 0n)

describe('whatever the lines', () => {
  test('nothing is matched twice, and both sides of each match come to the same', () => {
    fc.assert(
      fc.property(sides, ({ lines, postings }) => {
        const { matches } = suggestMatches(lines, postings, stateCouncilCalendar)
        const names = matches.flatMap((match) => [...match.lines.map(({ id }): string => id), ...match.postings.map(placeOf)])
        expect(new Set(names).size).toBe(names.length)
        for (const match of matches) expect(total(match.lines)).toBe(total(match.postings))
      }),
    )
  })

  test('the order in which they come changes nothing', () => {
    fc.assert(
      fc.property(sides, fc.integer(), ({ lines, postings }, seed) => {
        const shuffled = <Item,>(items: readonly Item[]) =>
          items.map((item, index) => [Math.imul(seed + index, 2_654_435_761), item] as const).toSorted(([a], [b]) => a - b).map(([, item]) => item)
        const named = (some: readonly BankLine[], others: readonly BookLine[]) =>
          suggestMatches(some, others, stateCouncilCalendar).matches.map((match) =>
            [match.rule, ...match.lines.map(({ id }) => id).toSorted(), ...match.postings.map(placeOf).toSorted()].join(' '),
          )
        expect(named(shuffled(lines), shuffled(postings)).toSorted()).toEqual(named(lines, postings).toSorted())
      }),
    )
  })
})
