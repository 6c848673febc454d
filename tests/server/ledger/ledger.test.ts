import { fen, type Money, money, toDecimal } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { BookId } from '@cofund/shared/ledger/book'
import type { AccountBalance } from '@cofund/shared/ledger/statement'
import { TRPCError } from '@trpc/server'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProofResult } from '../../../server/audit/proof.ts'
import { proveLedger } from '../../../server/ledger/proofs.sql.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

let database: TestDatabase
let maker: Caller
let checker: Caller
let pool: BookId
let treasury: BookId
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  maker = await callerAs(database, 'yangpu.maker')
  checker = await callerAs(database, 'yangpu.checker')
  pool = await opened('pool')
  treasury = await opened('treasury')
})
afterAll(async () => {
  await expectCoherent(database.owner)
  await database.close()
})

let books = 0
async function opened(kind: 'pool' | 'treasury'): Promise<BookId> {
  books += 1
  return (await maker.ledger.openBook({ kind, code: `YP-${kind}-${books}`, nameZh: '杨浦', nameEn: 'Yangpu' })).id
}

type Line = readonly [head: string, minor: bigint, detail?: string]
const linesOf = (lines: readonly Line[]) =>
  lines.map(([head, minor, detail]) => ({ account: { head, detail }, amount: fen(minor) }))
const post = (bookId: BookId, effectiveOn: `2026-${number}-${number}`, ...lines: readonly Line[]) =>
  maker.ledger.post({ bookId, effectiveOn, note: 'by hand', postings: linesOf(lines) })
const paidIn = (bookId: BookId, effectiveOn: `2026-${number}-${number}`, minor: bigint) =>
  post(bookId, effectiveOn, ['cash', minor], ['contribution', -minor, 'district'])

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof TRPCError && error.cause instanceof Refusal ? error.cause.code : error),
  )
const standing = (balances: readonly AccountBalance[]) =>
  Object.fromEntries(
    balances.map(({ account, balance }) => [[account.head, account.detail].filter(Boolean).join(':'), toDecimal(balance)]),
  )

describe('a book', () => {
  test('code is taken once, whoever keeps the books', async () => {
    const book = { kind: 'pool', code: 'once', nameZh: '一', nameEn: 'one' } as const
    await maker.ledger.openBook(book)
    expect(await codeOf(maker.ledger.openBook(book))).toBe('book.code_taken')
  })

  test('is written in by its keeper alone, and by who may post', async () => {
    const pudong = await callerAs(database, 'pudong.maker')
    const city = await callerAs(database, 'city.maker')
    const entry = {
      bookId: pool,
      effectiveOn: '2026-03-05',
      note: 'x',
      postings: linesOf([
        ['cash', 5n],
        ['recovery', -5n],
      ]),
    } as const
    expect(await codeOf(pudong.ledger.post(entry))).toBe('record.not_found')
    expect(await codeOf(city.ledger.post(entry))).toBe('ledger.book_of_other')
    expect(await codeOf(checker.ledger.post(entry))).toBe('access.not_permitted')
  })
})

describe('an entry by hand', () => {
  test('is refused in order: the book, the day, the account, the lines', async () => {
    const entry = {
      bookId: pool,
      effectiveOn: '2026-03-05',
      note: 'x',
      postings: linesOf([
        ['cash', 5n],
        ['recovery', -5n],
      ]),
    } as const
    expect(await codeOf(maker.ledger.post({ ...entry, bookId: 'bok_none' }))).toBe('record.not_found')
    expect(await codeOf(maker.ledger.post({ ...entry, effectiveOn: '2026-07-01' }))).toBe('ledger.effective_in_future')
    expect(await codeOf(maker.ledger.post({ ...entry, postings: linesOf([['gold', 5n]]) }))).toBe('ledger.head_unknown')
    expect(
      await codeOf(
        maker.ledger.post({
          ...entry,
          postings: linesOf([
            ['cash', 5n],
            ['recovery', -4n],
          ]),
        }),
      ),
    ).toBe('ledger.unbalanced')
    expect(await codeOf(maker.ledger.post(entry))).toBe('accepted')
  })

  test('moves the balances of its accounts: 1,000.00 paid in, 80.00 out → 920.00', async () => {
    const book = await opened('pool')
    await paidIn(book, '2026-01-10', 1_000_00n)
    await post(book, '2026-02-03', ['compensation', 80_00n], ['cash', -80_00n])
    const { balances, totals, lastSequence } = await maker.ledger.book({ bookId: book })
    expect(standing(balances)).toEqual({ cash: '920.00', 'contribution:district': '-1000.00', compensation: '80.00' })
    expect(totals).toMatchObject([{ currency: 'CNY', cash: fen(920_00n), netAssets: fen(920_00n) }])
    expect(lastSequence).toBe(2n)
  })

  test('previewed, leaves no trace', async () => {
    const book = await opened('pool')
    const previewing = await callerAs(database, 'yangpu.maker', { preview: true })
    const entry = {
      bookId: book,
      effectiveOn: '2026-03-05',
      note: 'x',
      postings: linesOf([
        ['cash', 5n],
        ['recovery', -5n],
      ]),
    } as const
    expect(await previewing.ledger.post(entry)).toMatchObject({ bookId: book })
    expect(await maker.ledger.book({ bookId: book })).toMatchObject({ lastSequence: 0n, balances: [] })
  })

  test('of a loss changes neither cash nor net assets', async () => {
    const book = await opened('pool')
    await paidIn(book, '2026-01-10', 500n)
    await post(
      book,
      '2026-02-01',
      ['loss', 100n],
      ['loss_share', -40n, 'city'],
      ['loss_share', -40n, 'district'],
      ['loss_share', -20n, 'bank'],
    )
    const { totals, balances } = await maker.ledger.book({ bookId: book })
    expect(totals).toMatchObject([{ cash: fen(500n), netAssets: fen(500n) }])
    expect(standing(balances)).toMatchObject({ loss: '1.00', 'loss_share:city': '-0.40', 'loss_share:bank': '-0.20' })
  })
})

describe('an opening', () => {
  test('brings what was held, its evidence, and the difference as opening balance: 300 + 200 − 50 → 450', async () => {
    const book = await opened('pool')
    const opening = {
      bookId: book,
      effectiveOn: '2026-01-01',
      note: '2025 年度决算',
      postings: linesOf([
        ['cash', 300n],
        ['receivable_from_tier', 200n, 'city'],
        ['compensation_payable', -50n, 'org_shenjiang_bank'],
      ]),
    } as const
    const { id } = await maker.ledger.postOpening({
      ...opening,
      evidence: { reference: '决算〔2025〕1号', documentHash: 'a'.repeat(64) },
    })
    const { balances } = await maker.ledger.book({ bookId: book })
    expect(standing(balances)).toEqual({
      cash: '3.00',
      'receivable_from_tier:city': '2.00',
      'compensation_payable:org_shenjiang_bank': '-0.50',
      opening_balance: '-4.50',
    })
    expect(balances.find(({ account }) => account.head === 'compensation_payable')?.detailName?.zh).toBe('申江银行杨浦科技支行')
    expect((await maker.ledger.entry({ entryId: id })).entry).toMatchObject({
      kind: 'ledger.opening',
      evidence: { reference: '决算〔2025〕1号', documentHash: 'a'.repeat(64) },
    })
  })
})

describe('a reversal', () => {
  test('takes another permission than posting, and is shown beside what it undid, with who did both', async () => {
    const book = await opened('pool')
    const { id } = await paidIn(book, '2026-03-05', 80_00n)
    const asked = { entryId: id, effectiveOn: '2026-03-06', note: '重复入账' } as const
    expect(await codeOf(maker.ledger.reverse(asked))).toBe('access.not_permitted')
    const { entries } = await checker.ledger.reverse(asked)
    expect(standing((await maker.ledger.book({ bookId: book })).balances)).toEqual({
      cash: '0.00',
      'contribution:district': '0.00',
    })

    const shown = await maker.ledger.entry({ entryId: id })
    expect(shown).toMatchObject({
      entry: { id, reversedBy: entries[0]?.id },
      pair: { reverses: id, note: '重复入账', effectiveOn: '2026-03-06' },
      acts: [{ kind: 'entry.posted', personName: '周敏行' }],
    })
    expect(shown.pair && (await maker.ledger.entry({ entryId: shown.pair.id })).acts).toMatchObject([
      { kind: 'entry.reversed', personName: '钱知远' },
    ])
  })

  test('is refused a second time, of itself, too early, and in another’s book', async () => {
    const book = await opened('pool')
    const { id } = await paidIn(book, '2026-03-05', 80_00n)
    const on = (effectiveOn: '2026-03-04' | '2026-03-05') => ({ entryId: id, effectiveOn, note: 'x' }) as const
    const fund = await callerAs(database, 'fund.checker')
    const other = await callerAs(database, 'joint.meeting')
    expect(await codeOf(fund.ledger.reverse(on('2026-03-05')))).toBe('record.not_found')
    expect(await codeOf(other.ledger.reverse(on('2026-03-05')))).toBe('ledger.book_of_other')
    expect(await codeOf(checker.ledger.reverse(on('2026-03-04')))).toBe('ledger.reversal_too_early')
    const { entries } = await checker.ledger.reverse(on('2026-03-05'))
    expect(await codeOf(checker.ledger.reverse(on('2026-03-05')))).toBe('ledger.already_reversed')
    expect(await codeOf(checker.ledger.reverse({ ...on('2026-03-05'), entryId: entries[0]?.id ?? 'ent_' }))).toBe(
      'ledger.is_reversal',
    )
  })

  test('pressed 6 times at once undoes once', async () => {
    const book = await opened('pool')
    const { id } = await paidIn(book, '2026-03-05', 80_00n)
    const codes = await Promise.all(
      Array.from({ length: 6 }, () => codeOf(checker.ledger.reverse({ entryId: id, effectiveOn: '2026-03-05', note: 'x' }))),
    )
    expect(codes.toSorted()).toEqual(['accepted', ...Array.from({ length: 5 }, () => 'ledger.already_reversed')])
  })
})

describe('a transfer', () => {
  const move = (from: BookId, into: BookId, minor: bigint, settles = false) =>
    maker.ledger.transfer({
      from: { bookId: from, account: { head: 'cash' } },
      into: { bookId: into, account: { head: 'cash' } },
      amount: fen(minor),
      settles,
      effectiveOn: '2026-03-05',
      note: '拨付',
    })

  test('of 200 and back leaves 200 moved, then nothing owed', async () => {
    const [here, there] = [await opened('treasury'), await opened('pool')]
    await move(here, there, 200n)
    expect(standing((await maker.ledger.book({ bookId: here })).balances)).toEqual({
      cash: '-2.00',
      [`due_from:${there}`]: '2.00',
    })
    expect(standing((await maker.ledger.book({ bookId: there })).balances)).toEqual({ cash: '2.00', [`due_to:${here}`]: '-2.00' })
    await move(there, here, 200n, true)
    expect(standing((await maker.ledger.book({ bookId: there })).balances)).toEqual({ cash: '0.00', [`due_to:${here}`]: '0.00' })
  })

  test('is reversed on both sides from either', async () => {
    const [here, there] = [await opened('treasury'), await opened('pool')]
    const { entries } = await move(here, there, 70n)
    await checker.ledger.reverse({ entryId: entries[1]?.id ?? 'ent_', effectiveOn: '2026-03-09', note: '退回' })
    for (const bookId of [here, there]) {
      expect((await maker.ledger.book({ bookId })).balances.map(({ balance }) => balance)).toEqual([fen(0n), fen(0n)])
    }
    expect((await maker.ledger.entry({ entryId: entries[0]?.id ?? 'ent_' })).otherLegs).toMatchObject([
      { entry: { id: entries[1]?.id }, book: { id: there } },
    ])
  })

  test('the opposite way at once, 10 against 10, waits in no circle', async () => {
    const before = (await maker.ledger.book({ bookId: pool })).lastSequence
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? move(pool, treasury, 10n) : move(treasury, pool, 10n))),
    )
    expect((await maker.ledger.book({ bookId: pool })).lastSequence - before).toBe(20n)
  })
})

describe('20 at once in one book', () => {
  test('take 20 places without a gap, and the balance is their sum: 1 + 2 + … + 20 → 210', async () => {
    const book = await opened('pool')
    const posted = await Promise.all(Array.from({ length: 20 }, (_, index) => paidIn(book, '2026-03-05', BigInt(index + 1))))
    const written = await Promise.all(posted.map(async ({ id }) => (await maker.ledger.entry({ entryId: id })).entry))
    expect(written.map(({ sequence }) => Number(sequence)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
    expect((await maker.ledger.book({ bookId: book })).totals[0]?.cash).toEqual(fen(210n))
    const byPlace = written.toSorted((a, b) => Number(a.sequence - b.sequence)).map(({ recordedAt }) => recordedAt)
    expect(byPlace).toEqual(byPlace.toSorted())
  })

  test('half of them refused, leave no gap either', async () => {
    const book = await opened('pool')
    await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => post(book, '2026-03-05', ['cash', 5n], ['recovery', index % 2 ? -5n : -4n])),
    )
    expect((await maker.ledger.book({ bookId: book })).lastSequence).toBe(10n)
  })
})

describe('a statement', () => {
  test('begins with what was brought forward, and every line says what the account then stood at', async () => {
    const book = await opened('pool')
    await paidIn(book, '2026-01-20', 1_000n)
    await post(book, '2026-02-10', ['compensation', 300n], ['cash', -300n])
    await post(book, '2026-02-05', ['cash', 50n], ['recovery', -50n])
    await post(book, '2026-03-01', ['bank_charge', 1n], ['cash', -1n])
    const asked = { bookId: book, head: 'cash', from: '2026-02-01', on: '2026-02-28' } as const
    const statement = await maker.ledger.statement(asked)
    expect([statement.opening, statement.debits, statement.credits, statement.closing].map(toDecimal)).toEqual([
      '10.00',
      '0.50',
      '3.00',
      '7.50',
    ])
    const lines = (of: typeof statement) =>
      of.lines.map(({ entry, amount, balance }) => [entry.effectiveOn, toDecimal(amount), toDecimal(balance)])
    expect(lines(statement)).toEqual([
      ['2026-02-05', '0.50', '10.50'],
      ['2026-02-10', '-3.00', '7.50'],
    ])
    const before = await maker.ledger.statement({ ...asked, known: 2 })
    expect(lines(before)).toEqual([['2026-02-10', '-3.00', '7.00']])
    expect(toDecimal(before.closing)).toBe('7.00')
  })

  test('is read a page at a time, the running balance going on: 45 of 0.01 → page 3 ends at 0.45', async () => {
    const book = await opened('pool')
    for (let index = 0; index < 45; index += 1) await post(book, '2026-04-01', ['cash', 1n], ['recovery', -1n])
    const third = await maker.ledger.statement({ bookId: book, head: 'cash', page: 3 })
    expect(third.count).toBe(45)
    expect([third.lines[0], third.lines.at(-1)].map((line) => line && toDecimal(line.balance))).toEqual(['0.41', '0.45'])
    const journal = await maker.ledger.entries({ bookId: book, page: 3 })
    expect([journal.count, journal.rows.map(({ sequence }) => sequence)]).toEqual([45, [5n, 4n, 3n, 2n, 1n]])
    expect(journal.rows[0]?.amounts).toEqual([fen(1n)])
    const places = async (times: { known?: number; on?: '2026-03-31' | '2026-04-01' }) => {
      const { count, rows } = await maker.ledger.entries({ bookId: book, ...times })
      return [count, rows[0]?.sequence]
    }
    expect(await places({ known: 7 })).toEqual([7, 7n])
    expect(await places({ on: '2026-04-01', known: 8 })).toEqual([8, 8n])
    expect(await places({ on: '2026-03-31' })).toEqual([0, undefined])
  })

  test('known by a day: the newest place when that day ended in Shanghai', async () => {
    const book = await opened('pool')
    await paidIn(book, '2026-01-20', 1n)
    expect(await maker.ledger.knownOn({ bookId: book, day: '2020-01-01' })).toEqual({ known: 0 })
    expect(await maker.ledger.knownOn({ bookId: book, day: '9998-01-01' })).toEqual({ known: 1 })
  })
})

describe('many currencies in one book', () => {
  test('are summed apart', async () => {
    const book = await opened('pool')
    const of = (amount: Money) => [
      { account: { head: 'cash' }, amount },
      { account: { head: 'interest_income' }, amount: money(-amount.minor, amount.currency) },
    ]
    await maker.ledger.post({
      bookId: book,
      effectiveOn: '2026-03-05',
      note: 'x',
      postings: [...of(fen(100n)), ...of(money(7n, 'USD')), ...of(money(9n, 'JPY'))],
    })
    expect((await maker.ledger.book({ bookId: book })).totals.map(({ cash }) => cash)).toEqual([
      fen(100n),
      money(7n, 'USD'),
      money(9n, 'JPY'),
    ])
  })
})

describe('the proofs', () => {
  test('hold, and count what they looked at', async () => {
    const results = await proveLedger(database.owner)
    expect(results.map(({ differences }) => differences)).toEqual(results.map(() => 0))
    expect(results[0]?.looked).toBeGreaterThan(50)
  })

  test.each([
    [
      'a balance out by a fen',
      'account_balance',
      sql`update account_balance set debit_minor = debit_minor + 1 where account_id = (select min(account_id) from account_balance)`,
      'monthly balances equal',
    ],
    [
      'a posting made smaller',
      'posting',
      sql`update posting set minor = minor - 1 where (book_id, sequence, line) = (select book_id, sequence, line from posting where minor > 5 limit 1)`,
      'balance in every currency',
    ],
    [
      'an entry set apart, without lines',
      'journal_entry',
      sql`
        insert into journal_entry (id, book_id, sequence, lines, kind, effective_on, posted_in)
        select 'ent_far', id, 1000, 2, 'test.posted', '2026-01-01', '2026-01-01' from book limit 1`,
      'without a gap',
    ],
  ])('find %s, by name', async (_, table, tamper, statement) => {
    const tampered = new Error('undone again')
    let found: readonly ProofResult[] = []
    const tampering = database.owner.transaction().execute(async (trx) => {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx)
      await tamper.execute(trx)
      found = await proveLedger(trx)
      throw tampered
    })
    await expect(tampering).rejects.toBe(tampered)
    const wrong = found.filter(({ differences }) => differences > 0)
    expect(wrong.map(({ statement: said }) => said)).toEqual(expect.arrayContaining([expect.stringContaining(statement)]))
    expect(wrong.every(({ first }) => first.length > 0)).toBe(true)
  })
})
