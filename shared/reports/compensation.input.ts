import { z } from 'zod'
import { enterpriseIdInput } from '../enterprises/register.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { organisationIdInput } from '../people/people.input.ts'
import { bearers } from '../policies/compensation-scheme.ts'
import { poolIdInput } from '../pools/pool.input.ts'

/** Which decided claims are looked at: what the page's address says, and every figure on it narrows further. */
export const compensationInput = z.object({
  poolId: poolIdInput.optional(),
  bankId: organisationIdInput.optional(),
  districtCode: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  scheme: z
    .string()
    .regex(/^[A-Z][A-Z0-9-]{1,31}$/)
    .optional(),
  /** In which it was decided. */
  year: z.int().min(2000).max(2200).optional(),
})
export type CompensationQuestion = z.output<typeof compensationInput>

export const decidedClaimSorts = ['number', 'decidedOn', 'loss', 'payable'] as const

/** The claims that a figure of the page is made of; with `bearer`, those of whose loss that bearer bears a part. */
export const decidedClaimsInput = listingInput(decidedClaimSorts).extend(compensationInput.shape).extend({
  enterpriseId: enterpriseIdInput.optional(),
  bearer: z.enum([...bearers, 'public_joint', 'other_levels']).optional(),
})
export type DecidedClaims = z.output<typeof decidedClaimsInput>
