import type { EnterpriseId } from '../enterprises/enterprise.ts'
import type { ImportBatchId } from '../imports/import-batch.ts'
import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Money } from '../kernel/money.ts'
import { movesOf, stepsOf } from '../kernel/moves.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { JurisdictionCode, OrganisationId } from '../people/organisation.ts'
import type { PolicyVersionId } from '../policies/policy.ts'
import type { PoolId } from '../pools/pool.ts'

export type NoteId = Id<'nte'>
export type NoteVerdictId = Id<'nvd'>
export type MonthlyReportId = Id<'mrp'>
export type DisposalId = Id<'dsp'>
export type LitigationId = Id<'lit'>

/**
 * `registered` waits for what is not yet known of the firm; `enrolled` (贷款备案) occupies quota and exposure. What the bank
 * reports moves it on; `repaid`, `rejected`, `withdrawn` and `closed` are ends.
 */
export const noteStatuses = [
  'registered',
  'enrolled',
  'overdue',
  'non_performing',
  'disposed',
  'closed',
  'repaid',
  'rejected',
  'withdrawn',
] as const
export type NoteStatus = (typeof noteStatuses)[number]

export const noteCan = movesOf<NoteStatus>()({
  enrol: ['registered'],
  reject: ['registered'],
  withdraw: ['registered', 'enrolled'],
  report: ['enrolled', 'overdue', 'non_performing', 'disposed'],
  /** A payment that came late, or a category that fell: and back, while nobody has compensated. */
  fallOverdue: ['enrolled', 'non_performing'],
  default: ['enrolled', 'overdue'],
  cure: ['overdue', 'non_performing'],
  dispose: ['overdue', 'non_performing', 'disposed'],
  sue: ['overdue', 'non_performing', 'disposed'],
  repay: ['enrolled', 'overdue', 'non_performing', 'disposed'],
  close: ['non_performing', 'disposed'],
  /** A claim may rest on it (whether its trigger has come, the scheme says). */
  claim: ['overdue', 'non_performing', 'disposed'],
  /** Another may follow it: 续贷, 展期, 借新还旧, 重组. */
  succeed: ['enrolled', 'overdue', 'non_performing', 'repaid'],
})

/** From which status to which a note moves, by any way. */
export const noteSteps = stepsOf(noteStatuses, noteCan, {
  enrol: ['enrolled'],
  reject: ['rejected'],
  withdraw: ['withdrawn'],
  fallOverdue: ['overdue'],
  default: ['non_performing'],
  cure: ['enrolled'],
  dispose: ['disposed'],
  repay: ['repaid'],
  close: ['closed'],
})

/** The states in which a note takes up quota and exposure. */
export const coveredStatuses = ['enrolled', 'overdue', 'non_performing', 'disposed'] as const satisfies readonly NoteStatus[]
export const isCovered = ({ status }: { readonly status: NoteStatus }): boolean =>
  (coveredStatuses as readonly NoteStatus[]).includes(status)

/** 贷款五级分类: normal, and four that are each worse; the last three are non-performing. */
export const loanCategories = ['pass', 'special_mention', 'substandard', 'doubtful', 'loss'] as const
export type LoanCategory = (typeof loanCategories)[number]

/** How a note follows another: 无还本续贷, 展期, 借新还旧, 重组. The scheme says which keep cover. */
export const successions = ['renewal', 'extension', 'refinancing', 'restructuring'] as const
export type Succession = (typeof successions)[number]

/** One 借据 under a contract, under a credit line, in a pool. Known by its bank and number: the same loan has them in every pool. */
export interface DrawdownNote {
  readonly id: NoteId
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  readonly number: string
  readonly contractNumber: string
  readonly creditLineNumber: string | null
  readonly enterpriseId: EnterpriseId
  /** Of the firm's tax registration on the loan date. */
  readonly districtCode: JurisdictionCode
  readonly productCode: string
  readonly principal: Money
  readonly lentOn: PlainDate
  readonly dueOn: PlainDate
  readonly ratePpm: number
  readonly purpose: string
  /** What schemes ask of a loan by name: first_loan, ip_pledge, key_list … */
  readonly flags: readonly string[]
  /** Other cover that stands on this loan: codes of schemes, policy_guarantee … */
  readonly otherCover: readonly string[]
  readonly guaranteed: Money | null
  readonly predecessorId: NoteId | null
  readonly succession: Succession | null
  readonly status: NoteStatus
  readonly enrolledOn: PlainDate | null
  /** Of the pool's scheme, by the loan date: whatever follows from the note uses it. */
  readonly policyVersionId: PolicyVersionId | null
  /** What the pool's rule set said of the firm on the loan date. */
  readonly verdictId: NoteVerdictId
  /** What of it stands in the pool's exposure and the bank's quota: its principal while it is covered and unpaid for, else nothing. */
  readonly exposed: Money
  /** As the bank last reported it. */
  readonly balance: Money
  readonly category: LoanCategory
  readonly overdueDays: number
  readonly reportedMonth: PlainDate | null
  /** The day the bank says that it became non-performing, and the one that its own reports imply. */
  readonly nplReportedOn: PlainDate | null
  readonly nplDerivedOn: PlainDate | null
  readonly batchId: ImportBatchId | null
  readonly line: number | null
  readonly recordedAt: Instant
}

export const disposalKinds = ['cash', 'asset', 'transfer', 'write_off'] as const
export type DisposalKind = (typeof disposalKinds)[number]

/** What the bank did with a bad loan: money collected, 抵债资产, 债权转让, 核销. A write-off never ends the duty to recover. */
export interface Disposal {
  readonly id: DisposalId
  readonly noteId: NoteId
  readonly kind: DisposalKind
  readonly disposedOn: PlainDate
  readonly amount: Money
  readonly reference: string
}

export const litigationStages = ['filed', 'accepted', 'judged', 'enforced', 'ended'] as const
export type LitigationStage = (typeof litigationStages)[number]

export interface Litigation {
  readonly id: LitigationId
  readonly noteId: NoteId
  readonly stage: LitigationStage
  readonly reachedOn: PlainDate
  readonly caseNumber: string
  readonly court: string
}
