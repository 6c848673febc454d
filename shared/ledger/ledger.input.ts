import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { bookKinds } from './book.ts'
import { bases } from './report.ts'
import type { AsOf } from './statement.ts'

export const bookIdInput = idInput('bok')
export const entryIdInput = idInput('ent')

const currencyInput = z.enum(Object.keys(currencies) as [Currency, ...Currency[]])

/** A line's amount: signed, debit positive. A hundred million million yuan bounds it, so that sums stay within a bigint. */
const amountInput = z.object({
  minor: z
    .bigint()
    .min(-(10n ** 16n))
    .max(10n ** 16n),
  currency: currencyInput,
})

const detailInput = z.string().regex(/^[a-z0-9_.-]{0,64}$/)

const accountInput = z.object({
  head: z.string().regex(/^[a-z_]{1,64}$/),
  detail: detailInput.default(''),
  name: z.string().trim().min(1).max(100).optional(),
})

const evidenceInput = z.object({
  reference: z.string().trim().min(1).max(200),
  documentHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

const saidInput = {
  effectiveOn: plainDateInput,
  note: z.string().trim().min(1).max(500),
  evidence: evidenceInput.optional(),
}

export const openBookInput = z.object({
  kind: z.enum(bookKinds),
  code: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9][A-Z0-9-]{1,23}$/),
  nameZh: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().min(1).max(100),
})
export type OpenBook = z.output<typeof openBookInput>

/** A journal entry written by hand. */
export const postEntryInput = z.object({
  bookId: bookIdInput,
  ...saidInput,
  postings: z.array(z.object({ account: accountInput, amount: amountInput })).max(200),
})
export type PostEntry = z.output<typeof postEntryInput>

/** What a book held before it was kept here; the difference of its lines goes to the opening balance. */
export const postOpeningInput = postEntryInput.extend({ evidence: evidenceInput })
export type PostOpening = z.output<typeof postOpeningInput>

export const reverseEntryInput = z.object({ entryId: entryIdInput, ...saidInput })
export type ReverseEntry = z.output<typeof reverseEntryInput>

export const postTransferInput = z.object({
  from: z.object({ bookId: bookIdInput, account: accountInput }),
  into: z.object({ bookId: bookIdInput, account: accountInput }),
  amount: amountInput.refine(({ minor }) => minor > 0n),
  settles: z.boolean().default(false),
  ...saidInput,
})
export type PostTransfer = z.output<typeof postTransferInput>

/** The two times, as an address and a procedure name them: a day, and a place in the book's sequence. */
export const asOfInput = z.object({ on: plainDateInput.optional(), known: z.int().min(0).optional() })
export type AsOfAsked = z.output<typeof asOfInput>

/** For statements: the same two times as the ledger's own types have them. */
export const asOfOf = ({ on, known }: AsOfAsked): AsOf => ({
  effectiveOn: on,
  knownAt: known === undefined ? undefined : BigInt(known),
})

export const bookAsOfInput = asOfInput.extend({ bookId: bookIdInput })

/** What a book's address says: its two times, and the page of its journal. */
export const bookSearchInput = listingInput(['sequence']).extend(asOfInput.shape)
export const entriesInput = bookSearchInput.extend({ bookId: bookIdInput })

/** What an account's address says beside its book and head. */
export const accountSearchInput = listingInput(['effective_on']).extend({
  detail: detailInput.optional(),
  currency: currencyInput.optional(),
  from: plainDateInput.optional(),
  ...asOfInput.shape,
})
export type AccountSearch = z.output<typeof accountSearchInput>
export const statementInput = accountSearchInput.extend({ bookId: bookIdInput, head: accountInput.shape.head })

export const knownOnInput = z.object({ bookId: bookIdInput, day: plainDateInput })

const monthInput = plainDateInput.refine((day) => day.endsWith('-01'))

export const closePeriodInput = z.object({ bookId: bookIdInput, month: monthInput })
export type ClosePeriod = z.output<typeof closePeriodInput>
export const reopenPeriodInput = closePeriodInput.extend({ reason: z.string().trim().min(1).max(500) })
export type ReopenPeriod = z.output<typeof reopenPeriodInput>

export const reportIdInput = idInput('rpt')
export const byReportId = z.object({ reportId: reportIdInput })
export const runReportInput = z.object({
  bookIds: z.array(bookIdInput).min(1).max(20),
  on: plainDateInput,
  basis: z.enum(bases).default('effective'),
})
export type RunReport = z.output<typeof runReportInput>
export const reportListInput = listingInput(['ran_at'])
