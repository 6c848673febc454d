import { fen } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { BankAccountId } from '@cofund/shared/statements/bank-account'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Importer, importerAs } from '../imports/import-kit.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

/** A pool with 1,000.00 at the bank since New Year, and its account. */
export interface PlantedAccount {
  readonly bookId: BookId
  readonly bankAccountId: BankAccountId
  readonly number: string
  readonly sides: () => ReturnType<Caller['statements']['account']>
  readonly post: (on: Parameters<Caller['ledger']['post']>[0]['effectiveOn'], minor: bigint, reference?: string) => Promise<EntryId>
  /** Rows of a statement without their account number: day, currency, received, paid, balance, summary, reference. */
  readonly bring: (...rows: readonly string[]) => ReturnType<Importer['confirm']>
}

/** A database of its own, and in it the two who keep accounts. */
export interface StatementsDesk {
  readonly database: TestDatabase
  readonly maker: Caller
  readonly checker: Caller
  readonly importer: Importer
  readonly check: (file: string | Buffer, name?: string) => ReturnType<Importer['check']>
  readonly openAccount: () => Promise<PlantedAccount>
  readonly close: () => Promise<void>
}

/** A desk with one account. */
export type StatementsPlace = StatementsDesk & PlantedAccount

export const statementHeader = '账号,记账日期,币种,收入金额,支出金额,余额,摘要,交易流水号'

export async function openStatementsPlace(): Promise<StatementsPlace> {
  const desk = await openStatementsDesk()
  return { ...desk, ...(await desk.openAccount()) }
}

export async function openStatementsDesk(): Promise<StatementsDesk> {
  const database = await openTestDatabase()
  await seedPeople(database.owner)
  const maker = await callerAs(database, 'yangpu.maker')
  const importer = await importerAs(database, 'yangpu.maker')
  let accounts = 0
  return {
    database,
    maker,
    checker: await callerAs(database, 'yangpu.checker'),
    importer,
    check: (file, name = 'statement.xml') => importer.check(file, { name, kind: 'statement_lines' }),
    openAccount: () => plantAccount(maker, importer, (accounts += 1)),
    close: async () => {
      await expectCoherent(database.owner)
      await database.close()
    },
  }
}

async function plantAccount(maker: Caller, importer: Importer, place: number): Promise<PlantedAccount> {
  const number = `6222 0000 ${1_000 + place}`
  const { id: bookId } = await maker.ledger.openBook({ kind: 'pool', code: `BANK-${place}`, nameZh: '池', nameEn: 'Pool' })
  await maker.ledger.postOpening({
    bookId,
    effectiveOn: '2026-01-01',
    note: '期初',
    evidence: { reference: '决算 1' },
    postings: [{ account: { head: 'cash' }, amount: fen(100_000n) }],
  })
  const { id: bankAccountId } = await maker.statements.openAccount({ bookId, name: '基本户', number, matchedFrom: '2026-01-01' })
  return {
    bookId,
    bankAccountId,
    number,
    sides: () => maker.statements.account({ bankAccountId }),
    post: async (effectiveOn, minor, reference) => {
      const entry = await maker.ledger.post({
        bookId,
        effectiveOn,
        note: '收付',
        ...(reference && { evidence: { reference } }),
        postings: [
          { account: { head: 'cash' }, amount: fen(minor) },
          { account: { head: 'contribution', detail: 'city' }, amount: fen(-minor) },
        ],
      })
      return entry.id
    },
    bring: async (...rows) => {
      const text = [statementHeader, ...rows.map((row) => `${number},${row}`)].join('\n')
      return importer.confirm(await importer.check(text, { kind: 'statement_lines' }), true)
    },
  }
}
