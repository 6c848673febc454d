import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pemOfPublicKey } from '@cofund/shared/audit/checkpoint'
import { sayFinding } from '@cofund/shared/audit/say-verification'
import { verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeProofTools } from '../../server/audit/proof-tools.ts'
import { buildClient, clientDir, isClientBuilt } from '../../server/client-build.ts'
import { expectAxeClean, launchChromium, openPage, phone, screenshot } from '../kit/browser.ts'
import { newKey, plantedEvidence } from '../kit/evidence.ts'
import { type Tampered, tamperings } from '../kit/tamperings.ts'

// The page lies alone in a folder, as on an auditor's stick: nothing stands beside it, and the browser is cut off.
const folder = mkdtempSync(join(tmpdir(), 'cofund-verifier-'))
const place = (name: string) => join(folder, name)
const evidence = plantedEvidence()

let browser: Browser
beforeAll(async () => {
  if (!isClientBuilt()) await buildClient()
  copyFileSync(join(clientDir, 'verify.html'), place('verify.html'))
  writeFileSync(place('bundle.json'), JSON.stringify(evidence.bundle))
  writeFileSync(place('checkpoint.json'), JSON.stringify(evidence.checkpoint))
  writeFileSync(place('checkpoint.key.pub'), pemOfPublicKey(evidence.key.publicKey))
  browser = await launchChromium()
}, 180_000)
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

const words = {
  zh: { locale: 'zh-CN', sound: '四项结论全部成立', unsound: /有 \d 项结论不成立/, unproven: '最后一个检查点之后的 1 条记录尚未得到证明', unknown: /不是证据包、检查点或公钥/ },
  en: { locale: 'en-US', sound: 'All four verdicts hold', unsound: /\d of four verdicts do not hold/, unproven: '1 acts after the last checkpoint are not yet proven', unknown: /is no bundle, no checkpoint and no public key/ },
} as const

async function open(language: 'zh' | 'en', viewport?: typeof phone): Promise<Page> {
  const page = await openPage(browser, pathToFileURL(folder).href, { language, ...(viewport && { viewport }) }, '/verify.html')
  await page.context().setOffline(true)
  if (language === 'en') await page.getByRole('button', { name: 'English' }).click()
  return page
}
const give = (page: Page, ...names: readonly string[]) => page.locator('input[type=file]').setInputFiles(names.map(place))

describe.each(['zh', 'en'] as const)('in %s, from a file and without a network', (language) => {
  const word = words[language]

  test('evidence holds in all four verdicts, and what is not yet proven is said', async () => {
    const page = await open(language)
    await expectAxeClean(page)
    await screenshot(page, `verifier-${language}`)
    await give(page, 'checkpoint.key.pub', 'bundle.json')
    expect(await page.getByText(word.sound).count()).toBe(0)
    await give(page, 'checkpoint.json')
    await page.getByText(word.sound).waitFor()
    await page.getByText(word.unproven).waitFor()
    await page.getByText(evidence.key.keyId).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `verifier-sound-${language}`, true)
  })

  test('what was changed is named, in the same words as on the command line', async () => {
    const tampered = structuredClone({ bundle: evidence.bundle, checkpoint: evidence.checkpoint }) as Tampered
    for (const found of ['entry_changed', 'tail_missing', 'document_changed', 'step_differs']) tamperings.find((each) => each.found === found)?.tamper(tampered)
    writeFileSync(place('tampered.json'), JSON.stringify(tampered.bundle))
    const page = await open(language)
    await give(page, 'tampered.json', 'checkpoint.json', 'checkpoint.key.pub')
    await page.getByText(word.unsound).waitFor()
    const { verdicts } = await verifyEvidence({ bundle: tampered.bundle, checkpoints: [tampered.checkpoint], publicKey: evidence.key.publicKey }, nodeProofTools)
    const findings = verdicts.flatMap((verdict) => verdict.findings.map((finding) => sayFinding(finding, language)))
    expect(findings.length).toBeGreaterThan(3)
    expect(await page.locator('.verdict li').allTextContents()).toEqual(findings)
    await expectAxeClean(page)
    await screenshot(page, `verifier-unsound-${language}`, true)
  })

  test('a file that is none of the three is told apart', async () => {
    writeFileSync(place('letter.txt'), 'Dear auditor')
    const page = await open(language, phone)
    await give(page, 'letter.txt')
    await page.getByText(word.unknown).waitFor()
    await expectAxeClean(page)
  })
})

test('every tampering fails in the browser as it does in Node', async () => {
  const page = await open('en')
  for (const { deed, tamper, found } of tamperings) {
    const tampered = structuredClone({ bundle: evidence.bundle, checkpoint: evidence.checkpoint }) as Tampered
    tamper(tampered)
    writeFileSync(place('t.json'), JSON.stringify(tampered.bundle))
    writeFileSync(place('c.json'), JSON.stringify(tampered.checkpoint))
    await page.reload()
    await page.getByRole('button', { name: 'English' }).click()
    await give(page, 't.json', 'c.json', 'checkpoint.key.pub')
    await page.getByText(words.en.unsound).waitFor()
    expect(await page.locator('.verdict.fails li').count(), `${deed}: ${found}`).toBeGreaterThan(0)
  }
})

test('another key than the one that signed', async () => {
  writeFileSync(place('other.pub'), pemOfPublicKey(newKey().publicKey))
  const page = await open('en')
  await give(page, 'bundle.json', 'checkpoint.json', 'other.pub')
  await page.getByText(/was signed with another key/).waitFor()
})

test('files dropped onto the page are taken like those chosen', async () => {
  const page = await open('en')
  const texts = ['bundle.json', 'checkpoint.json', 'checkpoint.key.pub'].map((name) => [name, readFileSync(place(name), 'utf8')] as const)
  const transfer = await page.evaluateHandle((given) => {
    const files = new DataTransfer()
    for (const [name, text] of given) files.items.add(new File([text], name))
    return files
  }, texts)
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer })
  await page.getByText(words.en.sound).waitFor()
})

test('the page is one file that names no other, and lets its one script connect to nothing', () => {
  const html = readFileSync(place('verify.html'), 'utf8')
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script>'])
  expect(html).toMatch(/default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-[A-Za-z0-9+/=]{44}'/)
  expect(html.replace(/<script>[\s\S]*<\/script>/, '')).not.toMatch(/(?:src|href)="(?!data:)/)
})
