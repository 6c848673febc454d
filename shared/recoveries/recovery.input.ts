import { z } from 'zod'
import { byClaimId, claimIdInput, claimStatedInput } from '../claims/claim.input.ts'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { bookIdInput } from '../ledger/ledger.input.ts'
import { organisationIdInput } from '../people/people.input.ts'
import { poolIdInput } from '../pools/pool.input.ts'
import { recoveryKinds, reportedKinds } from './recovery.ts'
import { ageBuckets } from './remittance.ts'

export const recoveryIdInput = idInput('rcv')
export const remittanceIdInput = idInput('rmt')

const minorInput = z
  .bigint()
  .min(0n)
  .max(10n ** 16n)
const referenceInput = z.string().trim().min(1).max(100)
const reasonInput = z.string().trim().min(1).max(500)

/** Money back, as a bank reports it: form, file and API share it. What the borrower owes beside the loss may be left open. */
export const moneyBackInput = byClaimId.extend({
  kind: z.enum(reportedKinds),
  receivedOn: plainDateInput,
  gross: minorInput,
  cost: minorInput.default(0n),
  interestOwed: minorInput.nullable().default(null),
  penaltyOwed: minorInput.nullable().default(null),
  reference: referenceInput,
  documentHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
})
export type ReportRecovery = z.output<typeof moneyBackInput>

/** Nothing is kept by it: what a form shows while it is filled in. */
export const divideInput = moneyBackInput.omit({ reference: true, documentHash: true })
export type DivideRecovery = z.output<typeof divideInput>

export const reverseRecoveryInput = z.strictObject({ recoveryId: recoveryIdInput, reason: reasonInput })
export type ReverseRecovery = z.output<typeof reverseRecoveryInput>

export const clawBackInput = byClaimId.extend({ on: plainDateInput, reason: reasonInput, reference: referenceInput })
export type ClawBack = z.output<typeof clawBackInput>

export const closeClaimInput = byClaimId.extend({ reason: reasonInput })
export type CloseClaim = z.output<typeof closeClaimInput>

/** The loss as it became final; nothing lost any more where the loan was cured. */
export const trueUpInput = byClaimId.extend({ on: plainDateInput, amounts: claimStatedInput.shape.amounts, reason: reasonInput })
export type TrueUp = z.output<typeof trueUpInput>

export const reportRemittanceInput = z.object({
  poolId: poolIdInput,
  number: referenceInput,
  remittedOn: plainDateInput,
  minor: minorInput.min(1n),
})
export type ReportRemittance = z.output<typeof reportRemittanceInput>

/** 非税缴款书: what came back goes on to a funder's treasury. */
export const returnRecoveryInput = z.object({
  poolId: poolIdInput,
  treasuryBookId: bookIdInput,
  number: referenceInput,
  returnedOn: plainDateInput,
  minor: minorInput.min(1n),
})
export type ReturnRecovery = z.output<typeof returnRecoveryInput>

export const byRemittanceId = z.object({ remittanceId: remittanceIdInput })
export const bookRemittanceInput = byRemittanceId.extend({ receivedOn: plainDateInput })
export type BookRemittance = z.output<typeof bookRemittanceInput>

/** Which recoveries: the procedure, the table's address and every drill-down share it. */
export const recoveryFilterInput = z.object({
  poolId: poolIdInput.optional(),
  bankId: organisationIdInput.optional(),
  claimId: claimIdInput.optional(),
  kind: z.enum(recoveryKinds).optional(),
  age: z.enum(ageBuckets).optional(),
  /** Something of it is still to be remitted. */
  open: z.boolean().optional(),
  /** Begins the claim's number or the reference, or stands in the firm's name. */
  search: z.string().trim().min(1).max(100).optional(),
})
export type RecoveryFilter = z.output<typeof recoveryFilterInput>

export const recoverySorts = ['received_on', 'due_on', 'gross', 'due', 'left'] as const
export const recoveryListInput = listingInput(recoverySorts).extend(recoveryFilterInput.shape)
export type RecoveryList = z.output<typeof recoveryListInput>
