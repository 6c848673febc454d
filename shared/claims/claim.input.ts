import { z } from 'zod'
import { proposalIdInput } from '../approvals/approval.input.ts'
import { enterpriseIdInput } from '../enterprises/register.input.ts'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { noteIdInput } from '../loans/note.input.ts'
import { organisationIdInput } from '../people/people.input.ts'
import { amountFacts } from '../policies/compensation-scheme.ts'
import { poolIdInput } from '../pools/pool.input.ts'
import { checklistItems, claimFamilies, claimModes, claimStatuses } from './claim.ts'
import { type DeficiencyCode, deficiencyCodes } from './deficiency.ts'

export const claimIdInput = idInput('clm')
export const byClaimId = z.object({ claimId: claimIdInput })

/** Minor units of the note's currency; a hundred million million yuan bounds it, so that sums stay within a bigint. */
const minorInput = z.bigint().min(0n).max(10n ** 16n)
const hashInput = z.string().regex(/^[0-9a-f]{64}$/)
const flagInput = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)

/** What a bank states of a claim: form, API and (row by row) file share it. What it leaves out is not known yet. */
export const claimStatedInput = z.strictObject({
  amounts: z.partialRecord(z.enum(amountFacts), minorInput).readonly().default({}),
  flags: z.record(flagInput, z.boolean()).readonly().default({}),
  overdueSince: plainDateInput.nullable().default(null),
  nonPerformingOn: plainDateInput.nullable().default(null),
  recoveryBegunOn: plainDateInput.nullable().default(null),
  litigation: z
    .strictObject({ acceptedOn: plainDateInput, caseNumber: z.string().trim().min(1).max(100), court: z.string().trim().min(1).max(100) })
    .nullable()
    .default(null),
  diligent: z.boolean().nullable().default(null),
  guaranteePaid: z.strictObject({ minor: minorInput, on: plainDateInput }).nullable().default(null),
  otherCompensation: z.array(z.string().trim().min(1).max(64)).max(20).readonly().nullable().default(null),
})

export const draftClaimInput = z.object({ noteId: noteIdInput, mode: z.enum(claimModes).default('compensation'), stated: claimStatedInput.optional() })
export type DraftClaim = z.output<typeof draftClaimInput>

export const saveClaimInput = byClaimId.extend({ stated: claimStatedInput })
export type SaveClaim = z.output<typeof saveClaimInput>

/** Nothing is stored by it: what a form shows while it is being filled in. */
export const examineClaimInput = z.object({ noteId: noteIdInput, mode: z.enum(claimModes).default('compensation'), stated: claimStatedInput, claimId: claimIdInput.optional() })
export type ExamineClaim = z.output<typeof examineClaimInput>

/** A stored document under an item of the checklist. */
export const attachDocumentInput = byClaimId.extend({
  item: z.enum(checklistItems),
  documentHash: hashInput,
  name: z.string().trim().min(1).max(200),
})

export const detachDocumentInput = byClaimId.extend({ item: z.enum(checklistItems), place: z.int().min(1) })
export type DetachDocument = z.output<typeof detachDocumentInput>

const opinionInput = z.string().trim().min(1).max(500)
const codeInput = z.enum(deficiencyCodes as [DeficiencyCode, ...DeficiencyCode[]])

/** Back to the bank, with what is to be mended, by code. */
export const sendBackClaimInput = byClaimId.extend({
  proposalId: proposalIdInput,
  digest: hashInput,
  codes: z.array(codeInput).min(1).max(20),
  opinion: opinionInput,
})
export type SendBackClaim = z.output<typeof sendBackClaimInput>

/** To its end, with the clause on which it fails. */
export const rejectClaimInput = byClaimId.extend({ proposalId: proposalIdInput, digest: hashInput, clause: z.string().trim().min(1).max(200), opinion: opinionInput })
export type RejectClaim = z.output<typeof rejectClaimInput>

export const confirmReceiptsInput = z.object({ poolId: poolIdInput, claimId: claimIdInput.optional() })
export type ConfirmReceipts = z.output<typeof confirmReceiptsInput>

/** Which claims: the procedure, the table's address and every drill-down share it. */
export const claimFilterInput = z.object({
  poolId: poolIdInput.optional(),
  bankId: organisationIdInput.optional(),
  noteId: noteIdInput.optional(),
  enterpriseId: enterpriseIdInput.optional(),
  districtCode: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  family: z.enum(claimFamilies).optional(),
  mode: z.enum(claimModes).optional(),
  status: z.enum(claimStatuses).optional(),
  /** Begins the claim's or the note's number, or stands in the firm's name. */
  search: z.string().trim().min(1).max(100).optional(),
  /** Their step is due, or was: by working days, on the day of asking. */
  due: z.enum(['today', 'overdue', 'week']).optional(),
  /** A step of theirs waits for whoever asks. */
  waiting: z.boolean().optional(),
  /** Submitted in it, or settled for it. */
  year: z.int().min(2000).max(2200).optional(),
  /** Was sent back for this, last time. */
  code: z.enum(deficiencyCodes as [DeficiencyCode, ...DeficiencyCode[]]).optional(),
  submittedFrom: plainDateInput.optional(),
  submittedTo: plainDateInput.optional(),
})
export type ClaimFilter = z.output<typeof claimFilterInput>

export const claimSorts = ['number', 'dueOn', 'submittedOn', 'decidedOn', 'expected', 'payable'] as const
export type ClaimSort = (typeof claimSorts)[number]

export const claimListInput = listingInput(claimSorts).extend(claimFilterInput.shape)
export type ClaimList = z.output<typeof claimListInput>

/** What a proposal `claim.decide` says: the claim says everything else. */
export const decideClaimInput = z.strictObject({ claimId: claimIdInput })
/** What a proposal `claim.pay` says: by which voucher, on which day. */
export const payClaimInput = z.strictObject({ claimId: claimIdInput, voucherNumber: z.string().trim().min(1).max(64), orderedOn: plainDateInput })
export type PayClaim = z.output<typeof payClaimInput>
