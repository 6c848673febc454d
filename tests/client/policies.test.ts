import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Site, expectAxeClean, screenshot, serveSite } from '../kit/browser.ts'
import { openTestDatabase } from '../kit/database.ts'

let site: Site
beforeAll(async () => {
  site = await serveSite(await openTestDatabase({ demonstration: true }))
}, 240_000)
afterAll(() => site?.close())

const words = {
  zh: {
    list: '政策库',
    guangzhou: '广州市信贷风险补偿（政银）',
    parameters: '参数与依据',
    loan: '贷款金额',
    loss: '本金损失',
    used: '本年已补偿',
    key: '重点企业名单',
    ip: '知识产权质押',
    tool: '货币政策工具支持',
    yes: '是',
    no: '否',
    share: '计算各方分担',
    city: '市级',
    shares: '各方分担',
    agrees: '已在本页逐步复算，结果一致',
    missing: '尚不知是否属于',
  },
  en: {
    list: 'Policies',
    guangzhou: 'Guangzhou credit risk compensation, bank mode',
    parameters: 'Parameters and sources',
    loan: 'Loan amount',
    loss: 'Principal loss',
    used: 'Already paid this year',
    key: 'On the key list',
    ip: 'IP pledge',
    tool: 'Backed by a monetary-policy tool',
    yes: 'Yes',
    no: 'No',
    share: 'Share the loss',
    city: 'City',
    shares: 'Who bears what',
    agrees: 'Recomputed step by step on this page: it agrees',
    missing: 'is not known, and the scheme depends on it',
  },
} as const

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test.each(['light', 'dark'] as const)(
    'the %s list leads to a version with every parameter beside its source',
    async (theme) => {
      const page = await site.openPage({ language, theme, as: 'shenjiang.maker' }, '/policies')
      await page.getByRole('heading', { level: 1, name: word.list }).waitFor()
      await expectAxeClean(page)
      await screenshot(page, `policies-${language}-${theme}`)
      await page.getByRole('link', { name: word.guangzhou }).click()
      await page.getByRole('heading', { level: 1, name: word.guangzhou }).waitFor()
      const parameters = page.getByRole('table', { name: word.parameters })
      expect(await parameters.getByRole('row').count()).toBeGreaterThan(25)
      await expectAxeClean(page)
      await screenshot(page, `policy-version-${language}-${theme}`, true)
    },
  )

  test('trying it: what is unknown is asked for, then 8.00m at 30 % + 15 + 5 points is 4.00m for the city', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker' }, '/policies?search=GZ2025')
    await page.getByRole('link', { name: word.guangzhou }).click()
    await page.getByLabel(word.loan).fill(language === 'zh' ? '８００万' : '8,000,000')
    await page.getByLabel(word.loss).fill('8000000')
    await page.getByRole('button', { name: word.share }).click()
    await page.getByRole('alert').filter({ hasText: word.missing }).waitFor()
    const choose = (flag: string, answer: string) =>
      page.getByRole('radiogroup', { name: flag }).getByText(answer, { exact: true }).click()
    await choose(word.key, word.yes)
    await choose(word.ip, word.no)
    await choose(word.tool, word.yes)
    await page.getByLabel(word.used).fill('0')
    await page.getByRole('button', { name: word.share }).click()
    await page.getByText(word.agrees).waitFor()
    const shares = page.getByRole('table', { name: word.shares })
    expect(await shares.getByRole('row', { name: word.city }).textContent()).toContain('4,000,000.00')
    await page.mouse.move(0, 0)
    await expectAxeClean(page)
    await screenshot(page, `policy-tried-${language}`, true)
  })
})

test('an official drafts a version, sees which examples it fails, what changed, and what it would have meant', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' }, '/policies?search=DEMO-TWO-TIER')
  await page.getByRole('link', { name: '演示：市区两级风险补偿' }).click()
  await page.getByRole('table', { name: '测试用例' }).getByText('相符').first().waitFor()
  await page.getByRole('link', { name: '以此版起草新版' }).click()
  await page.getByRole('heading', { level: 1, name: '以此版起草新版' }).waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'policy-draft-zh', true)
  await page.getByRole('textbox', { name: '补偿 · 比例' }).fill('1.10')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByRole('alert').filter({ hasText: '110' }).waitFor()
  await page.getByRole('textbox', { name: '补偿 · 比例' }).fill('0.70')
  await page.getByRole('button', { name: '保存草稿' }).click()

  await page.getByText('第 2 版').first().waitFor()
  await page.getByRole('table', { name: '测试用例' }).getByText('不符').first().waitFor()
  const changes = page.getByRole('table', { name: '版本对比' })
  expect(await changes.getByRole('row', { name: '补偿 · 比例' }).textContent()).toMatch(/80.*70/)
  await expectAxeClean(page)
  await screenshot(page, 'policy-drafted-zh', true)
  await page.getByRole('link', { name: '回放已决定的补偿' }).click()
  await page.getByRole('heading', { level: 1, name: '回放已决定的补偿' }).waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'policy-replayed-zh', true)
})
