import { minorOf, replay } from '@cofund/shared/kernel/derivation'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import { type SharedLoss, shareLoss } from '@cofund/shared/policies/loss-sharing'
import { shareRecovery } from '@cofund/shared/policies/recovery-sharing'
import { money } from '@cofund/shared/kernel/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../kit/soak.ts'

/** Percentages as decimal texts, so that a document is what a person would write. */
const hundredths = (whole: number): string => (whole / 100).toFixed(2)
const rate = fc.integer({ min: 0, max: 50 }).map(hundredths)
const amount = fc.integer({ min: 0, max: 2_000_000 }).map((fen) => hundredths(fen))

const funders = fc.constantFrom(
  null,
  [{ bearer: 'city', share: '1' }],
  [
    { bearer: 'city', share: '0.4' },
    { bearer: 'district', share: '0.6' },
  ],
  [
    { bearer: 'province', share: '0.34' },
    { bearer: 'city', share: '0.33' },
    { bearer: 'district', share: '0.33' },
  ],
)
const steps = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 3 }),
    fc.array(rate, { minLength: 4, maxLength: 4 }),
  )
  .map(([bounds, rates]) => [
    ...bounds.toSorted((a, b) => a - b).map((bound, index) => ({ up_to: hundredths(bound), rate: rates[index] })),
    { rate: rates[3] },
  ])

const ways = (mode: 'any' | 'marginal') =>
  fc.oneof(
    rate.map((one) => ({ rate: one })),
    steps.map((all) => ({ tiers: { by: 'principal_loss', mode: 'marginal', steps: all } })),
    ...(mode === 'any' ? [steps.map((all) => ({ tiers: { by: 'principal_loss', mode: 'whole', steps: all } }))] : []),
  )
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const present = (document: object): object =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined))

const schemes = (mode: 'any' | 'marginal') =>
  fc
    .record({
      way: ways(mode),
      split: funders,
      rounding: mode === 'any' ? fc.constantFrom('down', 'half_up', 'half_even') : fc.constant('down'),
      addons: some(
        rate.map((points) => [{ when: { any: ['first_loan'] }, points: hundredths(Math.round(Number(points) * 20)) }]),
      ),
      rate_cap: some(rate),
      bearers: some(rate.map((one) => [{ bearer: 'guarantor', rate: hundredths(Math.round(Number(one) * 60)) }])),
      first_loss: some(amount.map((most) => [{ bearer: 'firm', amount: most }])),
      caps: some(
        fc.tuple(amount, amount).map(([loan, year]) => [
          { scope: 'loan', amount: loan },
          { scope: 'bank_year', amount: year },
          { scope: 'pool_year', amount: year, joint_with: ['guarantor'] },
        ]),
      ),
      cross_level_cap: some(rate.map((one) => hundredths(50 + Math.round(Number(one) * 100)))),
      interest_included: fc.boolean(),
    })
    .map(({ way, split, rounding, addons, rate_cap, ...parts }) =>
      present({ ...parts, compensation: present({ ...way, split, rounding, addons, rate_cap }) }),
    )

const cases = fc
  .record({
    loss: fc.bigInt({ min: 0n, max: 3_000_000n }),
    interest: fc.bigInt({ min: 0n, max: 100_000n }),
    others: fc.bigInt({ min: 0n, max: 500_000n }),
    used: fc.bigInt({ min: 0n, max: 1_000_000n }),
    first: fc.boolean(),
  })
  .map(({ loss, interest, others, used, first }): LossCase => ({
    amounts: { principal_loss: loss, interest, other_levels: others },
    used: { bank_year: used, pool_year_joint: used },
    flags: { first_loan: first },
  }))

const cited = (document: object): CitedScheme => ({ cites: {}, ...decodeForSharing(document) })
const borneBy = ({ shares }: SharedLoss, ...bearers: readonly string[]): bigint =>
  shares.filter(({ bearer }) => bearers.includes(bearer)).reduce((total, share) => total + share.amount.minor, 0n)
const publicSide = ['public_joint', 'province', 'city', 'district']

describe('whatever the scheme and the loss', () => {
  const often = { numRuns: runs(400) }

  test('the shares sum to the loss, none is negative, and the derivation replays to it', () =>
    fc.assert(
      fc.property(schemes('any'), cases, (document, lossCase) => {
        const answer = shareLoss(cited(document), lossCase)
        const { principal_loss: loss = 0n, interest = 0n } = lossCase.amounts
        expect(borneBy(answer, ...answer.shares.map(({ bearer }) => bearer))).toBe(loss + interest)
        expect(answer.loss.minor).toBe(loss + interest)
        expect(answer.shares.every(({ amount: { minor } }) => minor >= 0n)).toBe(true)
        expect(new Set(answer.shares.map(({ bearer }) => bearer)).size).toBe(answer.shares.length)
        expect([replay(answer.derivation), minorOf(answer.derivation)]).toEqual([undefined, answer.loss.minor])
      }),
      often,
    ))

  test('no cap is exceeded: the loan’s, what is left of the bank’s year, of the year with the guarantor, of all levels together', () =>
    fc.assert(
      fc.property(schemes('any'), cases, (document, lossCase) => {
        const { scheme, ...rest } = cited(document)
        const answer = shareLoss({ scheme, ...rest }, lossCase)
        const compensation = borneBy(answer, ...publicSide)
        for (const { scope, amount: most = 0n, joint_with: joint } of scheme.caps ?? []) {
          const used = scope === 'loan' ? 0n : (lossCase.used[joint ? (`${scope}_joint` as const) : scope] ?? 0n)
          const counted = joint ? compensation + borneBy(answer, 'guarantor') : compensation
          expect(counted).toBeLessThanOrEqual(most > used ? most - used : 0n)
        }
        const base =
          answer.loss.minor - borneBy(answer, 'firm') - (scheme.interest_included ? 0n : (lossCase.amounts.interest ?? 0n))
        const cap = scheme.cross_level_cap
        if (cap && compensation > 0n) {
          const others = lossCase.amounts.other_levels ?? 0n
          expect((compensation + others) * cap.denominator).toBeLessThanOrEqual(base * cap.numerator)
        }
      }),
      often,
    ))

  test('a larger loss never leaves the pool or the bank with less, where no step is a cliff and nothing has been paid elsewhere', () =>
    fc.assert(
      fc.property(schemes('marginal'), cases, fc.bigInt({ min: 0n, max: 100_000n }), (document, lossCase, more) => {
        // Tiers by principal say nothing of interest: where it is shared too, it gets the principal's blended rate, which falls.
        const bare = { ...lossCase, amounts: { ...lossCase.amounts, other_levels: 0n, interest: 0n } }
        const larger = { ...bare, amounts: { ...bare.amounts, principal_loss: (bare.amounts.principal_loss ?? 0n) + more } }
        const [before, after] = [shareLoss(cited(document), bare), shareLoss(cited(document), larger)]
        expect(borneBy(after, ...publicSide) + borneBy(after, 'guarantor')).toBeGreaterThanOrEqual(
          borneBy(before, ...publicSide) + borneBy(before, 'guarantor') - 1n,
        )
        // Each of at most three parts rounds on its own: the bank keeps the odd fen, and may lose one to each.
        expect(borneBy(after, 'bank')).toBeGreaterThanOrEqual(borneBy(before, 'bank') - 3n)
      }),
      often,
    ))

  test('a tampered step is found by replaying', () =>
    fc.assert(
      fc.property(schemes('any'), cases, (document, lossCase) => {
        const { derivation } = shareLoss(cited(document), lossCase)
        expect(replay({ ...derivation, value: `${minorOf(derivation) + 1n}` })).toMatchObject({ label: 'loss.shared' })
      }),
      { numRuns: runs(50) },
    ))

  test.each(['pro_rata_borne', 'recompute_on_net_loss', 'flat_rate', 'fiscal_first', 'bank_first'])(
    'recoveries by %s: parts sum to what was recovered, and by any rule but a flat rate nobody gets back more than it bore',
    (rule) =>
      fc.assert(
        fc.property(schemes('marginal'), cases, fc.nat(1000), (document, lossCase, permille) => {
          const scheme = cited({ ...document, recovery: { rule, ...(rule === 'flat_rate' ? { rate: '0.8' } : {}) } })
          const bare = { ...lossCase, amounts: { ...lossCase.amounts, other_levels: 0n } }
          const { loss, shares } = shareLoss(scheme, bare)
          const recovered = (loss.minor * BigInt(permille)) / 1000n
          const back = shareRecovery(scheme, bare, money(recovered, 'CNY'))
          expect(back.reduce((total, share) => total + share.amount.minor, 0n)).toBe(recovered)
          if (rule === 'flat_rate' || rule === 'recompute_on_net_loss') return
          back.forEach((share, index) => expect(share.amount.minor).toBeLessThanOrEqual(shares[index]?.amount.minor ?? 0n))
        }),
        { numRuns: runs(150) },
      ),
  )
})
