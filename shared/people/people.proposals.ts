import { z } from 'zod'
import { issueApiKeyInput, revokeApiKeyInput, rotateApiKeyInput } from './api-key.input.ts'
import { createPersonInput, personIdInput, setRolesInput } from './people.input.ts'

/** What of people, roles and keys takes two people. */
export const peopleProposals = [
  z.object({ kind: z.literal('person.create'), what: createPersonInput }),
  z.object({ kind: z.literal('roles.set'), what: setRolesInput }),
  z.object({ kind: z.literal('password.reset'), what: z.object({ personId: personIdInput }) }),
  z.object({ kind: z.literal('api_key.issue'), what: issueApiKeyInput }),
  z.object({ kind: z.literal('api_key.rotate'), what: rotateApiKeyInput }),
  z.object({ kind: z.literal('api_key.revoke'), what: revokeApiKeyInput }),
] as const
