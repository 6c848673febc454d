import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { writeBackup } from '@cofund/db/backup'
import { restoreBackup } from '@cofund/db/restore'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { callerAs } from '../kit/actors.ts'
import { expectCoherent } from '../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../kit/database.ts'

let source: TestDatabase
let target: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'cofund-backup-'))
const file = join(folder, 'district.backup')

beforeAll(async () => {
  source = await openTestDatabase()
  target = await openTestDatabase()
  await seedPeople(source.owner)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await Promise.all([source.close(), target.close()])
})

const headsOf = async ({ owner }: TestDatabase) =>
  (await owner.selectFrom('act_head').selectAll().orderBy('stream').execute()).map(({ hash, ...head }) => ({ ...head, hash: hash.toString('hex') }))

/** A book of its own for each writer, and entries in it until told to stop. */
async function writeUntil(stopped: () => boolean, writer: number): Promise<number> {
  const maker = await callerAs(source, 'yangpu.maker')
  const { id: bookId } = await maker.ledger.openBook({ kind: 'treasury', code: `LOAD-${writer}`, nameZh: '账簿', nameEn: 'Book' })
  const yuan = { minor: 100n, currency: 'CNY' } as const
  let posted = 0
  while (!stopped()) {
    await maker.ledger.post({
      bookId,
      effectiveOn: '2026-06-01',
      // Text that every separator stands in: a line feed, a tab, a backslash and Unicode's own line ends.
      note: `第 ${posted} 笔\n\t\\ \u2028 \u2029 ${'，'.repeat(posted % 50)}`,
      postings: [
        { account: { head: 'cash' }, amount: yuan },
        { account: { head: 'interest_income' }, amount: { ...yuan, minor: -100n } },
      ],
    })
    posted += 1
  }
  return posted
}

test('a backup taken under load restores to balanced books whose chains end where they ended in its snapshot', async () => {
  let stop = false
  const writers = [1, 2, 3, 4].map((writer) => writeUntil(() => stop, writer))
  await expect.poll(async () => (await source.owner.selectFrom('journal_entry').select('id').limit(20).execute()).length).toBe(20)
  const { header, rows } = await writeBackup(source.owner, file)
  await expect.poll(async () => (await headsOf(source)).some(({ stream, sequence }) => sequence > BigInt(header.heads.find((head) => head.stream === stream)?.sequence ?? 0))).toBe(true)
  stop = true
  const posted = (await Promise.all(writers)).reduce((sum, each) => sum + each, 0)
  expect(rows).toBeGreaterThan(0)

  await restoreBackup(target.owner, file)
  await expectCoherent(target.owner)
  expect((await headsOf(target)).map(({ stream, sequence, hash }) => ({ stream, sequence: sequence.toString(), hash }))).toEqual(header.heads)
  const entries = await target.owner.selectFrom('journal_entry').select('id').execute()
  expect(entries.length).toBeGreaterThanOrEqual(20)
  expect(entries.length).toBeLessThan(posted)
})

test('what is restored goes on: the next entry takes the next place, and the chain holds', async () => {
  const maker = await callerAs(target, 'yangpu.maker')
  const [book] = await maker.ledger.books()
  if (!book) throw new Error('no book was restored')
  const yuan = { minor: 100n, currency: 'CNY' } as const
  await maker.ledger.post({
    bookId: book.book.id,
    effectiveOn: '2026-06-02',
    note: '恢复后',
    postings: [
      { account: { head: 'cash' }, amount: yuan },
      { account: { head: 'interest_income' }, amount: { ...yuan, minor: -100n } },
    ],
  })
  await expectCoherent(target.owner)
})

test('into a database in use, nothing is restored', async () => {
  await expect(restoreBackup(source.owner, file)).rejects.toThrow(/in use/)
})

test.each([
  ['cut short', () => readFileSync(file).subarray(0, -200)],
  ['cut at a line', () => gzipSync(gunzipSync(readFileSync(file)).subarray(0, gunzipSync(readFileSync(file)).lastIndexOf('{"sha256"')))],
  ['with one byte altered', () => gzipSync(altered(gunzipSync(readFileSync(file))))],
  ['of another schema', () => gzipSync(Buffer.from(gunzipSync(readFileSync(file)).toString('latin1').replace('create_people', 'create_nobody'), 'latin1'))],
  ['that is no backup', () => gzipSync('{"format":"other","migrations":[],"heads":[]}\n')],
  ['that is no gzip', () => Buffer.from('hello')],
])('from a file %s, nothing is restored', async (_, bytes) => {
  const empty = await openTestDatabase()
  try {
    const bad = join(folder, 'bad.backup')
    writeFileSync(bad, bytes())
    await expect(restoreBackup(empty.owner, bad)).rejects.toThrow()
    const { rows } = await sql<{ count: bigint }>`select count(*) from organisation`.execute(empty.owner)
    expect(rows[0]?.count).toBe(0n)
  } finally {
    await empty.close()
  }
})

/** The first digit of a note's count becomes another. */
function altered(text: Buffer): Buffer {
  const copy = Buffer.from(text)
  const at = copy.indexOf('笔') - 2
  copy[at] = copy[at] === 0x31 ? 0x32 : 0x31
  return copy
}
