import { z } from 'zod'
import { organisationKinds } from './organisation.ts'
import { roles } from './role.ts'

export const membershipIdInput = z.templateLiteral(['mem_', z.string()])
export const personIdInput = z.templateLiteral(['per_', z.string()])
export const organisationIdInput = z.templateLiteral(['org_', z.string()])

export const signInNameInput = z.string().trim().toLowerCase().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/)

/** NIST SP 800-63B: length decides, no rules of composition; 128 characters bound the work of hashing. */
export const newPasswordInput = z.string().min(12).max(128)

export const totpCodeInput = z.string().trim().regex(/^\d{6}$/)

export const signInInput = z.object({
  name: z.string().trim().toLowerCase().min(1).max(64),
  password: z.string().min(1).max(128),
  code: totpCodeInput.optional(),
})

export const chooseMembershipInput = z.object({ membershipId: membershipIdInput })

export const createPersonInput = z.object({
  name: z.string().trim().min(1).max(64),
  signInName: signInNameInput,
  organisationId: organisationIdInput,
  roles: z.array(z.enum(roles)).min(1),
})

/** The roles that a person holds in an organisation from then on; none: the membership ends. */
export const setRolesInput = z.object({ personId: personIdInput, organisationId: organisationIdInput, roles: z.array(z.enum(roles)) })

export const createOrganisationInput = z.object({
  kind: z.enum(organisationKinds).exclude(['admin']),
  nameZh: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().min(1).max(100),
  jurisdictionCode: z.string().regex(/^\d{6}$/),
})
export type CreateOrganisation = z.output<typeof createOrganisationInput>

export const changePasswordInput = z.object({ current: z.string().min(1).max(128), next: newPasswordInput })
export const enrolSecondFactorInput = z.object({ secret: z.string().regex(/^[A-Z2-7]{32}$/), code: totpCodeInput })
/** One of one's own sessions; all but this one when absent. */
export const endSessionsInput = z.object({ sessionId: z.string().regex(/^[0-9a-f]{32}$/).optional() })
