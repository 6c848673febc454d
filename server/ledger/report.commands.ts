import { createHash } from 'node:crypto'
import type { Db } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { RunReport } from '@cofund/shared/ledger/ledger.input'
import {
  type LaterEntry,
  type ReportId,
  type ReportRun,
  type Restated,
  type ShownLine,
  restatementOf,
  resultText,
} from '@cofund/shared/ledger/report'
import type { Command } from '../kernel/trpc.ts'
import { computeReport, findSequences, getReport, insertReportRun, listLaterEntries } from './report.sql.ts'

/** Computes a report on what is known now, and stores what that was: from then on it can be run again, with the same result. */
export async function runReport(
  { trx, actor, record }: Command,
  input: RunReport,
): Promise<{ reportId: ReportId; hash: string }> {
  const parameters = { ...input, bookIds: [...new Set(input.bookIds)].toSorted() }
  const sequences = await findSequences(trx, parameters.bookIds)
  const report = { id: newId('rpt'), kind: 'trial_balance', parameters, sequences } as const
  const hash = hashOf({ ...report, lines: await computeReport(trx, parameters, sequences) })
  await insertReportRun(trx, actor, { ...report, hash })
  record({ act: 'report.run', reportId: report.id, hash })
  return { reportId: report.id, hash }
}

/** A stored report computed again from the entries that it saw, and whether the result is still the one that was stored. */
export interface Rerun {
  readonly report: ReportRun
  readonly lines: readonly ShownLine[]
  readonly hash: string
  readonly identical: boolean
}

export async function rerunReport(db: Db, reportId: ReportId): Promise<Rerun> {
  const report = await getReport(db, reportId)
  // A book out of sight is refused, and not taken for one that stands at nothing.
  await findSequences(db, report.parameters.bookIds)
  const lines = await computeReport(db, report.parameters, report.sequences)
  const hash = hashOf({ ...report, lines })
  return { report, lines: lines.filter(({ minor }) => minor !== 0n), hash, identical: hash === report.hash }
}

/** What a report would say now, account by account, and the entries that make the difference: they sum to it exactly. */
export interface Restatement {
  readonly restated: readonly Restated[]
  readonly entries: readonly LaterEntry[]
}

export async function restate(db: Db, reportId: ReportId): Promise<Restatement> {
  const { parameters, sequences } = await getReport(db, reportId)
  const now = await findSequences(db, parameters.bookIds)
  const [before, after] = [await computeReport(db, parameters, sequences), await computeReport(db, parameters, now)]
  return { restated: restatementOf(before, after), entries: await listLaterEntries(db, parameters, sequences, now) }
}

const hashOf = (report: Parameters<typeof resultText>[0]): string =>
  createHash('sha256').update(resultText(report)).digest('hex')
