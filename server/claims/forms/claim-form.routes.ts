import type { Trx } from '@cofund/db/connect'
import { claimApprovalForm } from '@cofund/shared/claims/claim-approval.form'
import { type ClaimOnForm, opinionsOf } from '@cofund/shared/claims/claim-form'
import { claimNoticeForm } from '@cofund/shared/claims/claim-notice.form'
import { claimYearForm } from '@cofund/shared/claims/claim-year.form'
import { claimIdInput } from '@cofund/shared/claims/claim.input'
import { type ClaimFormName, claimFormNames } from '@cofund/shared/claims/claim-pages.input'
import type { FilledForm } from '@cofund/shared/documents/form'
import { instantOf, shanghaiDay } from '@cofund/shared/kernel/instant'
import type { Language } from '@cofund/shared/kernel/refusal'
import { refuse } from '@cofund/shared/refusals'
import type { Express } from 'express'
import { sendForm } from '../../documents/form-file.ts'
import { type ContextOf, fileRoute } from '../../kernel/file-routes.ts'
import { type ClaimPage, readClaimPage } from '../claim-page.sql.ts'

const forms: Readonly<Record<ClaimFormName, (onForm: ClaimOnForm, language: Language) => FilledForm>> = {
  approval: claimApprovalForm,
  year: claimYearForm,
  notice: claimNoticeForm,
}

/** `GET /api/claims/<id>/forms/approval.pdf`, `….xlsx`, `notice.pdf`, `year.pdf`: from what the claim's page shows the caller. */
export function claimFormRoutes(app: Express, contextOf: ContextOf): void {
  app.get(
    '/api/claims/:id/forms/:file',
    fileRoute(contextOf, async (route) => {
      const { id, file } = route.request.params
      const [name = '', kind = ''] = String(file).split('.')
      const form = claimFormNames.find((known) => known === name) ?? refuse('form.unknown', { form: name })
      const claimId = claimIdInput.safeParse(id)
      await sendForm(route, kind, async (trx, language) => {
        const page = await readPage(trx, claimId.success ? claimId.data : refuse('record.not_found', { noun: 'claim', id: String(id) }), route.context.now())
        return forms[form](onForm(page), language)
      })
    }),
  )
}

const readPage = (trx: Trx, claimId: ClaimPage['claim']['id'], now: Date): Promise<ClaimPage> => readClaimPage(trx, claimId, shanghaiDay(instantOf(now)))

/** What of the page stands on paper. */
export const onForm = ({ checklist, case: found, expected, events, ...page }: ClaimPage): ClaimOnForm => ({
  ...page,
  documents: checklist.flatMap(({ documents }) => documents),
  expected: expected && 'derivation' in expected ? expected.derivation : null,
  opinions: found ? opinionsOf(found) : [],
  lastOpinion: events.findLast(({ opinion }) => opinion !== null)?.opinion ?? null,
})
