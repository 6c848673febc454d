import type { Db, Trx } from '@cofund/db/connect'
import { fen } from '@cofund/shared/kernel/money'
import { addDays, plainDate, type PlainDate } from '@cofund/shared/kernel/plain-date'
import { type Account, account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import { type Posting, credit, debit } from '@cofund/shared/ledger/entry'
import { type Month, lastDayOf, nextMonth, postedIn } from '@cofund/shared/ledger/period'
import type { ReportId } from '@cofund/shared/ledger/report'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actAs } from '../../../server/kernel/session.ts'
import { balanceOf, listBalances } from '../../../server/ledger/balance.sql.ts'
import { insertBook } from '../../../server/ledger/book.sql.ts'
import type { WrittenEntry } from '../../../server/ledger/entry.sql.ts'
import { postEntry, postTransfer, reverseEntry } from '../../../server/ledger/ledger.commands.ts'
import { insertActs } from '../../../server/audit/act.sql.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { patience, runs } from '../../kit/soak.ts'

let database: TestDatabase
let tokenHash: string
let maker: Awaited<ReturnType<typeof callerAs>>
let checker: Awaited<ReturnType<typeof callerAs>>
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  tokenHash = (await openOperatorSession(database.owner, 'yangpu.maker', 'test')).tokenHash
  maker = await callerAs(database, 'yangpu.maker')
  checker = await callerAs(database, 'yangpu.checker')
})
afterAll(() => database.close())

/** What happens next to two books, told by small numbers so that a failing history is read at a glance. */
type Step =
  | { readonly does: 'post'; readonly book: 0 | 1; readonly day: number; readonly minor: bigint; readonly loss: boolean }
  | { readonly does: 'transfer'; readonly from: 0 | 1; readonly day: number; readonly minor: bigint; readonly settles: boolean }
  | { readonly does: 'reverse'; readonly which: number; readonly daysLater: number }
  | { readonly does: 'close'; readonly book: 0 | 1 }
  | { readonly does: 'reopen'; readonly book: 0 | 1 }

const book = fc.constantFrom<0 | 1>(0, 1)
// Days on both sides of the ends of three months, one of them February's.
const day = fc.constantFrom(0, 1, 14, 27, 28, 29, 30, 31, 57, 58, 59, 60)
const minor = fc.bigInt({ min: 1n, max: 1_000_000n })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('post' as const), book, day, minor, loss: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('transfer' as const), from: book, day, minor, settles: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('reverse' as const), which: fc.nat(), daysLater: fc.nat({ max: 35 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('close' as const), book }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reopen' as const), book }) },
)

const firstDay = plainDate('2026-01-01')
const lastDay = addDays(firstDay, 100)

/** A posting as the test remembers it, beside what the database keeps. */
interface Remembered extends Posting {
  readonly sequence: bigint
  readonly effectiveOn: PlainDate
  readonly postedIn: Month
}

/** What a month showed when it closed, under a report that can be run again. */
interface Closed {
  readonly bookId: BookId
  readonly month: Month
  readonly reportId: ReportId
  readonly shown: string
}

let histories = 0
test('after any history of closings too, a balance at any (effective, known-at) is the sum of its postings, and a closed month shows what it showed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      histories += 1
      const books = [`bok_a${histories}`, `bok_b${histories}`] as const
      const remembered = await live(books, steps)
      for (const bookId of books) {
        const postings = remembered.filter(({ account: of }) => of.bookId === bookId)
        const days = [
          undefined,
          firstDay,
          lastDay,
          ...steps.flatMap((each) => ('day' in each ? [addDays(firstDay, each.day)] : [])),
        ]
        const places = [undefined, 0n, ...new Set(postings.map(({ sequence }) => sequence))]
        await acting(async (db) => {
          for (const effectiveOn of new Set(days))
            for (const knownAt of places) {
              await compare(db, bookId, postings, { effectiveOn, knownAt })
              if (effectiveOn) await compare(db, bookId, postings, { effectiveOn, knownAt, basis: 'posted' })
            }
        })
      }
    }),
    { numRuns: runs(15) },
  )
  await expectCoherent(database.owner)
}, patience(120_000))

/** Lets the steps happen, each in a transaction of its own, as the application role and with an act. */
async function live(books: readonly [BookId, BookId], steps: readonly Step[]): Promise<readonly Remembered[]> {
  const remembered: Remembered[] = []
  const closed: Closed[] = []
  const closedThrough = (bookId: BookId) => closed.findLast((each) => each.bookId === bookId)?.month ?? null
  const undoable: {
    readonly entries: readonly WrittenEntry[]
    readonly effectiveOn: PlainDate
    readonly postings: readonly Posting[]
  }[] = []
  // Places leave no gap: an entry's is how many its book has by then.
  const places = new Map<BookId, bigint>()
  const remember = (entries: readonly WrittenEntry[], effectiveOn: PlainDate, postings: readonly Posting[]) => {
    for (const { bookId } of entries) places.set(bookId, (places.get(bookId) ?? 0n) + 1n)
    for (const posting of postings) {
      const sequence = places.get(posting.account.bookId) ?? -1n
      const month = postedIn(effectiveOn, closedThrough(posting.account.bookId))
      remembered.push({ ...posting, sequence, effectiveOn, postedIn: month })
    }
  }
  await acting(async (trx) => {
    for (const [index, id] of books.entries()) {
      await insertBook(trx, {
        id,
        organisationId: 'org_yangpu_finance',
        kind: 'pool',
        code: `H${histories}-${index}`,
        nameZh: '账',
        nameEn: 'book',
      })
    }
  })

  for (const each of steps) {
    if (each.does === 'post') {
      const effectiveOn = addDays(firstDay, each.day)
      const postings = postingsOf(books[each.book], each)
      const entries = await recorded(async (trx) => [
        await postEntry(trx, { bookId: books[each.book], kind: 'test.posted', effectiveOn, postings }),
      ])
      remember(entries, effectiveOn, postings)
      undoable.push({ entries, effectiveOn, postings })
    } else if (each.does === 'transfer') {
      const effectiveOn = addDays(firstDay, each.day)
      const [from, into] = each.from === 0 ? books : [books[1], books[0]]
      const amount = fen(each.minor)
      const { cash, dueFrom, dueTo } = account.pool(from)
      const other = account.pool(into)
      const transfer = { from: cash, into: other.cash, amount, effectiveOn, settles: each.settles }
      const entries = await recorded(async (trx) => (await postTransfer(trx, transfer)).entries)
      const postings = each.settles
        ? [debit(dueTo(into), amount), credit(cash, amount), debit(other.cash, amount), credit(other.dueFrom(from), amount)]
        : [debit(dueFrom(into), amount), credit(cash, amount), debit(other.cash, amount), credit(other.dueTo(from), amount)]
      remember(entries, effectiveOn, postings)
      undoable.push({ entries, effectiveOn, postings })
    } else if (each.does === 'close') {
      const bookId = books[each.book]
      const before = closedThrough(bookId)
      closed.push(await close(bookId, before ? nextMonth(before) : firstDay))
    } else if (each.does === 'reopen') {
      const last = closed.findLast(({ bookId }) => bookId === books[each.book])
      if (!last) continue
      await expectAsClosed(last)
      const { bookId, month } = last
      await byTwo(maker, checker, { kind: 'ledger.reopen_period', what: { bookId, month, reason: 'again' } })
      closed.splice(closed.indexOf(last), 1)
    } else if (undoable.length > 0) {
      const [undone] = undoable.splice(each.which % undoable.length, 1)
      if (!undone) continue
      const effectiveOn = addDays(undone.effectiveOn, each.daysLater)
      const entries = await recorded(
        async (trx) => (await reverseEntry(trx, undone.entries.at(-1)?.id ?? 'ent_', { effectiveOn, note: 'undone' })).entries,
      )
      remember(
        entries,
        effectiveOn,
        undone.postings.map(({ account: of, amount }) => credit(of, amount)),
      )
    }
  }
  for (const each of closed) await expectAsClosed(each)
  return remembered
}

async function close(bookId: BookId, month: Month): Promise<Closed> {
  await byTwo(maker, checker, { kind: 'ledger.close_period', what: { bookId, month } })
  const { reportId } = await maker.ledger.runReport({ bookIds: [bookId], on: lastDayOf(month), basis: 'posted' })
  return { bookId, month, reportId, shown: await shownNow(bookId, month) }
}

/** A closed month shows what it showed, its report comes out the same, and there is nothing to restate. */
async function expectAsClosed({ bookId, month, reportId, shown }: Closed): Promise<void> {
  expect(await shownNow(bookId, month)).toBe(shown)
  expect(await maker.ledger.rerunReport({ reportId })).toMatchObject({ identical: true })
  expect(await maker.ledger.restatement({ reportId })).toEqual({ restated: [], entries: [] })
}

const shownNow = (bookId: BookId, month: Month): Promise<string> =>
  acting(async (db) => {
    const balances = await listBalances(db, bookId, { effectiveOn: lastDayOf(month), basis: 'posted' })
    const moved = balances.filter(({ balance }) => balance.minor !== 0n)
    return moved.map(({ account: of, balance }) => `${nameOf(of)} ${balance.minor}`).join(', ')
  })

const postingsOf = (bookId: BookId, { minor: amount, loss }: Extract<Step, { does: 'post' }>): Posting[] => {
  const of = account.pool(bookId)
  return [
    debit(of.cash, fen(amount)),
    credit(of.contribution('district'), fen(amount)),
    ...(loss
      ? [debit(of.loss, fen(amount + 1n)), credit(of.lossShare('bank'), fen(amount)), credit(of.lossShare('city'), fen(1n))]
      : []),
  ]
}

async function compare(
  db: Db,
  bookId: BookId,
  postings: readonly Remembered[],
  asOf: { effectiveOn: PlainDate | undefined; knownAt: bigint | undefined; basis?: 'posted' },
) {
  const seen = postings.filter(
    ({ effectiveOn, sequence, postedIn: month }) =>
      (asOf.effectiveOn === undefined || (effectiveOn <= asOf.effectiveOn && (!asOf.basis || month <= asOf.effectiveOn))) &&
      (asOf.knownAt === undefined || sequence <= asOf.knownAt),
  )
  const expected = new Map<string, bigint>()
  for (const { account: of, amount } of seen) expected.set(nameOf(of), (expected.get(nameOf(of)) ?? 0n) + amount.minor)
  const listed = await listBalances(db, bookId, asOf)
  const standing = new Map(listed.map(({ account: of, balance }) => [nameOf(of), balance.minor]))
  for (const name of new Set([...expected.keys(), ...standing.keys()])) {
    expect(standing.get(name) ?? 0n, `${name} as of ${asOf.effectiveOn} known at ${asOf.knownAt} ${asOf.basis ?? ''}`).toBe(expected.get(name) ?? 0n)
  }
  expect(await balanceOf(db, account.pool(bookId).cash, 'CNY', asOf)).toEqual(fen(expected.get('cash') ?? 0n))
}

const nameOf = ({ head, detail }: Account): string => [head, detail].filter(Boolean).join(':')

/** One transaction of the application role, in the name of Yangpu's maker. */
const acting = <T>(work: (trx: Trx) => Promise<T>): Promise<T> =>
  database.app.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    return work(trx)
  })

/** The same for what writes entries, with the acts that a command would record. */
const recorded = (work: (trx: Trx) => Promise<readonly WrittenEntry[]>): Promise<readonly WrittenEntry[]> =>
  acting(async (trx) => {
    const entries = await work(trx)
    await insertActs(
      trx,
      entries.map(({ id: entryId, bookId }) => ({ act: 'entry.posted', bookId, entryId })),
    )
    return entries
  })
