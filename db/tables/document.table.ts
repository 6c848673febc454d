import type { DocumentHash, DocumentKind } from '@cofund/shared/documents/document'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { Generated } from 'kysely'

export interface DocumentTable {
  organisation_id: OrganisationId
  hash: DocumentHash
  name: string
  kind: DocumentKind
  bytes: bigint
  stored_by: MembershipId
  stored_at: Generated<Instant>
}

/** A file's bytes, in order of `index`, each piece but the last of the full length. */
export interface DocumentChunkTable {
  organisation_id: OrganisationId
  hash: DocumentHash
  index: number
  bytes: Buffer
}
