import { type Party, type TierBalance, ageLimits, ageingOf, debtsThroughPools, liesIdle } from '@cofund/shared/fiscal/tiers'
import { fen } from '@cofund/shared/kernel/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../kit/soak.ts'

const party = (name: string, kind: Party['kind']): Party => ({
  bookId: `bok_${name}`,
  kind,
  code: name,
  nameZh: name,
  nameEn: name,
  organisationId: null,
})
const pool = party('pool', 'pool')
const city = party('city', 'treasury')
const yangpu = party('yangpu', 'treasury')
const pudong = party('pudong', 'treasury')

const owes = (debtor: Party, creditor: Party, minor: bigint): TierBalance => ({
  debtor,
  creditor,
  owed: fen(minor),
  ageing: { since: null, buckets: [] },
  account: { bookId: debtor.bookId, head: 'due_to', detail: creditor.bookId },
})
const told = (balances: readonly TierBalance[]) =>
  debtsThroughPools(balances).map(({ debtor, creditor, owed }) => `${debtor.code} owes ${creditor.code} ${owed.minor}`)

describe('what tiers owe one another through a pool', () => {
  test('is what the one owes the pool, as far as the pool owes the other: of 600 and 400 it is 400', () => {
    expect(told([owes(yangpu, pool, 600n), owes(pool, city, 400n)])).toEqual(['yangpu owes city 400'])
    expect(told([owes(yangpu, pool, 400n), owes(pool, city, 600n)])).toEqual(['yangpu owes city 400'])
    expect(told([owes(yangpu, pool, 600n)])).toEqual([])
  })

  test('is taken in proportion where several owe more than the pool does: 600 and 300 owe 500 as 333 and 167', () => {
    expect(told([owes(yangpu, pool, 600n), owes(pudong, pool, 300n), owes(pool, city, 500n)])).toEqual([
      'yangpu owes city 333',
      'pudong owes city 167',
    ])
  })

  test('never exceeds what anybody owes the pool or is owed by it, and sums to the lesser of both', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 15n })
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 5 }), fc.array(amount, { maxLength: 5 }), (debts, credits) => {
        const into = debts.map((minor, index) => owes(party(`d${index}`, 'treasury'), pool, minor))
        const out = credits.map((minor, index) => owes(pool, party(`c${index}`, 'treasury'), minor))
        const through = debtsThroughPools([...into, ...out])
        const total = (rows: readonly { owed: { minor: bigint } }[]) => rows.reduce((sum, { owed }) => sum + owed.minor, 0n)
        const [asked, given] = [total(into), total(out)]
        expect(total(through)).toBe(asked < given ? asked : given)
        for (const { debtor, owed } of into) expect(total(through.filter((row) => row.debtor === debtor)) <= owed.minor).toBe(true)
        for (const { creditor, owed } of out) expect(total(through.filter((row) => row.creditor === creditor)) <= owed.minor).toBe(true)
      }),
      { numRuns: runs(200) },
    )
  })
})

describe('the age of a balance', () => {
  test('is that of what came last, because what came first went first: of 100 in January and 50 in May, 60 are left of 50 and 10', () => {
    const arrivals = [
      { month: '2026-01-01', minor: 100n },
      { month: '2026-05-01', minor: 50n },
    ] as const
    // January ended 150 days ago, May 30.
    expect(ageingOf(60n, arrivals, '2026-06-30')).toEqual({ since: '2026-01-01', buckets: [50n, 0n, 10n, 0n, 0n] })
    expect(ageingOf(50n, arrivals, '2026-06-30')).toEqual({ since: '2026-05-01', buckets: [50n, 0n, 0n, 0n, 0n] })
  })

  test('sums over its buckets to the balance, whatever came when', () => {
    const arrival = fc.record({
      month: fc.constantFrom('2024-06-01', '2025-12-01', '2026-02-01', '2026-05-01', '2026-06-01'),
      minor: fc.bigInt({ min: 0n, max: 1_000n }),
    })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 3_000n }), fc.array(arrival), (balance, arrivals) => {
        const { buckets } = ageingOf(balance, arrivals, '2026-06-30')
        expect(buckets).toHaveLength(ageLimits.length + 1)
        expect(buckets.reduce((sum, part) => sum + part, 0n)).toBe(balance)
      }),
      { numRuns: runs(200) },
    )
  })

  test('lies idle when nothing has moved for more than 90 days: 91 do, 90 do not, and no money never does', () => {
    expect(liesIdle({ cash: fen(1n), lastMovedOn: '2026-03-31' }, '2026-06-30', 90)).toBe(true)
    expect(liesIdle({ cash: fen(1n), lastMovedOn: '2026-04-01' }, '2026-06-30', 90)).toBe(false)
    expect(liesIdle({ cash: fen(0n), lastMovedOn: '2025-01-01' }, '2026-06-30', 90)).toBe(false)
  })
})
