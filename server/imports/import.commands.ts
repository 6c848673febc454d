import type { DocumentHash } from '@cofund/shared/documents/document'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import { type ImportBatchId, importCan } from '@cofund/shared/imports/import-batch'
import type { ImportKindName } from '@cofund/shared/imports/import-shape'
import { refuse } from '@cofund/shared/refuse'
import type { MembershipId } from '@cofund/shared/people/person'
import { sql } from 'kysely'
import { getDocument } from '../documents/document.sql.ts'
import type { StartingCommand } from '../kernel/trpc.ts'
import type { ImportKind } from './import-kind.ts'
import { findImportedBatch, insertBatch, lockBatch, updateBatch } from './import.sql.ts'
import type { ImportWork } from './run-import.ts'
import { encodingOf } from './read-table.ts'

/** What a command of imports is handed beside its transaction: the kinds, and who goes on with the work afterwards. */
export interface ImportCommand extends StartingCommand {
  readonly kinds: ImportKinds
  readonly work: ImportWork
  readonly from: string
}
export type ImportKinds = Readonly<Partial<Record<ImportKindName, ImportKind>>>

interface StartImport {
  readonly kind: ImportKindName
  readonly documentHash: DocumentHash
  readonly mapping?: string | undefined
}

/** Begins the check of a stored file. It goes on once this is committed, and its batch tells how far it is. */
export async function startImport(command: ImportCommand, { kind, documentHash, mapping }: StartImport) {
  const { trx, actor, record, from } = command
  const taken = requireKind(command, kind)
  const { mappings } = taken.shape
  const document = await getDocument(trx, documentHash, actor.membership.organisation.id)
  encodingOf(document, taken)
  if (mapping !== undefined && !mappings.some(({ code }) => code === mapping)) {
    refuse('import.unknown_mapping', { mapping, known: mappings.map(({ code }) => code) })
  }
  const earlier = await findImportedBatch(trx, kind, documentHash)
  if (earlier?.importedAt) refuse('import.file_already_imported', { batchId: earlier.id, day: shanghaiDay(earlier.importedAt) })

  const batchId = await insertBatch(trx, { kind, documentHash, mapping })
  record({ act: 'import.started', batchId, kind, documentHash, mapping: mapping ?? null, from })
  command.afterCommit(() => command.work.begin(batchId, 'check'))
  return { batchId }
}

interface ConfirmImport {
  readonly batchId: ImportBatchId
  readonly digest: string
  readonly acceptRejections: boolean
}

/** Says yes to exactly the check that was shown. What follows must come to the same digest, or nothing is written. */
export async function confirmImport(command: ImportCommand, { batchId, digest, acceptRejections }: ConfirmImport): Promise<void> {
  const { trx, record } = command
  const batch = await lockBatch(trx, batchId)
  const { shape } = requireKind(command, batch.kind)
  if (!importCan.confirm(batch)) refuse('import.wrong_status', { status: batch.status })
  if (batch.digest !== digest) refuse('import.digest_stale', {})
  const { taken = 0, rejected = 0, duplicate = 0 } = batch.counts ?? {}
  if (taken === 0) refuse('import.nothing_to_take', { rejected, duplicate })
  if (rejected + (shape.overlaps ? 0 : duplicate) > 0 && !shape.partial) refuse('import.all_or_nothing', { rejected, duplicate })
  if (rejected + duplicate > 0 && !acceptRejections) refuse('import.rejections_not_accepted', { rejected, duplicate })

  await updateBatch(trx, batchId, {
    status: 'importing',
    phase: 'waiting',
    progress_rows: 0,
    progress_bytes: 0n,
    confirmed_by: sql<MembershipId>`acting_membership()`,
    confirmed_at: sql`clock_timestamp()`,
    accepted_rejections: acceptRejections,
  })
  record({ act: 'import.confirmed', batchId, digest, acceptRejections })
  command.afterCommit(() => command.work.begin(batchId, 'import'))
}

/** Takes up again what was interrupted: the check, or, where it had been confirmed, the import. Nothing of it was kept. */
export async function restartImport(command: ImportCommand, batchId: ImportBatchId): Promise<void> {
  const { trx, record } = command
  const batch = await lockBatch(trx, batchId)
  requireKind(command, batch.kind)
  if (!importCan.restart(batch)) refuse('import.wrong_status', { status: batch.status })
  await updateBatch(trx, batchId, { phase: 'waiting', progress_rows: 0, progress_bytes: 0n })
  record({ act: 'import.restarted', batchId })
  command.afterCommit(() => command.work.begin(batchId, batch.confirmedAt === null ? 'check' : 'import'))
}

/** The kind, for somebody who may import it. */
function requireKind({ kinds, actor }: ImportCommand, name: ImportKindName): ImportKind {
  const kind = kinds[name] ?? refuse('record.not_found', { noun: 'import_kind', id: name })
  const { permission } = kind.shape
  if (!actor.permissions.includes(permission)) refuse('access.not_permitted', { permission })
  return kind
}
