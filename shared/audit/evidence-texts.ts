import { z } from 'zod'
import { parsedJson } from './checkpoint.ts'

/** What an act's hashed text says (append_acts in db/definer.sql writes it). */
export interface ActText {
  readonly stream: string
  readonly sequence: number
  /** The hash of the act before it; of the stream's own name for the first. */
  readonly previous: string
  readonly recordedAt: string
  readonly organisation: string
  /** Who acted; the person behind it stands elsewhere. */
  readonly membership: string
  readonly kind: string
  readonly facts: Readonly<Record<string, unknown>>
  /** The entries that it accounts for. */
  readonly entries: readonly NamedEntry[]
  /** What it wrote in the business's tables: absent in most. */
  readonly seals?: readonly NamedSeal[]
}

/** Rows that were written together, as one hash. */
export interface NamedSeal {
  readonly seal: string
  readonly rows: number
  readonly digest: string
}

export interface NamedEntry {
  readonly id: string
  readonly sequence: number
  readonly digest: string
}

/** What an entry's hashed text says (entry_text in db/definer.sql writes it). */
export interface EntryText {
  readonly id: string
  readonly book: string
  readonly sequence: number
  readonly evidenceHash: string | null
  readonly reverses: string | null
  readonly transfer: string | null
  readonly postings: readonly PostingText[]
}

export interface PostingText {
  readonly head: string
  readonly detail: string
  readonly class: string
  readonly currency: string
  /** Debits positive, credits negative. */
  readonly minor: bigint
}

/**
 * Both are read by hand, not by a schema: a bundle has hundreds of thousands, and with a schema verification took three times as long.
 * Undefined is a text that says something else.
 */
export function readAct(text: string): ActText | undefined {
  const said = parsedJson(text)
  if (!isRecord(said)) return undefined
  const { stream, sequence, previous, recordedAt, organisation, membership, kind, facts, entries, seals } = said
  if (typeof stream !== 'string' || typeof organisation !== 'string' || typeof membership !== 'string' || typeof kind !== 'string') return undefined
  if (!isPlace(sequence) || !isHash(previous) || typeof recordedAt !== 'string' || !moment.test(recordedAt)) return undefined
  if (!isRecord(facts) || !Array.isArray(entries) || !entries.every(isNamedEntry)) return undefined
  if (seals !== undefined && !(Array.isArray(seals) && seals.every(isNamedSeal))) return undefined
  return { stream, sequence, previous, recordedAt, organisation, membership, kind, facts, entries, ...(seals && { seals }) }
}

export function readEntry(text: string): EntryText | undefined {
  const said = parsedJson(text)
  if (!isRecord(said)) return undefined
  const { id, book, sequence, evidenceHash, reverses, transfer, postings } = said
  if (typeof id !== 'string' || typeof book !== 'string' || !isPlace(sequence) || !Array.isArray(postings)) return undefined
  if (!isTextOrNull(reverses) || !isTextOrNull(transfer) || (evidenceHash !== null && !isHash(evidenceHash))) return undefined
  const read: PostingText[] = []
  for (const posting of postings) {
    if (!Array.isArray(posting) || posting.length !== 5 || !posting.every((part) => typeof part === 'string')) return undefined
    const [head = '', detail = '', accountClass = '', currency = '', minor = ''] = posting
    if (!amount.test(minor)) return undefined
    read.push({ head, detail, class: accountClass, currency, minor: BigInt(minor) })
  }
  return { id, book, sequence, evidenceHash, reverses, transfer, postings: read }
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
const amount = /^-?\d{1,19}$/
const hash = /^[0-9a-f]{64}$/

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object' && !Array.isArray(value)
const isHash = (value: unknown): value is string => typeof value === 'string' && hash.test(value)
const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string'
const isNamedEntry = (value: unknown): value is NamedEntry =>
  isRecord(value) && typeof value['id'] === 'string' && isPlace(value['sequence']) && isHash(value['digest'])

const isNamedSeal = (value: unknown): value is NamedSeal =>
  isRecord(value) && typeof value['seal'] === 'string' && isPlace(value['rows']) && isHash(value['digest'])

/** What an act names beside entries; a bundle has to bring it along. */
export interface Named {
  readonly document?: string
  /** A version of a policy, with the digest of what it said. */
  readonly policy?: { readonly version: string; readonly digest: string }
  readonly evaluation?: EvaluationNamed
  /** The claim that it is about, with the rows that it says it wrote, and the figure that it says came about, each by its name. */
  readonly claim?: ClaimNamed
}

interface ClaimNamed {
  readonly claim: string
  readonly rows: readonly string[]
  readonly derivation?: { readonly subject: string; readonly digest: string }
}

/** Undefined for most acts, which name nothing. */
export function namedBy(act: ActText): Named | undefined {
  const { kind, facts } = act
  const document = textAt(facts, kind === 'document.stored' ? 'hash' : 'documentHash')
  const [version, digest] = [textAt(facts, 'versionId') ?? textAt(facts, 'policyVersionId'), textAt(facts, 'policyDigest')]
  const evaluation = evaluationNamedBy(act)
  const claim = claimNamedBy(act)
  if (!document && !digest && !evaluation && !claim) return undefined
  return { ...(claim && { claim }), ...(document && { document }), ...(version && digest && { policy: { version, digest } }), ...(evaluation && { evaluation }) }
}

/** What an act about a claim promises of its tables: a bundle that is evidence of the claim cannot be without it. */
function claimNamedBy({ kind, facts }: ActText): ClaimNamed | undefined {
  const claim = textAt(facts, 'claimId')
  if (claim === undefined) return undefined
  const [payment, recovery, digest, place] = [textAt(facts, 'paymentId'), textAt(facts, 'recoveryId'), textAt(facts, 'derivationHash'), facts['place']]
  const decided = kind === 'claim.decided' && Number.isSafeInteger(place) ? Number(place) : undefined
  const subject = decided === undefined ? recovery && recoverySubject(recovery) : decisionSubject(decided)
  return {
    claim,
    rows: [
      ...(kind === 'claim.dropped' ? [] : [`claim ${claim}`]),
      ...(decided === undefined ? [] : [`claim_decision ${claim} ${decided}`]),
      ...(payment ? [`claim_payment ${payment}`] : []),
      ...(recovery ? [`recovery ${recovery}`] : []),
    ],
    ...(subject && digest && { derivation: { subject, digest } }),
  }
}

export const decisionSubject = (place: number): string => `decision ${place}`
export const recoverySubject = (recovery: string): string => `recovery ${recovery}`

/** Of an act of a policy's own, before it takes effect: what it said then may have been rewritten since. */
export const isOfDraft = ({ kind }: Pick<ActText, 'kind'>): boolean => kind === 'policy.drafted' || kind === 'policy.revised'

/** What an evaluation of losses came to, as its act says it, by currency. */
export interface EvaluationNamed {
  readonly evaluation: string
  readonly totals: readonly {
    readonly currency: string
    /** How many of its losses the scheme shares. */
    readonly shared: number
    readonly shares: readonly { readonly bearer: string; readonly minor: bigint }[]
  }[]
}

const wireMinor = z.object({ $bigint: z.string().regex(/^-?\d+$/) }).transform(({ $bigint }) => BigInt($bigint))

const evaluated = z.object({
  evaluationId: z.string(),
  totals: z.array(
    z.object({
      currency: z.string(),
      losses: z.int(),
      refused: z.int(),
      shares: z.array(z.object({ bearer: z.string(), minor: wireMinor })),
    }),
  ),
})

function evaluationNamedBy({ kind, facts }: ActText): EvaluationNamed | undefined {
  const read = kind === 'losses.evaluated' ? evaluated.safeParse(facts) : undefined
  if (!read?.success) return undefined
  const { evaluationId, totals } = read.data
  return {
    evaluation: evaluationId,
    totals: totals.map(({ currency, losses, refused, shares }) => ({ currency, shared: losses - refused, shares })),
  }
}

function textAt(facts: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = facts[key]
  return typeof value === 'string' ? value : undefined
}
