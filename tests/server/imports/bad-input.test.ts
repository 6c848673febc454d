import { Readable } from 'node:stream'
import { createGzip, gzipSync } from 'node:zlib'
import { sayRefusal } from '@cofund/shared/refusals'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Importer, type StandardRow, importerAs, standardFile, standardHeader, standardRow } from './import-kit.ts'

let database: TestDatabase
let importer: Importer
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  importer = await importerAs(database)
})
afterAll(() => database.close())

const businessRows = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from loan) + (select count(*) from lender) + (select count(*) from loan_rollup))::int as count`.execute(database.owner)
  return rows[0]?.count ?? -1
}
afterEach(async () => expect(await businessRows()).toBe(0))

/** The sentences of a refusal, which must name the place and what to do. */
const told = (refusal: { code: string; facts: Readonly<Record<string, unknown>> } | null) =>
  refusal && { code: refusal.code, facts: refusal.facts, zh: sayRefusal(refusal, 'zh'), en: sayRefusal(refusal, 'en') }

describe('a file that cannot be read is refused whole, with the place', () => {
  const sound = standardFile([{}])
  const three = standardFile([{ number: 'A-1' }, { number: 'A-2' }, { number: 'A-3' }])
  const manyRows = standardFile(Array.from({ length: 5000 }, (_, index) => ({ number: `N-${index}` })))

  test.each<[string, string | Buffer, unknown, Record<string, unknown>]>([
    ['truncated gzip', gzipSync(manyRows).subarray(0, -2000), 'import.gzip_truncated', { name: 'loans.csv' }],
    ['gzip whose checksum is wrong', flipped(gzipSync(manyRows), -6), 'import.gzip_broken', { name: 'loans.csv' }],
    ['gzip with a flipped byte in its middle', flipped(gzipSync(manyRows), 4000), expect.stringMatching(/gzip_broken|wrong_encoding/), {}],
    ['Latin-1', Buffer.concat([Buffer.from(`${standardHeader}\n`), Buffer.from('A-1,CAFÉ ,x\n', 'latin1')]), 'import.wrong_encoding', { line: 2 }],
    ['UTF-8 with one byte lost', withByteLost(three), 'import.wrong_encoding', { line: 3 }],
    ['UTF-16', Buffer.from(`\ufeff${sound}`, 'utf16le'), 'import.not_a_table', { name: 'loans.csv' }],
    ['a quotation mark that is never closed', `${standardHeader}\n${standardRow({ borrower: '"复旦' })}\n`, 'import.quote_open', { line: 2 }],
    ['a quotation mark astray', `${standardHeader}\n${standardRow()}\n${standardRow({ borrower: '5"管道' })}\n`, 'import.quote_astray', { line: 3 }],
    ['a record of more than a MiB', `${standardHeader}\n${standardRow({ borrower: 'x'.repeat(1_100_000) })}\n`, 'import.record_too_long', { line: 2 }],
    ['a missing column', sound.replace('批准日期', '审批日期'), 'import.no_mapping', { missing: ['批准日期'], mapping: 'loans-standard' }],
    ['a doubled column', sound.replace('企业所在地', '借款企业'), 'import.columns_doubled', { columns: ['借款企业'] }],
    ['a header and nothing else', `${standardHeader}\n`, 'import.no_rows', {}],
    ['empty lines alone', '\n\n\n', 'import.no_rows', {}],
    ['a PDF', '%PDF-1.7 …', 'import.not_a_table', { name: 'loans.csv' }],
    ['a broken workbook', Buffer.from('PK\u0003\u0004\u0014\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0013\0\0\0[Content_Types].xml', 'latin1'), 'import.xlsx_broken', { name: 'loans.csv' }],
  ])('%s', async (_, content, code, facts) => {
    const refusal = await refusalOf(content)
    expect(refusal).toMatchObject({ code, facts })
    expect(refusal?.zh).toMatch(/请|没有/)
    expect(refusal?.en).not.toBe(code)
  })

  test('an empty file is not even stored', async () => {
    await expect(importer.store('')).rejects.toMatchObject({ code: 'document.empty' })
  })

  test('a named mapping that the file does not fit names the columns that are missing', async () => {
    const { batch } = await importer.check(sound, { mapping: 'sba-7a' })
    expect(batch.refusal).toMatchObject({ code: 'import.columns_missing', facts: { columns: expect.arrayContaining(['LoanNr_ChkDgt']) } })
  })

  test('a line of 2 GB is refused at its start; memory stays flat', async () => {
    const megabyte = Buffer.alloc(2 ** 20, 'x')
    const zipped = Readable.from(
      (function* () {
        yield Buffer.from(`${standardHeader}\nA-1,`)
        for (let index = 0; index < 2048; index += 1) yield megabyte
      })(),
    ).pipe(createGzip({ level: 1 }))
    const before = process.memoryUsage().rss
    const { batch } = await importer.check(zipped, { name: 'long.csv.gz' })
    expect(batch.refusal).toMatchObject({ code: 'import.record_too_long', facts: { line: 2 } })
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  }, 120_000)

  async function refusalOf(content: string | Buffer) {
    const thrown = await importer.check(content).then(
      ({ batch }) => ({ refusal: batch.refusal }),
      (error: Error) => ({ refusal: error.cause as { code: string; facts: Readonly<Record<string, unknown>> } }),
    )
    return told(thrown.refusal)
  }
})

describe('a cell that cannot be understood is found, and addressed by line and column', () => {
  test.each<[Partial<StandardRow>, string, string]>([
    [{ approved: '"12,000.50"' }, 'approved', 'amount_format'],
    [{ approved: '１２３' }, 'approved', 'amount_format'],
    [{ approved: '1e999' }, 'approved', 'amount_format'],
    [{ approved: '-0' }, 'approved', 'amount_format'],
    [{ approved: 'NaN' }, 'approved', 'amount_format'],
    [{ approved: 'Infinity' }, 'approved', 'amount_format'],
    [{ approved: '0x10' }, 'approved', 'amount_format'],
    [{ approved: '007' }, 'approved', 'amount_format'],
    [{ approved: '1.' }, 'approved', 'amount_format'],
    [{ approved: '.5' }, 'approved', 'amount_format'],
    [{ approved: '¥100' }, 'approved', 'amount_format'],
    [{ approved: '-5' }, 'approved', 'amount_negative'],
    [{ approved: '0.001' }, 'approved', 'amount_too_fine'],
    [{ approved: '1.5', currency: 'JPY', disbursed: '1', guaranteed: '1' }, 'approved', 'amount_too_fine'],
    [{ approved: '99999999999999' }, 'approved', 'amount_too_large'],
    [{ approved: '9'.repeat(400) }, 'approved', 'amount_too_large'],
    [{ approved: '' }, 'approved', 'missing'],
    [{ approvedOn: '2021-02-30' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: '2021-02-29' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: '2021-13-01' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: '0000-00-00' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: '31/12/2021' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: '44256' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: 'infinity' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: 'today' }, 'approvedOn', 'not_a_day'],
    [{ approvedOn: '2099-01-01' }, 'approvedOn', 'in_future'],
    [{ approvedOn: '' }, 'approvedOn', 'missing'],
    [{ term: '36.5' }, 'termMonths', 'not_whole'],
    [{ term: '-1' }, 'termMonths', 'out_of_range'],
    [{ term: '99999' }, 'termMonths', 'out_of_range'],
    [{ currency: 'BTC' }, 'currency', 'unknown_currency'],
    [{ currency: '' }, 'currency', 'missing'],
    [{ outcome: '' }, 'outcome', 'missing'],
    [{ outcome: 'repaid' }, 'outcome', 'unknown_word'],
    [{ number: '' }, 'number', 'missing'],
    [{ number: 'x'.repeat(65) }, 'number', 'too_long'],
    [{ borrower: '复旦\u0007' }, 'borrowerName', 'control_character'],
    [{ borrower: '复旦\0' }, 'borrowerName', 'control_character'],
    [{ borrower: `=cmd|' /C calc'!A0` }, 'borrowerName', 'formula'],
    [{ borrower: `+cmd|' /C calc'!A0` }, 'borrowerName', 'formula'],
    [{ borrower: '@SUM(1+1)*cmd' }, 'borrowerName', 'formula'],
    [{ borrower: `'=1+1` }, 'borrowerName', 'formula'],
    [{ lender: '-2+3+cmd|x' }, 'lenderName', 'formula'],
  ])('%j → %s: %s', async (change, field, code) => {
    const { batch, findings } = await importer.check(standardFile([{ ...change }]))
    expect(batch).toMatchObject({ status: 'checked', counts: { rows: 1, taken: 0, rejected: 1, duplicate: 0 } })
    expect(findings).toMatchObject([{ severity: 'error', line: 2, field, code }])
    await expect(importer.confirm({ batch }, true)).rejects.toMatchObject({ message: 'import.nothing_to_take' })
  })

  test('a row of another width is found as a row, and nothing is read from its cells', async () => {
    const { batch, findings, totals } = await importer.check(`${standardHeader}\nA-1,银行\n`)
    expect(batch.counts).toMatchObject({ rows: 1, rejected: 1 })
    expect(findings).toMatchObject([{ line: 2, field: '', code: 'cells', value: '2', detail: '16' }])
    expect(totals).toEqual([])
  })

  test('every bad cell of a row is found, not only the first', async () => {
    const { findings } = await importer.check(standardFile([{ approved: 'x', approvedOn: 'y', outcome: 'z', number: '' }]))
    expect(findings.map(({ field }) => field).toSorted()).toEqual(['approved', 'approvedOn', 'number', 'outcome'])
  })

  test('k bad cells over many rows yield k findings at their lines', async () => {
    const rows = Array.from({ length: 90 }, (_, index) => ({ number: `K-${index}`, ...(index % 3 === 0 ? { approved: 'x', term: 'y' } : {}) }))
    const { findings, findingCount, batch } = await importer.check(standardFile(rows))
    expect(findingCount).toBe(60)
    expect(batch.counts).toMatchObject({ rows: 90, taken: 60, rejected: 30 })
    expect([...new Set(findings.map(({ line }) => line))]).toEqual(Array.from({ length: 30 }, (_, index) => 2 + 3 * index))
  })

  test('a quoted line break moves the lines below it', async () => {
    const { findings } = await importer.check(`${standardHeader}\r\n${standardRow({ borrower: '"复旦\r\n光电"' })}\r\n\r\n${standardRow({ number: 'A-2', approved: 'x' })}\r\n`)
    expect(findings).toMatchObject([{ line: 5, field: 'approved' }])
  })
})

test('a hundred thousand bad rows are all kept as findings (`pnpm bench` sends a million)', async () => {
  const row = `${standardRow({ number: '', approved: 'x' })}\n`
  const block = Buffer.from(row.repeat(10_000))
  const { batch, findingCount } = await importer.check(
    Readable.from(
      (function* () {
        yield Buffer.from(`${standardHeader}\n`)
        for (let index = 0; index < 10; index += 1) yield block
      })(),
    ),
  )
  expect(batch.counts).toEqual({ rows: 100_000, taken: 0, rejected: 100_000, duplicate: 0, warned: 0 })
  expect(findingCount).toBe(200_000)
}, 120_000)

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const index = at < 0 ? copy.length + at : at
  copy[index] = (copy[index] ?? 0) ^ 0xff
  return copy
}

/** The text without one byte of the first Chinese character of its third line. */
function withByteLost(text: string): Buffer {
  const bytes = Buffer.from(text)
  const third = bytes.indexOf('\n', bytes.indexOf('\n') + 1) + 1
  const at = bytes.indexOf('申', third)
  return Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at + 2)])
}
