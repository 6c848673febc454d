import { readFile } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { type Site, desktop, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'
import { dataFile } from '../kit/data.ts'
import { importerAs, standardFile } from '../server/imports/import-kit.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(seedPeople)
}, 180_000)
afterAll(() => site.close())

const words = {
  zh: { new: '导入文件', confirm: /确认导入/, accept: /只导入其余各行/, imported: '已导入', refused: '未通过', annotated: '下载错误文件', template: '下载模板', findings: '逐行结果', see: '查看本批贷款', warned: '提示' },
  en: { new: 'Import a file', confirm: /^Import \d/, accept: /Leave .* rows out/, imported: 'Imported', refused: 'Refused', annotated: 'Get the annotated file', template: 'Get the template', findings: 'Row by row', see: 'See the loans of this batch', warned: 'Warnings' },
} as const

/** A book of its own for each language: the same one twice would be recognised. */
const bookIn = (language: string) =>
  standardFile([
    { number: `${language}-1` },
    { number: `${language}-2`, outcome: '已核销', chargedOffOn: '2022-05-06', chargedOff: '1200000' },
    { number: `${language}-3`, approved: '１２０００' },
    { number: `${language}-4`, lender: '', lenderRegion: '', borrower: '五角场智能科技有限公司' },
    { number: `${language}-1` },
  ])

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test('a file goes from its upload to the book, and what is left out says why', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker' }, '/imports')
    await page.getByRole('button', { name: word.new }).first().click()
    await page.getByRole('dialog').getByText(word.template).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `imports-dialog-${language}`)

    await page.locator('input[type=file]').setInputFiles({ name: '历史贷款.csv', mimeType: 'text/csv', buffer: Buffer.from(bookIn(language)) })
    const confirm = page.getByRole('button', { name: word.confirm })
    await confirm.waitFor({ timeout: 30_000 })
    await expectAxeClean(page)
    await screenshot(page, `imports-checked-${language}`, true)
    expect(await confirm.getAttribute('aria-disabled')).toBe('true')

    await page.getByRole('checkbox', { name: word.accept }).check()
    await confirm.click()
    await page.locator('.page-actions').getByText(word.imported).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `imports-imported-${language}`, true)

    await page.getByRole('link', { name: word.see }).click()
    await page.getByRole('link', { name: `${language}-2` }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `loans-${language}`, true)

    await page.getByRole('link', { name: `${language}-2` }).click()
    await page.getByRole('heading', { level: 2, name: word.warned }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `loan-${language}`, true)
  })

  test('a file that is refused says where and what to do, and leaves nothing', async () => {
    const page = await site.openPage({ language, as: 'yangpu.maker' }, '/imports')
    await page.getByRole('button', { name: word.new }).first().click()
    const broken = `${standardFile([{ number: 'x' }])}${language},"`
    await page.locator('input[type=file]').setInputFiles({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from(broken) })
    await page.locator('.page-actions').getByText(word.refused).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `imports-refused-${language}`)
  })

  test('on a phone nothing is lost', async () => {
    const importer = await importerAs(site.database)
    const { batch } = await importer.check(standardFile([{ number: `phone-${language}`, approved: 'x' }, { number: `phone-${language}-2` }]))
    const page = await site.openPage({ language, as: 'yangpu.maker', viewport: phone }, `/imports/${batch.id}`)
    await page.getByText(word.findings).first().waitFor()
    await expectAxeClean(page)
    await screenshot(page, `imports-phone-${language}`, true)
    await page.goto(`${site.address}/loans`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `loans-phone-${language}`, true)
  })
})

test('the dark pages are as legible', async () => {
  const page = await site.openPage({ theme: 'dark', as: 'yangpu.maker' }, '/imports')
  await page.getByRole('table').first().waitFor()
  await expectAxeClean(page)
  await page.goto(`${site.address}/loans`)
  await page.getByRole('table').first().waitFor()
  await expectAxeClean(page)
  await screenshot(page, 'loans-dark', true)
})

const real = dataFile('sba-7a-loans.csv.gz')
test.skipIf(!real)(`the real record of 22,427 loans goes in through the page${real ? '' : ': ../shared/data/sba-7a-loans.csv.gz is not here'}`, async () => {
  const page = await site.openPage({ language: 'en', as: 'pudong.maker' }, '/imports')
  await page.getByRole('button', { name: words.en.new }).first().click()
  await page.locator('input[type=file]').setInputFiles(real ?? '')
  await page.getByRole('checkbox', { name: words.en.accept }).check({ timeout: 60_000 })
  await screenshot(page, 'imports-real-checked', true)
  await page.getByRole('button', { name: words.en.confirm }).click()
  await page.locator('.page-actions').getByText(words.en.imported).waitFor({ timeout: 60_000 })
  await screenshot(page, 'imports-real-imported', true)

  // The command line's way, in another book: the same file, the same counts, totals and root.
  const importer = await importerAs(site.database, 'xuhui.maker')
  const other = await importer.confirm(await importer.check(createReadStream(real ?? ''), { name: 'sba-7a-loans.csv.gz' }), true)
  const batchId = new URL(page.url()).pathname.split('/').at(-1) as `imp_${string}`
  const own = await (await importerAs(site.database, 'pudong.maker')).get(batchId)
  expect({ counts: own.batch.counts, root: own.batch.root, totals: own.totals, reasons: own.reasons }).toEqual({
    counts: other.batch.counts,
    root: other.batch.root,
    totals: other.totals,
    reasons: other.reasons,
  })

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: words.en.annotated }).click()])
  const annotated = await readFile(await download.path())
  expect(annotated.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  expect(annotated.toString().split('\n').filter((line) => line.includes('MIS_Status: empty'))).toHaveLength(119)

  await page.setViewportSize(desktop)
  await page.goto(`${site.address}/loans`)
  await page.getByText('USD 2,578,998,759.00').first().waitFor()
  await screenshot(page, 'loans-real', true)
})
