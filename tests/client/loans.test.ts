import { fen } from '@cofund/shared/kernel/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerAs } from '../kit/actors.ts'
import { type Site, expectAxeClean, phone, screenshot, serveSite } from '../kit/browser.ts'
import { openTestDatabase } from '../kit/database.ts'
import { draftNote, plantPool, registerFirm } from '../server/loans/loans-kit.ts'

let site: Site
beforeAll(async () => {
  const database = await openTestDatabase({ demonstration: true })
  await plantPool(database.owner, { code: 'C-ONE', agreedOn: '2026-09-01' })
  const bank = await callerAs(database, 'shenjiang.maker', { now: () => new Date('2026-11-20T02:00:00Z') })
  const firm = await registerFirm(bank, 81)
  const waiting = await registerFirm(bank, 82, { checkedOn: null })
  const lentOn = '2026-09-10'
  for (const enterpriseId of [firm.enterpriseId]) await bank.enterprise.addCheck({ enterpriseId, on: '2026-09-01' })
  await bank.note.enrol({
    notes: [
      draftNote({ poolCode: 'C-ONE', uscc: firm.uscc, number: 'C-1', lentOn, dueOn: '2027-09-09', principal: fen(250_000_000n) }),
      draftNote({ poolCode: 'C-ONE', uscc: waiting.uscc, number: 'C-2', lentOn, dueOn: '2027-09-09' }),
    ],
  })
  site = await serveSite(database, () => new Date('2026-11-20T02:00:00Z'))
}, 300_000)
afterAll(() => site.close())

test('the list says what all notes come to, narrows on the server, and opens sums into what they are made of', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' }, '/notes')
  await page.getByRole('heading', { level: 1, name: '备案借据' }).waitFor()
  await page.getByRole('table', { name: '备案借据' }).waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'notes', true)
  await page.getByTitle(/余额/).first().click()
  await page.getByRole('dialog').getByRole('heading', { name: '按状态' }).waitFor()
  await page.keyboard.press('Escape')
  await page.goto(`${site.address}/notes?status=non_performing`)
  await page.getByRole('table', { name: '备案借据' }).getByText('不良').first().waitFor()
})

test('a note tells its chain, verdict, reports, disposals and law suits', async () => {
  const { rows } = await (await callerAs(site.database, 'yangpu.maker')).note.list({ status: 'disposed' })
  const page = await site.openPage({ as: 'yangpu.maker' }, `/notes/${rows[0]?.id}`)
  await page.getByRole('heading', { level: 1, name: rows[0]?.number ?? '' }).waitFor()
  for (const part of ['授信 → 合同 → 借据', '准入结论', '月报', '处置', '诉讼', '经过']) await page.getByRole('region', { name: part, exact: true }).waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'note', true)
})

test('a bank’s form says what stands in the way while it is typed, and files what may be filed', async () => {
  const firm = await registerFirm(await callerAs(site.database, 'shenjiang.maker', { now: () => new Date('2026-11-20T02:00:00Z') }), 83, { checkedOn: '2026-11-01' })
  const page = await site.openPage({ as: 'shenjiang.maker' }, '/notes/enrol')
  await page.getByLabel('资金池').click()
  await page.getByTitle(/^C-ONE/).last().click()
  await page.getByLabel('借据号', { exact: true }).fill('C-9')
  await page.getByLabel('借款合同').fill('HT-9')
  await page.getByLabel('统一社会信用代码').fill(firm.uscc)
  await page.getByLabel('产品').fill('XYZ')
  await page.getByLabel('借据金额').fill('120万')
  await page.getByLabel('到期日').fill('2027-11-19')
  await page.keyboard.press('Enter')
  await page.getByLabel('年利率').fill('3.85')
  await page.getByLabel('用途').fill('研发投入')
  await page.getByText('产品 XYZ 在放款日未获批准').waitFor()
  await expectAxeClean(page)
  await page.getByLabel('产品').fill('KJD')
  await page.getByText('可以备案：企业符合资格，没有其他障碍').waitFor()
  await screenshot(page, 'enrol-note', true)
  await page.getByRole('button', { name: '提交备案' }).click()
  await page.getByRole('heading', { level: 1, name: 'C-9' }).waitFor()
  await page.getByText('在保').first().waitFor()
})

test('a bank sees which months it owes, and reports the next from what stood last', async () => {
  const page = await site.openPage({ as: 'shenjiang.maker' }, '/notes/reports')
  await page.getByRole('heading', { level: 1, name: '月报' }).waitFor()
  await page.getByRole('row', { name: /C-ONE 2026-09/ }).getByRole('link', { name: '填报' }).click()
  await page.getByLabel('余额 C-1').fill('2,000,000')
  await expectAxeClean(page)
  await screenshot(page, 'note-reports', true)
  await page.getByRole('button', { name: '报送', exact: true }).click()
  await page.getByLabel('余额 C-1').waitFor({ state: 'detached' })
  const { rows } = await (await callerAs(site.database, 'shenjiang.maker')).note.list({ search: 'C-1' })
  expect(rows.find(({ number }) => number === 'C-1')?.balance).toEqual(fen(200_000_000n))
})

test('a firm is shown as of a day: facts, certificates, what speaks against it, its loans', async () => {
  const { rows } = await (await callerAs(site.database, 'shenjiang.maker')).enterprise.list({ search: '试验企业81' })
  const page = await site.openPage({ as: 'shenjiang.maker', language: 'en', viewport: phone }, `/enterprises/${rows[0]?.id}`)
  await page.getByRole('heading', { level: 1, name: '试验企业81' }).waitFor()
  for (const part of ['Facts', 'Certificates', 'Credit record', 'Loans']) await page.getByRole('region', { name: part, exact: true }).waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'enterprise-phone', true)
  await page.goto(`${site.address}/enterprises/${rows[0]?.id}?on=2024-06-30`)
  await page.getByText('Nothing was stated by that day, or nothing that you may see').waitFor()
})
