import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { type Site, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(seedPeople)
})
afterAll(() => site.close())

test('who belongs to two organisations acts for one at a time, and says which', async () => {
  const page = await site.openPage({ as: 'two.hats' })
  const account = page.locator('.account')
  expect(await account.textContent()).toContain('杨浦区财政局')
  await account.click()
  await page.getByRole('menuitem', { name: '杨浦科技金融服务中心' }).click()
  await account.filter({ hasText: '杨浦科技金融服务中心' }).waitFor()
})

test('the unit is chosen once: it stays in the address, over links and reloads, and for the next visit', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' })
  await page.getByRole('radio', { name: '亿元' }).check()
  await page.waitForURL('**/?unit=hundred_million')
  await page.getByRole('navigation').getByRole('link').nth(1).click()
  await page.waitForURL(/unit=hundred_million/)
  await page.goto(site.address)
  expect(await page.getByRole('radio', { name: '亿元' }).isChecked()).toBe(true)
})

test('an address that makes no sense is read as far as it does', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' }, '/?unit=bushels&drill=a/b')
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await page.getByRole('radio', { name: '万元' }).isChecked()).toBe(true)
})

test('the first stop of the keyboard skips to the content', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
})

test('on a phone the navigation waits behind a button, and leaves when it has led somewhere', async () => {
  const page = await site.openPage({ as: 'yangpu.maker', viewport: phone })
  await page.getByRole('button', { name: '打开导航' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('link').first().waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'navigation-phone')
  await drawer.getByRole('link').nth(1).click()
  await drawer.waitFor({ state: 'hidden' })
})

test('an unknown address says so, and where to go on', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' }, '/nowhere')
  await page.getByRole('heading', { level: 1, name: '没有这个页面' }).waitFor()
  await expectAxeClean(page)
})

test('two minutes before 30 idle ones are over the page asks; an answer keeps the session, none ends it', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.clock.install()
  await page.reload()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.clock.fastForward('27:50')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.clock.fastForward('00:15')
  await page.getByRole('button', { name: '继续工作' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.clock.fastForward('30:10')
  await page.getByRole('dialog', { name: '登录已失效' }).waitFor()
  await page.context().close()
})

test.each(['city.maker', 'yangpu.checker', 'fund.maker', 'vc.maker', 'shenjiang.maker', 'assets.regulator', 'auditor', 'admin'])(
  '%s is shown at most seven places to go',
  async (signInName) => {
    const page = await site.openPage({ as: signInName })
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('navigation').getByRole('link').count()).toBeLessThanOrEqual(7)
  },
)
