import { type KeyObject, createHash, generateKeyPairSync, sign } from 'node:crypto'
import { type CheckpointFile, type StreamHead, textOfCheckpoint } from '@cofund/shared/audit/checkpoint'
import type { EvidenceBundle } from '@cofund/shared/audit/evidence'
import type { Instant } from '@cofund/shared/kernel/instant'
import { canonicalJson } from '@cofund/shared/kernel/wire'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A pair of keys as a server makes it; the public one as verification takes it. */
export function newKey(): { readonly privateKey: KeyObject; readonly publicKey: string; readonly keyId: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const bytes = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  return { privateKey, publicKey: bytes.toString('base64'), keyId: createHash('sha256').update(bytes).digest('hex') }
}

export function signCheckpoint(
  { privateKey, keyId }: Pick<ReturnType<typeof newKey>, 'privateKey' | 'keyId'>,
  heads: readonly StreamHead[],
  { number = 1, previous = null }: { readonly number?: number; readonly previous?: string | null } = {},
): CheckpointFile {
  const bytes = textOfCheckpoint({ number, previous, at: '2026-11-01T00:00:00.000000Z' as Instant, keyId, heads })
  return { bytes, signature: sign(null, Buffer.from(bytes), privateKey).toString('base64'), publicKeyId: keyId }
}

/** What an act says, before its place in a chain is known. */
export interface PlantedAct {
  readonly kind: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly entries?: readonly string[]
}

/** Acts of one stream, hashed one onto the other as the database does. */
export function chainOf(stream: string, organisation: string, planted: readonly PlantedAct[]): { readonly acts: string[]; readonly head: StreamHead } {
  let previous = sha256(stream)
  const acts = planted.map(({ kind, facts = {}, entries = [] }, index) => {
    const named = entries.map((text) => {
      const { id, sequence } = JSON.parse(text) as { id: string; sequence: number }
      return { id, sequence, digest: sha256(text) }
    })
    const recordedAt = `2026-11-${String(1 + (index % 28)).padStart(2, '0')}T01:02:03.000004Z`
    const text = JSON.stringify({ stream, sequence: index + 1, previous, recordedAt, organisation, membership: 'mem_1', kind, facts, entries: named })
    previous = sha256(text)
    return text
  })
  return { acts, head: { stream, organisation, sequence: acts.length, hash: previous } }
}

export interface PlantedPosting {
  readonly head: string
  readonly detail?: string
  readonly class?: string
  readonly minor: bigint
}

/** An entry as the database says it. */
export const entryOf = (
  book: string,
  sequence: number,
  postings: readonly PlantedPosting[],
  others: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify({
    id: `ent_${book}_${sequence}`,
    book,
    sequence,
    kind: 'entry.posted',
    facts: {},
    note: '利息',
    effectiveOn: '2026-06-01',
    recordedAt: '2026-11-01T01:02:03.000004Z',
    evidence: null,
    evidenceHash: null,
    reverses: null,
    transfer: null,
    ...others,
    postings: postings.map(({ head, detail = '', class: accountClass = 'asset', minor }) => [head, detail, accountClass, 'CNY', String(minor)]),
  })

const policyText = canonicalJson({ params: { rate: '0.8' }, cites: {} })
const document = Buffer.from('回单 20260814-0009')
export const documentHash = createHash('sha256').update(document).digest('hex')

/**
 * A small district, made without a database: two books between which money moved, an organisation with a policy and an
 * evaluation by it, a document; and a checkpoint over all but the last act of the organisation's stream.
 */
export function plantedEvidence() {
  const [pool, purse, office] = ['bok_pool', 'bok_purse', 'org_office']
  const cash = (minor: bigint) => [{ head: 'cash', minor }, { head: 'interest_income', class: 'income', minor: -minor }]
  const moved = (other: string, minor: bigint) => [{ head: 'cash', minor }, { head: minor < 0n ? 'due_from' : 'due_to', detail: other, minor: -minor }]
  const entries = {
    [pool]: [
      entryOf(pool, 1, cash(118_342_00n), { evidenceHash: documentHash }),
      entryOf(pool, 2, moved(purse, 500_00n), { transfer: 'trf_1' }),
      entryOf(pool, 3, cash(60_000_00n)),
      entryOf(pool, 4, cash(-60_000_00n), { reverses: `ent_${pool}_3` }),
    ],
    [purse]: [entryOf(purse, 1, moved(pool, -500_00n), { transfer: 'trf_1' })],
  }
  const streams = [
    chainOf(pool, office, [
      { kind: 'book.opened' },
      ...(entries[pool] ?? []).map((text) => ({ kind: 'entry.posted', entries: [text] })),
      { kind: 'document.stored', facts: { hash: documentHash } },
    ]),
    chainOf(purse, office, [{ kind: 'book.opened' }, { kind: 'transfer.posted', entries: entries[purse] ?? [] }]),
    chainOf(office, office, [
      { kind: 'policy.drafted', facts: { versionId: 'plv_1', policyDigest: sha256(policyText) } },
      { kind: 'policy.activated', facts: { versionId: 'plv_1', policyDigest: sha256(policyText) } },
      {
        kind: 'losses.evaluated',
        facts: {
          evaluationId: 'lev_1',
          policyVersionId: 'plv_1',
          policyDigest: sha256(policyText),
          totals: [{ currency: 'CNY', losses: 2, refused: 1, shares: [{ bearer: 'city', minor: { $bigint: '80' } }, { bearer: 'bank', minor: { $bigint: '20' } }] }],
        },
      },
      { kind: 'session.opened' },
      { kind: 'session.ended' },
    ]),
  ]
  const step = (label: string, operation: string, value: string, operands: readonly unknown[] = []) => ({ label, operation, value, unit: 'minor', currency: 'CNY', operands })
  const bundle: EvidenceBundle = {
    format: 'cofund-evidence-2',
    exportedAt: '2026-11-20T02:00:00.000000Z',
    scope: { organisations: [office], books: [], from: null, to: null, subject: null },
    streams: streams.map(({ acts, head }) => ({ stream: head.stream, acts })),
    entries: Object.entries(entries).map(([book, texts]) => ({ book, texts })),
    documents: [{ hash: documentHash, base64: document.toString('base64') }],
    policies: [{ version: 'plv_1', text: policyText }],
    derivations: [
      {
        subject: 'lev_1',
        omitted: 0,
        items: [
          {
            subject: 'lon_1',
            derivation: step('loss.shared', 'sum', '100', [
              step('bearer.city', 'sum', '80', [step('loan.charged_off', 'given', '80')]),
              step('bearer.bank', 'sum', '20', [step('loan.charged_off', 'given', '20')]),
            ]),
          },
        ],
      },
    ],
    rows: [],
    seals: [],
    rowsOmitted: 0,
  }
  const key = newKey()
  const heads = streams.map(({ acts, head }) => (head.stream === office ? { ...head, sequence: acts.length - 1, hash: sha256(acts.at(-2) ?? '') } : head))
  return { bundle, key, heads, checkpoint: signCheckpoint(key, heads) }
}
