import { createHash } from 'node:crypto'
import type { Db } from '@cofund/db/connect'
import type { DocumentHash } from '@cofund/shared/documents/document'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { type Prove, proofResult } from '../audit/proof.ts'

/** What always holds of documents: their bytes are all there, and have the hash that they are named by. */
export const proveDocuments: Prove = async (db) => {
  const documents = await db.selectFrom('document').select(['organisation_id', 'hash', 'bytes']).orderBy('organisation_id').orderBy('hash').execute()
  const wrong: string[] = []
  for (const { organisation_id, hash, bytes } of documents) {
    const found = await measure(db, organisation_id, hash)
    if (found.hash !== hash || found.bytes !== bytes) wrong.push(`${organisation_id} ${hash}: ${found.bytes} of ${bytes} bytes, with the hash ${found.hash}`)
  }
  return [proofResult(documents.length, 'documents have the hash that they are named by', wrong)]
}

async function measure(db: Db, organisationId: OrganisationId, name: DocumentHash): Promise<{ readonly hash: string; readonly bytes: bigint }> {
  const hash = createHash('sha256')
  let bytes = 0n
  for (let index = 0; ; index += 1) {
    const piece = await db
      .selectFrom('document_chunk')
      .select('bytes')
      .where('organisation_id', '=', organisationId)
      .where('hash', '=', name)
      .where('index', '=', index)
      .executeTakeFirst()
    if (!piece) return { hash: hash.digest('hex'), bytes }
    hash.update(piece.bytes)
    bytes += BigInt(piece.bytes.length)
  }
}
