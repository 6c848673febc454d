import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import { money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { MonthlyReportId } from '@cofund/shared/loans/drawdown-note'
import { lastFullMonth, monthsOwed } from '@cofund/shared/loans/monthly-report'
import type { ReportMonth } from '@cofund/shared/loans/note.input'
import { endOfMonth } from '@cofund/shared/loans/non-performing'
import { refuse } from '@cofund/shared/refusals'
import { sql } from 'kysely'
import type { Command } from '../kernel/trpc.ts'
import { releaseQuota } from '../pools/quota.sql.ts'
import { filingOf, noteExposure } from './note.commands.ts'
import { type MonthOf, type Reported, linesOf, refuseLines, reportingOf, stageReport, writeLines } from './report.sql.ts'

/** A bank's report of one month on all its covered notes in a pool; nil where it has none. The last month may be reported anew. */
export async function reportMonth(command: Command, { poolId, month, nil, notes }: ReportMonth): Promise<{ reportId: MonthlyReportId }> {
  const { trx, record } = command
  const { bankId, today } = filingOf(command)
  const of = { poolId, bankId, month }
  await stageReport(trx, linesOf(nil ? [] : notes))
  const place = await placeReport(trx, of, today)
  await refuseLines(trx, of, nil)
  const { reportId, entryId, released: _released, ...reported } = await takeReport(trx, of, { place, nil, batchId: null })
  record({ act: 'notes.reported', reportId, poolId, bankId, month, place, ...reported, ...(entryId && { entryId }) })
  return { reportId }
}

/** Whether it is this month's turn, and the how-manieth report of it this is. Holds the bank's reports to this pool. */
export async function placeReport(trx: Trx, { poolId, bankId, month }: MonthOf, today: PlainDate): Promise<number> {
  await sql`select lock_loan(${bankId}, ${poolId})`.execute(trx)
  const reporting = await reportingOf(trx, { poolId, bankId })
  if (!reporting) return refuse('note.not_a_member', { pool: poolId })
  const { agreed_on, last, place } = reporting
  if (month > lastFullMonth(today)) refuse('report.month_not_over', { month })
  const [due = null] = monthsOwed(agreed_on, last, today)
  if (month !== due && month !== last) refuse('report.month_out_of_turn', { month, due, last })
  return month === last ? place + 1 : 1
}

interface Taking {
  readonly place: number
  readonly nil: boolean
  readonly batchId: ImportBatchId | null
}

/** Writes the staged lines, and gives back the quota and exposure of what has ended. */
export async function takeReport(
  trx: Trx,
  of: MonthOf,
  { place, nil, batchId }: Taking,
): Promise<Reported & { reportId: MonthlyReportId; entryId: EntryId | undefined }> {
  const { poolId, bankId, month } = of
  const reportId = newId('mrp')
  await trx
    .insertInto('monthly_report')
    .values({ id: reportId, pool_id: poolId, organisation_id: bankId, month, place, nil, batch_id: batchId })
    .execute()
  const reported = await writeLines(trx, reportId, of)
  const { currency = 'CNY' } = (await reportingOf(trx, of)) ?? {}
  for (const { year, minor } of reported.released) await releaseQuota(trx, { poolId, bankId, year }, money(minor, currency))
  const minor = reported.released.reduce((total, of) => total + of.minor, 0n)
  if (minor === 0n) return { ...reported, reportId, entryId: undefined }
  const facts = { poolId, month, reportId }
  const entryId = await noteExposure(trx, { poolId, kind: 'loan.released', facts, on: endOfMonth(month), minor: -minor })
  return { ...reported, reportId, entryId }
}
