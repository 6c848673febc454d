import { minorOf, replay } from '@cofund/shared/kernel/derivation'
import { parseDecimal, toDecimal } from '@cofund/shared/kernel/money'
import { breakersOf } from '@cofund/shared/policies/breakers'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { advanceOf } from '@cofund/shared/policies/advance'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import { readLossCase } from '@cofund/shared/policies/loss-case.input'
import { shareLoss } from '@cofund/shared/policies/loss-sharing'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import { describe, expect, test } from 'vitest'

const cited = (document: object): CitedScheme => ({ cites: {}, ...decodeForSharing(document) })
const shipped = (code: string): CitedScheme => {
  const { params, cites } = shippedPolicy(code)
  return { cites, ...decodeForSharing(params) }
}

/** "city 0.80, bank 0.20" after checking what holds of every answer: parts sum to the loss and every step replays. */
function told(scheme: CitedScheme, stated: object): string {
  const { loss, shares, derivation } = shareLoss(scheme, readLossCase(stated, scheme.scheme))
  expect(replay(derivation)).toBeUndefined()
  expect(shares.reduce((total, { amount }) => total + amount.minor, 0n)).toBe(loss.minor)
  expect(minorOf(derivation)).toBe(loss.minor)
  return shares.map(({ bearer, amount }) => `${bearer} ${toDecimal(amount)}`).join(', ')
}

describe('worked examples of the rules', () => {
  const cases: readonly [title: string, scheme: string, stated: object, shares: string][] = [
    [
      'E1 Shanghai 2011: bad loans 4 % of the book, (4 − 3)/4 = 25 % of 18.00m in the band, half of it → 2.25m',
      'SH2011',
      { net_loss: '18000000', npl_balance: '40000000', loan_balance: '1000000000' },
      'public_joint 2250000.00, bank 15750000.00',
    ],
    [
      'E4 Shanghai 2024–25, key industry, first loan: 55 % + 5 points of 1.00m → 0.60m',
      'SH2024',
      { net_loss: '1000000', flags: { key_industry: true, first_loan: true }, used: { pool_period: 0 } },
      'public_joint 600000.00, bank 400000.00',
    ],
    [
      'E4 Shanghai 2024–25, key industry, not a first loan: 55 % of 1.00m → 0.55m',
      'SH2024',
      { net_loss: '1000000', flags: { key_industry: true, first_loan: false }, used: { pool_period: 0 } },
      'public_joint 550000.00, bank 450000.00',
    ],
    [
      'E5 Guangzhou: a loan of 8.00m is in the 30 % tier, + 15 + 5 points, capped at 50 % → 4.00m',
      'GZ2025',
      {
        loan_amount: '8000000',
        principal_loss: '8000000',
        flags: { key_list: true, monetary_tool: true },
        used: { pool_year: 0 },
      },
      'city 4000000.00, bank 4000000.00',
    ],
    [
      'E10 Shandong: 2.00m → province 35 %, city 35 %, bank 30 %',
      'SD2023',
      { principal_loss: '2000000', flags: [] },
      'province 700000.00, city 700000.00, bank 600000.00',
    ],
    [
      'E12 Pingshan: 2.00m unpaid → pool 40 %, guarantor 40 %, bank 20 %',
      'SZPS',
      {
        unpaid_principal: '2000000',
        guarantee_fees: '3000000',
        period_enrolled_principal: '500000000',
        used: { pool_period: 0, pool_period_joint: 0 },
      },
      'district 800000.00, guarantor 800000.00, bank 400000.00',
    ],
    [
      'Chongqing: 80 % of 1.00m, city 4 to district 6; the bank its 20 % and all interest',
      'CQ',
      { unpaid_principal: '1000000', interest: '12345.67' },
      'city 320000.00, district 480000.00, bank 212345.67',
    ],
    [
      'Chongqing with a guarantor: city 15, district 15, guarantor 50, bank 20',
      'CQ3',
      { principal_loss: '1000000', loan_amount: '1000000', flags: { small_firm: true, micro_firm: false }, used: { firm: 0 } },
      'city 150000.00, district 150000.00, guarantor 500000.00, bank 200000.00',
    ],
    [
      'Anhui: 30 % + 5 points of 5.00m, but all levels at most 80 %: 4.00m − 2.40m = 1.60m',
      'AH',
      { unpaid_principal: '5000000', flags: ['first_loan'], other_levels: '2400000' },
      'public_joint 1600000.00, other_levels 2400000.00, bank 1000000.00',
    ],
    [
      'Fuqing: the deposit of 0.10m first, then principal and interest (0.90m + 0.10m − 0.10m) half and half',
      'FQ2013',
      { unpaid_principal: '900000', interest: '100000', deposit: '100000' },
      'city 450000.00, firm 100000.00, bank 450000.00',
    ],
    [
      'National plan, a little giant: bank 20, re-guarantor 20, nation 40, the local guarantor what is left',
      'NAT60',
      {
        unpaid_principal: '10000000',
        loan_amount: '10000000',
        flags: ['little_giant'],
        year_guaranteed_principal: '1000000000',
        used: { pool_year: 0 },
      },
      'nation 4000000.00, bank 2000000.00, reguarantor 2000000.00, guarantor 2000000.00',
    ],
    [
      'Shanghai angel: 60 % of a seed investment of 8.00m would be 4.80m, a project at most 3.00m',
      'SHANGEL',
      { investment_loss: '8000000', flags: ['seed_stage'], used: { bank_year: '1000000' } },
      'city 3000000.00, investor 5000000.00',
    ],
    [
      '7(a): 85 % of a loan of exactly 150,000.00',
      'SBA7A',
      { loan_amount: 150000, principal_loss: 150000 },
      'guarantor 127500.00, bank 22500.00',
    ],
    [
      '7(a): one dollar more is 75 % of all of it',
      'SBA7A',
      { loan_amount: 150001, principal_loss: 150001 },
      'guarantor 112500.75, bank 37500.25',
    ],
    [
      '7(a): 124,070 charged off of 120,000 approved: 85 % of 120,000, the excess is the bank’s',
      'SBA7A',
      { loan_amount: 120000, principal_loss: 124070 },
      'guarantor 102000.00, bank 22070.00',
    ],
    [
      '7(a) as agreed: 15,000 of 30,000 guaranteed, so half of the 23,853 charged off',
      'SBA7A-AGREED',
      { loan_amount: 30_000, guaranteed_amount: 15_000, principal_loss: 23_853 },
      'guarantor 11926.50, bank 11926.50',
    ],
  ]
  test.each(cases)('%s', (_title, code, stated, shares) => expect(told(shipped(code), stated)).toBe(shares))

  test('E7 Guangzhou: a loss of 16m on 500m entered is 3.2 %, above 3 % → compensation is deferred', () => {
    const scheme = shipped('GZ2025')
    const [breaker] = breakersOf(
      scheme,
      readLossCase({ year_loss: 16_000_000, year_entered_principal: 500_000_000 }, scheme.scheme),
    )
    expect(breaker).toMatchObject({ action: 'defer', tripped: true })
    const [atLevel] = breakersOf(
      scheme,
      readLossCase({ year_loss: 15_000_000, year_entered_principal: 500_000_000 }, scheme.scheme),
    )
    expect(atLevel).toMatchObject({ tripped: false })
  })

  test('a breaker that nobody has read is not one that never trips', () => {
    expect(() => breakersOf(shipped('CQ'), readLossCase({}, shipped('CQ').scheme))).toThrow('policy.parameters_empty')
  })
})

describe('tiers', () => {
  const tiers = (mode: string) =>
    cited({
      compensation: {
        tiers: { by: 'loan_amount', mode, steps: [{ up_to: 5, rate: 0.4 }, { up_to: 15, rate: 0.3 }, { rate: 0.2 }] },
        split: null,
      },
    })
  const cases: readonly [title: string, mode: string, loan: number, shares: string][] = [
    ['at the bound, the tier below: 40 % of 5', 'whole', 5, 'public_joint 2.00, bank 3.00'],
    ['whole: 30 % of all 10', 'whole', 10, 'public_joint 3.00, bank 7.00'],
    ['marginal: 40 % of 5 and 30 % of the next 5 is 35 % of 10', 'marginal', 10, 'public_joint 3.50, bank 6.50'],
    ['marginal beyond the last bound: 2.00 + 3.00 + 20 % of 5', 'marginal', 20, 'public_joint 6.00, bank 14.00'],
    ['nothing lost, nothing shared', 'marginal', 0, 'public_joint 0.00, bank 0.00'],
  ]
  test.each(cases)('%s', (_title, mode, loan, shares) =>
    expect(told(tiers(mode), { loan_amount: loan, principal_loss: loan })).toBe(shares),
  )

  const henan: readonly [title: string, stated: object, shares: string][] = [
    [
      'with a university and revenue below 10m: 80 %',
      { revenue: '9999999.99', flags: ['university_partnership'] },
      'province 80.00, bank 20.00',
    ],
    [
      'revenue of 10m is no longer below it; unsecured: 60 %',
      { revenue: '10000000', flags: ['university_partnership', 'credit_loan'] },
      'province 60.00, bank 40.00',
    ],
    ['revenue of 20m: 60 %', { revenue: '20000000', flags: [] }, 'province 60.00, bank 40.00'],
    ['revenue above 100m: 30 %', { revenue: '100000000.01', flags: [] }, 'province 30.00, bank 70.00'],
    [
      '2 % of last year’s balance of 1,000.00 leaves room for 20.00',
      { revenue: '20000000', flags: [], previous_year_balance: '1000' },
      'province 20.00, bank 80.00',
    ],
    [
      'of the 10m a year all but 12.34 is used',
      { revenue: '20000000', flags: [], used: { bank_year: '9999987.66' } },
      'province 12.34, bank 87.66',
    ],
  ]
  test.each(henan)('Henan, a loss of 100.00: %s', (_title, stated, shares) =>
    expect(
      told(shipped('HN2025'), { net_loss: 100, previous_year_balance: '1000000000', used: { bank_year: 0 }, ...stated }),
    ).toBe(shares),
  )
})

describe('bands of the bad-loan ratio', () => {
  const bands = (mode: string) =>
    cited({
      family: 'bank_year',
      base: 'net_loss',
      compensation: {
        bands: {
          mode,
          steps: [{ above: 0.01, up_to: 0.03, rate: 0.3 }, { rate: 0.5 }],
          floors: [{ when: { any: ['key_industry'] }, above: 0.005 }],
        },
        split: [{ bearer: 'city', share: 1 }],
      },
    })
  const cases: readonly [title: string, mode: string, npl: number, key: boolean, shares: string][] = [
    ['at the floor of 1 %: nothing', 'excess', 1, false, 'city 0.00, bank 120.00'],
    ['2 %: half of the loss is in the band, 30 % of it', 'excess', 2, false, 'city 18.00, bank 102.00'],
    ['4 %: 2/4 at 30 % and 1/4 at 50 %', 'excess', 4, false, 'city 33.00, bank 87.00'],
    ['a key industry’s floor is 0.5 %: (1 − 0.5)/1 at 30 %', 'excess', 1, true, 'city 18.00, bank 102.00'],
    ['cliff: once above, 30 % of everything', 'cliff', 2, false, 'city 36.00, bank 84.00'],
    ['cliff: 50 % of everything above 3 %', 'cliff', 4, false, 'city 60.00, bank 60.00'],
    ['cliff: nothing at the floor', 'cliff', 1, false, 'city 0.00, bank 120.00'],
    ['no bad loans at the year’s end', 'excess', 0, false, 'city 0.00, bank 120.00'],
  ]
  test.each(cases)('%s', (_title, mode, npl, key, shares) =>
    expect(told(bands(mode), { net_loss: 120, npl_balance: npl, loan_balance: 100, flags: { key_industry: key } })).toBe(shares),
  )
})

describe('caps and rounding', () => {
  test('80 % of 1.01 is 0.808: rounded down, split 0.32 and 0.48 by largest remainder, the odd fen is the bank’s', () =>
    expect(told(shipped('CQ'), { unpaid_principal: '1.01' })).toBe('city 0.32, district 0.48, bank 0.21'))

  test('three equal funders of 0.10: the odd fen goes to the first', () => {
    const thirds = ['province', 'city', 'district'].map((bearer) => ({ bearer, share: '1' }))
    expect(() => cited({ compensation: { rate: 1, split: thirds } })).toThrow('scheme.split_not_whole')
    const scheme = cited({
      compensation: {
        rate: 1,
        split: [
          { bearer: 'province', share: '0.34' },
          { bearer: 'city', share: '0.33' },
          { bearer: 'district', share: '0.33' },
        ],
      },
    })
    expect(told(scheme, { loss: '0.10' })).toBe('province 0.04, city 0.03, district 0.03, bank 0.00')
  })

  test('Pingshan: pool and guarantor together at most twice the fees of 0.50m; both shrink alike', () =>
    expect(
      told(shipped('SZPS'), {
        unpaid_principal: '2000000',
        guarantee_fees: '500000',
        period_enrolled_principal: '500000000',
        used: { pool_period: 0, pool_period_joint: '200000' },
      }),
    ).toBe('district 400000.00, guarantor 400000.00, bank 1200000.00'))

  test('a cap that is used up leaves nothing, never less than nothing', () =>
    expect(
      told(cited({ compensation: { rate: 0.5, split: null }, caps: [{ scope: 'firm', amount: 10 }] }), {
        loss: 100,
        used: { firm: 12 },
      }),
    ).toBe('public_joint 0.00, bank 100.00'))

  test('what other levels have paid is never paid again: 90 % of 100 when 30 is borne already leaves 70', () =>
    expect(told(cited({ compensation: { rate: 0.9, split: null } }), { loss: 100, other_levels: 30 })).toBe(
      'public_joint 70.00, other_levels 30.00, bank 0.00',
    ))

  test('half up, by the scheme’s word: 50 % of 0.01 is 0.01, and no more than is there beside the guarantor’s', () => {
    const scheme = cited({
      bearers: [{ bearer: 'guarantor', rate: 0.5 }],
      compensation: { rate: 0.5, split: null, rounding: 'half_up' },
    })
    expect(told(scheme, { loss: '0.01' })).toBe('public_joint 0.01, guarantor 0.00, bank 0.00')
  })

  test('75 % now, the rest at write-off', () => {
    const scheme = cited({ bearers: [{ bearer: 'guarantor', rate: 0.75 }], advance: { rate: '0.75' } })
    const { advance, balance, derivation } = advanceOf(scheme, parseDecimal('750000.01', 'CNY') ?? expect.unreachable())
    expect([toDecimal(advance), toDecimal(balance), replay(derivation)]).toEqual(['562500.00', '187500.01', undefined])
    expect(() => advanceOf(shipped('CQ'), advance)).toThrow('compensation.no_advance')
  })
})

describe('the shortest document', () => {
  test('names its bearers, the bank too', () => {
    const scheme = cited({
      bearers: [
        { bearer: 'city', rate: '0.32' },
        { bearer: 'district', rate: '0.48' },
        { bearer: 'bank', rate: 0.2 },
      ],
    })
    expect(told(scheme, { loss: 1000 })).toBe('city 320.00, district 480.00, bank 200.00')
  })
  test('may leave the bank out: what is left is the bank’s', () =>
    expect(told(cited({ bearers: [{ bearer: 'city', rate: '0.32' }] }), { loss: '0.10' })).toBe('city 0.03, bank 0.07'))
})

describe('what is not known is asked for', () => {
  const cases: readonly [title: string, code: string, stated: object, refused: object][] = [
    ['the loss itself', 'GZ2025', { loan_amount: 1 }, { code: 'compensation.fact_unknown', facts: { fact: 'principal_loss' } }],
    [
      'the amount that picks the tier',
      'GZ2025',
      { principal_loss: 1 },
      { code: 'compensation.fact_unknown', facts: { fact: 'loan_amount' } },
    ],
    [
      'a flag: absent is not no',
      'GZ2025',
      { principal_loss: 1, loan_amount: 1, flags: { key_list: false } },
      { code: 'compensation.flag_unknown', facts: { flag: 'ip_pledge' } },
    ],
    [
      'how much of a cap is used',
      'GZ2025',
      { principal_loss: 1, loan_amount: 1, flags: [] },
      { code: 'compensation.used_unknown', facts: { scope: 'pool_year' } },
    ],
    [
      'what other levels paid, where all together are capped',
      'AH',
      { unpaid_principal: 1, flags: [] },
      { code: 'compensation.fact_unknown', facts: { fact: 'other_levels' } },
    ],
    [
      'the year’s balance',
      'SH2011',
      { net_loss: 1, npl_balance: 1 },
      { code: 'compensation.fact_unknown', facts: { fact: 'loan_balance' } },
    ],
    [
      'a ratio over nothing',
      'SH2011',
      { net_loss: 1, npl_balance: 1, loan_balance: 0 },
      { code: 'compensation.ratio_of_nothing', facts: { fact: 'loan_balance' } },
    ],
    [
      'a loan beyond the last tier is not covered',
      'GZ2025',
      { principal_loss: 1, loan_amount: '30000000.01', flags: [] },
      { code: 'compensation.outside_tiers', facts: { fact: 'loan_amount', amount: '30000000.01', highest: '30000000.00' } },
    ],
    [
      'a 7(a) loan above five million is not covered',
      'SBA7A',
      { principal_loss: 1, loan_amount: 5_000_001 },
      { code: 'compensation.outside_tiers' },
    ],
    ['no class fits', 'SHANGEL', { investment_loss: 1, flags: [] }, { code: 'compensation.not_covered' }],
    [
      'a loan above the scheme’s limit',
      'XM-CYD',
      { unpaid_principal: 1, loan_amount: '10000000.01' },
      { code: 'compensation.loan_above_limit' },
    ],
    ['a misspelt fact', 'CQ', { unpaid_principle: 1 }, { code: 'input.invalid' }],
    ['a negative loss', 'CQ', { unpaid_principal: -1 }, { code: 'input.invalid' }],
    ['a third decimal place', 'CQ', { unpaid_principal: '0.001' }, { code: 'input.invalid' }],
  ]
  test.each(cases)('%s', (_title, code, stated, refused) => {
    const scheme = shipped(code)
    expect(() => shareLoss(scheme, readLossCase(stated, scheme.scheme))).toThrow(expect.objectContaining(refused))
  })

  test('where the answer does not turn on it, nothing is asked: on the key list, an IP pledge adds nothing', () =>
    expect(
      told(shipped('GZ2025'), {
        principal_loss: 100,
        loan_amount: 100,
        flags: { key_list: true, monetary_tool: false },
        used: { pool_year: 0 },
      }),
    ).toBe('city 50.00, bank 50.00'))
})
