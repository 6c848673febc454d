import { asJson } from '@cofund/db/connect'
import { fen } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import { credit, debit } from '@cofund/shared/ledger/entry'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payVoucher, payVoucherNumbered } from '../../../server/fiscal/fiscal.commands.ts'
import { postEntry, postTransferLegs } from '../../../server/ledger/ledger.commands.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { bureauOf, callUpon, owe, passingFor, plantPool } from './fiscal-kit.ts'

type Bureau = Awaited<ReturnType<typeof bureauOf>>

let database: TestDatabase
let yangpu: Bureau
let city: Bureau
let purse: BookId
let cityPurse: BookId
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  yangpu = await bureauOf(database, 'yangpu')
  city = await bureauOf(database, 'city')
  purse = await yangpu.open('treasury', 'YP-T')
  cityPurse = await city.open('treasury', 'SH-T')
  // A deed of two people each, for others to pass for.
  await yangpu.draw((await yangpu.plan((await yangpu.grant(purse, 1n)).id, 1n)).id, 1n)
  await city.draw((await city.plan((await city.grant(cityPurse, 1n)).id, 1n)).id, 1n)
})
afterAll(() => database.close())

describe('which indicators paid a claim', () => {
  test('of 100 borne 40 : 60 the city’s first contribution paid 30 and its second 10, the district’s 60; of 50 later the city’s second paid 20', async () => {
    const pool = await yangpu.open('pool', 'YP-P4')
    // Before the pool rests on its book: from then on a call is a deed.
    await callUpon(yangpu, { pool, purse }, 100n)
    const poolId = await plantPool(database, { bookId: pool, yangpu: purse, city: cityPurse, funding: 'pool_cash' })
    await passingFor(database, { whose: 'district', pool }, async (trx) => {
      const said = { kind: 'pool.contribution_called', effectiveOn: '2026-02-10', facts: {} } as const
      const [own, theirs] = [account.pool(pool), account.treasury(cityPurse)]
      await postTransferLegs(trx, [
        { ...said, bookId: cityPurse, postings: [debit(theirs.poolContribution(pool), fen(60n)), credit(theirs.dueTo(pool), fen(60n))] },
        { ...said, bookId: pool, postings: [debit(own.dueFrom(cityPurse), fen(60n)), credit(own.contribution('city'), fen(60n))] },
      ])
    })
    const into = { purpose: 'contribution', subject: poolId, payee: '资金池', payeeBookId: pool } as const
    const contribute = async (bureau: Bureau, book: BookId, documentNumber: string, minor: bigint) => {
      const { id } = await bureau.grant(book, 1_000n, { documentNumber })
      const { id: planId } = await bureau.plan(id, minor)
      await bureau.pay(await bureau.draw(planId, minor, { ...into, number: `凭 ${documentNumber}` }))
    }
    await contribute(city, cityPurse, '沪 1', 30n)
    await contribute(city, cityPurse, '沪 2', 30n)
    await contribute(yangpu, purse, '杨 1', 100n)
    const first = await plantPayout(poolId, pool, { minor: 100n, city: 40n, district: 60n, year: 2024 })
    const second = await plantPayout(poolId, pool, { minor: 50n, city: 20n, district: 30n, year: 2025 })
    const told = async (bureau: Bureau, claimId: `clm_${string}`) =>
      (await bureau.maker.fiscal.paying({ claimId })).map(({ tier, way, amount, documentNumber, left }) => [tier, way, amount.minor, documentNumber, left?.minor ?? null])
    expect(await told(city, first)).toEqual([
      ['city', 'contribution', 30n, '沪 1', 970n],
      ['city', 'contribution', 10n, '沪 2', 970n],
      ['district', 'contribution', 60n, '杨 1', 900n],
    ])
    expect(await told(city, second)).toEqual([
      ['city', 'contribution', 20n, '沪 2', 970n],
      ['district', 'contribution', 30n, '杨 1', 900n],
    ])
    // The district is told the number of the city's indicator by its pool's own entry, and not what is left of it.
    expect((await told(yangpu, second))[0]).toEqual(['city', 'contribution', 20n, '沪 2', null])
  })

  test('of a bank’s year the voucher for it tells itself, and the district’s part is owed until its settlement pays it', async () => {
    const pool = await yangpu.open('pool', 'YP-P5')
    const poolId = await plantPool(database, { bookId: pool, yangpu: purse, city: cityPurse })
    const claimId = await plantPayout(poolId, pool, { minor: 100n, city: 40n, district: 60n, year: 2023 })
    await owe(database, { pool, purse, cityPurse }, { district: 60n, city: 60n })
    const { id } = await city.grant(cityPurse, 1_000n, { documentNumber: '沪 9' })
    const { id: planId } = await city.plan(id, 100n)
    const voucherId = await city.draw(planId, 100n, { subject: claimId, number: '沪支 9' })
    await passingFor(database, { whose: 'city', pool }, (trx, command) => payVoucher({ ...command, trx }, { voucherId, paidOn: '2026-03-15', reference: '沪支 9' }))
    const told = async () => (await city.maker.fiscal.paying({ claimId })).map(({ tier, way, amount, documentNumber }) => [tier, way, amount.minor, documentNumber])
    expect(await told()).toEqual([
      ['city', 'voucher', 100n, '沪 9'],
      ['district', 'owed', 60n, null],
    ])
    const { id: own } = await yangpu.grant(purse, 1_000n, { documentNumber: '杨 9' })
    const through = { purpose: 'settlement', subject: poolId, payee: '上海市财政局', payeeBookId: cityPurse, throughBookId: pool } as const
    await yangpu.settle(await yangpu.draw((await yangpu.plan(own, 45n)).id, 45n, through))
    expect(await told()).toEqual([
      ['city', 'voucher', 100n, '沪 9'],
      ['district', 'settlement', 45n, '杨 9'],
      ['district', 'owed', 15n, null],
    ])
  })
})

test('a deed that names a voucher by its number pays it, for its own amount alone; a number that nobody drew is none of ours', async () => {
  const pool = await yangpu.open('pool', 'YP-P7')
  await plantPool(database, { bookId: pool, yangpu: purse, city: cityPurse })
  const { id: planId } = await city.plan((await city.grant(cityPurse, 100n)).id, 100n)
  await city.draw(planId, 60n, { number: '沪支 60' })
  const pay = (number: string, minor: bigint) =>
    passingFor(database, { whose: 'city', pool }, async (trx, command) => {
      const paid = await payVoucherNumbered({ ...command, trx }, { number, amount: fen(minor), paidOn: '2026-03-15', reference: number }, [pool])
      if (!paid) command.record({ act: 'book.opened', bookId: cityPurse })
    })
  await expect(pay('沪支 60', 61n)).rejects.toThrow('fiscal.voucher_other_amount')
  await pay('沪支 61', 61n)
  await pay('沪支 60', 60n)
  await expect(pay('沪支 60', 60n)).rejects.toThrow('fiscal.voucher_wrong_status')
})

/** A claim of a bank's year that was paid out of the pool's book, as claims leave it. */
async function plantPayout(
  poolId: `rcp_${string}`,
  pool: BookId,
  { minor, city: ofCity, district, year }: { readonly minor: bigint; readonly city: bigint; readonly district: bigint; readonly year: number },
): Promise<`clm_${string}`> {
  const id = `clm_${pool.slice(-8)}_${year}` as const
  const { owner } = database
  const policy = await owner.selectFrom('pool').select('scheme_policy_id').where('id', '=', poolId).executeTakeFirstOrThrow()
  await sql`
    insert into policy_version (id, policy_id, number, document, effective_from, params, cites)
    values (${`plv_${id.slice(4)}`}, ${policy.scheme_policy_id}, ${year}, 'd', ${`${year}-01-01`}, '{}', '{}')`.execute(owner)
  await sql`
    insert into claim (id, pool_id, organisation_id, family, settled_year, product_code, status, policy_version_id, stated)
    values (${id}, ${poolId}, 'org_shenjiang_bank', 'bank_year', ${year}, 'KJD', 'frozen', ${`plv_${id.slice(4)}`}, '{}')`.execute(owner)
  const shares = [
    { bearer: 'city', minor: ofCity },
    { bearer: 'district', minor: district },
  ]
  await sql`
    insert into claim_decision (claim_id, place, reason, loss_case, shares, derivation, loss_minor, payable_minor, decided_on)
    values (${id}, 1, 'approved', '{}', ${asJson(shares)}, '{}', ${minor}, ${minor}, '2026-03-31')`.execute(owner)
  const own = account.pool(pool)
  let entryId = ''
  await passingFor(database, { whose: 'district', pool }, async (trx) => {
    const postings = [debit(own.compensation, fen(minor)), credit(own.cash, fen(minor))]
    entryId = (await postEntry(trx, { bookId: pool, kind: 'claim.paid', effectiveOn: '2026-04-01', note: `${year}`, postings })).id
  })
  await sql`
    insert into claim_payment (id, claim_id, voucher_number, minor, ordered_on, proposal_id, entry_id)
    values (${`pay_${id.slice(4)}`}, ${id}, ${`付 ${id}`}, ${minor}, '2026-04-01', (select max(id) from proposal), ${entryId})`.execute(owner)
  return id
}
