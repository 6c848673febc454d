import { newId } from '@cofund/db/new-id'
import { type DisposalId, type DrawdownNote, type LitigationId, type NoteId, litigationStages, noteCan } from '@cofund/shared/loans/drawdown-note'
import type { RecordDisposal, RecordLitigation } from '@cofund/shared/loans/note.input'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { refuse } from '@cofund/shared/refuse'
import type { Command } from '../kernel/trpc.ts'
import { filingOf } from './note.commands.ts'
import { insertEvent, listLitigation, lockNote, setStatus } from './note.sql.ts'

/** What the bank did with a bad loan. A write-off disposes of it in the bank's books alone: the duty to recover goes on. */
export async function recordDisposal(command: Command, input: RecordDisposal): Promise<{ disposalId: DisposalId }> {
  const { trx, record } = command
  const { noteId, kind, disposedOn, amount, reference } = input
  const note = await lockOwn(command, noteId, disposedOn)
  if (!noteCan.dispose(note)) refuse('note.wrong_status', { number: note.number, status: note.status })
  if (amount.currency !== note.balance.currency) refuse('note.currency_differs', { currency: amount.currency })
  if (amount.minor > note.principal.minor) refuse('disposal.above_balance', { amount, balance: note.principal })

  const disposalId = newId('dsp')
  const added = await trx
    .insertInto('disposal')
    .values({ id: disposalId, note_id: noteId, kind, disposed_on: disposedOn, minor: amount.minor, reference })
    .onConflict((conflict) => conflict.constraint('disposal_reference_once').doNothing())
    .executeTakeFirst()
  if (!added.numInsertedOrUpdatedRows) refuse('disposal.recorded_already', { reference })
  if (note.status !== 'disposed') await setStatus(trx, noteId, 'disposed')
  await insertEvent(trx, noteId, { event: 'disposed', on: disposedOn, facts: { kind, disposalId } })
  record({ act: 'note.disposed', noteId, disposalId })
  return { disposalId }
}

/** How far a law suit has come; a case goes forward only, and several may run beside each other. */
export async function recordLitigation(command: Command, input: RecordLitigation): Promise<{ litigationId: LitigationId }> {
  const { trx, record } = command
  const { noteId, stage, reachedOn, caseNumber, court } = input
  const note = await lockOwn(command, noteId, reachedOn)
  if (!noteCan.sue(note)) refuse('note.wrong_status', { number: note.number, status: note.status })
  const reached = (await listLitigation(trx, noteId)).filter((step) => step.caseNumber === caseNumber).map((step) => litigationStages.indexOf(step.stage))
  const last = Math.max(-1, ...reached)
  if (litigationStages.indexOf(stage) <= last) refuse('litigation.out_of_turn', { stage, last: litigationStages[last] ?? '' })

  const litigationId = newId('lit')
  await trx
    .insertInto('litigation')
    .values({ id: litigationId, note_id: noteId, stage, reached_on: reachedOn, case_number: caseNumber, court })
    .execute()
  record({ act: 'note.litigated', noteId, litigationId })
  return { litigationId }
}

/** The note, held, for its own bank and a day that has come. */
async function lockOwn(command: Command, noteId: NoteId, on: PlainDate): Promise<DrawdownNote> {
  const { bankId, today } = filingOf(command)
  const note = await lockNote(command.trx, noteId)
  if (note.bankId !== bankId) refuse('note.not_found', { note: noteId })
  if (on > today) refuse('note.future', { day: on })
  return note
}
