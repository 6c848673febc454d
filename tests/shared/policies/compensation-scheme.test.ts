import { Refusal } from '@cofund/shared/kernel/refusal'
import { checkDraftScheme, decodeForSharing, decodeScheme } from '@cofund/shared/policies/compensation-scheme.input'
import { sayRefusal } from '@cofund/shared/refusals'
import { describe, expect, test } from 'vitest'

const split = [
  { bearer: 'city', share: '0.4' },
  { bearer: 'district', share: '0.6' },
]
const compensation = (parts: object) => ({ compensation: { split, ...parts } })
const tiers = (...steps: object[]) => compensation({ tiers: { by: 'loan_amount', steps } })

const refusalOf = (document: unknown): { code: string; facts: object } => {
  try {
    decodeScheme(document)
  } catch (reason) {
    if (reason instanceof Refusal) return { code: reason.code, facts: reason.facts }
    throw reason
  }
  return { code: 'none', facts: {} }
}

describe('a scheme that cannot be what its rule says is refused by name and place', () => {
  const defects: readonly [title: string, document: unknown, code: string, facts: object][] = [
    ['a list', [], 'scheme.no_document', {}],
    [
      'an unknown parameter left empty',
      compensation({ rate: null }),
      'policy.parameters_empty',
      { paths: ['compensation.rate'] },
    ],
    [
      'a currency nobody keeps books in',
      { ...compensation({ rate: '0.8' }), currency: 'XAU' },
      'scheme.unknown_currency',
      { currency: 'XAU' },
    ],
    ['a misspelt parameter', { ...compensation({ rate: '0.8' }), rate_cup: '0.5' }, 'input.invalid', {}],
    ['a rate in words', compensation({ rate: 'eighty' }), 'input.invalid', {}],
    [
      'a bearer nobody knows',
      compensation({ rate: '0.8', split: [{ bearer: 'county', share: '1' }] }),
      'scheme.unknown_bearer',
      { place: 'compensation.split.0.bearer', bearer: 'county' },
    ],
    ['nobody shares', {}, 'scheme.shares_nothing', {}],
    [
      'a rate above the whole',
      compensation({ rate: '80' }),
      'scheme.rate_above_whole',
      { place: 'compensation.rate', rate: '8000%' },
    ],
    [
      'a rate below zero',
      tiers({ rate: '-0.1' }),
      'scheme.rate_negative',
      { place: 'compensation.tiers.steps.0.rate', rate: '-10%' },
    ],
    [
      'a negative cap',
      { ...compensation({ rate: '0.8' }), caps: [{ scope: 'firm', amount: '-1' }] },
      'scheme.amount_negative',
      { place: 'caps.0.amount', amount: '-1.00' },
    ],
    [
      'a cap that is neither amount nor rate',
      { ...compensation({ rate: '0.8' }), caps: [{ scope: 'firm', rate: '0.5' }] },
      'scheme.amount_unclear',
      { place: 'caps.0' },
    ],
    [
      'a negative multiple',
      { ...compensation({ rate: '0.8' }), caps: [{ scope: 'firm', rate: '-2', of: 'guarantee_fees' }] },
      'scheme.rate_negative',
      { place: 'caps.0.rate', rate: '-200%' },
    ],
    [
      'a first loss of nothing said',
      { ...compensation({ rate: '0.8' }), first_loss: [{ bearer: 'firm' }] },
      'scheme.amount_unclear',
      { place: 'first_loss.0' },
    ],
    [
      'two ways to a rate',
      compensation({ rate: '0.8', tiers: { by: 'revenue', steps: [{ rate: '0.5' }] } }),
      'scheme.one_rate',
      { found: 2 },
    ],
    ['no way to a rate', compensation({}), 'scheme.one_rate', { found: 0 }],
    [
      'a gap below the first tier',
      tiers({ above: '1', rate: '0.4' }),
      'scheme.tiers_gap',
      { place: 'compensation.tiers.steps.0', from: '0.00', to: '1.00' },
    ],
    [
      'a gap between tiers',
      tiers({ up_to: '5', rate: '0.4' }, { above: '6', rate: '0.3' }),
      'scheme.tiers_gap',
      { place: 'compensation.tiers.steps.1', from: '5.00', to: '6.00' },
    ],
    [
      'tiers that overlap',
      tiers({ up_to: '5', rate: '0.4' }, { above: '4', rate: '0.3' }),
      'scheme.tiers_overlap',
      { place: 'compensation.tiers.steps.1', bound: '4.00' },
    ],
    [
      'a tier after an open one',
      tiers({ rate: '0.4' }, { up_to: '5', rate: '0.3' }),
      'scheme.tiers_overlap',
      { place: 'compensation.tiers.steps.1' },
    ],
    [
      'a tier upside down',
      tiers({ up_to: '5', rate: '0.4' }, { up_to: '5', rate: '0.3' }),
      'scheme.tiers_overlap',
      { place: 'compensation.tiers.steps.1', bound: '5.00' },
    ],
    [
      'a gap between bands',
      compensation({
        bands: {
          steps: [
            { above: '0.01', up_to: '0.03', rate: '0.3' },
            { above: '0.04', rate: '0.5' },
          ],
        },
      }),
      'scheme.tiers_gap',
      { place: 'compensation.bands.steps.1', from: '3%', to: '4%' },
    ],
    [
      'funders who are not the whole',
      compensation({
        rate: '0.8',
        split: [
          { bearer: 'city', share: '0.4' },
          { bearer: 'district', share: '0.5' },
        ],
      }),
      'scheme.split_not_whole',
      { place: 'compensation.split', sum: '90%' },
    ],
    [
      'bearers who are not the whole',
      {
        bearers: [
          { bearer: 'city', rate: '0.3' },
          { bearer: 'bank', rate: '0.6999995' },
        ],
      },
      'scheme.split_not_whole',
      { place: 'bearers', sum: '99.99995%' },
    ],
    [
      'shares above the whole',
      { ...compensation({ rate: '0.8' }), bearers: [{ bearer: 'guarantor', rate: '0.3' }] },
      'scheme.shares_above_whole',
      { sum: '110%' },
    ],
    [
      'add-ons that can go above the whole',
      compensation({ rate: '0.8', addons: [{ when: { any: ['first_loan'] }, points: '0.3' }] }),
      'scheme.shares_above_whole',
      { sum: '110%' },
    ],
    [
      'a bearer named twice',
      compensation({
        rate: '0.8',
        split: [
          { bearer: 'city', share: '0.4' },
          { bearer: 'city', share: '0.6' },
        ],
      }),
      'scheme.bearer_twice',
      { bearer: 'city' },
    ],
    [
      'the bank both a share and what is left',
      { ...compensation({ rate: '0.5' }), bearers: [{ bearer: 'bank', rate: '0.3' }] },
      'scheme.bearer_twice',
      { bearer: 'bank' },
    ],
    ['nothing', compensation({ rate: '0.8' }), 'none', {}],
    [
      'nothing: a percentage cap holds the add-ons back',
      compensation({ rate: '0.8', rate_cap: '1', addons: [{ when: { any: ['first_loan'] }, points: '0.3' }] }),
      'none',
      {},
    ],
  ]
  test.each(defects)('%s', (_title, document, code, facts) => expect(refusalOf(document)).toMatchObject({ code, facts }))

  test('each says what to do in both languages', () => {
    for (const [, document, code] of defects) {
      if (code === 'none') continue
      const { facts } = refusalOf(document)
      for (const language of ['zh', 'en'] as const)
        expect(sayRefusal({ code, facts: { ...facts } }, language)).not.toMatch(/undefined|\[object|^$/)
    }
  })
})

describe('what nobody has read', () => {
  test('may stay empty in a draft, at any place', () =>
    expect(() =>
      checkDraftScheme({ base: null, ...compensation({ rate: null }), caps: [{ scope: 'firm', amount: null }] }),
    ).not.toThrow())
  test('does not excuse the rest of the draft', () => {
    expect(() => checkDraftScheme({ base: null, ...compensation({ rate: 'eighty' }) })).toThrow('input.invalid')
    expect(() =>
      checkDraftScheme({ base: null, ...compensation({ rate: null, split: [{ bearer: 'county', share: null }] }) }),
    ).toThrow('scheme.unknown_bearer')
    expect(() => checkDraftScheme(compensation({ rate: '1.2' }))).toThrow('scheme.rate_above_whole')
  })
  test('in a part beside the arithmetic does not stop a loss from being shared, and is named', () => {
    const { scheme, unread } = decodeForSharing({ ...compensation({ rate: '0.8' }), recovery: { rule: 'flat_rate', rate: null } })
    expect([scheme.recovery, unread]).toEqual([undefined, ['recovery']])
  })
  test('the split between governments that pay together may be open', () =>
    expect(decodeScheme({ compensation: { rate: '0.8', split: null } }).compensation?.split).toBeNull())
})

test('a document keeps to exact decimals: 0.1 is a tenth, 1e-7 a ten-millionth, 150000.5 is 15000050 cents', () => {
  const scheme = decodeScheme({
    currency: 'USD',
    ...compensation({ rate: 0.1, rate_cap: 1e-7 }),
    caps: [{ scope: 'firm', amount: 150000.5 }],
  })
  expect(scheme.compensation?.rate).toEqual({ numerator: 1n, denominator: 10n })
  expect(scheme.compensation?.rate_cap).toEqual({ numerator: 1n, denominator: 10_000_000n })
  expect(scheme.caps?.[0]?.amount).toBe(15_000_050n)
})
