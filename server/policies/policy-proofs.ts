import { canonicalJson } from '@cofund/shared/kernel/wire'
import type { Period } from '@cofund/shared/policies/policy'
import { type Prove, proofResult } from '../audit/proof.ts'
import { policyDigestOf } from './policy-digest.ts'
import { listPolicies, listVersions } from './policy.sql.ts'
import type { Db } from '@cofund/db/connect'

/** What always holds of policies: a version says what the last act about it said: its rules by their hash, its document, its days. */
export const provePolicies: Prove = async (db) => {
  const recorded = await readRecorded(db)
  const wrong: string[] = []
  let looked = 0
  for (const { id: policyId, code } of await listPolicies(db)) {
    for (const version of await listVersions(db, policyId)) {
      looked += 1
      const { document, effective, status } = version
      const is = canonicalJson({ policyDigest: policyDigestOf(version), document, effective, status })
      const was = recorded.get(version.id)
      if (!was || is !== canonicalJson(was)) wrong.push(`${code} ${version.number} (${version.id}) is not as its acts say`)
    }
  }
  return [proofResult(looked, 'versions of policies are as their acts say', wrong)]
}

interface Recorded {
  readonly policyDigest: string
  readonly document: string
  readonly effective: Period | null
  readonly status: 'draft' | 'active' | 'retired'
}

/** Each version as its acts tell it, from the first to the last. */
async function readRecorded(db: Db): Promise<ReadonlyMap<string, Recorded>> {
  const acts = await db.selectFrom('act').select(['kind', 'facts']).where('kind', 'like', 'policy.%').orderBy('recorded_at').orderBy('id').execute()
  const recorded = new Map<string, Recorded>()
  for (const { kind, facts } of acts) {
    const { versionId, from, to, ...said } = facts as Recorded & Period & { readonly versionId: string }
    const before = recorded.get(versionId)
    const { policyDigest, document, effective } = said
    if (kind === 'policy.drafted' || kind === 'policy.revised') recorded.set(versionId, { policyDigest, document, effective, status: 'draft' })
    else if (!before) continue
    else if (kind === 'policy.activated') recorded.set(versionId, { ...before, policyDigest, effective: { from, to }, status: 'active' })
    else if (kind === 'policy.closed' && before.effective) recorded.set(versionId, { ...before, effective: { ...before.effective, to } })
    else if (kind === 'policy.retired') recorded.set(versionId, { ...before, status: 'retired' })
  }
  return recorded
}
