import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { organisationKinds, secondFactorRules } from './organisation.ts'
import { roles } from './role.ts'

export const membershipIdInput = idInput('mem')
export const personIdInput = idInput('per')
export const organisationIdInput = idInput('org')

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

/** A code of the new authenticator; and where there is one already, of that one. */
export const enrolSecondFactorInput = z.object({
  password: z.string().min(1).max(128),
  formerCode: totpCodeInput.optional(),
  secret: z.string().regex(/^[A-Z2-7]{32}$/),
  code: totpCodeInput,
})

/** One of one's own sessions; all but this one when absent. */
export const endSessionsInput = z.object({
  password: z.string().min(1).max(128),
  sessionId: z.string().regex(/^[0-9a-f]{32}$/).optional(),
})
export const endSessionsForInput = z.object({ personId: personIdInput })

export const setSecondFactorRuleInput = z.object({ organisationId: organisationIdInput, secondFactor: z.enum(secondFactorRules) })
