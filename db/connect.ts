import type { Instant } from '@cofund/shared/kernel/instant'
import { fromWire, toWire } from '@cofund/shared/kernel/wire'
import { Kysely, PostgresDialect, type RawBuilder, type Transaction, sql } from 'kysely'
import pg from 'pg'
import { parse as parseArray } from 'postgres-array'
import type { Database } from './schema.ts'

/** Reads take a Db, locks and writes a Trx: the types tell them apart. */
export type Db = Kysely<Database>
export type Trx = Transaction<Database>

export interface ConnectOptions {
  /** What `pg_stat_activity` calls these connections. */
  readonly name?: string
  readonly poolSize?: number
  /** 0 waits for ever, as migrations and bulk imports must. */
  readonly statementTimeoutMs?: number
  readonly lockTimeoutMs?: number
}

/**
 * A pool on `url` that speaks in our types: int8 is a bigint, date a PlainDate, timestamptz an Instant, numeric its exact
 * text, json what `fromWire` makes of it. (So `sum()` of a bigint column, a numeric, is text: cast it with ::int8.)
 * Connections are made when first needed. End it with `db.destroy()`.
 */
export function connect(
  url: string,
  { name = 'cofund', poolSize = 10, statementTimeoutMs = 30_000, lockTimeoutMs = 5_000 }: ConnectOptions = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    options: '-c search_path=public,pg_temp -c timezone=UTC -c datestyle=ISO',
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1800,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    types: { getTypeParser },
  })
  // An idle connection that breaks (the database restarts) would otherwise end the process. The pool replaces it.
  pool.on('error', (error) => {
    if (!pool.ending) console.warn(`${name}: an idle database connection was lost (${error.message})`)
  })
  // One that is lost in the middle of a transaction fails its query, which is told there; unheard, it would end the process too.
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    quicken(client)
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  // Kysely ends only a pool that it has used itself; one whose clients were lent for COPY alone would stay open.
  const destroy = db.destroy.bind(db)
  db.destroy = async () => {
    await destroy()
    if (!pool.ending) await pool.end()
  }
  return db
}

const pools = new WeakMap<Db, pg.Pool>()

/**
 * One connection of the pool behind `db`, in both its shapes: as a Db for statements, and as the driver's client for what
 * Kysely does not know, COPY. A connection that fails is closed rather than given back.
 */
export async function withClient<T>(db: Db, work: (own: Db, client: pg.PoolClient) => Promise<T>): Promise<T> {
  const pool = pools.get(db)
  if (!pool) throw new TypeError('only a Db that connect() made has a pool to take a client from')
  const client = await pool.connect()
  let failed = true
  try {
    const lent = {
      connect: async () => ({ query: client.query.bind(client), release: () => undefined }),
      end: async () => undefined,
    }
    const result = await work(
      new Kysely<Database>({ dialect: new PostgresDialect({ pool: lent as unknown as pg.Pool }) }),
      client,
    )
    failed = false
    return result
  } finally {
    client.release(failed)
  }
}

const plannedMark = '/* planned once */'

/**
 * Heads a statement that is sent again and again in the same words: each connection plans it once, for whatever values come.
 */
export const plannedOnce = sql.raw(plannedMark)

/** Statements that are planned once, with the names under which connections keep them. */
const plannedNames = new Map<string, string>()

function planned(text: string): { readonly name?: string } {
  if (!text.trimStart().startsWith(plannedMark)) return {}
  const name = plannedNames.get(text) ?? `planned_${plannedNames.size + 1}`
  plannedNames.set(text, name)
  return { name }
}

const withNextMark = '/* with the next */'

/**
 * Heads a statement of a transaction whose answer nobody reads: it goes out with the next one, at the latest with the `commit`, which
 * then fails in its stead. What it locks is held for one round trip less.
 */
export const withNext = sql.raw(withNextMark)

const notWaiting = 'set local synchronous_commit = off'
/** A commit waits for the disk, and with it for every commit before it: this one has nothing of its own to say. */
const waiting = "select pg_logical_emit_message(true, 'cofund', '')"

/**
 * What this transaction holds, it lets go when its commit is in the log; its commit is answered when the log is on the disk. Others may
 * see meanwhile what a crash would still undo (server/kernel/adr-answered-when-on-disk.md says why nobody is told of it).
 */
export const releaseBeforeDisk = async (trx: Trx): Promise<void> => void (await sql.raw(notWaiting).execute(trx))

/** Returns when everything that this moment's readers can see is on the disk. */
export const untilOnDisk = async (db: Db): Promise<void> => void (await sql.raw(waiting).execute(db))

/**
 * Saves a connection round trips: what begins a transaction (`begin`, its settings) and what nobody waits for (`withNext`) is owed
 * until another statement goes out. What is to be planned once is prepared.
 */
function quicken(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as (...asked: readonly unknown[]) => Promise<pg.QueryResult>
  let owed: readonly unknown[] = []
  let released = false
  const query = (asked: unknown, ...given: readonly unknown[]): unknown => {
    const [values] = given
    // What is undone need not be done first.
    const statements = asked === 'rollback' ? owed.filter((statement) => typeof statement === 'string') : owed
    owed = []
    // A COPY, or a callback's: no statement of Kysely's, which knows no others.
    if (typeof asked !== 'string' || given.length > 1) {
      for (const statement of statements) void ask(statement).catch(() => undefined)
      return ask(asked, ...given)
    }
    const statement = Array.isArray(values) && values.length > 0 ? { ...planned(asked), text: asked, values } : asked
    if (asked === notWaiting) released = true
    if (/^(?:begin|start transaction|set local)\b/.test(asked) || asked.includes(withNextMark)) {
      owed = and(statements, statement)
      return Promise.resolve({ command: '', rowCount: null, rows: [] })
    }
    const last = asked === 'commit' && released ? [statement, waiting] : [statement]
    if (asked === 'commit' || asked === 'rollback') released = false
    return statements.length === 0 && last.length === 1
      ? ask(statement)
      : askTogether(client, ask, last.reduce<readonly unknown[]>(and, statements), last.length)
  }
  Object.assign(client, { query })
}

/** Statements without values of their own go in one message. */
function and(statements: readonly unknown[], next: unknown): readonly unknown[] {
  const last = statements.at(-1)
  return typeof last === 'string' && typeof next === 'string' ? [...statements.slice(0, -1), `${last};${next}`] : [...statements, next]
}

/**
 * Sends statements without waiting between them, and answers as the `last` but so many does. Each is answered apart: after one that
 * fails the server refuses the others, and turns a commit into a rollback. Kysely has no other statement on its way on a connection
 * meanwhile; the driver queues what is sent without `pipeline`, which COPY in turn does not bear.
 */
async function askTogether(
  client: pg.PoolClient,
  ask: (statement: unknown) => Promise<pg.QueryResult>,
  statements: readonly unknown[],
  last: number,
): Promise<pg.QueryResult | undefined> {
  Object.assign(client, { pipeline: true })
  const answers = await Promise.allSettled(statements.map((each) => ask(each))).finally(() => Object.assign(client, { pipeline: false }))
  const failed = answers.find((answer) => answer.status === 'rejected')
  if (failed) throw failed.reason
  // Of several in one message the driver answers with an array.
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])).at(-last)
}

/** A value on its way into a jsonb column, bigints whole. */
export const asJson = <T>(value: T): RawBuilder<T> => sql<T>`${JSON.stringify(toWire(value))}::jsonb`

type Parse = (text: string) => unknown

const { DATE, INT8, JSON: JSON_TYPE, JSONB, TIMESTAMPTZ } = pg.types.builtins
const parsers = new Map<number, Parse>([
  [INT8, BigInt],
  [DATE, String],
  [TIMESTAMPTZ, instantOfText],
  [JSON_TYPE, (text) => fromWire(JSON.parse(text))],
  [JSONB, (text) => fromWire(JSON.parse(text))],
])
/** The array types of the above, which have no names in the driver. */
const elementTypes = new Map([
  [1016, INT8],
  [1182, DATE],
  [1185, TIMESTAMPTZ],
  [199, JSON_TYPE],
  [3807, JSONB],
])

function getTypeParser(type: number, format?: 'text' | 'binary') {
  const element = parsers.get(elementTypes.get(type) ?? 0)
  if (element) return (text: string) => parseArray(text, element)
  return parsers.get(type) ?? pg.types.getTypeParser(type, format)
}

/** `2026-11-22 08:00:00.1234+00` → `2026-11-22T08:00:00.123400Z`: always six places, so that instants compare as text. */
function instantOfText(text: string): Instant {
  const [, day, time, fraction = ''] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d+))?\+00$/.exec(text) ?? []
  if (!day || !time) throw new RangeError(`${text} is not an instant in UTC`)
  return `${day}T${time}.${fraction.padEnd(6, '0')}Z` as Instant
}
