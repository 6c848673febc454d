import type { Instant } from '../kernel/instant.ts'
import type { MembershipId } from '../people/person.ts'
import type { OrganisationId } from '../people/organisation.ts'

/** The SHA-256 of its bytes, in hex: a document's name, so that the same file is the same document. */
export type DocumentHash = string & { readonly __documentHash?: never }

/** What the first bytes say that it is; a name or a browser's claim is not asked. */
export const mediaTypes = {
  csv: 'text/csv',
  gzip: 'application/gzip',
  xml: 'application/xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  unknown: 'application/octet-stream',
} as const
export type DocumentKind = keyof typeof mediaTypes

/** A file as it was received: evidence, or what an import read. It lives in the database, in pieces. */
export interface StoredDocument {
  readonly hash: DocumentHash
  readonly organisationId: OrganisationId
  readonly name: string
  readonly kind: DocumentKind
  readonly bytes: bigint
  readonly storedBy: MembershipId
  readonly storedAt: Instant
}

/** Larger files are refused while they arrive; one piece of a stored one is at most `chunkBytes` long. */
export const documentLimits = { bytes: 512 * 2 ** 20, chunkBytes: 2 ** 20, nameLength: 200 } as const

export const isDocumentHash = (text: string): text is DocumentHash => /^[0-9a-f]{64}$/.test(text)

