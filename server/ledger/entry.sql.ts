import { type Db, type Trx, plannedOnce, withNext } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { Database } from '@cofund/db/schema'
import type { Instant } from '@cofund/shared/kernel/instant'
import { type Listing, pageOf, type PageSize } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { Facts } from '@cofund/shared/kernel/refusal'
import { toWire } from '@cofund/shared/kernel/wire'
import type { Account, AccountClass, HeadName } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { Entry, EntryDraft, EntryId, Posting, TransferId } from '@cofund/shared/ledger/entry'
import type { AsOf } from '@cofund/shared/ledger/statement'
import { refuse } from '@cofund/shared/refuse'
import { type ExpressionBuilder, sql } from 'kysely'
import { type DetailName, type DetailNameRow, detailNameColumns, detailNameJoins, toDetailName } from './detail-name.sql.ts'

/** An entry that is written: its place in the book and the moment are the database's to give, and known once it is read. */
export interface WrittenEntry {
  readonly id: EntryId
  readonly bookId: BookId
}

/**
 * Writes entries and their postings in one statement, in the order of the drafts within each book, and opens accounts
 * that are posted to for the first time. Books are entered in sorted order: two transfers the opposite way never wait for
 * each other in a circle. Nobody waits for them: the books are held from the statement that follows.
 */
export async function insertEntries(
  trx: Trx,
  drafts: readonly EntryDraft[],
  transferId: TransferId | null = null,
): Promise<WrittenEntry[]> {
  const entries = drafts.map((draft) => ({ ...draft, id: newId('ent') }))
  const accounts = new Map<string, { readonly place: number; readonly account: Account }>()
  /** Which of the accounts it is, counted from one as places in arrays are in SQL. */
  const placeOf = (account: Account): number => {
    const name = `${account.bookId} ${account.head} ${account.detail}`
    const { place } = accounts.get(name) ?? { place: accounts.size + 1 }
    if (place > accounts.size) accounts.set(name, { place, account })
    return place
  }
  const lines = entries.flatMap(({ postings }, index) =>
    postings.map(({ account, amount }, line) => ({ entry: index + 1, line: line + 1, account: placeOf(account), amount })),
  )
  const opened = Array.from(accounts.values(), ({ account }) => account)
  await sql`${plannedOnce} ${withNext}
    select post_entries(
      ${entries.map(({ id }) => id)},
      ${entries.map(({ bookId }) => bookId)},
      ${entries.map(({ postings }) => postings.length)},
      ${entries.map(({ kind }) => kind)},
      ${entries.map(({ facts }) => JSON.stringify(toWire(facts ?? {})))},
      ${entries.map(({ note }) => note ?? null)},
      ${entries.map(({ effectiveOn }) => effectiveOn)},
      ${entries.map(({ evidence }) => evidence?.reference ?? null)},
      ${entries.map(({ evidence }) => evidence?.documentHash ?? null)},
      ${entries.map(({ reverses }) => reverses ?? null)},
      ${transferId},
      ${opened.map(({ bookId }) => bookId)},
      ${opened.map((account) => account.head)},
      ${opened.map((account) => account.detail)},
      ${opened.map(({ name }) => name ?? null)},
      ${opened.map((account) => account.class)},
      ${lines.map(({ entry }) => entry)},
      ${lines.map(({ line }) => line)},
      ${lines.map(({ account }) => account)},
      ${lines.map(({ amount }) => amount.currency)},
      ${lines.map(({ amount }) => amount.minor)}
    )`.execute(trx)
  return entries.map(({ id, bookId }) => ({ id, bookId }))
}

/** A posting as it is read back. */
export interface ShownPosting extends Posting {
  readonly detailName: DetailName | null
}

/** An entry as it is read back, whole. */
export interface ShownEntry extends Entry {
  readonly postings: readonly ShownPosting[]
}

export async function findEntry(db: Db, entryId: EntryId): Promise<ShownEntry | undefined> {
  const row = await entryRows(db).where('journal_entry.id', '=', entryId).executeTakeFirst()
  if (!row) return undefined
  const postings = await listPostings(db, row.book_id, row.sequence)
  return { ...toHeading(row), bookId: row.book_id, evidence: toEvidence(row), transferId: row.transfer_id, postings }
}

export async function getEntry(db: Db, entryId: EntryId): Promise<ShownEntry> {
  return (await findEntry(db, entryId)) ?? refuse('record.not_found', { noun: 'entry', id: entryId })
}

/** Every entry of a transfer, in the order of their books. */
export async function listTransfer(db: Db, transferId: TransferId): Promise<ShownEntry[]> {
  const ids = await db.selectFrom('journal_entry').select('id').where('transfer_id', '=', transferId).orderBy('book_id').execute()
  return Promise.all(ids.map(({ id }) => getEntry(db, id)))
}

/** What a line of a list says of an entry, without its postings. */
export type EntryHeading = Pick<
  Entry,
  'id' | 'sequence' | 'kind' | 'facts' | 'note' | 'effectiveOn' | 'recordedAt' | 'postedIn' | 'reverses' | 'reversedBy'
>

export interface JournalLine extends EntryHeading {
  /** The sum of its debits, in each currency; memorandum accounts where there is nothing else. */
  readonly amounts: readonly Money[]
}

export interface EntriesAsked extends AsOf {
  readonly bookId: BookId
  readonly page?: number | undefined
  readonly size?: PageSize | undefined
}

/**
 * A book's entries as of two times, the newest first. Places leave no gap: unless a day narrows them, the newest place is
 * their count and a page is a range of places, as quick in the ten-thousandth as in the first.
 */
export async function listEntries(
  db: Db,
  { bookId, effectiveOn, knownAt, page, size }: EntriesAsked,
): Promise<Listing<JournalLine>> {
  const { limit, offset } = pageOf({ page, size })
  const seen = db
    .selectFrom('journal_entry')
    .where('book_id', '=', bookId)
    .where('sequence', '<=', knownAt ?? lastPlace)
    .where('effective_on', '<=', effectiveOn ?? '9999-12-31')
  const counted = seen.select(({ fn }) => (effectiveOn ? fn.countAll<bigint>() : fn.max('sequence')).as('count'))
  const count = (await counted.executeTakeFirst())?.count ?? 0n
  const rows = await seen
    .selectAll('journal_entry')
    .select(reversedBy)
    .$if(!effectiveOn, (query) => query.where('sequence', '<=', count - BigInt(offset)))
    .$if(effectiveOn !== undefined, (query) => query.offset(offset))
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute()
  const { rows: sums } = await sql<{ sequence: bigint; currency: Currency; minor: bigint }>`
    select sequence, currency, coalesce(nullif(sum(minor) filter (where class <> 'memorandum'), 0), sum(minor))::int8 as minor
    from posting join account on account.id = posting.account_id
    where posting.book_id = ${bookId} and minor > 0 and sequence = any (${rows.map(({ sequence }) => sequence)}::bigint[])
    group by sequence, currency order by currency`.execute(db)
  const amounts = Map.groupBy(sums, ({ sequence }) => sequence)
  return {
    rows: rows.map((row) => ({
      ...toHeading(row),
      amounts: (amounts.get(row.sequence) ?? []).map(({ minor, currency }) => money(minor, currency)),
    })),
    count: Number(count),
  }
}

/** The place of the newest entry that was recorded by the end of `until`; 0 when there was none yet. */
export async function findKnownBy(db: Db, bookId: BookId, until: Instant): Promise<bigint> {
  const row = await db
    .selectFrom('journal_entry')
    .select('sequence')
    .where('book_id', '=', bookId)
    .where('recorded_at', '<', until)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.sequence ?? 0n
}

/** The last place that a book can have. */
const lastPlace = 2n ** 63n - 1n

async function listPostings(db: Db, bookId: BookId, sequence: bigint): Promise<ShownPosting[]> {
  const { rows } = await sql<PostingRow>`
    select head, detail, account.name, class, currency, minor, ${detailNameColumns}
    from posting join account on account.id = posting.account_id ${detailNameJoins}
    where posting.book_id = ${bookId} and sequence = ${sequence} order by line`.execute(db)
  return rows.map((row) => ({
    account: toAccount(bookId, row),
    amount: money(row.minor, row.currency),
    detailName: toDetailName(row),
  }))
}

interface PostingRow extends DetailNameRow {
  readonly head: HeadName
  readonly detail: string
  readonly name: string | null
  readonly class: AccountClass
  readonly currency: Currency
  readonly minor: bigint
}

const entryRows = (db: Db) => db.selectFrom('journal_entry').selectAll('journal_entry').select(reversedBy)

/** The entry that undid this one. */
export const reversedBy = (eb: ExpressionBuilder<Database, 'journal_entry'>) =>
  eb
    .selectFrom('journal_entry as reversal')
    .whereRef('reversal.reverses', '=', 'journal_entry.id')
    .select('reversal.id')
    .as('reversed_by')

type EntryRow = Awaited<ReturnType<ReturnType<typeof entryRows>['executeTakeFirstOrThrow']>>

export const toHeading = (
  row: Pick<
    EntryRow,
    'id' | 'sequence' | 'kind' | 'facts' | 'note' | 'effective_on' | 'recorded_at' | 'posted_in' | 'reverses' | 'reversed_by'
  >,
) => ({
  id: row.id,
  sequence: row.sequence,
  kind: row.kind,
  facts: row.facts as Facts,
  note: row.note ?? undefined,
  effectiveOn: row.effective_on,
  recordedAt: row.recorded_at,
  postedIn: row.posted_in,
  reverses: row.reverses ?? undefined,
  reversedBy: row.reversed_by,
})

const toEvidence = ({
  evidence_reference: reference,
  evidence_hash: hash,
}: Pick<EntryRow, 'evidence_reference' | 'evidence_hash'>) =>
  reference === null ? undefined : { reference, documentHash: hash ?? undefined }

export const toAccount = (
  bookId: BookId,
  { head, detail, name, class: accountClass }: { head: HeadName; detail: string; name: string | null; class: AccountClass },
): Account => ({
  bookId,
  head,
  detail,
  name: name ?? undefined,
  class: accountClass,
})
