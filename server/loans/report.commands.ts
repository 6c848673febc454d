import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { MonthlyReportId } from '@cofund/shared/loans/drawdown-note'
import { lastFullMonth, monthsOwed } from '@cofund/shared/loans/monthly-report'
import type { ReportMonth } from '@cofund/shared/loans/note.input'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import type { Command } from '../kernel/trpc.ts'
import { lastDayOf } from '@cofund/shared/ledger/period'
import { releaseQuota } from '../pools/quota.sql.ts'
import { filingOf, noteExposure } from './note.commands.ts'
import { type Lines, type MonthOf, type Reported, linesOf, refuseLines, reportingOf, writeReport } from './report.sql.ts'

/** A bank's report of one month on all its covered notes in a pool; nil where it has none. The last month may be reported anew. */
export async function reportMonth(command: Command, { poolId, month, nil, notes }: ReportMonth): Promise<{ reportId: MonthlyReportId }> {
  const { trx, record } = command
  const { bankId, today } = filingOf(command)
  const of = { poolId, bankId, month }
  const { place, currency } = await placeReport(trx, of, today)
  const lines = linesOf(nil ? [] : notes)
  await refuseLines(trx, of, { lines, nil })
  const { reportId, entryId, released: _released, ...reported } = await takeReport(trx, of, { place, currency, nil, lines, batchId: null })
  record({ act: 'notes.reported', reportId, poolId, bankId, month, place, ...reported, ...(entryId && { entryId }) })
  return { reportId }
}

/** Whether it is this month's turn, and the how-manieth report of it this is. Holds the bank's reports to this pool. */
export async function placeReport(
  trx: Trx,
  { poolId, bankId, month }: MonthOf,
  today: PlainDate,
): Promise<{ readonly place: number; readonly currency: Currency }> {
  await sql`select lock_loan(${bankId}, ${poolId})`.execute(trx)
  const reporting = await reportingOf(trx, { poolId, bankId })
  if (!reporting) return refuse('note.not_a_member', { pool: poolId })
  const { agreed_on, last, place, currency } = reporting
  if (month > lastFullMonth(today)) refuse('report.month_not_over', { month })
  const [due = null] = monthsOwed(agreed_on, last, today)
  if (month !== due && month !== last) refuse('report.month_out_of_turn', { month, due, last })
  return { place: month === last ? place + 1 : 1, currency }
}

interface Taking {
  readonly place: number
  readonly currency: Currency
  readonly nil: boolean
  readonly lines: Lines
  readonly batchId: ImportBatchId | null
}

/** Writes a report, and gives back the quota and exposure of what has ended. */
export async function takeReport(
  trx: Trx,
  of: MonthOf,
  { currency, ...taking }: Taking,
): Promise<Reported & { reportId: MonthlyReportId; entryId: EntryId | undefined }> {
  const { poolId, bankId, month } = of
  const reportId = newId('mrp')
  const reported = await writeReport(trx, { id: reportId, ...of, ...taking })
  const minor = reported.released.reduce((total, ended) => total + ended.minor, 0n)
  if (minor === 0n) return { ...reported, reportId, entryId: undefined }
  const facts = { poolId, month, reportId }
  const entryId = await noteExposure(trx, { poolId, kind: 'loan.released', facts, on: lastDayOf(month), minor: -minor })
  const byYear = reported.released.toSorted((a, b) => a.year - b.year)
  for (const { year, minor: ended } of byYear) await releaseQuota(trx, { poolId, bankId, year }, money(ended, currency))
  return { ...reported, reportId, entryId }
}
