import type { ClaimId } from '@cofund/shared/claims/claim'
import { readXlsx } from 'hucre'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf } from '../../kit/refusals.ts'
import { type Served, serve } from '../access/served.ts'
import { type ClaimsPlace, type PlantedPool, openClaimsPlace, twoTiers } from './claims-kit.ts'

let place: ClaimsPlace
let pool: PlantedPool
let served: Served
let approved: ClaimId
let draft: ClaimId
const cookies = new Map<string, Promise<string>>()
const cookieOf = (name: string) => {
  const cookie = cookies.get(name) ?? served.signIn(name)
  cookies.set(name, cookie)
  return cookie
}

beforeAll(async () => {
  place = await openClaimsPlace()
  pool = await place.plantPool()
  approved = await place.draft(await place.plantNote(pool))
  await place.decide(await place.submit(approved))
  draft = await place.draft(await place.plantNote(pool))
  served = await serve(place.database)
}, 60_000)
afterAll(async () => {
  await served.close()
  await place.close()
})

const ask = async (name: string, path: string) => served.send(path, { cookie: await cookieOf(name) })
/** A file's bytes: the test's own client reads answers as text. */
const bytesOf = async (name: string, path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(`${served.address}${path}`, { headers: { cookie: await cookieOf(name) } })).arrayBuffer())

describe('what a role may not see on screen is not in its files either', () => {
  test.each([
    ['its bank', 'shenjiang.maker', 200, 200],
    ['the pool’s keeper', 'yangpu.maker', 200, 404],
    ['the city that funds it', 'city.checker', 200, 404],
    ['who reviews for the pool', 'trustee.reviewer', 200, 404],
    ['another bank of the pool', 'wusong.maker', 404, 404],
    ['a fund manager', 'fund.maker', 404, 404],
  ])('%s (%s): the approved claim’s form %i, a draft’s %i; page and file agree', async (_, name, onApproved, onDraft) => {
    for (const [claimId, status] of [
      [approved, onApproved],
      [draft, onDraft],
    ] as const) {
      const files = await Promise.all(['approval.pdf', 'approval.xlsx', 'notice.pdf'].map((file) => ask(name, `/api/claims/${claimId}/forms/${file}`)))
      expect(files.map((file) => file.status)).toEqual([status, status, status])
      const onPage = await outcomeOf((await place.as(name)).claims.page({ claimId }))
      expect(onPage === 'done').toBe(status === 200)
    }
    const listed = await (await place.as(name)).claims.list({ size: 100 })
    const { sheets } = await readXlsx(await bytesOf(name, '/api/claims.xlsx'))
    expect(sheets[0]?.rows.slice(1).map(([number]) => number)).toEqual(listed.rows.map(({ number }) => `BC-${String(number).padStart(6, '0')}`))
  })

  test('a form that there is none of, and a format that there is none of, are refused by name', async () => {
    for (const file of ['nothing.pdf', 'approval.docx']) {
      const { status, json } = await ask('shenjiang.maker', `/api/claims/${approved}/forms/${file}`)
      expect([status, json['code']]).toEqual([404, 'form.unknown'])
    }
  })
})

describe('a form that leaves the house', () => {
  test('is an attachment of its own type that nothing keeps', async () => {
    const { headers } = await ask('yangpu.maker', `/api/claims/${approved}/forms/approval.pdf`)
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w%.~-]+\.pdf$/),
      'cache-control': 'no-store',
    })
  })

  test('is recorded with the digest that stands on it, and its compensation is that of the page: 800,000.00', async () => {
    const { sheets } = await readXlsx(await bytesOf('yangpu.maker', `/api/claims/${approved}/forms/approval.xlsx`))
    const [form, , about] = sheets
    expect(form?.rows.find(([name]) => name === '核定补偿额')?.[1]).toBe(800_000)
    const acts = await place.database.owner.selectFrom('act').select('facts').where('kind', '=', 'form.made').orderBy('recorded_at', 'desc').execute()
    const { formDigest, template, about: number } = (acts[0]?.facts ?? {}) as Record<string, string>
    expect([template, number]).toEqual(['claim.approval', expect.stringMatching(/^BC-\d{6}$/)])
    expect(about?.rows.flat()).toContain(`表单摘要 SHA-256 ${formDigest}`)
  })
})

test('who decided is named to whoever runs or oversees the pool, whichever organisation they sit in; a bank sees its own people', async () => {
  const deciders = async (name: string) => (await (await place.as(name)).claims.page({ claimId: approved })).case?.moves.map(({ person }) => person?.name ?? null)
  const names = await deciders('auditor')
  expect(names).toHaveLength(7)
  expect(names).not.toContain(null)
  expect(await deciders('yangpu.maker')).toEqual(names)
  expect((await deciders('shenjiang.maker'))?.filter((name) => name === null)).toHaveLength(5)
})

test('a yearly application is filled from the frozen year before it is decided: 4 % bad loans, 18m lost, a quarter of them at 50 % → 2,250,000.00', async () => {
  const band = await place.plantPool({
    funding: 'annual_budget',
    pays: 'afterwards',
    agreedOn: '2024-01-01',
    scheme: {
      family: 'bank_year',
      base: 'net_loss',
      compensation: { bands: { mode: 'excess', steps: [{ above: '0.03', up_to: '0.05', rate: '0.50' }] }, split: [...twoTiers], rounding: 'down' },
      breakers: [],
      claim: { diligent_recovery: true },
      recovery: { rule: 'recompute_on_net_loss', costs_first: true, remit_within_working_days: 10 },
    },
  })
  const m = (millions: number): bigint => BigInt(millions) * 100_000_000n
  const amounts = { loan_balance: m(1000), npl_balance: m(40), disposed: m(22), recovered: m(4), net_loss: m(18) }
  const stated = { ...amounts, previous_balance: null, districts: [{ district: '310110', ...amounts }] }
  const bank = await place.as('shenjiang.maker')
  const { claimId } = await bank.settlements.freeze({ poolId: band.poolId, productCode: 'KJD', year: 2025, stated, flags: { diligent_recovery: true } })
  const { sheets } = await readXlsx(await bytesOf('shenjiang.maker', `/api/claims/${claimId}/forms/year.xlsx`))
  const valueOf = (name: string) => sheets[0]?.rows.find(([first]) => first === name)?.[1]
  expect(['年末不良贷款余额', '不良率', '不良贷款净损失', '核定补偿额'].map(valueOf)).toEqual([40_000_000, 0.04, 18_000_000, 2_250_000])
})
