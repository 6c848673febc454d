import type { Db, Trx } from '@cofund/db/connect'
import { type DocumentHash, type StoredDocument, documentLimits } from '@cofund/shared/documents/document'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { actAs } from '../kernel/session.ts'

/** The actor's own organisation's copy where there is one; else that of one within its sight. */
export async function findDocument(db: Db, hash: DocumentHash, organisationId?: OrganisationId): Promise<StoredDocument | undefined> {
  const row = await db
    .selectFrom('document')
    .selectAll()
    .where('hash', '=', hash)
    .$if(organisationId !== undefined, (query) => query.where('organisation_id', '=', organisationId ?? 'org_'))
    .orderBy(sql`organisation_id = acting_organisation()`, 'desc')
    .orderBy('organisation_id')
    .executeTakeFirst()
  return (
    row && {
      hash: row.hash,
      organisationId: row.organisation_id,
      name: row.name,
      kind: row.kind,
      bytes: row.bytes,
      storedBy: row.stored_by,
      storedAt: row.stored_at,
    }
  )
}

export const getDocument = async (db: Db, hash: DocumentHash, organisationId?: OrganisationId): Promise<StoredDocument> =>
  (await findDocument(db, hash, organisationId)) ?? refuse('document.not_found', { hash })

/** The first of these that an organisation has not stored. */
export async function findMissing(db: Db, organisationId: OrganisationId, hashes: readonly DocumentHash[]): Promise<DocumentHash | undefined> {
  const stored = await db.selectFrom('document').select('hash').where('organisation_id', '=', organisationId).where('hash', 'in', [...hashes]).execute()
  return hashes.find((hash) => !stored.some((row) => row.hash === hash))
}

/** Writes the document's row and then its bytes, piece by piece. Answers false, having written nothing, when it is here already. */
export async function insertDocument(
  trx: Trx,
  { hash, name, kind, bytes }: Pick<StoredDocument, 'hash' | 'name' | 'kind' | 'bytes'>,
  pieces: AsyncIterable<Buffer>,
): Promise<boolean> {
  const organisation_id = sql<OrganisationId>`acting_organisation()`
  const inserted = await trx
    .insertInto('document')
    .values({ organisation_id, hash, name, kind, bytes, stored_by: sql<MembershipId>`acting_membership()` })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'hash']).doNothing())
    .returning('organisation_id')
    .executeTakeFirst()
  if (!inserted) return false
  let index = 0
  for await (const piece of pieces) {
    await trx.insertInto('document_chunk').values({ organisation_id: inserted.organisation_id, hash, index, bytes: piece }).execute()
    index += 1
  }
  return true
}

/** The document's bytes, read piece by piece as they are asked for, each in a short transaction of its own. */
export async function* readDocument(
  db: Db,
  { tokenHash, hash, organisationId }: { readonly tokenHash: string; readonly hash: DocumentHash; readonly organisationId: OrganisationId },
): AsyncGenerator<Buffer> {
  for (let index = 0; ; index += 1) {
    const piece = await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (trx) => {
        await actAs(trx, tokenHash)
        return trx
          .selectFrom('document_chunk')
          .select('bytes')
          .where('organisation_id', '=', organisationId)
          .where('hash', '=', hash)
          .where('index', '=', index)
          .executeTakeFirst()
      })
    if (!piece) return
    yield piece.bytes
    if (piece.bytes.length < documentLimits.chunkBytes) return
  }
}
