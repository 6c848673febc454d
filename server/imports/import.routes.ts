import { mediaTypes } from '@cofund/shared/documents/document'
import { importBatchIdInput } from '@cofund/shared/imports/import.input'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { refuse } from '@cofund/shared/refuse'
import { catalogue } from '@cofund/shared/words'
import type { Express, Request } from 'express'
import { getDocument } from '../documents/document.sql.ts'
import { type ContextOf, attachment, fileRoute } from '../kernel/file-routes.ts'
import { actAs } from '../kernel/session.ts'
import { writeAnnotatedFile } from './annotated-file.ts'
import type { ImportKinds } from './import.commands.ts'
import { getBatch } from './import.sql.ts'
import { templateFor } from './template.ts'

/** `GET /api/imports/<id>/annotated`, the sender's file with its reasons; `GET /api/imports/templates/<kind>`, a form to fill in. */
export function importRoutes(app: Express, contextOf: ContextOf, kinds: ImportKinds): void {
  app.get(
    '/api/imports/templates/:kind',
    fileRoute(contextOf, async ({ context: { session }, request, response }) => {
      if (!session) refuse('access.sign_in_first', {})
      const name = String(request.params['kind'])
      const kind = Object.values(kinds).find(({ shape }) => shape.kind === name) ?? refuse('record.not_found', { noun: 'import_kind', id: name })
      const language = languageOf(request)
      attachment(response, `${sayWord(catalogue[`import.kind.${kind.shape.kind}`], language)}.xlsx`, mediaTypes.xlsx)
      response.end(await templateFor(kind.shape, language))
    }),
  )
  app.get(
    '/api/imports/:id/annotated',
    fileRoute(contextOf, async ({ context: { db, session }, request, response }) => {
      if (!session) refuse('access.sign_in_first', {})
      const { tokenHash } = session
      const id = importBatchIdInput.safeParse(request.params['id'])
      const { batch, document } = await db.transaction().execute(async (trx) => {
        await actAs(trx, tokenHash)
        const found = await getBatch(trx, id.success ? id.data : refuse('record.not_found', { noun: 'import_batch', id: String(request.params['id']) }))
        return { batch: found, document: await getDocument(trx, found.document.hash, found.organisationId) }
      })
      const kind = kinds[batch.kind] ?? refuse('record.not_found', { noun: 'import_kind', id: batch.kind })
      if (!batch.counts) refuse('import.not_judged', {})
      const sheet = batch.encoding === 'xlsx'
      const language = languageOf(request)
      const base = document.name.replace(/(\.csv)?\.gz$|\.[^.]+$/i, '')
      attachment(response, `${base}-${sayWord(catalogue['import.reasons_column'], language)}.${sheet ? 'xlsx' : 'csv'}`, sheet ? mediaTypes.xlsx : mediaTypes.csv)
      await writeAnnotatedFile({ db, tokenHash, batch, document, kind, language }, response)
    }),
  )
}

const languageOf = (request: Request): Language => (request.query['language'] === 'en' ? 'en' : 'zh')
