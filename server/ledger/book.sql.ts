import { type Db, type Trx, plannedOnce } from '@cofund/db/connect'
import type { Currency } from '@cofund/shared/kernel/money'
import { money } from '@cofund/shared/kernel/money'
import type { AccountClass, HeadName } from '@cofund/shared/ledger/account'
import type { Book, BookId } from '@cofund/shared/ledger/book'
import { type BookSummary, totalsOf } from '@cofund/shared/ledger/statement'
import { refuse } from '@cofund/shared/refuse'
import { type RawBuilder, sql } from 'kysely'

/** A code that is taken may name a book out of sight, of which the database's own error tells nothing. */
export async function insertBook(trx: Trx, { id, organisationId, kind, code, nameZh, nameEn }: Book): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('book')
    .values({ id, organisation_id: organisationId, kind, code, name_zh: nameZh, name_en: nameEn })
    .onConflict((conflict) => conflict.constraint('book_code_unique').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('book.code_taken', { code })
}

export async function getBook(db: Db, bookId: BookId): Promise<Book> {
  const row = await db.selectFrom('book').selectAll().where('id', '=', bookId).executeTakeFirst()
  return row ? toBook(row) : refuse('record.not_found', { noun: 'book', id: bookId })
}

/** Whether a pool rests on a book or is paid from it: then deeds of two people keep it. */
export async function isKeptByDeeds(db: Db, bookId: BookId): Promise<boolean> {
  const { rows } = await sql<{ kept: boolean }>`select kept_by_deeds(${bookId}) as kept`.execute(db)
  return rows[0]?.kept ?? false
}

/**
 * Holds books until the transaction ends, so that what is decided on their balances still holds when it is written.
 * Several are held in sorted order. A book that another organisation keeps is refused.
 */
export const lockBooks = (trx: Trx, bookIds: readonly BookId[]): Promise<Book[]> =>
  requireWritable(trx, bookIds, (wanted) => sql<BookRow>`${plannedOnce} select * from lock_books(${wanted}::text[])`)

/** A book that the actor may write in, not held: for those who decide nothing on what stands in it. */
export async function getWritableBook(trx: Trx, bookId: BookId): Promise<Book> {
  const [book] = await requireWritable(trx, [bookId], (wanted) => sql<BookRow>`${plannedOnce} select * from writable_books(${wanted}::text[])`)
  return book ?? refuse('record.not_found', { noun: 'book', id: bookId })
}

async function requireWritable(
  trx: Trx,
  bookIds: readonly BookId[],
  ask: (wanted: readonly BookId[]) => RawBuilder<BookRow>,
): Promise<Book[]> {
  const wanted = [...new Set(bookIds)]
  const { rows } = await ask(wanted).execute(trx)
  if (rows.length === wanted.length) return rows.map(toBook)
  const books = await Promise.all(wanted.map((bookId) => getBook(trx, bookId)))
  const other = books.find(({ id }) => !rows.some((held) => held.id === id))
  return refuse('ledger.book_of_other', { book: other?.code ?? wanted.join(' ') })
}

export async function lockBook(trx: Trx, bookId: BookId): Promise<Book> {
  const [book] = await lockBooks(trx, [bookId])
  return book ?? refuse('record.not_found', { noun: 'book', id: bookId })
}

/** The books within sight with what stands in them now, by keeper. */
export async function listBooks(db: Db, only?: BookId): Promise<BookSummary[]> {
  const rows = await db
    .selectFrom('book')
    .innerJoin('organisation', 'organisation.id', 'book.organisation_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('journal_entry')
          .whereRef('journal_entry.book_id', '=', 'book.id')
          .select(['sequence', 'recorded_at'])
          .orderBy('sequence', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .$if(only !== undefined, (query) => query.where('book.id', '=', only ?? 'bok_'))
    .selectAll('book')
    .select(['organisation.name_zh as keeper_zh', 'organisation.name_en as keeper_en', 'last.sequence', 'last.recorded_at'])
    .orderBy('organisation.jurisdiction_code')
    .orderBy('organisation.id')
    .orderBy('book.code')
    .execute()
  const sums = Map.groupBy(await sumByHead(db, only), ({ bookId }) => bookId)
  return rows.map((row) => ({
    book: toBook(row),
    keeper: { id: row.organisation_id, nameZh: row.keeper_zh, nameEn: row.keeper_en },
    totals: totalsOf(sums.get(row.id) ?? []),
    lastSequence: row.sequence ?? 0n,
    lastRecordedAt: row.recorded_at ?? null,
  }))
}

async function sumByHead(db: Db, only: BookId | undefined) {
  const { rows } = await sql<{ book_id: BookId; head: HeadName; class: AccountClass; currency: Currency; minor: bigint }>`
    select kept.book_id, head, class, currency, sum(debit_minor - credit_minor)::int8 as minor
    from account_balance as kept join account on account.id = kept.account_id
    where class <> 'memorandum' ${only ? sql`and kept.book_id = ${only}` : sql``}
    group by kept.book_id, head, class, currency`.execute(db)
  return rows.map((row) => ({
    bookId: row.book_id,
    account: { head: row.head, class: row.class },
    balance: money(row.minor, row.currency),
  }))
}

interface BookRow {
  readonly id: BookId
  readonly organisation_id: Book['organisationId']
  readonly kind: Book['kind']
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
}

const toBook = (row: BookRow): Book => ({
  id: row.id,
  organisationId: row.organisation_id,
  kind: row.kind,
  code: row.code,
  nameZh: row.name_zh,
  nameEn: row.name_en,
})
