import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedLedger } from '../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { type Site, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(async (owner) => {
    await seedPeople(owner)
    await seedLedger(owner)
  })
}, 180_000)
afterAll(() => site.close())

const words = {
  zh: {
    ledger: '总账',
    cash: '银行存款',
    statement: '期末余额',
    reversal: '冲销',
    snapshot: '截至记账日 2026-03-31',
    difference: '借贷差额',
    submit: '入账',
    post: '记一笔',
    note: '摘要',
    reason: '冲销原因',
    debit: '借方',
    credit: '贷方',
    line: (n: number) => `第 ${n} 行`,
    account: '科目',
    interest: '利息收入',
    knownBy: '系统日',
  },
  en: {
    ledger: 'Ledger',
    cash: 'Cash at bank',
    statement: 'Closing balance',
    reversal: 'Reverse',
    snapshot: 'effective by 2026-03-31',
    difference: 'Difference',
    submit: 'Post',
    post: 'Post an entry',
    note: 'Note',
    reason: 'Why it is reversed',
    debit: 'Debit',
    credit: 'Credit',
    line: (n: number) => `Line ${n}`,
    account: 'Account',
    interest: 'Interest income',
    knownBy: 'Known by',
  },
} as const

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test.each(['light', 'dark'] as const)('the %s pages lead from the books to a voucher', async (theme) => {
    const page = await site.openPage({ language, theme, as: 'yangpu.maker' }, '/ledger')
    await page.getByRole('heading', { level: 1, name: word.ledger }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-books-${language}-${theme}`)

    await page.getByRole('link', { name: 'YP-POOL' }).click()
    await page.getByRole('link', { name: word.cash, exact: true }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-book-${language}-${theme}`, true)

    await page.getByRole('link', { name: word.cash, exact: true }).click()
    await page.getByText(word.statement).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-account-${language}-${theme}`, true)

    await page.getByRole('link', { name: 'YP-POOL-000010' }).click()
    await page.getByRole('heading', { level: 1, name: 'YP-POOL-000010' }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-entry-${language}-${theme}`, true)
  })

  test('both sides of a book sum to the same, and the past can be looked at and left', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker' }, '/ledger')
    await page.getByRole('link', { name: 'YP-POOL' }).click()
    await page.getByRole('link', { name: word.cash, exact: true }).waitFor()
    const sums = page.getByRole('table').first().locator('tfoot data')
    const [debits, credits] = await sums.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('value')))
    expect(debits).toBe(credits)

    await page.goto(`${page.url()}?on=2026-03-31`)
    await page.getByText(word.snapshot).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-snapshot-${language}`)
  })

  test('on a phone nothing is lost', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker', viewport: phone }, '/ledger')
    await page.getByRole('link', { name: 'YP-POOL' }).click()
    await page.getByRole('link', { name: word.cash, exact: true }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-book-phone-${language}`, true)
  })

  test('an entry is typed, found unbalanced, put right, posted, and undone by somebody else', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker' }, '/ledger')
    await page.getByRole('link', { name: 'YP-POOL' }).click()
    await page.getByRole('link', { name: word.post }).click()
    await page.getByLabel(word.note).fill('四季度利息')
    for (const [line, head] of [
      [1, word.cash],
      [2, word.interest],
    ] as const) {
      await page.getByLabel(`${word.line(line)} ${word.account}`).click()
      await page.keyboard.type(head)
      await page.keyboard.press('Enter')
    }
    await page.getByLabel(`${word.line(1)} ${word.debit}`).fill('1,200.50')
    await page.getByLabel(`${word.line(2)} ${word.credit}`).fill('1200')
    await page.getByLabel(`${word.line(2)} ${word.credit}`).blur()
    const submit = page.getByRole('button', { name: word.submit, exact: true })
    expect(await submit.getAttribute('aria-disabled')).toBe('true')
    await expectAxeClean(page)
    await screenshot(page, `ledger-post-${language}`, true)
    await page.getByLabel(`${word.line(2)} ${word.credit}`).fill('1200.50')
    await submit.click()
    const posted = page.getByRole('heading', { level: 1, name: /YP-POOL-\d{6}/ })
    await posted.waitFor()
    const voucher = await posted.textContent()

    const checking = await site.openPage({ language, as: 'yangpu.checker' }, new URL(page.url()).pathname)
    await checking.getByRole('button', { name: word.reversal, exact: true }).click()
    await checking.getByLabel(word.reason).fill('重复')
    await expectAxeClean(checking)
    await checking.getByRole('dialog').getByRole('button', { name: word.reversal, exact: true }).click()
    await checking
      .getByRole('heading', { level: 1, name: /YP-POOL-\d{6}/ })
      .filter({ hasNotText: voucher ?? '' })
      .waitFor()
    await screenshot(checking, `ledger-reversal-${language}`, true)
    await expectAxeClean(checking)
  })
})

test('who keeps no book is not led to the ledger', async () => {
  const page = await site.openPage({ language: 'en', as: 'shenjiang.maker' })
  expect(await page.getByRole('link', { name: words.en.ledger, exact: true }).count()).toBe(0)
})
