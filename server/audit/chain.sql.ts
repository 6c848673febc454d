import type { Db } from '@cofund/db/connect'
import type { ActTable } from '@cofund/db/tables/act.table'
import type { StreamHead } from '@cofund/shared/audit/checkpoint'
import { type Selectable, sql } from 'kysely'

/** Where each stream within sight ends, in the order of their names. */
export async function listHeads(db: Db): Promise<readonly StreamHead[]> {
  const rows = await db.selectFrom('act_head').selectAll().orderBy(sql`stream collate "C"`).execute()
  return rows.map(({ stream, organisation_id, sequence, hash }) => ({
    stream,
    organisation: organisation_id,
    sequence: Number(sequence),
    hash: hash.toString('hex'),
  }))
}

/** Heads that name another keeper than their book has, or, of an organisation's own stream, than itself: by it sight and checkpoints go. */
export async function readStrayHeads(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ stray: string }>`
    select format('%s: its head says that it is %s’s, and it is %s’s', stream, act_head.organisation_id, coalesce(book.organisation_id, stream)) as stray
    from act_head left join book on book.id = stream where act_head.organisation_id <> coalesce(book.organisation_id, stream) order by 1`.execute(db)
  return rows.map(({ stray }) => stray)
}

/** The first of these places at which another act stands now, or none. */
export async function findRewritten(db: Db, heads: readonly StreamHead[]): Promise<{ readonly stream: string; readonly sequence: bigint } | undefined> {
  const { rows } = await sql<{ stream: string; sequence: bigint }>`
    select signed.stream, signed.sequence
    from unnest(${heads.map(({ stream }) => stream)}::text[], ${heads.map(({ sequence }) => sequence)}::bigint[], ${heads.map(({ hash }) => hash)}::text[])
      as signed (stream, sequence, hash)
    left join act using (stream, sequence)
    where encode(act.hash, 'hex') is distinct from signed.hash
    order by 1, 2 limit 1`.execute(db)
  return rows[0]
}

/** Every stream that has acts or a head, and every book with entries, which has to be one. */
export async function listStreams(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ stream: string }>`
    select stream from act_head union select stream from act union select book_id from journal_entry order by stream`.execute(db)
  return rows.map(({ stream }) => stream)
}

/** An act as the database keeps it: its columns, and the text that was hashed. */
export type StoredAct = Pick<Selectable<ActTable>, 'sequence' | 'organisation_id' | 'membership_id' | 'kind' | 'facts' | 'recorded_at' | 'bytes' | 'hash'>

const rowsAtOnce = 5_000

/** A stream's acts from one place on, some thousand at a time: a stream of any length takes the same memory. */
export async function* readActs(db: Db, stream: string, from = 1): AsyncGenerator<readonly StoredAct[]> {
  for (let after = BigInt(from) - 1n; ; ) {
    const rows = await db
      .selectFrom('act')
      .select(['sequence', 'organisation_id', 'membership_id', 'kind', 'facts', 'recorded_at', 'bytes', 'hash'])
      .where('stream', '=', stream)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(rowsAtOnce)
      .execute()
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.sequence
  }
}

/** The texts of a book's entries between two places, some thousand at a time. */
export async function* readEntryTexts(db: Db, book: string, { from = 1, to }: { readonly from?: number; readonly to?: number } = {}) {
  for (let after = BigInt(from) - 1n; ; ) {
    const { rows } = await sql<{ sequence: bigint; text: string }>`
      select sequence, entry_text(book_id, sequence) as text from journal_entry
      where book_id = ${book} and sequence > ${after} ${to === undefined ? sql`` : sql`and sequence <= ${to}`}
      order by sequence limit ${sql.lit(rowsAtOnce)}`.execute(db)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.sequence
  }
}
