import type { Db } from '@cofund/db/connect'
import { claimApprovalForm } from '@cofund/shared/claims/claim-approval.form'
import type { ClaimId } from '@cofund/shared/claims/claim'
import { type ClaimOnForm, opinionsOf } from '@cofund/shared/claims/claim-form'
import { claimNoticeForm } from '@cofund/shared/claims/claim-notice.form'
import type { ClaimFormName } from '@cofund/shared/claims/claim-pages.input'
import { claimYearForm } from '@cofund/shared/claims/claim-year.form'
import type { FilledForm } from '@cofund/shared/documents/form'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { Language } from '@cofund/shared/kernel/refusal'
import { type ClaimPage, readClaimPage } from '../claim-page.sql.ts'

const forms: Readonly<Record<ClaimFormName, (onForm: ClaimOnForm, language: Language) => FilledForm>> = {
  approval: claimApprovalForm,
  year: claimYearForm,
  notice: claimNoticeForm,
}

interface Asked {
  readonly claimId: ClaimId
  readonly form: ClaimFormName
  readonly language: Language
}

/** A form of a claim, filled from what its page shows the caller: on the page, as PDF and as workbook the same. */
export async function fillClaimForm(db: Db, { claimId, form, language }: Asked, today: PlainDate): Promise<FilledForm> {
  return forms[form](onForm(await readClaimPage(db, claimId, today)), language)
}

/** What of the page stands on paper. */
const onForm = ({ checklist, case: found, expected, events, ...page }: ClaimPage): ClaimOnForm => ({
  ...page,
  documents: checklist.flatMap(({ documents }) => documents),
  expected: expected && 'derivation' in expected ? expected.derivation : null,
  opinions: found ? opinionsOf(found) : [],
  lastOpinion: events.findLast(({ opinion }) => opinion !== null)?.opinion ?? null,
})
