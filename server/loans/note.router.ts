import { byEnterpriseId } from '@cofund/shared/enterprises/register.input'
import {
  byNoteId,
  draftNoteInput,
  enrolNotesInput,
  moveNoteInput,
  noteFilterInput,
  noteListInput,
  owedMonthInput,
  recordDisposalInput,
  recordLitigationInput,
  reportMonthInput,
} from '@cofund/shared/loans/note.input'
import { todayOf } from '../kernel/today.ts'
import { command, query, router } from '../kernel/trpc.ts'
import { recordDisposal, recordLitigation } from './disposal.commands.ts'
import { judgeDrafts } from './judge-drafts.sql.ts'
import { enrolNotes, filingOf, judgeAgain, withdrawNote } from './note.commands.ts'
import { getListedNote, getVerdict, listChain, listDisposals, listEvents, listLitigation, listNotes, listNotesOfEnterprise, listReportsOf, noteDashboard } from './note.sql.ts'
import { reportMonth } from './report.commands.ts'
import { listNotesToReport, listOwedReports, listReports, reportingOf } from './report.sql.ts'

export const noteRouter = router({
  list: query.input(noteListInput).query(({ ctx, input }) => listNotes(ctx.db, input)),
  dashboard: query.input(noteFilterInput).query(({ ctx, input }) => noteDashboard(ctx.db, input)),
  /** The note and all that hangs on it. */
  get: query.input(byNoteId).query(async ({ ctx, input }) => {
    const note = await getListedNote(ctx.db, input.noteId)
    return {
      note,
      verdict: await getVerdict(ctx.db, note.verdictId),
      chain: await listChain(ctx.db, note.id),
      reports: await listReportsOf(ctx.db, note),
      disposals: await listDisposals(ctx.db, note),
      litigation: await listLitigation(ctx.db, note.id),
      events: await listEvents(ctx.db, note.id),
    }
  }),
  /** A firm's loans, in the reader's sight. */
  ofEnterprise: query.input(byEnterpriseId).query(({ ctx, input }) => listNotesOfEnterprise(ctx.db, input.enterpriseId)),
  /** The form's live answer: what the command would say, before anything is sent. */
  judge: query.input(draftNoteInput).query(async ({ ctx, input }) => {
    const [judged] = await judgeDrafts(ctx.db, [input], filingOf(ctx))
    if (!judged) throw new Error('the draft was not judged')
    const { obstacles, verdict, limits, enterpriseId, enterpriseName, recordedId } = judged
    return { obstacles: obstacles.map(({ code, facts }) => ({ code, facts })), verdict, limits, enterpriseId, enterpriseName, recordedId }
  }),
  enrol: command('loan.enrol').input(enrolNotesInput).mutation(({ ctx, input }) => enrolNotes(ctx, input.notes)),
  judgeAgain: command('loan.enrol').input(byNoteId).mutation(({ ctx, input }) => judgeAgain(ctx, input.noteId)),
  withdraw: command('loan.enrol').input(moveNoteInput).mutation(({ ctx, input }) => withdrawNote(ctx, input)),
  dispose: command('loan.report').input(recordDisposalInput).mutation(({ ctx, input }) => recordDisposal(ctx, input)),
  litigate: command('loan.report').input(recordLitigationInput).mutation(({ ctx, input }) => recordLitigation(ctx, input)),

  reports: query.input(noteFilterInput.pick({ poolId: true, bankId: true })).query(({ ctx, input }) => listReports(ctx.db, input)),
  /** Which bank owes which month. */
  owed: query.query(({ ctx }) => listOwedReports(ctx.db, todayOf(ctx))),
  /** What a month's report of the acting bank has to speak of. */
  toReport: query.input(owedMonthInput).query(async ({ ctx, input }) => {
    const { bankId } = filingOf(ctx)
    const reporting = await reportingOf(ctx.db, { poolId: input.poolId, bankId })
    return { notes: await listNotesToReport(ctx.db, { ...input, bankId }), last: reporting?.last ?? null }
  }),
  reportMonth: command('loan.report').input(reportMonthInput).mutation(({ ctx, input }) => reportMonth(ctx, input)),
})
