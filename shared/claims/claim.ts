import type { ProposalId } from '../approvals/proposal.ts'
import type { DocumentHash, DocumentKind } from '../documents/document.ts'
import type { EnterpriseId } from '../enterprises/enterprise.ts'
import type { Derivation } from '../kernel/derivation.ts'
import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Currency, Money } from '../kernel/money.ts'
import { movesOf, stepsOf } from '../kernel/moves.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { NoteId } from '../loans/drawdown-note.ts'
import type { JurisdictionCode, OrganisationId } from '../people/organisation.ts'
import type { ShareBearer } from '../policies/compensation-scheme.ts'
import type { LossCase } from '../policies/loss-case.ts'
import type { PolicyVersionId } from '../policies/policy.ts'
import type { PoolId } from '../pools/pool.ts'
import type { DeficiencyCode } from './deficiency.ts'

export type ClaimId = Id<'clm'>
export type ClaimPaymentId = Id<'pay'>

/** A loan's own loss; or a bank's product over a year (recoveries keep that family's moves). */
export const claimFamilies = ['loan', 'bank_year'] as const
export type ClaimFamily = (typeof claimFamilies)[number]

/** Paid once the loss is known; or a part of it beforehand, trued up when it is. */
export const claimModes = ['compensation', 'advance'] as const
export type ClaimMode = (typeof claimModes)[number]

/**
 * Family B: `draft → submitted → first_review → verified → approved → [publicised] → paying → paid → recovering → closed`; an advance is
 * `advanced` where another is paid, then `trued_up` or `refunded`. Family A begins `frozen → computed → audited` and ends
 * `settled_between_tiers`. While it is on its way through the route, a claim is called what the step behind it says.
 */
export const claimStatuses = [
  'draft',
  'submitted',
  'first_review',
  'verified',
  'approved',
  'publicised',
  'paying',
  'paid',
  'recovering',
  'closed',
  'returned',
  'rejected',
  'deferred',
  'withdrawn',
  'clawed_back',
  'advanced',
  'trued_up',
  'refunded',
  'frozen',
  'computed',
  'audited',
  'settled_between_tiers',
] as const
export type ClaimStatus = (typeof claimStatuses)[number]

/** Where each move may start. The commands check it, the buttons read it, and the database guards the ends that move money. */
export const claimCan = movesOf<ClaimStatus>()({
  revise: ['draft', 'returned'],
  submit: ['draft'],
  resubmit: ['returned'],
  /** Taken back before anybody asked for it; on its way through the route, its proposal is withdrawn instead. */
  drop: ['draft'],
  withdraw: ['submitted', 'first_review', 'verified', 'returned', 'deferred'],
  /** A step of the route: forward, back to the bank, or to an end. */
  review: ['submitted', 'first_review', 'verified'],
  sendBack: ['submitted', 'first_review', 'verified', 'deferred'],
  reject: ['submitted', 'first_review', 'verified', 'deferred'],
  defer: ['submitted', 'first_review', 'verified', 'returned'],
  resume: ['deferred'],
  pay: ['approved', 'publicised', 'trued_up'],
  confirm: ['paying'],
  /** After it was closed as well: the duty to recover never ends. */
  recover: ['paid', 'recovering', 'closed', 'trued_up', 'advanced', 'settled_between_tiers'],
  trueUp: ['advanced'],
  refund: ['advanced'],
  clawBack: ['approved', 'publicised', 'paid', 'recovering', 'closed', 'advanced', 'trued_up', 'settled_between_tiers'],
  close: ['paid', 'recovering'],
})

/** From which status to which a claim for a loan moves, by any way. */
export const claimSteps = stepsOf(claimStatuses, claimCan, {
  submit: ['submitted', 'deferred'],
  resubmit: ['submitted', 'deferred'],
  drop: ['withdrawn'],
  withdraw: ['withdrawn'],
  review: ['submitted', 'first_review', 'verified', 'approved', 'publicised'],
  sendBack: ['returned'],
  reject: ['rejected'],
  defer: ['deferred'],
  resume: ['submitted'],
  pay: ['paying'],
  confirm: ['paid', 'advanced'],
  recover: ['recovering'],
  trueUp: ['trued_up'],
  refund: ['refunded'],
  clawBack: ['clawed_back'],
  close: ['closed'],
})

/** What the bank states: the facts that the scheme asks for, and the days and numbers that findings are judged on. Unknown is null. */
export interface ClaimStated {
  readonly amounts: LossCase['amounts']
  readonly flags: Readonly<Record<string, boolean>>
  /** The first day on which anything was overdue. */
  readonly overdueSince: PlainDate | null
  readonly nonPerformingOn: PlainDate | null
  readonly recoveryBegunOn: PlainDate | null
  /** 案件受理通知书. */
  readonly litigation: { readonly acceptedOn: PlainDate; readonly caseNumber: string; readonly court: string } | null
  /** That the bank lent, watched and recovers with the diligence that the scheme asks for; null while it has not said. */
  readonly diligent: boolean | null
  /** What a guarantor has paid on this loan already (代偿). */
  readonly guaranteePaid: { readonly minor: bigint; readonly on: PlainDate } | null
  /** Codes of other schemes under which this loan was, or is to be, compensated; null while nobody has said. */
  readonly otherCompensation: readonly string[] | null
}

export const nothingStated: ClaimStated = {
  amounts: {},
  flags: {},
  overdueSince: null,
  nonPerformingOn: null,
  recoveryBegunOn: null,
  litigation: null,
  diligent: null,
  guaranteePaid: null,
  otherCompensation: null,
}

export interface Claim {
  readonly id: ClaimId
  /** Told as BC-000012. */
  readonly number: bigint
  readonly poolId: PoolId
  readonly bankId: OrganisationId
  readonly family: ClaimFamily
  readonly mode: ClaimMode
  readonly noteId: NoteId | null
  readonly productCode: string | null
  readonly settledYear: number | null
  readonly enterpriseId: EnterpriseId | null
  readonly districtCode: JurisdictionCode | null
  readonly currency: Currency
  readonly status: ClaimStatus
  /** Chosen by the loan's date, or the year's; whatever follows uses it. */
  readonly policyVersionId: PolicyVersionId
  readonly stated: ClaimStated
  /** Why it was sent back, last time. */
  readonly codes: readonly DeficiencyCode[]
  readonly proposalId: ProposalId | null
  readonly expected: Money | null
  /** What the pool's funders bear of it by what was decided last, before anything came back. */
  readonly payable: Money
  /** What the bank's receipts say has arrived. */
  readonly paid: Money
  readonly submittedOn: PlainDate | null
  readonly dueOn: PlainDate | null
  readonly decidedOn: PlainDate | null
  readonly publicisedUntil: PlainDate | null
  readonly openedAt: Instant
}

export const claimNumber = ({ number }: Pick<Claim, 'number'>): string => `BC-${String(number).padStart(6, '0')}`

/** What the checklist asks for (附件清单). */
export const checklistItems = [
  'application_form',
  'application_report',
  'recovery_plan',
  'business_licence',
  'financial_statements',
  'loan_contract',
  'drawdown_voucher',
  'arrears_list',
  'classification_record',
  'complaint',
  'acceptance_notice',
  'diligence_statement',
  'firm_status_proof',
  'guarantee_payment_proof',
] as const
export type ChecklistItem = (typeof checklistItems)[number]

/** A document under its item of the checklist. */
export interface ClaimDocument {
  readonly item: ChecklistItem
  readonly place: number
  readonly hash: DocumentHash
  /** As its sender called it. */
  readonly name: string
  /** What its first bytes say that it is; null where the reader does not see the file itself. */
  readonly kind: DocumentKind | null
  readonly bytes: bigint | null
  readonly addedAt: Instant
}

/** What happened to a claim, for its history and for whoever is to be told (通知). */
export const claimEvents = [
  'drafted',
  'revised',
  'attached',
  'submitted',
  'moved_on',
  'returned',
  'resubmitted',
  'deferred',
  'resumed',
  'rejected',
  'withdrawn',
  'approved',
  'payment_ordered',
  'paid',
  'decided_again',
  'closed',
  'frozen',
  'computed',
  'settled_between_tiers',
] as const
export type ClaimEventName = (typeof claimEvents)[number]

export interface ClaimEvent {
  readonly place: number
  readonly event: ClaimEventName
  readonly status: ClaimStatus
  readonly codes: readonly DeficiencyCode[]
  readonly opinion: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly effectiveOn: PlainDate
  readonly recordedAt: Instant
}

/** The events that are a notice to the bank: these its people find in their claims inbox until they have looked. */
export const noticedEvents = ['returned', 'deferred', 'resumed', 'rejected', 'approved', 'paid', 'decided_again'] as const satisfies readonly ClaimEventName[]

export const decisionReasons = ['approved', 'advanced', 'trued_up', 'refrozen', 'recovered', 'clawed_back', 'reversed'] as const
export type DecisionReason = (typeof decisionReasons)[number]

/** What was decided, with what it rested on. */
export interface ClaimDecision {
  readonly place: number
  readonly reason: DecisionReason
  readonly lossCase: LossCase
  readonly shares: readonly BearerShare[]
  readonly derivation: Derivation
  readonly loss: Money
  /** All that had come back by then, net of costs. */
  readonly recovered: Money
  readonly payable: Money
  readonly proposalId: ProposalId | null
  readonly entryId: EntryId | null
  readonly decidedOn: PlainDate
  readonly decidedAt: Instant
}

export interface BearerShare {
  readonly bearer: ShareBearer
  readonly amount: Money
}

/** Where a bearer stands: what it bears of the loss, and what of that has come back to it. */
export interface ClaimBearer {
  readonly bearer: ShareBearer
  readonly borne: Money
  readonly returned: Money
}

/** An order to pay, and the bank's word that the money has moved. */
export interface ClaimPayment {
  readonly id: ClaimPaymentId
  readonly voucherNumber: string
  readonly amount: Money
  readonly orderedOn: PlainDate
  readonly proposalId: ProposalId
  readonly entryId: EntryId
  readonly receiptReference: string | null
  readonly receivedOn: PlainDate | null
}
