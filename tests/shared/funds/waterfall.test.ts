import { describe, expect, test } from 'vitest'
import { answerCases } from '@cofund/shared/calc'
import { replay } from '@cofund/shared/kernel/derivation'
import type { calcWaterfall } from '@cofund/shared/funds/waterfall.calc'

type Answer = ReturnType<typeof calcWaterfall>
type Refused = { readonly refused: { readonly code: string; readonly message: string } }

const calc = (input: object): Answer & Refused =>
  answerCases({ kind: 'waterfall', ...input }, 'en', (bug) => {
    throw bug
  }) as Answer & Refused

const parties = [
  { party: 'city', class: 'fiscal', commitment: '400.00' },
  { party: 'lp', class: 'social_capital', commitment: '600.00' },
  { party: 'gp', class: 'gp' },
]
const capital = { tier: 'return_of_capital' }
const eightSimple = { tier: 'preferred_return', rate: '0.08', basis: 'simple' }
const eightCompound = { ...eightSimple, basis: 'compound' }
const twentyCarry = { tier: 'split', gp_share: '0.2' }
const european = { parties, tiers: [capital, eightSimple, { tier: 'catch_up' }, twentyCarry] }
const called = [['2021-01-01', '1000.00']]

/** What each tier paid: investors and gp. */
const tiersOf = ({ tiers }: Answer) => Object.fromEntries(tiers.map(({ tier, investors, gp }) => [tier, [investors, gp]]))
const partyOf = ({ parties: all }: Answer, name: string) => all.find(({ party }) => party === name)

describe('European waterfall', () => {
  test('1,000 out for a year at 8 %, 1,500 back: 1,000 + 80 + catch-up 80 ÷ 4 = 20 + 400 shared 320 : 80', () => {
    const answer = calc({ terms: european, contributions: called, distributions: [['2022-01-01', '1500.00']] })
    expect(tiersOf(answer)).toEqual({
      return_of_capital: ['1000.00', '0.00'],
      preferred_return: ['80.00', '0.00'],
      catch_up: ['0.00', '20.00'],
      split: ['320.00', '80.00'],
    })
    expect(answer.carry).toBe('100.00') // 20 % of the profit of 500
    expect(partyOf(answer, 'city')?.received).toBe('560.00')
    expect(partyOf(answer, 'lp')?.received).toBe('840.00')
  })

  test('a catch-up at half speed: standard takes 80 × 0.2 ÷ 0.3 from each side; pref_only 20 ÷ 0.5 in all and stays behind', () => {
    const terms = (method: string) => ({
      ...european,
      tiers: [capital, eightSimple, { tier: 'catch_up', gp_share: '0.5', method }, twentyCarry],
    })
    const flows = { contributions: called, distributions: [['2022-01-01', '1500.00']] }
    expect(tiersOf(calc({ terms: terms('standard'), ...flows })).catch_up).toEqual(['26.66', '26.67'])
    expect(calc({ terms: terms('standard'), ...flows }).carry).toBe('100.00')
    expect(tiersOf(calc({ terms: terms('pref_only'), ...flows })).catch_up).toEqual(['20.00', '20.00'])
    expect(calc({ terms: terms('pref_only'), ...flows }).carry).toBe('96.00')
  })

  test('simple accrues 8 % of capital a year, compound also on what is unpaid: 160.00 and 166.40 after two years', () => {
    const accrued = (tier: object) =>
      calc({
        terms: { ...european, tiers: [capital, tier, twentyCarry] },
        contributions: called,
        distributions: [],
        as_of: '2023-01-01',
      }).parties.map((party) => party.accrued_preferred_return)
    expect(accrued(eightSimple)).toEqual(['64.00', '96.00', '0.00'])
    expect(accrued(eightCompound)).toEqual(['66.56', '99.84', '0.00'])
  })

  test('part of a year compounds too: 1,000 × (1.08 ^ (181/365) − 1) = 38.90', () => {
    const terms = { ...european, tiers: [capital, eightCompound, twentyCarry] }
    const answer = calc({ terms, contributions: called, distributions: [['2021-07-01', '1038.90']] })
    expect(tiersOf(answer).preferred_return).toEqual(['38.90', '0.00'])
    expect(answer.carry).toBe('0.00')
  })

  test('each investor earns from the day of its own money: 400 for two years is 64.00, 600 for one is 48.00', () => {
    const answer = calc({
      terms: european,
      contributions: [
        ['2021-01-01', '400.00', 'city'],
        ['2022-01-01', '600.00', 'lp'],
      ],
      distributions: [['2023-01-01', '1112.00']],
    })
    expect(partyOf(answer, 'city')?.tiers.preferred_return).toBe('64.00')
    expect(partyOf(answer, 'lp')?.tiers.preferred_return).toBe('48.00')
  })

  test('a call after profits reopens capital: the next 1,000 returns it before anybody shares', () => {
    const answer = calc({
      terms: { parties, tiers: [capital, twentyCarry] },
      contributions: [
        ['2021-01-01', '1000.00'],
        ['2023-01-01', '1000.00'],
      ],
      distributions: [
        ['2022-01-01', '2000.00'],
        ['2024-01-01', '1000.00'],
      ],
    })
    expect(answer.carry).toBe('200.00')
    expect(answer.distributions.at(-1)?.tiers.map(({ tier, amount }) => [tier, amount])).toEqual([
      ['return_of_capital', '1000.00'],
    ])
  })

  test('capital paid back stops earning: 500 back after a year leaves 80 + 40 due after two', () => {
    const answer = calc({
      terms: european,
      contributions: called,
      distributions: [
        ['2022-01-01', '500.00'],
        ['2023-01-01', '620.00'],
      ],
    })
    expect(tiersOf(answer)).toMatchObject({
      return_of_capital: ['1000.00', '0.00'],
      preferred_return: ['120.00', '0.00'],
      catch_up: ['0.00', '0.00'],
    })
  })

  test('the gp’s own money earns like everybody’s: a tenth of capital and return, and the carry besides', () => {
    const answer = calc({
      terms: european,
      contributions: [
        ['2021-01-01', '900.00', 'lp'],
        ['2021-01-01', '100.00', 'gp'],
      ],
      distributions: [['2022-01-01', '1500.00']],
    })
    expect(partyOf(answer, 'gp')).toMatchObject({ carry: '100.00', received: '240.00' })
  })

  test('classes can be served in turn: social capital has its 600 back before fiscal money sees any of its 400', () => {
    const tiers = [
      { ...capital, name: 'social capital first', classes: ['social_capital'] },
      { ...capital, name: 'then the rest' },
      twentyCarry,
    ]
    const answer = calc({ terms: { parties, tiers }, contributions: called, distributions: [['2022-01-01', '700.00']] })
    expect([partyOf(answer, 'lp')?.received, partyOf(answer, 'city')?.received]).toEqual(['600.00', '100.00'])
  })

  test('an IRR hurdle looks back over all flows: after 1,200 at once, a call of 1,000 is nearly earned already', () => {
    const tiers = [{ tier: 'irr_hurdle', rate: '0.08' }, twentyCarry]
    const answer = calc({
      terms: { parties, tiers },
      contributions: [
        ['2021-01-01', '1000.00'],
        ['2022-01-01', '1000.00'],
      ],
      distributions: [
        ['2021-01-01', '2000.00'],
        ['2023-01-01', '1000.00'],
      ],
    })
    // 2021: 1,000 meets the hurdle, 1,000 is shared 800 : 200, and the investors are 800 ahead; 864 a year later.
    // 2022: 1,000 − 864 = 136 short; 2023: 136 × 1.08 = 146.88, and the rest is shared.
    expect(answer.distributions.at(-1)?.tiers.map(({ tier, amount }) => [tier, amount])).toEqual([
      ['irr_hurdle', '146.88'],
      ['split', '853.12'],
    ])
  })

  test('flows after the day asked for are left out, and counted', () => {
    const answer = calc({
      terms: european,
      contributions: called,
      distributions: [['2022-01-01', '1500.00']],
      as_of: '2021-12-31',
    })
    expect(answer).toMatchObject({ distributed: '0.00', flows_after: 1 })
    expect(partyOf(answer, 'city')?.unreturned_capital).toBe('400.00')
  })

  test('other currencies have other smallest units: 100 yen among three is 34, 33, 33', () => {
    const threes = ['a', 'b', 'c'].map((party) => ({ party, class: 'lp', commitment: 100 }))
    const answer = calc({
      terms: { currency: 'JPY', parties: threes, tiers: [capital, { tier: 'split', gp_share: 0 }] },
      contributions: [['2021-01-01', 300]],
      distributions: [['2022-01-01', 100]],
    })
    expect(answer.parties.map(({ received }) => received)).toEqual(['34', '33', '33'])
  })
})

describe('American waterfall', () => {
  const deals = {
    contributions: [
      { date: '2021-01-01', amount: 20, party: 'lp', deal: 'A' },
      { date: '2021-01-01', amount: 45, party: 'lp', deal: 'B' },
      { date: '2021-01-01', amount: 50, party: 'lp', deal: 'C' },
    ],
    distributions: [
      { date: '2022-01-01', amount: 25, deal: 'A', final: true },
      { date: '2023-01-01', amount: 35, deal: 'B', final: true },
      { date: '2024-01-01', amount: 65, deal: 'C', final: true },
    ],
  }
  const american = { parties, scope: 'deal_by_deal', tiers: [capital, twentyCarry] }

  test('with loss carry-forward, deal C makes good the 10 that deal B lost: carry 1 + 0 + 20 % of 5', () => {
    expect(calc({ terms: american, ...deals }).carry).toBe('2.00')
  })

  test('without it, the gp is paid 1 + 0 + 3, and gives back 2 in the end, when measured by the whole fund', () => {
    const answer = calc({ terms: { ...american, loss_carry_forward: false, clawback: { entitlement: 'whole_fund' } }, ...deals })
    expect(answer.carry).toBe('4.00')
    expect(answer.clawback).toMatchObject({ entitled: '2.00', excess: '2.00', returned: '2.00' })
  })

  test('net of 25 % tax 1.50 of the 2.00 comes back; capped at after-tax carry, 3.00, all of it', () => {
    const returned = (tax: string) =>
      calc({
        terms: { ...american, loss_carry_forward: false, clawback: { entitlement: 'whole_fund', tax, tax_rate: '0.25' } },
        ...deals,
      }).clawback?.returned
    expect(returned('net_of_tax')).toBe('1.50')
    expect(returned('cap_at_after_tax_carry')).toBe('2.00')
  })

  test('a loss and a gain of one day: the loss is known to the gain, in whichever order they are listed', () => {
    const sameDay = {
      ...deals,
      distributions: deals.distributions.map((distribution) => ({ ...distribution, date: '2024-01-01' })).toReversed(),
    }
    expect(calc({ terms: american, ...sameDay }).carry).toBe('2.00')
  })

  test('costs that serve no single deal are returned out of any: 25 − 20 − 3 leaves 2 to share', () => {
    const contributions = [...deals.contributions, { date: '2021-01-01', amount: 3, party: 'lp' }]
    expect(calc({ terms: american, contributions, distributions: deals.distributions.slice(0, 1) }).carry).toBe('0.40')
  })

  test('whoever did not join a deal has no part in it', () => {
    const contributions = [...deals.contributions.slice(0, 1), { date: '2021-01-01', amount: 45, party: 'city', deal: 'B' }]
    const answer = calc({ terms: american, contributions, distributions: deals.distributions.slice(0, 2) })
    expect([partyOf(answer, 'lp')?.received, partyOf(answer, 'city')?.received]).toEqual(['24.00', '35.00'])
  })
})

describe('让利', () => {
  const terms = {
    ...european,
    concessions: [{ name: 'to the manager', from: 'fiscal', to: 'gp', share: '0.5', conditions: ['reinvested'] }],
  }
  const flows = { contributions: called, distributions: [['2022-01-01', '1500.00']] }

  test('nothing is given up before its condition is certified', () => {
    expect(partyOf(calc({ terms, ...flows }), 'city')?.conceded).toBe('0.00')
    const tooLate = [{ condition: 'reinvested', date: '2022-01-02' }]
    expect(partyOf(calc({ terms, ...flows, certifications: tooLate }), 'city')?.conceded).toBe('0.00')
  })

  test('then half of the 128.00 above its preferred return goes to the gp: −64.00 and +64.00', () => {
    const answer = calc({ terms, ...flows, certifications: [{ condition: 'reinvested', date: '2021-12-31' }] })
    expect([partyOf(answer, 'city'), partyOf(answer, 'gp')].map((party) => party?.conceded)).toEqual(['-64.00', '64.00'])
    expect(partyOf(answer, 'city')?.received).toBe('496.00')
    expect(answer.carry).toBe('100.00') // what is conceded is not carry
  })

  test('from realised gain after fiscal principal only: a first deal’s profit concedes nothing while 400 of capital are out', () => {
    const answer = calc({
      terms: {
        ...terms,
        scope: 'deal_by_deal',
        concessions: [{ name: 'gain', from: 'fiscal', to: 'gp', share: '0.5', of: 'gain' }],
      },
      contributions: [
        { date: '2021-01-01', amount: '100.00', party: 'city', deal: 'A' },
        { date: '2021-01-01', amount: '400.00', party: 'city', deal: 'B' },
      ],
      distributions: [{ date: '2022-01-01', amount: '300.00', deal: 'A', final: true }],
    })
    expect(partyOf(answer, 'city')?.conceded).toBe('0.00')
  })
})

describe('clawback as a share of profit', () => {
  test('1.1× to investors first: they have 1,080 of 1,100, so 20 come off the profit of 100, and 4 of the 20 carry come back', () => {
    const terms = { parties, tiers: [capital, twentyCarry], clawback: { floor_multiple: '1.1' } }
    const answer = calc({ terms, contributions: called, distributions: [['2022-01-01', '1100.00']] })
    expect(answer.clawback).toMatchObject({ entitled: '16.00', excess: '4.00', returned: '4.00' })
    expect(answer.clawback && replay(answer.clawback.derivation)).toBeUndefined()
  })
})

describe('a derivation names its clauses', () => {
  test('a cited rate carries its citation into the tree', () => {
    const cite = { document: 'Partnership agreement', clause: '8.2', tag: 'R1' }
    const answer = calc({
      terms: european,
      cites: { 'tiers.1.rate': cite },
      contributions: called,
      distributions: [['2022-01-01', '1500.00']],
    })
    expect(JSON.stringify(answer.derivation)).toContain('"cite":{"document":"Partnership agreement","clause":"8.2","tag":"R1"}')
  })
})

describe('what cannot be is refused, and says why', () => {
  const flows = { contributions: called, distributions: [['2022-01-01', '1500.00']] }
  const refusals: readonly (readonly [string, string, object])[] = [
    [
      '8 is not 8 %',
      'waterfall.ratio_out_of_range',
      { terms: { parties, tiers: [capital, { ...eightSimple, rate: 8 }, twentyCarry] }, ...flows },
    ],
    [
      'a negative rate',
      'waterfall.ratio_out_of_range',
      { terms: { parties, tiers: [capital, { ...eightSimple, rate: -0.01 }, twentyCarry] }, ...flows },
    ],
    [
      'a rate of thirteen decimals',
      'waterfall.ratio_too_fine',
      { terms: { parties, tiers: [capital, { ...eightSimple, rate: '0.0800000000001' }, twentyCarry] }, ...flows },
    ],
    [
      'two centuries and more',
      'waterfall.too_long',
      { terms: european, contributions: [['1821-01-01', 1]], distributions: [['2022-01-01', 1]] },
    ],
    ['one party twice', 'waterfall.party_twice', { terms: { ...european, parties: [...parties, parties[0]] }, ...flows }],
    [
      'two general partners',
      'waterfall.two_gps',
      { terms: { ...european, parties: [...parties, { party: 'gp2', class: 'gp' }] }, ...flows },
    ],
    ['carry for nobody', 'waterfall.no_gp', { terms: { ...european, parties: parties.slice(0, 2) }, ...flows }],
    ['one tier twice', 'waterfall.tier_twice', { terms: { parties, tiers: [capital, capital, twentyCarry] }, ...flows }],
    ['money that nobody gets', 'waterfall.split_is_last', { terms: { parties, tiers: [capital, eightSimple] }, ...flows }],
    [
      'two catch-ups',
      'waterfall.two_catch_ups',
      {
        terms: { parties, tiers: [capital, eightSimple, { tier: 'catch_up' }, { tier: 'catch_up', name: 'again' }, twentyCarry] },
        ...flows,
      },
    ],
    [
      'a catch-up with nothing',
      'waterfall.catch_up_needs_preference',
      { terms: { parties, tiers: [capital, { tier: 'catch_up' }, twentyCarry] }, ...flows },
    ],
    [
      'a catch-up at the speed of the carry',
      'waterfall.catch_up_too_slow',
      { terms: { parties, tiers: [capital, eightSimple, { tier: 'catch_up', gp_share: 0.2 }, twentyCarry] }, ...flows },
    ],
    [
      'hurdles that fall',
      'waterfall.hurdle_falls',
      {
        terms: {
          parties,
          tiers: [{ tier: 'irr_hurdle', rate: 0.1 }, { tier: 'irr_hurdle', name: 'lower', rate: 0.08 }, twentyCarry],
        },
        ...flows,
      },
    ],
    [
      'a hurdle deal by deal',
      'waterfall.hurdle_by_deal',
      { terms: { parties, scope: 'deal_by_deal', tiers: [{ tier: 'irr_hurdle', rate: 0.1 }, twentyCarry] }, ...flows },
    ],
    ['profit before capital', 'waterfall.capital_comes_first', { terms: { parties, tiers: [twentyCarry] }, ...flows }],
    [
      'capital of some only',
      'waterfall.capital_comes_first',
      { terms: { parties, tiers: [{ ...capital, classes: ['fiscal'] }, twentyCarry] }, ...flows },
    ],
    [
      'two preferred returns',
      'waterfall.two_preferences',
      { terms: { parties, tiers: [capital, eightSimple, { ...eightSimple, name: 'more' }, twentyCarry] }, ...flows },
    ],
    [
      'too many flows',
      'waterfall.too_many_flows',
      { terms: european, contributions: Array.from({ length: 10_001 }, () => called[0]), distributions: [] },
    ],
    [
      'a negative call',
      'waterfall.contribution_negative',
      { terms: european, contributions: [['2021-01-01', -1]], distributions: [] },
    ],
    [
      'a negative distribution',
      'waterfall.distribution_negative',
      { terms: european, contributions: called, distributions: [['2022-01-01', -1]] },
    ],
    [
      'a stranger’s call',
      'waterfall.party_unknown',
      { terms: european, contributions: [['2021-01-01', 1, 'nobody']], distributions: [] },
    ],
    [
      'a call on nobody',
      'waterfall.contribution_unassigned',
      {
        terms: { ...european, parties: parties.map(({ party, class: partyClass }) => ({ party, class: partyClass })) },
        ...flows,
      },
    ],
    ['proceeds of no deal', 'waterfall.deal_missing', { terms: { ...european, scope: 'deal_by_deal' }, ...flows }],
    [
      'proceeds of an unknown deal',
      'waterfall.deal_unknown',
      { terms: { ...european, scope: 'deal_by_deal' }, ...flows, distributions: [['2022-01-01', 1, 'X']] },
    ],
    [
      'proceeds before any call',
      'waterfall.nobody_paid_in',
      { terms: european, contributions: called, distributions: [['2020-12-31', 1]] },
    ],
    ['half a fen', 'waterfall.amount_too_fine', { terms: european, contributions: [['2021-01-01', '0.005']], distributions: [] }],
    ['a day that is none', 'input.invalid', { terms: european, contributions: [['2021-02-30', 1]], distributions: [] }],
    ['a misspelt term', 'input.invalid', { terms: { ...european, clawbak: {} }, ...flows }],
    ['no tiers', 'input.invalid', { terms: { parties, tiers: [] }, ...flows }],
  ]
  test.each(refusals)('%s: %s', (_, code, input) => {
    const { refused } = calc(input)
    expect(refused.code).toBe(code)
    expect(refused.message.length).toBeGreaterThan(10)
  })
})

// About two seconds on an idle core; the bound leaves room for a machine that is busy with everything else.
test('ten thousand flows are answered within seconds', () => {
  const month = (index: number) =>
    `${2000 + Math.floor(index / 360)}-${String((Math.floor(index / 30) % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}`
  const flows = {
    contributions: Array.from({ length: 5000 }, (_, index) => [month(index), '100.00']),
    distributions: Array.from({ length: 5000 }, (_, index) => [month(index + 30), '101.00']),
  }
  const began = performance.now()
  const answer = calc({ terms: { ...european, tiers: [capital, eightCompound, { tier: 'catch_up' }, twentyCarry] }, ...flows })
  expect(answer.distributed).toBe('505000.00')
  expect(performance.now() - began).toBeLessThan(30_000)
}, 60_000)
