import type { Db } from '@cofund/db/connect'

/** Versions of compensation schemes that are in effect or may come to be, with what they say. */
export async function listSchemes(db: Db) {
  const rows = await db
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .select(['policy_version.id', 'code', 'name_zh', 'name_en', 'number', 'status', 'params'])
    .where('kind', '=', 'compensation_scheme')
    .where('status', '<>', 'retired')
    .orderBy('code')
    .orderBy('number', 'desc')
    .execute()
  return rows.map((row) => ({
    versionId: row.id,
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    number: row.number,
    status: row.status,
    params: row.params,
  }))
}
