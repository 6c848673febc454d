import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enterCluster } from '@cofund/db/cluster'
import { type Db, type Trx, connect } from '@cofund/db/connect'
import { migrate } from '@cofund/db/migrate'
import { fen } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import { type EntryDraft, credit, debit } from '@cofund/shared/ledger/entry'
import { sql } from 'kysely'
import { type Session, actAs } from '../../server/kernel/session.ts'
import { createCallerFactory } from '../../server/kernel/trpc.ts'
import { insertBook } from '../../server/ledger/book.sql.ts'
import { listBalances } from '../../server/ledger/balance.sql.ts'
import { postEntries, postEntry } from '../../server/ledger/ledger.commands.ts'
import { ledgerRouter } from '../../server/ledger/ledger.router.ts'
import { openOperatorSession } from '../../server/people/operator-session.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { requestContext } from '../kit/actors.ts'

/**
 * What the ledger's promises cost, in a cluster of its own with the product's settings. First what a person's posting costs from the
 * procedure to its answer, where every commit of either side waits for the disk, and where none does, so that no slow disk hides
 * what is worked; then `postEntry` alone, by writers at once and as a file.
 */
export async function run(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cofund-bench-'))
  const cluster = await enterCluster({ dataDir })
  try {
    await migrate(cluster)
    const owner = connect(cluster.ownerUrl, { name: 'bench owner', statementTimeoutMs: 0 })
    const connectApp = () => connect(cluster.appUrl, { name: 'bench', poolSize: 20, statementTimeoutMs: 0, lockTimeoutMs: 0 })
    await measure(owner, connectApp).finally(() => owner.destroy())
  } finally {
    await cluster.leave()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(owner: Db, connectApp: () => Db): Promise<void> {
  const app = connectApp()
  await seedPeople(owner)
  const session = await openOperatorSession(owner, 'yangpu.maker', 'bench')
  const { tokenHash } = session
  const acting = <T>(work: (trx: Trx) => Promise<T>): Promise<T> =>
    app.transaction().execute(async (trx) => {
      await actAs(trx, tokenHash)
      return work(trx)
    })
  const books = Array.from({ length: 21 }, (_, index): BookId => `bok_bench_${index}`)
  for (const [index, id] of books.entries()) {
    await acting((trx) =>
      insertBook(trx, {
        id,
        organisationId: 'org_yangpu_finance',
        kind: 'pool',
        code: `BENCH-${index}`,
        nameZh: '测',
        nameEn: 'bench',
      }),
    )
  }
  await addBareTables(owner)
  for (const [setting, said] of [['on', 'Every commit waits for the disk'], ['off', 'No commit waits for the disk']] as const) {
    await sql`alter database cofund set synchronous_commit = ${sql.raw(setting)}`.execute(owner)
    const so = connectApp()
    console.log(`${said}:`)
    await measureCommands(owner, so, session, books).finally(() => so.destroy())
  }

  await sql`create table bare (
    id bigint generated always as identity, book_id text, account_id bigint, minor bigint, currency text, effective_on date)`.execute(
    owner,
  )
  await sql`grant insert on bare to cofund_app`.execute(owner)

  const bareLines = sql`insert into bare (book_id, account_id, minor, currency, effective_on)
    values ('bok_bench_0', 1, 5, 'CNY', '2026-03-05'), ('bok_bench_0', 2, -5, 'CNY', '2026-03-05')`
  const bare = await perSecond(1_000, 1, () => acting((trx) => bareLines.execute(trx)))
  const posted = await perSecond(1_000, 1, (turn) => acting((trx) => postEntry(trx, paidIn('bok_bench_0', turn))))
  const oneBook = await perSecond(2_000, 20, (turn) => acting((trx) => postEntry(trx, paidIn('bok_bench_0', turn))))
  const manyBooks = await perSecond(2_000, 20, (turn, writer) =>
    acting((trx) => postEntry(trx, paidIn(books[writer + 1] ?? 'bok_bench_1', turn))),
  )
  report('two bare rows, one writer', bare, bare)
  report('postEntry, one writer', posted, bare)
  report('postEntry, 20 writers in one book', oneBook, bare)
  report('postEntry, 20 writers in 20 books', manyBooks, bare)

  const size = 50_000
  const file = Array.from({ length: size }, (_, index) => paidIn('bok_bench_0', index))
  const amounts = file.flatMap(({ postings }) => postings.map(({ amount }) => amount.minor))
  const bareFile = await perSecond(1, 1, () =>
    acting((trx) =>
      sql`insert into bare (book_id, account_id, minor, currency, effective_on)
        select 'bok_bench_0', 1, minor, 'CNY', '2026-03-05' from unnest(${amounts}::bigint[]) as minor`.execute(
        trx,
      ),
    ),
  )
  const postedFile = await perSecond(1, 1, () => acting((trx) => postEntries(trx, file)))
  report(`${size} times two bare rows in one statement`, bareFile * size, bareFile * size)
  report(`postEntries of ${size}`, postedFile * size, bareFile * size)

  const asOf = await perSecond(300, 1, () => acting((trx) => listBalances(trx, 'bok_bench_0', { effectiveOn: '2026-03-31' })))
  console.log(`balances of a book of ${size + 3_000} entries: ${(1_000 / asOf).toFixed(1)} ms`)
  await app.destroy()
}

/** The ledger's keys and foreign keys, and no more; beside them a counter for each book. */
async function addBareTables(owner: Db): Promise<void> {
  await sql`
    create table bare_entry (
      id text primary key, book_id text not null references book, effective_on date not null, note text,
      recorded_at timestamptz not null default now(), place bigint, unique (book_id, place))`.execute(owner)
  await sql`
    create table bare_line (
      entry_id text not null references bare_entry, line smallint not null, account_id bigint not null references account,
      currency text not null, minor bigint not null, primary key (entry_id, line))`.execute(owner)
  await sql`create index bare_line_by_account on bare_line (account_id)`.execute(owner)
  await sql`create table bare_place (book_id text primary key references book, place bigint not null)`.execute(owner)
  await sql`insert into bare_place select id, 0 from book`.execute(owner)
  await sql`grant insert on bare_entry, bare_line to cofund_app`.execute(owner)
  await sql`grant select, update on bare_place to cofund_app`.execute(owner)
}

const ledgerOf = createCallerFactory(ledgerRouter)

/**
 * The whole command path (the input read, permission, idempotency key, book held, entry placed and balanced, balances kept, act
 * chained, answer kept) against what anybody would write without any of it: a transaction that inserts an entry, then its two lines
 * that cancel out, into two tables whose keys and foreign keys are the ledger's. Between the two, what order alone costs: the same
 * bare entry with a place in its book that leaves no gap, for which writers of one book have to wait for each other's commit,
 * whoever writes the program. All are sent through the same pool and query builder, by as many writers, in turns of half a second,
 * so that whatever else the machine does slows down all.
 */
async function measureCommands(owner: Db, app: Db, session: Session, books: readonly BookId[]): Promise<void> {
  const post = (turn: number, bookId: BookId) =>
    ledgerOf(requestContext(app, { session, idempotencyKey: randomUUID() })).post({
      bookId,
      effectiveOn: '2026-03-05',
      note: `bench ${turn}`,
      postings: [
        { account: { head: 'cash' }, amount: fen(BigInt(turn)) },
        { account: { head: 'contribution', detail: 'district' }, amount: fen(BigInt(-turn)) },
      ],
    })
  for (const bookId of books) await post(1, bookId)
  const { rows: opened } = await sql<{ book_id: BookId; ids: bigint[] }>`
    select book_id, array_agg(id order by id) as ids from account group by book_id`.execute(owner)
  const accounts = new Map(opened.map(({ book_id, ids }) => [book_id, ids]))
  const insert = (turn: number, bookId: BookId, numbered = false) =>
    app.transaction().execute(async (trx) => {
      const id = randomUUID()
      const [here, there] = accounts.get(bookId) ?? []
      const { rows } = numbered
        ? await sql<{ place: bigint }>`update bare_place set place = place + 1 where book_id = ${bookId} returning place`.execute(trx)
        : { rows: [] }
      await sql`insert into bare_entry (id, book_id, effective_on, note, place)
        values (${id}, ${bookId}, '2026-03-05', ${`bench ${turn}`}, ${rows[0]?.place ?? null})`.execute(trx)
      await sql`insert into bare_line (entry_id, line, account_id, currency, minor)
        values (${id}, 1, ${here}, 'CNY', ${turn}), (${id}, 2, ${there}, 'CNY', ${-turn})`.execute(trx)
    })
  const bookOf = (turn: number, count: number) => books[turn % count] ?? 'bok_bench_0'

  // Accounts are opened, statements are planned on tables that are not empty, code is compiled: none of it is what a posting costs.
  for (const round of [1, 2]) {
    await perSecond(300 * round, 8, (turn) => post(turn, bookOf(turn, 20)))
    await perSecond(300 * round, 8, (turn) => insert(turn, bookOf(turn, 20)))
    await sql`analyze`.execute(owner)
  }
  for (const writers of [1, 8]) {
    for (const count of [1, 20]) {
      const [bare, numbered, posted] = await inTurns(writers, [
        (turn) => insert(turn, bookOf(turn, count)),
        (turn) => insert(turn, bookOf(turn, count), true),
        (turn) => post(turn, bookOf(turn, count)),
      ])
      console.log(`${writers} ${writers === 1 ? 'writer' : 'writers'}, ${count} ${count === 1 ? 'book' : 'books'}:`)
      report('  bare entry and two lines', bare, bare)
      report('  the same, numbered without a gap', numbered, bare)
      report('  ledger.post, the whole command', posted, bare)
    }
  }
}

/** How many turns of each work end in a second, when they take turns of half a second, five times. */
async function inTurns(writers: number, works: readonly [Work, Work, Work]): Promise<readonly [number, number, number]> {
  const done: [number, number, number] = [0, 0, 0]
  const took: [number, number, number] = [0, 0, 0]
  for (let round = 0; round < 5; round += 1) {
    for (const side of [0, 1, 2] as const) {
      const started = performance.now()
      await Promise.all(
        Array.from({ length: writers }, async () => {
          while (performance.now() - started < 500) await works[side]((done[side] += 1))
        }),
      )
      took[side] += performance.now() - started
    }
  }
  const rateOf = (side: 0 | 1 | 2) => (done[side] / took[side]) * 1_000
  return [rateOf(0), rateOf(1), rateOf(2)]
}

type Work = (turn: number) => Promise<unknown>

function paidIn(bookId: BookId, turn: number): EntryDraft {
  const of = account.pool(bookId)
  const amount = fen(BigInt(turn + 1))
  return {
    bookId,
    kind: 'bench.paid_in',
    effectiveOn: '2026-03-05',
    postings: [debit(of.cash, amount), credit(of.contribution('district'), amount)],
  }
}

/** How many of `count` turns, shared among `writers` at once, end in a second. */
async function perSecond(
  count: number,
  writers: number,
  work: (turn: number, writer: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      while (next < count) {
        next += 1
        await work(next, writer)
      }
    }),
  )
  return count / ((performance.now() - started) / 1_000)
}

const report = (what: string, rate: number, bare: number) =>
  console.log(`${what.padEnd(48)} ${rate.toFixed(0).padStart(8)} entries/s ${(bare / rate).toFixed(1).padStart(6)} × bare`)
