import type { Db, Trx } from '@cofund/db/connect'
import type { CheckpointTable } from '@cofund/db/tables/act.table'
import type { CheckpointFile } from '@cofund/shared/audit/checkpoint'
import type { Instant } from '@cofund/shared/kernel/instant'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Selectable, sql } from 'kysely'

/** A checkpoint as the database keeps it. */
export interface KeptCheckpoint {
  readonly number: number
  readonly madeAt: Instant
  readonly file: CheckpointFile
  readonly hash: string
  /** The Ed25519 key's 32 bytes, in Base64. */
  readonly publicKey: string
}

/** One line of the list: what a reader needs to choose one. */
export interface CheckpointSummary {
  readonly number: number
  readonly madeAt: Instant
  readonly streams: number
  readonly keyId: string
  readonly hash: string
}

export async function findLastCheckpoint(db: Db): Promise<KeptCheckpoint | undefined> {
  const row = await db.selectFrom('checkpoint').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst()
  return row && toCheckpoint(row)
}

export async function findCheckpoint(db: Db, number: number): Promise<KeptCheckpoint | undefined> {
  const row = await db.selectFrom('checkpoint').selectAll().where('number', '=', BigInt(number)).executeTakeFirst()
  return row && toCheckpoint(row)
}

export async function listAllCheckpoints(db: Db): Promise<readonly KeptCheckpoint[]> {
  return (await db.selectFrom('checkpoint').selectAll().orderBy('number').execute()).map(toCheckpoint)
}

/** The newest first. */
export async function listCheckpoints(db: Db, page: Parameters<typeof pageOf>[0]): Promise<Listing<CheckpointSummary>> {
  const { limit, offset } = pageOf(page)
  const rows = await db
    .selectFrom('checkpoint')
    .select(['number', 'made_at', 'key_id', 'hash'])
    .select(sql<number>`jsonb_array_length(bytes::jsonb -> 'heads')`.as('streams'))
    .orderBy('number', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { count } = await db.selectFrom('checkpoint').select((row) => row.fn.countAll<bigint>().as('count')).executeTakeFirstOrThrow()
  return {
    rows: rows.map(({ number, made_at, key_id, hash, streams }) => ({
      number: Number(number),
      madeAt: made_at,
      streams,
      keyId: key_id,
      hash: hash.toString('hex'),
    })),
    count: Number(count),
  }
}

export async function insertCheckpoint(trx: Trx, { number, madeAt, file, hash, publicKey }: KeptCheckpoint): Promise<void> {
  await trx
    .insertInto('checkpoint')
    .values({
      number: BigInt(number),
      made_at: madeAt,
      bytes: file.bytes,
      hash: Buffer.from(hash, 'hex'),
      signature: Buffer.from(file.signature, 'base64'),
      public_key: Buffer.from(publicKey, 'base64'),
      key_id: file.publicKeyId,
    })
    .execute()
}

const toCheckpoint = (row: Selectable<CheckpointTable>): KeptCheckpoint => ({
  number: Number(row.number),
  madeAt: row.made_at,
  file: { bytes: row.bytes, signature: row.signature.toString('base64'), publicKeyId: row.key_id },
  hash: row.hash.toString('hex'),
  publicKey: row.public_key.toString('base64'),
})
