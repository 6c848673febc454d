import { z } from 'zod'
import { importBatchIdInput } from '../imports/import.input.ts'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { type Currency, currencies } from '../kernel/money.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { organisationIdInput } from '../people/people.input.ts'
import { poolIdInput } from '../pools/pool.input.ts'
import { disposalKinds, litigationStages, loanCategories, noteStatuses, successions } from './drawdown-note.ts'

export const noteIdInput = idInput('nte')
export const byNoteId = z.object({ noteId: noteIdInput })

const currencyInput = z.enum(Object.keys(currencies) as [Currency, ...Currency[]])
/** A hundred million million yuan bounds an amount, so that sums stay within a bigint. */
const amountInput = z.object({ minor: z.bigint().min(0n).max(10n ** 16n), currency: currencyInput })
const number = z.string().trim().min(1).max(64)
/** A code that a scheme asks by name: first_loan, policy_guarantee, DEMO-BAND. */
const codeInput = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
const monthInput = plainDateInput.refine((day) => day.endsWith('-01'))

/** A loan as a bank files it, the same in the form, the file and the interface of banks. */
export const draftNoteInput = z.object({
  poolCode: z.string().trim().min(1).max(64),
  number,
  contractNumber: number,
  creditLineNumber: number.optional(),
  uscc: z.string().trim().min(1).max(40),
  /** Of the firm's tax registration on the loan date. */
  districtCode: z.string().regex(/^\d{6}$/),
  productCode: z.string().trim().min(1).max(64),
  principal: amountInput.refine(({ minor }) => minor > 0n),
  lentOn: plainDateInput,
  dueOn: plainDateInput,
  ratePpm: z.int().min(0).max(360_000),
  purpose: z.string().trim().min(1).max(200),
  flags: z.array(codeInput).max(50).default([]),
  otherCover: z.array(codeInput).max(50).default([]),
  guaranteed: amountInput.optional(),
  predecessorNumber: number.optional(),
  succession: z.enum(successions).optional(),
})
export type DraftNote = z.output<typeof draftNoteInput>

/** As many as one request may bring; more is what a file is for. */
export const enrolNotesInput = z.object({ notes: z.array(draftNoteInput).min(1).max(1000) })

const noteFilter = z.object({
  /** Begins the note's number, or stands anywhere in the firm's name. */
  search: z.string().trim().min(1).max(100).optional(),
  poolId: poolIdInput.optional(),
  bankId: organisationIdInput.optional(),
  status: z.enum(noteStatuses).optional(),
  districtCode: z.string().regex(/^\d{6}$/).optional(),
  productCode: z.string().trim().min(1).max(64).optional(),
  lentYear: z.coerce.number().int().min(1000).max(9999).optional(),
  renewed: z.boolean().optional(),
  /** Only those whose day of becoming non-performing differs between statement and reports. */
  mismatched: z.boolean().optional(),
  batchId: importBatchIdInput.optional(),
})
/** Which notes: the procedure, the table's address and every drill-down share it. */
export const noteFilterInput = noteFilter
export type NoteFilter = z.output<typeof noteFilterInput>

export const noteSorts = ['number', 'lentOn', 'dueOn', 'principal', 'balance', 'overdueDays'] as const
export type NoteSort = (typeof noteSorts)[number]
export const noteListInput = listingInput(noteSorts).extend(noteFilter.shape)
export type NoteList = z.output<typeof noteListInput>

export const moveNoteInput = z.object({ noteId: noteIdInput, on: plainDateInput, reason: z.string().trim().min(1).max(500) })

export const reportMonthInput = z.object({
  poolId: poolIdInput,
  month: monthInput,
  /** Nothing to report. */
  nil: z.boolean().default(false),
  notes: z
    .array(
      z.object({
        number,
        balance: amountInput,
        category: z.enum(loanCategories),
        overdueDays: z.int().min(0).max(20_000),
        /** Since when the bank counts it as non-performing. */
        nplOn: plainDateInput.optional(),
      }),
    )
    .max(5000)
    .default([]),
})
export type ReportMonth = z.output<typeof reportMonthInput>
/** What the address of the reports' page says: the month that is being reported. */
export const noteReportsSearchInput = z.object({ poolId: poolIdInput.optional(), month: monthInput.optional() })
export type NoteReportsSearch = z.output<typeof noteReportsSearchInput>
export const owedMonthInput = z.object({ poolId: poolIdInput, month: monthInput })

export const recordDisposalInput = z.object({
  noteId: noteIdInput,
  kind: z.enum(disposalKinds),
  disposedOn: plainDateInput,
  amount: amountInput.refine(({ minor }) => minor > 0n),
  reference: number,
})
export type RecordDisposal = z.output<typeof recordDisposalInput>

export const recordLitigationInput = z.object({
  noteId: noteIdInput,
  stage: z.enum(litigationStages),
  reachedOn: plainDateInput,
  caseNumber: z.string().trim().min(1).max(100),
  court: z.string().trim().min(1).max(100),
})
export type RecordLitigation = z.output<typeof recordLitigationInput>
