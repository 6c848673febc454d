import type { Db } from '@cofund/db/connect'
import { type BundledDocument, type OmissionReason, type OmittedDocument, evidenceLimits } from '@cofund/shared/audit/evidence'
import type { StoredDocument } from '@cofund/shared/documents/document'
import type { EvidenceSection } from '../audit/evidence.ts'
import { findDocument } from './document.sql.ts'

/** The documents that evidence names, as far as they fit; the others stand in it by their hash, and why. */
export const documentEvidence: EvidenceSection = {
  name: 'documents',
  items: async function* items(db, { documents, wanted, withDocuments }) {
    let room: number = evidenceLimits.documentsBytes
    for (const hash of [...documents].toSorted()) {
      const asked = withDocuments && (wanted?.has(hash) ?? true)
      const document = asked ? await findDocument(db, hash) : undefined
      const omitted = asked ? whyOmitted(document, room) : 'not_asked_for'
      if (omitted || !document) yield JSON.stringify({ hash, omitted: omitted ?? 'not_here' } satisfies OmittedDocument)
      else {
        room -= Number(document.bytes)
        yield JSON.stringify({ hash, base64: (await bytesOf(db, document)).toString('base64') } satisfies BundledDocument)
      }
    }
  },
}

function whyOmitted(document: StoredDocument | undefined, room: number): OmissionReason | undefined {
  if (!document) return 'not_here'
  if (document.bytes > evidenceLimits.documentBytes) return 'too_large'
  return document.bytes > room ? 'bundle_full' : undefined
}

async function bytesOf(db: Db, { organisationId, hash }: StoredDocument): Promise<Buffer> {
  const pieces = await db
    .selectFrom('document_chunk')
    .select('bytes')
    .where('organisation_id', '=', organisationId)
    .where('hash', '=', hash)
    .orderBy('index')
    .execute()
  return Buffer.concat(pieces.map(({ bytes }) => bytes))
}
