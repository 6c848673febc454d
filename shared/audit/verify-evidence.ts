import { type Checkpoint, type CheckpointFile, openCheckpoint } from './checkpoint.ts'
import { type EvidenceBundle, type OmissionReason, momentsOf } from './evidence.ts'
import { isOfDraft } from './evidence-texts.ts'
import { type Finding, Findings, type VerdictName, verdictNames } from './finding.ts'
import { type ProofTools, digestOf } from './proof-tools.ts'
import { type Anchors, type BundledAct, verifyActs } from './verify-acts.ts'
import { type NamingActs, verifyDerivations } from './verify-derivations.ts'
import { verifyRows } from './verify-rows.ts'
import { type Transfers, verifyBalance, verifyEntries, verifyTransfers } from './verify-entries.ts'

/** What verification came to: four verdicts, each for itself, and what nothing signed vouches for yet. */
export interface Verification {
  readonly verdicts: readonly Verdict[]
  readonly looked: { readonly acts: number; readonly entries: number; readonly documents: number; readonly policies: number; readonly derivations: number; readonly rows: number }
  /** The checkpoints that this key has signed, in their order. */
  readonly checkpoints: readonly Pick<Checkpoint, 'number' | 'at'>[]
  /** Acts after the last checkpoint: chained, and not yet proven. */
  readonly unproven: { readonly acts: number; readonly streams: readonly { readonly stream: string; readonly acts: number }[] }
  /** What is named and was left out of the bundle: nothing here speaks for it. */
  readonly omitted: {
    readonly documents: readonly { readonly reason: OmissionReason; readonly count: number }[]
    readonly derivations: number
    readonly rows: number
  }
}

export interface Verdict {
  readonly name: VerdictName
  readonly holds: boolean
  readonly count: number
  /** The first of them. */
  readonly findings: readonly Finding[]
}

interface Evidence {
  readonly bundle: EvidenceBundle
  /** One or more: a bundle must lead to each that its reader has kept. */
  readonly checkpoints: readonly CheckpointFile[]
  /** The Ed25519 key's 32 bytes, in Base64. */
  readonly publicKey: string
}

/**
 * Verifies a bundle with nothing but itself, the checkpoints and the key: no database, no network, no clock.
 * `integrity`: everything is as it was hashed and signed. `completeness`: nothing is missing of what the bundle says it covers.
 * `balance`: its entries add up. `derivations`: its figures come about as they say.
 */
export async function verifyEvidence({ bundle, checkpoints: files, publicKey }: Evidence, tools: ProofTools): Promise<Verification> {
  const findings = new Findings()
  const checkpoints = await openCheckpoints(files, publicKey, tools, findings)
  const anchors = anchorsOf(checkpoints)
  const { from, until } = momentsOf(bundle.scope)
  const isDue = ({ recordedAt }: BundledAct): boolean => recordedAt >= from && recordedAt < until

  const acts = new Map<string, readonly BundledAct[]>()
  const unproven: { readonly stream: string; readonly acts: number }[] = []
  for (const { stream, acts: texts } of bundle.streams) {
    const digests = await tools.digestTexts(texts)
    const own = anchors.get(stream) ?? new Map()
    const chain = verifyActs({ stream, texts, digests, nameDigest: await digestOf(tools, stream), anchors: own, from }, findings)
    acts.set(stream, chain)
    const signed = Math.max(0, ...own.keys())
    const beyond = chain.filter(({ sequence }) => sequence > signed).length
    if (beyond > 0) unproven.push({ stream, acts: beyond })
    verifyUnsigned(stream, chain, checkpoints.at(-1), findings)
  }
  verifyStreams(bundle, checkpoints.at(-1), findings)

  const { entries, evidence } = await verifyBooks(bundle, { acts, isDue }, tools, findings)
  const naming = [...acts.values()].flatMap((chain) => chain.filter(({ names }) => names !== undefined))
  const dueNaming = naming.filter(isDue)
  await verifyDocuments(bundle, { naming, dueNaming, evidence }, tools, findings)
  await verifyPolicies(bundle, { naming, dueNaming }, tools, findings)
  await verifyDerivations(bundle.derivations, { naming, dueNaming, subject: bundle.scope.subject }, tools, findings)
  await verifyRows(bundle, { acts: [...acts.values()].flat(), due: dueNaming }, tools, findings)

  return {
    verdicts: verdictNames.map((name) => ({ name, holds: findings.count(name) === 0, count: findings.count(name), findings: findings.first(name) })),
    looked: {
      acts: [...acts.values()].reduce((count, chain) => count + chain.length, 0),
      entries,
      documents: bundle.documents.filter((document) => 'base64' in document).length,
      policies: bundle.policies.length,
      derivations: bundle.derivations.reduce((count, { items }) => count + items.length, 0),
      rows: bundle.rows.length,
    },
    checkpoints: checkpoints.map(({ number, at }) => ({ number, at })),
    unproven: { acts: unproven.reduce((sum, { acts: count }) => sum + count, 0), streams: unproven },
    omitted: omissionsIn(bundle),
  }
}

export const isSound = ({ verdicts }: Verification): boolean => verdicts.every(({ holds }) => holds)

/** The checkpoints that the key has signed, by number; each names the one before it, and no number stands for two. */
async function openCheckpoints(files: readonly CheckpointFile[], publicKey: string, tools: ProofTools, findings: Findings): Promise<readonly Checkpoint[]> {
  const byNumber = new Map<number, { readonly checkpoint: Checkpoint; readonly hash: string }>()
  for (const [index, file] of files.entries()) {
    const opened = await openCheckpoint(file, publicKey, tools)
    if ('wrong' in opened) {
      findings.add(opened.wrong, { position: index + 1, key: file.publicKeyId })
      continue
    }
    const { number } = opened.checkpoint
    const other = byNumber.get(number)
    if (other && other.hash !== opened.hash) findings.add('checkpoint_forked', { number })
    byNumber.set(number, opened)
  }
  const ordered = [...byNumber.values()].toSorted((a, b) => a.checkpoint.number - b.checkpoint.number)
  for (const { checkpoint } of ordered) {
    const before = byNumber.get(checkpoint.number - 1)
    if (before && before.hash !== checkpoint.previous) findings.add('checkpoint_predecessor', { number: checkpoint.number })
  }
  return ordered.map(({ checkpoint }) => checkpoint)
}

function anchorsOf(checkpoints: readonly Checkpoint[]): ReadonlyMap<string, Anchors> {
  const anchors = new Map<string, Map<number, { hash: string; checkpoint: number }>>()
  for (const { number, heads } of checkpoints) {
    for (const { stream, sequence, hash } of heads) {
      const own = anchors.get(stream) ?? new Map<number, { hash: string; checkpoint: number }>()
      // The first that signed a place is the one to hold it to.
      if (!own.has(sequence)) own.set(sequence, { hash, checkpoint: number })
      anchors.set(stream, own)
    }
  }
  return anchors
}

/** Every stream that the scope covers and the last checkpoint knows must be in the bundle. */
function verifyStreams({ scope, streams }: EvidenceBundle, last: Checkpoint | undefined, findings: Findings): void {
  const here = new Set(streams.map(({ stream }) => stream))
  for (const book of scope.books) if (!here.has(book)) findings.add('stream_missing', { stream: book, signed: 0, checkpoint: 0 })
  for (const { stream, organisation, sequence } of last?.heads ?? []) {
    if (scope.organisations.includes(organisation) && !here.has(stream)) {
      findings.add('stream_missing', { stream, signed: sequence, checkpoint: last?.number ?? 0 })
    }
  }
}

/** An act takes its place and its time at the end of a transaction, which may still be under way while a checkpoint is made. */
const slackMs = 300_000

/** What says that it was recorded well before a checkpoint has to be in it: else it was made up since, as a whole stream might be. */
function verifyUnsigned(stream: string, chain: readonly BundledAct[], last: Checkpoint | undefined, findings: Findings): void {
  if (!last) return
  const signed = last.heads.find((head) => head.stream === stream)?.sequence ?? 0
  const act = chain.find(({ sequence, recordedAt }) => sequence > signed && Date.parse(recordedAt) + slackMs < Date.parse(last.at))
  if (act) findings.add('act_unsigned', { stream, sequence: act.sequence, at: act.recordedAt, checkpoint: last.number })
}

interface Chains {
  readonly acts: ReadonlyMap<string, readonly BundledAct[]>
  readonly isDue: (act: BundledAct) => boolean
}

/** Looks at one book after the other, so that no two books' entries are held at once. Answers how many, and what they rest on. */
async function verifyBooks(
  bundle: EvidenceBundle,
  { acts, isDue }: Chains,
  tools: ProofTools,
  findings: Findings,
): Promise<{ readonly entries: number; readonly evidence: readonly string[] }> {
  const textsOf = new Map(bundle.entries.map(({ book, texts }) => [book, texts]))
  const transfers: Transfers = { halves: new Set(), owed: new Map() }
  const evidence: string[] = []
  let count = 0
  for (const book of new Set([...acts.keys(), ...textsOf.keys()])) {
    const texts = textsOf.get(book) ?? []
    const entries = verifyEntries({ book, texts, digests: await tools.digestTexts(texts), acts: acts.get(book) ?? [], isDue }, findings)
    verifyBalance(entries, transfers, findings)
    count += entries.length
    for (const { evidenceHash } of entries) if (evidenceHash) evidence.push(evidenceHash)
  }
  verifyTransfers(transfers, findings)
  return { entries: count, evidence }
}

async function verifyDocuments(
  { documents }: EvidenceBundle,
  { naming, dueNaming, evidence }: NamingActs & { readonly evidence: readonly string[] },
  tools: ProofTools,
  findings: Findings,
): Promise<void> {
  const named = new Set([...naming.flatMap(({ names }) => names?.document ?? []), ...evidence])
  const due = new Set([...dueNaming.flatMap(({ names }) => names?.document ?? []), ...evidence])
  for (const document of documents) {
    const { hash } = document
    due.delete(hash)
    if (!named.has(hash)) findings.add('document_unnamed', { document: hash })
    if ('base64' in document && (await tools.digestBase64(document.base64)) !== hash) findings.add('document_changed', { document: hash })
  }
  for (const document of due) findings.add('document_missing', { document })
}

async function verifyPolicies({ policies }: EvidenceBundle, { naming, dueNaming }: NamingActs, tools: ProofTools, findings: Findings): Promise<void> {
  const named = new Map<string, { readonly digest: string; readonly act: BundledAct }[]>()
  for (const act of naming) {
    const policy = act.names?.policy
    if (policy) named.set(policy.version, [...(named.get(policy.version) ?? []), { digest: policy.digest, act }])
  }
  const here = new Set<string>()
  const digests = await tools.digestTexts(policies.map(({ text }) => text))
  for (const [index, { version }] of policies.entries()) {
    const namings = named.get(version) ?? []
    const last = namings.at(-1)
    if (!last) findings.add('policy_unnamed', { policy: version })
    else if (namings.some(({ digest }) => digest === digests[index])) here.add(`${version} ${digests[index]}`)
    else {
      findings.add('policy_changed', { policy: version, stream: last.act.stream, sequence: last.act.sequence })
      for (const { digest } of namings) here.add(`${version} ${digest}`)
    }
  }
  for (const act of dueNaming) {
    const policy = isOfDraft(act) ? undefined : act.names?.policy
    if (policy && !here.has(`${policy.version} ${policy.digest}`)) {
      findings.add('policy_missing', { policy: policy.version, stream: act.stream, sequence: act.sequence })
    }
  }
}

function omissionsIn({ documents, derivations, rowsOmitted }: EvidenceBundle): Verification['omitted'] {
  const counts = new Map<OmissionReason, number>()
  for (const document of documents) if ('omitted' in document) counts.set(document.omitted, (counts.get(document.omitted) ?? 0) + 1)
  return {
    documents: [...counts].map(([reason, count]) => ({ reason, count })),
    derivations: derivations.reduce((count, { omitted }) => count + omitted, 0),
    rows: rowsOmitted,
  }
}
