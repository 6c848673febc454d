import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { PolicyVersionTable } from '@cofund/db/tables/policy.table'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import {
  type Cites,
  type Params,
  type Policy,
  type PolicyId,
  type PolicyVersion,
  type PolicyVersionId,
  emptyParameters,
} from '@cofund/shared/policies/policy'
import type { DraftVersion } from '@cofund/shared/policies/policy.input'
import { refuse } from '@cofund/shared/refuse'
import { type Selectable, sql } from 'kysely'

/** A policy with what its versions are, without what they say. */
export interface PolicySummary extends Policy {
  readonly versions: readonly VersionSummary[]
}
export type VersionSummary = Pick<PolicyVersion, 'id' | 'number' | 'status' | 'document' | 'effective'> & {
  readonly emptyCount: number
}

export async function listPolicies(db: Db): Promise<PolicySummary[]> {
  const policies = await db.selectFrom('policy').selectAll().orderBy('jurisdiction_code').orderBy('code').execute()
  const versions = await db.selectFrom('policy_version').selectAll().orderBy('number', 'desc').execute()
  const byPolicy = Map.groupBy(versions.map(toVersion), ({ policyId }) => policyId)
  return policies.map((row) => ({ ...toPolicy(row), versions: (byPolicy.get(row.id) ?? []).map(toSummary) }))
}

export async function getPolicy(db: Db, policyId: PolicyId): Promise<Policy> {
  const row = await db.selectFrom('policy').selectAll().where('id', '=', policyId).executeTakeFirst()
  return row ? toPolicy(row) : refuse('record.not_found', { noun: 'policy', id: policyId })
}

export async function getPolicyByCode(db: Db, code: string): Promise<Policy> {
  const row = await db.selectFrom('policy').selectAll().where('code', '=', code).executeTakeFirst()
  return row ? toPolicy(row) : refuse('policy.not_found', { code })
}

export async function listPolicyCodes(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('policy').select('code').execute()
  return rows.map(({ code }) => code)
}

export async function getVersion(db: Db, versionId: PolicyVersionId): Promise<PolicyVersion> {
  const row = await db.selectFrom('policy_version').selectAll().where('id', '=', versionId).executeTakeFirst()
  return row ? toVersion(row) : refuse('policy.version_not_found', { id: versionId })
}

export async function listVersions(db: Db, policyId: PolicyId): Promise<PolicyVersion[]> {
  const rows = await db.selectFrom('policy_version').selectAll().where('policy_id', '=', policyId).orderBy('number').execute()
  return rows.map(toVersion)
}

/** Holds the policy, so that its versions are numbered, activated and closed one after another. */
export async function lockPolicy(trx: Trx, policyId: PolicyId): Promise<Policy> {
  const { rows } = await sql<{ held: boolean }>`select lock_policy(${policyId}) as held`.execute(trx)
  const policy = await getPolicy(trx, policyId)
  if (rows[0]?.held) return policy
  // Everybody reads it; only who makes rules for its place may hold it.
  const { jurisdictionCode } = policy
  return refuse('policy.of_other_place', { jurisdiction: jurisdictionCode ?? '' })
}

/** Refuses unless the actor makes rules for the place. */
export async function requireOwnPlace(trx: Trx, jurisdictionCode: string | null): Promise<void> {
  const { rows } = await sql<{ may: boolean }>`select may_lay_down(${jurisdictionCode}) as may`.execute(trx)
  if (!rows[0]?.may) refuse('policy.of_other_place', { jurisdiction: jurisdictionCode ?? '' })
}

/** The version, with its policy held. */
export async function lockVersion(trx: Trx, versionId: PolicyVersionId): Promise<{ policy: Policy; version: PolicyVersion }> {
  const { policyId } = await getVersion(trx, versionId)
  const policy = await lockPolicy(trx, policyId)
  return { policy, version: await getVersion(trx, versionId) }
}

export async function insertPolicy(trx: Trx, { id, kind, code, name, jurisdictionCode }: Policy): Promise<void> {
  await trx
    .insertInto('policy')
    .values({ id, kind, code, name_zh: name.zh, name_en: name.en, jurisdiction_code: jurisdictionCode })
    .execute()
}

export async function insertDraft(
  trx: Trx,
  { id, policyId, number, ...draft }: DraftVersion & Pick<PolicyVersion, 'id' | 'policyId' | 'number'>,
): Promise<void> {
  await trx
    .insertInto('policy_version')
    .values({ id, policy_id: policyId, number, ...columnsOf(draft) })
    .execute()
}

export async function reviseDraft(trx: Trx, versionId: PolicyVersionId, draft: DraftVersion): Promise<void> {
  await trx.updateTable('policy_version').set(columnsOf(draft)).where('id', '=', versionId).execute()
}

export async function setStatus(trx: Trx, versionId: PolicyVersionId, status: PolicyVersion['status']): Promise<void> {
  await trx.updateTable('policy_version').set({ status }).where('id', '=', versionId).execute()
}

export async function setEnd(trx: Trx, versionId: PolicyVersionId, to: PlainDate): Promise<void> {
  await trx.updateTable('policy_version').set({ effective_to: to }).where('id', '=', versionId).execute()
}

const columnsOf = ({ document, effective, params, cites }: DraftVersion) => ({
  document,
  effective_from: effective?.from ?? null,
  effective_to: effective?.to ?? null,
  params: asJson(params),
  cites: asJson(cites),
})

const toPolicy = (row: {
  id: PolicyId
  kind: Policy['kind']
  code: string
  name_zh: string
  name_en: string
  jurisdiction_code: string | null
}): Policy => ({
  id: row.id,
  kind: row.kind,
  code: row.code,
  name: { zh: row.name_zh, en: row.name_en },
  jurisdictionCode: row.jurisdiction_code,
})

const toVersion = (row: Selectable<PolicyVersionTable>): PolicyVersion => ({
  id: row.id,
  policyId: row.policy_id,
  number: row.number,
  status: row.status,
  document: row.document,
  effective: row.effective_from === null ? null : { from: row.effective_from, to: row.effective_to },
  // Decoded before they were written, and never changed since but by another decoded draft.
  params: row.params as Params,
  cites: row.cites as Cites,
})

const toSummary = ({ id, number, status, document, effective, params }: PolicyVersion): VersionSummary => ({
  id,
  number,
  status,
  document,
  effective,
  emptyCount: emptyParameters(params).length,
})
