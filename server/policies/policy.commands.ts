import { newId } from '@cofund/db/new-id'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { decoderOf } from '@cofund/shared/policies/policy-kinds'
import {
  type PolicyId,
  type PolicyVersionId,
  checkActivation,
  checkClosing,
  policyVersionCan,
} from '@cofund/shared/policies/policy'
import type { DraftPolicy, DraftVersion } from '@cofund/shared/policies/policy.input'
import { shippedPolicies } from '@cofund/shared/policies/shipped'
import { refuse } from '@cofund/shared/refuse'
import type { Command } from '../kernel/trpc.ts'
import { policyDigestOf } from './policy-digest.ts'
import {
  insertDraft,
  insertPolicy,
  listPolicyCodes,
  listVersions,
  lockPolicy,
  lockVersion,
  requireOwnPlace,
  reviseDraft as rewriteDraft,
  setEnd,
  setStatus,
} from './policy.sql.ts'

/** A policy that is new to the product, with its first version. */
export async function draftPolicy({ trx, record }: Command, { kind, code, name, jurisdictionCode, ...draft }: DraftPolicy) {
  await requireOwnPlace(trx, jurisdictionCode)
  if ((await listPolicyCodes(trx)).includes(code)) refuse('policy.code_taken', { code })
  decoderOf[kind].checkDraft(draft.params, code)
  const [policyId, versionId] = [newId('pol'), newId('plv')]
  await insertPolicy(trx, { id: policyId, kind, code, name, jurisdictionCode })
  await insertDraft(trx, { id: versionId, policyId, number: 1, ...draft })
  record({ act: 'policy.drafted', policyId, versionId, code, number: 1, ...draftedOf(draft) })
  return { policyId, versionId }
}

/** Whatever the product brings along and is not here yet, as drafts; answers their codes. */
export async function draftShipped(context: Command): Promise<{ readonly codes: readonly string[] }> {
  const here = await listPolicyCodes(context.trx)
  const missing = shippedPolicies().filter(({ code }) => !here.includes(code))
  if (missing.length === 0) refuse('policy.shipped_all_here', {})
  for (const policy of missing) await draftPolicy(context, policy)
  return { codes: missing.map(({ code }) => code) }
}

export async function draftVersion({ trx, record }: Command, { policyId, ...draft }: DraftVersion & { policyId: PolicyId }) {
  const { kind, code } = await lockPolicy(trx, policyId)
  decoderOf[kind].checkDraft(draft.params, code)
  const versionId = newId('plv')
  const number = Math.max(0, ...(await listVersions(trx, policyId)).map((version) => version.number)) + 1
  await insertDraft(trx, { id: versionId, policyId, number, ...draft })
  record({ act: 'policy.drafted', policyId, versionId, code, number, ...draftedOf(draft) })
  return { versionId, number }
}

export async function reviseDraft(
  { trx, record }: Command,
  { versionId, ...draft }: DraftVersion & { versionId: PolicyVersionId },
): Promise<void> {
  const { policy, version } = await lockVersion(trx, versionId)
  if (!policyVersionCan.revise(version)) refuse('policy.wrong_status', { status: version.status })
  decoderOf[policy.kind].checkDraft(draft.params, policy.code)
  await rewriteDraft(trx, versionId, draft)
  record({ act: 'policy.revised', versionId, ...draftedOf(draft) })
}

const draftedOf = ({ document, effective, ...rules }: DraftVersion) => ({ document, effective, policyDigest: policyDigestOf(rules) })

/** Puts a draft into effect: what happens when a second person agrees. */
export async function activateVersion({ trx, record }: Command, versionId: PolicyVersionId): Promise<void> {
  const { policy, version } = await lockVersion(trx, versionId)
  const { from, to } = checkActivation(version, await listVersions(trx, policy.id))
  decoderOf[policy.kind].checkComplete(version.params, policy.code)
  await setStatus(trx, versionId, 'active')
  record({ act: 'policy.activated', versionId, from, to, policyDigest: policyDigestOf(version) })
}

/** Gives an open-ended version its end, so that a successor may begin there: what happens when a second person agrees. */
export async function closeVersion(
  { trx, record }: Command,
  { versionId, to }: { versionId: PolicyVersionId; to: PlainDate },
): Promise<void> {
  const { version } = await lockVersion(trx, versionId)
  checkClosing(version, to)
  await setEnd(trx, versionId, to)
  record({ act: 'policy.closed', versionId, to })
}

/** Withdraws a version as a whole, when a second person agrees: it governs nothing new, and decisions that used it keep it. */
export async function retireVersion(
  { trx, record }: Command,
  { versionId, reason }: { versionId: PolicyVersionId; reason: string },
): Promise<void> {
  const { version } = await lockVersion(trx, versionId)
  if (!policyVersionCan.retire(version)) refuse('policy.wrong_status', { status: version.status })
  await setStatus(trx, versionId, 'retired')
  record({ act: 'policy.retired', versionId, reason })
}
