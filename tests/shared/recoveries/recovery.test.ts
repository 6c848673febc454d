import { minorOf, replay } from '@cofund/shared/kernel/derivation'
import { money } from '@cofund/shared/kernel/money'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import { sharesRecovered } from '@cofund/shared/policies/recovery-sharing'
import { clawbackOf } from '@cofund/shared/recoveries/clawback'
import {
  type AppliedSoFar,
  type DividedRecovery,
  type MoneyBack,
  appliedBy,
  countedOf,
  divideRecovery,
  takeBack,
} from '@cofund/shared/recoveries/recovery'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../kit/soak.ts'

const cited = (recovery: object, more: object = {}): CitedScheme => ({
  ...decodeForSharing({
    compensation: {
      rate: '0.80',
      split: [
        { bearer: 'city', share: '0.4' },
        { bearer: 'district', share: '0.6' },
      ],
    },
    recovery,
    ...more,
  }),
  cites: {},
})
const lost = (principal: bigint, interest?: bigint): LossCase => ({
  amounts: { principal_loss: principal, ...(interest === undefined ? {} : { interest }) },
  used: {},
  flags: {},
})
const nothingYet: AppliedSoFar = { principal: 0n, interest: 0n }
const cash = (gross: bigint, more: Partial<MoneyBack> = {}): MoneyBack => ({
  gross,
  cost: 0n,
  interestOwed: null,
  penaltyOwed: null,
  ...more,
})
const parts = ({ shares }: Pick<DividedRecovery, 'shares'>) =>
  Object.fromEntries(shares.map(({ bearer, amount }) => [bearer, Number(amount.minor)]))

describe('money back on a loss of 100.00 shared 32 : 48 : 20', () => {
  test('10.00 that cost 1.00 to recover: 9.00 counts, 2.88 and 4.32 to the tiers, 7.20 due to the pool', () => {
    const divided = divideRecovery(cited({ rule: 'pro_rata_borne', costs_first: true }), lost(10_000n), nothingYet, cash(1_000n, { cost: 100n }))
    expect(divided.applied).toEqual({ costs: 100n, principal: 900n, interest: 0n, penalty: 0n })
    expect(parts(divided)).toEqual({ city: 288, district: 432, bank: 180 })
    expect(divided.due.minor).toBe(720n)
    expect(minorOf(divided.derivation)).toBe(1_000n)
    expect(replay(divided.derivation)).toBeUndefined()
  })

  test('where the lender bears the costs, all of it counts', () => {
    const divided = divideRecovery(cited({ rule: 'pro_rata_borne', cost_rule: 'lender_bears' }), lost(10_000n), nothingYet, cash(1_000n, { cost: 100n }))
    expect(divided.due.minor).toBe(800n)
    expect(minorOf(divided.derivation)).toBe(1_000n)
  })

  test('what is beyond the principal goes to interest and penalties: the bank’s, and nothing is due for it', () => {
    const divided = divideRecovery(
      cited({ rule: 'pro_rata_borne' }),
      lost(10_000n),
      { principal: 9_500n, interest: 0n },
      cash(900n, { interestOwed: 300n, penaltyOwed: 200n }),
    )
    expect(divided.applied).toEqual({ costs: 0n, principal: 500n, interest: 300n, penalty: 100n })
    expect(divided.due.minor).toBe(400n)
    expect(minorOf(divided.derivation)).toBe(900n)
  })

  test('interest before principal, where the scheme says so: 3.00 of 10.00 moves no share', () => {
    const scheme = cited({ rule: 'pro_rata_borne', application_order: ['costs', 'interest', 'principal', 'penalty'] })
    const divided = divideRecovery(scheme, lost(10_000n), nothingYet, cash(1_000n, { interestOwed: 300n }))
    expect(divided.applied).toMatchObject({ interest: 300n, principal: 700n })
    expect(parts(divided)).toEqual({ city: 224, district: 336, bank: 140 })
  })

  test.each([
    ['nothing came in', cash(0n), 'recovery.nothing_came'],
    ['costs below zero', cash(100n, { cost: -1n }), 'recovery.cost_negative'],
    ['costs above the money', cash(100n, { cost: 101n }), 'recovery.costs_above_money'],
    ['beyond the principal, interest not stated', cash(10_001n), 'recovery.owed_unknown'],
    ['beyond the interest, penalties not stated', cash(10_002n, { interestOwed: 1n }), 'recovery.owed_unknown'],
    ['beyond the whole debt', cash(10_003n, { interestOwed: 1n, penaltyOwed: 1n }), 'recovery.beyond_debt'],
    ['the whole debt', cash(10_002n, { interestOwed: 1n, penaltyOwed: 1n }), undefined],
    ['costs of all the money', cash(100n, { cost: 100n }), undefined],
  ])('%s', (_, moneyBack, code) => {
    const scheme = cited({ rule: 'pro_rata_borne', costs_first: true })
    expect(refusalOf(() => divideRecovery(scheme, lost(10_000n), nothingYet, moneyBack))?.code).toBe(code)
  })

  test('interest that the claim stated as the bank’s loss comes back to the bank; what is beyond it is no return of a loss', () => {
    const divided = divideRecovery(cited({ rule: 'pro_rata_borne' }), lost(10_000n, 200n), { principal: 10_000n, interest: 0n }, cash(300n, { interestOwed: 300n }))
    expect(parts(divided)).toEqual({ city: 0, district: 0, bank: 200 })
    expect(minorOf(divided.derivation)).toBe(300n)
  })
})

test('three recoveries of 0.01 by largest remainder: after each one everybody stands where sharing all of it puts it', () => {
  const scheme = cited({ rule: 'pro_rata_borne' })
  let soFar = nothingYet
  const stands: Record<string, number>[] = []
  const got = { city: 0, district: 0, bank: 0 }
  for (let place = 0; place < 3; place += 1) {
    const divided = divideRecovery(scheme, lost(10_000n), soFar, cash(1n))
    soFar = divided.soFar
    for (const [bearer, minor] of Object.entries(parts(divided))) got[bearer as keyof typeof got] += minor
    stands.push({ ...got })
  }
  expect(stands).toEqual([
    { city: 0, district: 1, bank: 0 },
    { city: 1, district: 1, bank: 0 },
    { city: 1, district: 1, bank: 1 },
  ])
})

describe('any order of recoveries and reversals', () => {
  const rules = fc.constantFrom('pro_rata_borne', 'recompute_on_net_loss', 'flat_rate', 'fiscal_first', 'bank_first')
  const orders = fc.shuffledSubarray(['principal', 'interest', 'penalty'], { minLength: 3 })
  /** A part of what is still owed and its costs, in permille; or which recovery to take back. */
  const moves = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ permille: fc.nat(1000), cost: fc.nat(1000) }) },
      { weight: 1, arbitrary: fc.record({ back: fc.nat(20) }) },
    ),
    { maxLength: 12 },
  )

  test('leaves every bearer where the scheme’s own evaluation puts it, nothing negative, and taking all back returns to nothing', () => {
    fc.assert(
      fc.property(
        rules,
        orders,
        fc.nat(99),
        fc.bigInt(0n, 10n ** 8n),
        fc.bigInt(1n, 10n ** 8n),
        fc.bigInt(0n, 10n ** 6n),
        fc.boolean(),
        moves,
        (rule, order, flat, cap, principal, interest, included, history) => {
          const scheme = cited(
            { rule, costs_first: true, application_order: order, ...(rule === 'flat_rate' ? { rate: flat / 100 } : {}) },
            { interest_included: included, caps: [{ scope: 'loan', amount: Number(cap) / 100 }] },
          )
          const lossCase = lost(principal, interest)
          const penalties = 1_000n
          const stands = new Map<string, bigint>()
          const kept: (Pick<Parameters<typeof takeBack>[3], 'gross' | 'cost' | 'principal' | 'interest' | 'penalty'> & { due: bigint })[] = []
          let due = 0n

          const settle = (divided: DividedRecovery): void => {
            expect(replay(divided.derivation)).toBeUndefined()
            for (const { bearer, amount } of divided.shares) stands.set(bearer, (stands.get(bearer) ?? 0n) + amount.minor)
            due += divided.due.minor
            const soFar = appliedBy(kept)
            const counted = countedOf(lossCase, soFar)
            const own = sharesRecovered(scheme, lossCase, counted).shares
            for (const { bearer, amount } of own) expect([bearer, stands.get(bearer) ?? 0n]).toEqual([bearer, amount.minor])
            for (const minor of stands.values()) expect(minor).toBeGreaterThanOrEqual(0n)
            expect(due).toBe((stands.get('city') ?? 0n) + (stands.get('district') ?? 0n))
          }

          const undo = (at: number): void => {
            const [reversed] = kept.splice(at, 1)
            if (!reversed) return
            const before = appliedBy([...kept, reversed])
            settle(takeBack(scheme, lossCase, before, reversed))
          }

          for (const move of history) {
            if ('back' in move) {
              undo(move.back)
              continue
            }
            const before = appliedBy(kept)
            const penaltyLeft = kept.reduce((left, { penalty }) => left - penalty.minor, penalties)
            const [interestOwed, owed] = [interest - before.interest, principal - before.principal + interest - before.interest + penaltyLeft]
            const net = (owed * BigInt(move.permille)) / 1000n
            const gross = net + (net * BigInt(move.cost)) / 1000n
            if (gross === 0n) continue
            const divided = divideRecovery(scheme, lossCase, before, { gross, cost: gross - net, interestOwed, penaltyOwed: penaltyLeft })
            expect(minorOf(divided.derivation)).toBe(gross)
            const cny = (minor: bigint) => money(minor, 'CNY')
            kept.push({
              gross: cny(gross),
              cost: cny(divided.applied.costs),
              principal: cny(divided.applied.principal),
              interest: cny(divided.applied.interest),
              penalty: cny(divided.applied.penalty),
              due: divided.due.minor,
            })
            settle(divided)
          }
          while (kept.length > 0) undo(kept.length - 1)
          expect([...stands.values()].every((minor) => minor === 0n)).toBe(true)
          expect(due).toBe(0n)
        },
      ),
      { numRuns: runs(150) },
    )
  })
})

describe('clawing 800.00 back', () => {
  test('paid on 2025-01-01, on 2026-01-01 at 3.45 % by actual/360: 365 days, 27.98 of interest', () => {
    const scheme = cited({ rule: 'pro_rata_borne', clawback: { interest_rate: '0.0345', day_count: 'act/360' } })
    const { clawed, interest, derivation } = clawbackOf(scheme, 80_000n, [{ minor: 80_000n, on: '2025-01-01' }], '2026-01-01')
    expect([clawed.minor, interest.minor, minorOf(derivation)]).toEqual([80_000n, 2_798n, 82_798n])
    expect(replay(derivation)).toBeUndefined()
  })

  test('half of it paid a year later: 400.00 for two years, 400.00 for one, at 10 % makes 120.00', () => {
    const scheme = cited({ rule: 'pro_rata_borne', clawback: { interest_rate: '0.10', day_count: 'act/365f' } })
    const payments = [
      { minor: 60_000n, on: '2022-01-01' as const },
      { minor: 60_000n, on: '2023-01-01' as const },
    ]
    expect(clawbackOf(scheme, 80_000n, payments, '2024-01-01').interest.minor).toBe(12_000n)
  })

  test('a scheme that lays down no interest asks for none; what nobody bears any more is not clawed back', () => {
    const scheme = cited({ rule: 'pro_rata_borne' })
    expect(clawbackOf(scheme, 80_000n, [], '2026-01-01').interest.minor).toBe(0n)
    expect(refusalOf(() => clawbackOf(scheme, 0n, [], '2026-01-01'))?.code).toBe('recovery.nothing_to_claw_back')
  })
})
