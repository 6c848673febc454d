import type { CheckpointFile } from '@cofund/shared/audit/checkpoint'
import type { EvidenceBundle } from '@cofund/shared/audit/evidence'
import { sha256 } from './evidence.ts'

/** A bundle as it lies open before somebody with an editor. */
export type OpenBundle = { -readonly [Key in keyof EvidenceBundle]: Mutable<EvidenceBundle[Key]> }
type Mutable<Value> = Value extends string | number | null ? Value : { -readonly [Key in keyof Value]: Mutable<Value[Key]> }

export interface Tampered {
  readonly bundle: OpenBundle
  checkpoint: CheckpointFile
}

/** A deed, the finding that must name it, and what of its facts is known beforehand. */
export interface Tampering {
  readonly deed: string
  readonly tamper: (evidence: Tampered) => Readonly<Record<string, unknown>> | void
  readonly found: string
}

const streamOf = ({ bundle }: Tampered, longest = true) => {
  const books = new Set(bundle.entries.map(({ book }) => book))
  const [stream] = bundle.streams.filter(({ stream: name }) => books.has(name)).toSorted((a, b) => (b.acts.length - a.acts.length) * (longest ? 1 : -1))
  if (!stream || stream.acts.length < 4) throw new RangeError('there is no book with four acts to tamper with')
  return stream
}
const bookOf = (evidence: Tampered) => {
  const { stream } = streamOf(evidence)
  const book = evidence.bundle.entries.find(({ book: name }) => name === stream)
  if (!book || book.texts.length < 3) throw new RangeError('there is no book with three entries to tamper with')
  return book
}
const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items.at(index)
  if (item === undefined) throw new RangeError(`there is no item ${index}`)
  return item
}
const rewritten = (text: string, change: (said: Record<string, unknown>) => void): string => {
  const said = JSON.parse(text) as Record<string, unknown>
  change(said)
  return JSON.stringify(said)
}

/** Hashes everything from an act on anew, so that only what was signed can tell. */
export function rechain(acts: string[], from: number): void {
  for (let index = from; index < acts.length; index += 1) {
    const previous = index === 0 ? undefined : sha256(at(acts, index - 1))
    if (previous) acts[index] = rewritten(at(acts, index), (act) => void (act['previous'] = previous))
  }
}

/** Ways to change the record after the fact; each must be found, and named. */
export const tamperings: readonly Tampering[] = [
  {
    deed: 'an act in the middle, by a space that says nothing',
    found: 'act_changed',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts[1] = at(acts, 1).replace('"facts"', '"facts" ')
      return { stream, sequence: 2 }
    },
  },
  {
    deed: 'when an act was recorded, by a second',
    found: 'act_changed',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts[2] = rewritten(at(acts, 2), (act) => void (act['recordedAt'] = '2026-01-01T00:00:00.000000Z'))
      return { stream, sequence: 3 }
    },
  },
  {
    deed: 'what the last signed act says',
    found: 'stream_rewritten',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts[acts.length - 1] = rewritten(at(acts, -1), (act) => void (act['membership'] = 'mem_somebody_else'))
      return { stream, sequence: acts.length }
    },
  },
  {
    deed: 'an act, with every hash after it computed anew',
    found: 'stream_rewritten',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts[1] = rewritten(at(acts, 1), (act) => void (act['membership'] = 'mem_somebody_else'))
      rechain(acts, 2)
      return { stream, sequence: acts.length }
    },
  },
  {
    deed: 'an act torn so that it cannot be read',
    found: 'act_unreadable',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts[1] = at(acts, 1).slice(0, -1)
      return { stream, position: 2 }
    },
  },
  {
    deed: 'an act inserted at a place that is taken',
    found: 'act_inserted',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts.splice(2, 0, rewritten(at(acts, 1), (act) => void (act['kind'] = 'book.closed')))
      return { stream, sequence: 2 }
    },
  },
  {
    deed: 'an act of another stream inserted',
    found: 'act_elsewhere',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      const other = evidence.bundle.streams.find(({ stream: name }) => name !== stream)
      acts.splice(1, 0, at(other?.acts ?? [], 0))
      return { stream, position: 2, other: other?.stream }
    },
  },
  {
    deed: 'an act deleted',
    found: 'acts_missing',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts.splice(1, 1)
      return { stream, from: 2, to: 2 }
    },
  },
  {
    deed: 'the first acts deleted',
    found: 'acts_missing',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      acts.splice(0, 2)
      return { stream, from: 1, to: 2 }
    },
  },
  {
    deed: 'two acts reordered',
    found: 'act_out_of_order',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      const [second, third] = [at(acts, 1), at(acts, 2)]
      acts.splice(1, 2, third, second)
      return { stream, sequence: 2, after: 3 }
    },
  },
  {
    deed: 'the tail cut below the checkpoint',
    found: 'tail_missing',
    tamper: (evidence) => {
      const { acts, stream } = streamOf(evidence)
      const signed = acts.length
      acts.splice(-2, 2)
      return { stream, last: signed - 2, signed }
    },
  },
  {
    deed: 'a whole stream dropped',
    found: 'stream_missing',
    tamper: (evidence) => {
      const { bundle } = evidence
      const { stream, acts } = streamOf(evidence)
      bundle.streams = bundle.streams.filter(({ stream: name }) => name !== stream)
      bundle.entries = bundle.entries.filter(({ book }) => book !== stream)
      return { stream, signed: acts.length }
    },
  },
  {
    deed: 'one fen of an entry',
    found: 'entry_changed',
    tamper: (evidence) => {
      const { texts, book } = bookOf(evidence)
      texts[0] = at(texts, 0).replace(/"(\d+)"\]/, (_, minor: string) => `"${BigInt(minor) + 1n}"]`)
      return { book, sequence: 1 }
    },
  },
  {
    deed: 'one fen of an entry, with its digest, its act and the chain computed anew and signed by the same key: it no longer balances',
    found: 'entry_unbalanced',
    tamper: (evidence) => {
      const { texts, book } = bookOf(evidence)
      const { acts } = streamOf(evidence)
      const before = sha256(at(texts, 0))
      texts[0] = rewritten(at(texts, 0), (entry) => {
        const [first] = entry['postings'] as string[][]
        if (first) first[4] = String(BigInt(first[4] ?? '0') + 1n)
      })
      const index = acts.findIndex((text) => text.includes(before))
      acts[index] = at(acts, index).replace(before, sha256(at(texts, 0)))
      rechain(acts, index + 1)
      return { book, sequence: 1, minor: '1' }
    },
  },
  {
    deed: 'an entry’s note',
    found: 'entry_changed',
    tamper: (evidence) => {
      const { texts, book } = bookOf(evidence)
      texts[1] = rewritten(at(texts, 1), (entry) => void (entry['note'] = '另一事项'))
      return { book, sequence: 2 }
    },
  },
  {
    deed: 'an entry inserted',
    found: 'entry_inserted',
    tamper: (evidence) => {
      const { texts, book } = bookOf(evidence)
      const next = texts.length + 1
      texts.push(rewritten(at(texts, -1), (entry) => void (entry['sequence'] = next)))
      return { book, sequence: next }
    },
  },
  {
    deed: 'an entry deleted',
    found: 'entry_missing',
    tamper: (evidence) => {
      const { texts, book } = bookOf(evidence)
      texts.splice(1, 1)
      return { book, sequence: 2 }
    },
  },
  {
    deed: 'two entries reordered',
    found: 'entry_out_of_order',
    tamper: (evidence) => {
      const { texts, book } = bookOf(evidence)
      const [first, second] = [at(texts, 0), at(texts, 1)]
      texts.splice(0, 2, second, first)
      return { book, sequence: 1, after: 2 }
    },
  },
  {
    deed: 'a document exchanged for another',
    found: 'document_changed',
    tamper: ({ bundle }) => {
      const index = bundle.documents.findIndex((document) => 'base64' in document)
      const { hash } = at(bundle.documents, index)
      bundle.documents[index] = { hash, base64: Buffer.from('回单 20260814-0010').toString('base64') }
      return { document: hash }
    },
  },
  {
    deed: 'a document dropped',
    found: 'document_missing',
    tamper: ({ bundle }) => {
      const index = bundle.documents.findIndex((document) => 'base64' in document)
      const [dropped] = bundle.documents.splice(index, 1)
      return { document: dropped?.hash }
    },
  },
  {
    deed: 'a document added that nothing names',
    found: 'document_unnamed',
    tamper: ({ bundle }) => {
      const hash = sha256('附件')
      bundle.documents.push({ hash, base64: Buffer.from('附件').toString('base64') })
      return { document: hash }
    },
  },
  {
    deed: 'a rate in a policy',
    found: 'policy_changed',
    tamper: ({ bundle }) => {
      const policy = at(bundle.policies, 0)
      const text = policy.text.replace(/"0\.(\d)/, (_, digit: string) => `"0.${(Number(digit) + 1) % 10}`)
      policy.text = text === policy.text ? `${text} ` : text
      return { policy: policy.version }
    },
  },
  {
    deed: 'a policy dropped',
    found: 'policy_missing',
    tamper: ({ bundle }) => {
      const version = bundle.derivations.length > 0 ? policyOfEvaluation(bundle) : at(bundle.policies, 0).version
      bundle.policies = bundle.policies.filter((policy) => policy.version !== version)
      return { policy: version }
    },
  },
  {
    deed: 'a figure inside a derivation',
    found: 'step_differs',
    tamper: ({ bundle }) => {
      const group = at(bundle.derivations, 0)
      const item = at(group.items, 0)
      item.derivation = { ...item.derivation, value: '123456789' }
      return { evaluation: group.subject, subject: item.subject, recorded: '123456789' }
    },
  },
  {
    deed: 'a whole derivation computed from another loss',
    found: 'total_differs',
    tamper: ({ bundle }) => {
      const group = at(bundle.derivations, 0)
      const item = at(group.items, 0)
      const { operands, ...root } = item.derivation as { operands: { label: string }[] }
      const one = { ...root, operation: 'given', value: '1', operands: [] }
      item.derivation = { ...root, value: String(operands.length), operands: operands.map(({ label }) => ({ ...one, label })) }
      return { evaluation: group.subject }
    },
  },
  {
    deed: 'a derivation dropped',
    found: 'derivations_missing',
    tamper: ({ bundle }) => {
      const group = at(bundle.derivations, 0)
      group.items.splice(0, 1)
      return { evaluation: group.subject }
    },
  },
  {
    deed: 'the derivations of an evaluation dropped',
    found: 'derivations_missing',
    tamper: ({ bundle }) => ({ evaluation: bundle.derivations.splice(0, 1)[0]?.subject }),
  },
  {
    deed: 'a head in the checkpoint',
    found: 'checkpoint_signature',
    tamper: (evidence) => {
      const { checkpoint } = evidence
      evidence.checkpoint = { ...checkpoint, bytes: checkpoint.bytes.replace(/"heads":\[\["(\w)/, (_, letter: string) => `"heads":[["${letter}x`) }
    },
  },
  {
    deed: 'the signature of the checkpoint',
    found: 'checkpoint_signature',
    tamper: (evidence) => {
      const { checkpoint } = evidence
      const signature = Buffer.from(checkpoint.signature, 'base64')
      signature[10] = (signature[10] ?? 0) ^ 1
      evidence.checkpoint = { ...checkpoint, signature: signature.toString('base64') }
    },
  },
]

/** The version by which the first group's losses were shared. */
const policyOfEvaluation = (bundle: OpenBundle): string => {
  const act = bundle.streams.flatMap(({ acts }) => acts).find((text) => text.includes('"losses.evaluated"'))
  return (JSON.parse(act ?? '{"facts":{}}') as { facts: { policyVersionId: string } }).facts.policyVersionId
}
