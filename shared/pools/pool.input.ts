import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { bookIdInput } from '../ledger/ledger.input.ts'
import { organisationIdInput } from '../people/people.input.ts'
import { breakerActions } from '../policies/compensation-scheme.ts'
import { contributionPaidBy } from './contribution.ts'
import { claimRouteCodes, funderPayments, fundingTiers, poolFundings, poolParts, recoveryDestinations } from './pool.ts'

export const poolIdInput = idInput('rcp')
export const contributionIdInput = idInput('ctb')
export const byPoolId = z.object({ poolId: poolIdInput })

const yearInput = z.int().min(2000).max(2999)
const numberInput = z.string().trim().min(1).max(100)
const amountInput = z.object({
  minor: z
    .bigint()
    .min(1n)
    .max(10n ** 16n),
  currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]),
})

const jurisdictionCodeInput = z.string().regex(/^\d{6}$/)

const funderInput = z.strictObject({
  tier: z.enum(fundingTiers),
  organisationId: organisationIdInput,
  jurisdictionCode: jurisdictionCodeInput,
  /** The code of the purse that pays: who opens the pool may not look into it. */
  treasuryCode: z.string().trim().toUpperCase().min(2).max(24),
  sharePpm: z.int().min(0).max(1_000_000),
  pays: z.enum(funderPayments),
})

export const openPoolInput = z.strictObject({
  code: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z][A-Z0-9-]{1,31}$/),
  nameZh: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().min(1).max(100),
  /** A pool's book that its keeper has opened. */
  bookId: bookIdInput,
  schemeCode: z.string().trim().min(1).max(64),
  ruleSetCode: z.string().trim().min(1).max(64),
  routeCode: z.enum(claimRouteCodes),
  funding: z.enum(poolFundings),
  openedOn: plainDateInput,
  leverageHundredths: z.int().min(1).max(100_000).optional(),
  periodCap: amountInput.optional(),
  recoveriesGo: z.enum(recoveryDestinations),
  funders: z.array(funderInput).min(1).max(20),
  /** Beside its keeper and its funders. */
  parties: z
    .array(z.strictObject({ organisationId: organisationIdInput, part: z.enum(poolParts).exclude(['keeper', 'funder']) }))
    .max(40),
})
export type OpenPool = z.output<typeof openPoolInput>

export const callContributionInput = z.strictObject({
  poolId: poolIdInput,
  tier: z.enum(fundingTiers),
  jurisdictionCode: jurisdictionCodeInput,
  amount: amountInput,
  calledOn: plainDateInput,
  dueOn: plainDateInput.optional(),
  documentNumber: numberInput,
})
export type CallContribution = z.output<typeof callContributionInput>

export const payContributionInput = z.strictObject({
  contributionId: contributionIdInput,
  amount: amountInput,
  paidOn: plainDateInput,
  by: z.enum(contributionPaidBy),
  /** The voucher's number; for an advance, what it was paid in under. */
  reference: numberInput,
})
export type PayContribution = z.output<typeof payContributionInput>

/** A bank joins, or what stands of it is changed: all of it, as it shall stand. */
export const setMemberInput = z.strictObject({
  poolId: poolIdInput,
  organisationId: organisationIdInput,
  agreementNumber: numberInput,
  agreedOn: plainDateInput,
  endedOn: plainDateInput.nullable(),
  suspendedOn: plainDateInput.nullable(),
  products: z
    .array(
      z.strictObject({
        code: z.string().trim().regex(/^[A-Za-z0-9_-]{1,32}$/),
        name: z.string().trim().min(1).max(100),
        approvedOn: plainDateInput,
        endedOn: plainDateInput.nullable(),
      }),
    )
    .min(1)
    .max(50),
})
export type SetMember = z.output<typeof setMemberInput>

export const setQuotaInput = z.strictObject({
  poolId: poolIdInput,
  organisationId: organisationIdInput,
  year: yearInput,
  granted: amountInput,
})
export type SetQuota = z.output<typeof setQuotaInput>

export const overrideBreakerInput = z.strictObject({
  poolId: poolIdInput,
  /** Of one bank; of all where none is named. */
  organisationId: organisationIdInput.optional(),
  action: z.enum(breakerActions),
  from: plainDateInput,
  to: plainDateInput,
  reason: z.string().trim().min(1).max(500),
})
export type OverrideBreaker = z.output<typeof overrideBreakerInput>

/** The year whose quotas and breakers a page shows; this one when it says nothing. */
export const poolSearchInput = z.object({ year: yearInput.optional() })
export const poolPageInput = poolSearchInput.extend({ poolId: poolIdInput })
