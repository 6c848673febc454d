import { pipeline } from 'node:stream/promises'
import { type StoredDocument, documentLimits, isDocumentHash, mediaTypes } from '@cofund/shared/documents/document'
import { refuse } from '@cofund/shared/refuse'
import type { Express } from 'express'
import { type ContextOf, attachment, fileRoute } from '../kernel/file-routes.ts'
import { actAs } from '../kernel/session.ts'
import { storeDocument } from './document.commands.ts'
import { getDocument, readDocument } from './document.sql.ts'

/** Files in and out: `POST /api/documents?name=…` with the bytes as the body, `GET /api/documents/<hash>`. */
export function documentRoutes(app: Express, contextOf: ContextOf): void {
  app.post(
    '/api/documents',
    fileRoute(contextOf, async ({ context: { db, session }, request, response }) => {
      const name = typeof request.query['name'] === 'string' ? request.query['name'] : ''
      if (!session) refuse('access.sign_in_first', {})
      if (Number(request.get('content-length') ?? 0) > documentLimits.bytes) refuse('document.too_large', { name, limitMiB: documentLimits.bytes / 2 ** 20 })
      response.json(toAnswer(await storeDocument(db, session, { name, source: request })))
    }),
  )
  app.get(
    '/api/documents/:hash',
    fileRoute(contextOf, async ({ context: { db, session }, request, response }) => {
      const hash = String(request.params['hash'])
      if (!session) refuse('access.sign_in_first', {})
      if (!isDocumentHash(hash)) refuse('document.not_found', { hash })
      const document = await db.transaction().execute(async (trx) => {
        await actAs(trx, session.tokenHash)
        return getDocument(trx, hash)
      })
      attachment(response, document.name, mediaTypes[document.kind])
      await pipeline(readDocument(db, { tokenHash: session.tokenHash, hash, organisationId: document.organisationId }), response)
    }),
  )
}

const toAnswer = ({ hash, name, kind, bytes }: StoredDocument) => ({ hash, name, kind, bytes: String(bytes) })
