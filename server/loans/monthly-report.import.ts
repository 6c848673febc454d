import type { Trx } from '@cofund/db/connect'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { monthOfDay } from '@cofund/shared/ledger/period'
import { monthlyReportImport } from '@cofund/shared/loans/note.import'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import type { ImportKind } from '../imports/import-kind.ts'
import { placeReport, takeReport } from './report.commands.ts'
import { type MonthOf, refuseLines } from './report.sql.ts'

const lines = sql`select number, balance_minor, category, overdue_days, npl_on from import_row where taken`

/** A bank's report of a month by file: what is wrong with it, it is refused for as the form would be, and nothing of it is kept. */
export const monthlyReportImportKind: ImportKind = {
  shape: monthlyReportImport,
  checks: [],
  refuseFile: async (trx, _mapping, { organisationId, today }) => {
    const of = await monthOfFile(trx, organisationId)
    if (!of) return
    await placeReport(trx, of, today)
    await refuseLines(trx, of, { lines, nil: false })
  },
  key: ['number'],
  recorded: () => sql<{ line: number; detail: string }>`select line, '' as detail from import_row where false`,
  take: async (trx, { id, organisationId, documentHash, rows, taken, rejected, duplicate, totals, root, today }) => {
    const of = await monthOfFile(trx, organisationId)
    if (!of) throw new Error('a report without lines was taken')
    const { place, currency } = await placeReport(trx, of, today)
    await takeReport(trx, of, { place, currency, nil: false, lines, batchId: id })
    return { act: 'note_reports.imported', batchId: id, documentHash, rows, taken, rejected, duplicate, totals, root }
  },
}

/** The one pool and month that every line names; undefined while no line can be read. */
async function monthOfFile(trx: Trx, bankId: OrganisationId): Promise<MonthOf | undefined> {
  const { rows } = await sql<{ code: string; month: PlainDate; pool_id: PoolId | null }>`
    select distinct pool_code as code, date_trunc('month', month)::date as month, pool.id as pool_id
    from import_row left join pool on pool.code = pool_code where taken limit 2`.execute(trx)
  const [only, other] = rows
  if (!only) return undefined
  if (other) return refuse('report.several_months', {})
  if (only.pool_id === null) return refuse('note.not_a_member', { pool: only.code })
  return { poolId: only.pool_id, bankId, month: monthOfDay(only.month) }
}
