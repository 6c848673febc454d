import { checklistFor, kindsOf } from '@cofund/shared/claims/checklist'
import { windowOf } from '@cofund/shared/claims/claim-case'
import {
  attachDocumentInput,
  byClaimId,
  claimListInput,
  confirmReceiptsInput,
  detachDocumentInput,
  draftClaimInput,
  examineClaimInput,
  rejectClaimInput,
  saveClaimInput,
  sendBackClaimInput,
} from '@cofund/shared/claims/claim.input'
import { claimPaperInput } from '@cofund/shared/claims/claim-pages.input'
import type { Claim, ClaimMode, ClaimStated } from '@cofund/shared/claims/claim'
import type { Evaluation } from '@cofund/shared/claims/decision'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { workingDaysLeft } from '@cofund/shared/kernel/working-days'
import { questionsOf } from '@cofund/shared/policies/scheme-questions'
import { sayRefusal } from '@cofund/shared/refusals'
import { refuse } from '@cofund/shared/refuse'
import type { Db } from '@cofund/db/connect'
import { byNoteId } from '@cofund/shared/loans/note.input'
import type { ProposalKinds } from '../approvals/proposal-kind.ts'
import { todayOf } from '../kernel/today.ts'
import { type Command, command, query, router } from '../kernel/trpc.ts'
import { getNote } from '../loans/note.sql.ts'
import { type Examined, examine, openClaimFile, prefilled } from './claim-file.sql.ts'
import { fillClaimForm } from './forms/claim-form.ts'
import { listClaimChoices, readClaimPage } from './claim-page.sql.ts'
import { attachDocuments, confirmReceipts, detachDocument, draftClaim, dropClaim, rejectClaim, saveClaim, sendBackClaim } from './claim.commands.ts'
import {
  getClaim,
  listBearers,
  listClaimDocuments,
  listClaimEvents,
  listClaims,
  listDecisions,
  listNotices,
  listPayments,
} from './claim.sql.ts'

/** The kinds come from above: sending back and rejecting are moves of the approvals, with what only a claim has to say. */
export const claimRouterOf = (kinds: ProposalKinds) => {
  const knowing = (ctx: Command) => ({ ...ctx, kinds })
  return router({
    list: query.input(claimListInput).query(async ({ ctx, input }) => {
      const today = todayOf(ctx)
      const { rows, ...listing } = await listClaims(ctx.db, input, { today, actor: ctx.actor })
      return { ...listing, rows: rows.map((row) => ({ ...row, workingDaysLeft: workingDaysLeft(today, row.dueOn, stateCouncilCalendar) })) }
    }),

    /** Everything of one claim on one page: why this amount, who decided, on what, who bears it, what was paid. */
    get: query.input(byClaimId).query(async ({ ctx, input: { claimId } }) => {
      const claim = await getClaim(ctx.db, claimId)
      const today = todayOf(ctx)
      const documents = await listClaimDocuments(ctx.db, claim)
      const note = claim.noteId && (await getNote(ctx.db, claim.noteId))
      const examined =
        note &&
        (await examine(ctx.db, await openClaimFile(ctx.db, note, today), { ...claim, claimId, judgedOn: claim.submittedOn ?? today, documents }))
      const bank = await ctx.db.selectFrom('organisation').select(['name_zh', 'name_en']).where('id', '=', claim.bankId).executeTakeFirstOrThrow()
      return {
        claim,
        bank: { zh: bank.name_zh, en: bank.name_en },
        documents,
        about: examined ? shownOf(examined, claim.stated) : null,
        // Once something was decided the decision says what is paid, not what would be expected today.
        expected: examined && isStillOpen(claim) ? payoutOf(examined) : null,
        findings: examined && isStillOpen(claim) ? examined.findings : [],
        events: await listClaimEvents(ctx.db, claimId),
        decisions: await listDecisions(ctx.db, claim),
        bearers: await listBearers(ctx.db, claim),
        payments: await listPayments(ctx.db, claim),
        workingDaysLeft: workingDaysLeft(today, claim.dueOn, stateCouncilCalendar),
      }
    }),

    /** Why this amount, who decided under which minutes, on what evidence, who bears it, what was posted, which indicator paid: one page. */
    page: query.input(byClaimId).query(({ ctx, input: { claimId } }) => readClaimPage(ctx.db, claimId, todayOf(ctx))),

    /** One of its forms, as its file of that name is filled. */
    paper: query
      .input(claimPaperInput)
      .query(({ ctx, input: { language = 'zh', ...input } }) => fillClaimForm(ctx.db, { ...input, language }, todayOf(ctx))),

    /** The pools and banks among whose claims a list may be narrowed. */
    choices: query.query(({ ctx }) => listClaimChoices(ctx.db)),

    /** What a form asks for a note, and what it begins with. */
    form: query.input(byNoteId).query(async ({ ctx, input: { noteId } }) => {
      const note = await getNote(ctx.db, noteId)
      const examined = await examineFor(ctx.db, { note, mode: 'compensation', stated: prefilled(note) }, todayOf(ctx))
      return { ...shownOf(examined, prefilled(note)), stated: prefilled(note) }
    }),

    /** What a form shows while it is being filled in: nothing is stored by it. */
    examine: query.input(examineClaimInput).query(async ({ ctx, input: { noteId, mode, stated, claimId } }) => {
      const note = await getNote(ctx.db, noteId)
      if (note.bankId !== ctx.actor.membership.organisation.id) refuse('note.not_found', { note: noteId })
      const documents = claimId ? await listClaimDocuments(ctx.db, await getClaim(ctx.db, claimId)) : null
      const examined = await examine(ctx.db, await openClaimFile(ctx.db, note, todayOf(ctx)), {
        mode,
        stated,
        bankId: note.bankId,
        claimId: claimId ?? '',
        judgedOn: todayOf(ctx),
        documents,
      })
      return { findings: examined.findings, expected: payoutOf(examined), ...shownOf(examined, stated) }
    }),

    /** What a bank is told of its claims. */
    notices: query.query(({ ctx }) => listNotices(ctx.db, ctx.actor.membership.organisation.id, 50)),

    draft: command('claim.draft').input(draftClaimInput).mutation(({ ctx, input }) => draftClaim(ctx, input)),
    save: command('claim.draft').input(saveClaimInput).mutation(({ ctx, input }) => saveClaim(ctx, input)),
    attach: command('claim.draft')
      .input(attachDocumentInput)
      .mutation(({ ctx, input: { claimId, ...document } }) => attachDocuments(ctx, { claimId, documents: [document] })),
    detach: command('claim.draft').input(detachDocumentInput).mutation(({ ctx, input }) => detachDocument(ctx, input)),
    drop: command('claim.draft').input(byClaimId).mutation(({ ctx, input }) => dropClaim(ctx, input.claimId)),
    sendBack: command('claim.check')
      .input(sendBackClaimInput)
      .mutation(async ({ ctx, input }) => ({ status: (await sendBackClaim(knowing(ctx), input)).status })),
    reject: command('claim.check')
      .input(rejectClaimInput)
      .mutation(async ({ ctx, input }) => ({ status: (await rejectClaim(knowing(ctx), input)).status })),
    confirmReceipts: command('claim.pay').input(confirmReceiptsInput).mutation(({ ctx, input }) => confirmReceipts(ctx, input)),
  })
}

async function examineFor(
  db: Db,
  { note, mode, stated }: { readonly note: Awaited<ReturnType<typeof getNote>>; readonly mode: ClaimMode; readonly stated: ClaimStated },
  today: PlainDate,
): Promise<Examined> {
  const file = await openClaimFile(db, note, today)
  return examine(db, file, { mode, stated, bankId: note.bankId, claimId: '', judgedOn: today, documents: null })
}

/** What stands on the page beside the claim itself: its loan, firm, pool, scheme and checklist. */
const shownOf = ({ note, enterprise, pool, member, version, cited, route, breakers }: Examined, stated: ClaimStated) => ({
  note,
  enterprise,
  pool,
  member: member && { agreementNumber: member.agreementNumber, agreedOn: member.agreedOn },
  scheme: {
    policyId: version.policyId,
    versionId: version.id,
    code: pool.schemeCode,
    number: version.number,
    document: version.document,
    terms: cited.scheme.claim ?? null,
    base: cited.scheme.base,
    advance: cited.scheme.advance !== undefined,
  },
  questions: questionsOf(cited.scheme),
  checklist: checklistFor(route, cited.scheme.claim, stated).map((item) => ({ item, kinds: kindsOf[item] })),
  route: { code: route.code, name: route.name, publicityWorkingDays: route.publicityWorkingDays, cite: route.cite },
  window: windowOf(cited.scheme.claim, stated),
  breaker: { state: breakers.state, overridden: breakers.overridden },
})

/** What is expected, with its derivation; or why nothing can be. */
export type ExpectedPayout =
  | { readonly evaluation: Evaluation; readonly refusal: null }
  | { readonly evaluation: null; readonly refusal: { readonly code: string; readonly zh: string; readonly en: string } }

function payoutOf({ evaluation }: Pick<Examined, 'evaluation'>): ExpectedPayout {
  if (!(evaluation instanceof Refusal)) return { evaluation, refusal: null }
  return { evaluation: null, refusal: { code: evaluation.code, zh: sayRefusal(evaluation, 'zh'), en: sayRefusal(evaluation, 'en') } }
}

const isStillOpen = ({ status }: Pick<Claim, 'status'>): boolean =>
  ['draft', 'returned', 'submitted', 'first_review', 'verified', 'deferred'].includes(status)
