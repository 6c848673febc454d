import { createHash } from 'node:crypto'
import { type Db, type Trx, withClient } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import type { StoredDocument } from '@cofund/shared/documents/document'
import type { ImportBatch, ImportBatchId, ImportEncoding, ImportPhase } from '@cofund/shared/imports/import-batch'
import { importLimits } from '@cofund/shared/imports/import-shape'
import type { Mapping } from '@cofund/shared/imports/mapping'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import { insertActs } from '../audit/act.sql.ts'
import { getDocument, readDocument } from '../documents/document.sql.ts'
import { actAs } from '../kernel/session.ts'
import { todayOf } from '../kernel/today.ts'
import type { ImportKind } from './import-kind.ts'
import type { ImportKinds } from './import.commands.ts'
import {
  findImportedBatch,
  getBatch,
  insertJudgement,
  lockBook,
  noteProgress,
  refusalColumn,
  takeWork,
  updateBatch,
} from './import.sql.ts'
import { type Judgement, copyStatement, createRawTable, insertFindings, judgeRows } from './judge-rows.ts'
import { encodingOf, readTable } from './read-table.ts'
import { type Stager, stagerOf } from './stager.ts'
import { NotUtf8 } from './text-blocks.ts'

export type ImportStep = 'check' | 'import'

/** What begins the work of a batch. It goes on in this process, after the request that asked for it has been answered. */
export interface ImportWork {
  readonly begin: (batchId: ImportBatchId, step: ImportStep) => void
}

export interface ImportWorkOptions {
  readonly db: Db
  /** In whose session the work is done: it ends with it. */
  readonly tokenHash: string
  readonly kinds: ImportKinds
  readonly now: () => Date
  readonly traceId: string
  readonly reportBug: (error: unknown, traceId: string) => void
}

/** Each holds a connection for as long as a file takes; the others wait their turn. */
const atOnce = 2
const running = new Set<Promise<void>>()
const waiting: (() => void)[] = []
let working = 0

/** Waits for the imports that run in this process: a server that is asked to stop lets them come to their end. */
export async function drainImports(): Promise<void> {
  while (running.size > 0) await Promise.all(running)
}

export const importWork = (options: ImportWorkOptions): ImportWork => ({
  begin: (batchId, step) => {
    const work: Promise<void> = inTurn(options, batchId, () => runStep(options, batchId, step)).finally(() => running.delete(work))
    running.add(work)
  },
})

async function inTurn(options: ImportWorkOptions, batchId: ImportBatchId, work: () => Promise<void>): Promise<void> {
  if (working >= atOnce) {
    const alive = setInterval(() => void noteWaiting(options, batchId), 1000)
    await new Promise<void>((resolve) => waiting.push(resolve))
    clearInterval(alive)
  }
  working += 1
  try {
    await work()
  } finally {
    working -= 1
    waiting.shift()?.()
  }
}

const noteWaiting = (options: ImportWorkOptions, batchId: ImportBatchId): Promise<void> =>
  inSession(options, (trx) => noteProgress(trx, batchId, { phase: 'waiting', rows: 0, bytes: 0n })).catch(() => undefined)

/** One step to its end, whatever that is: checked, imported, or refused with the reason. Never throws. */
async function runStep(options: ImportWorkOptions, batchId: ImportBatchId, step: ImportStep): Promise<void> {
  try {
    await runWithEncodings(options, batchId, step)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'import.still_running') return
    const refusal = error instanceof Refusal ? error : new Refusal('import.failed', { traceId: options.traceId })
    if (!(error instanceof Refusal)) options.reportBug(error, options.traceId)
    // With the database gone there is nowhere to say so; the batch is then seen to be interrupted.
    await inSession(options, async (trx) => {
      await updateBatch(trx, batchId, { status: 'refused', phase: null, refusal: refusalColumn(refusal) })
      await insertActs(trx, [{ act: 'import.refused', batchId, reason: refusal.code }])
    }).catch((lost: unknown) => options.reportBug(lost, options.traceId))
  }
}

async function runWithEncodings(options: ImportWorkOptions, batchId: ImportBatchId, step: ImportStep): Promise<void> {
  const { batch, document } = await inSession(options, async (trx) => {
    const found = await getBatch(trx, batchId)
    return { batch: found, document: await getDocument(trx, found.document.hash, found.organisationId) }
  })
  const kind = options.kinds[batch.kind] ?? refuse('record.not_found', { noun: 'import_kind', id: batch.kind })
  const run = (encoding: ImportEncoding) => runOnce(options, { batch, document, kind, step, encoding })
  const encoding = batch.encoding ?? encodingOf(document, kind)
  await run(encoding).catch((error: unknown) => {
    if (error instanceof NotUtf8 && batch.encoding === null) return run('gb18030')
    throw error
  })
}

interface Run {
  readonly batch: ImportBatch
  readonly document: StoredDocument
  readonly kind: ImportKind
  readonly step: ImportStep
  readonly encoding: ImportEncoding
}

/** Reads, judges and, when it is confirmed, writes the whole file in one transaction of one connection. */
async function runOnce(options: ImportWorkOptions, { batch, document, kind, step, encoding }: Run): Promise<void> {
  const { organisationId } = batch
  const stager = stagerOf(kind.shape, batch.mapping ?? undefined, encoding === 'xlsx' ? importLimits.xlsxRows : importLimits.csvRows)
  const progress = progressOf(options, batch.id, stager)
  try {
    await withClient(options.db, (own, client) =>
      own.transaction().execute(async (trx) => {
        await actAs(trx, options.tokenHash)
        await takeWork(trx, batch.id)
        await allowLongWork(trx)
        if (step === 'import') await lockBook(trx, organisationId, batch.kind)
        await requireNewFile(trx, batch)

        await createRawTable(trx, kind)
        progress.at('reading')
        const bytes = progress.counted(readDocument(options.db, { ...options, hash: document.hash, organisationId }))
        await readTable({ document, bytes, encoding, kind }, stager, () => client.query(copyFrom(copyStatement(kind))))

        progress.at('judging')
        const { mapping, width } = stager.found()
        const judging = { kind, mapping, width, organisationId, today: todayOf(options) }
        const judgement = await judgeRows(trx, judging)
        const digest = digestOf(document, mapping, judgement)
        const acts: Act[] = []
        if (step === 'check') {
          await insertFindings(trx, { ...judging, batchId: batch.id })
          await insertJudgement(trx, batch.id, judgement)
          acts.push({ act: 'import.checked', batchId: batch.id, digest, ...judgement.counts })
        } else {
          if (digest !== batch.digest) refuseChanged(batch, judgement)
          progress.at('writing')
          const taking = { ...judgement.counts, ...judgement, id: batch.id, organisationId, documentHash: document.hash, today: judging.today }
          acts.push(...[await kind.take(trx, taking)].flat())
        }
        await progress.stop()
        const done = { mapping: mapping.code, encoding, phase: null, progress_rows: stager.rows(), progress_bytes: document.bytes }
        await updateBatch(
          trx,
          batch.id,
          step === 'check'
            ? { ...done, ...judgement.counts, root: judgement.root, digest, status: 'checked', checked_at: sql`clock_timestamp()` }
            : { ...done, status: 'imported', imported_at: sql`clock_timestamp()` },
        )
        await insertActs(trx, acts)
      }),
    )
  } finally {
    await progress.stop()
  }
}

/** A file's rows are judged at once: the limits that guard against a forgotten query would end it half-way. */
async function allowLongWork(trx: Trx): Promise<void> {
  await sql`
    select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
      set_config('lock_timeout', '0', true), set_config('work_mem', '128MB', true)`.execute(trx)
}

async function requireNewFile(trx: Trx, { id, kind, document }: ImportBatch): Promise<void> {
  const earlier = await findImportedBatch(trx, kind, document.hash)
  if (earlier?.importedAt && earlier.id !== id) {
    refuse('import.file_already_imported', { batchId: earlier.id, day: shanghaiDay(earlier.importedAt) })
  }
}

function refuseChanged({ counts }: ImportBatch, now: Judgement): never {
  const left = (of: { rows: number; taken: number } | null) => (of ? of.rows - of.taken : 0)
  refuse('import.changed_since_check', {
    takenBefore: counts?.taken ?? 0,
    takenNow: now.counts.taken,
    leftBefore: left(counts),
    leftNow: left(now.counts),
  })
}

/** What a confirmation is of: this file, read this way, with these counts, reasons, totals and rows. */
const digestOf = ({ hash }: StoredDocument, mapping: Mapping, { counts, reasons, totals, root }: Judgement): string =>
  createHash('sha256').update(canonicalJson({ hash, mapping, counts, reasons, totals, root })).digest('hex')

/** Tells the batch's row every second how far the work is, over a connection of its own, so that any server can show it. */
function progressOf(options: ImportWorkOptions, batchId: ImportBatchId, stager: Stager) {
  let phase: ImportPhase = 'waiting'
  let bytes = 0n
  let telling = Promise.resolve()
  const tell = () => {
    // A sign of life that is lost costs nothing: the next one follows, and the work's own transaction decides.
    telling = inSession(options, (trx) => noteProgress(trx, batchId, { phase, rows: stager.rows(), bytes })).catch(() => undefined)
  }
  const timer = setInterval(tell, 1000)
  return {
    at: (next: ImportPhase) => {
      phase = next
    },
    counted: async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const piece of pieces) {
        bytes += BigInt(piece.length)
        yield piece
      }
    },
    /** Before the batch's last word: a word about progress after it would wait for it, and it for that. */
    stop: async () => {
      clearInterval(timer)
      await telling
    },
  }
}

const inSession = <T>({ db, tokenHash }: ImportWorkOptions, work: (trx: Trx) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    return work(trx)
  })
