import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Db, untilOnDisk } from '@cofund/db/connect'
import { type EvidenceScope, evidenceFormat, momentsOf } from '@cofund/shared/audit/evidence'
import { type ActText, namedBy, readAct, readEntry } from '@cofund/shared/audit/evidence-texts'
import type { EvidenceRequest } from '@cofund/shared/audit/evidence.input'
import type { Instant } from '@cofund/shared/kernel/instant'
import { refuse } from '@cofund/shared/refusals'
import { type Session, actAs } from '../kernel/session.ts'
import { insertActs } from './act.sql.ts'
import { readActs, readEntryTexts } from './chain.sql.ts'
import { getBookIdByCode, listStreamsIn, listVisibleOrganisations, readClock } from './evidence.sql.ts'

/** What the acts of a bundle name and other features keep. */
export interface NamedEvidence {
  readonly documents: ReadonlySet<string>
  /** Versions of policies, each with the digests by which acts know it. */
  readonly policies: ReadonlyMap<string, ReadonlySet<string>>
  readonly evaluations: ReadonlySet<string>
  /** Whether documents are to come with their content. */
  readonly withDocuments: boolean
}

/** A part of a bundle that a feature above contributes: each item as JSON. */
export interface EvidenceSection {
  readonly name: 'documents' | 'policies' | 'derivations'
  readonly items: (db: Db, named: NamedEvidence) => AsyncIterable<string>
}

interface Export {
  readonly db: Db
  readonly session: Session
  readonly request: EvidenceRequest
  readonly sections: readonly EvidenceSection[]
  readonly path: string
}

/**
 * Writes what the reader may see of a scope into a file, from one snapshot. That it was asked for is recorded first: an export
 * that breaks off half-way has been seen in part.
 */
export async function exportEvidence({ db, session, request, sections, path }: Export): Promise<EvidenceScope> {
  const { tokenHash, actor } = session
  if (!actor.permissions.includes('evidence.export')) refuse('access.not_permitted', { permission: 'evidence.export' })
  const withDocuments = request.documents !== 'without'
  const scope = await db.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    const asked = await scopeOf(trx, request)
    if ((await listStreamsIn(trx, asked, momentsOf(asked).from)).length === 0) refuse('evidence.nothing_in_scope', {})
    await insertActs(trx, [{ act: 'evidence.exported', ...asked, documents: withDocuments }])
    return asked
  })
  await db
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await actAs(trx, tokenHash)
      await pipeline(inPieces(textOfBundle(trx, scope, { sections, withDocuments })), createWriteStream(path, { mode: 0o600 }))
    })
  await untilOnDisk(db)
  return scope
}

async function scopeOf(db: Db, { book, organisation, from, to }: EvidenceRequest): Promise<EvidenceScope> {
  if (from !== undefined && to !== undefined && from > to) refuse('evidence.period_backwards', { from, to })
  const period = { from: from ?? null, to: to ?? null }
  if (book !== undefined) return { organisations: [], books: [await getBookIdByCode(db, book)], ...period }
  const visible = await listVisibleOrganisations(db)
  return { organisations: organisation === undefined ? visible : visible.filter((id) => id === organisation), books: [], ...period }
}

type Parts = Pick<Export, 'sections'> & Pick<NamedEvidence, 'withDocuments'>

/** The bundle as JSON, a line for each text, piece by piece: its length is no matter of memory. */
async function* textOfBundle(db: Db, scope: EvidenceScope, { sections, withDocuments }: Parts): AsyncGenerator<string> {
  const json = JSON.stringify
  const { from, until } = momentsOf(scope)
  const named: Named = { documents: new Set(), policies: new Map(), evaluations: new Set(), entries: new Map(), withDocuments }
  yield `{"format":${json(evidenceFormat)},"exportedAt":${json(await readClock(db))},"scope":${json(scope)}`

  yield ',\n"streams":['
  for (const [index, { stream, first }] of (await listStreamsIn(db, scope, from)).entries()) {
    yield `${index > 0 ? ',' : ''}\n{"stream":${json(stream)},"acts":[`
    yield* list(textsOfActs(db, { stream, first, from, until }, named))
    yield ']}'
  }
  yield '],\n"entries":['
  for (const [index, [book, places]] of [...named.entries].entries()) {
    yield `${index > 0 ? ',' : ''}\n{"book":${json(book)},"texts":[`
    yield* list(textsOfEntries(db, book, places, named))
    yield ']}'
  }
  yield ']'
  for (const { name, items } of sections) {
    yield `,\n${json(name)}:[`
    yield* list(items(db, named))
    yield ']'
  }
  yield '}\n'
}

async function* list(items: AsyncIterable<string>): AsyncGenerator<string> {
  let first = true
  for await (const item of items) {
    yield first ? `\n${item}` : `,\n${item}`
    first = false
  }
}

/** A write for each short text would take longer than the text does. */
async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < 2 ** 18) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** What is named is gathered while acts and entries are written. */
interface Named extends NamedEvidence {
  readonly documents: Set<string>
  readonly policies: Map<string, Set<string>>
  readonly evaluations: Set<string>
  /** By book, the first and the last place of the entries that acts of the period account for. */
  readonly entries: Map<string, Places>
}
interface Places {
  readonly from: number
  readonly to: number
}

interface Stretch {
  readonly stream: string
  readonly first: number
  readonly from: Instant
  readonly until: Instant
}

async function* textsOfActs(db: Db, { stream, first, from, until }: Stretch, named: Named): AsyncGenerator<string> {
  for await (const acts of readActs(db, stream, first)) {
    for (const { bytes } of acts) {
      const act = readAct(bytes)
      if (act && act.recordedAt >= from && act.recordedAt < until) note(act, named)
      yield JSON.stringify(bytes)
    }
  }
}

async function* textsOfEntries(db: Db, book: string, places: Places, named: Named): AsyncGenerator<string> {
  for await (const entries of readEntryTexts(db, book, places)) {
    for (const { text } of entries) {
      const hash = readEntry(text)?.evidenceHash
      if (hash) named.documents.add(hash)
      yield JSON.stringify(text)
    }
  }
}

function note(act: ActText, { documents, policies, evaluations, entries }: Named): void {
  const { document, policy, evaluation } = namedBy(act) ?? {}
  if (document) documents.add(document)
  if (policy) policies.set(policy.version, (policies.get(policy.version) ?? new Set()).add(policy.digest))
  if (evaluation) evaluations.add(evaluation.evaluation)
  for (const { sequence } of act.entries) {
    const { from, to } = entries.get(act.stream) ?? { from: sequence, to: sequence }
    entries.set(act.stream, { from: Math.min(from, sequence), to: Math.max(to, sequence) })
  }
}
