import type { Db } from '@cofund/db/connect'
import type { EvidenceScope } from '@cofund/shared/audit/evidence'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'

/** An organisation whose record the reader sees, with its books: what evidence can be asked for. */
export interface EvidenceOffer {
  readonly organisation: { readonly id: OrganisationId; readonly nameZh: string; readonly nameEn: string }
  readonly acts: number
  readonly books: readonly { readonly code: string; readonly nameZh: string; readonly nameEn: string; readonly acts: number }[]
}

export async function listEvidenceOffers(db: Db): Promise<readonly EvidenceOffer[]> {
  const heads = await db
    .selectFrom('act_head')
    .innerJoin('organisation', 'organisation.id', 'act_head.organisation_id')
    .leftJoin('book', 'book.id', 'act_head.stream')
    .select(['organisation.id', 'organisation.name_zh', 'organisation.name_en', 'act_head.sequence'])
    .select(['book.code', 'book.name_zh as book_zh', 'book.name_en as book_en'])
    .orderBy('organisation.jurisdiction_code')
    .orderBy('organisation.id')
    .orderBy('book.code')
    .execute()
  return [...Map.groupBy(heads, ({ id }) => id)].map(([id, own]) => ({
    organisation: { id, nameZh: own[0]?.name_zh ?? id, nameEn: own[0]?.name_en ?? id },
    acts: own.reduce((count, { sequence }) => count + Number(sequence), 0),
    books: own.flatMap(({ code, book_zh, book_en, sequence }) =>
      code === null ? [] : [{ code, nameZh: book_zh ?? code, nameEn: book_en ?? code, acts: Number(sequence) }],
    ),
  }))
}

export async function listVisibleOrganisations(db: Db): Promise<readonly OrganisationId[]> {
  const { rows } = await sql<{ id: OrganisationId }>`select id from visible_organisations() as id order by id`.execute(db)
  return rows.map(({ id }) => id)
}

export async function getBookIdByCode(db: Db, code: string): Promise<string> {
  const row = await db.selectFrom('book').select('id').where('code', '=', code).executeTakeFirst()
  return row?.id ?? refuse('record.not_found', { noun: 'book', id: code })
}

/** The streams within a scope and sight, and where in each the evidence begins: a period's with the last act before it. */
export async function listStreamsIn(db: Db, { organisations, books }: EvidenceScope, from: Instant): Promise<readonly { readonly stream: string; readonly first: number }[]> {
  const { rows } = await sql<{ stream: string; first: bigint }>`
    select stream, greatest(1, coalesce(
      (select min(act.sequence) - 1 from act where act.stream = act_head.stream and recorded_at >= ${from === '' ? '-infinity' : from}::timestamptz),
      sequence)) as first
    from act_head where organisation_id = any (${organisations}::text[]) or stream = any (${books}::text[])
    order by stream collate "C"`.execute(db)
  return rows.map(({ stream, first }) => ({ stream, first: Number(first) }))
}

export async function readClock(db: Db): Promise<Instant> {
  const { rows } = await sql<{ now: Instant }>`select clock_timestamp() as now`.execute(db)
  return rows[0]?.now ?? refuse('evidence.nothing_in_scope', {})
}
