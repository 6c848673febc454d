import { randomUUID } from 'node:crypto'
import { type Db, type Trx, connect } from '@cofund/db/connect'
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
import { asOwner, enterTestCluster, onDatabase, prepareTemplate, templateName } from '../kit/test-cluster.ts'

/**
 * What the ledger's promises cost: entries through `postEntry` (numbered under lock, balanced, append-only, balances kept, guarded)
 * against two bare rows in a table without any, one transaction each, and then a file of them in one statement; and first, what
 * a person's posting costs from the procedure to its answer.
 */
export async function run(): Promise<void> {
  const cluster = await enterTestCluster()
  const name = `test_${process.pid}_bench`
  try {
    await prepareTemplate(cluster)
    await asOwner(cluster.ownerUrl, `create database ${name} template ${templateName()}`)
    const owner = connect(onDatabase(cluster.ownerUrl, name), { name: 'bench owner', statementTimeoutMs: 0 })
    const app = connect(onDatabase(cluster.appUrl, name), {
      name: 'bench',
      poolSize: 20,
      statementTimeoutMs: 0,
      lockTimeoutMs: 0,
    })
    await measure(owner, app).finally(() => Promise.all([owner.destroy(), app.destroy()]))
  } finally {
    // Where autovacuum is at work in it, it stays until the next run, which removes what ended processes have left.
    await asOwner(cluster.ownerUrl, `drop database if exists ${name} with (force)`).catch(() => undefined)
    await cluster.leave()
  }
}

async function measure(owner: Db, app: Db): Promise<void> {
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
  await measureCommands(owner, app, session, books)

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
}

const ledgerOf = createCallerFactory(ledgerRouter)

/**
 * The whole command path: the input read, permission, idempotency key, book held, entry placed and balanced, balances kept, act
 * chained, answer kept; against two lines that cancel out in a table of the postings' shape and nothing else, by as many writers.
 */
async function measureCommands(owner: Db, app: Db, session: Session, books: readonly BookId[]): Promise<void> {
  await sql`create table bare_posting (like posting)`.execute(owner)
  await sql`grant insert on bare_posting to cofund_app`.execute(owner)
  const insert = (turn: number) =>
    app.transaction().execute((trx) =>
      sql`insert into bare_posting (book_id, sequence, line, account_id, currency, minor, effective_on)
        values ('bok_bench_0', ${turn}, 1, 1, 'CNY', ${turn}, '2026-03-05'), ('bok_bench_0', ${turn}, 2, 2, 'CNY', ${-turn}, '2026-03-05')`.execute(trx),
    )
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
  const inTurn = (count: number) => (turn: number) => post(turn, books[turn % count] ?? 'bok_bench_0')
  // Accounts are opened, statements are planned, code is compiled: none of it is what a posting costs.
  await perSecond(200, 8, inTurn(20))
  await perSecond(200, 8, insert)
  for (const writers of [1, 8]) {
    for (const count of [1, 20]) {
      const bare = await perSecond(1_000, writers, insert)
      const posted = await perSecond(500, writers, inTurn(count))
      const named = `${writers} ${writers === 1 ? 'writer' : 'writers'}, ${count} ${count === 1 ? 'book' : 'books'}`
      report(`bare two lines, ${named}`, bare, bare)
      report(`ledger.post, the whole command, ${named}`, posted, bare)
    }
  }
}

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
