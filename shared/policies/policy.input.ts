import { z } from 'zod'
import { trustTags } from '../kernel/derivation.ts'
import { idInput } from '../kernel/id.input.ts'
import { finding } from '../kernel/input-issues.ts'
import { listingInput } from '../kernel/listing.ts'
import { type PlainDate, parsePlainDate } from '../kernel/plain-date.ts'
import { policyKinds } from './policy.ts'
import { policyFindings } from './policy.words.ts'

export const dayInput = z.string().transform((text, context): PlainDate => {
  const date = parsePlainDate(text)
  if (date) return date
  context.addIssue(finding(policyFindings.day(text)))
  return z.NEVER
})

export const periodInput = z.strictObject({ from: dayInput, to: dayInput.nullable() })

export const citationInput = z.strictObject({
  document: z.string().trim().min(1).max(200),
  clause: z.string().trim().min(1).max(400).exactOptional(),
  tag: z.enum(trustTags),
  url: z.url({ protocol: /^https?$/ }).exactOptional(),
})

/** A version as somebody drafts it; its kind's decoder reads `params` (policy-kinds.ts). */
export const draftVersionInput = z.strictObject({
  document: z.string().trim().min(1).max(200),
  effective: periodInput.nullable(),
  params: z.record(z.string(), z.unknown()),
  cites: z.record(z.string(), citationInput),
})
export type DraftVersion = z.output<typeof draftVersionInput>

/** A policy with its first version. */
export const draftPolicyInput = z.strictObject({
  kind: z.enum(policyKinds),
  code: z.string().regex(/^[A-Z][A-Z0-9-]{1,31}$/),
  name: z.strictObject({ zh: z.string().trim().min(1).max(100), en: z.string().trim().min(1).max(100) }),
  jurisdictionCode: z
    .string()
    .regex(/^\d{6}$/)
    .nullable(),
  ...draftVersionInput.shape,
})
export type DraftPolicy = z.output<typeof draftPolicyInput>

export const policySorts = ['code', 'name', 'document', 'effectiveFrom'] as const

export const policyIdInput = idInput('pol')
const policyVersionIdInput = idInput('plv')

/** The list of policies, as an address tells it. */
export const policyListInput = listingInput(policySorts).extend({
  search: z.string().trim().max(100).optional(),
  status: z.enum(['draft', 'active', 'retired']).optional(),
})
export type PolicyList = z.output<typeof policyListInput>

export const versionIdInput = z.object({ versionId: policyVersionIdInput })
export const compareVersionsInput = z.object({ beforeId: policyVersionIdInput, versionId: policyVersionIdInput })
export const draftNextVersionInput = z.strictObject({ policyId: policyIdInput, ...draftVersionInput.shape })
export const reviseDraftInput = z.strictObject({ versionId: policyVersionIdInput, ...draftVersionInput.shape })
export const closeVersionInput = z.object({ versionId: policyVersionIdInput, to: dayInput })
export type CloseVersion = z.output<typeof closeVersionInput>
export const retireVersionInput = z.object({ versionId: policyVersionIdInput, reason: z.string().trim().min(1).max(500) })
export type RetireVersion = z.output<typeof retireVersionInput>
export const policyOnInput = z.object({ code: z.string(), date: dayInput })

/** The case is read by the scheme, in its currency (loss-case.input.ts). */
export const evaluateInput = z.object({ versionId: policyVersionIdInput, case: z.record(z.string(), z.unknown()) })
