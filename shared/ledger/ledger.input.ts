import { z } from 'zod'
import { listingInput } from '../kernel/listing.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { type BookId, bookKinds } from './book.ts'
import type { EntryId } from './entry.ts'

export const bookIdInput = z.templateLiteral(['bok_', z.string().regex(/^[a-z0-9_]{1,64}$/)]).transform((id) => id as BookId)
export const entryIdInput = z.templateLiteral(['ent_', z.string().regex(/^[a-z0-9_]{1,64}$/)]).transform((id) => id as EntryId)

const currencyInput = z.enum(Object.keys(currencies) as [Currency, ...Currency[]])

/** A line's amount: signed, debit positive. A hundred million million yuan bounds it, so that sums stay within a bigint. */
const amountInput = z.object({ minor: z.bigint().min(-(10n ** 16n)).max(10n ** 16n), currency: currencyInput })

const accountInput = z.object({
  head: z.string().regex(/^[a-z_]{1,64}$/),
  detail: z.string().regex(/^[a-z0-9_.-]{0,64}$/).default(''),
  name: z.string().trim().min(1).max(100).optional(),
})

const evidenceInput = z.object({ reference: z.string().trim().min(1).max(200), documentHash: z.string().regex(/^[0-9a-f]{64}$/).optional() })

const saidInput = {
  effectiveOn: plainDateInput,
  note: z.string().trim().min(1).max(500),
  evidence: evidenceInput.optional(),
}

export const openBookInput = z.object({
  kind: z.enum(bookKinds),
  code: z.string().trim().toUpperCase().regex(/^[A-Z0-9][A-Z0-9-]{1,23}$/),
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

/** The two times, as an address and a procedure name them; `known` is a place in the book's sequence. */
export const asOfInput = { on: plainDateInput.optional(), known: z.coerce.bigint().min(0n).optional() }

export const bookAsOfInput = z.object({ bookId: bookIdInput, ...asOfInput })

export const entriesInput = listingInput(['sequence']).extend({ bookId: bookIdInput })

export const statementInput = listingInput(['effective_on']).extend({
  bookId: bookIdInput,
  ...accountInput.omit({ name: true }).shape,
  currency: currencyInput.default('CNY'),
  from: plainDateInput.optional(),
  ...asOfInput,
})
export type StatementAsked = z.output<typeof statementInput>

export const knownOnInput = z.object({ bookId: bookIdInput, day: plainDateInput })
