import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedBudget } from '../../../server/seed/seed-fiscal.ts'
import { seedLedger } from '../../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { seedPolicies } from '../../../server/seed/seed-policies.ts'
import { seedPools } from '../../../server/seed/seed-pools.ts'
import { callerAs } from '../../kit/actors.ts'
import { agree } from '../../kit/approvals.ts'
import { owe } from '../../server/fiscal/fiscal-kit.ts'
import { type Site, desktop, expectAxeClean, openSite, phone, screenshot } from '../../kit/browser.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(async (owner) => {
    await seedPeople(owner)
    await seedLedger(owner)
    await seedPolicies(owner)
    await seedBudget(owner)
    await seedPools(owner)
  })
}, 180_000)
afterAll(() => site.close())

const words = {
  zh: { budget: '预算', tiers: '区里今晚欠市里多少', plan: '列计划', plans: '用款计划', save: '登记', number: '计划编号', purpose: '用途', amount: '金额', draw: '开支付凭证', left: '指标余额', granted: '已下达' },
  en: { budget: 'Budget', tiers: 'What the district owes the city tonight', plan: 'Plan a payment', plans: 'Payment plans', save: 'Record', number: 'Plan number', purpose: 'For', amount: 'Amount', draw: 'Draw a voucher', left: 'Left', granted: 'Granted' },
} as const

describe('the budget', () => {
  test.each([
    ['zh', 'light', desktop],
    ['en', 'dark', phone],
  ] as const)('in %s and %s shows every indicator with what is left, and leads down to the entry', async (language, theme, viewport) => {
    const word = words[language]
    const page = await site.openPage({ language, theme, viewport, as: 'yangpu.maker' }, '/budget')
    const name = `${language}-${theme}-${viewport.width}`
    await page.getByRole('heading', { level: 1, name: word.budget }).waitFor()
    await page.getByRole('link', { name: '杨财预〔2026〕17 号' }).waitFor()
    await screenshot(page, `budget-${name}`, true)
    await expectAxeClean(page)
    await page.getByRole('link', { name: '杨财预〔2026〕17 号' }).click()
    await page.getByRole('heading', { level: 1, name: '杨财预〔2026〕17 号' }).waitFor()
    await page.getByText('财政拨款 20260302').waitFor()
    await screenshot(page, `indicator-${name}`, true)
    await expectAxeClean(page)
    await page.getByRole('link', { name: /^YP-FISC-0/ }).first().click()
    await page.getByRole('heading', { level: 1, name: /^YP-FISC-0/ }).waitFor()
    await page.goto(`${site.address}/budget/tiers`)
    await page.getByRole('heading', { level: 1, name: word.tiers }).waitFor()
    await screenshot(page, `tiers-${name}`, true)
    await expectAxeClean(page)
  })
})

test('a maker plans and proposes a voucher, a checker agrees, and the indicator counts it: 100,000 of 8,000,000', async () => {
  const page = await site.openPage({ language: 'en', as: 'yangpu.maker' }, '/budget')
  const word = words.en
  await page.getByRole('link', { name: '杨财预〔2026〕1 号' }).click()
  await page.getByRole('button', { name: word.plan }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(word.number).fill('P-2026-88')
  await dialog.getByLabel(word.purpose, { exact: true }).fill('Contribution')
  await dialog.getByLabel(word.amount).fill('9,000,000')
  await dialog.getByRole('button', { name: word.save }).click()
  await dialog.getByText(/is left to plan/).waitFor()
  await dialog.getByLabel(word.amount).fill('100,000')
  await dialog.getByRole('button', { name: word.save }).click()
  await page.getByText('P-2026-88').first().waitFor()
  await screenshot(page, 'indicator-planned-en')

  await page.getByRole('button', { name: word.draw }).click()
  await dialog.getByLabel('Number').fill('V-2026-88')
  await dialog.getByLabel(word.amount).fill('100,000')
  await dialog.getByLabel('Payee', { exact: true }).fill('Yangpu pool')
  await screenshot(page, 'voucher-drawing-en')
  await dialog.getByRole('button', { name: 'Propose' }).click()
  const link = page.getByRole('link', { name: 'Open it' })
  await link.waitFor()
  const proposalId = ((await link.getAttribute('href')) ?? '').split('/').at(-1) as `prp_${string}`
  await agree(await callerAs(site.database, 'yangpu.checker', { now: () => new Date() }), { proposalId })
  await page.reload()
  await page.getByText('V-2026-88').first().waitFor()
  await screenshot(page, 'indicator-drawn-en')
  const { rows } = await (await callerAs(site.database, 'yangpu.maker')).fiscal.indicators({ search: '杨财预〔2026〕1 号' })
  expect(rows.map(({ drawn }) => drawn.minor)).toEqual([100_000_00n])
  await expectAxeClean(page)
})

test('the district sees what it owes the city tonight, and draws the voucher that settles it', async () => {
  const bookOf = async (code: string) => (await site.database.owner.selectFrom('book').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id
  const books = { pool: await bookOf('SH-BAND'), purse: await bookOf('YP-FISC'), cityPurse: await bookOf('SH-FISC') }
  await owe(site.database, books, { district: 1_234_00n, city: 2_000_00n })
  const page = await site.openPage({ language: 'en', as: 'yangpu.maker' }, '/budget/tiers')
  await page.getByText('Yangpu Finance Bureau owes Shanghai Finance Bureau').waitFor()
  await page.getByRole('button', { name: /1,234\.00/ }).waitFor()
  await screenshot(page, 'tiers-owed-en', true)
  await expectAxeClean(page)
  await page.getByRole('button', { name: words.en.draw }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByLabel('Amount').inputValue()).toBe('1234.00')
  await dialog.getByLabel('Number', { exact: true }).fill('V-SETTLE-1')
  await dialog.getByRole('button', { name: 'Propose' }).click()
  await page.getByRole('link', { name: 'Open it' }).waitFor()
})
