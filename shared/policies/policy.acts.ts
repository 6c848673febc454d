import type { PlainDate } from '../kernel/plain-date.ts'
import type { PolicyId, PolicyVersionId } from './policy.ts'

export type PolicyAct =
  | {
      readonly act: 'policy.drafted'
      readonly policyId: PolicyId
      readonly versionId: PolicyVersionId
      readonly code: string
      readonly number: number
    }
  | { readonly act: 'policy.revised'; readonly versionId: PolicyVersionId }
  | {
      readonly act: 'policy.activated'
      readonly versionId: PolicyVersionId
      readonly from: PlainDate
      readonly to: PlainDate | null
    }
  | { readonly act: 'policy.closed'; readonly versionId: PolicyVersionId; readonly to: PlainDate }
  | { readonly act: 'policy.retired'; readonly versionId: PolicyVersionId; readonly reason: string }
