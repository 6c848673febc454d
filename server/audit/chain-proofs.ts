import type { Db } from '@cofund/db/connect'
import { type StreamHead, openCheckpoint } from '@cofund/shared/audit/checkpoint'
import { readAct } from '@cofund/shared/audit/evidence-texts'
import { Findings, verdictNames } from '@cofund/shared/audit/finding'
import { digestOf } from '@cofund/shared/audit/proof-tools'
import { sayFinding } from '@cofund/shared/audit/say-verification'
import { type BundledAct, verifyActs } from '@cofund/shared/audit/verify-acts'
import { verifyEntries } from '@cofund/shared/audit/verify-entries'
import { canonicalJson, fromWire } from '@cofund/shared/kernel/wire'
import { type StoredAct, listHeads, listStreams, readActs, readEntryTexts, readStrayHeads } from './chain.sql.ts'
import { listAllCheckpoints } from './checkpoint.sql.ts'
import { type ProofResult, type Prove, proofResult } from './proof.ts'
import { nodeProofTools } from './proof-tools.ts'

/**
 * What always holds of the record: the chain of acts is whole and leads to its heads and to every checkpoint, columns say what
 * was hashed, and no entry stands outside it. Chains are walked by the code that walks them in an exported bundle.
 */
export const proveChain: Prove = async (db) => {
  const heads = new Map((await listHeads(db)).map((head) => [head.stream, head]))
  const checkpoints = await openCheckpoints(db)
  const [chained, posted] = [new Findings(), new Findings()]
  const columns: string[] = []
  const ends: string[] = []
  const unsigned = [...checkpoints.wrong]
  let acts = 0
  let entries = 0

  for (const stream of new Set([...(await listStreams(db)), ...checkpoints.heads.keys()])) {
    const { chain, differing } = await walkStream(db, stream, chained)
    acts += chain.length
    columns.push(...differing)
    ends.push(...endsWrongly(stream, heads.get(stream), chain.at(-1)))
    for (const { sequence, hash, checkpoint } of checkpoints.heads.get(stream) ?? []) {
      if (chain[sequence - 1]?.hash !== hash) unsigned.push(`${stream} act ${sequence} is not the one that checkpoint ${checkpoint} signed`)
    }
    entries += await walkEntries(db, stream, chain, posted)
  }
  return [
    found(acts, 'acts are whole and name the act before them', chained),
    proofResult(acts, 'acts stand in their columns as they were hashed', columns),
    proofResult(heads.size, 'streams end where their heads say, and are whose their heads say', [...ends, ...(await readStrayHeads(db))]),
    found(entries, 'entries stand by their digest in the acts of their books', posted),
    proofResult(checkpoints.count, 'checkpoints are signed, name the one before them, and the acts that they signed still stand', unsigned),
  ]
}

const found = (looked: number, statement: string, findings: Findings): ProofResult => ({
  ...proofResult(looked, statement, verdictNames.flatMap((name) => findings.first(name)).map((finding) => sayFinding(finding, 'en'))),
  differences: verdictNames.reduce((count, name) => count + findings.count(name), 0),
})

async function walkStream(db: Db, stream: string, findings: Findings): Promise<{ readonly chain: readonly BundledAct[]; readonly differing: readonly string[] }> {
  const texts: string[] = []
  const digests: string[] = []
  const differing: string[] = []
  for await (const acts of readActs(db, stream)) {
    const hashes = await nodeProofTools.digestTexts(acts.map(({ bytes }) => bytes))
    for (const [index, act] of acts.entries()) {
      texts.push(act.bytes)
      if (hashes[index] !== act.hash.toString('hex') || differs(stream, act)) differing.push(`${stream} act ${act.sequence}`)
    }
    digests.push(...hashes)
  }
  const nameDigest = await digestOf(nodeProofTools, stream)
  return { chain: verifyActs({ stream, texts, digests, nameDigest, anchors: new Map(), from: '' }, findings), differing }
}

/** Whether an act's columns, which pages read, say something else than its hashed text, which proofs read. */
function differs(stream: string, act: StoredAct): boolean {
  const said = readAct(act.bytes)
  return (
    said?.stream !== stream ||
    said.sequence !== Number(act.sequence) ||
    said.organisation !== act.organisation_id ||
    said.membership !== act.membership_id ||
    said.kind !== act.kind ||
    said.recordedAt !== act.recorded_at ||
    canonicalJson(fromWire(said.facts)) !== canonicalJson(act.facts)
  )
}

function endsWrongly(stream: string, head: StreamHead | undefined, last: BundledAct | undefined): readonly string[] {
  if (head?.sequence === last?.sequence && head?.hash === last?.hash) return []
  return [`${stream}: its head says act ${head?.sequence ?? '--'} (${head?.hash ?? '--'}), its acts end with ${last?.sequence ?? '--'} (${last?.hash ?? '--'})`]
}

async function walkEntries(db: Db, book: string, acts: readonly BundledAct[], findings: Findings): Promise<number> {
  const texts: string[] = []
  for await (const entries of readEntryTexts(db, book)) for (const { text } of entries) texts.push(text)
  verifyEntries({ book, texts, digests: await nodeProofTools.digestTexts(texts), acts, isDue: () => true }, findings)
  return texts.length
}

interface SignedHead extends Pick<StreamHead, 'sequence' | 'hash'> {
  readonly checkpoint: number
}

/** What checkpoints say of each stream, as far as their signatures hold, and what is wrong with them. */
async function openCheckpoints(db: Db): Promise<{ readonly count: number; readonly heads: ReadonlyMap<string, readonly SignedHead[]>; readonly wrong: readonly string[] }> {
  const kept = await listAllCheckpoints(db)
  const heads = new Map<string, SignedHead[]>()
  const wrong: string[] = []
  for (const [index, { number, madeAt, hash, file, publicKey }] of kept.entries()) {
    const opened = await openCheckpoint(file, publicKey, nodeProofTools)
    const before = kept[index - 1]
    if ('wrong' in opened || opened.checkpoint.number !== number || opened.checkpoint.at !== madeAt || opened.hash !== hash) {
      wrong.push(`checkpoint ${number} is not signed by its key`)
      continue
    }
    if (number !== index + 1 || opened.checkpoint.previous !== (before?.hash ?? null)) wrong.push(`checkpoint ${number} does not name the one before it`)
    for (const { stream, sequence, hash } of opened.checkpoint.heads) {
      const own = heads.get(stream) ?? []
      own.push({ sequence, hash, checkpoint: number })
      heads.set(stream, own)
    }
  }
  return { count: kept.length, heads, wrong }
}

/** That nobody else signed: what the database says of its own keys, whoever can write there can say, too. */
export const proveCheckpointsOf =
  (publicKey: string): Prove =>
  async (db) => {
    const kept = await listAllCheckpoints(db)
    const others = kept.filter((checkpoint) => checkpoint.publicKey !== publicKey)
    return [proofResult(kept.length, 'checkpoints are signed with this key', others.map(({ number, file }) => `checkpoint ${number} with the key ${file.publicKeyId}`))]
  }
