import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { kindOfBytes } from '../../../server/documents/sniff.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
let server: Server
let address: string
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  server = createServer(createApp({ db: database.app, log: pino({ level: 'silent' }), secure: false, demonstration: true }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await database.close()
})

async function cookieOf(name: string): Promise<string> {
  const answer = await fetch(`${address}/api/trpc/people.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: demonstrationPassword }),
  })
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}
const send = async (body: Uint8Array<ArrayBuffer>, { as = 'yangpu.maker', name = 'a.csv', origin = address } = {}) =>
  fetch(`${address}/api/documents?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { ...(as && { cookie: await cookieOf(as) }), origin }, body })
const stored = () => database.owner.selectFrom('document').selectAll().execute()

describe('a file', () => {
  const bytes = new Uint8Array(Buffer.alloc(2_500_000, 'abc\n'))
  const hash = createHash('sha256').update(bytes).digest('hex')

  test('is kept under its hash, in pieces, and comes back byte for byte under its name', async () => {
    const answer = await send(bytes, { name: '目录/历史 贷款.csv' })
    expect(await answer.json()).toEqual({ hash, name: '历史 贷款.csv', kind: 'csv', bytes: '2500000' })
    expect(await database.owner.selectFrom('document_chunk').select('index').execute()).toHaveLength(3)

    const back = await fetch(`${address}/api/documents/${hash}`, { headers: { cookie: await cookieOf('yangpu.maker') } })
    expect(back.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('历史 贷款.csv')}`)
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes)
  })

  test('sent again is the same document; its act is recorded once, without its name', async () => {
    await Promise.all([send(bytes), send(bytes, { name: 'b.csv' })])
    expect(await stored()).toHaveLength(1)
    const acts = await database.owner.selectFrom('act').select('facts').where('kind', '=', 'document.stored').execute()
    expect(acts).toEqual([{ facts: { hash, bytes: 2_500_000n, kind: 'csv' } }])
  })

  test('of another organisation cannot be had by knowing its hash', async () => {
    const answer = await fetch(`${address}/api/documents/${hash}`, { headers: { cookie: await cookieOf('shenjiang.maker') } })
    expect({ status: answer.status, ...(await answer.json()) }).toMatchObject({ status: 404, code: 'document.not_found', zh: expect.stringContaining('请') })
  })
})

test.each([
  ['nobody', { as: '' }, 403, 'access.sign_in_first'],
  ['another site', { origin: 'https://evil.example' }, 403, 'access.other_site'],
] as const)('%s may not send one', async (_, options, status, code) => {
  const before = (await stored()).length
  const answer = await send(new Uint8Array(Buffer.from('x')), options)
  expect({ status: answer.status, ...(await answer.json()) }).toMatchObject({ status, code })
  expect(await stored()).toHaveLength(before)
})

test('an empty one is refused', async () => {
  const answer = await send(new Uint8Array())
  expect({ status: answer.status, ...(await answer.json()) }).toMatchObject({ status: 422, code: 'document.empty' })
})

test('a template comes in the reader’s language, to those who are signed in', async () => {
  const answer = await fetch(`${address}/api/imports/templates/loans?language=en`, { headers: { cookie: await cookieOf('yangpu.maker') } })
  expect(answer.headers.get('content-disposition')).toContain('Historic%20guaranteed%20loans.xlsx')
  expect(kindOfBytes(Buffer.from(await answer.arrayBuffer()))).toBe('xlsx')
  expect((await fetch(`${address}/api/imports/templates/loans`)).status).toBe(403)
  expect((await fetch(`${address}/api/imports/templates/spoons`, { headers: { cookie: await cookieOf('yangpu.maker') } })).status).toBe(404)
})

test.each([
  ['gzip', gzipSync('x')],
  ['pdf', Buffer.from('%PDF-1.7')],
  ['png', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ['jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
  ['csv', Buffer.from('贷款编号,金额')],
  ['unknown', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0])],
  ['unknown', Buffer.from('PK\u0003\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0005\0\0\0a.txt', 'latin1')],
] as const)('%s is known by its first bytes', (kind, bytes) => {
  expect(kindOfBytes(bytes)).toBe(kind)
})
