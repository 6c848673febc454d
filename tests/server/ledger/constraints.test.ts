import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

/** What somebody with psql and the application role can do: statements by hand, no code of ours in between. */
let database: TestDatabase
let yangpu: string
let pudong: string
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  yangpu = (await openOperatorSession(database.owner, 'yangpu.maker', 'test')).tokenHash
  pudong = (await openOperatorSession(database.owner, 'pudong.maker', 'test')).tokenHash
  await sql`
    insert into book (id, organisation_id, kind, code, name_zh, name_en) values
      ('bok_yangpu', 'org_yangpu_finance', 'pool', 'YP-POOL', '杨浦资金池', 'Yangpu pool'),
      ('bok_other', 'org_yangpu_finance', 'treasury', 'YP-TREASURY', '杨浦专户', 'Yangpu treasury'),
      ('bok_pudong', 'org_pudong_finance', 'pool', 'PD-POOL', '浦东资金池', 'Pudong pool')`.execute(database.owner)
  await sql`
    insert into account (id, book_id, head, detail, class) overriding system value values
      (101, 'bok_yangpu', 'cash', '', 'asset'), (102, 'bok_yangpu', 'contribution', 'district', 'equity'),
      (103, 'bok_yangpu', 'loss', '', 'memorandum'), (104, 'bok_yangpu', 'loss_share', 'bank', 'memorandum'),
      (105, 'bok_yangpu', 'due_from', 'bok_other', 'asset'),
      (201, 'bok_other', 'cash', '', 'asset'), (202, 'bok_other', 'due_to', 'bok_yangpu', 'liability'),
      (301, 'bok_pudong', 'cash', '', 'asset'), (302, 'bok_pudong', 'contribution', 'district', 'equity')`.execute(database.owner)
})
afterAll(() => database.close())

/** Statements in one transaction as the application role; answers the constraint or complaint that undid it. */
async function psql(statements: readonly string[], session = yangpu): Promise<string> {
  const client = new pg.Client({ connectionString: database.appUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('cofund.session', $1, true)", [session])
    for (const statement of statements) await client.query(statement)
    await client.query('commit')
    return 'committed'
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return error.constraint ?? error.message
  } finally {
    await client.end()
  }
}

let made = 0
const entry = (book: string, { id = `ent_${(made += 1)}`, lines = 2, columns = '', values = '' } = {}) =>
  `insert into journal_entry (id, book_id, lines, kind, effective_on ${columns}) values ('${id}', '${book}', ${lines}, 'test.posted', '2026-03-05' ${values})`
/** Lines [account, minor, currency?] of the entry added last to `book`. */
const lines = (book: string, ...postings: readonly (readonly [number, number, string?])[]) =>
  postings.map(
    ([account, minor, currency = 'CNY'], index) =>
      `insert into posting select '${book}', max(sequence), ${index + 1}, ${account}, '${currency}', ${minor}, '2026-03-05'
       from journal_entry where book_id = '${book}'`,
  )

const cashIn = (minor: number) => [entry('bok_yangpu'), ...lines('bok_yangpu', [101, minor], [102, -minor])]
const entriesIn = async (book: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from journal_entry where book_id = ${book}`.execute(database.owner)).rows[0]
    ?.n

describe('an entry by hand, as the application role', () => {
  test('that balances is committed, line by line', async () => {
    expect(await psql(cashIn(500))).toBe('committed')
  })

  test.each([
    [
      '500.00 against 499.99',
      [entry('bok_yangpu'), ...lines('bok_yangpu', [101, 500_00], [102, -499_99])],
      'journal_entry_balances',
    ],
    [
      '100 yuan against 100 dollars',
      [entry('bok_yangpu'), ...lines('bok_yangpu', [101, 100, 'CNY'], [102, -100, 'USD'])],
      'journal_entry_balances',
    ],
    ['a loss against cash', [entry('bok_yangpu'), ...lines('bok_yangpu', [103, 100], [101, -100])], 'journal_entry_balances'],
    [
      'bearers’ shares of 99 for a loss of 100',
      [entry('bok_yangpu'), ...lines('bok_yangpu', [103, 100], [104, -99])],
      'journal_entry_balances',
    ],
    ['no lines at all', [entry('bok_yangpu')], 'journal_entry_balances'],
    [
      'fewer lines than it said',
      [entry('bok_yangpu', { lines: 3 }), ...lines('bok_yangpu', [101, 5], [102, -5])],
      'journal_entry_balances',
    ],
    ['one line', [entry('bok_yangpu', { lines: 1 })], 'journal_entry_has_two_lines'],
    ['a line of nothing', [entry('bok_yangpu'), ...lines('bok_yangpu', [101, 0])], 'posting_amount_nonzero'],
    [
      'a currency that we keep no books in',
      [entry('bok_yangpu'), ...lines('bok_yangpu', [101, 5, 'XAU'])],
      'posting_currency_known',
    ],
    ['an account of another book', [entry('bok_yangpu'), ...lines('bok_yangpu', [101, 5], [201, -5])], 'posting_account_of_book'],
    [
      'money owed by another book, which knows nothing of it',
      [entry('bok_yangpu'), ...lines('bok_yangpu', [105, 5], [101, -5])],
      'journal_entry_between_books_is_transfer',
    ],
    [
      'a day of its own for a line',
      [
        entry('bok_yangpu'),
        "insert into posting select 'bok_yangpu', max(sequence), 1, 101, 'CNY', 5, '2026-03-06' from journal_entry where book_id = 'bok_yangpu'",
      ],
      'posting_is_line_of_entry',
    ],
    [
      'an opening without evidence',
      [
        "insert into journal_entry (id, book_id, lines, kind, effective_on) values ('ent_o', 'bok_yangpu', 2, 'ledger.opening', '2026-01-01')",
      ],
      'journal_entry_opening_has_evidence',
    ],
  ])('with %s is refused', async (_, statements, constraint) => {
    const before = await entriesIn('bok_yangpu')
    expect(await psql(statements)).toBe(constraint)
    expect(await entriesIn('bok_yangpu')).toBe(before)
  })

  test('brings neither its place, nor its time, nor its transaction', async () => {
    for (const [column, value] of [
      ['sequence', '7'],
      ['recorded_at', 'now()'],
      ['recorded_in', 'pg_current_xact_id()'],
    ] as const) {
      expect(await psql([entry('bok_yangpu', { columns: `, ${column}`, values: `, ${value}` })])).toBe(
        'permission denied for table journal_entry',
      )
    }
  })

  test('once in balance takes no more lines, in its own transaction or in a later one', async () => {
    const full = [entry('bok_yangpu'), ...lines('bok_yangpu', [101, 70], [102, -70])]
    const joining = (line: number, minor: number) =>
      `insert into posting select 'bok_yangpu', max(sequence), ${line}, 101, 'CNY', ${minor}, '2026-03-05' from journal_entry where book_id = 'bok_yangpu'`
    expect(await psql([...full, 'set constraints all immediate', joining(3, 10)])).toBe('posting_is_line_of_entry')
    expect(await psql(full)).toBe('committed')
    expect(await psql([joining(3, 10), joining(4, -10)])).toBe('posting_is_line_of_entry')
    expect(await psql([joining(2, 10)])).toBe('posting_pkey')
  })

  test('cannot be changed, removed or emptied away', async () => {
    for (const table of ['journal_entry', 'posting', 'account', 'book', 'account_balance']) {
      for (const statement of [`update ${table} set book_id = book_id`, `delete from ${table}`, `truncate ${table}`]) {
        expect(await psql([statement.replace('book_id = book_id', table === 'book' ? 'code = code' : 'book_id = book_id')])).toBe(
          `permission denied for table ${table}`,
        )
      }
    }
  })

  test('cannot be changed by the owner either', async () => {
    for (const table of ['journal_entry', 'posting', 'account']) {
      for (const statement of [`update ${table} set book_id = book_id`, `delete from ${table}`, `truncate ${table} cascade`]) {
        await expect(sql.raw(statement).execute(database.owner)).rejects.toMatchObject({
          constraint: expect.stringContaining('_append_only'),
        })
      }
    }
  })
})

describe('a balance', () => {
  test('is not the application’s to write', async () => {
    expect(await psql(["insert into account_balance values ('bok_yangpu', 101, 'CNY', '2026-03-01', 1, 0)"])).toBe(
      'permission denied for table account_balance',
    )
  })

  test('follows the postings within the transaction that adds them', async () => {
    const client = new pg.Client({ connectionString: database.appUrl })
    await client.connect()
    await client.query('begin')
    await client.query("select set_config('cofund.session', $1, true)", [yangpu])
    const balance = async () =>
      (await client.query("select debit_minor from account_balance where account_id = 101 and month = '2026-03-01'")).rows[0]
        ?.debit_minor ?? '0'
    const before = BigInt(await balance())
    for (const statement of cashIn(33)) await client.query(statement)
    expect(BigInt(await balance())).toBe(before + 33n)
    await client.query('rollback')
    await client.end()
  })
})

describe('a reversal by hand', () => {
  const reversing = (original: string, ...postings: Parameters<typeof lines>[1][]) => [
    entry('bok_yangpu', { lines: postings.length, columns: ', reverses', values: `, '${original}'` }),
    ...lines('bok_yangpu', ...postings),
  ]
  const original = (id: string) => [entry('bok_yangpu', { id }), ...lines('bok_yangpu', [101, 40], [102, -40])]

  test('undoes the entry line by line, once', async () => {
    await psql(original('ent_original'))
    expect(await psql(reversing('ent_original', [101, -39], [102, 39]))).toBe('journal_entry_reversal_mirrors')
    expect(await psql(reversing('ent_original', [101, -40], [102, 40], [101, 1], [102, -1]))).toBe(
      'journal_entry_reversal_mirrors',
    )
    expect(await psql(reversing('ent_original', [101, -40], [102, 40]))).toBe('committed')
    expect(await psql(reversing('ent_original', [101, -40], [102, 40]))).toBe('journal_entry_reversed_once')
  })

  test('cannot grow by lines once it has been found to mirror', async () => {
    await psql(original('ent_grown'))
    const [head = '', ...mirrored] = reversing('ent_grown', [101, -40], [102, 40])
    const four = head.replace("'bok_yangpu', 2", "'bok_yangpu', 4")
    expect(await psql([four, ...mirrored, 'set constraints journal_entry_reversal_mirrors immediate'])).toBe(
      'journal_entry_reversal_mirrors',
    )
  })

  test('is not itself undone', async () => {
    await psql(original('ent_twice'))
    const undone = reversing('ent_twice', [101, -40], [102, 40])
    await psql(undone)
    const id = /'(ent_\d+)'/.exec(undone[0] ?? '')?.[1] ?? ''
    expect(await psql(reversing(id, [101, 40], [102, -40]))).toBe('journal_entry_reversal_mirrors')
  })
})

describe('a transfer by hand', () => {
  const leg = (book: string, transfer: string) => entry(book, { columns: ', transfer_id', values: `, '${transfer}'` })
  const here = (minor: number) => lines('bok_yangpu', [105, minor], [101, -minor])
  const there = (minor: number) => lines('bok_other', [201, minor], [202, -minor])

  test.each([
    [
      '200 sent and 200 received',
      'trf_1',
      [leg('bok_yangpu', 'trf_1'), ...here(200), leg('bok_other', 'trf_1'), ...there(200)],
      'committed',
    ],
    [
      '200 sent and 199 received',
      'trf_2',
      [leg('bok_yangpu', 'trf_2'), ...here(200), leg('bok_other', 'trf_2'), ...there(199)],
      'journal_entry_transfer_nets_to_zero',
    ],
    ['one side only', 'trf_3', [leg('bok_yangpu', 'trf_3'), ...here(200)], 'journal_entry_transfer_nets_to_zero'],
    [
      'a third leg, later',
      'trf_1',
      [leg('bok_yangpu', 'trf_1'), ...lines('bok_yangpu', [101, 5], [102, -5])],
      'journal_entry_transfer_nets_to_zero',
    ],
  ])('of %s (%s): %s', async (_, __, statements, outcome) => {
    expect(await psql(statements)).toBe(outcome)
  })
})

describe('another organisation', () => {
  test('cannot write in the book, though the entry balances', async () => {
    expect(await psql([entry('bok_pudong')])).toContain('row-level security policy for table "journal_entry"')
    expect(await psql(["insert into account (book_id, head, class) values ('bok_pudong', 'recovery', 'income')"])).toContain(
      'row-level security policy for table "account"',
    )
    expect(
      await psql([
        "insert into book (id, organisation_id, kind, code, name_zh, name_en) values ('bok_x', 'org_pudong_finance', 'pool', 'XX', 'x', 'x')",
      ]),
    ).toContain('row-level security policy for table "book"')
  })

  test('of another district sees neither book nor entries nor balances', async () => {
    await psql(cashIn(1))
    const seen = async (session: string) => {
      const client = new pg.Client({ connectionString: database.appUrl })
      await client.connect()
      await client.query("select set_config('cofund.session', $1, false)", [session])
      const { rows } = await client.query(`
        select (select count(*) from book where id = 'bok_yangpu') + (select count(*) from account where book_id = 'bok_yangpu')
          + (select count(*) from journal_entry where book_id = 'bok_yangpu') + (select count(*) from posting where book_id = 'bok_yangpu')
          + (select count(*) from account_balance where book_id = 'bok_yangpu') as n`)
      await client.end()
      return Number(rows[0].n)
    }
    expect(await seen(yangpu)).toBeGreaterThan(4)
    expect(await seen(pudong)).toBe(0)
    expect(await seen('')).toBe(0)
  })

  test('cannot hold the book’s lock', async () => {
    const held = async (session: string) => {
      const client = new pg.Client({ connectionString: database.appUrl })
      await client.connect()
      await client.query("select set_config('cofund.session', $1, false)", [session])
      const { rows } = await client.query("select id from lock_books(array['bok_yangpu', 'bok_pudong'])")
      await client.end()
      return rows.map(({ id }) => id)
    }
    expect([await held(yangpu), await held(pudong), await held('')]).toEqual([['bok_yangpu'], ['bok_pudong'], []])
  })
})

test('without a session nothing is added', async () => {
  expect(await psql(cashIn(5), '')).toContain('row-level security policy')
})

test('after all these refusals the places still have no gap', async () => {
  const { rows } = await sql<{ book_id: string; gap: boolean }>`
    select book_id, count(*) <> max(sequence) or min(sequence) <> 1 as gap from journal_entry group by book_id`.execute(
    database.owner,
  )
  expect(rows.filter(({ gap }) => gap)).toEqual([])
})
