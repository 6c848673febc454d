import { type Db, type Trx, asJson } from '@cofund/db/connect'
import { type Listing, type PageSize, pageOf } from '@cofund/shared/kernel/listing'
import type { Currency } from '@cofund/shared/kernel/money'
import type { Facts } from '@cofund/shared/kernel/refusal'
import { fromWire } from '@cofund/shared/kernel/wire'
import type { HeadName } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { LaterEntry, ReportId, ReportParameters, ReportRun, SequencesSeen, ShownLine } from '@cofund/shared/ledger/report'
import type { Actor } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { listBalances } from './balance.sql.ts'
import { type DetailNameRow, detailNameColumns, detailNameJoins, toDetailName } from './detail-name.sql.ts'

/** What stands in the books of a report, as of its day and as far as the given places. */
export async function computeReport(db: Db, { bookIds, on, basis }: ReportParameters, seen: SequencesSeen): Promise<ShownLine[]> {
  const lines: ShownLine[] = []
  for (const bookId of bookIds) {
    const balances = await listBalances(db, bookId, { effectiveOn: on, knownAt: seen[bookId] ?? 0n, basis })
    for (const { account, balance, detailName } of balances)
      lines.push({ bookId, head: account.head, detail: account.detail, ...balance, detailName })
  }
  return lines
}

/** The newest place of each book. Places leave no gap, so whatever stands at or before it has been committed. */
export async function findSequences(db: Db, bookIds: readonly BookId[]): Promise<SequencesSeen> {
  const { rows } = await sql<{ book_id: BookId; sequence: bigint }>`
    select id as book_id, coalesce((select max(sequence) from journal_entry where book_id = book.id), 0)::int8 as sequence
    from book where id = any (${bookIds}::text[])`.execute(db)
  const missing = bookIds.find((bookId) => !rows.some((row) => row.book_id === bookId))
  if (missing) refuse('record.not_found', { noun: 'book', id: missing })
  return Object.fromEntries(rows.map((row) => [row.book_id, row.sequence]))
}

export async function insertReportRun(
  trx: Trx,
  actor: Actor,
  { id, kind, parameters, sequences, hash }: Pick<ReportRun, 'id' | 'kind' | 'parameters' | 'sequences' | 'hash'>,
): Promise<void> {
  const { id: membershipId, organisation } = actor.membership
  await trx
    .insertInto('report_run')
    .values({
      id,
      organisation_id: organisation.id,
      membership_id: membershipId,
      kind,
      parameters: asJson(parameters),
      sequences: asJson(sequences),
      hash,
    })
    .execute()
}

export async function getReport(db: Db, reportId: ReportId): Promise<ReportRun> {
  const row = await reportRows(db).where('report_run.id', '=', reportId).executeTakeFirst()
  return row ? toReport(row) : refuse('record.not_found', { noun: 'report', id: reportId })
}

/** The newest first. */
export async function listReports(
  db: Db,
  asked: { readonly page?: number | undefined; readonly size?: PageSize | undefined },
): Promise<Listing<ReportRun>> {
  const { limit, offset } = pageOf(asked)
  const { count } = await db
    .selectFrom('report_run')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow()
  const rows = await reportRows(db).orderBy('ran_at', 'desc').orderBy('report_run.id').limit(limit).offset(offset).execute()
  return { rows: rows.map(toReport), count: Number(count) }
}

/** The entries of a report's books that it has not seen and that fall into its period, in the order in which they came. */
export async function listLaterEntries(
  db: Db,
  { bookIds, on, basis }: ReportParameters,
  seen: SequencesSeen,
  until: SequencesSeen,
): Promise<LaterEntry[]> {
  const { rows } = await sql<LaterRow>`
    select entry.id, entry.book_id, entry.sequence, entry.kind, entry.facts, entry.note, entry.effective_on, entry.posted_in,
      entry.recorded_at, entry.reverses, by.name as recorded_by, by.name_zh, by.name_en
    from unnest(
      ${bookIds}::text[], ${bookIds.map((id) => seen[id] ?? 0n)}::bigint[], ${bookIds.map((id) => until[id] ?? 0n)}::bigint[]
    ) as asked (book_id, after, until)
    join journal_entry as entry
      on entry.book_id = asked.book_id and entry.sequence > asked.after and entry.sequence <= asked.until
    left join lateral (
      select person.name, name_zh, name_en from act
      join organisation on organisation.id = act.organisation_id
      left join membership on membership.id = act.membership_id left join person on person.id = membership.person_id
      where act.recorded_in = entry.recorded_in order by act.id limit 1
    ) as by on true
    where entry.effective_on <= ${on}::date ${basis === 'posted' ? sql`and entry.posted_in <= ${on}::date` : sql``}
    order by entry.recorded_at, entry.book_id, entry.sequence`.execute(db)
  const { rows: postings } = await sql<PostingOf>`
    select posting.book_id, posting.sequence, head, detail, currency, minor, ${detailNameColumns}
    from unnest(${rows.map((row) => row.book_id)}::text[], ${rows.map(({ sequence }) => sequence)}::bigint[])
      as asked (book_id, sequence)
    join posting on posting.book_id = asked.book_id and posting.sequence = asked.sequence
    join account on account.id = posting.account_id ${detailNameJoins}
    order by posting.book_id, posting.sequence, line`.execute(db)
  const linesOf = Map.groupBy(postings, (row) => `${row.book_id} ${row.sequence}`)
  return rows.map((row) => ({
    id: row.id,
    bookId: row.book_id,
    sequence: row.sequence,
    kind: row.kind,
    facts: row.facts as Facts,
    note: row.note ?? undefined,
    effectiveOn: row.effective_on,
    postedIn: row.posted_in,
    recordedAt: row.recorded_at,
    reverses: row.reverses ?? undefined,
    recordedBy: row.recorded_by,
    organisation: row.name_zh !== null && row.name_en !== null ? { nameZh: row.name_zh, nameEn: row.name_en } : null,
    lines: (linesOf.get(`${row.book_id} ${row.sequence}`) ?? []).map((line) => ({
      bookId: line.book_id,
      head: line.head,
      detail: line.detail,
      currency: line.currency,
      minor: line.minor,
      detailName: toDetailName(line),
    })),
  }))
}

interface LaterRow {
  readonly id: LaterEntry['id']
  readonly book_id: BookId
  readonly sequence: bigint
  readonly kind: LaterEntry['kind']
  readonly facts: unknown
  readonly note: string | null
  readonly effective_on: LaterEntry['effectiveOn']
  readonly posted_in: LaterEntry['postedIn']
  readonly recorded_at: LaterEntry['recordedAt']
  readonly reverses: LaterEntry['id'] | null
  readonly recorded_by: string | null
  readonly name_zh: string | null
  readonly name_en: string | null
}

interface PostingOf extends DetailNameRow {
  readonly book_id: BookId
  readonly sequence: bigint
  readonly head: HeadName
  readonly detail: string
  readonly currency: Currency
  readonly minor: bigint
}

const reportRows = (db: Db) =>
  db
    .selectFrom('report_run')
    .innerJoin('organisation', 'organisation.id', 'report_run.organisation_id')
    .leftJoin('membership', 'membership.id', 'report_run.membership_id')
    .leftJoin('person', 'person.id', 'membership.person_id')
    .selectAll('report_run')
    .select(['person.name', 'organisation.name_zh', 'organisation.name_en'])

const toReport = (row: Awaited<ReturnType<ReturnType<typeof reportRows>['executeTakeFirstOrThrow']>>): ReportRun => ({
  id: row.id,
  kind: row.kind,
  // They were written from these very types, and nothing changes them.
  parameters: fromWire(row.parameters) as ReportParameters,
  sequences: fromWire(row.sequences) as SequencesSeen,
  hash: row.hash,
  ranBy: row.name,
  organisation: { nameZh: row.name_zh, nameEn: row.name_en },
  ranAt: row.ran_at,
})
