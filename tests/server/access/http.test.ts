import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../../server/kernel/log.ts'
import { paces, takeTurn } from '../../../server/kernel/rate-limit.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Served, serve } from './served.ts'

let database: TestDatabase
let plain: Served
let secure: Served
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  const clientDir = mkdtempSync(join(tmpdir(), 'cofund-pages-'))
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html><title>Cofund</title>')
  plain = await serve(database, { clientDir })
  secure = await serve(database, { secure: true, clientDir })
})
afterAll(async () => {
  await Promise.all([plain.close(), secure.close()])
  await database.close()
})
afterEach(() => sql`truncate rate_limit`.execute(database.owner))

const signIn = (body: object) => ({ method: 'POST', body })
const cookieOf = ({ headers }: { headers: { 'set-cookie'?: string[] | undefined } }) => headers['set-cookie']?.[0]?.split(';')[0] ?? ''
const refusalIn = ({ json }: { json: Record<string, unknown> }) =>
  (json['error'] as { data?: { refusal?: { code: string; facts: Record<string, unknown> } } } | undefined)?.data?.refusal

describe('headers', () => {
  test.each(['/', '/books/anything', '/healthz', '/api/trpc/people.me', '/api/nothing', '/%E0%A4%A'])(
    'of %s keep the page to itself',
    async (path) => {
      const { headers } = await secure.send(path)
      const policy = Object.fromEntries(
        (headers['content-security-policy'] as string).split(';').map((part) => {
          const [name = '', ...values] = part.trim().split(' ')
          return [name, values.join(' ')]
        }),
      )
      expect(policy).toEqual({
        'default-src': "'self'",
        'base-uri': "'none'",
        'connect-src': "'self'",
        'font-src': "'self' data:",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
        'img-src': "'self' data: blob:",
        'object-src': "'none'",
        'script-src': "'self'",
        'script-src-attr': "'none'",
        'style-src': "'self' 'unsafe-inline'",
        'upgrade-insecure-requests': '',
      })
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'permissions-policy': expect.stringContaining('geolocation=()'),
      })
      expect(headers['x-powered-by']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
    },
  )

  test('over plain http promise no https', async () => {
    const { headers } = await plain.send('/')
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
  })

  test.each(['/api/trpc/people.me', '/api/imports/templates/loans', '/api/nothing'])(
    'let nothing below /api be kept: %s',
    async (path) => {
      expect((await plain.send(path)).headers['cache-control']).toBe('no-store')
    },
  )
})

describe('the cookie', () => {
  test('over https is the host’s own, out of reach of scripts, and sent by no other site’s form', async () => {
    const { headers } = await secure.send(
      '/api/trpc/people.signIn',
      signIn({ name: 'city.maker', password: demonstrationPassword }),
    )
    const [cookie = ''] = headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-cofund=[\w-]{43}; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('is new with every sign-in, and one that somebody planted before opens nothing', async () => {
    const planted = `cofund=${'A'.repeat(43)}`
    const { headers } = await plain.send('/api/trpc/people.signIn', {
      ...signIn({ name: 'city.maker', password: demonstrationPassword }),
      cookie: planted,
    })
    const [cookie = ''] = headers['set-cookie'] ?? []
    expect(cookie).not.toContain('A'.repeat(43))
    expect((await plain.send('/api/trpc/people.list', { cookie: planted })).status).toBe(403)
    expect((await plain.send('/api/trpc/people.list', { cookie: cookie.split(';')[0] })).status).toBe(200)
  })

  test('opens nothing after signing out, and is taken back', async () => {
    const cookie = await plain.signIn('city.maker')
    const { headers } = await plain.send('/api/trpc/people.signOut', { method: 'POST', cookie, body: {} })
    expect(headers['set-cookie']?.[0]).toMatch(/^cofund=; .*Expires=Thu, 01 Jan 1970/)
    expect((await plain.send('/api/trpc/people.list', { cookie })).status).toBe(403)
  })

  test('of one’s other sessions is ended from this one, one or all; this one goes on', async () => {
    let here = ''
    const [first, second] = [await plain.signIn('vc.maker'), await plain.signIn('vc.maker')]
    here = await plain.signIn('vc.maker')
    const list = async () =>
      (
        (await plain.send('/api/trpc/people.sessions', { cookie: here })).json['result'] as {
          data: { id: string; isThis: boolean }[]
        }
      ).data
    const sessions = await list()
    expect(sessions.map(({ isThis }) => isThis).toSorted()).toEqual([false, false, true])

    const opens = async (cookie: string) => (await plain.send('/api/trpc/people.list', { cookie })).status
    const unproven = await plain.send('/api/trpc/people.endSessions', { method: 'POST', cookie: here, body: { password: 'not this one' } })
    expect([refusalIn(unproven)?.code, await opens(first), await opens(second)]).toEqual(['password.wrong', 200, 200])
    const one = await plain.send('/api/trpc/people.endSessions', {
      method: 'POST',
      cookie: here,
      body: { password: demonstrationPassword, sessionId: sessions.find(({ isThis }) => !isThis)?.id },
    })
    here = cookieOf(one)
    expect([await opens(first), await opens(second)].toSorted()).toEqual([200, 403])
    const former = here
    here = cookieOf(await plain.send('/api/trpc/people.endSessions', { method: 'POST', cookie: here, body: { password: demonstrationPassword } }))
    expect([await opens(first), await opens(second), await opens(former), await opens(here)]).toEqual([403, 403, 403, 200])
    expect(await list()).toHaveLength(1)
  })

  test('of whoever knew the old password opens nothing once it is changed', async () => {
    const [thief, owner] = [await plain.signIn('wusong.maker'), await plain.signIn('wusong.maker')]
    const change = { current: demonstrationPassword, next: 'a longer password than before' }
    const changed = await plain.send('/api/trpc/people.changePassword', { method: 'POST', cookie: owner, body: change })
    expect(changed.status).toBe(200)
    expect((await plain.send('/api/trpc/people.list', { cookie: thief })).status).toBe(403)
    // Whoever proved again who they are goes on under a new token.
    expect((await plain.send('/api/trpc/people.list', { cookie: owner })).status).toBe(403)
    expect((await plain.send('/api/trpc/people.list', { cookie: cookieOf(changed) })).status).toBe(200)
  })
})

describe('a new password', () => {
  test('that anybody would try is refused, and the old one goes on', async () => {
    const cookie = await plain.signIn('caohejing.maker')
    const answer = await plain.send('/api/trpc/people.changePassword', {
      method: 'POST',
      cookie,
      body: { current: demonstrationPassword, next: 'Caohejing-2026!' },
    })
    expect([answer.status, refusalIn(answer)?.code]).toEqual([422, 'password.guessable'])
    await plain.signIn('caohejing.maker')
  })

  test('takes the old one: an open session alone changes nothing', async () => {
    const cookie = await plain.signIn('caohejing.maker')
    const answer = await plain.send('/api/trpc/people.changePassword', {
      method: 'POST',
      cookie,
      body: { current: 'not this one', next: 'twelve letters and more' },
    })
    expect(refusalIn(answer)?.code).toBe('password.wrong')
  })
})

describe('a session whose owner owes a password', () => {
  test('is refused every file, by name, as it is every procedure', async () => {
    const cookie = await plain.signIn('guarantor.maker')
    const give = (until: ReturnType<typeof sql>) => sql`update credential set given_until = ${until} where person_id = 'per_guarantor_maker'`.execute(database.owner)
    await give(sql`now() + interval '7 days'`)
    const file = await plain.send('/api/imports/templates/loans', { cookie }).finally(() => give(sql`null`))
    expect([file.status, file.json['code']]).toEqual([403, 'access.change_password_first'])
    expect((await plain.send('/api/imports/templates/loans', { cookie })).status).toBe(200)
  })

  test('is not opened by ever more guesses at the password: ten in fifteen minutes, and sign-in goes on', async () => {
    const cookie = await plain.signIn('city.checker')
    const guess = () => plain.send('/api/trpc/people.endSessions', { method: 'POST', cookie, body: { password: 'not this one' } })
    const codes: (string | undefined)[] = []
    for (let tries = 0; tries <= paces.proof.turns; tries++) codes.push(refusalIn(await guess())?.code)
    expect(codes).toEqual([...Array<string>(paces.proof.turns).fill('password.wrong'), 'access.too_many'])
    await plain.signIn('city.checker')
  }, 30_000)
})

test('of two who send the same code at the same moment, one is let in', async () => {
  const secret = new Secret({ size: 20 })
  await sql`update credential set totp_secret = ${secret.base32} where person_id = 'per_joint_meeting'`.execute(database.owner)
  const body = { name: 'joint.meeting', password: demonstrationPassword, code: new TOTP({ secret }).generate() }
  const answers = await Promise.all([1, 2, 3].map(() => plain.send('/api/trpc/people.signIn', signIn(body))))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403])
  expect(answers.flatMap((answer) => refusalIn(answer)?.code ?? [])).toEqual(['sign_in.code_wrong', 'sign_in.code_wrong'])
})

describe('a write', () => {
  const origin = (value: string): Record<string, string> => ({ origin: value })
  test.each([
    ['of our own page', { 'sec-fetch-site': 'same-origin' }, true, true],
    ['that the reader typed or bookmarked', { 'sec-fetch-site': 'none' }, true, true],
    ['of another site', { 'sec-fetch-site': 'cross-site' }, true, false],
    ['of another site, without a cookie: a sign-in in somebody else’s name', { 'sec-fetch-site': 'cross-site' }, false, false],
    ['of a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, true, false],
    ['of another site that also claims our origin', { 'sec-fetch-site': 'cross-site', origin: 'own' }, true, false],
    ['of an older browser on our page', { origin: 'own' }, true, true],
    ['of an older browser on another site', origin('https://elsewhere.example'), true, false],
    ['of an older browser in a sandbox', origin('null'), true, false],
    ['of a browser that says nothing', {}, true, false],
    ['of a program without a cookie', {}, false, true],
  ])('%s → %j, cookie %s: passes %s', async (_, headers: Record<string, string>, withCookie, passes) => {
    const cookie = withCookie ? await plain.signIn('pudong.maker') : undefined
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === 'own' ? plain.address : value]),
    )
    const answer = await plain.send('/api/trpc/people.enrolSecondFactor', {
      method: 'POST',
      cookie,
      headers: { ...own, ...('origin' in own ? {} : { origin: '' }) },
      body: {},
    })
    expect(answer.json['code'] === 'access.other_site').toBe(!passes)
  })

  test.each([
    ['same-origin', 200],
    ['none', 200],
    ['cross-site', 403],
    ['same-site', 403],
  ])('beside it a read from %s is answered %s: no link elsewhere sets off an export', async (site, status) => {
    const cookie = await plain.signIn('pudong.maker')
    expect((await plain.send('/api/imports/templates/loans', { cookie, headers: { 'sec-fetch-site': site } })).status).toBe(
      status,
    )
  })

  test('is no GET: a link or an image cannot bring one about', async () => {
    const cookie = await plain.signIn('pudong.maker')
    expect((await plain.send('/api/trpc/people.signOut?input={}', { cookie })).status).toBe(405)
    expect((await plain.send('/api/trpc/people.list', { cookie })).status).toBe(200)
  })

  test('is no form: what a page may send elsewhere without asking is not read', async () => {
    const cookie = await plain.signIn('pudong.maker')
    const answer = await plain.send('/api/trpc/people.endSessions', {
      method: 'POST',
      cookie,
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    })
    expect(answer.status).toBe(415)
  })
})

describe('turns', () => {
  test(`of failed sign-ins under one name are ${paces.sign_in_name.turns}, known or not, and the refusal says how long to wait`, async () => {
    const codes: (string | undefined)[] = []
    for (let i = 0; i <= paces.sign_in_name.turns; i++) {
      codes.push(
        refusalIn(await plain.send('/api/trpc/people.signIn', signIn({ name: 'nobody.at.all', password: `guess ${i}` })))?.code,
      )
    }
    expect(codes).toEqual([...Array<string>(paces.sign_in_name.turns).fill('sign_in.wrong'), 'access.too_many'])
    const last = await plain.send('/api/trpc/people.signIn', signIn({ name: 'nobody.at.all', password: 'x' }))
    expect(last.status).toBe(429)
    expect(refusalIn(last)?.facts['seconds']).toBeGreaterThan(880)
  })

  test('of failed sign-ins from one address are spent over all names; tries at once are counted one by one', async () => {
    await Promise.all(
      Array.from({ length: paces.sign_in_address.turns }, () => takeTurn(database.app, 'sign_in_address', '127.0.0.1')),
    )
    const answer = await plain.send('/api/trpc/people.signIn', signIn({ name: 'city.maker', password: demonstrationPassword }))
    expect([answer.status, refusalIn(answer)?.code]).toEqual([429, 'access.too_many'])
  })

  test('come back with a sign-in that succeeds: an office may share an address', async () => {
    for (let i = 0; i < paces.sign_in_name.turns + 2; i++) await plain.signIn('city.maker')
    const { rows } = await sql`select taken from rate_limit where bucket like 'sign_in%' and taken > 0`.execute(database.owner)
    expect(rows).toEqual([])
  }, 30_000)

  test('of a session are shared by all servers and by procedures and files; others go on', async () => {
    const [cookie, other] = [await plain.signIn('fund.maker'), await plain.signIn('vc.maker')]
    await plain.send('/api/trpc/people.me', { cookie })
    await sql`update rate_limit set taken = ${paces.session.turns} where bucket like 'session%' and taken = 1`.execute(
      database.owner,
    )
    const answer = await plain.send('/api/trpc/people.list', { cookie })
    expect([answer.status, refusalIn(answer)?.code]).toEqual([429, 'access.too_many'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    const file = await plain.send('/api/imports/templates/loans', { cookie })
    expect([file.status, file.json['code'], file.json['en']]).toEqual([
      429,
      'access.too_many',
      expect.stringMatching(/^Too many requests .* \d+ seconds/),
    ])
    expect((await plain.send('/api/trpc/people.list', { cookie: other })).status).toBe(200)
  })

  test('are back when the time is over', async () => {
    const take = () => takeTurn(database.app, 'sign_in_name', 'somebody')
    for (let i = 0; i < paces.sign_in_name.turns; i++) expect(await take()).toBe(0)
    expect(await take()).toBeGreaterThan(0)
    await sql`update rate_limit set renewed_at = now()`.execute(database.owner)
    expect(await take()).toBe(0)
  })

  test('are counted in a table that tells neither names nor addresses, and that the application cannot touch', async () => {
    await takeTurn(database.app, 'sign_in_name', 'city.maker')
    const { rows } = await sql<{ bucket: string }>`select bucket from rate_limit`.execute(database.owner)
    expect(rows.map(({ bucket }) => bucket)).toEqual([expect.stringMatching(/^sign_in_name [0-9a-f]{64}$/)])
    await expect(sql`delete from rate_limit`.execute(database.app)).rejects.toThrow('permission denied')
  })
})

describe('what nobody should send', () => {
  test.each([
    ['more than a megabyte', '/api/trpc/people.signIn', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 413],
    ['no JSON', '/api/trpc/people.signIn', '{"name":', 400],
    ['JSON as deep as it is long', '/api/trpc/people.signIn', '['.repeat(400_000), 400],
    ['well-formed JSON, 100,000 deep', '/api/trpc/people.signIn', '['.repeat(100_000) + ']'.repeat(100_000), 400],
    ['a prototype', '/api/trpc/people.signIn', '{"__proto__":{"name":"a"},"constructor":{"prototype":{"x":1}}}', 422],
  ])('%s is refused calmly, and the server goes on', async (_, path, body, status) => {
    const answer = await plain.send(path, { method: 'POST', body })
    expect(answer.status).toBe(status)
    expect(answer.text).not.toMatch(/node_modules|\bat .*\.ts:|select |stack/i)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect((await plain.send('/healthz')).json).toEqual({ status: 'ok' })
  })

  test.each([
    ['/%E0%A4%A', 400],
    ['/api/imports/%E0%A4%A/annotated', 400],
    ['/api/../../etc/passwd', 404],
    ['/assets/../../package.json', 404],
  ])('an address like %s shows nothing of the machine', async (path, status) => {
    const { status: answered, text } = await plain.send(path, { cookie: await plain.signIn('city.maker') })
    expect(text).not.toMatch(/node_modules|\bat .*\.(ts|js):|root:|devDependencies/)
    expect([status, 200, 403]).toContain(answered)
  })

  test('a bug is told by its trace id alone, and logged under it', async () => {
    const cookie = await plain.signIn('city.maker')
    await sql`alter table organisation rename to organisation_gone`.execute(database.owner)
    const answer = await plain
      .send('/api/trpc/people.organisations', { cookie })
      .finally(() => sql`alter table organisation_gone rename to organisation`.execute(database.owner))
    expect(answer.status).toBe(500)
    expect(answer.text).not.toMatch(/organisation|relation|select/i)
  })
})

test('a request to be echoed is not: TRACE shows nobody the cookie that was sent', async () => {
  const answer = await plain.send('/', { method: 'TRACE', cookie: 'cofund=secret', headers: { 'sec-fetch-site': 'same-origin' } })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.text).not.toContain('secret')
})

describe('the log', () => {
  test('says who was refused what, from where and when', async () => {
    const cookie = await plain.signIn('auditor')
    await plain.send('/api/trpc/ledger.openBook', { method: 'POST', cookie, body: {} })
    await plain.send('/api/trpc/people.signIn', signIn({ name: 'city.maker', password: 'not this one' }))
    const lines = plain
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toContainEqual(
      expect.objectContaining({
        refusal: 'access.not_permitted',
        path: 'ledger.openBook',
        membership: 'mem_auditor_1',
        from: '127.0.0.1',
        time: expect.stringMatching(/Z$/),
      }),
    )
    expect(lines).toContainEqual(expect.objectContaining({ refusal: 'sign_in.wrong', path: 'people.signIn' }))
    expect(plain.logged()).not.toContain('not this one')
    expect(plain.logged()).not.toContain(cookie.split('=')[1])
  })

  test('holds no password, cookie, key or row, wherever an error or a request carries one', () => {
    let written = ''
    const log = createLog('info', { write: (line: string) => void (written += line) })
    const secret = 'hunter2hunter2'
    const error = Object.assign(new Error('duplicate key'), {
      detail: `Key (name)=(${secret}) exists`,
      constraint: 'person_name',
    })
    log.error({
      err: error,
      req: { headers: { cookie: secret, authorization: secret, 'set-cookie': secret } },
      input: { password: secret, current: secret },
      token: secret,
    })
    expect(written).not.toContain(secret)
    expect(written).toContain('person_name')
    expect(JSON.parse(written)).toMatchObject({ req: { headers: { cookie: '[redacted]' } } })
  })
})

describe('a request that is answered once', () => {
  test('leaves neither the password that it carried nor a hash of it behind', async () => {
    let cookie = await plain.signIn('xuhui.maker')
    const send = (next: string) =>
      plain.send('/api/trpc/people.changePassword', {
        method: 'POST',
        cookie,
        headers: { 'idempotency-key': 'change-1' },
        body: { current: demonstrationPassword, next },
      })
    const answer = await send('first long password')
    expect(answer.status).toBe(200)
    cookie = cookieOf(answer)
    const [first] = (
      await sql<{ body_hash: string }>`select body_hash from request where key = 'change-1'`.execute(database.owner)
    ).rows
    expect((await send('second long password')).status).toBe(200)
    expect(first?.body_hash).toMatch(/^[0-9a-f]{64}$/)
    expect(
      (await plain.send('/api/trpc/people.signIn', signIn({ name: 'xuhui.maker', password: 'first long password' }))).status,
    ).toBe(200)
  })
})
