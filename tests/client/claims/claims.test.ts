import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, expectAxeClean, expectNoComplaints, phone, screenshot, settled } from '../../kit/browser.ts'
import { scan } from '../../server/claims/claims-kit.ts'
import { type ClaimsSite, openClaimsSite } from './claims-site.ts'

let at: ClaimsSite
beforeAll(async () => {
  at = await openClaimsSite()
}, 120_000)
afterAll(() => at.close())

const shown = async (page: Page): Promise<void> => {
  await page.locator('h1').waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  await settled(page)
}

interface Look {
  readonly name: string
  readonly as: string
  readonly path: () => string
}
const list: Look = { name: 'list', as: 'yangpu.maker', path: () => '/claims' }
const ofBank: Look = { name: 'list-of-a-bank', as: 'shenjiang.maker', path: () => '/claims' }
const paid: Look = { name: 'paid', as: 'auditor', path: () => `/claims/${at.claims.paid}` }
const toDecide: Look = { name: 'to-decide', as: 'trustee.reviewer', path: () => `/claims/${at.claims.examined}` }
const revise: Look = { name: 'revise', as: 'shenjiang.maker', path: () => `/claims/${at.claims.lacking}/revise` }
const create: Look = { name: 'new', as: 'shenjiang.maker', path: () => '/claims/new' }
const codes: Look = { name: 'codes', as: 'shenjiang.maker', path: () => '/claims/codes?severity=warns' }
const paper: Look = { name: 'paper', as: 'yangpu.maker', path: () => `/claims/${at.claims.paid}/papers/approval` }
const notice: Look = { name: 'notice', as: 'shenjiang.maker', path: () => `/claims/${at.claims.returned}/papers/notice` }

describe.each([
  { language: 'zh', viewport: desktop, theme: 'light', pages: [list, paid, toDecide, revise, create, codes, notice] },
  { language: 'en', viewport: phone, theme: 'dark', pages: [ofBank, paid, toDecide, revise, paper] },
] as const)('in $language, $theme', ({ language, viewport, theme, pages }) => {
  test.each(pages)('$name is axe clean and as wide as its window', async ({ name, as, path }) => {
    const page = await at.site.openPage({ language, viewport, theme, as }, path())
    await shown(page)
    await expectAxeClean(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    await screenshot(page, `claims-${name}-${language}`, true)
  })
})

describe('why this amount', () => {
  test('5,000,000.00 at 80 % is 4,000,000.00, capped at 3,000,000.00: each figure opens into its step, and is computed again', async () => {
    const page = await at.site.openPage({ as: 'yangpu.maker' }, `/claims/${at.claims.paid}`)
    await shown(page)
    const rung = (name: string) => page.locator('.ladder li').filter({ has: page.getByText(name, { exact: true }) })
    expect(await rung('按比例计算的补偿额').locator('data').getAttribute('value')).toBe('4000000.00')
    expect(await rung('金额上限').innerText()).toContain('限额起作用')
    await rung('补偿额').getByRole('button').click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('已在本页逐步复算，结果一致').waitFor()
    expect(await drawer.innerText()).toContain('取小 (4,000,000.00, 3,000,000.00)')
    await expectAxeClean(page)
  })

  test('who decided under which minutes, and by which voucher and receipt it was paid, stand on the same page', async () => {
    const page = await at.site.openPage({ language: 'en', as: 'yangpu.maker' }, `/claims/${at.claims.paid}`)
    await shown(page)
    const text = await page.locator('main').innerText()
    for (const said of ['Minutes: 纪要〔2026〕1号', 'V-2026-001', 'District', '1,800,000.00']) expect(text).toContain(said)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Approval of risk compensation PDF' }).click()])
    expect(download.suggestedFilename()).toMatch(/^Approval of risk compensation_BC-\d{6}_20260630\.pdf$/)
  })
})

describe('a bank', () => {
  test('is told as it types what stands in the way, with its remedy; once nothing does, it submits and a second person confirms', async () => {
    const page = await at.site.openPage({ as: 'shenjiang.maker' }, `/claims/${at.claims.lacking}/revise`)
    await shown(page)
    const findings = page.locator('.finding')
    await page.locator('.finding').filter({ hasText: 'C04' }).waitFor()
    expect(await findings.allInnerTexts()).toEqual([expect.stringContaining('诉讼尚未受理'), expect.stringContaining('缺少借款合同')])
    expect(await page.getByRole('button', { name: '提交' }).getAttribute('aria-disabled')).toBe('true')

    await page.getByLabel('诉讼受理日').fill('2026-06-01')
    await page.getByLabel('诉讼受理日').press('Enter')
    await page.getByLabel('案号').fill('（2026）沪0110民初2号')
    await page.getByLabel('受理法院').fill('杨浦区人民法院')
    await findings.filter({ hasText: 'C04' }).waitFor({ state: 'detached' })
    await page.getByLabel('添加借款合同').setInputFiles({ name: 'contract.pdf', mimeType: 'application/pdf', buffer: scan('contract') })
    await findings.filter({ hasText: 'E01' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('dialog').getByRole('link', { name: '查看事项' }).waitFor()
    expectNoComplaints(page)

    const second = await at.site.openPage({ as: 'shenjiang.checker' }, `/claims/${at.claims.lacking}`)
    await shown(second)
    await second.getByRole('button', { name: '同意' }).click()
    await second.locator('.page-actions').getByText('初审中').waitFor()
  })
})

describe('a reviewer', () => {
  test('sends back with codes and an opinion; neither alone will do', async () => {
    const page = await at.site.openPage({ as: 'trustee.reviewer' }, `/claims/${at.claims.toReturn}`)
    await shown(page)
    const sendBack = page.getByRole('button', { name: '退回补正' })
    expect(await sendBack.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('退回的问题代码').fill('E06')
    await page.getByLabel('退回的问题代码').press('Enter')
    await page.keyboard.press('Escape')
    expect(await sendBack.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('意见').fill('请重新扫描')
    await sendBack.click()
    await page.locator('.page-actions').getByText('已退回').waitFor()
    expect(await page.locator('.returned-for').innerText()).toContain('E06')
  })
})

test('the keeper pays by a voucher’s number, and the payment waits for its second person', async () => {
  const page = await at.site.openPage({ as: 'yangpu.maker' }, `/claims/${at.claims.approved}`)
  await shown(page)
  await page.getByRole('button', { name: '支付' }).click()
  const dialog = page.getByRole('dialog', { name: '支付' })
  expect(await dialog.locator('data').getAttribute('value')).toBe('1600000.00')
  await dialog.getByLabel('凭证号').fill('V-2026-002')
  await expectAxeClean(page)
  await dialog.getByRole('button', { name: '提交支付' }).click()
  await page.getByRole('dialog').getByText('SP-').first().waitFor()
  expectNoComplaints(page)
})
