import { fraction } from '@cofund/shared/kernel/fraction'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import { checkDraftScheme, decodeScheme } from '@cofund/shared/policies/compensation-scheme.input'
import { describe, expect, test } from 'vitest'

const scheme = (recovery: object) => ({
  compensation: { rate: '0.80', split: [{ bearer: 'city', share: '1' }] },
  recovery: { rule: 'pro_rata_borne', ...recovery },
})

test('what a scheme says of money that comes back is read whole', () => {
  const recovery = {
    cost_rule: 'costs_first',
    application_order: ['costs', 'interest', 'principal', 'penalty'],
    remit_within_working_days: 10,
    clawback: { interest_rate: '0.0345', day_count: 'act/360' },
  }
  expect(decodeScheme(scheme(recovery)).recovery).toEqual({
    rule: 'pro_rata_borne',
    ...recovery,
    clawback: { interest_rate: fraction(69n, 2000n), day_count: 'act/360' },
  })
})

test('what it leaves out is no rule, and a yes to costs first is the cost rule', () => {
  expect(decodeScheme(scheme({})).recovery).toEqual({ rule: 'pro_rata_borne' })
  expect(decodeScheme(scheme({ costs_first: true })).recovery).toEqual({ rule: 'pro_rata_borne', cost_rule: 'costs_first' })
  expect(decodeScheme(scheme({ costs_first: false })).recovery).toEqual({ rule: 'pro_rata_borne', cost_rule: 'lender_bears' })
})

describe('what cannot be', () => {
  test.each([
    ['an order without penalties', { application_order: ['principal', 'interest'] }, 'scheme.order_incomplete'],
    ['principal twice', { application_order: ['principal', 'principal', 'interest'] }, 'scheme.order_incomplete'],
    ['costs after principal', { application_order: ['principal', 'costs', 'interest', 'penalty'] }, 'scheme.order_of_costs'],
    [
      'costs first, and the lender’s own',
      { cost_rule: 'lender_bears', application_order: ['costs', 'principal', 'interest', 'penalty'] },
      'scheme.order_of_costs',
    ],
    ['a part that nobody knows', { application_order: ['fees', 'principal', 'interest', 'penalty'] }, 'input.invalid'],
    ['interest of 110 %', { clawback: { interest_rate: '1.10' } }, 'scheme.rate_above_whole'],
    ['minus one day', { remit_within_working_days: -1 }, 'input.invalid'],
  ])('%s', (_, recovery, code) => expect(refusalOf(() => decodeScheme(scheme(recovery)))?.code).toBe(code))
})

test('a draft may leave open what nobody has read yet; it cannot take effect', () => {
  const open = scheme({ clawback: { interest_rate: null }, remit_within_working_days: null })
  expect(refusalOf(() => checkDraftScheme(open))).toBeUndefined()
  expect(refusalOf(() => decodeScheme(open))?.facts).toEqual({ paths: ['recovery.clawback.interest_rate', 'recovery.remit_within_working_days'] })
})
