import type { ClaimId } from '@cofund/shared/claims/claim'
import { fen } from '@cofund/shared/kernel/money'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testNow } from '../kit/actors.ts'
import { type Site, desktop, expectNoComplaints, leave, phone, screenshot, serveSite } from '../kit/browser.ts'
import { expectCoherent } from '../kit/coherent.ts'
import { agreedBy } from '../kit/pools.ts'
import { printedLedger } from '../kit/printed-ledger.ts'
import { plantVoucher } from '../kit/vouchers.ts'
import { importerAs } from '../server/imports/import-kit.ts'
import { type ClaimsPlace, type PlantedPool, agreeAt, openClaimsPlace } from '../server/claims/claims-kit.ts'
import { statementHeader } from '../server/statements/statements-kit.ts'

let place: ClaimsPlace
let site: Site
let pool: PlantedPool
let claimId: ClaimId

/** Both tiers have paid in what they were called for, city 40 : district 60; a loan has gone bad, and its claim is drafted. */
beforeAll(async () => {
  place = await openClaimsPlace()
  pool = await place.plantPool({ cashYuan: 0, recoveriesGo: 'return', scheme: { recovery: { rule: 'pro_rata_borne', cost_rule: 'costs_first', remit_within_working_days: 10 } } })
  const { poolId } = pool
  await place.database.owner.insertInto('pool_party').values({ pool_id: poolId, organisation_id: 'org_yangpu_audit', part: 'auditor', since: '2024-01-01' }).execute()
  for (const [tier, jurisdictionCode, minor, maker, checker] of [
    ['city', '310000', 80_000_000n, 'city.maker', 'city.checker'],
    ['district', '310110', 120_000_000n, 'yangpu.maker', 'yangpu.checker'],
  ] as const) {
    await plantVoucher(place.database, [maker, checker], { bookId: pool.treasuries[tier], number: `支 ${tier}`, granted: 150_000_000n, minor, on: '2026-06-01', purpose: 'contribution', subject: poolId })
    const called = { poolId, tier, jurisdictionCode, amount: fen(minor), calledOn: '2026-06-01', documentNumber: `催缴 ${tier}` } as const
    await agreedBy(place.database, { kind: 'pool.call_contribution', what: called }, 'yangpu.maker', 'yangpu.checker', ...(tier === 'city' ? ['city.checker'] : []))
    const { id: contributionId } = await place.database.owner.selectFrom('pool_contribution').select('id').where('document_number', '=', `催缴 ${tier}`).executeTakeFirstOrThrow()
    await agreedBy(place.database, { kind: 'pool.pay_contribution', what: { contributionId, amount: fen(minor), paidOn: '2026-06-02', by: 'cash', reference: `支 ${tier}` } }, maker, checker)
  }
  claimId = await place.draft(await place.plantNote(pool, { number: 'JJ-2026-0042' }))
  site = await serveSite(place.database, () => testNow)
}, 120_000)
afterAll(() => site.close())

const open = async (as: string, path: string): Promise<Page> => {
  const page = await site.openPage({ as, viewport: desktop }, path)
  await shown(page)
  return page
}
const shown = async (page: Page): Promise<void> => {
  await page.locator('h1').waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

/** Somebody opens a page, does one thing on it, is photographed, and goes. */
async function deed(as: string, path: string, name: string, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await open(as, path)
  await act(page)
  await screenshot(page, `walkthrough-${name}`)
  expectNoComplaints(page)
  await leave(page)
}

const isCalled = (page: Page, status: string) => page.locator('.page-actions').getByText(status).first().waitFor()
const agrees = async (page: Page) => page.getByRole('button', { name: '同意', exact: true }).click()
/** The address of the case that a maker has just begun. */
async function caseOf(page: Page): Promise<string> {
  const link = page.getByRole('dialog').getByRole('link', { name: '查看事项' })
  await link.waitFor()
  return (await link.getAttribute('href')) ?? ''
}

test('from the pool’s money to the money that came back, by everybody who has a part in it, each before their own page', async () => {
  const page = `/claims/${claimId}`
  const { poolId } = pool
  let opened = ''
  await deed('yangpu.maker', `/pools/${poolId}`, '01-pool', (at) => at.locator('data[value="2000000.00"]').first().waitFor())
  await deed('shenjiang.maker', page, '02-bank-maker', async (at) => {
    await at.getByRole('button', { name: '提交', exact: true }).click()
    await caseOf(at)
  })
  await deed('shenjiang.checker', page, '03-bank-second', async (at) => {
    await agrees(at)
    await isCalled(at, '初审中')
  })
  await deed('trustee.reviewer', page, '04-trustee', async (at) => {
    await agrees(at)
    await at.getByText('已同意').first().waitFor()
  })
  // Of two who review and of two who decide, the first is of the same mind before the second sits down.
  const { proposalId } = (await (await place.as('science.reviewer')).claims.get({ claimId })).claim
  await agreeAt(await place.as('science.reviewer'), proposalId ?? 'prp_')
  await deed('science.second', page, '05-reviewer', async (at) => {
    await agrees(at)
    await isCalled(at, '已核查')
  })
  await agreeAt(await place.as('joint.meeting'), proposalId ?? 'prp_')
  await deed('joint.second', page, '06-decider', async (at) => {
    await at.getByLabel('联席会议纪要文号').fill('纪要〔2026〕7号')
    await agrees(at)
    await isCalled(at, '已核定，待支付')
  })
  await deed('yangpu.maker', page, '07-payer', async (at) => {
    await at.getByRole('button', { name: '支付', exact: true }).click()
    const dialog = at.getByRole('dialog', { name: '支付' })
    expect(await dialog.locator('data').getAttribute('value')).toBe('800000.00')
    await dialog.getByLabel('凭证号').fill('V-2026-0042')
    await dialog.getByRole('button', { name: '提交支付' }).click()
    opened = await caseOf(at)
  })
  await deed('yangpu.checker', opened, '08-releaser', async (at) => {
    await agrees(at)
    await at.getByText('已生效').first().waitFor()
  })

  // The pool's bank says so in its statement; with that, and not before, the claim is paid.
  const keeper = await place.as('yangpu.maker')
  const { id: bankAccountId } = await keeper.statements.openAccount({ bookId: pool.bookId, name: '池账户', number: '6222 0000 0042', matchedFrom: '2026-06-01' })
  const importer = await importerAs(place.database, 'yangpu.maker')
  const lines = ['2026-06-02,CNY,800000.00,,800000.00,市级出资,支 city', '2026-06-02,CNY,1200000.00,,2000000.00,区级出资,支 district', '2026-06-30,CNY,,800000.00,1200000.00,补偿款,V-2026-0042']
  await importer.confirm(await importer.check([statementHeader, ...lines.map((line) => `6222 0000 0042,${line}`)].join('\n'), { kind: 'statement_lines' }), true)
  await keeper.statements.matchByRules({ bankAccountId })
  await deed('yangpu.maker', page, '09-receipt', async (at) => {
    await at.getByRole('button', { name: '核对银行回单' }).click()
    await isCalled(at, '已到账')
  })

  await deed('shenjiang.maker', `${page}/recoveries/new`, '10-money-back', async (at) => {
    await at.getByLabel('收到金额').fill('100000')
    await at.getByLabel('追偿费用').fill('5000')
    await at.getByLabel('凭证号').fill('HK-42')
    await at.getByText('76,000.00').first().waitFor()
    await at.getByRole('button', { name: '提交复核' }).click()
    opened = await caseOf(at)
  })
  await agreeAt(await place.as('shenjiang.checker'), opened.split('/').at(-1) as `prp_${string}`)
  await deed('yangpu.checker', opened, '11-pool-second', async (at) => {
    await agrees(at)
    await at.getByText('已生效').first().waitFor()
  })

  // The district's auditor opens the payout: which indicator of the district paid and what is left of it, why this amount, who decided under which minutes, what each tier bore, and what came back since.
  await deed('auditor', page, '12-auditor', async (at) => {
    const text = await at.locator('main').innerText()
    for (const said of ['纪要〔2026〕7号', 'V-2026-0042', 'JJ-2026-0042', '预 支 district', '300,000.00']) expect(text).toContain(said)
    for (const minor of ['1000000.00', '800000.00', '320000.00', '480000.00', '95000.00']) await at.locator(`data[value="${minor}"]`).first().waitFor()
    expect(await at.getByRole('button', { name: '支付', exact: true }).count()).toBe(0)
  })
  const phoned = await site.openPage({ as: 'auditor', language: 'en', viewport: phone }, page)
  await shown(phoned)
  expect(await phoned.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await screenshot(phoned, 'walkthrough-13-auditor-phone', true)
  expectNoComplaints(phoned)

  expect(await printedLedger(place.database.owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank          181000.00      181000.00
city          289600.00      289600.00
district      434400.00      434400.00
loss          905000.00      905000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city                  -                 -       30400.00          30400.00     -
district              -                 -       45600.00          45600.00     -

pool
cash                           1200000.00
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank    76000.00`.trim(),
  )
  await expectCoherent(place.database.owner)
}, 180_000)
