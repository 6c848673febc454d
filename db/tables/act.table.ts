import type { Instant } from '@cofund/shared/kernel/instant'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { MembershipId } from '@cofund/shared/people/person'
import type { Generated, GeneratedAlways } from 'kysely'

export interface ActTable {
  id: GeneratedAlways<bigint>
  organisation_id: OrganisationId
  membership_id: MembershipId
  kind: string
  /** The act without its kind, in the wire's JSON. */
  facts: unknown
  recorded_at: Generated<Instant>
  /** The transaction that recorded it, as text. */
  recorded_in: Generated<string>
  /** The book that it is about, else the organisation: acts of one stream form one chain. */
  stream: string
  /** Its place in the stream, from 1, without gaps. */
  sequence: bigint
  /** The text that was hashed: actor, time, kind, facts, the entries it accounts for, and the hash of the act before it. */
  bytes: string
  hash: Buffer
}

/** Where each stream ends: the next act's predecessor. */
export interface ActHeadTable {
  stream: string
  organisation_id: OrganisationId
  sequence: bigint
  hash: Buffer
}

/** Signed by the owner's connection, read by whoever is signed in. Only ever added to. */
export interface CheckpointTable {
  number: bigint
  made_at: Instant
  /** The text that was signed. */
  bytes: string
  hash: Buffer
  signature: Buffer
  /** The Ed25519 key's 32 bytes, and their SHA-256. */
  public_key: Buffer
  key_id: string
}

/** What a row said when it was written, by digest: out of the application role's reach, like the seals that are not yet named (db/definer.sql). */
export interface SealedRowTable {
  id: GeneratedAlways<bigint>
  /** An act names it, with the digest of all its rows. */
  seal: string
  relation: string
  /** The row's primary key, its parts apart by blanks. */
  key: string
  digest: Buffer
}

/** The rows that one transaction wrote, and where the act stands that names them: none yet, while its writer is at work. */
export interface SealTable {
  id: Generated<string>
  /** Whose next act names it; anybody's, where the owner of the database laid it. */
  organisation_id: OrganisationId | null
  opened_in: Generated<string>
  stream: string | null
  sequence: bigint | null
}

/** What was answered to a request that carried an idempotency key. */
export interface RequestTable {
  organisation_id: OrganisationId
  key: string
  procedure: string
  body_hash: string
  /** null while the first sender's transaction runs: nobody else ever sees it so. */
  answer: unknown
  recorded_at: Generated<Instant>
}
