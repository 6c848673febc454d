import { createHash, createHmac } from 'node:crypto'
import type { DatabaseError } from 'pg'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { up as keyAccountNumbers } from '../../../db/migrations/20261123T0050_key_account_numbers.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { type StatementsPlace, openStatementsPlace } from './statements-kit.ts'

let place: StatementsPlace
beforeAll(async () => {
  place = await openStatementsPlace()
})
afterAll(() => place.close())

test('a number is kept as HMAC-SHA256 of its hash, blanks left out, under a key that Node computes the same with', async () => {
  const { owner } = place.database
  const { rows } = await sql<{ inner_pad: Buffer; number_hash: string; masked: string }>`
    select inner_pad, number_hash, masked from account_number_key, bank_account`.execute(owner)
  const [kept] = rows
  const key = Buffer.from(kept?.inner_pad ?? []).map((byte) => byte ^ 0x36)
  const inner = createHash('sha256').update('622200001001').digest('hex')
  expect([kept?.number_hash, kept?.masked]).toEqual([createHmac('sha256', key.subarray(0, 32)).update(inner).digest('hex'), '**** 1001'])
  expect([...key.subarray(32)]).toEqual(Array(32).fill(0))
  const everything = JSON.stringify((await sql`select * from bank_account, act`.execute(owner)).rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  for (const told of ['622200001001', '6222 0000 1001', inner]) expect(everything).not.toContain(told)
})

test('the application uses the key and cannot read it', async () => {
  const read = sql`select * from account_number_key`.execute(place.database.app).catch((error: DatabaseError) => error.code)
  expect(await read).toBe('42501')
})

test('the same number is registered once, however it is spaced; another’s book may have its own', async () => {
  const { maker } = place
  const { id: bookId } = await maker.ledger.openBook({ kind: 'pool', code: 'BANK-2', nameZh: '池', nameEn: 'Pool' })
  const open = (number: string) => maker.statements.openAccount({ bookId, name: '基本户', number, matchedFrom: '2026-01-01' })
  expect(await outcomeOf(open('62220000 1001'))).toBe('statement.account_exists')
  expect(await outcomeOf(open('6222 0000 1002'))).toBe('done')
})

test('numbers that were kept under a plain hash are kept under the key from its migration on, without being known', async () => {
  const { owner } = place.database
  await sql`drop table account_number_key`.execute(owner)
  await sql`alter table bank_account disable trigger bank_account_append_only`.execute(owner)
  await sql`update bank_account set number_hash = encode(sha256(convert_to(right(masked, 4), 'UTF8')), 'hex')`.execute(owner)
  await sql`alter table bank_account enable trigger bank_account_append_only`.execute(owner)
  await keyAccountNumbers(owner as unknown as Kysely<unknown>)
  const { rows } = await sql<{ known: boolean }>`select number_hash = keyed_number(right(masked, 4)) as known from bank_account`.execute(owner)
  expect(rows).toEqual([{ known: true }, { known: true }])
})
