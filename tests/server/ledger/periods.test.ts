import { type Money, fen, toDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { BookId } from '@cofund/shared/ledger/book'
import type { Month } from '@cofund/shared/ledger/period'
import { TRPCError } from '@trpc/server'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProofResult } from '../../../server/audit/proof.ts'
import { proveLedger } from '../../../server/ledger/proofs.sql.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { agree, byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

let database: TestDatabase
let maker: Caller
let checker: Caller
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  maker = await callerAs(database, 'yangpu.maker')
  checker = await callerAs(database, 'yangpu.checker')
})
afterAll(async () => {
  await expectCoherent(database.owner)
  await database.close()
})

let books = 0
async function opened(): Promise<BookId> {
  books += 1
  return (await maker.ledger.openBook({ kind: 'pool', code: `PERIOD-${books}`, nameZh: '杨浦', nameEn: 'Yangpu' })).id
}

/** A contribution of the district, in fen. */
const paidIn = (bookId: BookId, effectiveOn: PlainDate, minor: bigint) =>
  maker.ledger.post({
    bookId,
    effectiveOn,
    note: `paid in ${minor}`,
    postings: [
      { account: { head: 'cash' }, amount: fen(minor) },
      { account: { head: 'contribution', detail: 'district' }, amount: fen(-minor) },
    ],
  })

const closing = (bookId: BookId, month: Month) => ({ kind: 'ledger.close_period', what: { bookId, month } }) as const
const reopening = (bookId: BookId, month: Month, reason = 'a receipt came late') =>
  ({ kind: 'ledger.reopen_period', what: { bookId, month, reason } }) as const
const close = (bookId: BookId, month: Month) => byTwo(maker, checker, closing(bookId, month))
const reopen = (bookId: BookId, month: Month) => byTwo(maker, checker, reopening(bookId, month))

const entryOf = async ({ id }: { id: `ent_${string}` }) => (await maker.ledger.entry({ entryId: id })).entry
const cashOn = async (bookId: BookId, on: PlainDate, basis: 'effective' | 'posted') => {
  const { reportId } = await maker.ledger.runReport({ bookIds: [bookId], on, basis })
  const { lines } = await maker.ledger.rerunReport({ reportId })
  return toDecimal(fen(lines.find(({ head }) => head === 'cash')?.minor ?? 0n))
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof TRPCError && error.cause instanceof Refusal ? error.cause.code : error),
  )

describe('a period', () => {
  test('closes by two people: it is open until the second has agreed', async () => {
    const book = await opened()
    await paidIn(book, '2026-03-05', 1_000_00n)
    const proposed = await maker.approvals.propose(closing(book, '2026-03-01'))
    expect((await maker.ledger.periods({ bookId: book })).closedThrough).toBeNull()
    expect(await codeOf(agree(maker, proposed))).toBe('approval.maker_is_checker')
    await agree(checker, proposed)
    expect(await maker.ledger.periods({ bookId: book })).toMatchObject({
      closedThrough: '2026-03-01',
      events: [{ event: 'closed', month: '2026-03-01', atSequence: 1n, proposalId: proposed.proposalId }],
    })
  })

  test('shows whoever agrees what is closed, and is shown anew when an entry came in between', async () => {
    const book = await opened()
    await paidIn(book, '2026-03-05', 1_000_00n)
    const proposed = await maker.approvals.propose(closing(book, '2026-03-01'))
    const { proposal } = await checker.approvals.get(proposed)
    expect(proposal.effect.rows.map(({ field, after }) => [field[0], after])).toEqual([
      ['ledger.period.closed_until', { as: 'day', day: '2026-03-31' }],
      ['ledger.period.entries', { as: 'text', text: '1' }],
      ['ledger.period.debits', { as: 'amount', amount: fen(1_000_00n) }],
    ])
    await paidIn(book, '2026-03-06', 5n)
    expect(await codeOf(agree(checker, proposed))).toBe('approval.effect_changed')
    await checker.approvals.refresh(proposed)
    expect(await codeOf(agree(checker, proposed))).toBe('accepted')
  })

  test('is not closed before those before it, twice, or before it is over; nor by another than its keeper', async () => {
    const book = await opened()
    const propose = (month: Month, by = maker) => codeOf(by.approvals.propose(closing(book, month)))
    expect(await codeOf(maker.approvals.propose(closing('bok_none', '2026-03-01')))).toBe('record.not_found')
    expect(await propose('2026-03-01', await callerAs(database, 'city.maker'))).toBe('ledger.book_of_other')
    expect(await propose('2026-06-01')).toBe('ledger.period_not_over')
    await close(book, '2026-03-01')
    expect(await propose('2026-03-01')).toBe('ledger.period_closed_already')
    expect(await propose('2026-05-01')).toBe('ledger.earlier_period_open')
    expect(await propose('2026-04-01')).toBe('accepted')
  })

  test('reopens with a reason, the last one alone: April, then March, then none is closed', async () => {
    const book = await opened()
    expect(await codeOf(maker.approvals.propose(reopening(book, '2026-03-01')))).toBe('ledger.nothing_closed')
    await close(book, '2026-03-01')
    await close(book, '2026-04-01')
    expect(await codeOf(maker.approvals.propose(reopening(book, '2026-03-01')))).toBe('ledger.reopen_last_only')
    expect(await codeOf(maker.approvals.propose(reopening(book, '2026-04-01', ' ')))).toBe('input.invalid')
    await reopen(book, '2026-04-01')
    expect((await maker.ledger.periods({ bookId: book })).closedThrough).toBe('2026-03-01')
    await reopen(book, '2026-03-01')
    const { closedThrough, events } = await maker.ledger.periods({ bookId: book })
    expect(closedThrough).toBeNull()
    expect(events.map(({ event, month, reason }) => [event, month, reason])).toEqual([
      ['reopened', '2026-03-01', 'a receipt came late'],
      ['reopened', '2026-04-01', 'a receipt came late'],
      ['closed', '2026-04-01', null],
      ['closed', '2026-03-01', null],
    ])
  })

  test('is not closed past the approvals, nor out of turn, by whoever writes to the database', async () => {
    const book = await opened()
    const straight = sql`insert into book_period_event (book_id, event, month) values (${book}, 'closed', '2026-03-01')`
    await expect(straight.execute(database.app)).rejects.toThrow('row-level security')
    const outOfTurn = sql`insert into book_period_event (book_id, event, month, reason) values (${book}, 'reopened', '2026-03-01', 'x')`
    await expect(outOfTurn.execute(database.owner)).rejects.toMatchObject({ constraint: 'book_period_event_in_turn' })
  })
})

describe('the first closing', () => {
  test('of a book takes in all before it, and shows so: January 5.00 and March 7.00 → 2 entries of 12.00', async () => {
    const book = await opened()
    await paidIn(book, '2026-01-05', 5_00n)
    await paidIn(book, '2026-03-05', 7_00n)
    await paidIn(book, '2026-04-05', 9_00n)
    const { proposal } = await checker.approvals.get(await maker.approvals.propose(closing(book, '2026-03-01')))
    expect(proposal.effect.rows.slice(1).map(({ after }) => after)).toEqual([
      { as: 'text', text: '2' },
      { as: 'amount', amount: fen(12_00n) },
    ])
  })
})

describe('an entry dated back', () => {
  test('into March, closed, counts in April under its own day; March shows 1,000.00 still, by day it is 1,250.00', async () => {
    const book = await opened()
    const first = await paidIn(book, '2026-03-05', 1_000_00n)
    await close(book, '2026-03-01')
    const late = await paidIn(book, '2026-03-20', 250_00n)
    expect(await entryOf(first)).toMatchObject({ effectiveOn: '2026-03-05', postedIn: '2026-03-01' })
    expect(await entryOf(late)).toMatchObject({ effectiveOn: '2026-03-20', postedIn: '2026-04-01' })
    expect(await cashOn(book, '2026-03-31', 'posted')).toBe('1000.00')
    expect(await cashOn(book, '2026-03-31', 'effective')).toBe('1250.00')
    expect(await cashOn(book, '2026-04-30', 'posted')).toBe('1250.00')
  })

  test('counts in its own month again once that is reopened; what came meanwhile stays in the later one', async () => {
    const book = await opened()
    await close(book, '2026-03-01')
    const meanwhile = await paidIn(book, '2026-03-20', 1n)
    await reopen(book, '2026-03-01')
    const after = await paidIn(book, '2026-03-20', 1n)
    expect((await entryOf(meanwhile)).postedIn).toBe('2026-04-01')
    expect((await entryOf(after)).postedIn).toBe('2026-03-01')
  })

  test('as a reversal leaves the closed month as it was and undoes in the open one', async () => {
    const book = await opened()
    const wrong = await paidIn(book, '2026-03-05', 70_00n)
    await close(book, '2026-03-01')
    const { entries } = await checker.ledger.reverse({ entryId: wrong.id, effectiveOn: '2026-03-05', note: 'paid in twice' })
    expect(await entryOf(entries[0] ?? wrong)).toMatchObject({ effectiveOn: '2026-03-05', postedIn: '2026-04-01', reverses: wrong.id })
    expect(await cashOn(book, '2026-03-31', 'posted')).toBe('70.00')
    expect(await cashOn(book, '2026-03-31', 'effective')).toBe('0.00')
  })

  test('while the month closes: each of ten is either in what was agreed, or falls into April', async () => {
    const book = await opened()
    await paidIn(book, '2026-03-01', 1n)
    const proposed = await maker.approvals.propose(closing(book, '2026-03-01'))
    const posting = Promise.all(Array.from({ length: 10 }, (_, index) => paidIn(book, '2026-03-31', BigInt(index + 1))))
    const agreed = await agreeAsItStands(proposed)
    const entries = await Promise.all((await posting).map(entryOf))
    const { events } = await maker.ledger.periods({ bookId: book })
    const atSequence = events[0]?.atSequence ?? 0n
    for (const { sequence, postedIn } of entries) expect(postedIn).toBe(sequence <= atSequence ? '2026-03-01' : '2026-04-01')
    const inMarch = entries.filter(({ postedIn }) => postedIn === '2026-03-01').length + 1
    expect(agreed.rows.find(({ field }) => field[0] === 'ledger.period.entries')?.after).toEqual({ as: 'text', text: String(inMarch) })
  })
})

/** Has the case shown anew as often as entries come in between; answers what was agreed on. */
async function agreeAsItStands(proposed: { proposalId: `prp_${string}` }) {
  for (;;) {
    const outcome = await codeOf(agree(checker, proposed))
    if (outcome === 'accepted') return (await checker.approvals.get(proposed)).proposal.effect
    expect(outcome).toBe('approval.effect_changed')
    await codeOf(checker.approvals.refresh(proposed))
  }
}

describe('the database', () => {
  test('says itself in which month an entry counts, and neither it nor a closing nor a report is changed afterwards', async () => {
    const book = await opened()
    await paidIn(book, '2026-03-05', 1n)
    await close(book, '2026-03-01')
    await maker.ledger.runReport({ bookIds: [book], on: '2026-03-31' })
    const brought = sql`insert into journal_entry (id, book_id, lines, kind, effective_on, posted_in)
      values ('ent_b', ${book}, 2, 'test.posted', '2026-03-05', '2026-03-01')`
    await expect(brought.execute(database.app)).rejects.toThrow('permission denied')
    for (const change of [
      sql`update journal_entry set posted_in = '2026-05-01'`,
      sql`update book_period_event set closed_through = null`,
      sql`delete from book_period_event`,
      sql`update report_run set hash = repeat('0', 64)`,
    ])
      await expect(change.execute(database.owner)).rejects.toThrow(/only added|append|change/i)
  })

  test.for([
    ['journal_entry', "update journal_entry set posted_in = posted_in + interval '1 month' where note = 'paid in 4242'", 'entries count in the month'],
    ['book_period_event', "update book_period_event set at_sequence = 0 where reason is null and at_sequence > 0", 'entries count in the month'],
    ['report_run', "update report_run set hash = repeat('0', 64)", 'stored reports come out the same'],
  ] as const)('with its triggers switched off: %s changed is found by the proofs', async ([table, change, statement]) => {
    const book = await opened()
    await paidIn(book, '2026-03-05', 4242n)
    await close(book, '2026-03-01')
    await maker.ledger.runReport({ bookIds: [book], on: '2026-03-31' })
    const undone = new Error('undone again')
    let wrong: readonly ProofResult[] = []
    const tampering = database.owner.transaction().execute(async (trx) => {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx)
      await sql.raw(change).execute(trx)
      wrong = (await proveLedger(trx)).filter(({ differences }) => differences > 0)
      throw undone
    })
    await expect(tampering).rejects.toBe(undone)
    expect(wrong.map((each) => each.statement)).toEqual([expect.stringContaining(statement)])
  })
})

describe('a stored report', () => {
  test('comes out the same after later entries, a closing and a reversal; the restatement says what changed and who', async () => {
    const book = await opened()
    const first = await paidIn(book, '2026-03-05', 1_000_00n)
    await paidIn(book, '2026-04-02', 30_00n)
    const { reportId, hash } = await maker.ledger.runReport({ bookIds: [book], on: '2026-03-31' })
    expect(await checker.ledger.restatement({ reportId })).toEqual({ restated: [], entries: [] })

    await close(book, '2026-03-01')
    await paidIn(book, '2026-03-20', 250_00n)
    await paidIn(book, '2026-04-20', 9_00n)
    await checker.ledger.reverse({ entryId: first.id, effectiveOn: '2026-03-05', note: 'paid in twice' })
    await paidIn(book, '2026-03-06', 1_000_00n)

    const again = await checker.ledger.rerunReport({ reportId })
    expect(again).toMatchObject({ identical: true, hash, report: { sequences: { [book]: 2n } } })
    expect(again.lines.map(({ head, minor }) => [head, minor])).toEqual([
      ['cash', 1_000_00n],
      ['contribution', -1_000_00n],
    ])

    const { restated, entries } = await checker.ledger.restatement({ reportId })
    expect(restated.map(({ account, before, after, difference }) => [account.head, ...[before, after, difference].map(toDecimal)])).toEqual([
      ['cash', '1000.00', '1250.00', '250.00'],
      ['contribution', '-1000.00', '-1250.00', '-250.00'],
    ])
    expect(entries.map(({ note, recordedBy, effectiveOn }) => [note, recordedBy, effectiveOn])).toEqual([
      ['paid in 25000', expect.any(String), '2026-03-20'],
      ['paid in twice', expect.any(String), '2026-03-05'],
      ['paid in 100000', expect.any(String), '2026-03-06'],
    ])
    expect(entries[0]?.recordedBy).not.toBe(entries[1]?.recordedBy)
    const moved = entries.flatMap(({ lines }) => lines).filter(({ head }) => head === 'cash')
    expect(moved.reduce((total, { minor }) => total + minor, 0n)).toBe(differenceOf(restated, 'cash').minor)
  })

  test('by the month entries count in: March, closed, is never restated', async () => {
    const book = await opened()
    await paidIn(book, '2026-03-05', 1_000_00n)
    await close(book, '2026-03-01')
    const { reportId } = await maker.ledger.runReport({ bookIds: [book], on: '2026-03-31', basis: 'posted' })
    await paidIn(book, '2026-03-20', 250_00n)
    expect(await maker.ledger.restatement({ reportId })).toEqual({ restated: [], entries: [] })
  })

  test('of a book out of sight is neither run nor found', async () => {
    const book = await opened()
    const { reportId } = await maker.ledger.runReport({ bookIds: [book], on: '2026-03-31' })
    const pudong = await callerAs(database, 'pudong.maker')
    expect(await codeOf(pudong.ledger.runReport({ bookIds: [book], on: '2026-03-31' }))).toBe('record.not_found')
    expect(await codeOf(pudong.ledger.rerunReport({ reportId }))).toBe('record.not_found')
  })
})

const differenceOf = (restated: readonly { account: { head: string }; difference: Money }[], head: string): Money =>
  restated.find(({ account }) => account.head === head)?.difference ?? fen(0n)
