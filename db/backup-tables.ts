import { sql } from 'kysely'
import type { Db } from './connect.ts'

/** A table as it is copied: its columns without the generated ones, which the database works out again. */
export interface CopiedTable {
  readonly name: string
  readonly columns: readonly string[]
}

/**
 * Left out of a backup: sessions and request counts, which are of the moment and must not come alive again elsewhere,
 * and the record of migrations, which the program that restores writes itself.
 */
const leftOut = ['session', 'rate_limit', 'kysely_migration', 'kysely_migration_lock']

/** Every table to be copied, each after those that it refers to. */
export async function copiedTables(db: Db): Promise<CopiedTable[]> {
  const { rows: tables } = await sql<CopiedTable>`
    select relname as name, array_agg(quote_ident(attname) order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all (${leftOut})
    group by relname order by relname`.execute(db)
  const { rows: references } = await sql<{ from: string; to: string }>`
    select referring.relname as "from", referred.relname as "to" from pg_constraint
    join pg_class as referring on referring.oid = conrelid join pg_class as referred on referred.oid = confrelid
    where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`.execute(db)

  const waiting = new Map(tables.map((table) => [table.name, table]))
  const ordered: CopiedTable[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ name }) => !references.some(({ from, to }) => from === name && waiting.has(to)))
    if (ready.length === 0) throw new Error(`tables refer to each other in a ring: ${[...waiting.keys()].join(', ')}`)
    for (const table of ready) waiting.delete(table.name)
    ordered.push(...ready)
  }
  return ordered
}
