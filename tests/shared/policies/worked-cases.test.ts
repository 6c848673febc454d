import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { shippedPolicies, shippedPolicy } from '@cofund/shared/policies/shipped'
import { tryWorkedCase, workedCasesOf } from '@cofund/shared/policies/worked-cases'
import { describe, expect, test } from 'vitest'

const citedOf = (code: string) => {
  const { params, cites } = shippedPolicy(code)
  return { ...decodeForSharing(params), cites }
}
const codes = shippedPolicies().map(({ code }) => code)
const worked = codes.flatMap((code) => workedCasesOf(code).map((each) => [each.name.en, code, each] as const))

test('stands for every scheme of which the reference works an example', () =>
  expect([...new Set(worked.map(([, code]) => code))]).toEqual(
    expect.arrayContaining(['SH2011', 'SH2024', 'GZ2025', 'SD2023', 'SZPS', 'CQ', 'DEMO-TWO-TIER']),
  ))

describe.each(worked)('%s (%s)', (_name, code, each) => {
  test('agrees', () => expect(tryWorkedCase(citedOf(code), each)).toMatchObject({ outcome: 'agrees', refusal: null }))
})

test('what a changed version answers differently is told bearer by bearer: 70 % of 1m is 280,000 and 420,000', () => {
  const { params, cites } = shippedPolicy('DEMO-TWO-TIER')
  const changed = { ...params, compensation: { ...(params['compensation'] as object), rate: '0.70' } }
  const [first] = workedCasesOf('DEMO-TWO-TIER')
  expect(first && tryWorkedCase({ ...decodeForSharing(changed), cites }, first)).toEqual({
    name: first?.name,
    outcome: 'differs',
    refusal: null,
    bearers: [
      { bearer: 'city', expected: '320000.00', got: '280000.00' },
      { bearer: 'district', expected: '480000.00', got: '420000.00' },
      { bearer: 'bank', expected: '200000.00', got: '300000.00' },
    ],
  })
})

test('a version that asks for what the example does not state refuses it by name', () => {
  const { params, cites } = shippedPolicy('DEMO-TWO-TIER')
  const changed = { ...params, caps: [{ scope: 'firm', amount: '3000000.00' }] }
  const [first] = workedCasesOf('DEMO-TWO-TIER')
  expect(first && tryWorkedCase({ ...decodeForSharing(changed), cites }, first)).toMatchObject({ outcome: 'refused' })
})
