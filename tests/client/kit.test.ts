import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, expectAxeClean, launchChromium, openPage, phone, screenshot } from '../kit/browser.ts'

/** The kit alone, with invented figures and no server behind it (client/ui/gallery). */
const project = join(import.meta.dirname, '../..')
const built = join(project, 'artifacts/gallery')
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://gallery')
  const path = pathname === '/' ? '/index.html' : pathname
  readFile(join(built, path)).then(
    (file) => response.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream').end(file),
    () => response.writeHead(404).end('There is no such file'),
  )
})

let browser: Browser
let address: string
beforeAll(async () => {
  await build({
    configFile: join(project, 'vite.config.ts'),
    root: join(project, 'client/ui/gallery'),
    logLevel: 'error',
    build: { outDir: built, emptyOutDir: true },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

describe.each(['zh', 'en'] as const)('the whole kit, in %s', (language) => {
  test.each(['light', 'dark'] as const)('is axe clean in %s, also in a drawer within a drawer', async (theme) => {
    const page = await openPage(browser, address, { language, theme })
    await page.locator('.recharts-surface').nth(1).waitFor()
    await screenshot(page, `kit-${language}-${theme}`, true)
    await expectAxeClean(page)
    await page.setViewportSize(phone)
    await screenshot(page, `kit-${language}-${theme}-phone`, true)
    await expectAxeClean(page)
    await page.setViewportSize(desktop)
    await page.goto(`${address}/?drill=balance`)
    await page.getByRole('dialog').waitFor()
    await screenshot(page, `kit-${language}-${theme}-drawer`)
    await expectAxeClean(page)
  })

  test('nothing scrolls sideways but what is meant to, at 390, 1093 (1366 at 125 %) and 1440', async () => {
    const page = await openPage(browser, address, { language })
    for (const width of [390, 1093, 1440]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${width}`).toBe(0)
    }
  })
})

const open = (path?: string) => openPage(browser, address, {}, path)
const journal = (page: Page) => page.locator('.table:not(.table-plain)')
const firstCell = (page: Page) => journal(page).locator('tbody tr').first().locator('th')
const summary = (page: Page, head: string) => journal(page).locator('tfoot tr', { hasText: head }).locator('td')

describe('amounts', () => {
  test('stand to the right, tabular, with their unit in the head: 1,000,000.19 元 is 100.00 under 金额（万元）', async () => {
    const page = await open()
    await journal(page).getByRole('columnheader', { name: '金额（万元）' }).waitFor()
    const cell = journal(page).locator('tbody tr').first().locator('td.end').first()
    expect(await cell.textContent()).toBe('100.00')
    const style = await cell.evaluate((element) => [
      getComputedStyle(element).textAlign,
      getComputedStyle(element).fontVariantNumeric,
    ])
    expect(style).toEqual(['right', 'lining-nums tabular-nums'])
    await page.getByRole('radio', { name: '元', exact: true }).check()
    await journal(page).getByRole('columnheader', { name: '金额（元）' }).waitFor()
    expect(await cell.textContent()).toBe('1,000,000.19')
  })

  test('that are not known show "--", and no sum pretends to know them', async () => {
    const page = await open()
    await page.getByTitle('3', { exact: true }).click()
    const row = journal(page).locator('tbody tr', { hasText: 'PZ-2026-000041' })
    expect(await row.locator('td.end').nth(1).textContent()).toBe('--')
    expect(await summary(page, '本页合计').nth(2).textContent()).toBe('--')
  })

  test('show their whole value to the fen on hover and on focus, and copy as a plain number', async () => {
    const page = await open()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const amount = journal(page).locator('tbody tr').nth(1).locator('data').first()
    await amount.hover()
    await page.getByText('1,076,543.40 元').waitFor()
    await page.locator('.full-value').getByRole('button', { name: '复制' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('1076543.40')
    await journal(page).locator('tbody tr').nth(2).locator('data').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.full-value').getByRole('button', { name: '已复制' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('1153086.61')
  })

  test('an English reader sees the same amount in millions: CNY 3.23 mn', async () => {
    const page = await openPage(browser, address, { language: 'en' })
    expect(await page.locator('.headline data').first().textContent()).toBe('CNY 3.23 mn')
  })
})

describe('tables', () => {
  test('sort by a button that tells its order; figures from the greatest down first, the third press lets go', async () => {
    const page = await open()
    const head = journal(page).getByRole('columnheader', { name: '金额' })
    const order = async () => [await head.getAttribute('aria-sort'), await firstCell(page).textContent()]
    expect(await order()).toEqual([null, 'PZ-2026-000001'])
    await head.getByRole('button').click()
    expect(await order()).toEqual(['descending', 'PZ-2026-000137'])
    await head.getByRole('button').click()
    expect(await order()).toEqual(['ascending', 'PZ-2026-000001'])
    await head.getByRole('button').click()
    expect(await order()).toEqual([null, 'PZ-2026-000001'])
  })

  test('filter into chips that come off one by one, and say so when nothing is left', async () => {
    const page = await open()
    await page.getByLabel('凭证号').fill('00009')
    await page.getByLabel('凭证号').press('Enter')
    await page.getByText('共 11 条', { exact: true }).waitFor()
    await page.getByRole('button', { name: '去掉筛选：凭证号：00009' }).click()
    await page.getByText('共 137 条', { exact: true }).waitFor()
    await page.getByLabel('凭证号').fill('nothing of the kind')
    await page.getByLabel('凭证号').press('Enter')
    await page.getByText('没有符合筛选条件的记录').waitFor()
    await page.locator('.empty').getByRole('button', { name: '清除筛选' }).click()
    await page.getByText('共 137 条', { exact: true }).waitFor()
  })

  test('sum the page and all records apart: 20 rows come to 3,454.32 万元, 137 to 85,007.66', async () => {
    const page = await open()
    expect(await summary(page, '本页合计').nth(1).textContent()).toBe('3,454.32')
    expect(await summary(page, '全部合计').nth(1).textContent()).toBe('85,007.66')
    await page.getByText('因四舍五入，合计数可能存在尾差').waitFor()
  })
})

describe('figures that open', () => {
  test('open their rows and derivation; the next drawer names the way, and the address keeps it', async () => {
    const page = await open()
    await page.locator('.headline .drill').press('Enter')
    const drawer = page.getByRole('dialog')
    expect(await drawer.locator('tfoot td').nth(1).textContent()).toBe('322.96')
    await drawer.locator('.facts .drill').click()
    await page.waitForURL('**/?drill=balance/compensation')
    await page.reload()
    const inner = page.getByRole('dialog').last()
    await inner.getByText('987,654.312', { exact: false }).first().waitFor()
    await inner.getByText('已在本页逐步复算，结果一致').waitFor()
    await expectAxeClean(page)
    await inner.getByRole('button', { name: '余额' }).click()
    await page.waitForURL('**/?drill=balance')
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.search.includes('drill'))
  })

  test('charts open the rows behind a bar, and behind the same figure in their table', async () => {
    const page = await open()
    await page.locator('.recharts-bar-rectangle').first().click()
    await page.getByRole('dialog').getByText('bar 2026-01 city').first().waitFor()
    await page.keyboard.press('Escape')
    const chart = page.getByRole('figure').first()
    await chart.getByRole('radio', { name: '表' }).check()
    await chart.getByRole('row', { name: '2026-05' }).getByRole('button').first().click()
    await page.getByRole('dialog').getByText('bar 2026-05 city').first().waitFor()
  })
})

test('a button that may not be pressed keeps the focus and says why', async () => {
  const page = await open()
  const button = page.getByRole('button', { name: '同意' })
  expect(await button.getAttribute('aria-disabled')).toBe('true')
  await button.focus()
  await page.getByRole('tooltip', { name: '须先经第二人复核' }).waitFor()
})
