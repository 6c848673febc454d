import { evaluateRuleSet } from '@cofund/shared/eligibility/eligibility'
import { ruleSetInput } from '@cofund/shared/eligibility/rule-set.input'
import { shippedRuleSet } from '@cofund/shared/eligibility/shipped'
import { standingsOf } from '@cofund/shared/eligibility/standing'
import type { EnterpriseRecord } from '@cofund/shared/enterprises/enterprise'
import { type PlainDate, addDays, plainDate } from '@cofund/shared/kernel/plain-date'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const [first, last] = [plainDate('2025-11-01'), plainDate('2026-04-30')]
const day = fc.integer({ min: -900, max: 200 }).map((offset) => addDays(first, offset))
const maybeDay = fc.option(fc.oneof(day, fc.constant<PlainDate>('9999-12-31')), { nil: undefined })

const records = fc.record({
  facts: fc.array(
    fc.oneof(
      fc.record({ fact: fc.constant('staff' as const), value: fc.bigInt({ min: 1n, max: 400n }), on: day }),
      fc.record({ fact: fc.constant('revenue' as const), value: fc.constantFrom(1_000_000_00n, 90_000_000_00n, 900_000_000_00n), on: day }),
      fc.record({ fact: fc.constant('industry' as const), value: fc.constant('I6513'), on: day }),
      fc.record({ fact: fc.constant('established_on' as const), value: fc.constantFrom('2024-01-31', '2025-02-28'), on: day }),
    ),
    { maxLength: 6 },
  ),
  certificates: fc.array(
    fc.record({ valid_from: day, valid_to: maybeDay, revoked_on: maybeDay }).map(({ valid_from, valid_to, revoked_on }) => ({
      kind: 'tech_sme' as const,
      valid_from,
      ...(valid_to && valid_to >= valid_from && { valid_to }),
      ...(revoked_on && { revoked_on }),
    })),
    { maxLength: 3 },
  ),
  credit_flags: fc.array(
    fc.record({ list: fc.constantFrom('judgment_defaulter' as const, 'tax_offence' as const), from: day, to: maybeDay }).map(({ list, from, to }) => ({
      list,
      subject: 'enterprise' as const,
      from,
      ...(to && to >= from && { to }),
    })),
    { maxLength: 2 },
  ),
  credit_checks: fc.array(day.map((on) => ({ on })), { maxLength: 5 }),
})

const ruleSets = [
  ruleSetInput.parse(shippedRuleSet('DEMO-TECH-SME')),
  ruleSetInput.parse(shippedRuleSet('SHTECH')),
  ruleSetInput.parse({
    rules: [
      { rule: 'age', test: { test: 'compare', of: { months_since: 'established_on' }, is: 'at_least', value: 12 } },
      { rule: 'fresh', test: { test: 'compare', of: { fact: 'staff' }, is: 'at_most', value: 300, max_age_days: 90 } },
      { rule: 'lately', test: { test: 'certificate', kinds: ['tech_sme'], granted_within_months: 3 } },
      { rule: 'clean', test: { test: 'flag_absent', lists: ['tax_offence'], subjects: ['enterprise'], look_back: { calendar_years: 1 }, checked_within_days: 40 } },
    ],
  }),
]

test('a standing says of each of its days what the rule set says of that day, and standings leave no day out', () => {
  fc.assert(
    fc.property(records, fc.constantFrom(...ruleSets), (record: EnterpriseRecord, ruleSet) => {
      const standings = standingsOf(ruleSet, record, first, last)
      let expected: PlainDate = first
      for (const { from, to, verdict } of standings) {
        expect(from).toBe(expected)
        for (let on = from; on <= to; on = addDays(on, 1)) {
          const answers = evaluateRuleSet(ruleSet, record, on)
          expect([on, answers.outcome, answers.rules.map(({ outcome }) => outcome)]).toEqual([on, verdict.outcome, verdict.rules.map(({ outcome }) => outcome)])
        }
        expected = addDays(to, 1)
      }
      expect(expected).toBe(addDays(last, 1))
    }),
    { numRuns: 60 },
  )
})

test('a firm with a certificate and three look-ups has a few standings in half a year, not one for each day', () => {
  const record = { facts: [], certificates: [{ kind: 'tech_sme' as const, valid_from: first }], credit_checks: [{ on: first }, { on: addDays(first, 20) }, { on: addDays(first, 90) }] }
  expect(standingsOf(ruleSets[0] ?? ruleSetInput.parse({}), record, first, last).length).toBeLessThan(8)
})
