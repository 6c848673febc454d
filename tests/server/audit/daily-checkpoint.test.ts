import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signDaily } from '../../../server/audit/daily-checkpoint.ts'
import { createSigningKey } from '../../../server/audit/signing-key.ts'
import { seedLedger } from '../../../server/seed/seed-ledger.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { readSettings } from '../../../server/settings.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'cofund-daily-'))
const keyFile = join(folder, 'checkpoint.key')
let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const complaints: string[] = []
const log = pino({ level: 'error' }, { write: (line) => void complaints.push(line) })
/** A server's first look, to its end. */
const look = (file = keyFile) => signDaily({ ownerUrl: database.ownerUrl, keyFile: file, log })()
const made = () => database.owner.selectFrom('checkpoint').select(['number', 'key_id']).execute()

describe('the server signs', () => {
  test('nothing while nothing was done, and makes no key for it', async () => {
    await look()
    expect(await made()).toEqual([])
    expect(() => statSync(keyFile)).toThrow(/ENOENT/)
  })

  test('once a day, of however many servers', async () => {
    await seedLedger(database.owner)
    await Promise.all([look(), look(), look()])
    await look()
    expect(await made()).toMatchObject([{ number: 1n }])
    expect(complaints).toEqual([])
  })

  test('and goes on without, saying why, when the key is another', async () => {
    await database.owner.transaction().execute(async (trx) => {
      // As if the last were yesterday's.
      await sql`alter table checkpoint disable trigger user`.execute(trx)
      await sql`update checkpoint set made_at = made_at - interval '1 day'`.execute(trx)
      await sql`alter table checkpoint enable trigger user`.execute(trx)
    })
    const other = join(folder, 'other.key')
    createSigningKey(other)
    await look(other)
    expect(complaints.join()).toMatch(/other\.key is another key: checkpoint 1 was signed with the key [0-9a-f]{64}/)
    expect(await made()).toHaveLength(1)
  })
})

describe('the key', () => {
  test('appears whole or not at all: of several that begin together, all have the one that came first', () => {
    const file = join(folder, 'new', 'place', 'checkpoint.key')
    const [first, second] = [createSigningKey(file), createSigningKey(file)]
    expect(second.keyId).toBe(first.keyId)
    expect(readFileSync(`${file}.pub`, 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('a file that holds none is left as it is', () => {
    const file = join(folder, 'note.txt')
    writeFileSync(file, 'not a key')
    chmodSync(file, 0o600)
    expect(() => createSigningKey(file)).toThrow(/cannot be read as an Ed25519 private key/)
    expect(readFileSync(file, 'utf8')).toBe('not a key')
  })

  test.each([
    ['the embedded database: beside it, every day', {}, /\/\.data\/checkpoint\.key$/, true],
    ['a folder of its own', { DATA_DIR: '/srv/cofund' }, /^\/srv\/cofund\/checkpoint\.key$/, true],
    ['a server of yours: only by hand', { DATABASE_URL: 'postgres://a@b/c' }, /checkpoint\.key$/, false],
    ['a server of yours and a key: every day', { DATABASE_URL: 'postgres://a@b/c', COFUND_CHECKPOINT_KEY: '/run/keys/cofund' }, /^\/run\/keys\/cofund$/, true],
  ] as const)('for %s', (_, variables, file, daily) => {
    const { checkpointKey, signsDaily } = readSettings(variables)
    expect(checkpointKey).toMatch(file)
    expect(signsDaily).toBe(daily)
  })
})
