import type { Db } from '@cofund/db/connect'
import { type BundledRow, type EvidenceSubject, evidenceLimits } from '@cofund/shared/audit/evidence'
import type { Instant } from '@cofund/shared/kernel/instant'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { listSealedTables } from './seal-proofs.ts'
import { unsealedColumns } from './sealed-tables.ts'

/** Rows of one table, called `row` in the condition. */
export interface RowsAsked {
  readonly relation: string
  readonly where: RawBuilder<SqlBool>
}

/** A row that the reader sees, sealed by an act that the reader sees. */
export interface ProvenRow extends BundledRow {
  readonly piece: number
  readonly stream: string
  readonly recordedAt: Instant
  /** The documents that it names. */
  readonly documents: readonly string[]
}

/** Rows as they were sealed last; those whose act is out of sight, or that are too many, are counted. */
export async function readRows(db: Db, asked: readonly RowsAsked[]): Promise<{ readonly rows: readonly ProvenRow[]; readonly omitted: number }> {
  const keys = new Map((await listSealedTables(db)).map(({ relation, key }) => [relation, key]))
  const rows = new Map<string, ProvenRow>()
  let omitted = 0
  for (const { relation, where } of asked) {
    const { rows: found } = await sql<Omit<ProvenRow, 'relation' | 'recordedAt'> & { readonly recordedAt: Instant | null }>`
      select key, text, sealed.seal, sealed.piece::int as piece, sealed.stream, act.recorded_at as "recordedAt",
        array(select value from jsonb_each_text(said) where key in ('document_hash', 'hash', 'document') and value ~ '^[0-9a-f]{64}$') as documents
      from (
        select said, sealed_key(said, ${keys.get(relation) ?? []}) as key, sealed_text(said, ${unsealedColumns[relation] ?? []}) as text
        from (select to_jsonb(row) as said from ${sql.table(relation)} as row where ${where}) as seen
      ) as rows
      left join lateral sealed_in(${relation}, key, text) as sealed on true
      left join act on act.stream = sealed.stream and act.sequence = sealed.sequence
      order by key`.execute(db)
    for (const row of found) {
      const { recordedAt } = row
      if (recordedAt === null || rows.size >= evidenceLimits.rows) omitted += 1
      else rows.set(`${relation} ${row.key}`, { ...row, relation, recordedAt })
    }
  }
  return { rows: [...rows.values()], omitted }
}

/** The streams in which a thing's rows were sealed and its acts stand, and when the first of them was. */
export async function findStreamsOf(
  db: Db,
  { id }: EvidenceSubject,
  { rows }: { readonly rows: readonly Pick<ProvenRow, 'stream' | 'recordedAt' | 'key'>[] },
): Promise<{ readonly streams: readonly string[]; readonly began: Instant | null }> {
  const { rows: acts } = await sql<{ stream: string; began: Instant }>`
    select stream, min(recorded_at) as began from act where facts ->> 'claimId' = ${id} group by stream`.execute(db)
  const begins = [...rows.map(({ recordedAt }) => recordedAt), ...acts.map(({ began }) => began)].toSorted()
  const isThere = acts.length > 0 || rows.some(({ key }) => key === id)
  return { streams: [...new Set([...rows, ...acts].map(({ stream }) => stream))].toSorted(), began: isThere ? (begins[0] ?? null) : null }
}

/** Seals that acts about a claim name. */
export async function listSealsAbout(db: Db, { kind, id }: EvidenceSubject): Promise<readonly string[]> {
  if (kind !== 'claim') return []
  const { rows } = await sql<{ seal: string }>`
    select said ->> 'seal' as seal from act cross join lateral jsonb_array_elements(bytes::jsonb -> 'seals') as said
    where facts ->> 'claimId' = ${id}`.execute(db)
  return rows.map(({ seal }) => seal)
}

export async function readSealPieces(db: Db, seal: string): Promise<readonly { readonly piece: number; readonly lines: string; readonly digest: string }[]> {
  const { rows } = await sql<{ piece: number; lines: string; digest: string }>`
    select piece::int as piece, lines, digest from seal_pieces(${seal}::uuid) order by piece`.execute(db)
  return rows
}
