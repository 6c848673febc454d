import { parametersOf } from '@cofund/shared/policies/policy'
import { parameterName, readParameter } from '@cofund/shared/policies/scheme-parameters'
import { shippedPolicies } from '@cofund/shared/policies/shipped'
import { describe, expect, test } from 'vitest'

const all = shippedPolicies().flatMap(({ code, params }) => parametersOf(params).map((parameter) => ({ code, ...parameter })))

describe('every parameter of every shipped scheme', () => {
  test('has a name in words, place by place', () => {
    expect(parameterName('compensation.tiers.steps.1.rate')).toEqual([
      'parameter.compensation',
      'parameter.tiers',
      'parameter.steps',
      2,
      'parameter.rate',
    ])
    expect(
      all.filter(({ path }) => parameterName(path).includes('parameter.other')).map(({ code, path }) => `${code} ${path}`),
    ).toEqual([])
  })

  test('is read by its place: a rate, an amount, a word; the few texts are codes and numbers', () => {
    const texts = all.flatMap((parameter) => {
      const reading = readParameter(parameter, 'CNY')
      return reading.as === 'text' ? [reading.text] : []
    })
    expect([...new Set(texts)].toSorted()).toEqual(['10', '180', '30', '60', 'CNY', 'GZ2025', 'GZ2025G', 'USD'])
  })
})

test('a tier’s bound is an amount, a band’s a rate, and null is not read yet', () => {
  expect(readParameter({ path: 'compensation.tiers.steps.0.up_to', value: '5000000.00' }, 'CNY')).toMatchObject({
    as: 'amount',
    amount: { minor: 500_000_000n },
  })
  expect(readParameter({ path: 'compensation.bands.steps.0.up_to', value: '0.03' }, 'CNY')).toMatchObject({ as: 'rate' })
  expect(readParameter({ path: 'compensation.rate', value: null }, 'CNY')).toEqual({ as: 'unread' })
  expect(readParameter({ path: 'interest_included', value: false }, 'CNY')).toEqual({ as: 'word', word: 'parameter.no' })
})
