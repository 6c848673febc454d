import { describe, expect, test } from 'vitest'
import { answerCases } from '@cofund/shared/calc'
import type { calcEligibility } from '@cofund/shared/eligibility/eligibility.calc'
import { replay } from '@cofund/shared/kernel/derivation'

type Answer = ReturnType<typeof calcEligibility>
type Refused = { readonly refused: { readonly code: string; readonly message: string } }

const calc = (rule_set: unknown, enterprise: object, as_of = '2026-06-15'): Answer & Refused =>
  answerCases({ kind: 'eligibility', rule_set, as_of, enterprise }, 'en', (bug) => {
    throw bug
  }) as Answer & Refused

/** One rule, judged alone. */
const judge = (rule: object, enterprise: object, as_of?: string) => {
  const [result] = calc({ rules: [{ rule: 'only', test: rule }] }, enterprise, as_of).rules
  if (!result) throw new Error('the rule was not judged')
  return result
}
const verdictOf = (rule: object, enterprise: object, as_of?: string) =>
  calc({ rules: [{ rule: 'only', test: rule }] }, enterprise, as_of).outcome

const atMost500 = { test: 'compare', of: { fact: 'staff' }, is: 'at_most', value: 500 }

describe('a figure', () => {
  test('passes at the bound, fails beyond it, and leaves the question open when nobody has stated it', () => {
    expect(verdictOf(atMost500, { staff: 500 })).toBe('eligible')
    expect(verdictOf(atMost500, { staff: 501 })).toBe('ineligible')
    expect(verdictOf(atMost500, {})).toBe('review')
  })

  test('says what is missing: the bound, and where the firm stands', () => {
    const revenue = { test: 'compare', of: { fact: 'revenue' }, is: 'at_most', value: '200000000' }
    expect(judge(revenue, { revenue: '200000000.01' }).missing).toEqual([
      { need: 'value', of: 'revenue', is: 'at_most', value: '200000000.00', now: '200000000.01' },
    ])
    expect(judge(revenue, {}).missing).toEqual([{ need: 'fact', fact: 'revenue', why: 'missing' }])
  })

  test('is the latest one as of the day: what was stated for a later day was not so yet', () => {
    const staff = [
      { value: 400, on: '2024-12-31' },
      { value: 600, on: '2025-12-31' },
    ]
    expect(verdictOf(atMost500, { staff }, '2025-12-30')).toBe('eligible')
    expect(verdictOf(atMost500, { staff }, '2025-12-31')).toBe('ineligible')
    expect(verdictOf(atMost500, { staff }, '2024-12-30')).toBe('review')
  })

  test('two statements for one day that differ are no statement', () => {
    const staff = [
      { value: 400, on: '2025-12-31', source: 'audit' },
      { value: 600, on: '2025-12-31', source: 'tax' },
    ]
    expect(judge(atMost500, { staff }).missing).toEqual([{ need: 'fact', fact: 'staff', why: 'contradictory' }])
  })

  test('may be required to be fresh', () => {
    const fresh = { ...atMost500, max_age_days: 365 }
    expect(verdictOf(fresh, { staff: { value: 400, on: '2025-06-15' } })).toBe('eligible')
    expect(judge(fresh, { staff: { value: 400, on: '2025-06-14' } }).missing).toEqual([
      { need: 'fact', fact: 'staff', why: 'stale' },
    ])
  })

  test('can be a ratio, exactly: 1 in 3 is below 0.3334; over nothing it is unknown', () => {
    const share = { test: 'compare', of: { ratio: ['rd_staff', 'staff'] }, is: 'below', value: '0.3334' }
    expect(verdictOf(share, { rd_staff: 1, staff: 3 })).toBe('eligible')
    expect(verdictOf(share, { rd_staff: 0, staff: 0 })).toBe('review')
  })

  test('can be whole months since a day: two years are up on the day itself', () => {
    const twoYears = { test: 'compare', of: { months_since: 'established_on' }, is: 'at_least', value: 24 }
    expect(verdictOf(twoYears, { established_on: '2024-06-15' })).toBe('eligible')
    expect(verdictOf(twoYears, { established_on: '2024-06-16' })).toBe('ineligible')
  })
})

describe('an answer', () => {
  test('holds or not; a code passes below one that is listed', () => {
    expect(verdictOf({ test: 'holds', fact: 'resident_enterprise' }, { resident_enterprise: true })).toBe('eligible')
    expect(verdictOf({ test: 'holds', fact: 'resident_enterprise' }, { resident_enterprise: false })).toBe('ineligible')
    expect(verdictOf({ test: 'one_of', fact: 'industry', values: ['I65', '73'] }, { industry: 'I6513' })).toBe('eligible')
    expect(verdictOf({ test: 'one_of', fact: 'industry', values: ['I65', '73'] }, { industry: '6513' })).toBe('ineligible')
    expect(verdictOf({ test: 'one_of', fact: 'industry', values: ['I65'] }, {})).toBe('review')
  })
})

describe('a certificate', () => {
  const tech = { test: 'certificate', kinds: ['tech_sme', 'high_tech_enterprise'] }
  const certificate = { kind: 'tech_sme', number: 'A1', valid_from: '2025-04-20', valid_to: '2026-04-19' }

  test('counts from its first day to its last, judged on the day and not today', () => {
    expect(verdictOf(tech, { certificates: [certificate] }, '2025-04-19')).toBe('ineligible')
    expect(verdictOf(tech, { certificates: [certificate] }, '2025-04-20')).toBe('eligible')
    expect(verdictOf(tech, { certificates: [certificate] }, '2026-04-19')).toBe('eligible')
    expect(verdictOf(tech, { certificates: [certificate] }, '2026-04-20')).toBe('ineligible')
  })

  test('that has lapsed is shown beside what is missing', () => {
    const { facts, missing } = judge(tech, { certificates: [certificate] })
    expect(facts).toEqual([{ certificate: 'tech_sme', number: 'A1', valid_from: '2025-04-20', valid_to: '2026-04-19' }])
    expect(missing).toEqual([{ need: 'certificate', kinds: ['tech_sme', 'high_tech_enterprise'], on: '2026-06-15' }])
  })

  test('that is withdrawn counts until the day before', () => {
    const withdrawn = { certificates: [{ ...certificate, revoked_on: '2025-10-01' }] }
    expect(verdictOf(tech, withdrawn, '2025-09-30')).toBe('eligible')
    expect(verdictOf(tech, withdrawn, '2025-10-01')).toBe('ineligible')
  })

  test('none is a no; nobody having looked is a question', () => {
    expect(verdictOf(tech, { certificates: [] })).toBe('ineligible')
    expect(verdictOf(tech, {})).toBe('review')
  })

  test('may have to be recent instead: a prize counts for sixty months', () => {
    const prize = { test: 'certificate', kinds: ['national_science_prize'], granted_within_months: 60 }
    const given = (valid_from: string) => ({ certificates: [{ kind: 'national_science_prize', valid_from }] })
    expect(verdictOf(prize, given('2021-06-15'))).toBe('eligible')
    expect(verdictOf(prize, given('2021-06-14'))).toBe('ineligible')
  })
})

describe('credit flags', () => {
  const clean = { test: 'flag_absent', lists: ['judgment_defaulter'], look_back: { months: 24 }, checked_within_days: 31 }
  const checked = { credit_flags: [], credit_checked_on: '2026-06-01' }

  test('an empty record is clean only if somebody looked, lately enough, and not later than the day', () => {
    expect(verdictOf(clean, checked)).toBe('eligible')
    expect(verdictOf(clean, { ...checked, credit_checked_on: '2026-05-15' })).toBe('eligible')
    expect(judge(clean, { ...checked, credit_checked_on: '2026-05-14' }).missing).toEqual([
      { need: 'check', list: 'judgment_defaulter', subject: 'enterprise', since: '2026-05-15' },
    ])
    expect(verdictOf(clean, { ...checked, credit_checked_on: '2026-06-16' })).toBe('review')
    expect(verdictOf(clean, { credit_flags: [] })).toBe('review')
    expect(verdictOf(clean, { credit_checked_on: '2026-06-01' })).toBe('review')
  })

  test('a check of one list says nothing of another', () => {
    expect(verdictOf(clean, { credit_flags: [], credit_checks: [{ on: '2026-06-01', list: 'abnormal_operation' }] })).toBe(
      'review',
    )
    expect(verdictOf(clean, { credit_flags: [], credit_checks: [{ on: '2026-06-01', list: 'judgment_defaulter' }] })).toBe(
      'eligible',
    )
  })

  test('an entry fails while it stands and for the look-back after, whoever looked; then the first clear day is named', () => {
    const flag = { list: 'judgment_defaulter', from: '2022-01-01', to: '2024-06-15' }
    expect(judge(clean, { credit_flags: [flag] }).missing).toEqual([
      { need: 'clear', list: 'judgment_defaulter', subject: 'enterprise', from: '2026-06-16' },
    ])
    expect(verdictOf(clean, { ...checked, credit_flags: [flag] }, '2026-06-16')).toBe('eligible')
    expect(judge(clean, { credit_flags: [{ list: 'judgment_defaulter', from: '2022-01-01' }] }).missing).toMatchObject([
      { from: null },
    ])
  })

  test('9999-12-31 is how a register says that there is no end', () => {
    const flag = { list: 'judgment_defaulter', from: '2022-01-01', to: '9999-12-31' }
    expect(judge(clean, { credit_flags: [flag] }).missing).toMatchObject([{ need: 'clear', from: null }])
  })

  test('an entry made after the day was not there yet; one repaired ends that day', () => {
    expect(verdictOf(clean, { ...checked, credit_flags: [{ list: 'judgment_defaulter', from: '2026-06-16' }] })).toBe('eligible')
    const repaired = { list: 'judgment_defaulter', from: '2023-01-01', to: '2025-01-01', repaired_on: '2024-01-31' }
    expect(verdictOf(clean, { ...checked, credit_flags: [repaired] })).toBe('eligible')
  })

  test('previous and current year: an accident of 1 January 2025 counts through 2026', () => {
    const calm = { ...clean, lists: ['major_accident'], look_back: { calendar_years: 1 } }
    const accident = (day: string) => ({ ...checked, credit_flags: [{ list: 'major_accident', from: day, to: day }] })
    expect(verdictOf(calm, accident('2024-12-31'))).toBe('eligible')
    expect(judge(calm, accident('2025-01-01')).missing).toMatchObject([{ from: '2027-01-01' }])
  })

  test('the legal representative’s record counts where the rule asks for it', () => {
    const flag = { list: 'judgment_defaulter', subject: 'legal_representative', from: '2026-01-01' }
    expect(verdictOf(clean, { ...checked, credit_flags: [flag] })).toBe('eligible')
    expect(verdictOf({ ...clean, subjects: ['enterprise', 'legal_representative'] }, { ...checked, credit_flags: [flag] })).toBe(
      'ineligible',
    )
  })
})

describe('what is unknown', () => {
  const yes = { rule: 'yes', test: { test: 'holds', fact: 'resident_enterprise' } }
  const no = { rule: 'no', test: { test: 'holds', fact: 'restricted_products' } }
  const open = { rule: 'open', test: atMost500 }
  const facts = { resident_enterprise: true, restricted_products: false }
  const group = (test: 'any' | 'all', ...of: object[]) => calc({ rules: [{ rule: 'group', test: { test, of } }] }, facts).outcome

  test('leads to a review, and to no pass; beside a failure it changes nothing', () => {
    expect(calc({ rules: [yes, open] }, facts).outcome).toBe('review')
    expect(calc({ rules: [yes, open, no] }, facts).outcome).toBe('ineligible')
    expect(calc({ rules: [yes] }, facts).outcome).toBe('eligible')
  })

  test('any: one pass is enough; all: one failure is', () => {
    expect([group('any', no, open, yes), group('any', no, open), group('any', no)]).toEqual(['eligible', 'review', 'ineligible'])
    expect([group('all', yes, open, no), group('all', yes, open), group('all', yes)]).toEqual([
      'ineligible',
      'review',
      'eligible',
    ])
  })

  test('of alternatives, any would do', () => {
    const { missing } = calc({ rules: [{ rule: 'group', test: { test: 'any', of: [no, open] } }] }, facts)
    expect(missing).toEqual([
      {
        need: 'one_of',
        of: [
          [{ need: 'answer', fact: 'restricted_products', is: true, now: false }],
          [{ need: 'fact', fact: 'staff', why: 'missing' }],
        ],
      },
    ])
  })
})

describe('SME300', () => {
  test('sizes by the industry’s class, and names the size', () => {
    const answer = calc('SME300', { industry: 'I6513', staff: 120, revenue: '45000000' })
    expect(answer.outcome).toBe('eligible')
    expect(answer.rules[0]).toMatchObject({ size: 'medium', cite: { tag: 'R3' } })
  })

  test('300 staff and 100 million yuan make a software firm large; a fen less leaves it medium', () => {
    expect(calc('SME300', { industry: '65', staff: 300, revenue: '100000000.00' }).missing).toEqual([
      { need: 'size', at_most: 'medium', now: 'large' },
    ])
    expect(calc('SME300', { industry: '65', staff: 300, revenue: '99999999.99' }).outcome).toBe('eligible')
  })

  test('an SME for certain by its staff needs no revenue; else the missing figure is asked for', () => {
    expect(calc('SME300', { industry: '65', staff: 299 }).outcome).toBe('eligible')
    expect(calc('SME300', { industry: '65', staff: 300 }).missing).toEqual([{ need: 'fact', fact: 'revenue', why: 'missing' }])
    expect(calc('SME300', { staff: 5 }).missing).toEqual([{ need: 'fact', fact: 'industry', why: 'missing' }])
  })

  test('an industry that the rule has no class for needs a person', () => {
    expect(calc('SME300', { industry: '6620', staff: 5, revenue: 1, assets: 1 })).toMatchObject({
      outcome: 'review',
      missing: [{ need: 'class', industry: '6620' }],
    })
  })
})

describe('TECH115', () => {
  const plain = {
    staff: 100,
    revenue: '10000000',
    assets: '20000000',
    resident_enterprise: true,
    restricted_products: false,
    certificates: [],
    credit_flags: [],
    credit_checked_on: '2026-06-01',
    class_one_ip: 0,
    class_two_ip: 0,
    rd_staff: 0,
    rd_expense: 0,
    cost: '9000000',
  }
  const score = (more: object) => {
    const strength = calc('TECH115', { ...plain, ...more }).rules.find(({ rule }) => rule === 'strength')
    return strength?.parts?.find(({ rule }) => rule === 'score')
  }

  test.each([
    ['30 of 100 staff', { rd_staff: 30 }, 20],
    ['29', { rd_staff: 29 }, 16],
    ['25', { rd_staff: 25 }, 16],
    ['24', { rd_staff: 24 }, 12],
    ['20', { rd_staff: 20 }, 12],
    ['19', { rd_staff: 19 }, 8],
    ['15', { rd_staff: 15 }, 8],
    ['14', { rd_staff: 14 }, 4],
    ['10', { rd_staff: 10 }, 4],
    ['9', { rd_staff: 9 }, 0],
    ['R&D 6 % of revenue', { rd_expense: '600000' }, 50],
    ['a fen below', { rd_expense: '599999.99' }, 40],
    ['5 %', { rd_expense: '500000' }, 40],
    ['4 %', { rd_expense: '400000' }, 30],
    ['3 %', { rd_expense: '300000' }, 20],
    ['2 %', { rd_expense: '200000' }, 10],
    ['a fen below 2 %', { rd_expense: '199999.99' }, 0],
    ['R&D 30 % of cost, where that gives more', { rd_expense: '300000', cost: '1000000' }, 50],
    ['25 %', { rd_expense: '250000', cost: '1000000' }, 40],
    ['20 %', { rd_expense: '200000', cost: '1000000' }, 30],
    ['15 %', { rd_expense: '150000', cost: '1000000' }, 20],
    ['10 %', { rd_expense: '100000', cost: '1000000' }, 10],
    ['one of class I', { class_one_ip: 1 }, 30],
    ['four of class II', { class_two_ip: 4 }, 24],
    ['three', { class_two_ip: 3 }, 18],
    ['two', { class_two_ip: 2 }, 12],
    ['one', { class_two_ip: 1 }, 6],
    ['none', {}, 0],
  ])('%s: %o gives %i points', (_, facts, points) => {
    expect(score(facts)?.points).toEqual({ least: points, most: points, needed: 60 })
  })

  test('16 + 30 + 18 = 64 passes, and the derivation adds it up', () => {
    const scored = score({ rd_staff: 26, rd_expense: '450000', class_two_ip: 3 })
    expect(scored).toMatchObject({ outcome: 'pass', points: { least: 64 }, derivation: { value: '64' } })
    expect(scored?.derivation && replay(scored.derivation)).toBeUndefined()
  })

  test('80 points without a point for staff do not pass', () => {
    const facts = { rd_staff: 9, rd_expense: '600000', class_one_ip: 1 }
    expect(score(facts)).toMatchObject({
      outcome: 'fail',
      points: { least: 80 },
      missing: [{ need: 'nonzero', item: 'rd_staff' }],
    })
    expect(calc('TECH115', { ...plain, ...facts }).outcome).toBe('ineligible')
  })

  test('52 points are 8 short', () => {
    expect(score({ rd_staff: 20, rd_expense: '200000', class_one_ip: 1, cost: '3000000' })?.missing).toEqual([
      { need: 'points', short_by: 8 },
    ])
    expect(score({ rd_staff: 25, rd_expense: '400000', class_two_ip: 1 })?.missing).toEqual([{ need: 'points', short_by: 8 }])
  })

  test('an unknown figure leaves a range: what cannot matter is not asked for', () => {
    const { rd_expense: _, cost: __, ...unknown } = plain
    const open = calc('TECH115', { ...unknown, rd_staff: 30, class_one_ip: 1 })
      .rules.find(({ rule }) => rule === 'strength')
      ?.parts?.at(-1)
    expect(open).toMatchObject({ outcome: 'unknown', points: { least: 50, most: 100 } })
    // 20 + 50 pass whatever the intellectual property turns out to be.
    const { class_one_ip: ___, class_two_ip: ____, ...sure } = { ...plain, rd_staff: 30, rd_expense: '600000' }
    expect(calc('TECH115', sure).outcome).toBe('eligible')
  })

  test('a valid high-tech certificate stands in for the score', () => {
    const certificates = [{ kind: 'high_tech_enterprise', valid_from: '2024-11-19', valid_to: '2027-11-18' }]
    expect(calc('TECH115', { ...plain, certificates }).outcome).toBe('eligible')
    expect(calc('TECH115', { ...plain, certificates }, '2027-11-19').outcome).toBe('ineligible')
  })

  test.each([
    ['501 staff', { staff: 501 }, 'ineligible'],
    ['revenue above 200 million', { revenue: '200000000.01' }, 'ineligible'],
    ['assets above 200 million', { assets: '200000000.01' }, 'ineligible'],
    ['exactly the bounds', { staff: 500, revenue: '200000000', assets: '200000000' }, 'eligible'],
    ['restricted products', { restricted_products: true }, 'ineligible'],
    ['not resident', { resident_enterprise: false }, 'ineligible'],
    [
      'abnormal list last year',
      { credit_flags: [{ list: 'abnormal_operation', from: '2025-03-01', to: '2025-09-01' }] },
      'ineligible',
    ],
    [
      'an accident the year before last',
      { credit_flags: [{ list: 'major_accident', from: '2024-12-31', to: '2024-12-31' }] },
      'eligible',
    ],
  ])('%s: %o is %s', (_, facts, outcome) => {
    const certificates = [{ kind: 'high_tech_enterprise', valid_from: '2024-11-19', valid_to: '2027-11-18' }]
    expect(calc('TECH115', { ...plain, certificates, ...facts }).outcome).toBe(outcome)
  })
})

describe('SHTECH', () => {
  const firm = {
    industry: 'I6513',
    staff: 120,
    revenue: '45000000',
    credit_flags: [],
    credit_checked_on: '2026-06-01',
    certificates: [{ kind: 'tech_sme', valid_from: '2026-04-20', valid_to: '2027-04-19' }],
  }

  test('an SME with a tech standing in its validity and a clean record is eligible; on a day before the certificate it was not', () => {
    expect(calc('SHTECH', firm).outcome).toBe('eligible')
    expect(calc('SHTECH', { ...firm, credit_checked_on: '2026-04-01' }, '2026-04-19').outcome).toBe('ineligible')
  })

  test('names its clauses, and which parameters are nobody’s word but ours', () => {
    const credit = calc('SHTECH', firm).rules.find(({ rule }) => rule === 'credit')
    expect(credit).toMatchObject({ cite: { tag: 'R1' }, parameters: { checked_within_days: { tag: 'D' } } })
    expect(calc('SHTECH', firm).rules.every(({ clause }) => clause !== null)).toBe(true)
  })

  test('knowing nothing is a review with everything that is missing, never a pass', () => {
    const { outcome, missing } = calc('SHTECH', {})
    expect(outcome).toBe('review')
    expect(missing.map(({ need }) => need)).toEqual(['fact', 'certificates', ...Array.from({ length: 7 }, () => 'check')])
  })
})

describe('what cannot be is refused, and says why', () => {
  const band = (at_least: string, points: number) => ({ at_least, points })
  const scoreOf = (...bands: object[]) => ({
    rules: [
      {
        rule: 'score',
        test: { test: 'score', pass_at: 10, items: [{ item: 'x', best_of: [{ of: { fact: 'staff' }, bands }] }] },
      },
    ],
  })
  const nested = (depth: number): object =>
    depth === 0 ? { rule: 'leaf', test: atMost500 } : { rule: `level-${depth}`, test: { test: 'all', of: [nested(depth - 1)] } }

  test.each([
    ['an unknown code', 'NOPE', {}, 'eligibility.rule_set_not_found'],
    [
      'one rule twice',
      {
        rules: [
          { rule: 'a', test: atMost500 },
          { rule: 'a', test: atMost500 },
        ],
      },
      {},
      'eligibility.rule_twice',
    ],
    ['bands that rise', scoreOf(band('0.1', 10), band('0.2', 20)), {}, 'eligibility.bands_do_not_fall'],
    ['a score out of reach', scoreOf(band('0.1', 9)), {}, 'eligibility.score_out_of_reach'],
    ['a test that is none', { rules: [{ rule: 'a', test: { test: 'vibe' } }] }, {}, 'input.invalid'],
    ['a fact that is none', { rules: [{ rule: 'a', test: { ...atMost500, of: { fact: 'mood' } } }] }, {}, 'input.invalid'],
    ['rules too deep', { rules: [nested(6)] }, {}, 'input.invalid'],
    ['rules absurdly deep', { rules: [nested(3000)] }, {}, 'input.invalid'],
    ['no rules', { rules: [] }, {}, 'input.invalid'],
    ['half a person', 'SME300', { staff: 1.5 }, 'input.invalid'],
    ['negative revenue', 'SME300', { revenue: '-1' }, 'input.invalid'],
    ['yes for a number', 'SME300', { staff: true }, 'input.invalid'],
    ['a misspelt fact', 'SME300', { staf: 1 }, 'input.invalid'],
    ['a day that is none', 'SME300', { established_on: '2026-02-30' }, 'input.invalid'],
  ])('%s', (_, ruleSet, enterprise, code) => {
    expect(calc(ruleSet, enterprise).refused.code).toBe(code)
  })

  test('a day out of reach', () => {
    expect(calc('SME300', {}, '1900-01-01').refused.code).toBe('eligibility.day_out_of_reach')
    expect(calc('SME300', {}, '9999-12-31').refused.code).toBe('eligibility.day_out_of_reach')
  })

  test('an answer takes milliseconds', () => {
    const began = performance.now()
    for (let round = 0; round < 20; round += 1) calc('TECH115', { staff: 100 })
    expect((performance.now() - began) / 20).toBeLessThan(50)
  })
})
