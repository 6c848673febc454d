import type { Db } from '@cofund/db/connect'
import { fen, toDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import { sql } from 'kysely'
import { createCallerFactory } from '../kernel/trpc.ts'
import { statementRouter } from '../statements/statement.router.ts'
import { seedContext } from './seed-caller.ts'
import { importFile } from './seed-imports.ts'

const number = '3100 1520 0017 7788'

/** What the pool's bank says of 2026: all but the last three lines are in the book, and the interest among them can be booked. */
const lines: readonly (readonly [day: string, yuan: number, summary: string, reference: string])[] = [
  ['2026-03-03', 20_000_000, '财政拨款', 'HB2026030300051'],
  ['2026-03-20', 10_000_000, '市级出资', '20260320-0117'],
  ['2026-03-21', 118_342, '结息', 'JX2026Q1'],
  ['2026-05-19', -2_720_000, '补偿款', '20260519-0042'],
  ['2026-06-21', 131_907, '结息', 'JX2026Q2'],
  ['2026-06-30', -60_000, '服务费', 'FK2026063000008'],
  ['2026-08-14', 400_000, '追偿回款', '20260814-0009'],
  ['2026-09-21', 127_455, '结息', 'JX2026Q3'],
  ['2026-10-15', 250_000, '追偿回款', '20261015-0021'],
  ['2026-10-31', 8_210, '协定存款结息', 'JX20261031'],
  ['2026-10-31', -50, '手续费', 'SF20261031'],
]

/** The pool's bank account, with its statement imported and matched by rules; what they leave is for people. */
export async function seedStatements(owner: Db): Promise<void> {
  const { id: bookId } = await owner.selectFrom('book').select('id').where('code', '=', 'YP-POOL').executeTakeFirstOrThrow()
  const maker = createCallerFactory(statementRouter)(await seedContext(owner, 'yangpu.maker'))
  const { id: bankAccountId } = await maker.openAccount({ bookId, name: '申江银行资金池专户', number, matchedFrom: '2026-01-01' })
  let balance = 68_400_000
  const paid = await listPayouts(owner, bookId)
  const rows = [...lines, ...paid].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([day, yuan, summary, reference]) => {
    balance += yuan
    return [number, day, 'CNY', yuan > 0 ? yuan : '', yuan < 0 ? -yuan : '', balance, '', summary, reference].join(',')
  })
  const text = ['账号,记账日期,币种,收入金额,支出金额,余额,对方户名,摘要,交易流水号', ...rows].join('\r\n')
  await importFile(owner, 'yangpu.maker', 'statement_lines', '资金池对账单_2026.csv', text)
  await maker.matchByRules({ bankAccountId })
  await seedOther(owner, treasury)
  await seedOther(owner, custody)
}

/** An account whose bank says what the book says, and a few lines of its own that the book has not heard of. */
interface OtherAccount {
  readonly who: string
  readonly book: string
  readonly name: string
  readonly number: string
  readonly file: string
  readonly own: readonly (readonly [day: PlainDate, yuan: number, summary: string, reference: string])[]
}

const treasury: OtherAccount = {
  who: 'yangpu.maker',
  book: 'YP-FISC',
  name: '国库杨浦支库财政科技专户',
  number: '2100 0310 1100 0065',
  file: '国库对账单_2026.csv',
  own: [['2026-09-30', 36_512.5, '国库存款计息', 'GK20260930']],
}

const custody: OtherAccount = {
  who: 'fund.maker',
  book: 'JW-GUIDE',
  name: '申江银行托管部江湾引导基金托管户',
  number: '3100 1520 0090 2201',
  file: '托管户对账单_2026.csv',
  own: [
    ['2026-09-21', 48_766.2, '结息', 'TG20260921'],
    ['2026-10-31', -25_000, '托管费', 'TG20261031'],
  ],
}

/** The bank books what the book did on the same day; what is told after the end of October it has not told yet. */
async function seedOther(owner: Db, { who, book, name, number: account, file, own }: OtherAccount): Promise<void> {
  const { id: bookId } = await owner.selectFrom('book').select('id').where('code', '=', book).executeTakeFirstOrThrow()
  const { rows } = await sql<{ on: PlainDate; minor: bigint; note: string | null; reference: string | null; opening: boolean }>`
    select entry.effective_on as on, posting.minor, note, evidence_reference as reference,
      entry.effective_on < '2026-01-01' or entry.kind = 'ledger.opening' as opening
    from posting join account on account.id = posting.account_id and account.head = 'cash'
    join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
    where posting.book_id = ${bookId} and posting.currency = 'CNY' and entry.effective_on <= '2026-10-31'
    order by entry.effective_on, entry.sequence, posting.line`.execute(owner)
  const caller = createCallerFactory(statementRouter)(await seedContext(owner, who))
  const { id: bankAccountId } = await caller.openAccount({ bookId, name, number: account, matchedFrom: '2026-01-01' })
  let balance = rows.reduce((total, { minor, opening }) => (opening ? total + minor : total), 0n)
  const told = rows.flatMap(({ on, minor, note, reference, opening }, index) =>
    opening ? [] : [{ on, minor, summary: note ?? '收付款', reference: reference ?? `${book}-${index}` }],
  )
  const alone = own.map(([on, yuan, summary, reference]) => ({ on, minor: BigInt(Math.round(yuan * 100)), summary, reference }))
  const cells = [...told, ...alone]
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    .map(({ on, minor, summary, reference }) => {
      balance += minor
      const size = toDecimal(fen(minor < 0n ? -minor : minor))
      return [account, on, 'CNY', minor > 0n ? size : '', minor < 0n ? size : '', toDecimal(fen(balance)), '', summary, reference].map((text) => `"${text}"`).join(',')
    })
  await importFile(owner, who, 'statement_lines', file, ['账号,记账日期,币种,收入金额,支出金额,余额,对方户名,摘要,交易流水号', ...cells].join('\r\n'))
  await caller.matchByRules({ bankAccountId })
}

/** What was paid out on claims by the day of the statement, in whole yuan and fen as the bank writes them. */
async function listPayouts(owner: Db, bookId: BookId): Promise<(typeof lines)[number][]> {
  const { rows } = await sql<{ on: string; minor: bigint; voucher_number: string }>`
    select entry.effective_on as on, payment.minor, voucher_number
    from claim_payment as payment join journal_entry as entry on entry.id = payment.entry_id
    where entry.book_id = ${bookId} and entry.effective_on < '2026-11-10'
    order by entry.effective_on, entry.sequence`.execute(owner)
  return rows.map((row) => [row.on, -Number(row.minor) / 100, '补偿款', row.voucher_number])
}
