import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedLedger } from '../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { seedStatements } from '../../server/seed/seed-statements.ts'
import { type Site, expectAxeClean, openSite } from '../kit/browser.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(async (owner) => {
    await seedPeople(owner)
    await seedLedger(owner)
    await seedStatements(owner)
  })
}, 180_000)
afterAll(() => site.close())

test('three lines of the bank are open; booked as interest, one of them is matched', async () => {
  const page = await site.openPage({ language: 'en', theme: 'light', as: 'yangpu.maker' }, '/statements')
  await page.getByRole('heading', { level: 1, name: 'Bank reconciliation' }).waitFor()
  await expectAxeClean(page)
  await page.getByRole('link', { name: /\*{4} 7788/ }).click()
  const bank = page.getByRole('table', { name: 'Bank lines (unmatched)' })
  await bank.waitFor()
  expect(await bank.locator('tbody tr').count()).toBe(3)
  await expectAxeClean(page)
  await bank.getByRole('row', { name: /JX20261031/ }).getByRole('button', { name: 'Book as interest' }).click()
  await bank.getByText('JX20261031').waitFor({ state: 'detached' })
  expect(await bank.locator('tbody tr').count()).toBe(2)
})
