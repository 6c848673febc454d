import { toDecimal } from '@cofund/shared/kernel/money'
import { leftOf } from '@cofund/shared/fiscal/budget'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveFiscal } from '../../../server/fiscal/fiscal-proofs.ts'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase({ demonstration: true })), 300_000)
afterAll(() => database.close())

describe('the demonstration’s budget', () => {
  test('is what its plans, vouchers and books say', async () => {
    expect((await proveFiscal(database.owner)).filter(({ differences }) => differences > 0)).toEqual([])
    await expectCoherent(database.owner)
  })

  test('of 2025 ends with nothing left but what was carried over: 80 = 60 paid + 8 returned + 12 carried; 15 = 2 cut + 5 returned + 8 carried', async () => {
    const city = await callerAs(database, 'city.maker')
    const { rows } = await city.fiscal.indicators({ year: 2025 })
    expect(rows.map((row) => [row.documentNumber, toDecimal(row.granted), toDecimal(row.drawn), toDecimal(leftOf(row))])).toEqual([
      ['杨财预〔2025〕9 号', '0.00', '0.00', '0.00'],
      ['沪财预〔2025〕44 号', '60000000.00', '60000000.00', '0.00'],
    ])
  })

  test('is the city’s to read whole, the district’s its own, a bank’s not at all', async () => {
    const count = async (name: string) => (await (await callerAs(database, name)).fiscal.indicators({})).count
    expect([await count('city.maker'), await count('yangpu.maker'), await count('auditor'), await count('wusong.maker')]).toEqual([9, 5, 5, 0])
  })

  test('paid the pools’ contributions by its vouchers', async () => {
    const rows = await database.owner.selectFrom('payment_voucher').select(['number', 'status', 'paid_on']).where('purpose', '=', 'contribution').orderBy('drawn_on').execute()
    expect(rows).toEqual([
      { number: '杨国库支〔2025〕0214 号', status: 'cancelled', paid_on: null },
      { number: '沪国库支〔2025〕1182 号', status: 'paid', paid_on: '2025-10-28' },
      { number: '杨国库支〔2026〕0033 号', status: 'paid', paid_on: '2026-01-27' },
      { number: '财政拨款 20260302', status: 'paid', paid_on: '2026-03-02' },
      { number: '沪国库支〔2026〕0911 号', status: 'drawn', paid_on: null },
    ])
  })

  test('tells what the district owes the city tonight: as much again as it settled, to the yuan', async () => {
    const { debts, returns } = await (await callerAs(database, 'yangpu.maker')).fiscal.tiers()
    const [debt] = debts
    expect(debts.map(({ debtor, creditor }) => [debtor.nameZh, creditor.nameZh])).toEqual([['杨浦区财政局', '上海市财政局']])
    const settled = await database.owner.selectFrom('payment_voucher').selectAll().where('purpose', '=', 'settlement').executeTakeFirstOrThrow()
    expect(settled).toMatchObject({ number: '杨国库支〔2026〕0876 号', status: 'paid', paid_on: '2026-11-12' })
    const over = (debt?.owed.minor ?? 0n) - settled.minor
    expect(over >= 0n && over < 200n).toBe(true)
    expect(returns.map(({ number }) => number)).toContain('非税缴〔2026〕0042 号')
  })

  test('names for every claim that was paid the money that paid it, which sums to what was paid', async () => {
    const city = await callerAs(database, 'city.maker')
    const { owner } = database
    const paid = await owner
      .selectFrom('claim_payment as payment')
      .innerJoin('claim', 'claim.id', 'payment.claim_id')
      .innerJoin('pool', 'pool.id', 'claim.pool_id')
      .select(['claim.id', 'pool.code', sql<bigint>`sum(payment.minor)::int8`.as('minor')])
      .groupBy(['claim.id', 'pool.code'])
      .execute()
    expect(paid.length).toBeGreaterThan(10)
    const ways = new Set<string>()
    for (const { id, code, minor } of paid) {
      const parts = await city.fiscal.paying({ claimId: id })
      for (const { way } of parts) ways.add(way)
      // Where one tier pays the bank itself, what the others settle with it is told beside it.
      const directly = parts.filter(({ way }) => code !== 'SH-BAND' || way === 'voucher')
      expect([id, directly.reduce((sum, { amount }) => sum + amount.minor, 0n)]).toEqual([id, minor])
    }
    expect([...ways].toSorted()).toEqual(['contribution', 'owed', 'pool', 'settlement', 'voucher'])
  })
})
