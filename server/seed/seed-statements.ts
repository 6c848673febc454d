import type { Db } from '@cofund/db/connect'
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
