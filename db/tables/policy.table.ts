import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { PolicyId, PolicyKind, PolicyVersionId, PolicyVersionStatus } from '@cofund/shared/policies/policy'
import type { Generated } from 'kysely'

export interface PolicyTable {
  id: PolicyId
  kind: PolicyKind
  code: string
  name_zh: string
  name_en: string
  jurisdiction_code: string | null
}

export interface PolicyVersionTable {
  id: PolicyVersionId
  policy_id: PolicyId
  number: number
  status: Generated<PolicyVersionStatus>
  document: string
  /** null while nobody has read when the document takes effect. */
  effective_from: PlainDate | null
  /** The first day after; null when no end is laid down. */
  effective_to: PlainDate | null
  /** As the kind's decoder reads it. */
  params: unknown
  /** Citations by the path of the parameter. */
  cites: unknown
}
