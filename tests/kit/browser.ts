/// <reference lib="dom" />
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import { pino } from 'pino'
import { type Browser, type Page, chromium } from 'playwright-core'
import { expect } from 'vitest'
import { createApp } from '../../server/app.ts'
import { buildClient, clientDir, isClientBuilt } from '../../server/client-build.ts'
import { demonstrationPassword } from '../../server/seed/district.ts'
import { findChromium } from './chromium.ts'
import { type TestDatabase, openTestDatabase } from './database.ts'

export const desktop = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

interface Reader {
  readonly language?: 'zh' | 'en'
  readonly theme?: 'light' | 'dark'
  readonly viewport?: { readonly width: number; readonly height: number }
  /** A person of the demonstration district, signed in through the procedure; nobody when absent. */
  readonly as?: string
}

/** The product, served from a database of its own, with a browser before it. */
export interface Site {
  readonly address: string
  readonly database: TestDatabase
  /** A new browser window, its own cookies, on the home page or at `path`. */
  readonly openPage: (reader?: Reader, path?: string) => Promise<Page>
  readonly close: () => Promise<void>
}

/** `const site = await openSite(seedPeople)` in `beforeAll`, `site.close()` in `afterAll`. Builds the pages if they are out of date. */
export async function openSite(seed: (owner: TestDatabase['owner']) => Promise<unknown>): Promise<Site> {
  const database = await openTestDatabase()
  await seed(database.owner)
  return serveSite(database)
}

/** The same from a database that stands already, on the hour that its stories are told at. */
export async function serveSite(database: TestDatabase, now: () => Date = () => new Date()): Promise<Site> {
  if (!isClientBuilt()) await buildClient()
  const app = createApp({
    db: database.app,
    log: pino({ level: 'error' }, pino.destination(2)),
    clientDir,
    secure: false,
    demonstration: true,
    now,
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchChromium()
  return {
    address,
    database,
    openPage: (reader, path) => openPage(browser, address, reader, path),
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database.close()
    },
  }
}

/** The Chromium that `pnpm test` has provided, or one that is installed. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('There is no Chromium: run `pnpm test` once, or name one in COFUND_CHROMIUM')
  // Chromium refuses its sandbox to root, and containers refuse it to everybody else; the pages are our own.
  // The other two keep screenshots alike from machine to machine.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none', '--force-color-profile=srgb'] })
}

const complaints = new WeakMap<Page, string[]>()

/** A new window on any address; `openSite` is for the product's own. */
export async function openPage(browser: Browser, address: string, reader: Reader = {}, path = '/'): Promise<Page> {
  const { language = 'zh', theme = 'light', viewport = desktop, as } = reader
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  await context.addInitScript(
    (preferences) => {
      if (!localStorage.getItem('cofund.preferences')) localStorage.setItem('cofund.preferences', preferences)
    },
    JSON.stringify({ language, theme, unit: null }),
  )
  if (as) {
    const answer = await context.request.post(`${address}/api/trpc/people.signIn`, {
      data: { name: as, password: demonstrationPassword },
      headers: { origin: address },
    })
    if (!answer.ok()) throw new Error(`${as} could not sign in: ${await answer.text()}`)
  }
  const page = await context.newPage()
  const heard: string[] = []
  complaints.set(page, heard)
  page.on('pageerror', (error) => void heard.push(error.message))
  // A refusal is an answer: the browser reports its status as an error, and the page tells it in words.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) heard.push(message.text())
  })
  await page.goto(`${address}${path}`)
  await page
    .locator('main')
    .waitFor()
    .catch(() => {
      throw new Error(`The page at ${path} did not appear. ${heard.join('; ')}`)
    })
  return page
}

/** No script failed, nothing was blocked, no library complained since the page opened. */
export const expectNoComplaints = (page: Page): void => expect(complaints.get(page)).toEqual([])

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2 A and AA and axe's good practice, on the page as it stands now. */
export async function expectAxeClean(page: Page): Promise<void> {
  await settled(page)
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(async () => {
    const options: RunOptions = { resultTypes: ['violations'] }
    const { axe } = window as unknown as { axe: { run: (context: unknown, options: RunOptions) => Promise<AxeResults> } }
    // Ant Design's hidden measuring row, where one of its tables has both a scroll width and a selection.
    return axe.run({ exclude: ['.ant-table-measure-row'] }, options)
  })
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`).join(' | ')}`,
    ),
  ).toEqual([])
  expectNoComplaints(page)
}

/** Nothing loads and nothing moves. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))))
}

const artifacts = join(import.meta.dirname, '../../artifacts')

/** For people to look at; nothing is compared with it. */
export async function screenshot(page: Page, name: string, whole = false): Promise<string> {
  await settled(page)
  mkdirSync(artifacts, { recursive: true })
  const path = join(artifacts, `${name}.png`)
  await page.screenshot({ path, fullPage: whole })
  return path
}
