import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCheckpointFile, readPublicKey } from '@cofund/shared/audit/checkpoint'
import { readBundle } from '@cofund/shared/audit/evidence'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCheckpoint } from '../../server/audit/checkpoint.ts'
import { seedLedger } from '../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { type Site, expectAxeClean, expectNoComplaints, openSite, phone, screenshot } from '../kit/browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'cofund-evidence-page-'))
let site: Site
beforeAll(async () => {
  site = await openSite(async (owner) => {
    await seedPeople(owner)
    await seedLedger(owner)
    await makeCheckpoint(owner, { keyFile: join(folder, 'checkpoint.key') })
  })
}, 180_000)
afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const words = {
  zh: { title: '证据与核验', take: '导出', book: '账簿', checkpoint: '下载检查点 1', key: /下载公钥/, open: '打开核验页', sound: '四项结论全部成立', not: /需要审计或财政复核角色/ },
  en: { title: 'Evidence', take: 'Export', book: 'Book', checkpoint: 'Download checkpoint 1', key: /Download the public key/, open: 'Open the verifier', sound: 'All four verdicts hold', not: /takes the role of an auditor/ },
} as const

async function download(page: Page, name: string | RegExp): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: typeof name === 'string' }).first().click()])
  const path = join(folder, file.suggestedFilename())
  await file.saveAs(path)
  return path
}

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test('an auditor takes evidence, checkpoint and key home, and the page that comes with them verifies it', async () => {
    const page = await site.openPage({ language, as: 'auditor' }, '/')
    await page.getByRole('navigation').getByRole('link', { name: word.title }).click()
    await page.getByRole('heading', { level: 1, name: word.title }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `evidence-${language}`, true)

    const files = [await download(page, word.take), await download(page, word.checkpoint), await download(page, word.key)]
    const [bundle = '', checkpoint = '', key = ''] = files.map((path) => readFileSync(path, 'utf8'))
    expect(readBundle(bundle)).toMatchObject({ bundle: { scope: { books: [], from: null } } })
    expect(readCheckpointFile(checkpoint)).toBeDefined()
    expect(readPublicKey(key)).toBeDefined()

    const [verifier] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: word.open }).click()])
    await verifier.locator('input[type=file]').setInputFiles(files)
    await verifier.getByText(/✓ (四项结论全部成立|All four verdicts hold)/).waitFor()
    expectNoComplaints(page)
  })

  test('what is chosen stands in the address, one book or one organisation', async () => {
    const page = await site.openPage({ language, as: 'yangpu.checker' }, '/evidence?organisation=org_yangpu_finance')
    await page.getByRole('combobox', { name: word.book }).click()
    await page.getByTitle(/^YP-POOL /).click()
    await page.waitForURL(/\/evidence\?book=YP-POOL$/)
    const { scope } = JSON.parse(readFileSync(await download(page, word.take), 'utf8')) as { scope: { organisations: string[]; books: string[] } }
    await page.mouse.move(0, 0)
    expect(scope).toMatchObject({ organisations: [], books: [expect.stringMatching(/^bok_/)] })
    await expectAxeClean(page)
  })

  test('who may not take it is told why', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker', viewport: phone }, '/evidence')
    await page.getByText(word.not).waitFor({ state: 'attached' })
    await expectAxeClean(page)
    await screenshot(page, `evidence-phone-${language}`, true)
  })
})

test('the dark page is as legible', async () => {
  const page = await site.openPage({ theme: 'dark', as: 'auditor' }, '/evidence')
  await page.getByRole('table').first().waitFor()
  await expectAxeClean(page)
})

describe('over HTTP', () => {
  test.each([
    ['/api/evidence', undefined, 403, 'access.sign_in_first'],
    ['/api/evidence', 'yangpu.maker', 403, 'access.not_permitted'],
    ['/api/evidence?book=YP-POOL&organisation=org_yangpu_finance', 'auditor', 422, 'evidence.asked_wrongly'],
    ['/api/evidence?from=2026-02-30', 'auditor', 422, 'evidence.asked_wrongly'],
    ['/api/evidence?from=2026-03-01&to=2026-02-01', 'auditor', 422, 'evidence.period_backwards'],
    ['/api/evidence?organisation=org_city_finance', 'auditor', 404, 'evidence.nothing_in_scope'],
    ['/api/checkpoints/99', 'auditor', 404, 'record.not_found'],
    ['/api/checkpoints/x', 'auditor', 404, 'record.not_found'],
    ['/api/checkpoints/1', undefined, 403, 'access.sign_in_first'],
  ] as const)('%s by %s is refused: %i %s', async (path, as, status, code) => {
    const page = await site.openPage(as ? { as } : {})
    const answer = await page.context().request.get(`${site.address}${path}`)
    expect(answer.status()).toBe(status)
    expect(await answer.json()).toMatchObject({ code })
  })
})
