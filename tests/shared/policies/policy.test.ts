import { plainDate } from '@cofund/shared/kernel/plain-date'
import {
  type Period,
  type PolicyVersion,
  checkActivation,
  citeOf,
  emptyParameters,
  overlap,
  parametersOf,
  policyVersionCan,
  uncitedParameters,
  versionOn,
} from '@cofund/shared/policies/policy'
import { describe, expect, test } from 'vitest'

const period = (from: string, to: string | null = null): Period => ({
  from: plainDate(from),
  to: to === null ? null : plainDate(to),
})

const version = (parts: Partial<PolicyVersion>): PolicyVersion => ({
  id: `plv_${parts.number ?? 1}`,
  policyId: 'pol_1',
  number: 1,
  status: 'draft',
  document: '2026-1',
  effective: period('2026-01-01'),
  params: { rate: '0.8' },
  cites: { '': { document: '2026-1', tag: 'R1' } },
  ...parts,
})

describe('the version of a day', () => {
  const policy = { code: 'SH' }
  const versions = [
    version({ number: 1, status: 'active', effective: period('2023-01-01', '2024-01-01') }),
    version({ number: 2, status: 'active', effective: period('2024-01-01') }),
    version({ number: 3, status: 'draft', effective: period('2022-01-01', '2023-01-01') }),
    version({ number: 4, status: 'retired', effective: period('2021-01-01', '2022-01-01') }),
    version({ number: 5, status: 'active', effective: null }),
  ]
  test('its first day counts, the day after its last does not', () => {
    expect(versionOn(policy, versions, plainDate('2023-12-31')).number).toBe(1)
    expect(versionOn(policy, versions, plainDate('2024-01-01')).number).toBe(2)
    expect(versionOn(policy, versions, plainDate('2099-12-31')).number).toBe(2)
  })
  test.each(['2022-06-01', '2021-06-01', '2020-01-01'])('%s: drafts and withdrawn versions govern nothing', (day) =>
    expect(() => versionOn(policy, versions, plainDate(day))).toThrow(
      expect.objectContaining({ code: 'policy.no_version_on', facts: { code: 'SH', date: day } }),
    ),
  )
})

test('periods overlap where they share a day; the end of one is the start of the next', () => {
  const cases: readonly [Period, Period, boolean][] = [
    [period('2023-01-01', '2024-01-01'), period('2024-01-01'), false],
    [period('2023-01-01', '2024-01-02'), period('2024-01-01'), true],
    [period('2023-01-01'), period('2030-01-01', '2030-01-02'), true],
    [period('2023-01-01', '2023-01-02'), period('2022-01-01', '2023-01-01'), false],
  ]
  for (const [a, b, shares] of cases) expect([overlap(a, b), overlap(b, a)]).toEqual([shares, shares])
})

describe('activation, in the order in which its refusals are met', () => {
  const active = version({ number: 2, status: 'active', effective: period('2026-06-01', '2027-01-01') })
  const cases: readonly [title: string, draft: Partial<PolicyVersion>, refused: object][] = [
    ['only a draft', { status: 'active' }, { code: 'policy.wrong_status' }],
    [
      'no parameter empty',
      { params: { tiers: [{ rate: '0.4' }, { rate: null }] } },
      { code: 'policy.parameters_empty', facts: { paths: ['tiers.1.rate'] } },
    ],
    [
      'none without a citation',
      { params: { rate: '0.8', cap: { amount: '1' } }, cites: { rate: { document: 'x', tag: 'R2' } } },
      { code: 'policy.parameters_uncited', facts: { paths: ['cap.amount'] } },
    ],
    ['a first day of effect', { effective: null }, { code: 'policy.period_unknown' }],
    ['a period that is one', { effective: period('2026-01-01', '2026-01-01') }, { code: 'policy.period_empty' }],
    [
      'no day that another version governs',
      {},
      { code: 'policy.periods_overlap', facts: { number: 2, from: '2026-06-01', to: '2027-01-01' } },
    ],
  ]
  test.each(cases)('%s', (_title, draft, refused) =>
    expect(() => checkActivation(version(draft), [active])).toThrow(expect.objectContaining(refused)),
  )
  test('then it takes effect', () =>
    expect(checkActivation(version({ effective: period('2026-01-01', '2026-06-01') }), [active, version({ number: 3 })])).toEqual(
      period('2026-01-01', '2026-06-01'),
    ))
})

describe('parameters', () => {
  const params = { family: 'loan', split: [{ bearer: 'city', share: null }], caps: [], note: undefined }
  test('are the values of a document with their paths; what is null or undefined is empty, an empty list is no parameter', () => {
    expect(parametersOf(params).map(({ path }) => path)).toEqual(['family', 'split.0.bearer', 'split.0.share', 'note'])
    expect(emptyParameters(params)).toEqual(['split.0.share', 'note'])
  })
  test('are covered by the nearest citation above them', () => {
    const cites = { split: { document: 'a', tag: 'R1' }, 'split.0.share': { document: 'b', tag: 'R3' } } as const
    expect([
      citeOf(cites, 'split.0.share')?.document,
      citeOf(cites, 'split.0.bearer')?.document,
      citeOf(cites, 'family'),
    ]).toEqual(['b', 'a', undefined])
    expect(uncitedParameters(params, cites)).toEqual(['family', 'note'])
    expect(uncitedParameters(params, { '': { document: 'all', tag: 'D' } })).toEqual([])
  })
})

test('what is active is never rewritten', () => {
  const moves = (status: PolicyVersion['status']) =>
    Object.entries(policyVersionCan).flatMap(([move, can]) => (can({ status }) ? [move] : []))
  expect([moves('draft'), moves('active'), moves('retired')]).toEqual([['revise', 'activate'], ['close', 'retire'], []])
})
