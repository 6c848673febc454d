import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actAs } from '../../../server/kernel/session.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
})
afterAll(() => database.close())

const streamOf = (stream: string) => database.owner.selectFrom('act').selectAll().where('stream', '=', stream).orderBy('sequence').execute()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const found = async (times: number) => {
  const admin = await callerAs(database, 'admin')
  for (let i = 0; i < times; i++) {
    await admin.people.createOrganisation({ kind: 'bank', nameZh: `银行 ${i}`, nameEn: `Bank ${i}`, jurisdictionCode: '310110' })
  }
}

describe('the chain of acts', () => {
  test('each act names the hash of the one before it; the first, that of its stream', async () => {
    await found(3)
    const acts = await streamOf('org_administration')
    expect(acts.map(({ sequence }) => sequence)).toEqual([1n, 2n, 3n])
    let previous = sha256('org_administration')
    for (const act of acts) {
      const said = JSON.parse(act.bytes) as Record<string, unknown>
      expect(said).toMatchObject({ stream: 'org_administration', sequence: Number(act.sequence), previous, kind: act.kind, facts: act.facts })
      expect(act.hash.toString('hex')).toBe(sha256(act.bytes))
      previous = sha256(act.bytes)
    }
    const [head] = await database.owner.selectFrom('act_head').selectAll().where('stream', '=', 'org_administration').execute()
    expect(head).toMatchObject({ sequence: 3n })
    expect(head?.hash.toString('hex')).toBe(previous)
  })

  test('has no gaps and no forks when 20 write at once', async () => {
    const before = (await streamOf('org_yangpu_finance')).length
    const maker = await callerAs(database, 'yangpu.maker')
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        maker.ledger.openBook({ kind: 'treasury', code: `T-${i}`, nameZh: '账簿', nameEn: 'Book' }).then(() => undefined),
      ),
    )
    const acts = await database.owner.selectFrom('act').selectAll().where('kind', '=', 'book.opened').execute()
    expect(acts).toHaveLength(20)
    for (const stream of new Set(acts.map((act) => act.stream))) {
      const chain = await streamOf(stream)
      chain.forEach((act, index) => expect(act.sequence).toBe(BigInt(index + 1)))
    }
    expect((await streamOf('org_yangpu_finance')).length).toBeGreaterThanOrEqual(before)
  })

  test('accounts for an entry by its digest, in the stream of its book', async () => {
    const maker = await callerAs(database, 'yangpu.maker')
    const { id: bookId } = await maker.ledger.openBook({ kind: 'treasury', code: 'CHAINED', nameZh: '账簿', nameEn: 'Book' })
    const hundred = { minor: 100_00n, currency: 'CNY' } as const
    const entry = await maker.ledger.post({
      bookId,
      effectiveOn: '2026-06-01',
      note: '利息',
      postings: [
        { account: { head: 'cash' }, amount: hundred },
        { account: { head: 'interest_income' }, amount: { ...hundred, minor: -hundred.minor } },
      ],
    })
    const [opened, posted] = await streamOf(bookId)
    expect([opened?.kind, posted?.kind]).toEqual(['book.opened', 'entry.posted'])
    const { rows } = await sql<{ digest: string }>`select entry_digest(${bookId}, 1) as digest`.execute(database.owner)
    expect(JSON.parse(posted?.bytes ?? '')).toMatchObject({ entries: [{ id: entry.id, sequence: 1, digest: rows[0]?.digest }] })
  })
})

describe('nobody adds to the chain but through a session', () => {
  const asApp = async (statement: ReturnType<typeof sql>, signInName?: string) => {
    const session = signInName ? await openOperatorSession(database.owner, signInName, 'test') : undefined
    return database.app.transaction().execute(async (trx) => {
      if (session) await actAs(trx, session.tokenHash)
      return statement.execute(trx)
    })
  }

  test.each([
    ['signed in by nobody', sql`select append_acts('[{"kind": "person.created", "facts": {}}]')`, undefined, /nobody is signed in/],
    ["into another organisation's stream", sql`select append_acts('[{"kind": "a.b", "facts": {}, "stream": "org_city_finance"}]')`, 'yangpu.maker', /not the actor/],
    ['past append_acts', sql`insert into act (kind) values ('a.b')`, 'yangpu.maker', /permission denied/],
    ['by changing one', sql`update act set facts = '{}'`, 'yangpu.maker', /permission denied/],
    ['by moving a head', sql`update act_head set sequence = 0`, 'yangpu.maker', /permission denied/],
  ])('%s', async (_, statement, signInName, refused) => {
    await expect(asApp(statement, signInName)).rejects.toThrow(refused)
  })

  test('the owner, too, changes no act', async () => {
    await expect(sql`update act set facts = '{}'`.execute(database.owner)).rejects.toThrow(/append-only/)
  })
})
