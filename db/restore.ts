import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { sql } from 'kysely'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { BackupHeader } from './backup.ts'
import { type CopiedTable, copiedTables } from './backup-tables.ts'
import { type Db, withClient } from './connect.ts'
import { StartFailure } from './start-failure.ts'

/**
 * Fills an empty, migrated database from a backup, in one transaction: a file that is cut short, altered or of another
 * schema leaves it empty. Triggers rest meanwhile, since rows come as they were; who calls proves the result afterwards.
 * @throws StartFailure in one line for the operator
 */
export async function restoreBackup(owner: Db, file: string): Promise<{ header: BackupHeader; tables: number }> {
  return withClient(owner, async (own, client) =>
    own.transaction().execute(async (trx) => {
      const known = await copiedTables(trx)
      await requireEmpty(trx, known)
      for (const { name } of known) await sql`alter table ${sql.table(name)} disable trigger user`.execute(trx)
      const { header, tables } = await readTables(trx, client, file, known)
      await requireSameHeads(trx, header)
      await moveIdentities(trx)
      for (const { name } of known) await sql`alter table ${sql.table(name)} enable trigger user`.execute(trx)
      return { header, tables }
    }),
  )
}

const endMark = Buffer.from('{"sha256"')
const tableEnd = Buffer.from('\\.\n')

async function readTables(trx: Db, client: pg.PoolClient, file: string, known: readonly CopiedTable[]) {
  const hash = createHash('sha256')
  const broken = (why: string): never => {
    throw new StartFailure(`${file} is no complete backup (${why}): nothing was restored`)
  }
  let header: BackupHeader | undefined
  let copying: { readonly into: ReturnType<typeof copyInto>; readonly done: Promise<void> } | undefined
  let [tables, sha256] = [0, '']
  const source = createReadStream(file)
  const unzipped = source.pipe(createGunzip())
  source.on('error', (error) => unzipped.destroy(error))
  try {
    for await (const line of linesOf(unzipped)) {
      if (!copying && line.subarray(0, 9).equals(endMark)) {
        sha256 = (JSON.parse(line.toString()) as { sha256: string }).sha256
        break
      }
      hash.update(line)
      if (copying) {
        if (!line.equals(tableEnd)) {
          if (!copying.into.write(line)) await new Promise((resolve) => copying?.into.once('drain', resolve))
          continue
        }
        copying.into.end()
        await copying.done
        copying = undefined
      } else if (!header) {
        header = JSON.parse(line.toString()) as BackupHeader
        await requireSameSchema(trx, header)
      } else {
        const table = JSON.parse(line.toString()) as { readonly table: string; readonly columns: readonly string[] }
        const here = known.find(({ name }) => name === table.table)
        if (!here || table.columns.some((column) => !here.columns.includes(column))) broken(`it has a table ${table.table} of another shape`)
        const into = copyInto(client, { name: table.table, columns: table.columns })
        copying = { into, done: finished(into) }
        // Heard when it is awaited; a failure before that must not end the process.
        copying.done.catch(() => undefined)
        tables += 1
      }
    }
  } catch (error) {
    // A COPY that is left open would take the rollback for a row.
    copying?.into.destroy(new Error('the file ends here'))
    await copying?.done.catch(() => undefined)
    if (error instanceof StartFailure) throw error
    broken(error instanceof Error ? error.message : String(error))
  }
  if (!header || sha256 === '') return broken('its end is missing')
  if (sha256 !== hash.digest('hex')) broken('its hash is not that of its content')
  return { header, tables }
}

/** Lines with their line feed. Only a line feed ends one: text in a row may hold every other separator that there is. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const chunk of stream) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at + 1)])
      rest = []
      from = at + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

const copyInto = (client: pg.PoolClient, { name, columns }: CopiedTable) =>
  client.query(copyFrom(`copy public."${name}" (${columns.join(', ')}) from stdin`))

async function requireEmpty(db: Db, tables: readonly CopiedTable[]): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await sql<{ used: boolean }>`select exists (select from ${sql.table(name)}) as used`.execute(db)
    if (rows[0]?.used) throw new StartFailure(`The database is in use (${name} has rows): a backup is restored into an empty one only`)
  }
}

async function requireSameSchema(db: Db, header: BackupHeader): Promise<void> {
  if (header.format !== 'cofund-backup-1') throw new StartFailure('The file is no backup of this program')
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name collate "C"`.execute(db)
  const [here, there] = [rows.map(({ name }) => name), header.migrations]
  if (here.join() === there.join()) return
  const newer = there.find((name) => !here.includes(name))
  throw new StartFailure(
    newer ? `The backup is newer than this program (it has run ${newer}): update the program` : 'The backup is older than this program: restore it with the program that took it, then migrate',
  )
}

/** The chains end where they ended when the backup was taken. */
async function requireSameHeads(db: Db, { heads }: BackupHeader): Promise<void> {
  const { rows } = await sql<{ stream: string; sequence: string; hash: string }>`
    select stream, sequence::text, encode(hash, 'hex') as hash from act_head order by stream collate "C"`.execute(db)
  if (JSON.stringify(rows) !== JSON.stringify(heads)) throw new StartFailure('The restored chains do not end as the backup says: nothing was restored')
}

/** Numbers that the database hands out go on after the highest that came with the backup. */
async function moveIdentities(db: Db): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select relname as "table", attname as "column" from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attidentity <> ''`.execute(db)
  for (const { table, column } of rows) {
    await sql`select setval(pg_get_serial_sequence(${`public.${table}`}, ${column}), coalesce((select max(${sql.ref(column)}) from ${sql.table(table)}), 0) + 1, false)`.execute(db)
  }
}
