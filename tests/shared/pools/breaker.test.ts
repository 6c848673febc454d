import { replay } from '@cofund/shared/kernel/derivation'
import { fen } from '@cofund/shared/kernel/money'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import { breakerGauges, breakerState, ratioOf } from '@cofund/shared/pools/breaker'
import type { BreakerOverride } from '@cofund/shared/pools/pool'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Above 3 % claims are deferred, above 6 % the bank is suspended. */
const { params, cites } = shippedPolicy('DEMO-ADVANCE')
const { scheme, unread } = decodeForSharing(params)
const gaugesOf = (loss: bigint, entered: bigint) => breakerGauges({ scheme, cites, unread }, { year_loss: loss, year_entered_principal: entered })
const bank = { bankId: 'org_wusong_bank', on: '2026-05-01' } as const

describe('a breaker', () => {
  test.each([
    ['3 of 100 is 3 %: at the level, not above it', 3n, 100n, ['clear', 'clear']],
    ['4 of 100 is 4 %: claims are deferred', 4n, 100n, ['tripped', 'clear']],
    ['7 of 100 is 7 %: and the bank is suspended', 7n, 100n, ['tripped', 'tripped']],
    ['nothing lost where nothing was lent', 0n, 0n, ['clear', 'clear']],
    ['anything lost where nothing was lent', 1n, 0n, ['tripped', 'tripped']],
  ] as const)('%s', (_, loss, entered, states) => {
    expect(gaugesOf(loss, entered).map(({ state }) => state)).toEqual(states)
  })

  test('tells before it trips at which loss it would: above 3 % of 1,000.00, at 30.01, and 12.00 more is borne', () => {
    const [gauge] = gaugesOf(1_800n, 100_000n)
    expect(gauge?.figures).toMatchObject({ tripsAt: fen(3_001n), left: fen(1_200n) })
    expect(gauge && ratioOf(gauge)?.value).toBe('9/500')
  })

  test('without its figures is unknown, never clear', () => {
    const gauges = breakerGauges({ scheme, cites, unread }, { year_loss: 0n })
    expect(gauges.map(({ state, figures }) => [state, figures])).toEqual([
      ['unknown', null],
      ['unknown', null],
    ])
    expect(breakerState(gauges, [], bank)).toEqual({ state: 'unknown', overridden: false })
  })

  test('trips at exactly the loss that it told, and its answer replays', () => {
    const amount = fc.bigInt(0n, 10n ** 13n)
    fc.assert(
      fc.property(amount, amount, (loss, entered) => {
        for (const { figures, state } of gaugesOf(loss, entered)) {
          expect(state).toBe(figures && loss >= figures.tripsAt.minor ? 'tripped' : 'clear')
          expect(figures && replay(figures.derivation)).toBeUndefined()
        }
      }),
    )
  })
})

describe('an override', () => {
  const override: BreakerOverride = { id: 'brk_1', organisationId: null, action: 'suspend', from: '2026-05-01', to: '2026-05-31', reason: '扶持', proposalId: 'prp_1' }
  const state = (overrides: readonly BreakerOverride[], on: '2026-05-01' | '2026-06-01' = '2026-05-01') => breakerState(gaugesOf(7n, 100n), overrides, { ...bank, on })

  test.each([
    ['none: suspended', [], { state: 'suspend', overridden: false }],
    ['of the suspension: what is left is to defer', [override], { state: 'defer', overridden: true }],
    ['of both: clear', [override, { ...override, action: 'defer' }], { state: 'clear', overridden: true }],
    ['of this bank', [{ ...override, organisationId: 'org_wusong_bank' }], { state: 'defer', overridden: true }],
    ['of another bank changes nothing', [{ ...override, organisationId: 'org_pubin_bank' }], { state: 'suspend', overridden: false }],
  ] as const)('%s', (_, overrides, expected) => expect(state(overrides)).toEqual(expected))

  test('holds to its last day and no longer', () => {
    expect(breakerState(gaugesOf(7n, 100n), [override], { ...bank, on: '2026-05-31' }).state).toBe('defer')
    expect(state([override], '2026-06-01').state).toBe('suspend')
  })
})
