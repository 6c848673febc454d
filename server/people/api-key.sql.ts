import type { Db, Trx } from '@cofund/db/connect'
import type { ApiKey, ApiKeyId } from '@cofund/shared/people/api-key'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'

/** The keys within the actor's sight: the own organisation's, or everybody's for an administrator. */
export async function listApiKeys(db: Db): Promise<ApiKey[]> {
  const rows = await keys(db).orderBy('organisation_id').orderBy('issued_on', 'desc').orderBy('id').execute()
  return rows.map(toApiKey)
}

export async function getApiKey(db: Db, keyId: ApiKeyId): Promise<ApiKey> {
  const row = await keys(db).where('id', '=', keyId).executeTakeFirst()
  return row ? toApiKey(row) : refuse('record.not_found', { noun: 'api_key', id: keyId })
}

export async function insertApiKey(
  trx: Trx,
  { id, organisationId, name, scopes, issuedOn, expiresOn }: Omit<ApiKey, 'revokedOn' | 'lastUsedAt'>,
  { hash, replaces = null }: { readonly hash: string; readonly replaces?: ApiKeyId | null },
): Promise<void> {
  await trx
    .insertInto('api_key')
    .values({
      id,
      organisation_id: organisationId,
      name,
      hash,
      scopes: [...scopes],
      issued_on: issuedOn,
      expires_on: expiresOn,
      replaces,
    })
    .execute()
}

export async function endApiKey(trx: Trx, keyId: ApiKeyId, on: PlainDate): Promise<void> {
  await trx.updateTable('api_key').set({ revoked_on: on }).where('id', '=', keyId).execute()
}

/** Whose systems call, and what they may do there; undefined when the secret opens nothing. */
export async function useApiKey(db: Db, hash: string): Promise<Pick<ApiKey, 'id' | 'organisationId' | 'scopes'> | undefined> {
  const { rows } = await sql<Pick<ApiKey, 'id' | 'organisationId' | 'scopes'>>`
    select id, organisation_id as "organisationId", scopes from use_api_key(${hash})`.execute(db)
  return rows[0]
}

const keys = (db: Db) =>
  db
    .selectFrom('api_key')
    .select(['id', 'organisation_id', 'name', 'scopes', 'issued_on', 'expires_on', 'revoked_on', 'last_used_at'])

type KeyRow = Awaited<ReturnType<ReturnType<typeof keys>['executeTakeFirstOrThrow']>>

const toApiKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  organisationId: row.organisation_id,
  name: row.name,
  scopes: row.scopes,
  issuedOn: row.issued_on,
  expiresOn: row.expires_on,
  revokedOn: row.revoked_on,
  lastUsedAt: row.last_used_at,
})
