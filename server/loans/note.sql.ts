import type { Db, Trx } from '@cofund/db/connect'
import type { DrawdownNoteTable } from '@cofund/db/tables/drawdown-note.table'
import { money } from '@cofund/shared/kernel/money'
import type { DrawdownNote, NoteId } from '@cofund/shared/loans/drawdown-note'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { refuse } from '@cofund/shared/refusals'
import type { Selectable } from 'kysely'

export async function getNote(db: Db, noteId: NoteId): Promise<DrawdownNote> {
  const row = await db.selectFrom('drawdown_note').selectAll().where('id', '=', noteId).executeTakeFirst()
  return row ? toNote(row) : refuse('note.not_found', { note: noteId })
}

/** Holds the note until the transaction ends: of a report, a disposal and a claim's decision, one comes after the other. */
export async function lockNote(trx: Trx, noteId: NoteId): Promise<DrawdownNote> {
  const row = await trx.selectFrom('drawdown_note').selectAll().where('id', '=', noteId).forUpdate().executeTakeFirst()
  return row ? toNote(row) : refuse('note.not_found', { note: noteId })
}

/** The note that a bank calls by a number. */
export async function findNote(db: Db, bankId: OrganisationId, number: string): Promise<DrawdownNote | undefined> {
  const row = await db
    .selectFrom('drawdown_note')
    .selectAll()
    .where('organisation_id', '=', bankId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && toNote(row)
}

export const toNote = (row: Selectable<DrawdownNoteTable>): DrawdownNote => ({
  id: row.id,
  poolId: row.pool_id,
  bankId: row.organisation_id,
  number: row.number,
  contractNumber: row.contract_number,
  creditLineNumber: row.credit_line_number,
  enterpriseId: row.enterprise_id,
  districtCode: row.district_code,
  productCode: row.product_code,
  principal: money(row.principal_minor, row.currency),
  lentOn: row.lent_on,
  dueOn: row.due_on,
  ratePpm: row.rate_ppm,
  purpose: row.purpose,
  flags: row.flags,
  otherCover: row.other_cover,
  guaranteed: row.guaranteed_minor === null ? null : money(row.guaranteed_minor, row.currency),
  predecessorId: row.predecessor_id,
  succession: row.succession,
  status: row.status,
  enrolledOn: row.enrolled_on,
  policyVersionId: row.policy_version_id,
  verdictId: row.verdict_id,
  exposed: money(row.exposed_minor, row.currency),
  balance: money(row.balance_minor, row.currency),
  category: row.category,
  overdueDays: row.overdue_days,
  reportedMonth: row.reported_month,
  nplReportedOn: row.npl_reported_on,
  nplDerivedOn: row.npl_derived_on,
  batchId: row.batch_id,
  line: row.line,
  recordedAt: row.recorded_at,
})
