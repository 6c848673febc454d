import { asJson } from '@cofund/db/connect'
import type { RouteCode, RouteDocument } from '@cofund/shared/policies/approval-route'
import type { TestDatabase } from './database.ts'

/** Puts a route in effect from today on, as if three people had agreed to it; what the database asks of a route it asks of this one too. */
export async function plantRoute({ owner }: Pick<TestDatabase, 'owner'>, code: RouteCode, route: RouteDocument['route']): Promise<void> {
  const policy = { id: `pol_${code}`, kind: 'approval_route', code, name_zh: code, name_en: code, jurisdiction_code: null } as const
  await owner.insertInto('policy').values(policy).execute()
  await owner
    .insertInto('policy_version')
    .values({
      id: `plv_${code}`,
      policy_id: policy.id,
      number: 1,
      status: 'active',
      document: code,
      effective_from: '2024-01-01',
      effective_to: null,
      params: asJson({ route }),
      cites: asJson({ '': { document: code, tag: 'D' } }),
    })
    .execute()
}
