import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { bookIdInput } from '../ledger/ledger.input.ts'

const bankAccountIdInput = idInput('bac')
const lineIdInput = idInput('stl')
const monthInput = plainDateInput.refine((day) => day.endsWith('-01'))

export const openBankAccountInput = z.object({
  bookId: bookIdInput,
  name: z.string().trim().min(1).max(100),
  /** The whole number; only its hash and its last four characters are kept. */
  number: z.string().trim().min(6).max(64),
  currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]).default('CNY'),
  matchedFrom: plainDateInput,
})
export type OpenBankAccount = z.output<typeof openBankAccountInput>

export const byBankAccountId = z.object({ bankAccountId: bankAccountIdInput })

const togetherInput = z.object({
  lineIds: z.array(lineIdInput).max(200),
  postings: z.array(z.object({ sequence: z.bigint().min(1n), line: z.int().min(1).max(1000) })).max(200),
})

export const matchByHandInput = byBankAccountId.extend(togetherInput.shape)
export type MatchByHand = z.output<typeof matchByHandInput>

/** One suggestion of the rules, as it was shown; absent: all of them. */
export const matchByRulesInput = byBankAccountId.extend({ only: togetherInput.optional() })
export type MatchByRules = z.output<typeof matchByRulesInput>

export const rejectSuggestionInput = byBankAccountId.extend(togetherInput.shape)
export type RejectSuggestion = z.output<typeof rejectSuggestionInput>

export const withdrawRejectionInput = z.object({ rejectionId: idInput('srj') })

export const unmatchInput = z.object({ matchId: idInput('mtc') })

export const bookLineInput = z.object({ lineId: lineIdInput, as: z.enum(['interest', 'charge']) })
export type BookFromLine = z.output<typeof bookLineInput>

export const reconciliationInput = byBankAccountId.extend({ month: monthInput })
export type ReconciliationAsked = z.output<typeof reconciliationInput>

/** What the address of an account's page says beside the account: the month whose table is shown. */
export const reconciliationSearchInput = z.object({ month: monthInput.optional() })
