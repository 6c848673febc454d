import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { certificateKinds } from './certificate.ts'
import { creditLists, creditSubjects } from './credit-flag.ts'
import { type FactName, factNames } from './fact.ts'

export const enterpriseIdInput = idInput('ept')

export const registerEnterpriseInput = z.object({
  /** As typed: what is wrong with it is said to whoever typed it. */
  uscc: z.string().trim().min(1).max(40),
  name: z.string().trim().min(1).max(120),
  groupCode: z.string().trim().min(1).max(64).optional(),
  /** Why a code is taken whose check character is wrong: what its certificate shows. */
  overrideReason: z.string().trim().min(4).max(500).optional(),
})
export type RegisterEnterprise = z.output<typeof registerEnterpriseInput>

const about = { enterpriseId: enterpriseIdInput }

export const stateFactInput = z.object({
  ...about,
  fact: z.enum(factNames as readonly [FactName, ...FactName[]]),
  /** As a person writes it; the fact's kind reads it. */
  value: z.string().trim().min(1).max(120),
  on: plainDateInput,
  source: z.string().trim().min(1).max(200).optional(),
})
export type StateFact = z.output<typeof stateFactInput>

export const addCertificateInput = z.object({
  ...about,
  kind: z.enum(certificateKinds),
  number: z.string().trim().min(1).max(64).optional(),
  validFrom: plainDateInput,
  validTo: plainDateInput.optional(),
  revokedOn: plainDateInput.optional(),
})
export type AddCertificate = z.output<typeof addCertificateInput>

export const addFlagInput = z.object({
  ...about,
  list: z.enum(creditLists),
  subject: z.enum(creditSubjects),
  from: plainDateInput,
  to: plainDateInput.optional(),
  repairedOn: plainDateInput.optional(),
  source: z.string().trim().min(1).max(200).optional(),
})
export type AddFlag = z.output<typeof addFlagInput>

/** Somebody looked a list up; without list or subject, every one. */
export const addCheckInput = z.object({
  ...about,
  on: plainDateInput,
  list: z.enum(creditLists).optional(),
  subject: z.enum(creditSubjects).optional(),
})
export type AddCheck = z.output<typeof addCheckInput>

export const enterpriseListInput = listingInput(['name', 'uscc']).extend({ search: z.string().trim().min(1).max(100).optional() })
export type EnterpriseList = z.output<typeof enterpriseListInput>

export const byEnterpriseId = z.object(about)
/** As of which day a firm's page speaks. */
export const enterpriseSearchInput = z.object({ on: plainDateInput.optional() })
