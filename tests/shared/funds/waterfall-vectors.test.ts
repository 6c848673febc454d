import { describe, expect } from 'vitest'
import { answerCases } from '@cofund/shared/calc'
import { agrees, testVectors, type VectorCase } from '../../kit/vectors.ts'

const kinds = ['deal', 'irr_tiers', 'carry_lcf', 'clawback_tax', 'ledger', 'capital_account', 'recycling', 'fees']

describe('the waterfall answers the outside numbers as their sources do', () => {
  testVectors('waterfall', kinds, ({ inputs, expected, tolerance }) => {
    const answer = answerCases(inputs, 'en', (bug) => {
      throw bug
    }) as Record<string, unknown>
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(Object.keys(expected)))
    for (const [key, value] of Object.entries(expected)) expectAlike(answer[key], value, tolerance, key)
  })
})

/**
 * Numbers within the case's tolerance, at whatever depth; everything else exactly. A source may leave out what it does not
 * discuss (one names every tier but the return of capital), so an object may hold more.
 */
function expectAlike(actual: unknown, expected: unknown, tolerance: VectorCase['tolerance'], path: string): void {
  if (typeof expected === 'number') {
    expect(
      typeof actual === 'number' && agrees(actual, expected, tolerance),
      `${path}: ${String(actual)} is not ${expected}`,
    ).toBe(true)
  } else if (expected !== null && typeof expected === 'object') {
    if (Array.isArray(expected)) expect(actual, path).toHaveLength(expected.length)
    expect(Object.keys(actual as object), path).toEqual(expect.arrayContaining(Object.keys(expected)))
    for (const [key, value] of Object.entries(expected))
      expectAlike((actual as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`)
  } else {
    expect(actual, path).toEqual(expected)
  }
}
