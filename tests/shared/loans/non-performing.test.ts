import { addMonths, daysBetween, plainDate } from '@cofund/shared/kernel/plain-date'
import { type LoanCategory, type NoteStatus, loanCategories, noteCan, noteStatuses } from '@cofund/shared/loans/drawdown-note'
import { loanLimits, monthsOf } from '@cofund/shared/loans/enrolment'
import { lastFullMonth, monthsOwed, reportDueOn } from '@cofund/shared/loans/monthly-report'
import { type MonthStanding, badDayOf, isNonPerforming, nonPerformingSince, nplMismatch, statusReported } from '@cofund/shared/loans/non-performing'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { lastDayOf } from '@cofund/shared/ledger/period'
import { decodeScheme } from '@cofund/shared/policies/compensation-scheme.input'
import { shippedPolicies } from '@cofund/shared/policies/shipped'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const month = (index: number) => addMonths(plainDate('2025-01-01'), index)
const standings = fc
  .array(fc.record({ category: fc.constantFrom<LoanCategory>(...loanCategories), overdueDays: fc.integer({ min: 0, max: 400 }) }), { maxLength: 24 })
  .map((parts) => parts.map((part, index): MonthStanding => ({ month: month(index), ...part })))

describe('since when a note is non-performing', () => {
  test.each([
    ['nothing was reported', [], null],
    ['90 days overdue, special mention', [{ category: 'special_mention', overdueDays: 90 }], null],
    ['95 days overdue at the end of January: the 91st day was the 27th', [{ category: 'special_mention', overdueDays: 95 }], '2025-01-27'],
    ['substandard from February on: as of its end', [{ category: 'pass', overdueDays: 0 }, { category: 'substandard', overdueDays: 5 }], '2025-02-28'],
    ['bad, good, bad again: the second time', [{ category: 'loss', overdueDays: 1 }, { category: 'pass', overdueDays: 0 }, { category: 'doubtful', overdueDays: 1 }], '2025-03-31'],
    ['bad, then cured', [{ category: 'loss', overdueDays: 1 }, { category: 'pass', overdueDays: 0 }], null],
    ['overdue for 400 days in its first report: no earlier than that month', [{ category: 'pass', overdueDays: 400 }], '2025-01-01'],
  ] as const)('%s', (_, parts, since) => {
    expect(nonPerformingSince(parts.map((part, index) => ({ month: month(index), ...part })))).toBe(since)
  })

  test('is of the first month of the run that the last report belongs to, in whatever order reports are read', () => {
    fc.assert(
      fc.property(standings, fc.integer(), (reports, seed) => {
        const shuffled = reports.toSorted((a, b) => ((daysBetween(a.month, plainDate('2025-01-01')) * seed) % 7) - ((daysBetween(b.month, plainDate('2025-01-01')) * seed) % 7))
        const since = nonPerformingSince(shuffled)
        const last = reports.at(-1)
        if (!last || !isNonPerforming(last)) {
          expect(since).toBeNull()
          return
        }
        let first = reports.length - 1
        while (first > 0 && isNonPerforming(reports[first - 1] ?? last)) first -= 1
        const begun = reports[first] ?? last
        expect(since).toBe(badDayOf(begun))
        expect(since && since >= begun.month && since <= lastDayOf(begun.month)).toBe(true)
      }),
    )
  })

  test('is held against what the bank states by months: a day more or less is no matter', () => {
    expect(nplMismatch({ nplReportedOn: '2025-03-01', nplDerivedOn: '2025-03-31' })).toBeNull()
    expect(nplMismatch({ nplReportedOn: null, nplDerivedOn: '2025-03-31' })).toBe('unstated')
    expect(nplMismatch({ nplReportedOn: '2025-03-31', nplDerivedOn: null })).toBe('stated_only')
    expect(nplMismatch({ nplReportedOn: '2025-02-28', nplDerivedOn: '2025-03-01' })).toBe('stated_earlier')
    expect(nplMismatch({ nplReportedOn: '2025-04-01', nplDerivedOn: '2025-03-31' })).toBe('stated_later')
  })
})

describe('the moves of a note', () => {
  test('end where nothing is left to do: no move leaves repaid (but to be followed), closed, rejected or withdrawn', () => {
    const from = (status: NoteStatus) => Object.entries(noteCan).filter(([, can]) => can({ status })).map(([move]) => move)
    expect(['closed', 'rejected', 'withdrawn'].map((status) => from(status as NoteStatus))).toEqual([[], [], []])
    expect(from('repaid')).toEqual(['succeed'])
  })

  test('a report takes a covered note to a covered state or to its end, and a disposed one never back', () => {
    const covered = noteStatuses.filter((status) => noteCan.report({ status }))
    fc.assert(
      fc.property(fc.constantFrom(...covered), fc.constantFrom<LoanCategory>(...loanCategories), fc.integer({ min: 0, max: 400 }), fc.bigInt({ min: 0n, max: 9n }), (status, category, overdueDays, balance) => {
        const next = statusReported(status, { category, overdueDays, balance })
        expect(balance === 0n).toBe(next === 'repaid' || next === 'closed')
        if (status === 'disposed') expect(['disposed', 'closed']).toContain(next)
        else if (balance > 0n) expect(next === 'non_performing').toBe(isNonPerforming({ category, overdueDays }))
      }),
    )
  })
})

describe('monthly reports', () => {
  test('are owed from the month of the agreement to the last that is over, one after another', () => {
    expect(monthsOwed('2026-01-15', null, '2026-04-10')).toEqual(['2026-01-01', '2026-02-01', '2026-03-01'])
    expect(monthsOwed('2026-01-15', '2026-02-01', '2026-04-10')).toEqual(['2026-03-01'])
    expect(monthsOwed('2026-01-15', '2026-03-01', '2026-04-30')).toEqual([])
    expect(lastFullMonth('2026-01-31')).toBe('2025-12-01')
  })

  test('are due ten working days after the month: September 2026 ends before a week of rest, so on 20 October', () => {
    expect(reportDueOn('2026-09-01', stateCouncilCalendar)).toBe('2026-10-20')
    expect(reportDueOn('2026-12-01', stateCouncilCalendar)).toBeNull()
  })
})

describe('what a scheme lays down of a loan', () => {
  const demoAdvance = decodeScheme(shippedPolicies().find(({ code }) => code === 'DEMO-ADVANCE')?.params)
  test('DEMO-ADVANCE covers loans of up to 5m, whatever their term', () => {
    expect(loanLimits(demoAdvance, 'ZSD', [])).toEqual({ loanMost: 500_000_000n, monthsMost: null })
  })

  test('of several limits that hold, the lowest counts; one that asks for another mark does not hold', () => {
    const scheme = {
      ...demoAdvance,
      limits: [
        { loan_amount_max: 900n, tenor_months_max: 36 },
        { when: { all: ['micro_firm'] }, loan_amount_max: 500n },
        { when: { product: ['KJD'] }, tenor_months_max: 12 },
      ],
    }
    expect(loanLimits(scheme, 'KJD', [])).toEqual({ loanMost: 900n, monthsMost: 12 })
    expect(loanLimits(scheme, 'LXD', ['micro_firm'])).toEqual({ loanMost: 500n, monthsMost: 36 })
  })

  test('a term is told in months begun: 31 January to 1 March is two', () => {
    expect(monthsOf('2026-01-31', '2026-03-01')).toBe(2)
    expect(monthsOf('2026-01-31', '2026-02-28')).toBe(1)
  })
})
