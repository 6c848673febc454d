import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedLedger } from '../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { seedPolicies } from '../../server/seed/seed-policies.ts'
import { seedPools } from '../../server/seed/seed-pools.ts'
import { seedStatements } from '../../server/seed/seed-statements.ts'
import { callerAs } from '../kit/actors.ts'
import { type Site, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(async (owner) => {
    await seedPeople(owner)
    await seedLedger(owner)
    await seedPolicies(owner)
    await seedStatements(owner)
    await seedPools(owner)
  })
}, 180_000)
afterAll(() => site.close())

const poolOf = async (code: string) => {
  const { id } = await site.database.owner.selectFrom('pool').select('id').where('code', '=', code).executeTakeFirstOrThrow()
  return `/pools/${id}`
}

test('from the navigation’s one line to a pool: its room, what binds it, and how it came about', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' })
  const navigation = page.getByRole('navigation', { name: '主导航' })
  await navigation.getByText('风险补偿').click()
  await navigation.getByRole('link', { name: '资金池' }).click()
  await page.getByRole('heading', { level: 1, name: '资金池' }).waitFor()
  await expectAxeClean(page)
  await page.getByRole('link', { name: '杨浦区科技型企业贷款风险补偿资金池' }).click()
  await page.getByRole('heading', { level: 1, name: '杨浦区科技型企业贷款风险补偿资金池' }).waitFor()
  await page.getByText('受限于可用存款').waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'pool', true)
  await page.getByTitle(/剩余可用额度/).first().click()
  const drawer = page.getByRole('dialog').filter({ hasText: '剩余可用额度' })
  await drawer.getByText('资金池存款').first().waitFor()
})

test('a maker proposes a contribution and a quota by keyboard; the funder’s checker sees what it would owe', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' }, await poolOf('YP-IP'))
  await page.getByRole('button', { name: '催缴出资' }).click()
  const dialog = page.getByRole('dialog', { name: '催缴出资' })
  await dialog.getByLabel('金额').fill('abc')
  await dialog.getByLabel('文号').fill('杨财科〔2026〕88 号')
  await page.keyboard.press('Enter')
  await dialog.getByText('请输入大于零的金额').waitFor()
  await expectAxeClean(page)
  await dialog.getByLabel('金额').fill('300万')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /已提交复核/ }).waitFor()
  await page.getByRole('link', { name: '查看事项' }).click()
  await page.getByRole('heading', { level: 1 }).filter({ hasText: '催缴出资' }).waitFor()
  await page.getByText('3,000,000.00').first().waitFor()
})

test('opening a pool asks for each tier that the scheme names', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' }, '/pools')
  expect(await page.getByRole('button', { name: '设立资金池' }).getAttribute('aria-disabled')).toBe('true')
  const maker = await callerAs(site.database, 'yangpu.maker')
  await maker.ledger.openBook({ kind: 'pool', code: 'YP-NEW', nameZh: '新池', nameEn: 'New' })
  await page.reload()
  await page.getByRole('button', { name: '设立资金池' }).click()
  const dialog = page.getByRole('dialog', { name: '设立资金池' })
  await dialog.getByLabel('代码', { exact: true }).fill('YP-NEW')
  await dialog.getByLabel('中文名称').fill('新设资金池')
  await dialog.getByLabel('英文名称').fill('New pool')
  await dialog.getByLabel('补偿办法').click()
  await page.getByTitle(/DEMO-TWO-TIER/).click()
  await dialog.getByRole('group', { name: '出资方 2' }).waitFor()
  await dialog.getByLabel('财政专户代码').nth(0).fill('SH-FISC')
  await dialog.getByLabel('财政专户代码').nth(1).fill('YP-FISC')
  await expectAxeClean(page)
  await screenshot(page, 'pool-open')
  await dialog.getByRole('button', { name: '提交复核' }).click()
  await page.getByRole('dialog', { name: /已提交复核/ }).waitFor()
})

test('a bank is told of its own quota, and of nobody’s money', async () => {
  const page = await site.openPage({ as: 'wusong.maker', language: 'en' }, await poolOf('YP-RCP'))
  await page.getByText('What this pool holds for your bank.').waitFor()
  expect(await page.getByRole('table', { name: 'Banks and quotas' }).locator('tbody tr').count()).toBe(1)
  expect(await page.getByText('Solvency').count()).toBe(0)
})

test('on a phone, in English, in the dark, the pages keep to their width', async () => {
  const page = await site.openPage({ as: 'city.maker', language: 'en', theme: 'dark', viewport: phone }, '/pools')
  await page.getByRole('heading', { level: 1, name: 'Pools' }).waitFor()
  const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overhang()).toBe(0)
  await page.getByRole('link', { name: 'Shanghai Tech SME Credit Loss, Yearly Compensation' }).click()
  await page.getByText('the unspent indicator is not known').waitFor()
  await expectAxeClean(page)
  expect(await overhang()).toBe(0)
  await screenshot(page, 'pool-phone', true)
})
