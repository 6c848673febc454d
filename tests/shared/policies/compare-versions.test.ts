import { compareVersions } from '@cofund/shared/policies/compare-versions'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import { expect, test } from 'vitest'

const { params, cites } = shippedPolicy('DEMO-TWO-TIER')
const rule = { document: 'Rule 1', tag: 'R1' } as const

test('a version does not differ from itself', () => expect(compareVersions({ params, cites }, { params, cites })).toEqual([]))

test('a changed rate, a new cap and a dropped part each have their line, with either side’s source', () => {
  const { breakers: _dropped, ...rest } = params
  const later = {
    ...rest,
    compensation: { ...(params['compensation'] as object), rate: '0.70' },
    caps: [{ scope: 'firm', amount: '3000000.00' }],
  }
  const changes = compareVersions({ params, cites }, { params: later, cites: { ...cites, 'compensation.rate': rule } })
  expect(changes.map(({ path, before, after }) => [path, before, after])).toEqual([
    ['compensation.rate', '0.80', '0.70'],
    ['caps.0.scope', undefined, 'firm'],
    ['caps.0.amount', undefined, '3000000.00'],
    ['breakers.0.of', 'year_loss', undefined],
    ['breakers.0.over', 'year_entered_principal', undefined],
    ['breakers.0.above', '0.05', undefined],
    ['breakers.0.action', 'defer', undefined],
  ])
  expect(changes[0]).toMatchObject({ citedAfter: rule })
})

test('the same value on another word is a difference', () =>
  expect(compareVersions({ params, cites }, { params, cites: { ...cites, remainder: rule } })).toEqual([
    expect.objectContaining({ path: 'remainder', before: 'bank', after: 'bank', citedAfter: rule }),
  ]))
