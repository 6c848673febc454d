import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Db, untilOnDisk } from '@cofund/db/connect'
import { type BundledRow, type BundledSeal, type EvidenceScope, type EvidenceSubject, evidenceFormat, momentsOf } from '@cofund/shared/audit/evidence'
import { type ActText, namedBy, readAct, readEntry } from '@cofund/shared/audit/evidence-texts'
import type { EvidenceRequest } from '@cofund/shared/audit/evidence.input'
import { type Instant, shanghaiDay } from '@cofund/shared/kernel/instant'
import { refuse } from '@cofund/shared/refuse'
import { type Session, actAs } from '../kernel/session.ts'
import { insertActs } from './act.sql.ts'
import { readActs, readEntryTexts } from './chain.sql.ts'
import { type ProvenRow, type RowsAsked, findStreamsOf, listSealsAbout, readRows, readSealPieces } from './evidence-rows.sql.ts'
import { getBookIdByCode, listStreamsIn, listVisibleOrganisations, readClock } from './evidence.sql.ts'

/** What the acts of a bundle name and other features keep. */
export interface NamedEvidence {
  readonly documents: ReadonlySet<string>
  /** Versions of policies, each with the digests by which acts know it. */
  readonly policies: ReadonlyMap<string, ReadonlySet<string>>
  readonly evaluations: ReadonlySet<string>
  /** Claims, each with the decisions and recoveries on it whose figures are to be shown. */
  readonly claims: ReadonlyMap<string, ReadonlySet<string>>
  /** Of one thing's evidence, the documents that it rests on; null where all are asked for. */
  readonly wanted: ReadonlySet<string> | null
  /** Whether documents are to come with their content. */
  readonly withDocuments: boolean
}

/** A part of a bundle that a feature above contributes: each item as JSON. */
export interface EvidenceSection {
  readonly name: 'documents' | 'policies' | 'derivations'
  readonly items: (db: Db, named: NamedEvidence) => AsyncIterable<string>
}

/** The rows in which a kind of thing stands, with what its decisions rest on: its own first. */
export interface SubjectRows {
  readonly kind: EvidenceSubject['kind']
  readonly rowsOf: (id: string) => readonly RowsAsked[]
}

/** What a bundle is made of, beside acts and entries. */
export interface EvidenceParts {
  readonly sections: readonly EvidenceSection[]
  readonly subjects: readonly SubjectRows[]
}

interface Export {
  readonly db: Db
  readonly session: Session
  readonly request: EvidenceRequest
  readonly parts: EvidenceParts
  readonly path: string
}

/**
 * Writes what the reader may see of a scope into a file, from one snapshot. That it was asked for is recorded first: an export
 * that breaks off half-way has been seen in part.
 */
export async function exportEvidence({ db, session, request, parts, path }: Export): Promise<EvidenceScope> {
  const { tokenHash, actor } = session
  if (!actor.permissions.includes('evidence.export')) refuse('access.not_permitted', { permission: 'evidence.export' })
  const withDocuments = request.documents !== 'without'
  const scope = await db.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    const { subject, ...asked } = await scopeOf(trx, request, parts)
    if ((await listStreamsIn(trx, { ...asked, subject }, momentsOf(asked).from)).length === 0) refuse('evidence.nothing_in_scope', {})
    await insertActs(trx, [{ act: 'evidence.exported', ...asked, documents: withDocuments, ...(subject && { subject: subject.id }) }])
    return { ...asked, subject }
  })
  await db
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await actAs(trx, tokenHash)
      await pipeline(inPieces(textOfBundle(trx, scope, { parts, withDocuments })), createWriteStream(path, { mode: 0o600 }))
    })
  await untilOnDisk(db)
  return scope
}

const rowsAskedOf = ({ subjects }: EvidenceParts, { kind, id }: EvidenceSubject): readonly RowsAsked[] =>
  subjects.find((one) => one.kind === kind)?.rowsOf(id) ?? []

async function scopeOf(db: Db, { book, organisation, claim, fund, from, to }: EvidenceRequest, parts: EvidenceParts): Promise<EvidenceScope> {
  if (from !== undefined && to !== undefined && from > to) refuse('evidence.period_backwards', { from, to })
  const period = { from: from ?? null, to: to ?? null, subject: null }
  const subject = claim ? ({ kind: 'claim', id: claim } as const) : fund ? ({ kind: 'fund', id: fund } as const) : undefined
  if (subject) {
    // Whole streams from the day on which the first of it was written: an act is proved by those that come after it.
    const { streams, began } = await findStreamsOf(db, subject, await readRows(db, rowsAskedOf(parts, subject)))
    if (began === null) refuse('record.not_found', { noun: subject.kind, id: subject.id })
    return { organisations: [], books: streams, from: shanghaiDay(began), to: null, subject }
  }
  if (book !== undefined) return { organisations: [], books: [await getBookIdByCode(db, book)], ...period }
  const visible = await listVisibleOrganisations(db)
  return { organisations: organisation === undefined ? visible : visible.filter((id) => id === organisation), books: [], ...period }
}

type Parts = Pick<Export, 'parts'> & Pick<NamedEvidence, 'withDocuments'>

/** The bundle as JSON, a line for each text, piece by piece: its length is no matter of memory. */
async function* textOfBundle(db: Db, scope: EvidenceScope, { parts, withDocuments }: Parts): AsyncGenerator<string> {
  const json = JSON.stringify
  const { from, until } = momentsOf(scope)
  const { subject } = scope
  const named: Named = { documents: new Set(), policies: new Map(), evaluations: new Set(), claims: new Map(), entries: new Map(), wanted: subject && new Set(), subject, withDocuments }
  const rows = subject ? await readRows(db, rowsAskedOf(parts, subject)) : { rows: [], omitted: 0 }
  for (const { documents } of rows.rows) for (const hash of documents) named.wanted?.add(hash)
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
  for (const [name, sections] of Map.groupBy(parts.sections, (section) => section.name)) {
    yield `,\n${json(name)}:[`
    yield* list(itemsOf(db, sections, named))
    yield ']'
  }
  yield ',\n"rows":['
  yield* list(rows.rows.map(({ relation, key, text, seal }) => json({ relation, key, text, seal } satisfies BundledRow)))
  yield '],\n"seals":['
  yield* list(textsOfSeals(db, rows.rows, subject))
  yield `],\n"rowsOmitted":${rows.omitted}}\n`
}

async function* itemsOf(db: Db, sections: readonly EvidenceSection[], named: NamedEvidence): AsyncGenerator<string> {
  for (const { items } of sections) yield* items(db, named)
}

async function* textsOfSeals(db: Db, rows: readonly ProvenRow[], subject: EvidenceSubject | null): AsyncGenerator<string> {
  const own = subject === null ? [] : await listSealsAbout(db, subject)
  for (const seal of [...new Set([...own, ...rows.map((row) => row.seal)])].toSorted()) {
    const needed = new Set(rows.filter((row) => row.seal === seal).map(({ piece }) => piece))
    const pieces = await readSealPieces(db, seal)
    // A seal of an act about the thing itself is shown whole, so that none of its rows can be shown as it stood before.
    const opened = pieces.filter(({ piece }) => needed.has(piece) || (pieces.length <= 4 && own.includes(seal)))
    yield JSON.stringify({ seal, pieces: pieces.map(({ digest }) => digest), opened: opened.map(({ piece, lines }) => ({ piece, lines })) } satisfies BundledSeal)
  }
}

async function* list(items: AsyncIterable<string> | readonly string[]): AsyncGenerator<string> {
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
  readonly claims: Map<string, Set<string>>
  readonly wanted: Set<string> | null
  readonly subject: EvidenceSubject | null
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

function note(act: ActText, { documents, policies, evaluations, claims, entries, wanted, subject }: Named): void {
  const { document, policy, evaluation, claim } = namedBy(act) ?? {}
  if (document) documents.add(document)
  const isAbout = subject === null || claim?.claim === subject.id
  if (document && isAbout) wanted?.add(document)
  if (claim?.derivation && isAbout) claims.set(claim.claim, (claims.get(claim.claim) ?? new Set()).add(claim.derivation.subject))
  if (policy) policies.set(policy.version, (policies.get(policy.version) ?? new Set()).add(policy.digest))
  if (evaluation && subject === null) evaluations.add(evaluation.evaluation)
  for (const { sequence } of act.entries) {
    const { from, to } = entries.get(act.stream) ?? { from: sequence, to: sequence }
    entries.set(act.stream, { from: Math.min(from, sequence), to: Math.max(to, sequence) })
  }
}
