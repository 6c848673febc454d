import { fen, toDecimal } from '@cofund/shared/kernel/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { importerAs } from '../imports/import-kit.ts'
import { draftNote, inventedUscc, noteHeader, plantPool, registerFirm } from './loans-kit.ts'

let database: TestDatabase
let bank: Awaited<ReturnType<typeof callerAs>>
let importer: Awaited<ReturnType<typeof importerAs>>
let good: Awaited<ReturnType<typeof registerFirm>>
let unchecked: Awaited<ReturnType<typeof registerFirm>>
let lapsed: Awaited<ReturnType<typeof registerFirm>>
beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  await plantPool(database.owner, { code: 'F-ONE', quota: 10_000_000n })
  await plantPool(database.owner, { code: 'F-ADV', scheme: 'DEMO-ADVANCE' })
  bank = await callerAs(database, 'shenjiang.maker')
  importer = await importerAs(database, 'shenjiang.maker')
  good = await registerFirm(bank, 51)
  unchecked = await registerFirm(bank, 52, { checkedOn: null })
  lapsed = await registerFirm(bank, 53, { certified: false })
  await bank.enterprise.addCertificate({ enterpriseId: lapsed.enterpriseId, kind: 'tech_sme', validFrom: '2025-01-01', validTo: '2025-12-31' })
}, 120_000)
afterAll(() => database.close())

const row = ({ pool = 'F-ONE', number = 'F-1', uscc = good.uscc, product = 'KJD', principal = '1000000', lent = '2026-03-10', due = '2027-03-09', rate = '0.0385', flags = '', cover = '', earlier = '', how = '' }) =>
  [pool, number, `HT-${number}`, '', uscc, '310110', product, 'CNY', principal, lent, due, rate, '流动资金', flags, cover, '', earlier, how].join(',')

const file = (rows: readonly Parameters<typeof row>[0][]) => `${[noteHeader, ...rows.map(row)].join('\n')}\n`

describe('a file of loans', () => {
  test('is judged row by row as the form judges, each at the field where it is to be mended', async () => {
    const rows = [
      { number: 'F-1' },
      { number: 'F-2', uscc: unchecked.uscc },
      { number: 'F-3', uscc: lapsed.uscc },
      { number: 'F-4', pool: 'NO-SUCH' },
      { number: 'F-5', uscc: inventedUscc(99) },
      { number: 'F-6', product: 'XYZ' },
      { number: 'F-7', due: '2026-03-10' },
      { number: 'F-8', lent: '2025-12-30' },
      { number: 'F-9', earlier: 'F-77', how: '续贷' },
      { number: 'F-10', pool: 'F-ADV', principal: '5000000.01' },
      { number: 'F-11', pool: 'F-ADV', cover: 'policy_guarantee' },
      { number: 'F-1' },
    ]
    const checked = await importer.check(file(rows), { kind: 'drawdown_notes', name: 'notes.csv' })
    expect(checked.findings.map(({ line, severity, field, code }) => `${line} ${severity} ${field} ${code}`)).toEqual([
      '3 warning uscc note.firm_in_review',
      '4 error uscc note.firm_ineligible',
      '5 error poolCode note.not_a_member',
      '6 error uscc note.firm_unknown',
      '7 error productCode note.product_not_approved',
      '8 error dueOn note.due_before_lent',
      '9 error poolCode note.not_a_member',
      '9 error productCode note.product_not_approved',
      '9 error uscc note.firm_ineligible',
      '10 error predecessorNumber note.predecessor_unfit',
      '11 error principal note.loan_too_large',
      '12 error otherCover note.cover_excluded',
      '13 duplicate  duplicate_in_file',
    ])
    // The form's live answer of each row that was refused names the same first obstacle.
    for (const { number, pool = 'F-ONE', uscc = good.uscc, product: productCode = 'KJD', due: dueOn = '2027-03-09', lent: lentOn = '2026-03-10', principal = '1000000', cover } of [rows[3], rows[4], rows[5], rows[6], rows[9], rows[10]].flatMap((each) => each ?? [])) {
      const principalMinor = BigInt(Math.round(Number(principal) * 100))
      const { obstacles } = await bank.note.judge(
        draftNote({ poolCode: pool, number, uscc, productCode, dueOn: dueOn as never, lentOn: lentOn as never, principal: fen(principalMinor), otherCover: cover ? [cover] : [] }),
      )
      const line = rows.findIndex((each) => each.number === number) + 2
      expect(obstacles[0]?.code).toBe(checked.findings.find((finding) => finding.line === line)?.code)
    }

    const { batch } = await importer.confirm(checked, true)
    expect([batch.status, batch.counts?.taken]).toEqual(['imported', 2])
    const { rows: notes } = await bank.note.list({ batchId: batch.id, sort: 'number', descending: false })
    expect(notes.map(({ number, status, exposed }) => [number, status, toDecimal(exposed)])).toEqual([
      ['F-1', 'enrolled', '1000000.00'],
      ['F-2', 'registered', '0.00'],
    ])
    await expectCoherent(database.owner)
  })

  test('comes again: what is enrolled is passed over, and what is new follows it in a chain', async () => {
    const again = await importer.check(file([{ number: 'F-1' }, { number: 'F-20', lent: '2026-03-20', earlier: 'F-1', how: '续贷' }]), { kind: 'drawdown_notes', name: 'again.csv' })
    expect(again.batch.counts).toMatchObject({ taken: 1, duplicate: 1 })
    const { batch } = await importer.confirm(again, true)
    const { rows: [renewed] } = await bank.note.list({ batchId: batch.id })
    const { chain } = await bank.note.get({ noteId: renewed?.id ?? 'nte_' })
    expect(chain.map(({ number }) => number)).toEqual(['F-1', 'F-20'])
  })

  test('beyond the quota is refused as a whole: 2m of 10m are taken, 9 × 1m are too many', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => ({ number: `Q-${index}` }))
    const { batch } = await importer.check(file(rows), { kind: 'drawdown_notes', name: 'much.csv' })
    expect([batch.status, batch.refusal?.code]).toEqual(['refused', 'pool.quota_full'])
  })
})

describe('a monthly report by file', () => {
  const reportHeader = '资金池代码,报告月末日,借据号,币种,余额（元）,五级分类,逾期天数,转不良日'
  const report = (month: string, lines: readonly string[]) => `${[reportHeader, ...lines.map((line) => `F-ONE,${month},${line}`)].join('\n')}\n`
  const check = (content: string) => importer.check(content, { kind: 'monthly_reports', name: 'report.csv' })

  test('is refused for what the form would refuse it for, and keeps nothing', async () => {
    const refusalOf = async (content: string) => (await check(content)).batch.refusal?.code
    expect(await refusalOf(report('2026-03-31', ['F-1,CNY,1000000,正常,0,']))).toBe('report.month_out_of_turn')
    const { rows } = await bank.pools.list().then((pools) => ({ rows: pools.filter(({ pool }) => pool.code === 'F-ONE') }))
    const poolId = rows[0]?.pool.id ?? 'rcp_'
    for (const month of ['2026-01-01', '2026-02-01'] as const) await bank.note.reportMonth({ poolId, month, nil: true })
    expect(await refusalOf(report('2026-03-31', ['F-1,CNY,1000000,正常,0,']))).toBe('report.note_missing')
    expect(await refusalOf(report('2026-03-31', ['F-1,CNY,1000000.01,正常,0,', 'F-20,CNY,1000000,正常,0,']))).toBe('report.balance_above_principal')
    expect(await refusalOf(report('2026-03-31', ['F-1,CNY,1000000,正常,0,', 'F-20,CNY,1000000,正常,0,', 'SJ-YPRCP-0001,CNY,1,正常,0,']))).toBe('report.other_banks_note')
    expect(await refusalOf(`${report('2026-03-31', ['F-1,CNY,1000000,正常,0,'])}F-ONE,2026-04-30,F-20,CNY,1000000,正常,0,\n`)).toBe('report.several_months')
    expect((await bank.note.reports({ poolId })).map(({ month }) => month)).toEqual(['2026-02-01', '2026-01-01'])
  })

  test('moves notes as the form does', async () => {
    const checked = await check(report('2026-03-31', ['F-1,CNY,0,正常,0,', 'F-20,CNY,1000000,次级,11,']))
    await importer.confirm(checked)
    const { rows } = await bank.note.list({ search: 'F-', sort: 'number', descending: false })
    expect(rows.filter(({ poolCode }) => poolCode === 'F-ONE').map(({ number, status, nplDerivedOn, exposed }) => [number, status, nplDerivedOn, toDecimal(exposed)])).toEqual([
      ['F-1', 'repaid', null, '0.00'],
      ['F-2', 'registered', null, '0.00'],
      ['F-20', 'non_performing', '2026-03-31', '1000000.00'],
    ])
    await expectCoherent(database.owner)
  })
})

test('credit look-ups come by file: a firm that waits for one is enrolled after it', async () => {
  const content = `统一社会信用代码,查询日期,名单,对象,列入日期,移出日期,来源\n${unchecked.uscc},2026-03-05,,,,,信用中国\n${inventedUscc(98)},2026-03-05,,,,,\n${good.uscc},2026-03-05,经营异常名录,企业,2020-01-01,2020-06-30,公示系统\n`
  const checked = await importer.check(content, { kind: 'credit_checks', name: 'checks.csv' })
  expect(checked.findings.map(({ line, code }) => `${line} ${code}`)).toEqual(['3 firm_unknown'])
  await importer.confirm(checked, true)
  const { rows } = await bank.note.list({ search: 'F-2', status: 'registered' })
  expect((await bank.note.judgeAgain({ noteId: rows[0]?.id ?? 'nte_' })).status).toBe('enrolled')
  expect((await bank.enterprise.get({ enterpriseId: good.enterpriseId })).record.credit_flags).toHaveLength(1)
})
