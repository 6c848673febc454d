import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { type Db, connect } from '@cofund/db/connect'
import { databaseFor } from '@cofund/db/database'
import { migrate } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import { formatAmount } from '@cofund/shared/kernel/amount-text'
import type { ImportBatch, ImportReason, ImportTotal } from '@cofund/shared/imports/import-batch'
import { type ImportKindName, importKinds as kindNames } from '@cofund/shared/imports/import-shape'
import { type Currency, money } from '@cofund/shared/kernel/money'
import { type Language, Refusal } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { sayRefusal } from '@cofund/shared/refusals'
import { type WordKey, catalogue } from '@cofund/shared/words'
import { TRPCError } from '@trpc/server'
import { appRouter } from '../app.ts'
import { storeDocument } from '../documents/document.commands.ts'
import { loadDemonstrationOnFirstRun } from '../first-run.ts'
import { importKinds } from '../import-kinds.ts'
import { drainImports } from '../imports/run-import.ts'
import { sayReason } from '../imports/say-finding.ts'
import { createCallerFactory, newTraceId } from '../kernel/trpc.ts'
import { openOperatorSession } from '../people/operator-session.ts'
import type { Session } from '../kernel/session.ts'
import { type Settings, readSettings } from '../settings.ts'
import { readLanguage } from './language.ts'

const usage = `usage: pnpm cofund import <${kindNames.join(' | ')}> FILE [--mapping M] [--dry-run] [--accept-rejections] [--as SIGN_IN_NAME] [--lang zh|en]`

/** Who imports on a demonstration database unless --as names somebody: the officer of the demonstration whose task it is. */
const demonstrationOfficers: Readonly<Record<ImportKindName, string>> = {
  loans: 'yangpu.maker',
  commitments: 'fund.maker',
  statement_lines: 'yangpu.maker',
  claims: 'shenjiang.maker',
  drawdown_notes: 'shenjiang.maker',
  monthly_reports: 'shenjiang.maker',
  credit_checks: 'shenjiang.maker',
}

interface Call {
  readonly kind: ImportKindName
  readonly file: string
  readonly mapping: string | undefined
  readonly dryRun: boolean
  readonly acceptRejections: boolean
  readonly as: string | undefined
  readonly language: Language
}

/**
 * Imports a file by the same commands as the page, beside a running server or without one. 0: imported, or, with --dry-run,
 * it could be; 1: refused, or rows stand against it that nobody has accepted; 2: called wrongly, or nothing to call.
 */
export async function run(args: readonly string[]): Promise<number> {
  const call = readCall(args)
  if (!call) return fail(usage)
  const file = await stat(call.file).catch(() => undefined)
  if (!file?.isFile()) return fail(`${call.file}: there is no such file`)
  try {
    const settings = readSettings()
    const database = await databaseFor(settings)
    const { ownerUrl, appUrl, embedded } = database
    try {
      if (!ownerUrl) throw new StartFailure('import acts as a person of yours without a password, so it needs the owner’s connection: set DATABASE_OWNER_URL')
      if (embedded) await loadDemonstrationOnFirstRun({ ownerUrl, appUrl }, () => console.error('Loading the demonstration district …'))
      await migrate({ ownerUrl, appUrl })
      const as = call.as ?? (embedded ? demonstrationOfficers[call.kind] : undefined)
      if (!as) throw new StartFailure('--as SIGN_IN_NAME says in whose name the file is imported')
      return await importAs(as, call, { ownerUrl, appUrl, embedded, settings })
    } finally {
      await database.leave()
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    return fail(error.message)
  }
}

function readCall(args: readonly string[]): Call | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'accept-rejections': { type: 'boolean', default: false },
        as: { type: 'string' },
        lang: { type: 'string' },
      },
    })
    const [name, file, ...others] = positionals
    const kind = kindNames.find((known) => known === name)
    const language = readLanguage(values.lang)
    if (!kind || file === undefined || others.length > 0 || !language) return undefined
    const { mapping, as } = values
    return { kind, file, mapping, as, language, dryRun: values['dry-run'], acceptRejections: values['accept-rejections'] }
  } catch {
    return undefined
  }
}

interface Place {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly embedded: boolean
  readonly settings: Settings
}

async function importAs(signInName: string, call: Call, { ownerUrl, appUrl, embedded, settings }: Place): Promise<number> {
  const owner = connect(ownerUrl, { name: 'cofund import', poolSize: 1 })
  const db = connect(appUrl, { name: 'cofund import', poolSize: 4 })
  try {
    const say = sayIn(call.language)
    const outcome = await importFile(db, owner, signInName, call, embedded)
    if (outcome.batch) {
      print(outcome, call, say)
      console.log(say('import.told.where', { address: `${addressOf(settings)}/imports/${outcome.batch.id}` }))
    }
    if (outcome.refusal) console.error(sayRefusal(outcome.refusal, call.language))
    if (outcome.refusal?.code === 'import.rejections_not_accepted') console.error(say('import.told.accept'))
    return outcome.refusal ? 1 : 0
  } finally {
    await drainImports()
    await Promise.all([owner.destroy(), db.destroy()])
  }
}

interface Outcome {
  readonly batch?: ImportBatch
  readonly totals: readonly ImportTotal[]
  readonly reasons: readonly ImportReason[]
  readonly refusal?: Pick<Refusal, 'code' | 'facts'>
}

/** Stores, checks and confirms, each by the page's own procedure; a dry run's confirmation is a preview, undone at its end. */
async function importFile(db: Db, owner: Db, signInName: string, call: Call, demonstration: boolean): Promise<Outcome> {
  let seen: Omit<Outcome, 'refusal'> = { totals: [], reasons: [] }
  try {
    const session = await openOperatorSession(owner, signInName, 'command line')
    const caller = callerFor(db, session, { demonstration, preview: false })
    const document = await storeDocument(db, session, { name: basename(call.file), source: createReadStream(call.file, { highWaterMark: 2 ** 20 }) })
    const { batchId } = await caller.import.start({ kind: call.kind, documentHash: document.hash, mapping: call.mapping })
    const settled = async () => {
      const progress = setInterval(() => void caller.import.get({ batchId }).then(({ batch }) => showProgress(batch, call.language)), 1000)
      await drainImports().finally(() => clearInterval(progress))
      seen = await caller.import.get({ batchId })
      return seen.batch
    }
    const checked = await settled()
    if (checked?.refusal) return { ...seen, refusal: checked.refusal }
    const confirmer = call.dryRun ? callerFor(db, session, { demonstration, preview: true }) : caller
    await confirmer.import.confirm({ batchId, digest: checked?.digest ?? '', acceptRejections: call.acceptRejections })
    const imported = await settled()
    return imported?.refusal ? { ...seen, refusal: imported.refusal } : seen
  } catch (error) {
    const refusal = error instanceof TRPCError ? error.cause : error
    if (refusal instanceof Refusal) return { ...seen, refusal }
    throw error
  }
}

const callerFor = (db: Db, session: Session, { demonstration, preview }: { demonstration: boolean; preview: boolean }) =>
  createCallerFactory(appRouter)({
    db,
    session,
    demonstration,
    preview,
    now: () => new Date(),
    from: 'command line',
    idempotencyKey: undefined,
    traceId: newTraceId(),
    cookie: { set: () => {}, clear: () => {} },
    reportBug: (error) => console.error(error),
  })

/** On a terminal, one line that is written over. */
function showProgress({ phase, progressRows }: ImportBatch, language: Language): void {
  if (!process.stderr.isTTY || !phase) return
  const say = sayIn(language)
  process.stderr.write(`\r\u001b[K${say('import.told.progress', { phase: say(`import.phase.${phase}`), rows: count(progressRows) })}\r`)
}

type Say = (key: WordKey, facts?: Readonly<Record<string, string | number>>) => string
const sayIn =
  (language: Language): Say =>
  (key, facts) =>
    sayWord(catalogue[key], language, facts)

const count = (number: number | bigint): string => number.toLocaleString('en')

/** What was found in the file, for the eye; the page shows the same. */
function print({ batch, totals, reasons }: Omit<Outcome, 'refusal'>, { kind, language }: Call, say: Say): void {
  if (!batch) return
  const shape = importKinds[kind]?.shape
  const { name, bytes, hash } = batch.document
  console.log(say('import.told.batch', { batch: batch.id, kind: say(`import.kind.${kind}`), mapping: batch.mapping ?? '--' }))
  console.log(say('import.told.file', { name, bytes: count(bytes), hash }))
  if (!batch.counts || !shape) return
  const { rows, taken, rejected, duplicate, warned } = batch.counts
  console.log(say('import.told.counts', { rows: count(rows), taken: count(taken), rejected: count(rejected), duplicate: count(duplicate), warned: count(warned) }))
  for (const total of totals) {
    const amount = (minor: bigint, currency: Currency) => `${currency} ${formatAmount(money(minor, currency))}`
    const { takenMinor, leftMinor, currency } = total
    const label = shape.fields[total.name]?.label[language] ?? total.name
    console.log(say('import.told.total', { name: label, taken: amount(takenMinor, currency), left: amount(leftMinor, currency) }))
  }
  for (const [severity, heading] of [['error', 'import.rejected'], ['duplicate', 'import.duplicate'], ['warning', 'import.warned']] as const) {
    const own = reasons.filter((reason) => reason.severity === severity)
    if (own.length > 0) console.log(say(heading))
    const mapping = shape.mappings.find(({ code }) => code === batch.mapping)
    for (const reason of own) console.log(say('import.told.reason', { rows: count(reason.rows), reason: sayReason(reason, shape, mapping, language) }))
  }
  if (batch.root) console.log(say('import.told.root', { root: batch.root }))
  console.log(batch.status === 'imported' ? say('import.told.imported', { taken: count(taken) }) : say('import.told.checked'))
}

const addressOf = ({ publicUrl, host, port }: Settings): string => publicUrl ?? `http://${host}:${port}`

function fail(line: string): number {
  console.error(line)
  return 2
}
