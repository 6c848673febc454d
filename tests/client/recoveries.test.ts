import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerAs } from '../kit/actors.ts'
import { agree } from '../kit/approvals.ts'
import { type Site, desktop, expectAxeClean, phone, screenshot, serveSite } from '../kit/browser.ts'
import { openTestDatabase } from '../kit/database.ts'

const onTheDay = () => new Date('2026-11-20T02:00:00Z')

let site: Site
let places: Readonly<Record<'list' | 'claim' | 'report' | 'years' | 'year' | 'correct' | 'freeze', string>>
let claimId: string
/** Who reports: the bank of that claim. */
let bank: string
beforeAll(async () => {
  const database = await openTestDatabase({ demonstration: true })
  site = await serveSite(database, onTheDay)
  const claim = await database.owner
    .selectFrom('claim')
    .innerJoin('recovery', 'recovery.claim_id', 'claim.id')
    .innerJoin('pool', 'pool.id', 'claim.pool_id')
    .select(['claim.id', 'claim.organisation_id'])
    .where('claim.status', '=', 'recovering')
    .where('code', '=', 'YP-RCP')
    .where('kind', '=', 'reversal')
    .orderBy('claim.number')
    .executeTakeFirstOrThrow()
  const year = await database.owner
    .selectFrom('claim')
    .innerJoin('claim_freeze', 'claim_freeze.claim_id', 'claim.id')
    .select('claim.id')
    .where('place', '=', 2)
    .executeTakeFirstOrThrow()
  claimId = claim.id
  bank = claim.organisation_id.replace(/^org_|_bank$/g, '')
  places = {
    list: '/recoveries',
    claim: `/claims/${claim.id}/recoveries`,
    report: `/claims/${claim.id}/recoveries/new`,
    years: '/settlements',
    year: `/settlements/${year.id}`,
    correct: `/settlements/${year.id}/refreeze`,
    freeze: '/settlements/new',
  }
}, 200_000)
afterAll(() => site.close())

describe.each([
  ['zh', 'light', desktop],
  ['en', 'dark', phone],
] as const)('in %s, %s', (language, theme, viewport) => {
  test.each([
    ['list', 'yangpu.maker'],
    ['claim', 'bank'],
    ['report', 'bank'],
    ['years', 'city.maker'],
    ['year', 'city.maker'],
    ['correct', 'shenjiang.maker'],
    ['freeze', 'shenjiang.maker'],
  ] as const)('%s is read by everybody, and fits', async (place, who) => {
    const page = await site.openPage({ language, theme, viewport, as: who === 'bank' ? `${bank}.maker` : who }, places[place])
    await page.locator('h1').waitFor()
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    await expectAxeClean(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    await screenshot(page, `recoveries-${place}-${language}`, true)
  }, 60_000)
})

test('a bank reports money and sees it divided as it types; its second person and the pool’s confirm it, and everybody stands anew', async () => {
  const page = await site.openPage({ as: `${bank}.maker` }, places.claim)
  await page.getByRole('link', { name: '上报回款' }).click()
  await page.getByRole('heading', { level: 1, name: '上报回款' }).waitFor()
  const says = page.getByRole('complementary', { name: '分配结果' })
  await page.getByLabel('收到金额').fill('100')
  await page.getByLabel('追偿费用').fill('101')
  await says.getByText(/追偿费用 101.00 超过回款 100.00/).waitFor()
  await page.getByLabel('收到金额').fill('10,000')
  await page.getByLabel('追偿费用').fill('500')
  // 9,500.00 counts: 32 : 48 : 20.
  await says.getByText('7,600.00').first().waitFor()
  for (const part of ['500.00', '3,040.00', '4,560.00', '1,900.00']) await says.getByText(part, { exact: true }).first().waitFor()
  await says.getByRole('button', { name: /7,600.00/ }).click()
  await page.getByRole('dialog').getByRole('heading', { name: '本次回款的去向' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByLabel('凭证号').fill('追偿〔2026〕900 号')
  await says.getByRole('button', { name: '提交复核' }).click()
  await page.getByRole('dialog', { name: /已提交复核/ }).waitFor()
  await page.getByRole('link', { name: '查看事项' }).click()
  await page.getByRole('heading', { level: 1 }).filter({ hasText: '追偿回款分配' }).waitFor()
  const proposalId = new URL(page.url()).pathname.split('/').at(-1) as `prp_${string}`
  for (const checker of [`${bank}.checker`, 'yangpu.checker']) await agree(await callerAs(site.database, checker, { now: onTheDay }), { proposalId })
  const { remitted_minor: remitted, due_minor: due } = await site.database.owner
    .selectFrom('recovery')
    .selectAll()
    .where('claim_id', '=', claimId as `clm_${string}`)
    .where('reference', '=', '追偿〔2026〕900 号')
    .executeTakeFirstOrThrow()
  expect([due, remitted]).toEqual([760_000n, 0n])
  await page.goto(`${site.address}${places.claim}`)
  await page.getByText('追偿〔2026〕900 号').waitFor()
}, 90_000)
