import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pemOfPublicKey } from '@cofund/shared/audit/checkpoint'
import { type EvidenceRequest, checkpointNumberInput, evidenceInput } from '@cofund/shared/audit/evidence.input'
import { instantOf, shanghaiDay } from '@cofund/shared/kernel/instant'
import { refuse } from '@cofund/shared/refuse'
import type { Express, Request } from 'express'
import { type ContextOf, attachment, fileRoute } from '../kernel/file-routes.ts'
import { actAs } from '../kernel/session.ts'
import type { RequestContext } from '../kernel/trpc.ts'
import { type KeptCheckpoint, findCheckpoint } from './checkpoint.sql.ts'
import { type EvidenceParts, exportEvidence } from './evidence.ts'

/**
 * `GET /api/evidence?organisation=…|book=…|claim=…|fund=…&from=…&to=…&documents=…`, a bundle of what the reader may see; `GET /api/checkpoints/<number>`,
 * a checkpoint as it was signed, and `…/<number>/key`, the public key that it was signed with.
 */
export function evidenceRoutes(app: Express, contextOf: ContextOf, parts: EvidenceParts): void {
  app.get(
    '/api/evidence',
    fileRoute(contextOf, async ({ context: { db, session, now }, request, response }) => {
      if (!session) refuse('access.sign_in_first', {})
      const asked = readRequest(request)
      // Written whole before any of it goes out: a slow reader holds no snapshot, and what broke off is told as that.
      const folder = await mkdtemp(join(tmpdir(), 'cofund-evidence-'))
      try {
        const path = join(folder, 'evidence.json')
        await exportEvidence({ db, session, request: asked, parts, path })
        attachment(response, nameOf(asked, now()), 'application/json')
        response.set('Content-Length', String((await stat(path)).size))
        await pipeline(createReadStream(path), response)
      } finally {
        await rm(folder, { recursive: true })
      }
    }),
  )
  app.get(
    '/api/checkpoints/:number',
    fileRoute(contextOf, async ({ context, request, response }) => {
      const { number, file } = await getCheckpoint(context, request)
      attachment(response, `cofund-checkpoint-${number}.json`, 'application/json')
      response.end(`${JSON.stringify(file)}\n`)
    }),
  )
  app.get(
    '/api/checkpoints/:number/key',
    fileRoute(contextOf, async ({ context, request, response }) => {
      const { publicKey, file } = await getCheckpoint(context, request)
      attachment(response, `cofund-${file.publicKeyId.slice(0, 12)}.pub`, 'application/x-pem-file')
      response.end(pemOfPublicKey(publicKey))
    }),
  )
}

function readRequest({ query }: Request): EvidenceRequest {
  const read = evidenceInput.safeParse(query)
  return read.success ? read.data : refuse('evidence.asked_wrongly', { fields: read.error.issues.map(({ path }) => path.join('.') || 'book, organisation').join(', ') })
}

const nameOf = ({ book, organisation, claim, fund }: EvidenceRequest, now: Date): string =>
  `cofund-evidence-${book ?? organisation ?? claim ?? fund ?? 'all'}-${shanghaiDay(instantOf(now))}.json`

async function getCheckpoint({ db, session }: RequestContext, request: Request): Promise<KeptCheckpoint> {
  if (!session) refuse('access.sign_in_first', {})
  const asked = String(request.params['number'])
  const number = checkpointNumberInput.safeParse(asked)
  const found = await db.transaction().execute(async (trx) => {
    await actAs(trx, session.tokenHash)
    return number.success ? findCheckpoint(trx, number.data) : undefined
  })
  return found ?? refuse('record.not_found', { noun: 'checkpoint', id: asked })
}
