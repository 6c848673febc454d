import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actAs } from '../../../server/kernel/session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Importer, importerAs, standardFile } from '../imports/import-kit.ts'

let database: TestDatabase
let yangpu: Importer
let pudong: Importer
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  yangpu = await importerAs(database, 'yangpu.maker')
  pudong = await importerAs(database, 'pudong.maker')
  await yangpu.confirm(
    await yangpu.check(
      standardFile([
        { number: '100', borrower: '复旦光电有限公司', approvedOn: '2019-05-01', approved: '100', guaranteed: '80', disbursed: '100' },
        { number: '101', borrower: 'Wujiaochang Robotics', approvedOn: '2020-05-01', approved: '200', guaranteed: '160', disbursed: '' },
        { number: '102', lender: '', lenderRegion: '', outcome: '已核销', chargedOffOn: '2022-01-01', chargedOff: '300.01', approvedOn: '2020-06-01', approved: '300', guaranteed: '240', disbursed: '300' },
        { number: '200', approvedOn: '2021-06-01', currency: 'USD', approved: '400', guaranteed: '320', disbursed: '400' },
      ]),
    ),
  )
})
afterAll(() => database.close())

const numbersOf = async (filter: Parameters<Importer['caller']['loan']['list']>[0]) => (await yangpu.caller.loan.list(filter)).rows.map(({ number }) => number)

describe('the list', () => {
  test.each([
    [{}, ['100', '101', '102', '200']],
    [{ search: '10' }, ['100', '101', '102']],
    [{ search: '光电' }, ['100', '102', '200']],
    [{ search: 'robotics' }, ['101']],
    [{ search: '%' }, []],
    [{ outcome: 'charged_off' }, ['102']],
    [{ lender: 'none' }, ['102']],
    [{ approvedFrom: 2020, approvedTo: 2020 }, ['101', '102']],
    [{ warning: 'any' }, ['102', '200']],
    [{ warning: 'charge_off_above_approved' }, ['102']],
    [{ warning: 'term_of_zero' }, []],
    [{ sort: 'approved', descending: true }, ['200', '102', '101', '100']],
    [{ sort: 'disbursed' }, ['100', '102', '200', '101']],
    [{ size: 20, page: 2 }, []],
  ] as const)('%j → %j', async (filter, numbers) => {
    expect((await numbersOf(filter)).toSorted()).toEqual([...numbers].toSorted())
    if ('sort' in filter) expect(await numbersOf(filter)).toEqual(numbers)
  })

  test('sums the whole selection, and nothing that is in two currencies or unknown', async () => {
    expect((await yangpu.caller.loan.list({})).sums).toEqual({ approved: null, guaranteed: null, disbursed: null, chargedOff: null })
    expect((await yangpu.caller.loan.list({ approvedFrom: 2019, approvedTo: 2020 })).sums).toEqual({
      approved: { minor: 60_000n, currency: 'CNY' },
      guaranteed: { minor: 48_000n, currency: 'CNY' },
      disbursed: null,
      chargedOff: { minor: 30_001n, currency: 'CNY' },
    })
  })

  test('year by year comes to the same as the sums', async () => {
    const { sums, years } = await yangpu.caller.loan.summary({ approvedTo: 2020 })
    expect(years.map(({ year, loans }) => [year, loans])).toEqual([[2019, 1], [2020, 2]])
    expect(years.reduce((total, { approved }) => total + approved.minor, 0n)).toBe(sums[0]?.approved.minor)
  })
})

test('a loan knows its batch, its line and what was done; nobody outside sees it', async () => {
  const [row] = (await yangpu.caller.loan.list({ search: '102' })).rows
  const { loan, batch, acts } = await yangpu.caller.loan.get({ loanId: row?.id ?? 'lon_0' })
  expect(loan).toMatchObject({ lender: null, line: 4, warnings: ['charge_off_above_approved'], chargedOff: { minor: 30_001n, currency: 'CNY' } })
  expect(batch).toMatchObject({ id: loan.batchId, status: 'imported' })
  expect(acts.map(({ act }) => act)).toEqual(['import.started', 'import.checked', 'import.confirmed', 'loans.imported'])
  await expect(pudong.caller.loan.get({ loanId: loan.id })).rejects.toMatchObject({ message: 'record.not_found' })
  await expect(yangpu.caller.loan.get({ loanId: 'lon_999999' })).rejects.toMatchObject({ message: 'record.not_found' })
  expect((await pudong.caller.loan.list({})).count).toBe(0)
})

test('each batch stands in the keeper’s loan book by one entry, with its file as evidence; the books prove', async () => {
  const books = await database.owner.selectFrom('book').selectAll().where('kind', '=', 'loan_book').execute()
  expect(books).toMatchObject([{ organisation_id: 'org_yangpu_finance', code: 'LOANS-YANGPU-FINANCE' }])
  const { batch } = await yangpu.confirm(await yangpu.check(standardFile([{ number: '300', approved: '5', guaranteed: '4', disbursed: '', outcome: '已核销', chargedOff: '1' }])))
  const entries = await database.owner.selectFrom('journal_entry').selectAll().where('kind', '=', 'loans.imported').orderBy('sequence').execute()
  expect(entries.at(-1)).toMatchObject({ sequence: 2n, evidence_hash: batch.document.hash, evidence_reference: batch.id, lines: 6 })
  const { balances } = await yangpu.caller.ledger.book({ bookId: books[0]?.id ?? 'bok_' })
  expect(balances.filter(({ account }) => account.head === 'charged_off_loan').map(({ balance }) => balance)).toEqual([{ minor: 30_101n, currency: 'CNY' }])
  await expectCoherent(database.owner)
})

test('a loan may not name a lender or a batch of another keeper, and a recorded one changes no more', async () => {
  await pudong.confirm(await pudong.check(standardFile([{ number: 'P-1', lender: '浦滨银行' }])))
  const [theirs] = await database.owner.selectFrom('loan').selectAll().where('organisation_id', '=', 'org_pudong_finance').execute()
  const [ours] = await database.owner.selectFrom('loan').selectAll().where('organisation_id', '=', 'org_yangpu_finance').execute()
  if (!theirs || !ours) throw new Error('both keep loans')
  const insert = (change: object) =>
    database.app.transaction().execute(async (trx) => {
      await actAs(trx, yangpu.session.tokenHash)
      const { id: _, ...row } = ours
      await trx.insertInto('loan').values({ ...row, number: 'new', ...change }).execute()
    })
  await expect(insert({ lender_id: theirs.lender_id })).rejects.toMatchObject({ constraint: 'loan_of_one_keeper' })
  await expect(insert({ batch_id: theirs.batch_id })).rejects.toMatchObject({ constraint: 'loan_of_one_keeper' })
  await expect(insert({ batch_id: 'imp_none' })).rejects.toMatchObject({ constraint: 'loan_of_one_keeper' })
  await expect(insert({ organisation_id: 'org_pudong_finance' })).rejects.toThrow('row-level security')
  await expect(insert({ number: ours.number })).rejects.toMatchObject({ constraint: 'loan_number_once' })
  await expect(database.owner.updateTable('loan').set({ line: 1 }).execute()).rejects.toThrow('append-only')
  await expect(database.owner.deleteFrom('import_batch').execute()).rejects.toThrow('append-only')
})
