import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerAs } from '../kit/actors.ts'
import { type Site, desktop, expectAxeClean, phone, serveSite } from '../kit/browser.ts'
import { openTestDatabase } from '../kit/database.ts'
import { isSoak } from '../kit/soak.ts'

let site: Site
beforeAll(async () => {
  site = await serveSite(await openTestDatabase({ demonstration: true }))
}, 180_000)
afterAll(() => site?.close())

/** Whose page it is: who has something to see there. */
const readers: Readonly<Record<string, string>> = {
  '/people': 'admin',
  '/funds/$positionId': 'fund.maker',
  '/funds': 'fund.maker',
  '/notes/enrol': 'shenjiang.maker',
  '/notes/reports': 'shenjiang.maker',
  '/claims/new': 'shenjiang.maker',
  '/claims/$claimId/revise': 'shenjiang.maker',
  '/claims/$claimId/recoveries/new': 'shenjiang.maker',
  '/settlements': 'city.maker',
  '/settlements/new': 'city.maker',
  '/settlements/$claimId': 'city.maker',
  '/settlements/$claimId/refreeze': 'city.maker',
}
const reader = (route: string): string => readers[route] ?? 'yangpu.maker'

/** One of what the demonstration holds, for the parameters of an address. */
const parameters: Readonly<Record<string, { readonly table: string; readonly column: string }>> = {
  $bookId: { table: 'book', column: 'id' },
  $entryId: { table: 'journal_entry', column: 'id' },
  $versionId: { table: 'policy_version', column: 'id' },
  $batchId: { table: 'import_batch', column: 'id' },
  $loanId: { table: 'loan', column: 'id' },
  $positionId: { table: 'position', column: 'id' },
  $head: { table: 'account', column: 'head' },
  $bankAccountId: { table: 'bank_account', column: 'id' },
  $indicatorId: { table: 'budget_indicator', column: 'id' },
  $poolId: { table: 'pool', column: 'id' },
  $noteId: { table: 'drawdown_note', column: 'id' },
  $enterpriseId: { table: 'enterprise', column: 'id' },
}

/** Which claim a page is about, where not any claim will do. */
const claims: Readonly<Record<string, string>> = {
  '/claims/$claimId/revise': "organisation_id = 'org_shenjiang_bank' and status in ('draft', 'returned')",
  '/claims/$claimId/recoveries/new': "organisation_id = 'org_shenjiang_bank' and family = 'loan' and status in ('paid', 'recovering')",
  '/settlements/$claimId': "family = 'bank_year'",
  '/settlements/$claimId/refreeze': "family = 'bank_year'",
}

/** Every page that the router knows, read from it: a new one is walked without anybody thinking of it. */
const routes = [...readFileSync(join(import.meta.dirname, '../../client/routes.ts'), 'utf8').matchAll(/path: '(\/[^']*)'/g)]
  .map(([, path = '']) => path)
  .toSorted()

/** What nobody has made in the demonstration, made here. */
const made: Readonly<Record<string, () => Promise<string>>> = {
  $proposalId: async () => {
    const maker = await callerAs(site.database, 'yangpu.maker')
    const own = (await maker.ledger.books()).find(({ book }) => book.code === 'YP-POOL')
    const bookId = own?.book.id ?? expect.unreachable()
    return (await maker.approvals.propose({ kind: 'ledger.close_period', what: { bookId, month: '2026-01-01' } })).proposalId
  },
  $reportId: async () => {
    const maker = await callerAs(site.database, 'yangpu.maker')
    const [summary] = await maker.ledger.books()
    return (await maker.ledger.runReport({ bookIds: [summary?.book.id ?? expect.unreachable()], on: '2026-03-31' })).reportId
  },
}

const filled = new Map<string, Promise<string>>()
async function addressOf(route: string): Promise<string> {
  const parts = route.split('/').map(async (part) => {
    if (!part.startsWith('$')) return part
    if (part === '$form') return 'approval'
    if (part === '$claimId') return claimFor(route)
    const value = filled.get(part) ?? made[part]?.() ?? one(part)
    filled.set(part, value)
    return value
  })
  return (await Promise.all(parts)).join('/')
}

async function claimFor(route: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from claim where ${sql.raw(claims[route] ?? "family = 'loan' and paid_minor > 0")} order by number limit 1`.execute(site.database.owner)
  return rows[0]?.id ?? expect.unreachable(`the demonstration has no claim for ${route}`)
}

/** The first of those that the reader of most pages keeps. */
async function one(parameter: string): Promise<string> {
  const { table, column } = parameters[parameter] ?? expect.unreachable(`say where a ${parameter} is found`)
  const own = table === 'account' || table === 'journal_entry' ? sql`where book_id = ${await addressOf('$bookId')}` : sql``
  const keeper = table === 'book' || table === 'budget_indicator' ? sql`where organisation_id = 'org_yangpu_finance'` : own
  const { rows } = await sql<{ value: string }>`
    select ${sql.ref(column)} as value from ${sql.table(table)} ${keeper} order by 1 limit 1`.execute(site.database.owner)
  const value = rows[0]?.value ?? expect.unreachable(`the demonstration has no ${table}`)
  // Historic loans are numbered; their addresses say of what.
  return table === 'loan' ? `lon_${value}` : value
}

const views = (['zh', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) => [desktop, phone].map((viewport) => ({ language, theme, viewport }))),
)

/** All of them in the soak; else one for each page, and another for the next, so that each is looked at from every side. */
const viewsOf = (place: number) => (isSoak ? views : views.filter((_, index) => index === place % views.length))

describe.each(routes.map((route, place) => [route, place] as const))('%s', (route, place) => {
  test.each(viewsOf(place))('in $language, $theme, at $viewport.width px has nothing that axe objects to, and no script complains', async (view) => {
    const page = await site.openPage({ ...view, as: reader(route) }, await addressOf(route))
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expectAxeClean(page)
  }, 60_000)
})
