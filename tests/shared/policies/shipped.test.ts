import { checkDraftScheme, decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { checkActivation, emptyParameters, parametersOf, uncitedParameters } from '@cofund/shared/policies/policy'
import { questionsOf } from '@cofund/shared/policies/scheme-questions'
import { shippedPolicies, shippedPolicy } from '@cofund/shared/policies/shipped'
import { catalogue } from '@cofund/shared/words'
import { describe, expect, test } from 'vitest'

const shipped = shippedPolicies()

/** A draft that its own parts let take effect. */
const ready = ({ params, cites, effective, document }: (typeof shipped)[number]): boolean => {
  try {
    checkActivation({ id: 'plv_1', policyId: 'pol_1', number: 1, status: 'draft', document, effective, params, cites }, [])
    return true
  } catch {
    return false
  }
}

describe.each(shipped.map((policy) => [policy.code, policy] as const))('%s', (_code, { params, cites }) => {
  test('reads as a scheme', () => checkDraftScheme(params))
  test('every parameter says where it was read and how far that can be trusted', () =>
    expect(uncitedParameters(params, cites)).toEqual([]))
  test('every citation stands above a parameter', () => {
    const paths = parametersOf(params).map(({ path }) => path)
    const idle = Object.keys(cites).filter(
      (at) => at !== '' && at !== 'effective' && !paths.some((path) => path === at || path.startsWith(`${at}.`)),
    )
    expect(idle).toEqual([])
  })
  test('every flag that it asks for has a label in both languages', () => {
    if (emptyParameters(params).some((path) => /^(base|interest|compensation\.(rate|bands))/.test(path))) return
    for (const flag of questionsOf(decodeForSharing(params).scheme).flags) expect(catalogue).toHaveProperty([`flag.${flag}`])
  })
})

test('those of which everything is known can take effect; the others are drafts until somebody has read the rest', () => {
  expect(shipped.filter(ready).map(({ code }) => code)).toEqual([
    'GZ2025',
    'GZ2025G',
    'HN2025',
    'SZPS',
    'SHANGEL',
    'NAT60',
    'SBA7A',
    'SBA7A-AGREED',
    'DEMO-TWO-TIER',
    'DEMO-BAND',
    'DEMO-ADVANCE',
  ])
  const lacking = Object.fromEntries(
    shipped
      .filter((policy) => !ready(policy))
      .map(({ code, params, effective }) => [code, [...emptyParameters(params), ...(effective ? [] : ['effective'])]]),
  )
  expect(lacking).toEqual({
    SH2011: ['compensation.split', 'effective'],
    SH2023: ['compensation.bands.steps.0.rate', 'compensation.split', 'effective'],
    SH2024: ['compensation.split'],
    SD2023: ['effective'],
    CQ: ['breakers.0.above', 'breakers.0.action', 'effective'],
    CQ3: ['effective'],
    AH: ['compensation.split', 'effective'],
    AHG: ['compensation.split', 'effective'],
    SZ: ['base', 'interest_included', 'compensation.rate', 'effective'],
    GZ2021: ['interest_included', 'compensation.rate', 'effective'],
    WX: ['base', 'interest_included', 'compensation.rate', 'recovery.rate', 'effective'],
    JM: ['base', 'interest_included', 'compensation.rate', 'breakers.0.above', 'effective'],
    'XM-CYD': ['effective'],
    FQ2013: ['effective'],
  })
})

test.each(['DEMO-TWO-TIER', 'DEMO-BAND', 'DEMO-ADVANCE'])('%s says on every parameter that it is invented', (code) =>
  expect(Object.values(shippedPolicy(code).cites).map(({ tag }) => tag)).toEqual(['D', 'D', 'D']))

test('codes are unique', () => expect(new Set(shipped.map(({ code }) => code)).size).toBe(shipped.length))
