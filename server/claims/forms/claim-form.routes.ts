import { claimFormNames } from '@cofund/shared/claims/claim-pages.input'
import { claimIdInput } from '@cofund/shared/claims/claim.input'
import { refuse } from '@cofund/shared/refuse'
import type { Express } from 'express'
import { sendForm } from '../../documents/form-file.ts'
import { type ContextOf, fileRoute } from '../../kernel/file-routes.ts'
import { todayOf } from '../../kernel/today.ts'
import { fillClaimForm } from './claim-form.ts'

/** `GET /api/claims/<id>/forms/approval.pdf`, `….xlsx`; the notice and the yearly application as well. */
export function claimFormRoutes(app: Express, contextOf: ContextOf): void {
  app.get(
    '/api/claims/:id/forms/:file',
    fileRoute(contextOf, async (route) => {
      const { id, file } = route.request.params
      const [name = '', kind = ''] = String(file).split('.')
      await sendForm(route, kind, async (trx, language) => {
        const claimId = claimIdInput.safeParse(id)
        return fillClaimForm(
          trx,
          {
            claimId: claimId.success ? claimId.data : refuse('record.not_found', { noun: 'claim', id: String(id) }),
            form: claimFormNames.find((known) => known === name) ?? refuse('form.unknown', { form: name }),
            language,
          },
          todayOf(route.context),
        )
      })
    }),
  )
}
