import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedLedger } from '../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { seedStatements } from '../../server/seed/seed-statements.ts'
import { callerAs } from '../kit/actors.ts'
import { type Site, desktop, expectAxeClean, openSite, phone } from '../kit/browser.ts'
import { camtEntry, camtFile } from '../server/statements/camt-file.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(async (owner) => {
    await seedPeople(owner)
    await seedLedger(owner)
    await seedStatements(owner)
  })
}, 180_000)
afterAll(() => site.close())

test('three lines of the bank are open; booked as interest, one of them is matched', async () => {
  const page = await site.openPage({ language: 'en', theme: 'light', as: 'yangpu.maker' }, '/statements')
  await page.getByRole('heading', { level: 1, name: 'Bank reconciliation' }).waitFor()
  await expectAxeClean(page)
  await page.getByRole('link', { name: /\*{4} 7788/ }).click()
  const bank = page.getByRole('table', { name: 'Bank lines (unmatched)' })
  await bank.waitFor()
  expect(await bank.locator('tbody tr').count()).toBe(3)
  await expectAxeClean(page)
  await bank.getByRole('row', { name: /JX20261031/ }).getByRole('button', { name: 'Book as interest' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Book as interest' }).click()
  await bank.getByText('JX20261031').waitFor({ state: 'detached' })
  expect(await bank.locator('tbody tr').count()).toBe(2)
})

/** A book of its own: a payment that a line fits, and two equal ones of a day of which the bank has one. */
async function openBook(): Promise<{ code: string }> {
  const maker = await callerAs(site.database, 'yangpu.maker')
  const code = 'YP-BANK'
  const { id: bookId } = await maker.ledger.openBook({ kind: 'pool', code, nameZh: '杨浦托管池', nameEn: 'Yangpu custody pool' })
  await maker.ledger.postOpening({
    bookId,
    effectiveOn: '2026-01-01',
    note: '期初',
    evidence: { reference: '决算 1' },
    postings: [{ account: { head: 'cash' }, amount: fen(100_000_00n) }],
  })
  const pay = (effectiveOn: PlainDate, minor: bigint, note: string) =>
    maker.ledger.post({
      bookId,
      effectiveOn,
      note,
      postings: [
        { account: { head: 'cash' }, amount: fen(-minor) },
        { account: { head: 'contribution', detail: 'city' }, amount: fen(minor) },
      ],
    })
  await pay('2026-05-12', 5_000_00n, '补偿款')
  await pay('2026-05-20', 1_000_00n, '服务费')
  await pay('2026-05-20', 1_000_00n, '审计费')
  await pay('2026-05-30', 300_00n, '在途')
  return { code }
}

test('an account is registered, its camt.053 statement imported, and every figure of the month opens into its lines: in Chinese, in the dark', async () => {
  const { code } = await openBook()
  const page = await site.openPage({ language: 'zh', theme: 'dark', viewport: desktop, as: 'yangpu.maker' }, '/statements')
  await page.getByRole('button', { name: '登记银行账户' }).click()
  const form = page.getByRole('dialog', { name: '登记银行账户' })
  await form.getByLabel('账号').fill('12')
  await form.getByRole('button', { name: '登记银行账户' }).click()
  await form.getByText('账号为 6 至 64 位数字或字母，可含空格').waitFor()
  await expectAxeClean(page)
  await form.getByLabel('账套').click()
  await page.getByTitle(new RegExp(code)).click()
  await form.getByLabel('户名与开户行').fill('申江银行托管户')
  await form.getByLabel('账号').fill('6222 0000 9001')
  await form.getByRole('button', { name: '登记银行账户' }).click()
  await page.getByRole('heading', { level: 1, name: '申江银行托管户 **** 9001' }).waitFor()

  const address = page.url()
  const file = camtFile({
    account: '622200009001',
    opening: '100000.00',
    closing: '94018.20',
    entries: [
      camtEntry({ on: '2026-05-13', amount: '-5000.00', reference: 'PAY1' }),
      camtEntry({ on: '2026-05-20', amount: '-1000.00', reference: 'PAY2' }),
      camtEntry({ on: '2026-05-31', amount: '18.20', reference: 'JX1' }),
    ],
  })
  await page.goto(`${site.address}/imports`)
  const upload = async (name: string, text: string) => {
    await page.getByRole('button', { name: '导入文件' }).first().click()
    await page.getByRole('dialog').getByText('银行对账单', { exact: true }).click()
    await page.getByText('.csv .gz .xlsx .xml').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/xml', buffer: Buffer.from(text) })
  }
  await upload('托管户-缺页.xml', file.replace('94018.20', '94018.21'))
  await page.getByText('相差 0.01 元').waitFor()
  await expectAxeClean(page)
  await page.goto(`${site.address}/imports`)
  await upload('托管户.xml', file)
  await page.getByRole('button', { name: '确认导入 3 行' }).click()
  await page.getByRole('link', { name: '查看银行对账' }).waitFor()
  await page.goto(`${address}?month=2026-05-01`)

  const ambiguous = page.getByRole('table', { name: '有多种可能，须人工判断' })
  await ambiguous.waitFor()
  await expectAxeClean(page)
  await page.getByRole('table', { name: '规则建议' }).getByRole('button', { name: '核对' }).click()
  await page.getByRole('table', { name: '规则建议' }).waitFor({ state: 'detached' })
  await ambiguous.getByRole('row', { name: /审计费/ }).getByRole('button', { name: '否定' }).click()
  // Of two candidates one is left, so a rule can tell.
  await ambiguous.waitFor({ state: 'detached' })
  await page.getByRole('table', { name: '规则建议' }).getByText('服务费').waitFor()

  const figure = (name: string) => page.getByRole('row', { name: new RegExp(name) }).getByRole('button')
  await figure('调节后银行余额').click()
  const adjusted = page.getByRole('dialog').filter({ hasText: '调节后银行余额' })
  await adjusted.getByRole('row', { name: /^合计|^全部/ }).waitFor()
  await adjusted.getByRole('row', { name: /银行对账单余额/ }).getByRole('button').click()
  const lines = page.getByRole('table', { name: '银行对账单余额：构成' })
  await lines.waitFor()
  expect(await lines.locator('tbody tr').count()).toBe(4)
  expect(await lines.locator('tfoot').innerText()).toContain('94,018.20')
  await expectAxeClean(page)
})

test('on a phone the page keeps to its width', async () => {
  const page = await site.openPage({ language: 'zh', theme: 'light', viewport: phone, as: 'yangpu.maker' }, '/statements')
  await page.getByRole('link', { name: /\*{4} 7788/ }).click()
  await page.getByRole('table', { name: '银行一侧' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  await expectAxeClean(page)
})
