import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Db } from '@cofund/db/connect'
import { type StoredDocument, documentLimits } from '@cofund/shared/documents/document'
import { refuse } from '@cofund/shared/refuse'
import { insertActs } from '../audit/act.sql.ts'
import { type Session, actAs } from '../kernel/session.ts'
import { getDocument, insertDocument } from './document.sql.ts'
import { kindOfBytes } from './sniff.ts'

/**
 * Keeps a file as it arrives and answers its document. It is spooled to disk and hashed first: a slow sender holds no
 * database connection, and what is here already is not written a second time. What breaks off leaves nothing.
 */
export async function storeDocument(
  db: Db,
  session: Session,
  { name, source }: { readonly name: string; readonly source: AsyncIterable<Uint8Array> },
): Promise<StoredDocument> {
  const shortName = basename(name.replaceAll('\\', '/')).slice(-documentLimits.nameLength) || 'file'
  const path = join(tmpdir(), `cofund-${randomUUID()}`)
  const file = await open(path, 'wx', 0o600)
  try {
    const { hash, bytes, start } = await spool(file, shortName, source)
    return await db.transaction().execute(async (trx) => {
      await actAs(trx, session.tokenHash)
      const kind = kindOfBytes(start)
      const pieces = createReadStream(path, { highWaterMark: documentLimits.chunkBytes })
      if (await insertDocument(trx, { hash, name: shortName, kind, bytes }, pieces)) {
        await insertActs(trx, [{ act: 'document.stored', hash, bytes, kind }])
      }
      pieces.destroy()
      return getDocument(trx, hash, session.actor.membership.organisation.id)
    })
  } finally {
    await file.close()
    await rm(path)
  }
}

async function spool(file: FileHandle, name: string, source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let bytes = 0
  let start = Buffer.alloc(0)
  try {
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > documentLimits.bytes) refuse('document.too_large', { name, limitMiB: documentLimits.bytes / 2 ** 20 })
      hash.update(piece)
      if (start.length < 4096) start = Buffer.concat([start, piece])
      await file.write(piece)
    }
  } catch (error) {
    // The sender went away: there is nobody left to tell, but what was spooled must not pass for the file.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') refuse('document.interrupted', { name })
    throw error
  }
  if (bytes === 0) refuse('document.empty', { name })
  return { hash: hash.digest('hex'), bytes: BigInt(bytes), start }
}
