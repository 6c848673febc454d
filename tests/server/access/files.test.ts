import { organisationKinds } from '@cofund/shared/people/organisation'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { hashOf, newToken } from '../../../server/kernel/session.ts'
import {
  type Everybody,
  type Planted,
  marks,
  missing,
  neighbour,
  openEverybody,
  personOfKind,
  seatOf,
  seenBy,
  strangers,
} from './everybody.ts'
import { type Served, serve } from './served.ts'

/**
 * Every address beside the procedures, and how it is asked for; `shared` ones hold nothing of anybody's. Who gets those of claims is told
 * where there are claims (server/claims/claim-files.test.ts); here, that nobody does without signing in.
 */
const routes: Readonly<
  Record<string, { readonly path: (ids: Planted) => string; readonly shared?: true; readonly ofClaims?: true; readonly method?: 'POST' }>
> = {
  'GET /healthz': { path: () => '/healthz', shared: true },
  'GET /readyz': { path: () => '/readyz', shared: true },
  'POST /api/documents': { path: () => '/api/documents?name=a.csv', method: 'POST' },
  'GET /api/documents/:hash': { path: ({ documentHash }) => `/api/documents/${documentHash}` },
  'GET /api/imports/templates/:kind': { path: () => '/api/imports/templates/loans', shared: true },
  'GET /api/evidence': { path: ({ bookCode }) => `/api/evidence?book=${bookCode}` },
  'GET /api/evidence (an organisation’s)': { path: ({ organisationId }) => `/api/evidence?organisation=${organisationId}` },
  'GET /api/checkpoints/:number': { path: () => '/api/checkpoints/1', shared: true },
  'GET /api/checkpoints/:number/key': { path: () => '/api/checkpoints/1/key', shared: true },
  'GET /api/claims/:id/forms/:file': { path: () => '/api/claims/clm_0000000000000000/forms/approval.pdf', ofClaims: true },
  'GET /api/claims.xlsx': { path: () => '/api/claims.xlsx', ofClaims: true },
  'GET /api/remittances/:id/:file': { path: () => '/api/remittances/rmt_0000000000000000/form.pdf', ofClaims: true },
  'GET /api/bank-accounts/:id/:month/:file': { path: () => '/api/bank-accounts/bac_0000000000000000/2026-01/reconciliation.pdf', ofClaims: true },
  'GET /api/imports/:id/annotated': { path: ({ batchId }) => `/api/imports/${batchId}/annotated` },
}
const files = Object.entries(routes).filter(([name, { shared, ofClaims, method }]) => name.includes('/api') && !shared && !ofClaims && !method)

let everybody: Everybody
let served: Served
beforeAll(async () => {
  everybody = await openEverybody()
  served = await serve(everybody.database)
}, 120_000)
afterAll(async () => {
  await served.close()
  await everybody.database.close()
})

/** A cookie without a password: seventeen hashes of a good one would be most of the time. */
async function cookieOf(signInName: string): Promise<string> {
  const token = newToken()
  await sql`
    insert into session (token_hash, membership_id, opened_from, expires_at)
    select ${hashOf(token)}, membership.id, 'test', now() + interval '1 hour'
    from membership join person on person.id = person_id where sign_in_name = ${signInName} order by membership.id limit 1`.execute(
    everybody.database.owner,
  )
  return `cofund=${token}`
}

test('every address beside the procedures is in the list: a new one fails until it says how it is asked for', () => {
  const app = createApp({ db: everybody.database.app, log: pino({ level: 'silent' }), secure: false, demonstration: false })
  const { stack } = app.router as unknown as { stack: { route?: { path: string; methods: Record<string, boolean> } }[] }
  const found = stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
  )
  expect(found.toSorted()).toEqual([...new Set(Object.keys(routes).map((name) => name.replace(/ \(.*/, '')))].toSorted())
})

describe('nobody', () => {
  test.each(Object.entries(routes).filter(([name]) => name.includes('/api')))(
    'asking %s is told to sign in',
    async (_, { path, method }) => {
      const answer = await served.send(path(everybody.strange), { method: method ?? 'GET', ...(method ? { body: 'a,b' } : {}) })
      expect(answer).toMatchObject({ status: 403, json: { code: 'access.sign_in_first' } })
      expect(answer.headers['content-disposition']).toBeUndefined()
    },
  )
})

describe('whose files they are', () => {
  test.each(files)('is sent %s as an attachment of its own type, that nobody sniffs and nothing keeps', async (_, { path }) => {
    const answer = await served.send(path(everybody.strange), { cookie: await cookieOf(strangers.maker) })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(marks[strangers.organisation])
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^(text\/csv|application\/json)/),
      'content-disposition': expect.stringMatching(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w%.~-]+$/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
  })
})

describe.each(organisationKinds.map((kind) => ({ kind, name: personOfKind[kind] })))('$name of a $kind', ({ name }) => {
  let cookie: string
  let others: readonly Planted[]
  beforeAll(async () => {
    cookie = await cookieOf(name)
    const seen = seenBy((await seatOf(everybody.database.owner, name)).organisationId)
    others = [everybody.strange, ...(seen.has(neighbour.organisation) ? [] : [everybody.near])]
  })

  test.each(files)("asking %s for another's is answered as for one that nobody has", async (_, { path }) => {
    const none = await served.send(path(missing), { cookie })
    // Whoever lacks the permission for a file is told so, whosever it is; the rest, that there is none.
    expect(['access.not_permitted', 'evidence.nothing_in_scope']).toContain(
      none.status === 404 ? 'access.not_permitted' : none.json['code'],
    )
    for (const ids of others) {
      const answer = await served.send(path(ids), { cookie })
      expect([answer.status, told(answer.text, ids)]).toEqual([none.status, told(none.text, missing)])
      expect(answer.headers['content-disposition']).toBeUndefined()
      expect(answer.headers['cache-control']).toBe('no-store')
    }
  })
})

/** An answer with every id that was asked for under its noun; a sentence quotes the beginning of a hash. */
const told = (text: string, { documentHash, ...ids }: Planted): string =>
  [...Object.entries(ids), ['documentHash', documentHash], ['documentHash', documentHash.slice(0, 12)]].reduce(
    (rest, [noun, id]) => rest.replaceAll(String(id), `<${noun}>`),
    text,
  )

test("a file that is stored twice stays each keeper's own: the same bytes open nobody else's copy", async () => {
  const [bank, other] = [await cookieOf('wusong.maker'), await cookieOf('pubin.maker')]
  const body = `只此一份,${Date.now()}`
  const { json } = await served.send('/api/documents?name=one.csv', { method: 'POST', cookie: bank, body })
  expect((await served.send(`/api/documents/${String(json['hash'])}`, { cookie: other })).status).toBe(404)
  await served.send('/api/documents?name=two.csv', { method: 'POST', cookie: other, body })
  const answer = await served.send(`/api/documents/${String(json['hash'])}`, { cookie: other })
  expect(answer.headers['content-disposition']).toContain('two.csv')
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['a"; filename="b.html', 'a_filename_b.html'],
  ['换\r\nSet-Cookie: a=b', '_Set-Cookie_a_b'],
])('the name %j is served as %j, with nothing of a header in it', async (name, plain) => {
  const cookie = await cookieOf('wusong.maker')
  const { json } = await served.send(`/api/documents?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    cookie,
    body: `${name} ${plain}`,
  })
  const { headers } = await served.send(`/api/documents/${String(json['hash'])}`, { cookie })
  expect(headers['content-disposition']).toContain(`filename="${plain}"`)
  expect(headers['set-cookie']).toBeUndefined()
})
