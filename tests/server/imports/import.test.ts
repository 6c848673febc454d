import { writeXlsx } from 'hucre'
import { sql } from 'kysely'
import { afterAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import { drainImports } from '../../../server/imports/run-import.ts'
import { callerAs } from '../../kit/actors.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Importer, importerAs, standardFile, standardHeader, standardRow } from './import-kit.ts'

let database: TestDatabase
let importer: Importer
beforeEach(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  importer = await importerAs(database)
})
afterEach(() => database.close())
afterAll(drainImports)

const loans = () => database.owner.selectFrom('loan').selectAll().orderBy('line').execute()
const refusalCode = (work: Promise<unknown>) => work.then(() => 'taken', (error: Error) => error.message)

describe('a sound file', () => {
  test('is checked, confirmed and taken; the digest that was shown is the one that was written', async () => {
    const checked = await importer.check(standardFile([{}, { number: 'A-2', outcome: '已核销', chargedOffOn: '2022-05-06', chargedOff: '250000.25' }]))
    expect(checked.batch).toMatchObject({ status: 'checked', mapping: 'loans-standard', encoding: 'utf-8', counts: { rows: 2, taken: 2, rejected: 0, duplicate: 0, warned: 0 } })
    expect(await loans()).toEqual([])
    const { batch, totals } = await importer.confirm(checked)
    expect(batch).toMatchObject({ status: 'imported', digest: checked.batch.digest, root: checked.batch.root, confirmedBy: '周敏行' })
    expect(totals).toContainEqual({ name: 'guaranteed', currency: 'CNY', takenMinor: 160_000_100n, leftMinor: 0n, takenKnown: 2 })
    expect(totals).toContainEqual({ name: 'chargedOff', currency: 'CNY', takenMinor: 25_000_025n, leftMinor: 0n, takenKnown: 1 })
    expect(await loans()).toMatchObject([
      { number: 'A-1', approved_minor: 100_000_000n, guaranteed_minor: 80_000_050n, charged_off_minor: null, charged_off_on: null, line: 2, outcome: 'repaid' },
      { number: 'A-2', charged_off_minor: 25_000_025n, charged_off_on: '2022-05-06', outcome: 'charged_off', line: 3 },
    ])
  })

  test.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['GB18030', (text: string) => toGb18030(text), 'gb18030'],
    ['tabs instead of commas', (text: string) => Buffer.from(text.replaceAll(',', '\t')), 'utf-8'],
    ['Windows line ends', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n')), 'utf-8'],
    ['trailing empty cells', (text: string) => Buffer.from(text.split('\n').map((line, index) => (index > 0 && line ? `${line},,` : line)).join('\n')), 'utf-8'],
    ['no last line end', (text: string) => Buffer.from(text.trimEnd()), 'utf-8'],
  ])('in %s says the same', async (_, written, encoding) => {
    const { batch } = await importer.confirm(await importer.check(written(standardFile([{}]))))
    expect(batch).toMatchObject({ status: 'imported', encoding })
    expect(await loans()).toMatchObject([{ borrower_name: '复旦光电有限公司', approved_on: '2021-03-01' }])
  })

  test('as a workbook, with real dates and numbers, comes to the same root as its text', async () => {
    const text = await importer.check(standardFile([{}]))
    const values = standardRow().split(',').map((cell, index) => (cell === '' ? null : /^2021/.test(cell) ? new Date(`${cell}T00:00:00Z`) : [8, 10, 11, 12].includes(index) ? Number(cell) : cell))
    const workbook = await writeXlsx({ sheets: [{ name: '数据', rows: [standardHeader.split(',').map((name, index) => (index === 0 ? `*${name}` : name)), values] }] })
    const sheet = await importer.check(Buffer.from(workbook), { name: 'loans.xlsx' })
    expect(sheet.findings).toEqual([])
    expect(sheet.batch).toMatchObject({ status: 'checked', encoding: 'xlsx', counts: { rows: 1, taken: 1 } })
    expect(sheet.batch.root).toBe(text.batch.root)
    expect((await importer.confirm(sheet)).batch.status).toBe('imported')
  })

  test('beyond the rows that a workbook may have is refused, and told to use CSV', async () => {
    const rows = [standardHeader.split(','), ...Array.from({ length: 50_001 }, (_, index) => standardRow({ number: String(index) }).split(','))]
    const { batch } = await importer.check(Buffer.from(await writeXlsx({ sheets: [{ name: 'x', rows }] })), { name: 'big.xlsx' })
    expect(batch.refusal).toEqual({ code: 'import.too_many_rows', facts: { limit: 50_000 } })
  }, 120_000)

  test('names the US record by its header alone, and reads its dates, years of two digits and unclassified industry', async () => {
    const header = 'LoanNr_ChkDgt,Name,State,Bank,BankState,NAICS,ApprovalDate,Term,ChgOffDate,DisbursementDate,DisbursementGross,MIS_Status,ChgOffPrinGr,GrAppv,SBA_Appv'
    const checked = await importer.check(`${header}\n10,ABC,IN,FIFTH,OH,0,2/28/1997,84,24-Jun-91,12/31/1996,60000,CHGOFF,500,60000,48000\n11,DEF,IN,,,451120,1/1/2000,84,,,60000,P I F,0,60000,48000\n`)
    expect(checked.batch.mapping).toBe('sba-7a')
    await importer.confirm(checked)
    expect(await loans()).toMatchObject([
      { currency: 'USD', industry_code: null, approved_on: '1997-02-28', charged_off_on: '1991-06-24', disbursed_on: '1996-12-31' },
      { lender_id: null, industry_code: '451120', charged_off_on: null, charged_off_minor: 0n, disbursed_on: null },
    ])
    expect((await loans())[0]?.warnings).toEqual(['disbursed_before_approved', 'charge_off_before_disbursed'])
  })
})

describe('contradictions that can be kept are kept, with a warning', () => {
  test.each([
    [{ outcome: '已核销', chargedOffOn: '2022-01-01', chargedOff: '1000000.01' }, 'charge_off_above_approved'],
    [{ guaranteed: '1000000.01' }, 'guaranteed_above_approved'],
    [{ chargedOff: '0.01' }, 'repaid_with_charge_off'],
    [{ chargedOffOn: '2022-01-01' }, 'repaid_with_charge_off'],
    [{ outcome: '已核销', chargedOff: '5' }, 'charge_off_without_date'],
    [{ outcome: '已核销', chargedOffOn: '2022-01-01' }, 'charge_off_without_amount'],
    [{ disbursedOn: '2021-02-28' }, 'disbursed_before_approved'],
    [{ outcome: '已核销', chargedOff: '5', chargedOffOn: '2021-03-14' }, 'charge_off_before_disbursed'],
    [{ term: '0' }, 'term_of_zero'],
  ])('%j → %s', async (change, warning) => {
    const checked = await importer.check(standardFile([change]))
    expect(checked.batch.counts).toMatchObject({ taken: 1, rejected: 0, warned: 1 })
    expect(checked.findings).toMatchObject([{ severity: 'warning', code: warning }])
    await importer.confirm(checked)
    expect(await loans()).toMatchObject([{ warnings: [warning] }])
  })
})

describe('the same record', () => {
  test('twice in a file is taken once: the first', async () => {
    const checked = await importer.check(standardFile([{}, { borrower: '另一家' }, { lender: '另一家银行' }]))
    expect(checked.batch.counts).toMatchObject({ rows: 3, taken: 2, duplicate: 1 })
    expect(checked.findings).toMatchObject([{ severity: 'duplicate', line: 3, code: 'duplicate_in_file', detail: '2' }])
  })

  test('without a bank is known by its number among the rows without one', async () => {
    const nobody = { lender: '', lenderRegion: '' }
    const first = await importer.confirm(await importer.check(standardFile([nobody, { ...nobody, number: 'A-2' }, {}])))
    expect(first.batch).toMatchObject({ status: 'imported', counts: { taken: 3 } })
    const second = await importer.check(standardFile([{ ...nobody, borrower: '改名后' }, { ...nobody, number: 'A-3' }]))
    expect(second.batch.counts).toMatchObject({ taken: 1, duplicate: 1 })
    expect(second.findings).toMatchObject([{ line: 2, code: 'already_recorded', detail: first.batch.id }])
    expect((await importer.confirm(second, true)).batch.status).toBe('imported')
    expect(await loans()).toHaveLength(4)
  })

  test('in a file that was imported already is recognised by the file', async () => {
    const { batch } = await importer.confirm(await importer.check(standardFile([{}])))
    const again = importer.check(standardFile([{}]), { name: 'renamed.csv' })
    await expect(again).rejects.toMatchObject({ message: 'import.file_already_imported', cause: { facts: { batchId: batch.id } } })
  })

  test('in two files that are confirmed at once is taken once', async () => {
    const [a, b] = [await importer.check(standardFile([{}])), await importer.check(standardFile([{}, { number: 'A-2' }]))]
    await Promise.all([a, b].map(({ batch }) => importer.caller.import.confirm({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections: false })))
    const ended = [(await importer.get(a.batch.id)).batch, (await importer.get(b.batch.id)).batch]
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['imported', 'refused'])
    expect(ended.find(({ status }) => status === 'refused')?.refusal?.code).toBe('import.changed_since_check')
    expect(await loans()).toHaveLength(ended[0]?.status === 'imported' ? 1 : 2)
  })
})

describe('confirming', () => {
  const partly = standardFile([{}, { number: 'A-2', approved: 'x' }])

  test('takes good rows without the others only when somebody says so', async () => {
    const checked = await importer.check(partly)
    expect(await refusalCode(importer.confirm(checked))).toBe('import.rejections_not_accepted')
    expect(await loans()).toEqual([])
    expect((await importer.confirm(checked, true)).batch).toMatchObject({ status: 'imported', acceptedRejections: true })
    expect(await loans()).toHaveLength(1)
  })

  test('a form that is stale is refused', async () => {
    const { batch } = await importer.check(partly)
    const confirm = importer.caller.import.confirm({ batchId: batch.id, digest: '0'.repeat(64), acceptRejections: true })
    expect(await refusalCode(confirm)).toBe('import.digest_stale')
  })

  test('pressed twice imports once', async () => {
    const { batch } = await importer.check(partly)
    const press = () => refusalCode(importer.caller.import.confirm({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections: true }))
    expect((await Promise.all([press(), press()])).toSorted()).toEqual(['import.wrong_status', 'taken'])
    expect((await importer.get(batch.id)).batch.status).toBe('imported')
    expect(await refusalCode(importer.confirm({ batch }, true))).toBe('import.wrong_status')
    expect(await loans()).toHaveLength(1)
  })

  test('with one idempotency key is answered once; another body under it is refused', async () => {
    const { batch } = await importer.check(partly)
    const caller = await callerAs(database, 'yangpu.maker', { idempotencyKey: 'confirm-once' })
    const confirmation = { batchId: batch.id, digest: batch.digest ?? '', acceptRejections: true }
    await Promise.all([caller.import.confirm(confirmation), caller.import.confirm(confirmation)])
    expect(await refusalCode(caller.import.confirm({ ...confirmation, acceptRejections: false }))).toBe('request.key_reused')
    await importer.get(batch.id)
    expect(await loans()).toHaveLength(1)
  })

  test('previewed changes nothing and begins nothing', async () => {
    const { batch } = await importer.check(partly)
    const caller = await callerAs(database, 'yangpu.maker', { preview: true })
    await caller.import.confirm({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections: true })
    expect((await importer.get(batch.id)).batch.status).toBe('checked')
  })

  test('is refused when the books have changed since the check: nothing is written, and the difference is told', async () => {
    const stale = await importer.check(standardFile([{}, { number: 'A-2' }]))
    await importer.confirm(await importer.check(standardFile([{}])))
    const { batch } = await importer.confirm(stale)
    expect(batch).toMatchObject({ status: 'refused', refusal: { code: 'import.changed_since_check', facts: { takenBefore: 2, takenNow: 1, leftBefore: 0, leftNow: 1 } } })
    expect(await loans()).toHaveLength(1)
  })

  test('an interrupted batch is taken up again, and only such a one', async () => {
    const { batch } = await importer.check(partly)
    expect(await refusalCode(importer.caller.import.restart({ batchId: batch.id }))).toBe('import.wrong_status')
    await database.owner.updateTable('import_batch').set({ status: 'checking', progress_at: sql`now() - interval '1 minute'` }).where('id', '=', batch.id).execute()
    expect((await importer.get(batch.id)).batch.status).toBe('interrupted')
  })
})

describe('who', () => {
  test('may not import may not start', async () => {
    const fund = await importerAs(database, 'fund.maker')
    expect(await refusalCode(fund.check(standardFile([{}])))).toBe('access.not_permitted')
  })

  test('is of another organisation sees neither the file, nor the batch, nor its findings, nor the loans', async () => {
    const { batch } = await importer.confirm(await importer.check(standardFile([{}, { number: 'A-2', term: '0' }])))
    const bank = await importerAs(database, 'shenjiang.maker')
    expect(await refusalCode(bank.caller.import.get({ batchId: batch.id }))).toBe('record.not_found')
    expect(await bank.caller.import.list({})).toEqual({ rows: [], count: 0 })
    expect((await bank.caller.import.findings({ batchId: batch.id })).rows).toEqual([])
    expect(await refusalCode(bank.caller.import.confirm({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections: true }))).toBe('record.not_found')
    expect(await refusalCode(bank.caller.import.start({ kind: 'loans', documentHash: batch.document.hash }))).toBe('document.not_found')
    expect((await bank.check(standardFile([{}]))).batch.counts).toMatchObject({ taken: 1, duplicate: 0 })
  })

  test('oversees sees the batch and may not confirm it', async () => {
    const { batch } = await importer.check(standardFile([{}]))
    const auditor = await importerAs(database, 'auditor')
    expect((await auditor.caller.import.get({ batchId: batch.id })).batch.status).toBe('checked')
    expect(await refusalCode(auditor.caller.import.confirm({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections: true }))).toBe('record.not_found')
  })
})

test('the root can be computed again from the loans, block by block', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => ({ number: `R-${index}`, term: index % 7 === 0 ? '' : '12' }))
  const { batch } = await importer.confirm(await importer.check(standardFile(rows)))
  const { rows: again } = await sql<{ root: string }>`
    select encode(sha256(string_agg(hash, ''::bytea order by block)), 'hex') as root from (
      select block, sha256(string_agg(hash, ''::bytea order by line)) as hash from (
        select line, line / 4096 as block, sha256(convert_to(row(line, number, lender.name, lender.region, borrower_name, industry_code, loan.region,
          approved_on, disbursed_on, term_months, currency, approved_minor, disbursed_minor, guaranteed_minor, outcome, charged_off_on, charged_off_minor)::text, 'UTF8')) as hash
        from loan left join lender on lender.id = lender_id where batch_id = ${batch.id}
      ) as hashed group by block
    ) as blocks`.execute(database.owner)
  expect(again).toEqual([{ root: batch.root }])
})

test('one batch leaves one act, with its hash, counts, totals and root', async () => {
  const { batch, totals } = await importer.confirm(await importer.check(standardFile([{}, { number: 'A-2', approved: '' }])), true)
  const acts = await database.owner.selectFrom('act').select(['kind', 'facts']).where('kind', '~', '^(loans|import|document)').orderBy('id').execute()
  expect(acts.map(({ kind }) => kind)).toEqual(['document.stored', 'import.started', 'import.checked', 'import.confirmed', 'loans.imported'])
  expect(acts.at(-1)?.facts).toMatchObject({ batchId: batch.id, documentHash: batch.document.hash, rows: 2, taken: 1, rejected: 1, duplicate: 0, root: batch.root, totals: expect.arrayContaining(totals) })
})

/** Through the decoder's own table, since no encoder comes with the platform. */
function toGb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030')
  const bytesOf = new Map<string, Buffer>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const pair = Buffer.from([lead, trail])
      const character = decoder.decode(pair)
      if (character.length === 1 && !bytesOf.has(character)) bytesOf.set(character, pair)
    }
  }
  return Buffer.concat([...text].map((character) => (character.charCodeAt(0) < 0x80 ? Buffer.from(character) : (bytesOf.get(character) ?? Buffer.from('?')))))
}
