/// <reference lib="dom" />
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import { pino } from 'pino'
import { type Browser, type Page, type Request, chromium } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
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

interface Window {
  /** What its page has complained of since it was opened. */
  complaints: string[]
  /** What it has asked for and not yet got. */
  readonly asked: Set<Request>
  isFree: boolean
}
const windows = new WeakMap<Page, Window>()

/**
 * Each browser's windows. Most of a page's cost is its process, and the scripts that this reads for the first time: a window that a
 * test has left is taken by the next, without its cookies and with preferences of its own.
 */
const opened = new WeakMap<Browser, Page[]>()

/**
 * A window on any address, until the test ends; `openSite` is for the product's own. A test that changes the window itself, its
 * clock or what it may do, closes its context.
 */
export async function openPage(browser: Browser, address: string, reader: Reader = {}, path = '/'): Promise<Page> {
  const { language = 'zh', theme = 'light', viewport = desktop, as } = reader
  const page = opened.get(browser)?.find((each) => !each.isClosed() && windowOf(each).isFree) ?? (await openWindow(browser))
  const window = Object.assign(windowOf(page), { complaints: [], isFree: false })
  window.asked.clear()
  // What has failed may still be at work in its window.
  onTestFinished(({ task }) => (task.result?.state === 'fail' ? page.context().close() : leave(page)))
  await page.setViewportSize(viewport)
  await prefer(page, { language, theme, unit: null })
  if (as) {
    const answer = await page.context().request.post(`${address}/api/trpc/people.signIn`, {
      data: { name: as, password: demonstrationPassword },
      headers: { origin: address },
    })
    if (!answer.ok()) throw new Error(`${as} could not sign in: ${await answer.text()}`)
  }
  await page.goto(`${address}${path}`)
  await page
    .locator('main')
    .waitFor()
    .catch(() => {
      throw new Error(`The page at ${path} did not appear. ${window.complaints.join('; ')}`)
    })
  return page
}

async function openWindow(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: desktop, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const window: Window = { complaints: [], asked: new Set(), isFree: false }
  windows.set(page, window)
  opened.set(browser, [...(opened.get(browser) ?? []), page])
  page.on('pageerror', (error) => void window.complaints.push(error.message))
  // A refusal is an answer: the browser reports its status as an error, and the page tells it in words.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) window.complaints.push(message.text())
  })
  page.on('request', (request) => {
    // A file is there at once, and its end is not always told.
    if (request.url().startsWith('http')) window.asked.add(request)
  })
  page.on('requestfinished', (request) => void window.asked.delete(request))
  page.on('requestfailed', (request) => void window.asked.delete(request))
  return page
}

const windowOf = (page: Page): Window => windows.get(page) ?? expect.unreachable('the page is not of openPage')

/** Has the pages that open from now on find these preferences, as if chosen on an earlier visit. */
async function prefer(page: Page, preferences: Readonly<Record<string, string | null>>): Promise<void> {
  const chosen = JSON.stringify(preferences)
  if (page.url() !== 'about:blank') return page.evaluate((text) => localStorage.setItem('cofund.preferences', text), chosen)
  await page.context().addInitScript((text) => {
    if (!localStorage.getItem('cofund.preferences')) localStorage.setItem('cofund.preferences', text)
  }, chosen)
}

/** Leaves a window to whoever opens the next, signed out and on a page without a script: of itself at the end of a test. */
export async function leave(page: Page): Promise<void> {
  const window = windowOf(page)
  if (page.isClosed() || window.isFree) return
  const context = page.context()
  // Beside a file there is no such page.
  if (!page.url().startsWith('http')) return context.close()
  for (const other of context.pages()) if (other !== page) await other.close()
  await context.clearCookies()
  await context.clearPermissions()
  await page.goto(new URL('/mark.svg', page.url()).href)
  window.isFree = true
}

/** No script failed, nothing was blocked, no library complained since the page opened. */
export const expectNoComplaints = (page: Page): void => expect(windowOf(page).complaints).toEqual([])

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2 A and AA and axe's good practice, on the page as it stands now. */
export async function expectAxeClean(page: Page): Promise<void> {
  await settled(page)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
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

/** Nothing loads and nothing moves: what was asked for is there, is drawn, and has asked for nothing else. */
export async function settled(page: Page): Promise<void> {
  const { asked } = windowOf(page)
  await expect
    .poll(
      async () => {
        if (asked.size > 0) return [...asked].map((request) => request.url())
        await page.evaluate(async () => {
          for (let frame = 0; frame < 2; frame += 1) {
            await new Promise((resolve) => requestAnimationFrame(resolve))
            // A page that nobody has to draw again may never be told that it is idle.
            await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 200 }))
          }
        })
        return [...asked].map((request) => request.url())
      },
      { timeout: 30_000, interval: 20, message: 'what the page still waits for' },
    )
    .toEqual([])
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
