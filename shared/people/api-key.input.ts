import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { apiKeyScopes } from './api-key.ts'
import { organisationIdInput } from './people.input.ts'

const apiKeyIdInput = idInput('key')

export const issueApiKeyInput = z.object({
  organisationId: organisationIdInput,
  name: z.string().trim().min(1).max(64),
  scopes: z.array(z.enum(apiKeyScopes)).min(1),
  expiresOn: plainDateInput,
})
export const rotateApiKeyInput = z.object({ keyId: apiKeyIdInput, expiresOn: plainDateInput })
export const revokeApiKeyInput = z.object({ keyId: apiKeyIdInput, reason: z.string().trim().min(1).max(200) })
