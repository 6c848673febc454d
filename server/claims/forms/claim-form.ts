import type { Db } from '@cofund/db/connect'
import { claimApprovalForm } from '@cofund/shared/claims/claim-approval.form'
import type { ClaimId } from '@cofund/shared/claims/claim'
import { type ClaimOnForm, type DistrictOnForm, decisionOnForm, opinionsOf } from '@cofund/shared/claims/claim-form'
import { claimNoticeForm } from '@cofund/shared/claims/claim-notice.form'
import type { ClaimFormName } from '@cofund/shared/claims/claim-pages.input'
import { claimYearForm } from '@cofund/shared/claims/claim-year.form'
import type { FilledForm } from '@cofund/shared/documents/form'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { Language } from '@cofund/shared/kernel/refusal'
import { type ClaimPage, readClaimPage } from '../claim-page.sql.ts'
import { frozenAt, listFreezes } from '../settlement.sql.ts'

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
  const page = await readClaimPage(db, claimId, today)
  return forms[form]({ ...onForm(page), districts: await districtsOf(db, page) }, language)
}

/** The figures that the decision on the form rests on: those that were frozen when it was taken; while there is none, the last. */
async function districtsOf(db: Db, { claim, decisions }: Pick<ClaimPage, 'claim' | 'decisions'>): Promise<readonly DistrictOnForm[]> {
  if (claim.family !== 'bank_year') return []
  const freezes = await listFreezes(db, claim.id)
  const decision = decisionOnForm({ decisions })
  const frozen = (decision && frozenAt(freezes, decision.decidedAt)) ?? freezes.at(-1)
  const places = await db.selectFrom('jurisdiction').select(['code', 'name_zh', 'name_en']).execute()
  const names = new Map(places.map(({ code, name_zh: zh, name_en: en }) => [code, { zh, en }]))
  return (frozen?.districts ?? []).map((line) => ({ ...line, name: names.get(line.district) ?? { zh: line.district, en: line.district } }))
}

/** What of the page stands on paper. */
const onForm = ({ checklist, case: found, expected, events, ...page }: ClaimPage): Omit<ClaimOnForm, 'districts'> => ({
  ...page,
  documents: checklist.flatMap(({ documents }) => documents),
  expected: expected && 'derivation' in expected ? expected.derivation : null,
  opinions: found ? opinionsOf(found) : [],
  lastOpinion: events.findLast(({ opinion }) => opinion !== null)?.opinion ?? null,
})
