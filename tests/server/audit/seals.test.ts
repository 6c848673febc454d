import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { writeBackup } from '@cofund/db/backup'
import { restoreBackup } from '@cofund/db/restore'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveChain } from '../../../server/audit/chain-proofs.ts'
import { makeCheckpoint } from '../../../server/audit/checkpoint.ts'
import { type Prove, proveInOneSnapshot } from '../../../server/audit/proof.ts'
import { listSealedTables, proveSeals, proveSealsOf } from '../../../server/audit/seal-proofs.ts'
import { unprovedColumns, unsealedColumns, unsealedTables } from '../../../server/audit/sealed-tables.ts'
import { proveDocuments } from '../../../server/documents/document-proofs.ts'
import { proveLedger } from '../../../server/ledger/proofs.sql.ts'
import { proveLoans } from '../../../server/loans/loan-proofs.ts'
import { proveNotes } from '../../../server/loans/note-proofs.ts'
import { proveLossEvaluations } from '../../../server/reports/loss-proofs.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

// What stands in the database is proved column by column: each is changed in one row, past every trigger and constraint, as whoever owns the
// database can; and the proof has to say so. Tables and columns come from the catalogue, so that a new one is asked for, too.

let database: TestDatabase
let columns: readonly Column[]
beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  await makeCheckpoint(database.owner, { keyFile: join(mkdtempSync(join(tmpdir(), 'cofund-seals-')), 'checkpoint.key') })
  columns = (
    await sql<Column>`
      select relname as "table", attname as name, typname as type, attidentity <> '' as identity
      from pg_attribute join pg_class on pg_class.oid = attrelid join pg_type on pg_type.oid = atttypid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' and attnum > 0 and not attisdropped and attgenerated = ''
      order by relname, attnum`.execute(database.owner)
  ).rows
}, 400_000)
afterAll(() => database.close())

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly identity: boolean
}

test('the demonstration’s rows are what they were sealed as, and acts name every seal', async () => {
  const results = await proveInOneSnapshot(database.owner, [proveSeals, proveLoans])
  expect(results.filter(({ differences }) => differences > 0)).toEqual([])
  expect(results[1]?.looked).toBeGreaterThan(10_000)
})

test('a backup brings every row of every table, documents and drafts too, and no private key; restored, the seals still hold', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-seals-'))
  const [file, keyFile] = [join(folder, 'all.backup'), join(folder, 'checkpoint.key')]
  const made = await makeCheckpoint(database.owner, { keyFile, otherKey: true })
  await writeBackup(database.owner, file)
  const text = gunzipSync(readFileSync(file)).toString('latin1')
  const secret = made?.key.privateKey.export({ format: 'jwk' }).d ?? 'none'
  const raw = Buffer.from(secret, 'base64url')
  for (const spelling of [raw.toString('hex'), raw.toString('base64'), secret, raw.toString('latin1')]) expect(text.includes(spelling)).toBe(false)

  const restored = await openTestDatabase()
  try {
    await restoreBackup(restored.owner, file)
    const tables = [...new Set(columns.map(({ table }) => table))].filter((table) => table !== 'session' && table !== 'rate_limit')
    const digests = async ({ owner }: TestDatabase) =>
      Promise.all(tables.map(async (table) => {
        const { rows } = await sql<{ rows: number; digest: string }>`
          select count(*)::int as rows, md5(coalesce(string_agg(said, ' ' order by said), '')) as digest from (select row::text as said from ${sql.table(table)} as row) as rows`.execute(owner)
        return { table, ...rows[0] }
      }))
    expect(await digests(restored)).toEqual(await digests(database))
    const results = await proveInOneSnapshot(restored.owner, [proveSeals, proveChain])
    expect(results.filter(({ differences }) => differences > 0)).toEqual([])
  } finally {
    await restored.close()
  }
})

test('every table is sealed, or is in the list that says why not', async () => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
    where tgname in (relname || '_sealed_when_added', relname || '_sealed_when_changed') and tgenabled = 'O'
    group by relname having count(*) = 2`.execute(database.owner)
  const tables = [...new Set(columns.map(({ table }) => table))]
  expect([...rows.map(({ name }) => name), ...Object.keys(unsealedTables)].toSorted()).toEqual(tables.toSorted())
  expect((await listSealedTables(database.owner)).map(({ relation }) => relation)).toEqual(rows.map(({ name }) => name).toSorted())
})

describe('of a sealed table every column is proved:', () => {
  test('one value changed, in one row, is named with its table', { timeout: 300_000 }, async () => {
    const unseen: string[] = []
    const empty: string[] = []
    for (const [table, own] of Map.groupBy(columns, (column) => column.table)) {
      if (table in unsealedTables) continue
      const told = await tamperings(table, own.filter(({ name }) => !unsealedColumns[table]?.includes(name)), [proveSealsOf(table)])
      if (told.length === 0) empty.push(table)
      for (const { column, statements } of told) if (!statements.some((line) => line.startsWith(`${table} `))) unseen.push(`${table}.${column}`)
    }
    expect(unseen).toEqual([])
    // What the demonstration does not come to is sealed by the same triggers.
    expect(empty.length, empty.join()).toBeLessThan(12)
  })
})

const provedBy: Readonly<Record<string, readonly Prove[]>> = {
  act: [proveChain],
  act_head: [proveChain],
  checkpoint: [proveChain],
  sealed_row: [proveSeals],
  journal_entry: [proveChain, proveLedger],
  posting: [proveChain, proveLedger],
  loan: [proveSeals],
  account_balance: [proveLedger],
  document_chunk: [proveDocuments],
  evaluated_loss: [proveLossEvaluations],
  loan_rollup: [proveLoans],
  loss_rollup: [proveLossEvaluations],
  note_rollup: [proveNotes],
}

test.each(Object.entries(provedBy))('of %s every column is proved otherwise, or named with the reason why not', { timeout: 300_000 }, async (table, proofs) => {
  const own = columns.filter((column) => column.table === table)
  const told = await tamperings(table, own, proofs)
  const unseen = told.filter(({ statements }) => statements.length === 0).map(({ column }) => column)
  expect(unseen).toEqual(Object.keys(unprovedColumns[table] ?? {}))
})

/** Changes each column in turn, in the table's last row, and answers what the proofs then say. */
async function tamperings(table: string, own: readonly Column[], proofs: readonly Prove[]): Promise<{ readonly column: string; readonly statements: readonly string[] }[]> {
  const undone = new Error('undone again')
  const told: { column: string; statements: readonly string[] }[] = []
  const work = database.owner.transaction().execute(async (trx) => {
    const { rows } = await sql<{ place: string }>`select ctid::text as place from ${sql.table(table)} order by ctid desc limit 1`.execute(trx)
    const place = rows[0]?.place
    if (place === undefined) throw undone
    await sql.raw(await withoutGuards(table, own)).execute(trx)
    for (const { name, type } of own) {
      await sql`savepoint whole`.execute(trx)
      await sql`update ${sql.table(table)} set ${sql.ref(name)} = ${changed(name, type)} where ctid = ${place}::tid`.execute(trx)
      const results = []
      for (const prove of proofs) results.push(...(await prove(trx)))
      told.push({ column: name, statements: results.filter(({ differences }) => differences > 0).flatMap(({ first }) => first) })
      await sql`rollback to savepoint whole`.execute(trx)
    }
    throw undone
  })
  await expect(work).rejects.toBe(undone)
  return told
}

/** What the owner of a database can put out of the way. */
async function withoutGuards(table: string, own: readonly Column[]): Promise<string> {
  const { rows } = await sql<{ statement: string }>`
    select format('alter table %s drop constraint if exists %I cascade', conrelid::regclass, conname) as statement from pg_constraint
    where contype in ('c', 'f', 'x', 'u') and (conrelid = ${table}::regclass or confrelid = ${table}::regclass)`.execute(database.owner)
  const { rows: others } = await sql<{ statement: string }>`
    select format('drop trigger %I on %s', tgname, tgrelid::regclass) as statement from pg_trigger where tgrelid = ${table}::regclass and not tgisinternal
    union all
    select format('drop index %s', indexrelid::regclass) from pg_index where indrelid = ${table}::regclass and indisunique and not indisprimary
      and not exists (select from pg_constraint where conindid = indexrelid)`.execute(database.owner)
  return [
    ...others.map(({ statement }) => statement),
    ...rows.map(({ statement }) => statement),
    ...own.filter(({ identity }) => identity).map(({ name }) => `alter table "${table}" alter column "${name}" drop identity`),
  ].join(';\n')
}

function changed(name: string, type: string) {
  const was = sql.ref(name)
  if (type === 'text') return sql`coalesce(${was}, '') || 'x'`
  if (type.startsWith('int')) return sql`coalesce(${was}, 0) + 5000`
  if (type === 'date') return sql`coalesce(${was}, '2020-01-01') + 1`
  if (type === 'timestamptz') return sql`coalesce(${was}, '2020-01-01') + interval '1 microsecond'`
  if (type === 'bool') return sql`not coalesce(${was}, false)`
  if (type === 'jsonb') return sql`jsonb_build_object('was', ${was})`
  if (type === 'bytea') return sql`set_byte(${was}, 0, 255 - get_byte(${was}, 0))`
  if (type === 'uuid') return sql`gen_random_uuid()`
  if (type === 'xid8') return sql`'7'`
  if (type.startsWith('_')) return sql`coalesce(${was}, '{}') || '{1}'`
  throw new Error(`no other value of ${type} is known`)
}
