import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'kysely'
import { to as copyTo } from 'pg-copy-streams'
import { copiedTables } from './backup-tables.ts'
import { type Db, untilOnDisk, withClient } from './connect.ts'

/** What a backup's first line says: what it is, of which schema, and where each chain of acts ended when it was taken. */
export interface BackupHeader {
  readonly format: 'cofund-backup-1'
  readonly takenAt: string
  readonly migrations: readonly string[]
  readonly heads: readonly { readonly stream: string; readonly sequence: string; readonly hash: string }[]
}

/**
 * Copies every table, documents included, in one snapshot: what others commit meanwhile is in it whole or not at all.
 * The file is a gzip of text: the header, then for each table a line of JSON, its rows as COPY writes them and a `\.`,
 * and at the end the SHA-256 of all before. It appears under its name only when it is complete.
 */
export async function writeBackup(owner: Db, file: string): Promise<{ header: BackupHeader; tables: number; rows: number }> {
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    const counts = await withClient(owner, async (own, client) =>
      own.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (trx) => {
        const header = await headerOf(trx)
        let [tables, rows] = [0, 0]
        async function* lines(): AsyncGenerator<string | Buffer> {
          yield `${JSON.stringify(header)}\n`
          for (const { name, columns } of await copiedTables(trx)) {
            yield `${JSON.stringify({ table: name, columns })}\n`
            const copied = client.query(copyTo(`copy public."${name}" (${columns.join(', ')}) to stdout`))
            yield* copied as AsyncIterable<Buffer>
            yield '\\.\n'
            tables += 1
            rows += copied.rowCount
          }
        }
        await pipeline(signed(lines()), createGzip(), createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }))
        return { header, tables, rows }
      }),
    )
    await untilOnDisk(owner)
    await rename(unfinished, file)
    return counts
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function headerOf(db: Db): Promise<BackupHeader> {
  const { rows: migrations } = await sql<{ name: string }>`select name from kysely_migration order by name collate "C"`.execute(db)
  const { rows: heads } = await sql<{ stream: string; sequence: string; hash: string }>`
    select stream, sequence::text, encode(hash, 'hex') as hash from act_head order by stream collate "C"`.execute(db)
  const { rows: clock } = await sql<{ now: string }>`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now`.execute(db)
  return { format: 'cofund-backup-1', takenAt: clock[0]?.now ?? '', migrations: migrations.map(({ name }) => name), heads }
}

/** The lines, and after the last one the hash of them all. */
async function* signed(lines: AsyncIterable<string | Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const line of lines) {
    const bytes = typeof line === 'string' ? Buffer.from(line) : line
    hash.update(bytes)
    yield bytes
  }
  yield Buffer.from(`${JSON.stringify({ sha256: hash.digest('hex') })}\n`)
}
