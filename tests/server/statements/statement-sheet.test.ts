import { Buffer } from 'node:buffer'
import { type CellValue, writeXlsx } from 'hucre'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StatementsPlace, openStatementsPlace, statementHeader } from './statements-kit.ts'

let place: StatementsPlace
beforeAll(async () => {
  place = await openStatementsPlace()
})
afterAll(() => place.close())

type Merge = Readonly<Record<'startRow' | 'startCol' | 'endRow' | 'endCol', number>>

async function workbook(rows: CellValue[][], merges: Merge[] = [], dates: readonly (readonly [row: number, column: number])[] = []): Promise<Buffer> {
  const cells = new Map(dates.map(([row, column]) => [`${row},${column}`, { value: rows[row]?.[column] ?? null, style: { numFmt: 'yyyy/m/d' } }]))
  return Buffer.from(await writeXlsx({ sheets: [{ name: '交易明细', rows, cells, merges }] }))
}

const header = statementHeader.split(',')
const account = 622200001001
const day = (text: string) => new Date(`${text}T00:00:00Z`)
const linesOf = async () => (await place.sides()).lines.map(({ bookedOn, amount, balanceAfter, reference }) => [bookedOn, amount.minor, balanceAfter?.minor, reference])

describe('a bank’s workbook', () => {
  test('under a merged title and account: numbers as numbers and as text, days as dates, as serials with a format and as text', async () => {
    const rows: CellValue[][] = [
      ['申江银行对公账户交易明细'],
      ['账户：基本户', null, null, '期间：2026-03'],
      [],
      header,
      [account, day('2026-03-02'), 'CNY', 1500.5, null, 2500.5, '拨款', 'X1'],
      ['6222 0000 1001', 46086, 'CNY', '', '1,040.25', '1,460.25', '付款', 'X2'],
      [String(account), '2026-03-06', '人民币', 0.1 + 0.2, null, 1460.55, '结息', 20260306001],
      [account, 20260307, 'CNY', null, 12, 1448.55, '手续费', 'X4'],
    ]
    const merges = [{ startRow: 0, startCol: 0, endRow: 0, endCol: 7 }, { startRow: 1, startCol: 0, endRow: 1, endCol: 2 }]
    const checked = await place.check(await workbook(rows, merges, [[4, 1], [5, 1]]), 'statement.xlsx')
    expect([checked.findings, checked.batch.mapping, checked.batch.encoding]).toEqual([[], 'statement-standard', 'xlsx'])
    await place.importer.confirm(checked)
    expect(await linesOf()).toEqual([
      ['2026-03-02', 150_050n, 250_050n, 'X1'],
      // The serial 46086 is 5 March 2026; 0.1 + 0.2 is 0.30 in a sheet, whatever binary makes of it.
      ['2026-03-05', -104_025n, 146_025n, 'X2'],
      ['2026-03-06', 30n, 146_055n, '20260306001'],
      ['2026-03-07', -1_200n, 144_855n, 'X4'],
    ])
  })

  test('whose names stand in two rows, two of them under one heading, is read as if they stood in one', async () => {
    const rows: CellValue[][] = [
      ['账号', '记账日期', '币种', '发生额', null, '余额', '摘要', '交易流水号'],
      [null, null, null, '收入金额', '支出金额', null, null, null],
      [account, day('2026-04-02'), 'CNY', null, 8, 1440.55, '付款', 'Y1'],
    ]
    const vertical = [0, 1, 2, 5, 6, 7].map((column) => ({ startRow: 0, startCol: column, endRow: 1, endCol: column }))
    const checked = await place.check(await workbook(rows, [...vertical, { startRow: 0, startCol: 3, endRow: 0, endCol: 4 }]), 'two-rows.xlsx')
    expect([checked.findings, checked.batch.counts?.taken]).toEqual([[], 1])
  })

  test('says of a cell that cannot be read where it stands: a serial without a format is no day, a number too fine no amount', async () => {
    const rows: CellValue[][] = [['明细'], header, [account, 46083, 'CNY', 1.005, null, null, '拨款', 'Z1'], [account, '2026-02-30', 'CNY', 1, 1, null, '拨款', 'Z2']]
    const { findings, batch } = await place.check(await workbook(rows), 'faulty.xlsx')
    expect(findings.map(({ line, field, code, value }) => [line, field, code, value])).toEqual([
      [3, 'bookedOn', 'not_a_day', '46083'],
      [3, 'received', 'amount_too_fine', '1.005'],
      [3, 'received', 'not_one_side', '1.005'],
      [4, 'bookedOn', 'not_a_day', '2026-02-30'],
      [4, 'received', 'not_one_side', '1'],
    ])
    expect(batch.counts?.taken).toBe(0)
  })

  test('without the columns of any format says which it lacks', async () => {
    const { batch } = await place.check(await workbook([['账号', '记账日期', '金额'], [account, day('2026-03-02'), 1]]), 'lacking.xlsx')
    expect(batch).toMatchObject({ status: 'refused', refusal: { code: 'import.no_mapping', facts: { missing: ['币种', '收入金额', '支出金额'] } } })
  })
})
