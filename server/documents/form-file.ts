import { createHash } from 'node:crypto'
import type { Trx } from '@cofund/db/connect'
import { mediaTypes } from '@cofund/shared/documents/document'
import { type FilledForm, type FormStamp, derivationText, formKinds, formText } from '@cofund/shared/documents/form'
import { printForm } from '@cofund/shared/documents/form-text'
import { instantOf } from '@cofund/shared/kernel/instant'
import type { Language } from '@cofund/shared/kernel/refusal'
import { refuse } from '@cofund/shared/refuse'
import { insertActs } from '../audit/act.sql.ts'
import { type FileRoute, attachment } from '../kernel/file-routes.ts'
import { actAs } from '../kernel/session.ts'
import { fileNameOf, sheetOfForm } from './form-sheet.ts'
import { typesetForm } from './typeset.ts'

/**
 * Answers a form as a file: filled under the caller's session, by the query that their page uses, so that the file says nothing that the
 * screen does not. That it was made is recorded first, with the digest that stands on it.
 */
export async function sendForm(
  { context: { db, session, now }, request, response }: Parameters<FileRoute>[0],
  asked: string,
  fill: (trx: Trx, language: Language) => Promise<FilledForm>,
): Promise<void> {
  if (!session) return refuse('access.sign_in_first', {})
  const format = formKinds.find((kind) => kind === asked) ?? refuse('form.unknown', { form: asked })
  const language: Language = request.query['language'] === 'en' ? 'en' : 'zh'
  const at = instantOf(now())
  const { person, membership } = session.actor
  const { form, stamp } = await db.transaction().execute(async (trx) => {
    await actAs(trx, session.tokenHash)
    const filled = await fill(trx, language)
    const made = stampOf(filled, { person: person.name, organisation: { zh: membership.organisation.nameZh, en: membership.organisation.nameEn }, at: shanghaiClock(at) })
    const { code, version } = filled.template
    await insertActs(trx, [{ act: 'form.made', template: code, version, about: filled.about, formDigest: made.formDigest, format }])
    return { form: filled, stamp: made }
  })
  const printed = printForm(form, stamp, language)
  const file = format === 'pdf' ? await typesetForm(printed, at) : await sheetOfForm(form, printed, stamp)
  attachment(response, fileNameOf(form, stamp, format, language), mediaTypes[format])
  response.end(file)
}

export const stampOf = (form: FilledForm, made: Pick<FormStamp, 'person' | 'organisation' | 'at'>): FormStamp => ({
  ...made,
  formDigest: sha256(formText(form)),
  derivationDigest: sha256(derivationText(form)),
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The district's clock: UTC+8, no summer time. */
const shanghaiClock = (at: string): string =>
  `${new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} (UTC+8)`
