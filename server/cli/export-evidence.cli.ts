import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '@cofund/db/connect'
import { isSchemaCurrent } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import { type EvidenceRequest, evidenceInput } from '@cofund/shared/audit/evidence.input'
import { type Language, Refusal } from '@cofund/shared/kernel/refusal'
import { sayRefusal } from '@cofund/shared/refusals'
import { exportEvidence } from '../audit/evidence.ts'
import { buildClient, clientDir, isClientBuilt } from '../client-build.ts'
import { evidenceParts } from '../evidence-sections.ts'
import { openOperatorSession } from '../people/operator-session.ts'
import { readLanguage } from './language.ts'
import { type OwnerDatabase, onOwnerDatabase } from './owner-database.ts'

const usage = `usage: pnpm cofund export-evidence --book CODE | --organisation ID | --claim ID | --fund ID | --all  --out FILE
                                    [--from DAY] [--to DAY] [--without-documents] [--as SIGN_IN_NAME] [--lang zh|en]
       pnpm cofund export-evidence --page FILE`

/** Whose eyes on a demonstration database, unless --as says: the auditor of the demonstration. */
const demonstrationAuditor = 'auditor'

interface Call {
  readonly request: EvidenceRequest
  readonly out: string | undefined
  readonly page: string | undefined
  readonly as: string | undefined
  readonly language: Language
}

/**
 * `pnpm cofund export-evidence`: what one person may see of a book, an organisation, a claim, a fund or everything, as one file; or, with --page,
 * the page that verifies such files in a browser without a network. 0 written, 1 refused, 2 called wrongly.
 */
export async function run(args: readonly string[]): Promise<number> {
  const call = readCall(args)
  if (!call) {
    console.error(usage)
    return 2
  }
  const { page, out } = call
  try {
    if (page !== undefined) await writePage(page)
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    console.error(error.message)
    return 2
  }
  return out === undefined ? 0 : onOwnerDatabase('export-evidence', (database) => exportTo(out, call, database))
}

function readCall(args: readonly string[]): Call | undefined {
  try {
    const text = { type: 'string' } as const
    const flag = { type: 'boolean', default: false } as const
    const options = { book: text, organisation: text, claim: text, fund: text, all: flag, from: text, to: text, 'without-documents': flag, as: text, out: text, page: text, lang: text }
    const { values } = parseArgs({ args: [...args], options })
    const { book, organisation, claim, fund, all, from, to, out, page, as } = values
    const request = evidenceInput.safeParse({ book, organisation, claim, fund, from, to, ...(values['without-documents'] && { documents: 'without' }) })
    const language = readLanguage(values.lang)
    const scopes = [...[book, organisation, claim, fund].map((one) => one !== undefined), all].filter(Boolean).length
    if (!request.success || !language || scopes !== (out === undefined ? 0 : 1) || (out === undefined && page === undefined)) return undefined
    return { request: request.data, out, page, as, language }
  } catch {
    return undefined
  }
}

async function exportTo(out: string, { request, as, language }: Call, { owner, appUrl, embedded }: OwnerDatabase): Promise<number> {
  if (!(await isSchemaCurrent(owner))) throw new StartFailure('The database is not migrated to this program: start the program first')
  const signInName = as ?? (embedded ? demonstrationAuditor : undefined)
  if (signInName === undefined) throw new StartFailure('--as SIGN_IN_NAME says whose sight the evidence is of')
  const db = connect(appUrl, { name: 'cofund export-evidence', poolSize: 1, statementTimeoutMs: 0 })
  try {
    const session = await openOperatorSession(owner, signInName, 'command line')
    await exportEvidence({ db, session, request, parts: evidenceParts, path: out })
    console.log(`${out} holds what ${signInName} may see`)
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(sayRefusal(error, language))
    return 1
  } finally {
    await db.destroy()
  }
}

async function writePage(path: string): Promise<void> {
  if (!isClientBuilt()) await buildClient()
  try {
    copyFileSync(join(clientDir, 'verify.html'), path)
  } catch (error) {
    throw new StartFailure(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
  console.log(`${path} verifies evidence in a browser, without a network`)
}
