import { fen } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { callerAs } from '../kit/actors.ts'
import { byTwo } from '../kit/approvals.ts'
import { type Site, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

let site: Site
let maker: Caller
let checker: Caller
beforeAll(async () => {
  site = await openSite(seedPeople)
  maker = await callerAs(site.database, 'yangpu.maker')
  checker = await callerAs(site.database, 'yangpu.checker')
}, 180_000)
afterAll(() => site.close())

const paidIn = (bookId: BookId, note: string, minor: bigint) =>
  maker.ledger.post({
    bookId,
    effectiveOn: '2026-03-20',
    note,
    postings: [
      { account: { head: 'cash' }, amount: fen(minor) },
      { account: { head: 'contribution', detail: 'district' }, amount: fen(-minor) },
    ],
  })

const words = {
  zh: {
    closed: '已结账至 2026-03',
    open: '尚无已结账月份',
    close: '结账 2026-04',
    reopen: '反结账 2026-03',
    reason: '反结账原因',
    propose: '提交反结账',
    countsIn: '计入月份',
    identical: '与存档结果一致',
    cash: '银行存款',
    store: '2026-03 报表存档',
    none: '存档以来，该报表期间没有变化',
  },
  en: {
    closed: 'Closed through 2026-03',
    open: 'No month is closed yet',
    close: 'Close 2026-04',
    reopen: 'Reopen 2026-03',
    reason: 'Why it is reopened',
    propose: 'Propose to reopen',
    countsIn: 'Counts in',
    identical: 'The same as stored',
    cash: 'Cash at bank',
    store: 'Store the report of 2026-03',
    none: 'Nothing has changed in its period since',
  },
} as const

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test('a book says what is closed, a late entry where it counts, a stored report what has changed since', async () => {
    const { id: bookId } = await maker.ledger.openBook({ kind: 'pool', code: `CLOSE-${language}`, nameZh: '结账池', nameEn: 'Closing' })
    await paidIn(bookId, '财政出资', 1_000_00n)
    const page = await site.openPage({ language, as: 'yangpu.maker' }, `/ledger/${bookId}`)
    await page.getByText(word.open).first().waitFor()

    const { reportId } = await maker.ledger.runReport({ bookIds: [bookId], on: '2026-03-31' })
    await byTwo(maker, checker, { kind: 'ledger.close_period', what: { bookId, month: '2026-03-01' } })
    const late = await paidIn(bookId, '迟到的到账', 250_00n)
    await page.reload()
    await page.getByText(word.closed).first().waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-closed-${language}`, true)

    await page.getByRole('button', { name: word.close }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: word.reopen }).click()
    await page.getByLabel(word.reason).fill('补记到账')
    await page.getByRole('button', { name: word.propose }).click()
    await page.getByText(/SP-0000/).waitFor()
    await expectAxeClean(page)

    await page.goto(`${site.address}/ledger/entries/${late.id}`)
    await page.getByText(word.countsIn).waitFor()
    await page.locator('.fact', { hasText: word.countsIn }).getByText('2026-04').waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-late-entry-${language}`, true)

    await page.goto(`${site.address}/ledger/reports/${reportId}`)
    await page.getByText(word.identical).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-restatement-${language}`, true)
    await page.getByRole('button', { name: '250.00' }).first().click()
    await page.getByRole('dialog').getByText('迟到的到账').waitFor()
    await expectAxeClean(page)

    await page.goto(`${site.address}/ledger/${bookId}`)
    await page.getByRole('button', { name: word.store }).click()
    await page.getByText(word.none).waitFor()
    await page.goto(`${site.address}/ledger/reports`)
    await page.getByRole('table').waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-reports-${language}`, true)
  })

  test('on a phone nothing is lost', async () => {
    const { id: bookId } = await maker.ledger.openBook({ kind: 'pool', code: `PHONE-${language}`, nameZh: '结账池', nameEn: 'Closing' })
    await byTwo(maker, checker, { kind: 'ledger.close_period', what: { bookId, month: '2026-03-01' } })
    const page = await site.openPage({ language, as: 'yangpu.maker', viewport: phone }, `/ledger/${bookId}`)
    await page.getByText(word.closed).first().waitFor()
    await expectAxeClean(page)
    await screenshot(page, `ledger-closed-phone-${language}`, true)
  })
})
