import { buffer } from 'node:stream/consumers'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { readXlsx, writeXlsx } from 'hucre'
import { importShapes } from '@cofund/shared/import-shapes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getDocument } from '../../../server/documents/document.sql.ts'
import { writeAnnotatedFile } from '../../../server/imports/annotated-file.ts'
import { importKinds } from '../../../server/import-kinds.ts'
import { getBatch } from '../../../server/imports/import.sql.ts'
import { templateFor } from '../../../server/imports/template.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Importer, importerAs, standardFile, standardHeader, standardRow } from './import-kit.ts'

let database: TestDatabase
let importer: Importer
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  importer = await importerAs(database)
})
afterAll(() => database.close())

async function annotated({ id }: { id: `imp_${string}` }, language: 'zh' | 'en' = 'zh'): Promise<Buffer> {
  const batch = await getBatch(database.owner, id)
  const document = await getDocument(database.owner, batch.document.hash)
  const kind = importKinds[batch.kind]
  if (!kind) throw new Error('unknown kind')
  const out = new PassThrough()
  const [bytes] = await Promise.all([
    buffer(out),
    writeAnnotatedFile({ db: database.app, tokenHash: importer.session.tokenHash, batch, document, kind, language }, out),
  ])
  return bytes
}

describe('the annotated file', () => {
  test('is the sender’s own, with a byte order mark and a column of reasons in their language', async () => {
    const { batch } = await importer.check(standardFile([{}, { number: 'A-2', approved: 'x', outcome: '' }, { number: 'A-3', term: '0' }, {}]))
    const lines = (await annotated(batch)).toString().trimEnd().split('\n')
    expect(lines[0]).toBe(`\ufeff${standardHeader},错误原因`)
    expect(lines[1]).toBe(`${standardRow()},`)
    expect(lines[2]).toBe(`${standardRow({ number: 'A-2', approved: 'x', outcome: '' })},【批准金额（元）】“x”不是金额，请写成 12000.50 的样子，用半角数字；【结果】为空，必须填写`)
    expect(lines[3]).toMatch(/,提示：【期限（月）】期限为 0 个月，按原样记录$/)
    expect(lines[4]).toMatch(/,整行与第 2 行是同一笔，只取第 2 行$/)
    expect((await annotated(batch, 'en')).toString()).toContain('结果: empty; it must be filled in')
  })

  test('runs nothing in a spreadsheet: what looks like a formula gets an apostrophe', async () => {
    const { batch } = await importer.check(standardFile([{ borrower: '=1+1' }, { number: '+A', borrower: '@家' }]))
    const [, first = '', second = ''] = (await annotated(batch)).toString().split('\n')
    expect(first).toContain(`,'=1+1,`)
    expect(second.startsWith(`'+A,`)).toBe(true)
    expect(second).toContain(`,'@家,`)
  })

  test('of a file in GB18030 or gzip is UTF-8 text', async () => {
    const { batch } = await importer.check(Buffer.concat([Buffer.from(`${standardHeader}\n`), Buffer.from(standardRow({ approved: 'x' })), Buffer.from('\n')]))
    expect((await annotated(batch)).toString()).toContain('复旦光电有限公司')
  })

  test('of a workbook is a workbook, its faulty cells marked', async () => {
    const values = standardRow({ approved: 'x' }).split(',')
    const { batch } = await importer.check(Buffer.from(await writeXlsx({ sheets: [{ name: '数据', rows: [standardHeader.split(','), values] }] })), { name: 'a.xlsx' })
    const { sheets } = await readXlsx(await annotated(batch), { readStyles: true })
    expect(sheets[0]?.rows[0]?.at(-1)).toBe('错误原因')
    expect(sheets[0]?.rows[1]?.at(-1)).toContain('批准金额')
    expect(sheets[0]?.cells?.get('1,10')?.style?.fill).toMatchObject({ type: 'pattern' })
  })

  test('sent again as it is comes to the same counts and, to the fen, the same totals', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'复旦ABC =+-@\'"，,()|!1'), maxLength: 12 }).map((name) => `"${name.replaceAll('"', '""')}"`)
    const amount = fc.oneof(fc.bigInt(0n, 10n ** 15n).map((fen) => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`), fc.constantFrom('', 'x', '-1', '１２'))
    const row = fc.record({ borrower: text, lender: text, approved: amount, guaranteed: amount, disbursed: amount, chargedOff: amount, term: fc.constantFrom('', '0', '12') })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        run += 1
        const first = await importer.check(standardFile(rows.map((change, index) => ({ ...change, number: `${run}-${index}` }))))
        const again = await importer.check(await annotated(first.batch), { name: 'again.csv' })
        expect(again.batch.counts).toEqual(first.batch.counts)
        expect(again.totals).toEqual(first.totals)
        expect(again.batch.root).toBe(first.batch.root)
      }),
      { numRuns: 25, seed: 7 },
    )
  }, 120_000)
})

describe('the template', () => {
  test('holds the district’s columns, starred where required, lists and notes; filled in, it is imported', async () => {
    const shape = importShapes.loans
    if (!shape) throw new Error('unknown kind')
    const { sheets } = await readXlsx(await templateFor(shape, 'zh'))
    expect(sheets.map(({ name }) => name)).toEqual(['数据', '填写说明'])
    expect(sheets[0]?.rows[0]).toContain('*贷款编号')
    expect(sheets[0]?.rows[0]).toContain('核销日期')
    expect(sheets[0]?.dataValidations?.filter(({ type }) => type === 'list').map(({ values }) => values)).toContainEqual(['已结清', '已核销'])
    expect(sheets[1]?.rows.flat()).toContain('从下拉列表中选择')

    const filled = await writeXlsx({ sheets: [{ name: '数据', rows: [sheets[0]?.rows[0] ?? [], standardRow({ number: 'T-1' }).split(',')] }] })
    expect((await importer.check(Buffer.from(filled), { name: 'filled.xlsx' })).batch).toMatchObject({ status: 'checked', counts: { rows: 1, taken: 1 } })
  })
})
