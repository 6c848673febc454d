import type { Currency } from '../kernel/money.ts'
import type { ShareBearer } from '../policies/compensation-scheme.ts'
import type { PolicyVersionId } from '../policies/policy.ts'
import type { LossEvaluationId } from './loss-evaluation.ts'

/** A scheme was tried on a historic book: which version, on which batches, and what it came to in each currency. */
export type ReportsAct = {
  readonly act: 'losses.evaluated'
  readonly evaluationId: LossEvaluationId
  readonly policyVersionId: PolicyVersionId
  /** Of the rules as they then read (rulesTextOf in policies/policy.ts): a draft may be rewritten since. */
  readonly policyDigest: string
  readonly policyCode: string
  readonly versionNumber: number
  readonly batches: number
  readonly totals: readonly EvaluatedTotal[]
}

export interface EvaluatedTotal {
  readonly currency: Currency
  readonly losses: number
  readonly lossMinor: bigint
  /** Of them, those that the scheme does not share. */
  readonly refused: number
  readonly refusedMinor: bigint
  readonly shares: readonly { readonly bearer: ShareBearer; readonly minor: bigint }[]
}
