import type { Db, Trx } from '@cofund/db/connect'
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
import { refuse } from '@cofund/shared/refusals'
import { type ExpressionBuilder, sql } from 'kysely'
import { type DetailName, type DetailNameRow, detailNameColumns, detailNameJoins, toDetailName } from './detail-name.sql.ts'

/** What an entry became when it was written: its name, its place in the book, the moment. */
export interface WrittenEntry {
  readonly id: EntryId
  readonly bookId: BookId
  readonly sequence: bigint
  readonly recordedAt: Instant
}

/**
 * Writes entries and their postings in one statement, in the order of the drafts within each book, and opens accounts
 * that are posted to for the first time. Books are entered in sorted order: two transfers the opposite way never wait for
 * each other in a circle.
 */
export async function insertEntries(
  trx: Trx,
  drafts: readonly EntryDraft[],
  transferId: TransferId | null = null,
): Promise<WrittenEntry[]> {
  const entries = drafts.map((draft) => ({ ...draft, id: newId('ent') }))
  const lines = entries.flatMap(({ id, postings }) =>
    postings.map((posting, index) => ({ entryId: id, line: index + 1, ...posting })),
  )
  const { rows } = await sql<{ id: EntryId; book_id: BookId; sequence: bigint; recorded_at: Instant }>`
    with draft as (
      select * from unnest(
        ${entries.map(({ id }) => id)}::text[],
        ${entries.map(({ bookId }) => bookId)}::text[],
        ${entries.map(({ postings }) => postings.length)}::smallint[],
        ${entries.map(({ kind }) => kind)}::text[],
        ${entries.map(({ facts }) => JSON.stringify(toWire(facts ?? {})))}::jsonb[],
        ${entries.map(({ note }) => note ?? null)}::text[],
        ${entries.map(({ effectiveOn }) => effectiveOn)}::date[],
        ${entries.map(({ evidence }) => evidence?.reference ?? null)}::text[],
        ${entries.map(({ evidence }) => evidence?.documentHash ?? null)}::text[],
        ${entries.map(({ reverses }) => reverses ?? null)}::text[]
      ) with ordinality
        as draft (id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, place)
    ), entry as (
      insert into journal_entry
        (id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, transfer_id)
      select id, book_id, lines, kind, facts, note, effective_on, evidence_reference, evidence_hash, reverses, ${transferId}
      from draft order by book_id, place
      returning id, book_id, sequence, effective_on, recorded_at
    ), line as (
      select * from unnest(
        ${lines.map(({ entryId }) => entryId)}::text[],
        ${lines.map(({ line }) => line)}::smallint[],
        ${lines.map(({ account }) => account.head)}::text[],
        ${lines.map(({ account }) => account.detail)}::text[],
        ${lines.map(({ account }) => account.name ?? null)}::text[],
        ${lines.map(({ account }) => account.class)}::text[],
        ${lines.map(({ amount }) => amount.currency)}::text[],
        ${lines.map(({ amount }) => amount.minor)}::bigint[]
      ) as line (entry_id, line, head, detail, name, class, currency, minor)
    ), named as materialized (
      -- After the entries, and so under the lock of their books: what another has opened meanwhile is found, not opened twice.
      select entry.book_id, head, detail, max(name) as name, class
      from entry join line on line.entry_id = entry.id group by 1, 2, 3, 5
    ), opened as materialized (
      select book_id, head, detail, coalesce(account.id, open_account(book_id, head, detail, named.name, named.class)) as account_id
      from named left join account using (book_id, head, detail)
    ), posted as (
      insert into posting (book_id, sequence, line, account_id, currency, minor, effective_on)
      select entry.book_id, entry.sequence, line.line, opened.account_id, line.currency, line.minor, entry.effective_on
      from entry join line on line.entry_id = entry.id
      join opened on opened.book_id = entry.book_id and opened.head = line.head and opened.detail = line.detail
    )
    select id, book_id, sequence, recorded_at from entry`.execute(trx)
  const written = new Map(
    rows.map((row) => [row.id, { id: row.id, bookId: row.book_id, sequence: row.sequence, recordedAt: row.recorded_at }]),
  )
  return entries.map(({ id }) => written.get(id) ?? refuse('record.not_found', { noun: 'entry', id }))
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
