import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { sayRefusal } from '@cofund/shared/refusals'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getDocument } from '../../../server/documents/document.sql.ts'
import { writeAnnotatedFile } from '../../../server/imports/annotated-file.ts'
import { camtRows } from '../../../server/statements/camt-statement.ts'
import { statementImportKind } from '../../../server/statements/statement.import.ts'
import { camtEntry, camtFile } from './camt-file.ts'
import { type StatementsPlace, openStatementsPlace } from './statements-kit.ts'

const read = (file: string, name = 'statement.xml') => camtRows(Buffer.from(file), name)
const sound = (...entries: readonly string[]) => ({ opening: '1000.00', closing: '1000.00', entries })

const refusalFrom = (work: () => unknown): Refusal => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('reading camt.053', () => {
  test('1,000.00 + 1,500.00 − 40.00 = 2,460.00: day, value day, party, remittance and the bank’s reference of each entry', () => {
    const receipt =
      '<TxDtls><Refs><EndToEndId>OUT-1-000007</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>杨浦区财政局</Nm></Pty></Dbtr>' +
      '<Cdtr><Pty><Nm>自己</Nm></Pty></Cdtr></RltdPties><RmtInf><Ustrd>拨款 &amp; 配套</Ustrd><Ustrd>&#31532;二批</Ustrd></RmtInf></TxDtls>'
    const payment = '<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Cdtr><Nm>申江银行</Nm></Cdtr></RltdPties></TxDtls>'
    const rows = read(
      camtFile({
        opening: '1000.00',
        closing: '2460.00',
        entries: [
          camtEntry({ on: '2026-03-05', amount: '-40.00', reference: 'T2', details: payment }),
          camtEntry({ on: '2026-03-02', amount: '1500.00', reference: 'T1', details: receipt }),
        ],
      }),
    )
    expect(rows.slice(1)).toEqual([
      ['622200001001', '2026-03-02', '2026-03-02', 'CNY', '1500.00', '', '2500.00', '杨浦区财政局', '拨款 & 配套 第二批 · OUT-1-000007', 'T1'],
      ['622200001001', '2026-03-05', '2026-03-05', 'CNY', '', '40.00', '2460.00', '申江银行', '', 'T2'],
    ])
  })

  test('version 02 says status and party without a wrapping, names carry a prefix, days a time, and the account an IBAN', () => {
    const old = camtFile({ ...sound(camtEntry({ on: '2026-03-02', amount: '0.50', reference: 'A' })), closing: '1000.50' })
      .replaceAll('<Sts><Cd>BOOK</Cd></Sts>', '<Sts>BOOK</Sts>')
      .replace('<BookgDt><Dt>2026-03-02</Dt>', '<BookgDt><DtTm>2026-03-02T23:30:00+08:00</DtTm>')
      .replace('<Othr><Id>622200001001</Id></Othr>', '<IBAN>DE02120300000000202051</IBAN>')
      .replaceAll(/<(\/?)(?!\?)/g, '<$1c:')
      .replace('xmlns=', 'xmlns:c=')
    expect(read(old)[1]).toEqual(['DE02120300000000202051', '2026-03-02', '2026-03-02', 'CNY', '0.50', '', '1000.50', '', '', 'A'])
  })

  test('a batch of −60.00 whose payments are told is its payments, 10.00, 20.00 and 30.00; told without amounts, it stays one line', () => {
    const payment = (amount: string, name: string) =>
      `<TxDtls><Refs><EndToEndId>SAME</EndToEndId></Refs>${amount && `<Amt Ccy="CNY">${amount}</Amt>`}<RltdPties><Cdtr><Pty><Nm>${name}</Nm></Pty></Cdtr></RltdPties></TxDtls>`
    const batch = (...amounts: readonly string[]) => {
      const details = amounts.map((amount, index) => payment(amount, `行${index + 1}`)).join('')
      const entry = camtEntry({ on: '2026-03-02', amount: '-60.00', reference: 'B', details })
      return read(camtFile({ ...sound(entry), closing: '940.00' })).slice(1)
    }
    expect(batch('10.00', '20.00', '30.00').map((row) => [row[5], row[6], row[7], row[9]])).toEqual([
      ['10.00', '990.00', '行1', 'B/1'],
      ['20.00', '970.00', '行2', 'B/2'],
      ['30.00', '940.00', '行3', 'B/3'],
    ])
    expect(batch('', '', '').map((row) => [row[5], row[6], row[8], row[9]])).toEqual([['60.00', '940.00', 'SAME', 'B']])
    expect(refusalFrom(() => batch('10.00', '20.00', '29.99'))).toMatchObject({ code: 'statement.camt_batch_differs' })
  })

  test('a reversal keeps its own direction and says that it is one; its party is still the other side of the payment', () => {
    const details = '<TxDtls><RltdPties><Dbtr><Pty><Nm>自己</Nm></Pty></Dbtr><Cdtr><Pty><Nm>退款方</Nm></Pty></Cdtr></RltdPties></TxDtls>'
    const entry = camtEntry({ on: '2026-03-02', amount: '25.00', reference: 'R', details }).replace('<Sts>', '<RvslInd>true</RvslInd><Sts>')
    expect(read(camtFile({ ...sound(entry), closing: '1025.00' }))[1]?.slice(4)).toEqual(['25.00', '', '1025.00', '退款方', 'RvslInd', 'R'])
  })

  test('what is pending or told for information does not move the balance; an overdraft is negative; nothing is said twice as one', () => {
    const pending = camtEntry({ on: '2026-03-02', amount: '9.00', reference: 'P' }).replace('BOOK', 'PDNG')
    const twin = camtEntry({ on: '2026-03-03', amount: '-5.00', reference: 'SAME' })
    const rows = read(camtFile({ opening: '2.00', closing: '-8.00', entries: [pending, twin, twin] })).slice(1)
    expect(rows.map((row) => [row[6], row[9]])).toEqual([['-3.00', 'SAME'], ['-8.00', 'SAME#2']])
  })

  test('a page opens and closes with interim balances (ITBD), another with what was closed the day before (PRCD)', () => {
    const entries = [camtEntry({ on: '2026-03-02', amount: '1.00', reference: 'A' })]
    for (const codes of [['ITBD', 'ITBD'], ['PRCD', 'CLBD'], ['OPBD', 'ITBD'], ['ITBD', 'CLBD']] as const) {
      expect(read(camtFile({ opening: '10.00', closing: '11.00', entries, codes }))).toHaveLength(2)
    }
  })

  test('GB18030 is read where it is declared', () => {
    const entry = camtEntry({ on: '2026-03-02', amount: '1.00', reference: 'A', details: '<TxDtls><RmtInf><Ustrd>X</Ustrd></RmtInf></TxDtls>' })
    const file = camtFile({ ...sound(entry), closing: '1001.00' }).replace('UTF-8', 'GBK')
    // 补偿, as GB18030 writes it.
    const [before = '', after = ''] = file.split('X</Ustrd>')
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xb2, 0xb9, 0xb3, 0xa5]), Buffer.from(`</Ustrd>${after}`)])
    expect(camtRows(bytes, 'gbk.xml')[1]?.[8]).toBe('补偿')
  })
})

describe('a file that cannot be trusted is refused, in both languages, with what to do', () => {
  const entry = camtEntry({ on: '2026-03-02', amount: '1.00', reference: 'A' })
  const file = camtFile({ ...sound(entry), closing: '1001.00' })
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY b${n} "${'&a;'.repeat(10)}">`).join('')}]>`
  const cases: readonly (readonly [what: string, file: string, code: string])[] = [
    ['a document type with entities that multiply', file.replace('<Document', `${bomb}<Document`), 'statement.xml_doctype'],
    ['an entity from elsewhere', file.replace('<Document', '<!doctype x SYSTEM "file:///etc/passwd"><Document'), 'statement.xml_doctype'],
    ['a file that breaks off', file.slice(0, file.length / 2), 'statement.xml_broken'],
    ['a tag closed by another', file.replace('</Ntry>', '</Ntyr>'), 'statement.xml_broken'],
    ['another message', file.replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn'), 'statement.xml_not_camt'],
    ['nesting without end', `<Document>${'<a>'.repeat(3000)}${'</a>'.repeat(3000)}</Document>`, 'statement.xml_not_camt'],
    ['a name that means mischief', '<Document><__proto__><x>1</x></__proto__></Document>', 'statement.xml_not_camt'],
    ['an encoding nobody reads', file.replace('UTF-8', 'EBCDIC'), 'statement.xml_encoding'],
    ['no account', file.replace(/<Acct>.*<\/Acct>/s, ''), 'statement.camt_incomplete'],
    ['no closing balance', file.replace('CLBD', 'INFO'), 'statement.camt_incomplete'],
    ['no day', file.replace(/<BookgDt>.*<\/BookgDt>/, ''), 'statement.camt_incomplete'],
    ['a day that does not exist', file.replaceAll('2026-03-02', '2026-02-30'), 'statement.camt_incomplete'],
    ['an amount of a third decimal', file.replace('1.00</Amt>', '1.005</Amt>'), 'statement.camt_incomplete'],
    ['an amount beyond number', file.replace('1.00</Amt>', '1e3</Amt>'), 'statement.camt_incomplete'],
    ['a currency that no books are kept in', file.replaceAll('Ccy="CNY"', 'Ccy="XXX"'), 'statement.camt_incomplete'],
    ['one fen too few', file.replace('1001.00', '1000.99'), 'statement.camt_not_closing'],
    ['an entry left out', file.replace(/<Ntry>.*<\/Ntry>/, ''), 'statement.camt_not_closing'],
    ['an entry in another currency', file.replace('<Ntry><Amt Ccy="CNY">', '<Ntry><Amt Ccy="USD">'), 'statement.camt_mixed_currencies'],
  ]
  test.each(cases)('%s', (_, text, code) => {
    const refused = refusalFrom(() => read(text))
    expect(refused.code).toBe(code)
    expect(sayRefusal(refused, 'zh')).toMatch(/没有导入任何数据。.*请/)
    expect(sayRefusal(refused, 'en')).toMatch(/nothing was imported.*\. [A-Z]/)
    expect(sayRefusal(refused, 'en')).not.toContain('undefined')
  })

  test('where an element is missing is said as people count', () => {
    const refused = refusalFrom(() => read(file.replace(/<BookgDt>.*<\/BookgDt>/, '')))
    expect(refused.facts).toEqual({ place: 'Stmt[1]/Ntry[1]/BookgDt' })
  })

  test('more than 20 MiB is refused before it is parsed', () => {
    expect(refusalFrom(() => camtRows(Buffer.alloc(20 * 2 ** 20 + 1, 0x20), 'large.xml')).code).toBe('import.too_large')
  })
})

describe('a statement that is uploaded', () => {
  let place: StatementsPlace
  beforeAll(async () => {
    place = await openStatementsPlace()
  })
  afterAll(() => place.close())

  const march = {
    opening: '1000.00',
    closing: '2460.00',
    entries: [
      camtEntry({ on: '2026-03-02', amount: '1500.00', reference: 'T1' }),
      camtEntry({ on: '2026-03-05', amount: '-40.00', reference: 'T2' }),
    ],
  }
  const lineCount = async () => {
    const { rows } = await sql<{ count: number }>`select count(*)::int from statement_line`.execute(place.database.owner)
    return rows[0]?.count
  }
  let before: number | undefined
  beforeEach(async () => {
    before = await lineCount()
  })

  const refusedFile = async (file: string) => {
    const { batch } = await place.check(file)
    expect([batch.status, await lineCount()]).toEqual(['refused', before])
    return batch.refusal
  }

  test('is checked, confirmed and matched like any other, and says the balance of the month’s end', async () => {
    const checked = await place.check(camtFile(march))
    expect([checked.batch.mapping, checked.batch.encoding, checked.batch.counts?.taken, checked.findings]).toEqual(['camt-053', 'xml', 2, []])
    expect((await place.importer.confirm(checked)).batch.status).toBe('imported')
    const { lines } = await place.sides()
    expect(lines.map(({ bookedOn, valueOn, amount, balanceAfter, reference }) => [bookedOn, valueOn, amount.minor, balanceAfter?.minor, reference])).toEqual([
      ['2026-03-02', '2026-03-02', 150_000n, 250_000n, 'T1'],
      ['2026-03-05', '2026-03-05', -4_000n, 246_000n, 'T2'],
    ])
    const { table } = await place.maker.statements.reconciliation({ bankAccountId: place.bankAccountId, month: '2026-03-01' })
    expect(table?.statement.minor).toBe(246_000n)
  })

  test('a second time, byte for byte or exported anew, leaves no row', async () => {
    await expect(place.check(camtFile(march))).rejects.toMatchObject({ message: 'import.file_already_imported' })
    expect(await refusedFile(camtFile({ ...march, id: 'STM-AGAIN' }))).toMatchObject({ code: 'statement.told_already' })
  })

  test('over days that are in the books leaves no row: a line told again, or one that lies within', async () => {
    const april = camtEntry({ on: '2026-04-02', amount: '7.00', reference: 'T3' })
    expect(await refusedFile(camtFile({ ...march, entries: [...march.entries, april], closing: '2467.00' }))).toMatchObject({
      code: 'statement.overlaps',
      facts: { from: '2026-03-02', to: '2026-03-05', lines: 2 },
    })
    const around = ['2026-03-01', '2026-03-31'].map((on) => camtEntry({ on, amount: '1.00', reference: on }))
    expect(await refusedFile(camtFile({ opening: '0.00', closing: '2.00', entries: around }))).toMatchObject({ code: 'statement.overlaps' })
    const twice = { ...march, account: place.number, opening: '2460.00', closing: '2467.00', entries: [april] }
    expect(await refusedFile(camtFile(twice, { ...twice, id: 'TWICE' }))).toMatchObject({ code: 'statement.overlaps' })
  })

  test('of another account, or in another currency than the account’s, leaves no row', async () => {
    const entries = [camtEntry({ on: '2026-05-02', amount: '1.00', reference: 'X' })]
    const other = { opening: '0.00', closing: '1.00', entries }
    expect(await refusedFile(camtFile({ ...other, account: '9999888877776666' }))).toEqual({ code: 'statement.other_account', facts: { masked: '**** 6666' } })
    expect(await refusedFile(camtFile({ ...other, currency: 'USD', entries: [camtEntry({ on: '2026-05-02', amount: '1.00', currency: 'USD' })] }))).toEqual({
      code: 'statement.other_currency',
      facts: { masked: '**** 1001', currency: 'CNY', other: 'USD' },
    })
  })

  test('that does not add up keeps its exact figures, and nothing else', async () => {
    expect(await refusedFile(camtFile({ ...march, id: 'OFF', closing: '2459.99' }))).toMatchObject({
      code: 'statement.camt_not_closing',
      facts: { statement: 'OFF', difference: { minor: -1n } },
    })
    expect(await refusedFile(`${camtFile(march)}<!DOCTYPE x>`)).toMatchObject({ code: 'statement.xml_doctype' })
  })

  test('for a kind that takes none is no table', async () => {
    await expect(place.importer.check(camtFile(march), { name: 'loans.xml', kind: 'loans' })).rejects.toMatchObject({ message: 'import.not_a_table' })
  })

  test('with a row to mend gives its rows back as a table with the reason', async () => {
    const future = camtEntry({ on: '2099-01-01', amount: '1.00', reference: 'F' })
    const { batch, findings } = await place.check(camtFile({ opening: '0.00', closing: '1.00', entries: [future] }))
    const { owner, app } = place.database
    const document = await getDocument(owner, batch.document.hash)
    const out = new PassThrough()
    const asked = { db: app, tokenHash: place.importer.session.tokenHash, batch, document, kind: statementImportKind, language: 'zh' } as const
    const [bytes] = await Promise.all([buffer(out), writeAnnotatedFile(asked, out)])
    const [header, row] = bytes.toString().trimEnd().split('\n')
    expect([batch.status, findings.map(({ line, code }) => [line, code])]).toEqual(['checked', [[2, 'in_future']]])
    expect(header).toMatch(/^\ufeffStmt\/Acct\/Id,.*,错误原因$/)
    expect(row).toBe('622200001001,2099-01-01,2099-01-01,CNY,1.00,,1.00,,,F,【Ntry/BookgDt】“2099-01-01”晚于导入当天，请核对年份')
  })
})
