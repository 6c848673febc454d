import { z } from 'zod'
import { issueApiKeyInput, revokeApiKeyInput, rotateApiKeyInput } from './api-key.input.ts'
import { createPersonInput, personIdInput, setRolesInput, setSecondFactorRuleInput } from './people.input.ts'

/** What of people, roles, keys and ways to sign in takes two people. */
export const peopleProposals = [
  z.object({ kind: z.literal('person.create'), what: createPersonInput }),
  z.object({ kind: z.literal('roles.set'), what: setRolesInput }),
  z.object({ kind: z.literal('password.reset'), what: z.object({ personId: personIdInput }) }),
  z.object({ kind: z.literal('second_factor.reset'), what: z.object({ personId: personIdInput }) }),
  z.object({ kind: z.literal('organisation.set_second_factor'), what: setSecondFactorRuleInput }),
  z.object({ kind: z.literal('api_key.issue'), what: issueApiKeyInput }),
  z.object({ kind: z.literal('api_key.rotate'), what: rotateApiKeyInput }),
  z.object({ kind: z.literal('api_key.revoke'), what: revokeApiKeyInput }),
] as const
