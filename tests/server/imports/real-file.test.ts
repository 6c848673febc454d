import { execFile } from 'node:child_process'
import { createReadStream, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFile } from '../../kit/data.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Importer, importerAs } from './import-kit.ts'

const real = dataFile('sba-7a-loans.csv.gz')

/** The file read by nothing of ours: every cell of every row, in a few lines that know quotation marks and nothing else. */
function plainRows(path: string): Readonly<Record<string, string>>[] {
  const rows: string[][] = [[]]
  let [cell, quoted] = ['', false]
  const text = gunzipSync(readFileSync(path)).toString()
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quoted && character === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (character === '"') quoted = !quoted
    else if (!quoted && (character === ',' || character === '\n')) {
      rows.at(-1)?.push(cell)
      cell = ''
      if (character === '\n') rows.push([])
    } else cell += character
  }
  const [header = [], ...body] = rows.filter((row) => row.length > 0)
  return body.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])))
}

const columns = { approved: 'GrAppv', guaranteed: 'SBA_Appv', disbursed: 'DisbursementGross', chargedOff: 'ChgOffPrinGr' } as const

describe.skipIf(!real)(`the US record of guaranteed loans${real ? '' : ': ../shared/data/sba-7a-loans.csv.gz is not here, so nothing was compared'}`, () => {
  let database: TestDatabase
  let importer: Importer
  let rows: Readonly<Record<string, string>>[]
  let byPage: Awaited<ReturnType<Importer['get']>>
  beforeAll(async () => {
    database = await openTestDatabase()
    await seedPeople(database.owner)
    importer = await importerAs(database)
    rows = plainRows(real ?? '')
    byPage = await importer.confirm(await importer.check(createReadStream(real ?? ''), { name: 'sba-7a-loans.csv.gz' }), true)
  }, 120_000)
  afterAll(() => database.close())

  test('divides into 22,308 rows taken and 119 without a status', () => {
    const known = rows.filter(({ MIS_Status }) => MIS_Status !== '')
    expect(byPage.batch.counts).toMatchObject({ rows: rows.length, taken: known.length, rejected: rows.length - known.length, duplicate: 0 })
    expect(byPage.batch.counts).toMatchObject({ rows: 22_427, taken: 22_308, rejected: 119 })
  })

  test.each(Object.entries(columns))('adds up to what the file says, to the cent: %s', (name, column) => {
    const sum = (some: typeof rows) => some.reduce((total, row) => total + BigInt(row[column] ?? '') * 100n, 0n)
    const total = byPage.totals.find((candidate) => candidate.name === name)
    expect(total).toMatchObject({
      currency: 'USD',
      takenMinor: sum(rows.filter(({ MIS_Status }) => MIS_Status !== '')),
      leftMinor: sum(rows.filter(({ MIS_Status }) => MIS_Status === '')),
    })
  })

  test('rejects the very lines that say no status', async () => {
    const lines = rows.flatMap(({ MIS_Status }, index) => (MIS_Status === '' ? [index + 2] : []))
    const found = await database.owner.selectFrom('import_finding').select('line').where('severity', '=', 'error').orderBy('line').execute()
    expect(found.map(({ line }) => line)).toEqual(lines)
  })

  test('warns of what contradicts itself, counted apart', () => {
    const amount = (row: Readonly<Record<string, string>>, name: string) => BigInt(row[name] ?? '')
    const known = rows.filter(({ MIS_Status }) => MIS_Status !== '')
    const count = (code: string) => byPage.reasons.find((reason) => reason.code === code)?.rows ?? 0
    expect(count('charge_off_above_approved')).toBe(known.filter((row) => amount(row, 'ChgOffPrinGr') > amount(row, 'GrAppv')).length)
    expect(count('repaid_with_charge_off')).toBe(known.filter((row) => row['MIS_Status'] === 'P I F' && (amount(row, 'ChgOffPrinGr') > 0n || row['ChgOffDate'] !== '')).length)
    expect(count('charge_off_without_date')).toBe(known.filter((row) => row['MIS_Status'] === 'CHGOFF' && row['ChgOffDate'] === '').length)
    expect(count('charge_off_without_amount')).toBe(known.filter((row) => row['MIS_Status'] === 'CHGOFF' && amount(row, 'ChgOffPrinGr') === 0n).length)
  })

  test('the sums of loans and rollup are the batch’s totals; the list and its rollup agree under every filter', async () => {
    const { sums, count } = await importer.caller.loan.list({})
    expect(count).toBe(22_308)
    for (const { name, takenMinor } of byPage.totals) expect(sums?.[name]).toEqual({ minor: takenMinor, currency: 'USD' })
    for (const filter of [{ outcome: 'charged_off' }, { approvedFrom: 1997, approvedTo: 2003 }, { lender: 'none' }, { outcome: 'repaid', approvedFrom: 2004 }] as const) {
      const rolled = await importer.caller.loan.list(filter)
      // The search forces the sums to be made from the loans themselves.
      const walked = await importer.caller.loan.list({ ...filter, search: '1' })
      expect({ count: walked.count, sums: walked.sums }).toEqual({ count: rolled.count, sums: rolled.sums })
    }
    expect((await importer.caller.loan.list({ lender: 'none' })).count).toBe(rows.filter((row) => row['Bank'] === '' && row['MIS_Status'] !== '').length)
  })

  test('comes to the same through the command line: counts, totals, reasons and root', async () => {
    const env = { ...process.env, DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }
    const cofund = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['server/cofund.ts', 'import', 'loans', ...args], { env, cwd: new URL('../../..', import.meta.url).pathname }).then(
        ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
        (error: { code: number; stdout: string; stderr: string }) => error,
      )
    expect(await cofund(real ?? '', '--as', 'pudong.maker', '--lang', 'en')).toMatchObject({ code: 1, stderr: expect.stringContaining('--accept-rejections') })
    expect(await database.owner.selectFrom('loan').select('id').where('organisation_id', '=', 'org_pudong_finance').execute()).toEqual([])

    const done = await cofund(real ?? '', '--as', 'pudong.maker', '--accept-rejections', '--lang', 'en')
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('Imported 22,308 rows') })
    const batchId = /imp_\w+/.exec(done.stdout)?.[0] as `imp_${string}`
    const byCommandLine = await (await importerAs(database, 'pudong.maker')).get(batchId)
    const outcome = ({ batch, totals, reasons }: typeof byPage) => ({ counts: batch.counts, root: batch.root, digest: batch.digest, totals, reasons })
    expect(outcome(byCommandLine)).toEqual(outcome(byPage))

    expect(await cofund(real ?? '', '--as', 'pudong.maker', '--lang', 'en')).toMatchObject({ code: 1, stderr: expect.stringContaining(batchId) })
    expect(await cofund(real ?? '', '--as', 'auditor', '--lang', 'zh')).toMatchObject({ code: 1, stderr: expect.stringContaining('权限') })
    expect(await cofund('/nowhere.csv')).toMatchObject({ code: 2 })
    expect(await cofund()).toMatchObject({ code: 2, stderr: expect.stringContaining('usage') })
  }, 120_000)
})
