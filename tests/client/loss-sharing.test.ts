import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { callerAs } from '../kit/actors.ts'
import { type Site, desktop, expectAxeClean, expectNoComplaints, openSite, phone, screenshot, settled } from '../kit/browser.ts'
import { plantLoans } from '../kit/loan-book.ts'

let site: Site
let versions: Record<string, PolicyVersionId>
beforeAll(async () => {
  site = await openSite(seedPeople)
  await (await callerAs(site.database, 'city.maker')).policies.draftShipped()
  const maker = await callerAs(site.database, 'yangpu.maker')
  versions = Object.fromEntries(
    (await maker.policies.list()).map(({ code, versions: [version] }) => [code, version?.id ?? 'plv_none']),
  )
  await plantLoans(site.database.owner, 'org_yangpu_finance', [
    {
      number: 'A1',
      lender: 'First Bank',
      approved: '100000.00',
      guaranteed: '85000.00',
      chargedOff: '40000.00',
      chargedOffOn: '2009-03-01',
    },
    {
      number: 'A2',
      lender: 'First Bank',
      approved: '60000.00',
      guaranteed: '30000.00',
      chargedOff: '60000.00',
      chargedOffOn: '2010-05-01',
    },
    {
      number: 'B1',
      lender: 'Second Bank',
      approved: '200000.00',
      guaranteed: '180000.00',
      chargedOff: '200000.00',
      chargedOffOn: '2010-07-01',
    },
    { number: 'U1', lender: 'Second Bank', approved: '10000.00', guaranteed: '8500.00', chargedOffOn: '2010-01-01' },
    {
      number: 'T1',
      lender: null,
      approved: '6000000.00',
      guaranteed: '4500000.00',
      chargedOff: '5000000.00',
      chargedOffOn: '2011-02-01',
    },
  ])
  await maker.reports.evaluateLosses({ policyVersionId: versions['SBA7A'] ?? 'plv_none' })
})
afterAll(() => site.close())

const words = {
  zh: {
    guarantor: '担保机构',
    open: (name: string) => `查看“${name}”的构成与计算过程`,
    below: '低于记录',
    all: '全部合计',
    scheme: '分担办法',
    evaluate: '测算',
    again: '重新测算',
    notYet: '该办法尚未测算',
    nothingNew: '上次测算之后没有新的批次，结果不会改变',
    mayNot: '您的角色不能测算，请联系经办人员',
    firstUse: '导入历史贷款台账',
    stored: '重新计算的结果与存档一致',
    carried: '因此可套用于 USD 贷款',
    city: '市级',
    reason: '超出该办法最高档',
  },
  en: {
    guarantor: 'Guarantor',
    open: (name: string) => `How “${name}” is made up`,
    below: 'Below record',
    all: 'All records',
    scheme: 'Scheme',
    evaluate: 'Evaluate',
    again: 'Evaluate again',
    notYet: 'This scheme has not been tried yet',
    nothingNew: 'No batch came in since the last evaluation: the answer would be the same',
    mayNot: 'Your role may not evaluate. Ask a maker',
    firstUse: 'Once a book of historic loans is imported',
    stored: 'Computed again, it comes to what is stored',
    carried: 'so it is applied to loans in USD',
    city: 'City',
    reason: 'beyond the scheme’s highest tier',
  },
} as const

const drawn = (page: Page) => page.locator('.recharts-surface').nth(1).waitFor()
const headline = (page: Page, name: string) =>
  page.locator('.headline .fact').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test.each(['light', 'dark'] as const)('the page is axe clean in %s, wide and narrow', async (theme) => {
    const page = await site.openPage({ language, theme, as: 'yangpu.maker' }, '/loss-sharing')
    await drawn(page)
    await expectAxeClean(page)
    await screenshot(page, `loss-sharing-${language}-${theme}`, true)
    await page.setViewportSize(phone)
    await settled(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    await expectAxeClean(page)
    await screenshot(page, `loss-sharing-${language}-${theme}-phone`, true)
  })

  test('a figure opens its losses, which sum to it, and a loss its two derivations side by side', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker' }, '/loss-sharing')
    await drawn(page)
    const figure = headline(page, word.guarantor)
    // 40,000 and 60,000 at 85 %, 200,000 at 75 %.
    expect(await figure.locator('data').getAttribute('value')).toBe('235000.00')
    await figure.getByRole('button').click()
    const drawer = page.getByRole('dialog')
    const sums = drawer.getByRole('row', { name: word.all })
    await sums.waitFor()
    expect(await sums.locator('data').evaluateAll((cells) => cells.map((cell) => (cell as HTMLDataElement).value))).toEqual([
      '300000.00',
      '235000.00',
    ])
    await expectAxeClean(page)
    await screenshot(page, `loss-sharing-${language}-drawer`)

    await page.goto(`${site.address}/loss-sharing?drill=compared-below`)
    await page.getByRole('dialog').getByRole('button', { name: 'B1' }).click()
    await page.getByText(word.stored).waitFor()
    const [record, scheme] = [page.locator('.beside > section').first(), page.locator('.beside > section').last()]
    expect(await record.innerText()).toContain('180,000.00')
    expect(await scheme.innerText()).toContain('150,000.00')
    const [left, right] = [await record.boundingBox(), await scheme.boundingBox()]
    expect(left?.y).toBe(right?.y)
    await expectAxeClean(page)
    await screenshot(page, `loss-sharing-${language}-derivations`)
  })

  test('what was not shared stands apart: its amount unknown as --, its reason in words', async () => {
    const page = await site.openPage({ language, as: 'auditor' }, '/loss-sharing?year=2010')
    await drawn(page)
    expect(await page.getByText(word.reason).count()).toBe(0)
    const refused = page.locator('.headline .fact').nth(3)
    expect(await refused.locator('.unknown').innerText()).toBe('--')
    await page.goto(`${site.address}/loss-sharing`)
    await page.getByText(word.reason).waitFor()
    await page.goto(`${site.address}/loss-sharing?year=2011`)
    await drawn(page)
    // Nothing of 2011 could be shared: who would bear it is not known.
    expect(await headline(page, word.guarantor).locator('.unknown').innerText()).toBe('--')
    expectNoComplaints(page)
  })
})

test('a scheme is chosen, tried once and shown; in another currency it says so; the address keeps all of it', async () => {
  const word = words.zh
  const page = await site.openPage({ as: 'yangpu.checker' }, '/loss-sharing')
  await drawn(page)
  await page.getByRole('button', { name: word.again }).hover()
  await page.getByRole('tooltip', { name: word.nothingNew }).waitFor()
  await page.getByRole('combobox', { name: word.scheme }).fill('DEMO-TWO-TIER')
  await page.keyboard.press('Enter')
  await page.getByText(word.notYet).waitFor()
  await expectAxeClean(page)
  await page.getByRole('button', { name: word.evaluate, exact: true }).dblclick()
  await page.getByText(word.carried).waitFor()
  // 5,300,000 × 80 % × 40 %.
  expect(await headline(page, word.city).locator('data').getAttribute('value')).toBe('1696000.00')
  const evaluations = await site.database.owner
    .selectFrom('loss_evaluation')
    .select('id')
    .where('policy_version_id', '=', versions['DEMO-TWO-TIER'] ?? 'plv_none')
    .execute()
  expect(evaluations.length).toBe(1)
  await page.reload()
  await page.getByText(word.carried).waitFor()
  expect(new URL(page.url()).searchParams.get('evaluation')).toBe(evaluations[0]?.id)

  await page.getByRole('combobox', { name: '核销年份' }).click()
  await page.getByTitle('2010', { exact: true }).click()
  await page.waitForURL(/year=2010/)
  await page.waitForFunction(() => document.querySelector('.headline data')?.getAttribute('value') === '260000.00')
  await page.reload()
  await page.waitForFunction(() => document.querySelector('.headline data')?.getAttribute('value') === '260000.00')
  expectNoComplaints(page)
})

test('who may not evaluate is told so; who has no book is told how to begin', async () => {
  const viewer = await site.openPage({ as: 'science.officer' }, '/loss-sharing')
  await drawn(viewer)
  await viewer.getByRole('button', { name: words.zh.evaluate, exact: true }).hover()
  await viewer.getByRole('tooltip', { name: words.zh.mayNot }).waitFor()
  const elsewhere = await site.openPage({ language: 'en', as: 'pudong.maker', viewport: desktop }, '/loss-sharing')
  await elsewhere.getByText(words.en.firstUse).waitFor()
  await expectAxeClean(elsewhere)
  await elsewhere.getByRole('combobox', { name: 'Scheme' }).fill('DEMO')
  await elsewhere.keyboard.press('Enter')
  await elsewhere.getByRole('button', { name: words.en.evaluate, exact: true }).click()
  await elsewhere.getByRole('alert').filter({ hasText: 'Import a book of loans first' }).waitFor()
})
