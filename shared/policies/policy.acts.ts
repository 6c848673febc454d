import type { PlainDate } from '../kernel/plain-date.ts'
import type { Period, PolicyId, PolicyVersionId } from './policy.ts'

/** What a draft says: of its rules the hash (rulesTextOf in policy.ts), the rest as it stands. */
interface Drafted {
  readonly document: string
  readonly effective: Period | null
  readonly policyDigest: string
}

export type PolicyAct =
  | ({
      readonly act: 'policy.drafted'
      readonly policyId: PolicyId
      readonly versionId: PolicyVersionId
      readonly code: string
      readonly number: number
    } & Drafted)
  | ({ readonly act: 'policy.revised'; readonly versionId: PolicyVersionId } & Drafted)
  | {
      readonly act: 'policy.activated'
      readonly versionId: PolicyVersionId
      readonly from: PlainDate
      readonly to: PlainDate | null
      readonly policyDigest: string
    }
  | { readonly act: 'policy.closed'; readonly versionId: PolicyVersionId; readonly to: PlainDate }
  | { readonly act: 'policy.retired'; readonly versionId: PolicyVersionId; readonly reason: string }
